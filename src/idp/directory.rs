//! The identity provider's own people: the source of everything that is provisioned.

use indexmap::IndexMap;

/// Attributes that a person of a directory file may have. Each identity provider knows them under
/// its own names.
pub const PERSON_ATTRIBUTES: [&str; 21] = [
    "userName",
    "email",
    "givenName",
    "familyName",
    "displayName",
    "mailNickname",
    "title",
    "department",
    "employeeNumber",
    "preferredLanguage",
    "locale",
    "phone",
    "mobile",
    "fax",
    "office",
    "street",
    "city",
    "state",
    "postalCode",
    "country",
    "countryCode",
];

/// Attributes that are names of an account, and so carry the marker of the run before the `@`
/// (or at the end, where there is none).
pub const MARKED_ATTRIBUTES: [&str; 3] = ["userName", "email", "mailNickname"];

/// A directory as loaded: person key → attribute → value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// File name without `.yaml`.
    pub name: String,
    /// People in the file's order.
    pub people: IndexMap<String, IndexMap<String, String>>,
}

/// A person as an identity provider sees one: attributes with run-unique names, and state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Key in the directory file.
    pub key: String,
    /// Attributes that have a value.
    pub attributes: IndexMap<String, String>,
    /// The admin has assigned the application to this person.
    pub assigned: bool,
    /// The person may sign in.
    pub enabled: bool,
    /// The person is gone for good.
    pub deleted: bool,
}

impl Person {
    /// The value of an attribute; `None` when it has none or an empty one.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Changes attributes; `None` clears. Names of an account keep carrying the marker.
    pub fn update(&mut self, changes: &IndexMap<String, Option<String>>, marker: &str) {
        for (name, value) in changes {
            match value {
                Some(value) => {
                    self.attributes
                        .insert(name.clone(), individual(name, value, marker));
                }
                None => {
                    self.attributes.shift_remove(name);
                }
            }
        }
    }
}

impl Directory {
    /// The people of this directory with names that no other run and no other case uses.
    pub fn people_for(&self, marker: &str) -> IndexMap<String, Person> {
        self.people
            .iter()
            .map(|(key, attributes)| {
                let attributes = attributes
                    .iter()
                    .map(|(name, value)| (name.clone(), individual(name, value, marker)))
                    .collect();
                let person = Person {
                    key: key.clone(),
                    attributes,
                    assigned: false,
                    enabled: true,
                    deleted: false,
                };
                (key.clone(), person)
            })
            .collect()
    }
}

/// Puts the marker into a value that names an account: `alice@x` → `alice.MARKER@x`.
fn individual(name: &str, value: &str, marker: &str) -> String {
    if !MARKED_ATTRIBUTES.contains(&name) || value.is_empty() {
        return value.to_owned();
    }
    match value.split_once('@') {
        Some((local, domain)) => format!("{local}.{marker}@{domain}"),
        None => format!("{value}.{marker}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_accounts_carry_the_marker_and_nothing_else_does() {
        let attributes = [
            ("userName", "al@x.example"),
            ("mailNickname", "al"),
            ("title", "Cook"),
        ];
        let attributes: IndexMap<_, _> = attributes
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        let directory = Directory {
            name: "d".into(),
            people: [("al".to_owned(), attributes)].into_iter().collect(),
        };
        let mut al = directory.people_for("m1")["al"].clone();
        assert_eq!(al.attribute("userName"), Some("al.m1@x.example"));
        assert_eq!(al.attribute("mailNickname"), Some("al.m1"));
        assert_eq!(al.attribute("title"), Some("Cook"));
        let changes = [
            ("userName".to_owned(), Some("bo@x.example".to_owned())),
            ("title".into(), None),
        ];
        al.update(&changes.into_iter().collect(), "m1");
        assert_eq!(al.attribute("userName"), Some("bo.m1@x.example"));
        assert_eq!(al.attribute("title"), None);
    }
}
