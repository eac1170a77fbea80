//! Filters of user lists.

use crate::server::gitlab::switch::Switches;

/// Whom a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    All,
    /// What the identity provider calls the user.
    ExternUid(String),
    Username(String),
}

impl Filter {
    /// Reads a filter as far as GitLab does: three words, and no double quotes anywhere. What comes
    /// after is not seen, and a value with a blank ends there. `None` for what is not supported.
    pub(super) fn parse(text: &str, switches: &Switches) -> Option<Self> {
        let text = text.replace('"', "");
        let mut words = text.split_ascii_whitespace();
        let (attribute, operator, value) = (words.next()?, words.next()?, words.next()?);
        if operator != "eq" {
            return None;
        }
        match attribute {
            "id" | "externalId" => Some(Self::ExternUid(value.to_owned())),
            "userName" if switches.filter_username => Some(Self::Username(value.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_three_words_count() {
        let uid = |value: &str| Some(Filter::ExternUid(value.to_owned()));
        let name = |value: &str| Some(Filter::Username(value.to_owned()));
        for (text, filter) in [
            (r#"id eq "a-b""#, uid("a-b")),
            (r#"externalId eq "a-b""#, uid("a-b")),
            ("id eq a-b", uid("a-b")),
            (r#"id eq "a" and active eq true"#, uid("a")),
            (r#"userName eq "a b""#, name("a")),
            (r#"userName eq "a@b.test""#, name("a@b.test")),
            (r#"userName eq """#, None),
            ("userName eq", None),
            (r#"userName EQ "a""#, None),
            (r#"username eq "a""#, None),
            (r#"userName ne "a""#, None),
            (r#"userName co "a""#, None),
            (r#"userName sw "a""#, None),
            (r#"displayName eq "a""#, None),
            ("active eq true", None),
            (r#"emails.value eq "a""#, None),
            (r#"emails[type eq "work"].value eq "a""#, None),
            ("", None),
        ] {
            assert_eq!(Filter::parse(text, &Switches::default()), filter, "{text}");
        }
    }

    /// Shows S37.
    #[test]
    fn usernames_were_no_filter_at_first() {
        let mut switches = Switches::default();
        switches.set("filter-username", "off").unwrap();
        assert_eq!(Filter::parse(r#"userName eq "a""#, &switches), None);
        assert!(Filter::parse(r#"id eq "a""#, &switches).is_some());
    }
}
