//! One face for all simulated identity providers.

use std::sync::Arc;

use indexmap::IndexMap;

use super::directory::{Directory, Person};
use super::entra::{self, Entra};
use super::mapping::Mapping;
use super::okta::{self, Okta};
use super::{IdpKind, Wire};
use crate::transcript::LogEntry;

/// An act of the admin upon a person, named by the key in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The application is assigned.
    Assign(String),
    /// The assignment is taken away.
    Unassign(String),
    /// Attributes of the directory change; `None` clears.
    Update(String, IndexMap<String, Option<String>>),
    /// The person may no longer sign in.
    Disable(String),
    /// The person may sign in again.
    Enable(String),
    /// The person is removed from the directory for good.
    Delete(String),
}

impl Act {
    /// Whom it is about.
    pub fn person(&self) -> &str {
        match self {
            Self::Assign(key)
            | Self::Unassign(key)
            | Self::Update(key, _)
            | Self::Disable(key)
            | Self::Enable(key)
            | Self::Delete(key) => key,
        }
    }
}

/// What a simulator starts with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The people.
    pub directory: Arc<Directory>,
    /// Which attributes flow.
    pub mapping: Arc<Mapping>,
    /// Marker that makes names unique to this case and run.
    pub marker: String,
    /// Seed of the random values.
    pub seed: u64,
}

/// A simulated identity provider in the middle of a story.
#[derive(Debug)]
pub enum Simulator {
    /// Microsoft Entra ID.
    Entra(Box<Entra>),
    /// Okta.
    Okta(Box<Okta>),
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
        match kind {
            IdpKind::Entra => entra(entra::Dialect::Legacy, setup),
            IdpKind::EntraRfc => entra(entra::Dialect::Rfc, setup),
            IdpKind::Okta => okta(okta::App::Catalog, setup),
            IdpKind::OktaAiw => okta(okta::App::Wizard, setup),
        }
    }

    /// The admin enters URL and token and has them tested. Returns whether that succeeded; without
    /// it nothing is provisioned.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        match self {
            Self::Entra(entra) => entra.connect(wire).await,
            Self::Okta(okta) => okta.connect(wire).await,
        }
    }

    /// An act of the admin. Entra acts upon it in its next cycle, Okta at once.
    pub async fn act<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        match self {
            Self::Entra(entra) => entra.act(act),
            Self::Okta(okta) => okta.act(act, wire).await,
        }
    }

    /// The next cycle.
    pub async fn sync<W: Wire>(&mut self, wire: &mut W) {
        match self {
            Self::Entra(entra) => entra.sync(wire).await,
            // Okta has no cycle for provisioning: everything was sent when it happened.
            Self::Okta(_) => {}
        }
    }

    /// What the admin reads.
    pub fn log(&self) -> &[LogEntry] {
        match self {
            Self::Entra(entra) => entra.log(),
            Self::Okta(okta) => okta.log(),
        }
    }

    /// The people, as they are now.
    pub fn people(&self) -> &IndexMap<String, Person> {
        match self {
            Self::Entra(entra) => entra.people(),
            Self::Okta(okta) => okta.people(),
        }
    }

    /// Ids that the identity provider itself gives to its people, by person.
    pub fn own_ids(&self) -> Vec<(String, String)> {
        match self {
            Self::Entra(_) => Vec::new(),
            Self::Okta(okta) => okta.user_ids(),
        }
    }

    /// Id of the account that the person is linked with.
    pub fn link(&self, key: &str) -> Option<&str> {
        match self {
            Self::Entra(entra) => entra.link(key),
            Self::Okta(okta) => okta.link(key),
        }
    }
}
