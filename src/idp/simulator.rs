//! One face for all simulated identity providers.

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::SignedDuration;

use super::directory::{Attributes, Directory, Group, Person};
use super::entra::{self, Entra};
use super::mapping::Mapping;
use super::okta::{self, Okta};
use super::plain::{self, Client, Plain};
use super::{IdpKind, Wire};
use crate::transcript::LogEntry;

/// An act of the admin. People and groups are named by their keys in the directory.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// The application is assigned to a person, or to a group and thereby to its members.
    Assign(String),
    /// The assignment is taken away.
    Unassign(String),
    /// Attributes of a person or a group change.
    Update(String, Attributes),
    /// The person may no longer sign in.
    Disable(String),
    /// The person may sign in again.
    Enable(String),
    /// The person is deleted, but may still be restored (Entra ID keeps users for 30 days).
    SoftDelete(String),
    /// A deleted person is restored.
    Restore(String),
    /// A person or a group is removed from the directory for good.
    Delete(String),
    /// The person is suspended (Okta).
    Suspend(String),
    /// The suspension is lifted.
    Unsuspend(String),
    /// The person gets a new password.
    SetPassword(String),
    /// A group gets members: people or groups.
    Join(String, Vec<String>),
    /// A group loses members.
    Leave(String, Vec<String>),
    /// The group itself is provisioned from now on. With `link`, it is linked with a group that
    /// the target has (Okta).
    Push {
        /// Key of the group.
        group: String,
        /// The target's group.
        link: Option<LinkedGroup>,
    },
    /// The group itself is no longer provisioned; `leave` keeps it at the target (Okta).
    Unpush {
        /// Key of the group.
        group: String,
        /// Whether the target's group is left as it is.
        leave: bool,
    },
    /// "Push now": the whole group is written again (Okta).
    PushNow(String),
    /// The push of a group is deactivated (Okta).
    PausePush(String),
    /// The push of a group is activated again (Okta).
    ResumePush(String),
    /// A failed task is tried again (Okta: "Retry Selected").
    Retry(String),
    /// A person, or a group with some of its members, is provisioned at once (Entra ID).
    ProvisionOnDemand(String, Vec<String>),
    /// Users and groups of the target are imported (Okta).
    Import,
    /// Provisioning is restarted: the next cycle is an initial one (Entra ID).
    Restart,
    /// Deletions that were held back are allowed (Entra ID).
    AllowDeletes,
    /// Attributes flow by another mapping from now on.
    ChangeMapping(Arc<Mapping>),
    /// Time passes without a cycle.
    Wait(SignedDuration),
}

/// A group of the target that a group of the directory is linked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedGroup {
    /// Its id at the target.
    pub id: String,
    /// Whether it gets the name of the directory's group.
    pub rename: bool,
}

/// What a simulator starts with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The people.
    pub directory: Arc<Directory>,
    /// Which attributes flow.
    pub mapping: Arc<Mapping>,
    /// Settings that differ from the documented ones: name and value, checked before.
    pub settings: Vec<(String, String)>,
    /// Marker that makes names unique to this case and run.
    pub marker: String,
    /// Seed of the random values.
    pub seed: u64,
}

/// How provisioning as a whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// It goes on.
    Running,
    /// It is tried again now and then, for the reason that is named (Entra ID).
    Quarantined(&'static str),
    /// It was given up (Entra ID: after 28 days in quarantine).
    Disabled,
}

/// A simulated identity provider in the middle of a story.
#[derive(Debug)]
pub enum Simulator {
    /// Microsoft Entra ID.
    Entra(Box<Entra>),
    /// Okta.
    Okta(Box<Okta>),
    /// Any other one.
    Plain(Box<Plain>),
}

impl Simulator {
    /// An identity provider with documented settings, not yet connected.
    pub fn new(kind: IdpKind, setup: Setup) -> Self {
        let entra = |dialect, setup| {
            Self::Entra(Box::new(Entra::new(
                entra::Settings::documented(dialect),
                setup,
            )))
        };
        let okta =
            |app, setup| Self::Okta(Box::new(Okta::new(okta::Settings::documented(app), setup)));
        let plain = |client, setup| {
            let settings = plain::Settings::documented(client);
            Self::Plain(Box::new(Plain::new(settings, setup)))
        };
        match kind {
            IdpKind::Entra => entra(entra::Dialect::Legacy, setup),
            IdpKind::EntraRfc => entra(entra::Dialect::Rfc, setup),
            IdpKind::Okta => okta(okta::App::Catalog, setup),
            IdpKind::OktaPut => okta(okta::App::CatalogPut, setup),
            IdpKind::OktaAiw => okta(okta::App::Aiw, setup),
            IdpKind::OktaWizard => okta(okta::App::OinWizard, setup),
            IdpKind::OneLogin => plain(Client::OneLogin, setup),
            IdpKind::JumpCloud => plain(Client::JumpCloud, setup),
            IdpKind::GoogleWorkspace => plain(Client::GoogleWorkspace, setup),
            IdpKind::PingOne => plain(Client::PingOne, setup),
            IdpKind::Authentik => plain(Client::Authentik, setup),
            IdpKind::Keycloak => plain(Client::Keycloak, setup),
            IdpKind::Generic => plain(Client::Generic, setup),
        }
    }

    /// The admin enters URL and token and has them tested. Returns whether that succeeded; without
    /// it nothing is provisioned.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        match self {
            Self::Entra(entra) => entra.connect(wire).await,
            Self::Okta(okta) => okta.connect(wire).await,
            Self::Plain(plain) => plain.connect(wire).await,
        }
    }

    /// An act of the admin. Entra acts upon it in its next cycle, all others at once.
    pub async fn act<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        match self {
            Self::Entra(entra) => match act {
                Act::ProvisionOnDemand(key, members) => {
                    entra.provision_on_demand(key, members, wire).await;
                }
                _ => entra.act(act),
            },
            Self::Okta(okta) => okta.act(act, wire).await,
            Self::Plain(plain) => plain.act(act, wire).await,
        }
    }

    /// The next cycle.
    pub async fn sync<W: Wire>(&mut self, wire: &mut W) {
        match self {
            Self::Entra(entra) => entra.sync(wire).await,
            // Okta has no cycle for provisioning: everything was sent when it happened.
            Self::Okta(_) => {}
            Self::Plain(plain) => plain.sync(wire).await,
        }
    }

    /// What the admin reads.
    pub fn log(&self) -> &[LogEntry] {
        match self {
            Self::Entra(entra) => entra.log(),
            Self::Okta(okta) => okta.log(),
            Self::Plain(plain) => plain.log(),
        }
    }

    /// What waits for the admin to do something about it: the tasks of Okta's dashboard. Others
    /// have no such list.
    pub fn tasks(&self) -> &[okta::Task] {
        match self {
            Self::Entra(_) | Self::Plain(_) => &[],
            Self::Okta(okta) => okta.tasks(),
        }
    }

    /// Mails that the identity provider sent to its admin about failures. Only Entra's are known.
    pub fn mails(&self) -> &[entra::Mail] {
        match self {
            Self::Entra(entra) => entra.mails(),
            Self::Okta(_) | Self::Plain(_) => &[],
        }
    }

    /// The people, as they are now.
    pub fn people(&self) -> &IndexMap<String, Person> {
        match self {
            Self::Entra(entra) => entra.people(),
            Self::Okta(okta) => okta.people(),
            Self::Plain(plain) => plain.people(),
        }
    }

    /// The groups, as they are now.
    pub fn groups(&self) -> &IndexMap<String, Group> {
        match self {
            Self::Entra(entra) => entra.groups(),
            Self::Okta(okta) => okta.groups(),
            Self::Plain(plain) => plain.groups(),
        }
    }

    /// How provisioning as a whole is.
    pub fn job(&self) -> JobState {
        match self {
            Self::Entra(entra) => entra.state(),
            // The others have no job that could stop.
            Self::Okta(_) | Self::Plain(_) => JobState::Running,
        }
    }

    /// Ids that the identity provider itself gives to its people and groups, by key.
    pub fn own_ids(&self) -> Vec<(String, String)> {
        match self {
            Self::Entra(entra) => entra.object_ids(),
            Self::Okta(okta) => okta.user_ids(),
            Self::Plain(plain) => plain.own_ids(),
        }
    }

    /// Id of the account, or of the group at the target, that the person or group is linked with.
    pub fn link(&self, key: &str) -> Option<&str> {
        match self {
            Self::Entra(entra) => entra.link(key),
            Self::Okta(okta) => okta.link(key),
            Self::Plain(plain) => plain.link(key),
        }
    }
}
