//! What an entry of the log is about.

use super::Okta;
use super::users::login;
use crate::idp::directory::{Group, Person};
use crate::transcript::{LogDetail, ObjectKind};

/// The whole application, a person or a group.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'a> {
    /// The application.
    Application,
    /// A person.
    Person(&'a Person),
    /// A group.
    Group(&'a Group),
}

impl<'a> From<&'a Person> for About<'a> {
    fn from(person: &'a Person) -> Self {
        Self::Person(person)
    }
}

impl<'a> From<&'a Group> for About<'a> {
    fn from(group: &'a Group) -> Self {
        Self::Group(group)
    }
}

impl About<'_> {
    /// Key in the directory.
    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Application => None,
            Self::Person(person) => Some(&person.key),
            Self::Group(group) => Some(&group.key),
        }
    }

    /// What the System Log keeps of its targets: ids and names (`User` and `AppUser`, or
    /// `UserGroup` and `AppGroup`).
    pub(super) fn detail(&self, okta: &Okta) -> LogDetail {
        let (object, source_name) = match self {
            Self::Application => return LogDetail::default(),
            Self::Person(person) => (ObjectKind::User, login(person)),
            Self::Group(group) => (ObjectKind::Group, group.display_name()),
        };
        let key = self.key().unwrap_or_default();
        LogDetail {
            object,
            source_id: okta.own_id(key).to_owned(),
            source_name: source_name.to_owned(),
            target_id: okta.link(key).map(str::to_owned),
            ..LogDetail::default()
        }
    }
}
