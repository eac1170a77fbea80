//! What the control plane sees and does beside SCIM.

use std::collections::BTreeMap;

use super::Service;
use crate::scim::error::ScimError;
use crate::server::store::{Stored, Transaction};

/// A resource as it is stored.
pub(crate) struct Held {
    /// Name of its type.
    pub(crate) kind: String,
    pub(crate) stored: Stored,
}

impl Service {
    /// Empties a tenant, and tells how many resources it had.
    pub(crate) fn reset(&self, tenant: &str) -> Result<usize, ScimError> {
        self.store.write(tenant, |open| Ok(open.clear()?))
    }

    /// Empties all tenants, and tells how many resources they had.
    pub(crate) fn reset_all(&self) -> Result<usize, ScimError> {
        self.store.write("", |open| Ok(open.clear_all()?))
    }

    /// How many resources each tenant has, by their types.
    pub(crate) fn tenants(&self) -> Result<BTreeMap<String, BTreeMap<String, u64>>, ScimError> {
        self.store.read("", |open| Ok(open.tenants()?))
    }

    /// All resources of a tenant in the order of their creation.
    pub(crate) fn held(&self, tenant: &str) -> Result<Vec<Held>, ScimError> {
        self.store.read(tenant, |open: &Transaction<'_>| {
            let mut held = Vec::new();
            for resource_type in self.types() {
                let kind = &resource_type.name;
                open.scan(kind, 0, u64::MAX, |stored| {
                    held.push(Held {
                        kind: kind.clone(),
                        stored,
                    });
                    Ok::<_, ScimError>(())
                })?;
            }
            held.sort_by_key(|held| held.stored.seq);
            Ok(held)
        })
    }
}
