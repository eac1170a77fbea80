//! The tenant's directory: people and groups, their object ids, and who is in the recycle bin.

use indexmap::{IndexMap, IndexSet};
use jiff::{SignedDuration, Timestamp};

use super::SyncScope;
use crate::idp::IdSource;
use crate::idp::directory::{Group, Person};
use crate::idp::simulator::{Act, Setup};

/// How long a deleted user can be restored (How provisioning works, "Deprovisioning").
const RECYCLED_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the admin of the tenant has made of the directory.
#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) people: IndexMap<String, Person>,
    pub(super) groups: IndexMap<String, Group>,
    /// GUIDs by key.
    object_ids: IndexMap<String, String>,
    /// When the people in the recycle bin were deleted.
    bin: IndexMap<String, Timestamp>,
    /// Everybody counts as assigned.
    everyone: bool,
    marker: String,
}

/// What changed in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Key of the object.
    pub(super) key: String,
    /// Whether its attributes did; otherwise its state.
    pub(super) in_attributes: bool,
}

impl Tenant {
    pub(super) fn new(setup: &Setup, scope: SyncScope) -> Self {
        let people = setup.directory.people_for(&setup.marker);
        let groups = setup.directory.groups_for(&setup.marker);
        // A source of its own, so that a larger directory does not change other random values.
        let mut ids = IdSource::seeded(!setup.seed);
        let keys = people.keys().chain(groups.keys());
        let object_ids = keys.map(|key| (key.clone(), ids.guid())).collect();
        Self {
            people,
            groups,
            object_ids,
            bin: IndexMap::new(),
            everyone: scope == SyncScope::Everyone,
            marker: setup.marker.clone(),
        }
    }

    /// The GUID that the tenant knows a person or group by.
    pub(super) fn object_id(&self, key: &str) -> &str {
        self.object_ids.get(key).map_or("", String::as_str)
    }

    /// All GUIDs by key.
    pub(super) const fn object_ids(&self) -> &IndexMap<String, String> {
        &self.object_ids
    }

    /// Whether the person may be restored.
    pub(super) fn is_in_bin(&self, key: &str) -> bool {
        self.bin.contains_key(key)
    }

    /// Whether the application is assigned: to the object itself or, for a person, to a group of
    /// which the person is a direct member. Members of nested groups are left out (known issues).
    pub(super) fn is_assigned(&self, key: &str) -> bool {
        let by_group = || {
            let mut groups = self.groups.values();
            groups.any(|group| is_assigned(group) && group.members.contains(key))
        };
        match (self.people.get(key), self.groups.get(key)) {
            (Some(person), _) => self.everyone || person.assigned || by_group(),
            (None, Some(group)) => self.everyone && !group.deleted || is_assigned(group),
            (None, None) => false,
        }
    }

    /// Carries out an act; says what changed, those included whose assignment depends on it.
    pub(super) fn act(&mut self, act: &Act, now: Timestamp) -> Vec<Change> {
        let before = self.assigned_people();
        let mut changes = self.carry_out(act, now);
        let after = self.assigned_people();
        changes.extend(
            before
                .symmetric_difference(&after)
                .map(|person| changed(person)),
        );
        changes
    }

    fn assigned_people(&self) -> IndexSet<String> {
        let people = self.people.keys();
        people
            .filter(|key| self.is_assigned(key))
            .cloned()
            .collect()
    }

    fn carry_out(&mut self, act: &Act, now: Timestamp) -> Vec<Change> {
        match act {
            Act::Assign(key) | Act::Push { group: key, .. } => self.assign(key, true),
            Act::Unassign(key) | Act::Unpush { group: key, .. } => self.assign(key, false),
            Act::Update(key, changes) => {
                if let Some(person) = self.people.get_mut(key) {
                    person.update(changes, &self.marker);
                } else if let Some(group) = self.groups.get_mut(key) {
                    group.update(changes, &self.marker);
                }
                vec![Change {
                    key: key.clone(),
                    in_attributes: true,
                }]
            }
            Act::Disable(key) => self.state(key, |person| person.enabled = false),
            Act::Enable(key) => self.state(key, |person| person.enabled = true),
            Act::SoftDelete(key) => {
                let changes = self.state(key, |_| {});
                if !changes.is_empty() {
                    self.bin.insert(key.clone(), now);
                }
                changes
            }
            Act::Restore(key) => {
                self.bin.shift_remove(key);
                self.state(key, |_| {})
            }
            Act::Delete(key) => {
                self.bin.shift_remove(key);
                if let Some(group) = self.groups.get_mut(key) {
                    group.deleted = true;
                    return vec![changed(key)];
                }
                self.state(key, |person| person.deleted = true)
            }
            Act::Join(key, members) => self.membership(key, members, |own, member| {
                own.insert(member);
            }),
            Act::Leave(key, members) => self.membership(key, members, |own, member| {
                own.shift_remove(&member);
            }),
            _ => Vec::new(),
        }
    }

    /// Removes for good who has been in the recycle bin for 30 days.
    pub(super) fn empty_bin(&mut self, now: Timestamp) -> Vec<Change> {
        let over = |since: &Timestamp| now.duration_since(*since) >= RECYCLED_AFTER;
        let due: Vec<String> = self
            .bin
            .iter()
            .filter(|(_, since)| over(since))
            .map(|(key, _)| key.clone())
            .collect();
        let deleted = due.into_iter().map(Act::Delete);
        deleted.flat_map(|act| self.act(&act, now)).collect()
    }

    fn assign(&mut self, key: &str, assigned: bool) -> Vec<Change> {
        if let Some(group) = self.groups.get_mut(key) {
            group.assigned = assigned;
            group.pushed = assigned;
            return vec![changed(key)];
        }
        self.state(key, |person| person.assigned = assigned)
    }

    fn state(&mut self, key: &str, change: impl FnOnce(&mut Person)) -> Vec<Change> {
        let Some(person) = self.people.get_mut(key) else {
            return Vec::new();
        };
        change(person);
        vec![changed(key)]
    }

    fn membership(
        &mut self,
        key: &str,
        members: &[String],
        change: impl Fn(&mut IndexSet<String>, String),
    ) -> Vec<Change> {
        let Some(group) = self.groups.get_mut(key) else {
            return Vec::new();
        };
        for member in members {
            change(&mut group.members, member.clone());
        }
        vec![changed(key)]
    }
}

const fn is_assigned(group: &Group) -> bool {
    (group.assigned || group.pushed) && !group.deleted
}

fn changed(key: &str) -> Change {
    Change {
        key: key.to_owned(),
        in_attributes: false,
    }
}
