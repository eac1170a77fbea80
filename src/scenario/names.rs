//! Names that a scenario may use, and guesses at what a wrong one was meant to be.

use globset::Glob;

use crate::idp::{Family, IdpKind};
use crate::server::PROFILES;
use crate::server::gitlab::{GITLAB_PROFILES, acts};

/// Identity providers under their canonical names.
pub fn idps() -> impl Iterator<Item = &'static str> {
    IdpKind::ALL.into_iter().map(IdpKind::name)
}

/// Names of the families of identity providers, as `mappings` and `settings` have them.
pub fn families() -> impl Iterator<Item = &'static str> {
    Family::ALL.into_iter().map(Family::name)
}

/// Profiles of the bundled server.
pub fn profiles() -> impl Iterator<Item = &'static str> {
    let rfc = PROFILES.iter().map(|profile| profile.name);
    rfc.chain(GITLAB_PROFILES.iter().map(|profile| profile.name))
}

/// Acts and views that `control` may name.
pub fn control_acts() -> impl Iterator<Item = &'static str> {
    acts().map(|(name, _)| name)
}

/// Words with a meaning of their own where a person, a group or an account may be named.
pub const RESERVED: [&str; 14] = [
    "idps", "targets", "groups", "accounts", "log", "job", "tasks", "writes", "requests", "any",
    "because", "run", "own", "none",
];

/// Whether a name is a pattern for several.
pub fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '[', '{'])
}

/// The names that a pattern stands for, in their order: `*`, `?` and `[a-z]` as in file names, and
/// `{1..20}` for every number of a range. `Err` says what is wrong with the pattern.
pub fn matching<'a>(
    pattern: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<&'a str>, String> {
    let Some((head, first, last, tail)) = range(pattern) else {
        let glob = Glob::new(pattern).map_err(|error| error.kind().to_string())?;
        let matcher = glob.compile_matcher();
        let found = names.into_iter().filter(|name| matcher.is_match(name));
        return Ok(found.collect());
    };
    let number = |name: &str| -> Option<u32> {
        let digits = name.strip_prefix(head)?.strip_suffix(tail)?;
        (!digits.starts_with('0')).then(|| digits.parse().ok())?
    };
    let inside = |name: &&str| number(name).is_some_and(|number| (first..=last).contains(&number));
    Ok(names.into_iter().filter(inside).collect())
}

/// The parts of `HEAD{FIRST..LAST}TAIL`.
fn range(pattern: &str) -> Option<(&str, u32, u32, &str)> {
    let (head, rest) = pattern.split_once('{')?;
    let (inner, tail) = rest.split_once('}')?;
    let (first, last) = inner.split_once("..")?;
    Some((head, first.parse().ok()?, last.parse().ok()?, tail))
}

/// The canonical name of an identity provider, also from its former name.
pub fn canonical_idp(name: &str) -> Option<&'static str> {
    IdpKind::named(name).map(IdpKind::name)
}

/// The known name that is nearest to a wrong one: another case, or at most two edits away (one for
/// short names).
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Long texts are no misspelt names, and the distance costs time.
    if wrong.chars().count() > 64 {
        return None;
    }
    let limit = if wrong.chars().count() <= 3 { 1 } else { 2 };
    known
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// "did you mean …?", if there is something near.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean `{name}`?"))
}

/// Names in backticks: `` `a`, `b` or `c` ``, cut when there are very many.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    const MOST: usize = 24;
    let mut names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        names.truncate(MOST);
        return names.join(", ") + ", …";
    }
    match names.as_slice() {
        [] => "nothing".into(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// Edits between two words: insertions, deletions, replacements and swapped neighbours; case does
/// not count.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().flat_map(char::to_lowercase).collect();
    let other: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, counterpart) in other.iter().enumerate() {
            let replaced = above[column] + usize::from(letter != counterpart);
            let mut least = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0
                && column > 0
                && *letter == other[column - 1]
                && one[row - 1] == *counterpart;
            if swapped {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_at_most_two_edits_away() {
        let steps = ["assign", "unassign", "sync", "expect"];
        assert_eq!(nearest("asign", steps), Some("assign"));
        assert_eq!(nearest("exepct", steps), Some("expect"));
        assert_eq!(nearest("Sync", steps), Some("sync"));
        assert_eq!(nearest("unasign", steps), Some("unassign"));
        assert_eq!(nearest("create", steps), None);
        assert_eq!(nearest("sub", ["bob"]), None);
        assert_eq!(nearest(&"a".repeat(100_000), ["bob"]), None);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn patterns_stand_for_names() {
        let names = ["member-1", "member-2", "member-10", "member-010", "alice"];
        let all = |pattern| matching(pattern, names).unwrap();
        assert_eq!(all("member-?"), ["member-1", "member-2"]);
        assert_eq!(all("member-{2..10}"), ["member-2", "member-10"]);
        assert_eq!(all("*l*"), ["alice"]);
        assert!(all("{1..3}").is_empty());
        assert!(matching("a[", names).is_err());
        assert!(is_pattern("a{1..2}") && !is_pattern("a-1"));
    }

    #[test]
    fn azure_is_the_former_name_of_entra() {
        assert_eq!(canonical_idp("azure"), Some("entra"));
        assert_eq!(canonical_idp("okta-aiw"), Some("okta-aiw"));
        assert_eq!(canonical_idp("Okta"), None);
    }

    #[test]
    fn names_are_listed_as_a_person_would() {
        assert_eq!(listed(["a", "b", "c"], "or"), "`a`, `b` or `c`");
        assert_eq!(listed(["a"], "or"), "`a`");
        assert!(listed(["a"; 100], "or").ends_with("`a`, …"));
    }
}
