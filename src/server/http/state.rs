//! What all handlers share.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::origin::Origin;
use crate::server::control::Control;
use crate::server::quirks::QuirkSet;
use crate::server::rfc::Service;
use crate::transcript::Secret;

/// The quirks of a server, changeable while it runs.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct QuirkSwitch(Arc<RwLock<QuirkSet>>);

impl QuirkSwitch {
    pub(in crate::server) fn set(&self, quirks: QuirkSet) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = quirks;
    }

    /// Changes what there is to what is wanted, and gives that.
    pub(in crate::server) fn change(&self, change: impl FnOnce(QuirkSet) -> QuirkSet) -> QuirkSet {
        let mut quirks = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *quirks = change(*quirks);
        *quirks
    }

    pub(in crate::server) fn get(&self) -> QuirkSet {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The state of the router.
#[derive(Clone)]
pub(in crate::server) struct App {
    pub(in crate::server) service: Arc<Service>,
    pub(in crate::server) quirks: QuirkSwitch,
    pub(in crate::server) token: Arc<Secret>,
    pub(in crate::server) origin: Arc<Origin>,
    pub(in crate::server) body_limit: usize,
    pub(in crate::server) read_timeout: Duration,
    /// `None` for a server that nobody but SCIM clients talks to.
    pub(in crate::server) control: Option<Arc<Control>>,
}
