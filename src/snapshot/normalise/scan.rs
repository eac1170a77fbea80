//! Finds volatile values inside text and puts placeholders in their place, in one pass, so that no
//! placeholder is ever replaced again.
//!
//! Values are recognised percent-encoded too, whichever characters the sender chose to encode.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

use super::content::kind_of_endpoint;
use super::names::Names;
use super::ownership::is_distinctive;
use crate::transcript::Starts;

/// RFC 3339 timestamps (RFC 7643 §2.3.5), colons percent-encoded or not, and UUIDs.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static PATTERNS: LazyLock<Regex> = LazyLock::new(|| {
    let colon = "(?::|%3[Aa])";
    let hex = "[0-9A-Fa-f]";
    Regex::new(&format!(
        r"(?:\d{{4}}-\d\d-\d\d[Tt]\d\d{colon}\d\d{colon}\d\d(?:[.,]\d+)?(?:[Zz]|(?:[+-]|%2[Bb])\d\d(?:{colon})?\d\d)?)|(?:{hex}{{8}}-{hex}{{4}}-{hex}{{4}}-{hex}{{4}}-{hex}{{12}})"
    ))
    .expect("constant pattern")
});

/// Length of a timestamp without fraction and offset, which is shorter than a UUID.
const SHORTEST_PATTERN: usize = "2026-01-05T08:00:00".len();

/// What a known value is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// Always this placeholder.
    Fixed(String),
    /// An id, by the kind of its resource.
    Id,
    /// An id that looks like any word or number: only where the text before it speaks of ids.
    PlainId,
}

#[derive(Debug)]
struct Needle {
    text: String,
    what: What,
    /// Regardless of ASCII case.
    fold: bool,
    /// Must not continue a word, or be continued by one.
    bounded: (bool, bool),
}

/// The values that a case knows.
pub(super) struct Scanner {
    /// One list for each first byte in lower case, the longest first.
    needles: Vec<Vec<Needle>>,
    /// Where one of them may begin, as it is or percent-encoded.
    starts: Box<Starts>,
    /// Length of the shortest value that is looked for, in bytes. Encoded none is shorter.
    shortest: usize,
}

impl Scanner {
    /// A scanner for a run's values and the ids in `names`.
    pub(super) fn new(
        base_url: &str,
        marker: &str,
        fixed: &[(String, String)],
        names: &Names,
    ) -> Self {
        let mut scanner = Self {
            needles: Vec::new(),
            starts: Box::default(),
            shortest: SHORTEST_PATTERN,
        };
        let base = base_url
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('/');
        let authority = base.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or_default();
        scanner.add(base, What::Fixed("[base]".into()), false, (false, true));
        scanner.add(authority, What::Fixed("[host]".into()), true, (true, true));
        scanner.add(marker, What::Fixed("[run]".into()), true, (false, false));
        for (value, placeholder) in fixed {
            scanner.add(value, What::Fixed(placeholder.clone()), false, (true, true));
        }
        for id in names.ids() {
            let what = if is_distinctive(id) {
                What::Id
            } else {
                What::PlainId
            };
            scanner.add(id, what, false, (true, true));
        }
        for needles in &mut scanner.needles {
            // Stable: of equal texts the one added first wins.
            needles.sort_by_key(|needle| std::cmp::Reverse(needle.text.len()));
        }
        scanner
    }

    fn add(&mut self, text: &str, what: What, fold: bool, bounded: (bool, bool)) {
        if let Some(first) = text.bytes().next() {
            self.add_starts(first, text.as_bytes().get(1).copied(), fold);
            self.shortest = self.shortest.min(text.len());
            let needle = Needle {
                text: text.to_owned(),
                what,
                fold,
                bounded,
            };
            self.needles.resize_with(256, Vec::new);
            self.needles[usize::from(first.to_ascii_lowercase())].push(needle);
        }
    }

    /// Notes with what a known value may begin.
    fn add_starts(&mut self, first: u8, second: Option<u8>, fold: bool) {
        let cases = |byte: u8| {
            if fold {
                [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]
            } else {
                [byte; 2]
            }
        };
        self.starts.add_any(b'%');
        for first in cases(first) {
            let Some(second) = second else {
                self.starts.add_any(first);
                continue;
            };
            // What follows may be encoded too, a blank as a plus.
            for second in cases(second).into_iter().chain(*b"%+") {
                self.starts.add(first, second);
            }
        }
    }

    /// The text with placeholders. `hint` is the kind of resource that the text is about.
    pub(super) fn substitute<'t>(
        &self,
        names: &mut Names,
        text: &'t str,
        hint: Option<&str>,
    ) -> Cow<'t, str> {
        // As the names of most attributes are.
        if text.len() < self.shortest {
            return Cow::Borrowed(text);
        }
        let mut out = String::new();
        // Up to here the text is in `out`.
        let mut copied = 0;
        // Most texts are shorter than what the patterns look for, or have none of its hyphens.
        let may_match = text.len() >= SHORTEST_PATTERN && memchr(b'-', text.as_bytes()).is_some();
        let searched = if may_match { text } else { "" };
        let mut patterns = PATTERNS.find_iter(searched).map(|found| found.range());
        let mut pattern = patterns.next();
        let mut at = 0;
        loop {
            while pattern.as_ref().is_some_and(|range| range.start < at) {
                pattern = patterns.next();
            }
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            let needle = self.starts.next(rest).map(|steps| at + steps);
            let matched = pattern.as_ref().map(|range| range.start);
            let Some(next) = [needle, matched].into_iter().flatten().min() else {
                break;
            };
            at = next;
            if let Some((name, end)) = self.known(names, text, at, hint) {
                out.push_str(text.get(copied..at).unwrap_or_default());
                out.push_str(&name);
                (at, copied) = (end, end);
                continue;
            }
            let found = pattern.as_ref().filter(|range| {
                range.start == at && (!word_before(text, at) && !word_after(text, range.end))
            });
            if let Some(range) = found {
                let value = text.get(range.clone()).unwrap_or_default();
                // A UUID has no letter T.
                let name = if value.contains(['T', 't']) {
                    "[time]".to_owned()
                } else {
                    names.name("uuid", value)
                };
                out.push_str(text.get(copied..at).unwrap_or_default());
                out.push_str(&name);
                (at, copied) = (range.end, range.end);
                continue;
            }
            at += 1;
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// Placeholder of the known value at this place, and where the value ends.
    fn known(
        &self,
        names: &mut Names,
        text: &str,
        at: usize,
        hint: Option<&str>,
    ) -> Option<(String, usize)> {
        let (first, _) = unit(text.as_bytes(), at)?;
        for needle in self.needles.get(usize::from(first.to_ascii_lowercase()))? {
            let Some(end) = match_at(text.as_bytes(), at, needle) else {
                continue;
            };
            let (before, after) = needle.bounded;
            if (before && word_before(text, at)) || (after && word_after(text, end)) {
                continue;
            }
            let name = match &needle.what {
                What::Fixed(placeholder) => Some(placeholder.clone()),
                What::Id => names.id(&needle.text, kind_before(text, at).as_deref().or(hint)),
                What::PlainId => match kind_before(text, at) {
                    Some(kind) if kind == ANY => names.id(&needle.text, hint),
                    Some(kind) => names.id(&needle.text, Some(&kind)),
                    None => None,
                },
            };
            if let Some(name) = name {
                return Some((name, end));
            }
        }
        None
    }
}

/// The byte at this place, percent-decoded, and where the next one starts.
fn unit(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let byte = *bytes.get(at)?;
    if byte == b'%'
        && let Some(decoded) = bytes.get(at + 1..at + 3).and_then(hex_pair)
    {
        return Some((decoded, at + 3));
    }
    Some((byte, at + 1))
}

/// The byte before this place, percent-decoded, and where it starts.
fn unit_before(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    if let Some(start) = at.checked_sub(3)
        && bytes.get(start) == Some(&b'%')
        && let Some(decoded) = bytes.get(start + 1..at).and_then(hex_pair)
    {
        return Some((decoded, start));
    }
    let start = at.checked_sub(1)?;
    bytes.get(start).map(|byte| (*byte, start))
}

fn hex_pair(digits: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    match digits {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    }
}

/// Where the needle ends, if it is here, as it is or encoded.
fn match_at(text: &[u8], start: usize, needle: &Needle) -> Option<usize> {
    let wanted = needle.text.as_bytes();
    let end = start + wanted.len();
    let is_literal = |here: &[u8]| {
        if needle.fold {
            here.eq_ignore_ascii_case(wanted)
        } else {
            here == wanted
        }
    };
    if text.get(start..end).is_some_and(is_literal) {
        return Some(end);
    }
    let same = |a: u8, b: u8| a == b || (needle.fold && a.eq_ignore_ascii_case(&b));
    let mut at = start;
    for wanted in needle.text.bytes() {
        let (byte, next) = unit(text, at)?;
        let plus_for_space = wanted == b' ' && byte == b'+';
        if !same(byte, wanted) && !plus_for_space {
            return None;
        }
        at = next;
    }
    Some(at)
}

fn word_before(text: &str, at: usize) -> bool {
    unit_before(text.as_bytes(), at).is_some_and(|(byte, _)| byte.is_ascii_alphanumeric())
}

fn word_after(text: &str, at: usize) -> bool {
    unit(text.as_bytes(), at).is_some_and(|(byte, _)| byte.is_ascii_alphanumeric())
}

/// Stands for whichever kind the text is about.
const ANY: &str = "resource";

/// Most separators between a word and the id it announces, as in `User: "1"`.
const MOST_SEPARATORS: usize = 4;

/// Longest word that is looked at.
const LONGEST_WORD: usize = 32;

/// The kind of resource whose id the text before this place announces: `user` after `/Users/`,
/// [`ANY`] after `id eq "`, nothing where the text speaks of something else.
fn kind_before(text: &str, at: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut separators = 0;
    while let Some((byte, start)) = unit_before(bytes, end) {
        if !matches!(
            byte,
            b' ' | b'+' | b'/' | b':' | b'=' | b'"' | b'\'' | b'`' | b'#' | b'('
        ) {
            break;
        }
        separators += 1;
        end = start;
        if separators > MOST_SEPARATORS {
            return None;
        }
    }
    if separators == 0 {
        return None;
    }
    let mut start = end;
    while let Some((byte, previous)) = unit_before(bytes, start) {
        // An encoded byte ends a word: nobody encodes letters.
        let encoded = start - previous > 1;
        if encoded || !byte.is_ascii_alphabetic() || end - previous > LONGEST_WORD {
            break;
        }
        start = previous;
    }
    let word = text.get(start..end).filter(|word| !word.is_empty())?;
    match word.to_ascii_lowercase().as_str() {
        "id" | "ids" | "eq" | "resource" | "resources" => Some(ANY.to_owned()),
        "member" | "members" | "manager" => Some("user".to_owned()),
        "user" | "users" | "group" | "groups" => Some(kind_of_endpoint(word)),
        // Other resource types only as a path segment.
        _ if text.get(end..at) == Some("/") => Some(kind_of_endpoint(word)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "2819c223-7f76-453a-919d-413861904646";

    fn scan(ids: &[(&str, &str)], text: &str) -> String {
        let mut names = Names::default();
        for (kind, id) in ids {
            names.learn(kind, id);
        }
        let fixed = [("00uEXAMPLE0000000001".to_owned(), "[okta-ines]".to_owned())];
        let scanner = Scanner::new("http://127.0.0.1:8080/scim/v2/", "k3x9q", &fixed, &names);
        scanner.substitute(&mut names, text, None).into_owned()
    }

    #[test]
    fn base_host_marker_and_fixed_values() {
        assert_eq!(
            scan(&[], "http://127.0.0.1:8080/scim/v2/Users"),
            "[base]/Users"
        );
        assert_eq!(
            scan(&[], "http://127.0.0.1:8080/SCIM/v2"),
            "http://[host]/SCIM/v2"
        );
        assert_eq!(scan(&[], "https://127.0.0.1:8080/x"), "https://[host]/x");
        assert_eq!(
            scan(&[], "127.0.0.1:80801 127.0.0.1:80"),
            "127.0.0.1:80801 127.0.0.1:80"
        );
        assert_eq!(
            scan(&[], "http%3A%2F%2f127.0.0.1%3A8080%2Fscim%2Fv2%2FUsers"),
            "[base]%2FUsers"
        );
        assert_eq!(scan(&[], "Ada+K3X9Q@example.com"), "Ada+[run]@example.com");
        assert_eq!(scan(&[], "k3x9q"), "[run]");
        assert_eq!(scan(&[], "%2200uEXAMPLE0000000001%22"), "%22[okta-ines]%22");
    }

    #[test]
    fn ids_wherever_they_stand() {
        let ids = [("user", UUID), ("group", "5f0c2a9e8b1d")];
        let text = format!("/Users/{UUID}?x=%22{UUID}%22 W/\"{UUID}-1\" 5f0c2a9e8b1d5f0c2a9e8b1d");
        assert_eq!(
            scan(&ids, &text),
            "/Users/[user-1]?x=%22[user-1]%22 W/\"[user-1]-1\" 5f0c2a9e8b1d5f0c2a9e8b1d"
        );
        assert_eq!(scan(&ids, "/Groups/5f0c2a9e8b1d"), "/Groups/[group-1]");
    }

    #[test]
    fn plain_ids_only_where_the_text_speaks_of_ids() {
        let ids = [("user", "1"), ("group", "1"), ("user", "42")];
        assert_eq!(
            scan(&ids, "/Users/1?startIndex=1&count=42"),
            "/Users/[user-1]?startIndex=1&count=42"
        );
        assert_eq!(scan(&ids, "/Groups/1"), "/Groups/[group-1]");
        assert_eq!(
            scan(&ids, "members[value eq \"42\"]"),
            "members[value eq \"[user-1]\"]"
        );
        assert_eq!(
            scan(&ids, "filter=id+eq+%2242%22"),
            "filter=id+eq+%22[user-1]%22"
        );
        assert_eq!(
            scan(&ids, "User 42 not found, status 42"),
            "User [user-1] not found, status 42"
        );
        assert_eq!(scan(&ids, "/Users/12"), "/Users/12");
    }

    #[test]
    fn unknown_uuids_and_times() {
        let other = UUID.replace('2', "3");
        assert_eq!(
            scan(&[], &format!("{UUID} {other} {UUID} a{UUID}")),
            format!("[uuid-1] [uuid-2] [uuid-1] a{UUID}")
        );
        for time in [
            "2026-01-05T10:00:00Z",
            "2026-01-05t10:00:00.123456+02:00",
            "2026-01-05T10%3A00%3A00%2B02%3A00",
            "2026-01-05T10:00:00",
        ] {
            assert_eq!(scan(&[], &format!("\"{time}\"")), "\"[time]\"", "{time}");
        }
        assert_eq!(scan(&[], "2026-01-05"), "2026-01-05");
    }

    #[test]
    fn text_of_any_kind_is_kept() {
        for text in ["", "%", "%2", "100%", "%zz", "äöü%C3%A4 → 猫", "[user-1]"] {
            assert_eq!(scan(&[("user", "9")], text), text);
        }
    }
}
