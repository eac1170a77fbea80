//! Names that a scenario may use, and guesses at what a wrong one was meant to be.

use crate::idp::IdpKind;

/// Identity providers under their canonical names.
pub fn idps() -> impl Iterator<Item = &'static str> {
    IdpKind::ALL.into_iter().map(IdpKind::name)
}

/// Words with a meaning of their own where a person may be named.
pub const RESERVED: [&str; 7] = ["idps", "accounts", "log", "any", "because", "run", "own"];

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
