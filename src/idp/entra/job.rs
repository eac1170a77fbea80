//! One provisioning job: what it knows, and what its admin sees.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::Settings;
use super::deletions::Deletions;
use super::mail::Mail;
use super::quarantine::Quarantine;
use super::retry::Failures;
use super::tenant::{Change, Tenant};
use crate::idp::directory::{Group, Person};
use crate::idp::mapping::Mapping;
use crate::idp::settings::Named;
use crate::idp::simulator::{Act, JobState, Setup};
use crate::idp::{IdSource, VirtualClock};
use crate::transcript::LogEntry;

/// One provisioning job.
#[derive(Debug)]
pub struct Entra {
    pub(super) settings: Settings,
    pub(super) mapping: Arc<Mapping>,
    pub(super) clock: VirtualClock,
    pub(super) ids: IdSource,
    pub(super) tenant: Tenant,
    /// What the job remembers of objects.
    pub(super) records: IndexMap<String, Record>,
    /// Objects that changed since the last cycle, and whether their attributes did.
    pub(super) changed: IndexMap<String, bool>,
    /// Whether the next cycle looks at everything.
    pub(super) is_initial: bool,
    /// Failed objects and when they come up again.
    pub(super) escrow: IndexMap<String, Escrowed>,
    /// Objects whose references come next, with the manager that the target shows.
    pub(super) pending: IndexMap<String, Option<String>>,
    pub(super) deletions: Deletions,
    pub(super) quarantine: Option<Quarantine>,
    /// Number of cycles so far.
    pub(super) cycles: u32,
    /// Number of the cycle that is under way; 0 outside one.
    pub(super) cycle: u32,
    pub(super) log: Vec<LogEntry>,
    /// Mails to the admin.
    pub(super) mails: Vec<Mail>,
}

/// What the job remembers of one object.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Id of the account or group that was matched or created.
    pub(super) id: Option<String>,
    /// The last exported state was the soft-deleted one.
    pub(super) disabled: bool,
    /// A pass has seen the object out of scope: it is no longer managed, so that no DELETE is ever
    /// sent for it ("How provisioning works", known limitations).
    pub(super) unmanaged: bool,
    /// Id of the manager that was exported, or that the target showed when that one was wanted.
    pub(super) manager: Option<String>,
    /// Key of a manager who had no account when it mattered; not looked at again before a restart
    /// (known issues).
    pub(super) unresolved_manager: Option<String>,
    /// Members that were exported. Entra never reads them.
    pub(super) members: IndexMap<String, Member>,
    /// Members who had no account when it mattered; not looked at again before they change, or a
    /// restart (known issues).
    pub(super) unresolved_members: IndexSet<String>,
}

/// An exported member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// Its id at the target.
    pub(super) id: String,
    /// Whether it was exported since the last start.
    pub(super) is_current: bool,
}

/// A failed object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Escrowed {
    pub(super) failures: Failures,
    /// Only its references failed, which counts less.
    pub(super) in_references: bool,
}

impl Entra {
    /// A job for the people of a directory, not yet connected. Settings of the setup that do not
    /// exist are left out: they are checked where they are read.
    pub fn new(mut settings: Settings, setup: Setup) -> Self {
        for (name, value) in &setup.settings {
            let _checked_before = settings.change(name, value);
        }
        Self {
            tenant: Tenant::new(&setup, settings.scope),
            settings,
            mapping: setup.mapping,
            clock: VirtualClock::default(),
            ids: IdSource::seeded(setup.seed),
            records: IndexMap::new(),
            changed: IndexMap::new(),
            is_initial: true,
            escrow: IndexMap::new(),
            pending: IndexMap::new(),
            deletions: Deletions::default(),
            quarantine: None,
            cycles: 0,
            cycle: 0,
            log: Vec::new(),
            mails: Vec::new(),
        }
    }

    /// What the admin reads.
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// The people, as they are now.
    pub const fn people(&self) -> &IndexMap<String, Person> {
        &self.tenant.people
    }

    /// The groups, as they are now.
    pub const fn groups(&self) -> &IndexMap<String, Group> {
        &self.tenant.groups
    }

    /// Id of the account or group that the person or group is linked with.
    pub fn link(&self, key: &str) -> Option<&str> {
        self.records.get(key)?.id.as_deref()
    }

    /// Object ids of people and groups by key.
    pub fn object_ids(&self) -> Vec<(String, String)> {
        let ids = self.tenant.object_ids().iter();
        ids.map(|(key, id)| (key.clone(), id.clone())).collect()
    }

    /// How the job is.
    pub fn state(&self) -> JobState {
        match self.quarantine {
            None => JobState::Running,
            Some(quarantine) if quarantine.failures.due.is_none() => JobState::Disabled,
            Some(quarantine) => JobState::Quarantined(quarantine.reason),
        }
    }

    /// An act of the admin. Entra only remembers it until the next cycle.
    pub fn act(&mut self, act: &Act) {
        match act {
            Act::Restart => {
                if self.settings.restart_forgets_links {
                    self.records.clear();
                }
                self.restart();
            }
            Act::ChangeMapping(mapping) => {
                self.mapping = Arc::clone(mapping);
                self.restart();
            }
            Act::AllowDeletes => self.allow_deletes(),
            Act::Wait(duration) => self.clock.advance(*duration),
            _ => {
                let changes = self.tenant.act(act, self.clock.now());
                self.remember(changes);
            }
        }
    }

    pub(super) fn remember(&mut self, changes: Vec<Change>) {
        for Change { key, in_attributes } in changes {
            *self.changed.entry(key).or_default() |= in_attributes;
        }
    }

    /// "Restart provisioning", and what a new mapping leads to: the next cycle is an initial one.
    /// Links stay; failures, quarantine and what was held back are forgotten, and so is which
    /// references were exported ("How provisioning works", initial cycle; known issues).
    fn restart(&mut self) {
        self.is_initial = true;
        self.quarantine = None;
        self.escrow.clear();
        self.deletions = Deletions::default();
        for record in self.records.values_mut() {
            record.unresolved_manager = None;
            record.unresolved_members.clear();
            for member in record.members.values_mut() {
                member.is_current = false;
            }
        }
    }

    /// What the job remembers of an object, made when missing.
    pub(super) fn record(&mut self, key: &str) -> &mut Record {
        self.records.entry(key.to_owned()).or_default()
    }
}
