//! Usernames: what is left of a wish, and what is still free.

/// What GitLab makes of the username that a client asks for: the part before an `@`, without
/// characters that a path must not have, and without punctuation at the ends or in runs.
pub(in crate::server::gitlab) fn sanitized(wish: &str) -> String {
    let local = wish.split('@').next().unwrap_or_default();
    let mut clean = String::with_capacity(local.len());
    for character in local.chars() {
        let is_mark = matches!(character, '-' | '_' | '.');
        if !(character.is_ascii_alphanumeric() || is_mark) {
            continue;
        }
        if is_mark && clean.ends_with(['-', '_', '.']) {
            continue;
        }
        clean.push(character);
    }
    clean.trim_matches(['-', '_', '.']).to_owned()
}

/// What is begun with where a wish leaves nothing (GitLab's public source, `Namespace.clean_path`).
const BLANK: &str = "blank";

/// Tries before random characters are taken, where they are.
const TRIES: usize = 4;

/// The username with the first number that makes it free. With `random`, that comes instead after a
/// few tries.
pub(in crate::server::gitlab) fn free(
    base: &str,
    is_taken: impl Fn(&str) -> bool,
    random: Option<impl Fn() -> String>,
) -> String {
    let base = if base.is_empty() { BLANK } else { base };
    let mut name = base.to_owned();
    let mut tries = 0_usize;
    while is_taken(&name) {
        tries += 1;
        name = match &random {
            Some(random) if tries > TRIES => format!("{base}{}", random()),
            _ => format!("{base}{tries}"),
        };
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_path_must_not_have_goes() {
        for (wish, username) in [
            ("test_user", "test_user"),
            ("ada.lovelace@example.com", "ada.lovelace"),
            ("_.ada-", "ada"),
            ("a--b", "a-b"),
            ("a_.-b", "a_b"),
            ("Ada Lovelace", "AdaLovelace"),
            ("zoë", "zo"),
            ("@example.com", ""),
        ] {
            assert_eq!(sanitized(wish), username, "{wish}");
        }
    }

    /// Shows S55.
    #[test]
    fn a_taken_username_gets_the_next_number() {
        let none: Option<fn() -> String> = None;
        let taken = ["test_user", "test_user1"];
        assert_eq!(free("a", |name| taken.contains(&name), none), "a");
        assert_eq!(
            free("test_user", |name| taken.contains(&name), none),
            "test_user2"
        );
    }

    #[test]
    fn what_leaves_nothing_begins_with_a_word() {
        let none: Option<fn() -> String> = None;
        assert_eq!(free("", |_| false, none), "blank");
        assert_eq!(free("", |name| name == "blank", none), "blank1");
    }

    #[test]
    fn random_characters_end_the_tries() {
        let taken = ["a", "a1", "a2", "a3", "a4"];
        let random = Some(|| "x7".to_owned());
        assert_eq!(free("a", |name| taken.contains(&name), random), "ax7");
        assert_eq!(free("a", |name| taken[..4].contains(&name), random), "a4");
    }
}
