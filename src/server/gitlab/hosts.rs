//! The hosts of all tenants.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::model::World;
use super::switch::Switches;
use crate::server::{Clock, Ids};
use crate::transcript::Secret;

/// One host per tenant, made on first use.
pub(in crate::server) struct Hosts {
    /// What a new host is like.
    pub(in crate::server) switches: Switches,
    /// The SCIM token of a new host.
    pub(in crate::server) token: Secret,
    /// Scheme, host and port.
    pub(in crate::server) origin: String,
    pub(in crate::server) clock: Clock,
    pub(in crate::server) ids: Ids,
    worlds: Mutex<BTreeMap<String, World>>,
}

impl Hosts {
    pub(in crate::server) const fn new(
        switches: Switches,
        token: Secret,
        origin: String,
        clock: Clock,
        ids: Ids,
    ) -> Self {
        Self {
            switches,
            token,
            origin,
            clock,
            ids,
            worlds: Mutex::new(BTreeMap::new()),
        }
    }

    /// Does something with the host of a tenant; the default tenant has no name.
    pub(in crate::server) fn with<T>(&self, tenant: &str, work: impl FnOnce(&mut World) -> T) -> T {
        let mut worlds = self.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        let world = worlds
            .entry(tenant.to_owned())
            .or_insert_with(|| self.host(tenant));
        work(world)
    }

    fn host(&self, tenant: &str) -> World {
        let base = match tenant {
            "" => self.origin.clone(),
            name => format!("{}/t/{name}", self.origin),
        };
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        World::new(self.switches.clone(), base, self.token.clone(), clock, ids)
    }

    /// Forgets the host of a tenant; tells how many accounts it had.
    pub(in crate::server) fn reset(&self, tenant: &str) -> usize {
        let mut worlds = self.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        worlds
            .remove(tenant)
            .map_or(0, |world| world.accounts.len())
    }

    /// Forgets all hosts; tells how many accounts they had.
    pub(in crate::server) fn reset_all(&self) -> usize {
        let mut worlds = self.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        let worlds = std::mem::take(&mut *worlds);
        worlds.values().map(|world| world.accounts.len()).sum()
    }

    /// The tenants that have a host, each with its accounts.
    pub(in crate::server) fn tenants(&self) -> Vec<(String, usize)> {
        let worlds = self.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        let each = |(name, world): (&String, &World)| (name.clone(), world.accounts.len());
        worlds.iter().map(each).collect()
    }
}
