//! The hosts of all tenants.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::model::World;
use super::switch::Switches;
use super::wire::Reply;
use crate::server::{Clock, Ids};
use crate::transcript::Secret;

/// Most hosts that requests of strangers can make.
const MOST: usize = 20_000;

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

    /// Answers a request to the host of a tenant. One that is new and not the default tenant's is kept
    /// only when something happened there: whoever is turned away leaves nothing behind.
    pub(in crate::server) fn answer(
        &self,
        tenant: &str,
        work: impl FnOnce(&mut World) -> Reply,
    ) -> Reply {
        let mut worlds = self.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(world) = worlds.get_mut(tenant) {
            return work(world);
        }
        let mut world = self.host(tenant);
        let reply = work(&mut world);
        if !tenant.is_empty() && world.is_untouched() {
            return reply;
        }
        if worlds.len() >= MOST {
            let message = json!({ "message": "503 Service Unavailable - too many tenants" });
            return Reply::json(503, &message);
        }
        worlds.insert(tenant.to_owned(), world);
        reply
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::{HeaderMap, HeaderValue, Method};
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::server::gitlab::{Incoming, handle};

    fn hosts() -> Hosts {
        Hosts::new(
            Switches::default(),
            Secret::new("t0ken"),
            "https://gitlab.test".to_owned(),
            Arc::new(|| Timestamp::UNIX_EPOCH),
            Arc::new(|| Uuid::from_u128(7)),
        )
    }

    fn get(hosts: &Hosts, tenant: &str, path: &str, token: &'static str) -> u16 {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static(token));
        let incoming = Incoming {
            method: &Method::GET,
            path,
            query: "",
            headers: &headers,
            body: &[],
            remote_ip: None,
        };
        let reply = hosts.answer(tenant, |world| handle(world, &incoming));
        reply.status
    }

    #[test]
    fn whoever_is_turned_away_makes_no_host() {
        let hosts = hosts();
        let users = "/api/scim/v2/groups/my-group/Users";
        for (path, status) in [
            (users, 401),
            ("/x", 302),
            ("/users/sign_in", 200),
            ("/api/scim/v2/groups/other/Users", 404),
            ("/api/v4/user", 401),
        ] {
            assert_eq!(
                get(&hosts, "stranger", path, "Bearer wrong"),
                status,
                "{path}"
            );
            assert_eq!(hosts.tenants(), [], "{path}");
        }
        assert_eq!(get(&hosts, "", users, "Bearer wrong"), 401);
        assert_eq!(hosts.reset(""), 1, "the default tenant is there for all");
        assert_eq!(get(&hosts, "friend", users, "Bearer t0ken"), 200);
        assert_eq!(hosts.tenants(), [("friend".to_owned(), 1)]);
    }

    #[test]
    fn there_are_not_ever_more_hosts() {
        let hosts = hosts();
        let users = "/api/scim/v2/groups/my-group/Users";
        for number in 0..MOST {
            hosts.with(&number.to_string(), |_| ());
        }
        assert_eq!(get(&hosts, "one-more", users, "Bearer t0ken"), 503);
        assert_eq!(get(&hosts, "7", users, "Bearer t0ken"), 200);
        assert_eq!(hosts.tenants().len(), MOST);
    }
}
