//! What all handlers share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::origin::Origin;
use crate::server::control::Control;
use crate::server::gitlab::Hosts;
use crate::server::quirks::QuirkSet;
use crate::server::quirks::hooks::Asked;
use crate::server::rfc::Service;
use crate::transcript::Secret;

/// The quirks of a server, changeable while it runs.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct QuirkSwitch {
    quirks: Arc<RwLock<QuirkSet>>,
    /// Requests that tenants have had of a quirky server.
    visits: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl QuirkSwitch {
    pub(in crate::server) fn set(&self, quirks: QuirkSet) {
        *self.quirks.write().unwrap_or_else(PoisonError::into_inner) = quirks;
    }

    /// Changes what there is to what is wanted, and gives that.
    pub(in crate::server) fn change(&self, change: impl FnOnce(QuirkSet) -> QuirkSet) -> QuirkSet {
        let mut quirks = self.quirks.write().unwrap_or_else(PoisonError::into_inner);
        *quirks = change(*quirks);
        *quirks
    }

    pub(in crate::server) fn get(&self) -> QuirkSet {
        *self.quirks.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request for its tenant; gives its number.
    pub(super) fn visit(&self, path: &str) -> u64 {
        let mut visits = self.visits.lock().unwrap_or_else(PoisonError::into_inner);
        let visits = visits.entry(Asked::tenant(path).to_owned()).or_default();
        *visits += 1;
        *visits
    }
}

/// The state of the router.
#[derive(Clone)]
pub(in crate::server) struct App {
    pub(in crate::server) service: Arc<Service>,
    /// The hosts of a GitLab profile, which then answer in place of the service.
    pub(in crate::server) gitlab: Option<Arc<Hosts>>,
    pub(in crate::server) quirks: QuirkSwitch,
    pub(in crate::server) token: Arc<Secret>,
    pub(in crate::server) origin: Arc<Origin>,
    pub(in crate::server) body_limit: usize,
    pub(in crate::server) read_timeout: Duration,
    /// `None` for a server that nobody but SCIM clients talks to.
    pub(in crate::server) control: Option<Arc<Control>>,
    /// Ends what quirks would keep going.
    pub(in crate::server) stop: CancellationToken,
}
