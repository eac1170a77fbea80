//! The identity provider's own people and groups: the source of everything that is provisioned.

use std::sync::{Arc, OnceLock};

use indexmap::{IndexMap, IndexSet};

/// Attributes that a person of a directory file may have. Each identity provider knows them under
/// its own names.
pub const PERSON_ATTRIBUTES: [&str; 32] = [
    "userName",
    "email",
    "otherEmails",
    "givenName",
    "middleName",
    "familyName",
    "displayName",
    "nickName",
    "mailNickname",
    "title",
    "userType",
    "department",
    "division",
    "organization",
    "costCenter",
    "employeeNumber",
    "manager",
    "roles",
    "preferredLanguage",
    "locale",
    "timezone",
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
    "extensionAttribute1",
];

/// Attributes that a group of a directory file may have, beside its members.
pub const GROUP_ATTRIBUTES: [&str; 2] = ["displayName", "description"];

/// Attributes that may have several values.
pub const LIST_ATTRIBUTES: [&str; 2] = ["otherEmails", "roles"];

/// The attribute whose value is the key of another person.
pub const MANAGER: &str = "manager";

/// Attributes that are names of an account, and so carry the marker of the run before the `@`
/// (or at the end, where there is none).
pub const MARKED_ATTRIBUTES: [&str; 4] = ["userName", "email", "otherEmails", "mailNickname"];

/// Attributes and their values: one each, several for [`LIST_ATTRIBUTES`]. As a change, no value
/// clears the attribute.
pub type Attributes = IndexMap<String, Vec<String>>;

/// A directory as loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// File name without `.yaml`.
    pub name: String,
    /// Attributes of people by key, in the file's order.
    pub people: IndexMap<String, Arc<Attributes>>,
    /// Groups by key, in the file's order. No group has the key of a person.
    pub groups: IndexMap<String, GroupEntry>,
}

/// A group as loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupEntry {
    /// Attributes.
    pub attributes: Attributes,
    /// Keys of people and of other groups.
    pub members: Vec<String>,
}

/// A person as an identity provider sees one: attributes with run-unique names, and state.
#[derive(Debug, Clone)]
pub struct Person {
    /// Key in the directory file.
    pub key: String,
    /// What the directory says. Shared: every case has all people, and few of them do anything.
    given: Arc<Attributes>,
    /// Makes names of the account unique, where they are to be.
    marker: Option<Arc<str>>,
    /// What is otherwise than the directory says. Made when it is first wanted, and shared with
    /// copies until one of them changes.
    changed: Arc<OnceLock<Changed>>,
    /// The admin has assigned the application to this person.
    pub assigned: bool,
    /// The person may sign in.
    pub enabled: bool,
    /// The person is gone for good.
    pub deleted: bool,
}

/// A group as an identity provider sees one: attributes with run-unique names, and state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Key in the directory file.
    pub key: String,
    /// Attributes that have a value.
    pub attributes: Attributes,
    /// Keys of people and of other groups.
    pub members: IndexSet<String>,
    /// The admin has assigned the application to this group.
    pub assigned: bool,
    /// The admin has the group itself provisioned.
    pub pushed: bool,
    /// The group is gone for good.
    pub deleted: bool,
}

/// Attributes with other values than the directory says; no value where there is none. Few.
type Changed = Vec<(String, Vec<String>)>;

impl Person {
    /// Somebody who may sign in and has no application assigned, as the directory describes them.
    pub fn new(key: &str, attributes: &Arc<Attributes>) -> Self {
        Self {
            key: key.to_owned(),
            given: Arc::clone(attributes),
            marker: None,
            changed: Arc::default(),
            assigned: false,
            enabled: true,
            deleted: false,
        }
    }

    /// The value of an attribute, the first of several; `None` when it has none or an empty one.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        first(self.values(name))
    }

    /// All values of an attribute.
    pub fn values(&self, name: &str) -> &[String] {
        let changed = match self.changed.get() {
            // Of most people nobody asks for a name of the account.
            None if !MARKED_ATTRIBUTES.contains(&name) => &[],
            _ => self.changed().as_slice(),
        };
        let changed = changed.iter().find(|(changed, _)| changed == name);
        // A person has few attributes: looking through them takes less than computing a hash.
        let given = || self.given.iter().find(|(given, _)| *given == name);
        let changed = changed.map(|(_, values)| values);
        let values = changed.or_else(|| given().map(|(_, values)| values));
        values.map_or(&[], Vec::as_slice)
    }

    fn changed(&self) -> &Changed {
        self.changed.get_or_init(|| {
            let Some(marker) = &self.marker else {
                return Changed::new();
            };
            let marked = |name: &str| {
                let values = self.given.get(name)?.iter();
                let values = values.map(|value| individual(name, value, marker));
                Some((name.to_owned(), values.collect()))
            };
            MARKED_ATTRIBUTES.into_iter().filter_map(marked).collect()
        })
    }

    /// Gives an attribute other values, as they are.
    pub fn set(&mut self, name: &str, values: Vec<String>) {
        self.changed();
        let Some(changed) = Arc::make_mut(&mut self.changed).get_mut() else {
            return;
        };
        match changed.iter_mut().find(|(changed, _)| changed == name) {
            Some((_, before)) => *before = values,
            None => changed.push((name.to_owned(), values)),
        }
    }

    /// Changes attributes. Names of an account keep carrying the marker.
    pub fn update(&mut self, changes: &Attributes, marker: &str) {
        for (name, values) in changes {
            let values = values.iter().map(|value| individual(name, value, marker));
            self.set(name, values.collect());
        }
    }
}

impl Group {
    /// The value of an attribute; `None` when it has none or an empty one.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        first(self.attributes.get(name)?)
    }

    /// The name that other systems know the group by.
    pub fn display_name(&self) -> &str {
        self.attribute("displayName").unwrap_or(&self.key)
    }

    /// Changes attributes. The name keeps carrying the marker.
    pub fn update(&mut self, changes: &Attributes, marker: &str) {
        for (name, values) in changes {
            if values.is_empty() {
                self.attributes.shift_remove(name);
            } else {
                let values = values.iter().map(|value| named(name, value, marker));
                self.attributes.insert(name.clone(), values.collect());
            }
        }
    }
}

impl Directory {
    /// The people of this directory with names that no other run and no other case uses.
    pub fn people_for(&self, marker: &str) -> IndexMap<String, Person> {
        let marker: Arc<str> = marker.into();
        let person = |(key, given): (&String, &Arc<Attributes>)| {
            let mut person = Person::new(key, given);
            person.marker = Some(Arc::clone(&marker));
            (key.clone(), person)
        };
        self.people.iter().map(person).collect()
    }

    /// The groups of this directory with names that no other run and no other case uses.
    pub fn groups_for(&self, marker: &str) -> IndexMap<String, Group> {
        let group = |(key, entry): (&String, &GroupEntry)| {
            let mut group = Group {
                key: key.clone(),
                attributes: Attributes::new(),
                members: entry.members.iter().cloned().collect(),
                assigned: false,
                pushed: false,
                deleted: false,
            };
            group.update(&entry.attributes, marker);
            (key.clone(), group)
        };
        self.groups.iter().map(group).collect()
    }
}

fn first(values: &[String]) -> Option<&str> {
    let first = values.first().map(String::as_str);
    first.filter(|value| !value.is_empty())
}

/// Puts the marker into a value that names an account: `alice@x` → `alice.MARKER@x`.
fn individual(name: &str, value: &str, marker: &str) -> String {
    if !MARKED_ATTRIBUTES.contains(&name) || value.is_empty() {
        return value.to_owned();
    }
    match value.split_once('@') {
        Some((local, domain)) => [local, ".", marker, "@", domain].concat(),
        None => [value, ".", marker].concat(),
    }
}

/// Puts the marker into the name of a group: `Sales` → `Sales MARKER`.
fn named(name: &str, value: &str, marker: &str) -> String {
    if name == "displayName" && !value.is_empty() {
        format!("{value} {marker}")
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(entries: &[(&str, &[&str])]) -> Attributes {
        let entry = |(name, values): &(&str, &[&str])| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            ((*name).to_owned(), values)
        };
        entries.iter().map(entry).collect()
    }

    #[test]
    fn names_of_accounts_carry_the_marker_and_nothing_else_does() {
        let al = attributes(&[
            ("userName", &["al@x.example"]),
            ("otherEmails", &["a@x.example", "b@x.example"]),
            ("mailNickname", &["al"]),
            ("title", &["Cook"]),
        ]);
        let cooks = GroupEntry {
            attributes: attributes(&[("displayName", &["Cooks"]), ("description", &["Kitchen"])]),
            members: vec!["al".into()],
        };
        let directory = Directory {
            name: "d".into(),
            people: [("al".to_owned(), al.into())].into_iter().collect(),
            groups: [("cooks".to_owned(), cooks)].into_iter().collect(),
        };
        let mut al = directory.people_for("m1")["al"].clone();
        assert_eq!(al.attribute("userName"), Some("al.m1@x.example"));
        assert_eq!(al.attribute("mailNickname"), Some("al.m1"));
        assert_eq!(al.attribute("title"), Some("Cook"));
        assert_eq!(
            al.values("otherEmails"),
            ["a.m1@x.example", "b.m1@x.example"]
        );
        let before = al.clone();
        let changes = attributes(&[("userName", &["bo@x.example"]), ("title", &[])]);
        al.update(&changes, "m1");
        assert_eq!(al.attribute("userName"), Some("bo.m1@x.example"));
        assert_eq!(al.attribute("title"), None);
        // A copy shares what it has in common, not what comes after.
        assert_eq!(before.attribute("userName"), Some("al.m1@x.example"));
        assert_eq!(before.attribute("title"), Some("Cook"));
        let mut cooks = directory.groups_for("m1")["cooks"].clone();
        assert_eq!(cooks.display_name(), "Cooks m1");
        assert_eq!(cooks.attribute("description"), Some("Kitchen"));
        cooks.update(&attributes(&[("displayName", &["Chefs"])]), "m1");
        assert_eq!(cooks.display_name(), "Chefs m1");
    }
}
