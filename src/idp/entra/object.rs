//! A person or a group as one pass of the job sees it.

use super::attributes::{of_group, of_person};
use super::tenant::Tenant;
use crate::idp::directory::{Group, Person};
use crate::idp::mapping::{Mapping, Row, Source};
use crate::transcript::ObjectKind;

/// An object of the tenant with all that decides what becomes of it.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) key: String,
    /// The name that messages print.
    pub(super) name: String,
    /// Its object id in the tenant.
    pub(super) guid: String,
    pub(super) standing: Standing,
    entry: Entry,
}

#[derive(Debug)]
enum Entry {
    Person(Person),
    Group(Group),
}

/// Why an object is, or is not, to be provisioned.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent conditions, each of which the log names"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// Gone for good.
    pub(super) deleted: bool,
    /// In the recycle bin.
    pub(super) in_bin: bool,
    /// May sign in; groups always may.
    pub(super) enabled: bool,
    /// The application is assigned.
    pub(super) assigned: bool,
    /// The scoping filters let it through.
    pub(super) filtered_in: bool,
}

impl Standing {
    /// Assigned, and let through by the scoping filters.
    pub(super) const fn in_scope(self) -> bool {
        self.assigned && self.filtered_in
    }

    /// `IsSoftDeleted`: out of scope, blocked from signing in, or deleted ("Customize attribute
    /// mappings").
    pub(super) const fn is_soft_deleted(self) -> bool {
        !self.in_scope() || !self.enabled || self.in_bin || self.deleted
    }

    /// Whether other objects may refer to it.
    pub(super) const fn is_there(self) -> bool {
        self.in_scope() && !self.deleted
    }
}

impl Object {
    /// The object of that key, looked at now.
    pub(super) fn of(tenant: &Tenant, mapping: &Mapping, key: &str) -> Option<Self> {
        let entry = match (tenant.people.get(key), tenant.groups.get(key)) {
            (Some(person), _) => Entry::Person(person.clone()),
            (None, Some(group)) => Entry::Group(group.clone()),
            (None, None) => return None,
        };
        let (deleted, enabled, name) = match &entry {
            Entry::Person(person) => {
                let name = person.attribute("userName").unwrap_or(key);
                (person.deleted, person.enabled, name)
            }
            Entry::Group(group) => (group.deleted, true, group.display_name()),
        };
        let mut object = Self {
            key: key.to_owned(),
            name: name.to_owned(),
            guid: tenant.object_id(key).to_owned(),
            standing: Standing {
                deleted,
                in_bin: tenant.is_in_bin(key),
                enabled,
                assigned: tenant.is_assigned(key),
                filtered_in: true,
            },
            entry,
        };
        let filters = match object.kind() {
            ObjectKind::User => &mapping.scope.users,
            ObjectKind::Group => &mapping.scope.groups,
        };
        object.standing.filtered_in = filters.lets_through(&|name| object.values(name));
        Some(object)
    }

    pub(super) const fn kind(&self) -> ObjectKind {
        match self.entry {
            Entry::Person(_) => ObjectKind::User,
            Entry::Group(_) => ObjectKind::Group,
        }
    }

    /// The values of an attribute under Entra's name for it.
    pub(super) fn values(&self, name: &str) -> Vec<String> {
        let truth = |value: bool| vec![if value { "True" } else { "False" }.to_owned()];
        match (name, &self.entry) {
            ("IsSoftDeleted", _) => truth(self.standing.is_soft_deleted()),
            ("objectId", _) => vec![self.guid.clone()],
            ("accountEnabled", Entry::Person(person)) => truth(person.enabled),
            (_, Entry::Person(person)) => of_person(person, name).to_vec(),
            (_, Entry::Group(group)) => of_group(group, name),
        }
    }

    /// Key of the manager.
    pub(super) fn manager(&self) -> Option<&str> {
        match &self.entry {
            Entry::Person(person) => person.attribute("manager"),
            Entry::Group(_) => None,
        }
    }

    /// Keys of the members.
    pub(super) fn members(&self) -> impl Iterator<Item = &String> {
        let group = match &self.entry {
            Entry::Person(_) => None,
            Entry::Group(group) => Some(group),
        };
        group.into_iter().flat_map(|group| &group.members)
    }
}

/// The rows for objects of a kind.
pub(super) const fn rows(mapping: &Mapping, kind: ObjectKind) -> &[Row] {
    match kind {
        ObjectKind::User => mapping.users.as_slice(),
        ObjectKind::Group => mapping.groups.as_slice(),
    }
}

/// The row through which objects of a kind refer to others.
pub(super) fn reference_row(mapping: &Mapping, kind: ObjectKind) -> Option<&Row> {
    let mut rows = rows(mapping, kind).iter();
    rows.find(|row| matches!(row.source, Source::Reference(_)))
}

/// Matching rows in order of precedence.
pub(super) fn matching_rows(mapping: &Mapping, kind: ObjectKind) -> Vec<&Row> {
    let rows = rows(mapping, kind).iter();
    let mut rows: Vec<_> = rows.filter(|row| row.matching.is_some()).collect();
    rows.sort_by_key(|row| row.matching);
    rows
}

/// What messages call an object of that kind.
pub(super) const fn noun(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::User => "User",
        ObjectKind::Group => "Group",
    }
}
