//! Secrets that cannot be printed, and their removal from everything that is kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock, Weak};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use memchr::memchr2_iter;
use regex::bytes::{Captures, Regex};

use super::Body;
use super::starts::Starts;

/// A text that never shows up in `Debug` or `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A JSON member called `password` with a string value, also in truncated JSON.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)("password"\s*:\s*")((?:[^"\\]|\\.)*)"#).expect("constant pattern")
});

/// Replaces secrets by stars in whatever is kept of an exchange.
///
/// Tokens are found as they are and in the forms in which servers echo them: percent-encoded or
/// escaped, wholly or in part, and in base64, also inside a longer text. Passwords of simulated
/// people keep their length, so that a `Content-Length` still fits the body that is shown.
#[derive(Clone, Default)]
pub struct Masker {
    /// Copies share it until one of them learns more.
    known: Arc<Known>,
}

/// The secrets that a masker knows.
#[derive(Clone, Default)]
struct Known {
    secrets: Vec<Secret>,
    /// Places in `secrets` by the first byte: a large story has thousands of passwords.
    by_first: BTreeMap<u8, Vec<usize>>,
    /// Further forms of the secrets by their first two bytes.
    forms: BTreeMap<[u8; 2], Vec<Vec<u8>>>,
    /// Where a secret may begin in one of its spellings.
    starts: Box<Starts>,
}

impl fmt::Debug for Masker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The forms give the secrets away.
        f.debug_struct("Masker")
            .field("secrets", &self.known.secrets)
            .finish_non_exhaustive()
    }
}

/// What an encoded character begins with (see [`character_at`]).
const INTRODUCERS: [u8; 3] = *b"%\\&";

/// No character is encoded in more bytes, but for backslashes before backslashes.
const LONGEST_CODE: usize = 8;
/// Backslashes before an escaped character that are looked at: JSON in JSON in JSON.
const DEEPEST_ESCAPE: usize = 64;

/// Shorter texts are not searched for: they would blot out ordinary words.
const SHORTEST_SECRET: usize = 4;
/// The same for what is certain of a secret inside a longer text in base64.
const SHORTEST_BASE64: usize = 5;

impl Masker {
    /// A masker for these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut masker = Self::default();
        for secret in secrets {
            masker.add(secret);
        }
        masker
    }

    /// Adds a secret.
    pub fn add(&mut self, secret: &Secret) {
        let text = secret.expose();
        if text.len() < SHORTEST_SECRET || self.known.secrets.contains(secret) {
            return;
        }
        let known = Arc::make_mut(&mut self.known);
        if let [first, second, ..] = text.as_bytes() {
            let places = known.by_first.entry(*first).or_default();
            places.push(known.secrets.len());
            known.starts.add(*first, *second);
            for introducer in INTRODUCERS {
                known.starts.add(*first, introducer);
                // What may follow it depends on the encoding; it is rare enough to be looked at.
                known.starts.add_any(introducer);
            }
        }
        known.secrets.push(secret.clone());
        for form in in_base64(text) {
            if let [first, second, ..] = form.as_slice() {
                known.starts.add(*first, *second);
                let forms = known.forms.entry([*first, *second]).or_default();
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
    }

    /// Takes the passwords of a request body for secrets, so that they are found wherever the
    /// target echoes them.
    pub fn learn_passwords(&mut self, body: &[u8]) {
        if !mentions_password(body) {
            return;
        }
        let passwords: Vec<Secret> = PASSWORD
            .captures_iter(body)
            .filter(|found| !found[2].iter().all(|byte| *byte == b'*'))
            .map(|found| Secret::new(String::from_utf8_lossy(&found[2]).into_owned()))
            .collect();
        for password in &passwords {
            self.add(password);
        }
    }

    /// The bytes without secrets; nearly always the same bytes.
    pub fn mask<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        if self.is_clean(bytes) {
            return Cow::Borrowed(bytes);
        }
        let starred = if mentions_password(bytes) {
            PASSWORD.replace_all(bytes, |found: &Captures<'_>| {
                let mut kept = found[1].to_vec();
                kept.extend(std::iter::repeat_n(b'*', found[2].len()));
                kept
            })
        } else {
            Cow::Borrowed(bytes)
        };
        let mut masked = Vec::with_capacity(starred.len());
        let mut rest = &*starred;
        while let Some(at) = self.known.starts.next(rest) {
            masked.extend_from_slice(&rest[..at]);
            rest = &rest[at..];
            match self.secret_at(rest) {
                Some(length) => {
                    masked.extend_from_slice(b"***");
                    rest = &rest[length..];
                }
                None => {
                    masked.push(rest[0]);
                    rest = &rest[1..];
                }
            }
        }
        masked.extend_from_slice(rest);
        Cow::Owned(masked)
    }

    /// The body without secrets; nearly always the same body, which is then not searched again, nor
    /// are its copies, unless the masker has learned more in the meantime.
    pub(crate) fn mask_body(&self, body: &Body) -> Body {
        if body.cleared().by(self) {
            return body.clone();
        }
        match self.mask(body) {
            Cow::Borrowed(_) => {
                body.cleared().note(self);
                body.clone()
            }
            Cow::Owned(masked) => masked.into(),
        }
    }

    /// The text without secrets; nearly always the same text.
    pub fn mask_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.mask(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
        }
    }

    /// The text without secrets, in its own place unless it has one.
    pub fn mask_owned(&self, text: String) -> String {
        match self.mask_text(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(masked) => masked,
        }
    }

    /// Whether there is nothing to mask.
    fn is_clean(&self, bytes: &[u8]) -> bool {
        !(self.has_secret(bytes) || mentions_password(bytes) && PASSWORD.is_match(bytes))
    }

    /// Whether one of the secrets is in there, in whatever form.
    pub fn has_secret(&self, bytes: &[u8]) -> bool {
        let mut from = 0;
        while let Some(at) = self.known.starts.next(&bytes[from..]) {
            if self.secret_at(&bytes[from + at..]).is_some() {
                return true;
            }
            from += at + 1;
        }
        false
    }

    /// The bytes of something that broke off, without an end that may be the beginning of a secret, in
    /// whatever form: it would not be found any more.
    pub fn without_cut_secret<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let begins = |at: &usize| self.is_cut_secret(&bytes[*at..]);
        let end = (0..bytes.len()).find(begins).unwrap_or(bytes.len());
        &bytes[..end]
    }

    /// Whether the bytes are the beginning of a secret and no more.
    fn is_cut_secret(&self, bytes: &[u8]) -> bool {
        let known = &self.known;
        let Some(first) = bytes.first() else {
            return false;
        };
        let is_cut = |secret: &Secret| is_spelled_in_part(bytes, secret.expose().as_bytes());
        let spelled = if INTRODUCERS.contains(first) {
            known.secrets.iter().any(is_cut)
        } else {
            let places = known.by_first.get(first).into_iter().flatten();
            let mut secrets = places.filter_map(|place| known.secrets.get(*place));
            secrets.any(is_cut)
        };
        let is_part = |form: &Vec<u8>| form.len() > bytes.len() && form.starts_with(bytes);
        spelled
            || match bytes.first_chunk::<2>() {
                Some(pair) => known.forms.get(pair).into_iter().flatten().any(is_part),
                None => known.forms.keys().any(|pair| pair.starts_with(bytes)),
            }
    }

    /// Length of the secret, in whatever form, with which the bytes begin.
    fn secret_at(&self, bytes: &[u8]) -> Option<usize> {
        let known = &self.known;
        let (first, pair) = (*bytes.first()?, bytes.first_chunk::<2>()?);
        let forms = known.forms.get(pair).into_iter().flatten();
        let forms = forms.filter(|form| bytes.starts_with(form)).map(Vec::len);
        let spelled = |secret: &Secret| spelled_at(bytes, secret.expose().as_bytes());
        let spelled = if INTRODUCERS.contains(&first) {
            // The first character is encoded, and may be any.
            known.secrets.iter().filter_map(spelled).max()
        } else {
            let places = known.by_first.get(&first).into_iter().flatten();
            let secrets = places.filter_map(|place| known.secrets.get(*place));
            secrets.filter_map(spelled).max()
        };
        forms.chain(spelled).max()
    }
}

/// What a body was searched for without a find. Weak, so that results keep no secrets; and what it
/// points to is never changed, because a masker that learns more while it is pointed to moves on to
/// a copy ([`Arc::make_mut`]).
#[derive(Default)]
pub(super) struct Cleared(OnceLock<Weak<Known>>);

impl Cleared {
    fn by(&self, masker: &Masker) -> bool {
        let cleared = self.0.get();
        cleared.is_some_and(|known| std::ptr::eq(known.as_ptr(), Arc::as_ptr(&masker.known)))
    }

    fn note(&self, masker: &Masker) {
        // The first to search it is the one of the case, who will search it again.
        self.0.get_or_init(|| Arc::downgrade(&masker.known));
    }
}

/// Whether the name of a password's member may be in there. Its rarest letter is looked for first.
fn mentions_password(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"\"password\"";
    const RAREST: usize = 5;
    memchr2_iter(b'w', b'W', bytes).any(|at| {
        let name = at
            .checked_sub(RAREST)
            .and_then(|from| bytes.get(from..from + NAME.len()));
        name.is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    })
}

/// Length of the secret with which the bytes begin, any of its characters encoded: how much is
/// encoded depends on the encoder.
fn spelled_at(bytes: &[u8], secret: &[u8]) -> Option<usize> {
    if bytes.starts_with(secret) {
        return Some(secret.len());
    }
    let mut length = 0;
    for byte in secret {
        length += character_at(&bytes[length..], *byte)?;
    }
    Some(length)
}

/// Whether the bytes are spelled like the secret as far as they go, and end before it does.
fn is_spelled_in_part(bytes: &[u8], secret: &[u8]) -> bool {
    let mut rest = bytes;
    for byte in secret {
        if rest.is_empty() || is_cut_code(rest) {
            return true;
        }
        match character_at(rest, *byte) {
            Some(length) => rest = &rest[length..],
            None => return false,
        }
    }
    false
}

/// Whether the bytes may be an encoded character without its end.
fn is_cut_code(bytes: &[u8]) -> bool {
    match bytes {
        [b'\\', ..] => bytes.len() - backslashes(bytes) < LONGEST_CODE,
        [first, ..] => INTRODUCERS.contains(first) && bytes.len() < LONGEST_CODE,
        [] => false,
    }
}

/// Number of backslashes with which the bytes begin.
fn backslashes(bytes: &[u8]) -> usize {
    let first = bytes.iter().take(DEEPEST_ESCAPE);
    first.take_while(|byte| **byte == b'\\').count()
}

/// Length of the character with which the bytes begin, if it is `wanted`: as it is,
/// percent-encoded, or escaped as in JSON or HTML.
fn character_at(bytes: &[u8], wanted: u8) -> Option<usize> {
    let code = |digits: Option<&[u8]>, base| {
        let digits = std::str::from_utf8(digits?).ok()?;
        u8::from_str_radix(digits, base).ok()
    };
    match bytes {
        [b'%', ..] if code(bytes.get(1..3), 16) == Some(wanted) => Some(3),
        [b'\\', b'\\', ..] if wanted == b'\\' => Some(2),
        [b'\\', ..] if wanted != b'\\' => {
            // JSON inside JSON has its escapes escaped.
            let slashes = backslashes(bytes);
            match &bytes[slashes..] {
                [b'u', b'0', b'0', digits @ ..] if code(digits.get(..2), 16) == Some(wanted) => {
                    Some(slashes + 5)
                }
                [escaped, ..] if *escaped == wanted && !wanted.is_ascii_alphanumeric() => {
                    Some(slashes + 1)
                }
                _ => None,
            }
        }
        [b'&', ..] if !wanted.is_ascii_alphanumeric() => {
            let end = bytes.iter().take(8).position(|byte| *byte == b';');
            let is_wanted = match end.and_then(|end| bytes.get(1..end)) {
                Some([b'#', b'x' | b'X', hex @ ..]) => code(Some(hex), 16) == Some(wanted),
                Some([b'#', decimal @ ..]) => code(Some(decimal), 10) == Some(wanted),
                Some(b"amp") => wanted == b'&',
                Some(b"lt") => wanted == b'<',
                Some(b"gt") => wanted == b'>',
                Some(b"quot") => wanted == b'"',
                Some(b"apos") => wanted == b'\'',
                _ => false,
            };
            // An ampersand may stand for itself, whatever it looks like.
            let encoded = end.filter(|_| is_wanted).map(|end| end + 1);
            encoded.or_else(|| (wanted == b'&').then_some(1))
        }
        [first, ..] => (*first == wanted).then_some(1),
        [] => None,
    }
}

/// The text in base64: as a whole, and what is certain of it inside a longer text, where it may
/// begin at any of three places of a group of four characters.
fn in_base64(text: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for alphabet in [STANDARD, URL_SAFE] {
        forms.push(alphabet.encode(text).into_bytes());
        for before in 0..3 {
            let padded = [&[0; 2][..before], text.as_bytes()].concat();
            let certain = (before * 8).div_ceil(6)..padded.len() * 8 / 6;
            if certain.len() >= SHORTEST_BASE64 {
                forms.push(alphabet.encode(&padded).as_bytes()[certain].to_vec());
            }
        }
    }
    forms
}

#[cfg(test)]
mod tests;
