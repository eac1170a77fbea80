//! What concerns a tenant as a whole, or all of them.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{StoreError, Transaction};

impl Transaction<'_> {
    /// Removes all resources of the tenant, and tells how many there were.
    pub(crate) fn clear(&self) -> Result<usize, StoreError> {
        // Index entries go with their resources one by one, which takes longer than all at once.
        self.inner
            .execute("DELETE FROM lookup WHERE tenant = ?1", params![self.tenant])?;
        let gone = "DELETE FROM resource WHERE tenant = ?1";
        Ok(self.inner.execute(gone, params![self.tenant])?)
    }

    /// Removes all resources of all tenants, and tells how many there were.
    pub(crate) fn clear_all(&self) -> Result<usize, StoreError> {
        self.inner.execute("DELETE FROM lookup", [])?;
        Ok(self.inner.execute("DELETE FROM resource", [])?)
    }

    /// How many resources each tenant has, by their types.
    pub(crate) fn tenants(&self) -> Result<BTreeMap<String, BTreeMap<String, u64>>, StoreError> {
        let sql = "SELECT tenant, type, count(*) FROM resource GROUP BY tenant, type";
        let mut statement = self.inner.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let count: i64 = row.get(2)?;
            Ok((row.get(0)?, row.get(1)?, u64::try_from(count).unwrap_or(0)))
        })?;
        let mut tenants: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for row in rows {
            let (tenant, kind, count): (String, String, u64) = row?;
            tenants.entry(tenant).or_default().insert(kind, count);
        }
        Ok(tenants)
    }
}
