//! One application of a client: who is in scope, and what an act of the admin leads to.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::config::Config;
use super::profile::OwnId;
use super::resource::Values;
use super::settings::{Deprovisioning, Probe, Settings};
use crate::idp::directory::{Group, Person};
use crate::idp::mapping::{Apply, Mapping, Row, Source, Target};
use crate::idp::settings::Named;
use crate::idp::simulator::{Act, LinkedGroup, Setup};
use crate::idp::{IdSource, VirtualClock, Wire};
use crate::transcript::LogEntry;

/// Time between two full synchronisations (inferred; nothing depends on it).
const BETWEEN_SYNCS: SignedDuration = SignedDuration::from_hours(4);

/// One application of a client.
#[derive(Debug)]
pub struct Plain {
    pub(super) settings: Settings,
    /// One of the rows for users is for `active`. No rows for groups: they are not provisioned.
    pub(super) mapping: Arc<Mapping>,
    pub(super) marker: String,
    pub(super) clock: VirtualClock,
    pub(super) people: IndexMap<String, Person>,
    pub(super) groups: IndexMap<String, Group>,
    own_ids: IndexMap<String, String>,
    /// Ids at the target.
    pub(super) links: IndexMap<String, String>,
    /// What the target has of people and groups, as far as the client wrote or read it.
    pub(super) written: IndexMap<String, Values>,
    /// Ids of the members that the target's groups have, as far as the client wrote them.
    pub(super) members: IndexMap<String, IndexSet<String>>,
    /// The last answers with people and groups, for a client that compares with them.
    pub(super) answers: IndexMap<String, Arc<Value>>,
    /// What the target says it can do; `None` while that is not read.
    pub(super) config: Option<Config>,
    /// When that is to be read again.
    pub(super) config_until: Option<Timestamp>,
    /// A full synchronisation is under way.
    pub(super) is_full: bool,
    /// A created resource came back without `id`, which ends a full synchronisation.
    pub(super) is_stopped: bool,
    pub(super) log: Vec<LogEntry>,
}

impl Plain {
    /// An application for the people of a directory, not yet connected. Settings that there are not
    /// are passed over: the loader has checked them.
    pub fn new(mut settings: Settings, setup: Setup) -> Self {
        for (name, value) in &setup.settings {
            let _ = settings.change(name, value);
        }
        let mut ids = IdSource::seeded(setup.seed);
        let people = setup.directory.people_for(&setup.marker);
        let groups = setup.directory.groups_for(&setup.marker);
        let own_ids = own_ids(settings.own_id, &people, &groups, &mut ids);
        Self {
            mapping: with_active(setup.mapping),
            settings,
            marker: setup.marker,
            clock: VirtualClock::default(),
            people,
            groups,
            own_ids,
            links: IndexMap::new(),
            written: IndexMap::new(),
            members: IndexMap::new(),
            answers: IndexMap::new(),
            config: None,
            config_until: None,
            is_full: false,
            is_stopped: false,
            log: Vec::new(),
        }
    }

    /// What the admin reads.
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// The people, as they are now.
    pub const fn people(&self) -> &IndexMap<String, Person> {
        &self.people
    }

    /// The groups, as they are now.
    pub const fn groups(&self) -> &IndexMap<String, Group> {
        &self.groups
    }

    /// The client's own ids of people and groups.
    pub fn own_ids(&self) -> Vec<(String, String)> {
        let ids = self.own_ids.iter();
        ids.map(|(key, id)| (key.clone(), id.clone())).collect()
    }

    /// The client's own id of a person or a group.
    pub(super) fn own_id(&self, key: &str) -> String {
        self.own_ids.get(key).cloned().unwrap_or_default()
    }

    /// Id at the target of a person or a group.
    pub fn link(&self, key: &str) -> Option<&str> {
        self.links.get(key).map(String::as_str)
    }

    /// An act of the admin; whatever it causes is sent at once. Acts that these clients do not have
    /// do nothing: the loader refuses them.
    pub async fn act<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        self.begin_task();
        match act {
            Act::Assign(key) => self.assign(key, true, wire).await,
            Act::Unassign(key) => self.assign(key, false, wire).await,
            Act::Update(key, changes) => {
                let marker = self.marker.clone();
                if let Some(person) = self.people.get_mut(key) {
                    person.update(changes, &marker);
                } else if let Some(group) = self.groups.get_mut(key) {
                    group.update(changes, &marker);
                }
                self.settle(key, wire).await;
            }
            Act::Disable(key) => self.enable(key, false, wire).await,
            Act::Enable(key) => self.enable(key, true, wire).await,
            Act::Delete(key) => self.delete(key, wire).await,
            Act::Join(key, members) => self.regroup(key, members, true, wire).await,
            Act::Leave(key, members) => self.regroup(key, members, false, wire).await,
            Act::Push { group, link } => self.push(group, link.as_ref(), wire).await,
            Act::Unpush { group, leave } => self.unpush(group, *leave, wire).await,
            Act::Wait(time) => self.clock.advance(*time),
            _ => {}
        }
    }

    /// A full synchronisation: everybody in scope and every group is written again.
    pub async fn sync<W: Wire>(&mut self, wire: &mut W) {
        if !self.settings.full_sync {
            return;
        }
        self.clock.advance(BETWEEN_SYNCS);
        self.begin_task();
        self.is_stopped = false;
        self.is_full = true;
        self.write_everything(wire).await;
        self.is_full = false;
    }

    async fn write_everything<W: Wire>(&mut self, wire: &mut W) {
        // It begins as it began when the connection was made.
        for probe in [Probe::DiscoverUsers, Probe::DiscoverGroups] {
            if self.settings.probes.contains(&probe) && !self.discovers(probe, wire).await {
                return;
            }
        }
        for key in self.keys_of_people() {
            if self.is_entitled(&key) && !self.is_stopped {
                self.write_again(&key, wire).await;
            }
        }
        for key in self.keys_of_groups() {
            if self.is_provisioned(&key) && !self.is_stopped {
                self.settle_group(&key, true, wire).await;
            }
        }
    }

    /// The application is assigned, or no longer: to a person, or to a group and thereby to its
    /// members and to itself.
    async fn assign<W: Wire>(&mut self, key: &str, assigned: bool, wire: &mut W) {
        let before = self.entitled();
        if let Some(person) = self.people.get_mut(key) {
            person.assigned = assigned;
        } else if let Some(group) = self.groups.get_mut(key) {
            group.assigned = assigned;
        }
        if !assigned && self.groups.contains_key(key) {
            self.settle_group(key, false, wire).await;
        }
        self.settle_people(&before, wire).await;
        if assigned && self.groups.contains_key(key) {
            self.settle_group(key, false, wire).await;
        }
    }

    async fn enable<W: Wire>(&mut self, key: &str, enabled: bool, wire: &mut W) {
        if let Some(person) = self.people.get_mut(key) {
            person.enabled = enabled;
        }
        self.settle(key, wire).await;
    }

    async fn delete<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let before = self.entitled();
        if let Some(person) = self.people.get_mut(key) {
            person.deleted = true;
            let how = self.settings.on_delete;
            // Who was out of scope already may still have an account.
            if before.contains(key) || how == Deprovisioning::Delete {
                self.deprovision(key, how, wire).await;
            }
            for group in self.groups.values_mut() {
                group.members.shift_remove(key);
            }
        } else if let Some(group) = self.groups.get_mut(key) {
            group.deleted = true;
            self.settle_group(key, false, wire).await;
            self.settle_people(&before, wire).await;
        }
    }

    /// Members join or leave a group, and with it the application, if it is assigned to the group.
    async fn regroup<W: Wire>(&mut self, key: &str, members: &[String], joins: bool, wire: &mut W) {
        let before = self.entitled();
        if let Some(group) = self.groups.get_mut(key) {
            for member in members {
                if joins {
                    group.members.insert(member.clone());
                } else {
                    group.members.shift_remove(member);
                }
            }
        }
        if !joins {
            self.settle_group(key, false, wire).await;
        }
        self.settle_people(&before, wire).await;
        if joins {
            self.settle_group(key, false, wire).await;
        }
        if self.settings.rewrites_members && self.is_provisioned(key) {
            for member in members {
                if self.links.contains_key(member) && self.is_entitled(member) {
                    self.write_again(member, wire).await;
                }
            }
        }
    }

    async fn push<W: Wire>(&mut self, key: &str, link: Option<&LinkedGroup>, wire: &mut W) {
        if let Some(group) = self.groups.get_mut(key) {
            group.pushed = true;
        }
        if let Some(link) = link {
            self.links.insert(key.to_owned(), link.id.clone());
        }
        self.settle_group(key, false, wire).await;
    }

    async fn unpush<W: Wire>(&mut self, key: &str, leave: bool, wire: &mut W) {
        if let Some(group) = self.groups.get_mut(key) {
            group.pushed = false;
            group.assigned = false;
        }
        if leave {
            self.forget(key);
        } else {
            self.settle_group(key, false, wire).await;
        }
    }

    /// Brings the target's person or group to the state of the directory.
    async fn settle<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if self.groups.contains_key(key) {
            self.settle_group(key, false, wire).await;
        } else if self.is_entitled(key) {
            self.settle_user(key, wire).await;
        }
    }

    /// Provisions whoever came into scope and deprovisions whoever left it.
    async fn settle_people<W: Wire>(&mut self, before: &IndexSet<String>, wire: &mut W) {
        let after = self.entitled();
        for key in self.keys_of_people() {
            match (before.contains(&key), after.contains(&key)) {
                (false, true) => self.settle_user(&key, wire).await,
                (true, false) => {
                    let how = self.settings.on_unassign;
                    self.deprovision(&key, how, wire).await;
                }
                _ => {}
            }
        }
    }

    /// Keys of everybody in scope.
    fn entitled(&self) -> IndexSet<String> {
        let keys = self.people.keys();
        keys.filter(|key| self.is_entitled(key)).cloned().collect()
    }

    /// Whether a person has the application: assigned one by one, or by a group.
    pub(super) fn is_entitled(&self, key: &str) -> bool {
        let by_group = || {
            self.groups
                .values()
                .any(|group| group.assigned && !group.deleted && group.members.contains(key))
        };
        self.people
            .get(key)
            .is_some_and(|person| !person.deleted && (person.assigned || by_group()))
    }

    /// Whether a group itself is provisioned.
    pub(super) fn is_provisioned(&self, key: &str) -> bool {
        self.groups
            .get(key)
            .is_some_and(|group| !group.deleted && (group.assigned || group.pushed))
    }

    /// Nothing is known of what the target has of a person or a group.
    pub(super) fn forget(&mut self, key: &str) {
        if let Some(id) = self.links.shift_remove(key) {
            for members in self.members.values_mut() {
                members.shift_remove(&id);
            }
        }
        self.written.shift_remove(key);
        self.answers.shift_remove(key);
        self.members.shift_remove(key);
    }

    pub(super) fn keys_of_people(&self) -> Vec<String> {
        self.people.keys().cloned().collect()
    }

    pub(super) fn keys_of_groups(&self) -> Vec<String> {
        self.groups.keys().cloned().collect()
    }
}

/// Ids for everybody and every group.
fn own_ids(
    form: OwnId,
    people: &IndexMap<String, Person>,
    groups: &IndexMap<String, Group>,
    ids: &mut IdSource,
) -> IndexMap<String, String> {
    let hex = |digits: usize, ids: &mut IdSource| {
        let pair = format!("{}{}", ids.uuid().simple(), ids.uuid().simple());
        pair[..digits].to_owned()
    };
    let mut own_ids = IndexMap::new();
    for key in people.keys() {
        let id = match form {
            OwnId::Uuid => ids.guid(),
            OwnId::Hex24 => hex(24, ids),
            OwnId::Hex64 => hex(64, ids),
        };
        own_ids.insert(key.clone(), id);
    }
    for key in groups.keys() {
        let id = match form {
            OwnId::Uuid | OwnId::Hex64 => ids.guid(),
            OwnId::Hex24 => hex(24, ids),
        };
        own_ids.insert(key.clone(), id);
    }
    own_ids
}

/// The mapping, a row for `active` added to those for users where there is none: all of these
/// clients send it.
fn with_active(mut mapping: Arc<Mapping>) -> Arc<Mapping> {
    let mut rows = mapping.users.iter();
    if !rows.any(|row| row.target.path == "active")
        && let Ok(target) = Target::parse("active")
    {
        Arc::make_mut(&mut mapping).users.push(Row {
            source: Source::Attribute("active".into()),
            target,
            matching: None,
            apply: Apply::Always,
            default: None,
        });
    }
    mapping
}

/// A value that stands for nothing written yet.
pub(super) fn nothing(rows: &[Row]) -> Values {
    vec![None::<Value>; rows.len()]
}
