//! Reading and writing the resources of one tenant.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{CachedStatement, OptionalExtension as _, Row, params};
use serde_json::Value;

use super::StoreError;
use super::index::{Entry, Index, IndexedPath, attribute};
use crate::scim::text::fold;

/// A resource with what the server knows about it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stored {
    pub(crate) id: String,
    /// Place in the order of creation, over all types; 0 before it is stored.
    pub(crate) seq: i64,
    /// Normal form, without `id` and `meta`.
    pub(crate) body: Value,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// Counts the states of the resource from 1.
    pub(crate) version: i64,
}

/// A resource as others show it that refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) display: Option<String>,
}

/// One transaction on the resources of one tenant. Types are the names of resource types.
pub(crate) struct Transaction<'a> {
    pub(super) inner: &'a rusqlite::Connection,
    pub(super) tenant: &'a str,
    index: &'a Index,
    allows_doubles: Cell<bool>,
}

const COLUMNS: &str = "resource.id, resource.body, resource.created, resource.modified, \
                       resource.version, resource.seq";

impl<'a> Transaction<'a> {
    pub(super) fn new(inner: &'a rusqlite::Connection, tenant: &'a str, index: &'a Index) -> Self {
        Self {
            inner,
            tenant,
            index,
            allows_doubles: Cell::new(false),
        }
    }

    /// Lets what is written from now on have unique values of other resources, for quirks. The index
    /// goes on naming the other resource only.
    pub(crate) fn allow_doubles(&self) {
        self.allows_doubles.set(true);
    }

    pub(crate) fn get(&self, kind: &str, id: &str) -> Result<Option<Stored>, StoreError> {
        self.prepare(&format!(
            "SELECT {COLUMNS} FROM resource WHERE tenant = ?1 AND type = ?2 AND id = ?3"
        ))?
        .query_row(params![self.tenant, kind, id], stored)
        .optional()?
        .transpose()
    }

    /// The type of the resource with that id, also where no resource type has that name.
    pub(crate) fn type_of(&self, id: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .prepare("SELECT type FROM resource WHERE tenant = ?1 AND id = ?2")?
            .query_row(params![self.tenant, id], |row| row.get(0))
            .optional()?)
    }

    /// Gives the place in the order of creation.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] when a unique value belongs to another resource.
    pub(crate) fn insert(&self, kind: &str, new: &Stored) -> Result<i64, StoreError> {
        self.prepare(
            "INSERT INTO resource (tenant, type, id, body, label, created, modified, version) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            self.tenant,
            kind,
            new.id,
            new.body.to_string(),
            new.body["displayName"].as_str(),
            new.created.as_millisecond(),
            new.modified.as_millisecond(),
            new.version,
        ])?;
        let seq = self.inner.last_insert_rowid();
        self.add_entries(kind, seq, &new.body)?;
        Ok(seq)
    }

    /// Writes the new state of a resource that is there.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] when a unique value belongs to another resource.
    pub(crate) fn update(&self, kind: &str, old: &Stored, new: &Stored) -> Result<(), StoreError> {
        let seq: i64 = self
            .prepare(
                "UPDATE resource SET body = ?3, label = ?4, modified = ?5, version = ?6 \
                 WHERE tenant = ?1 AND id = ?2 RETURNING seq",
            )?
            .query_row(
                params![
                    self.tenant,
                    old.id,
                    new.body.to_string(),
                    new.body["displayName"].as_str(),
                    new.modified.as_millisecond(),
                    new.version,
                ],
                |row| row.get(0),
            )?;
        // Only what changed is touched: a large group keeps its other members' entries.
        let entries = |body| self.index.entries(self.tenant, kind, body);
        let (before, after) = (entries(&old.body), entries(&new.body));
        for Entry { path, value, .. } in before.difference(&after) {
            self.prepare(
                "DELETE FROM lookup \
                 WHERE tenant = ?1 AND type = ?2 AND path = ?3 AND value = ?4 AND seq = ?5",
            )?
            .execute(params![self.tenant, kind, path, value, seq])?;
        }
        for entry in after.difference(&before) {
            self.add_entry(kind, seq, entry)?;
        }
        Ok(())
    }

    /// Indexes a resource of which nothing is indexed.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] when a unique value belongs to another resource.
    pub(super) fn add_entries(&self, kind: &str, seq: i64, body: &Value) -> Result<(), StoreError> {
        let entries = self.index.entries(self.tenant, kind, body);
        let mut entries = entries.iter();
        entries.try_for_each(|entry| self.add_entry(kind, seq, entry))
    }

    fn add_entry(&self, kind: &str, seq: i64, entry: &Entry<'_>) -> Result<(), StoreError> {
        let Entry { path, value, claim } = entry;
        let added = self
            .prepare(
                "INSERT INTO lookup (tenant, type, path, value, seq, claim) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![self.tenant, kind, path, value, seq, claim]);
        let Err(error) = added else { return Ok(()) };
        match error.sqlite_error() {
            Some(code) if code.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE => {
                if self.allows_doubles.get() {
                    Ok(())
                } else {
                    let path = attribute(path).to_owned();
                    Err(StoreError::Taken { path })
                }
            }
            _ => Err(error.into()),
        }
    }

    /// Whether there was one to delete.
    pub(crate) fn delete(&self, kind: &str, id: &str) -> Result<bool, StoreError> {
        let gone = self
            .prepare("DELETE FROM resource WHERE tenant = ?1 AND type = ?2 AND id = ?3")?
            .execute(params![self.tenant, kind, id])?;
        Ok(gone > 0)
    }

    pub(crate) fn count(&self, kind: &str) -> Result<u64, StoreError> {
        let count: i64 = self
            .prepare("SELECT count(*) FROM resource WHERE tenant = ?1 AND type = ?2")?
            .query_row(params![self.tenant, kind], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// How many resources of a type come up to a place in the order of creation.
    pub(crate) fn count_up_to(&self, kind: &str, seq: i64) -> Result<u64, StoreError> {
        let count: i64 = self
            .prepare("SELECT count(*) FROM resource WHERE tenant = ?1 AND type = ?2 AND seq <= ?3")?
            .query_row(params![self.tenant, kind, seq], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Calls `visit` with a stretch of the resources of a type, in their stable order.
    pub(crate) fn scan<E: From<StoreError>>(
        &self,
        kind: &str,
        offset: u64,
        limit: u64,
        visit: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT {COLUMNS} FROM resource WHERE tenant = ?1 AND type = ?2 \
             ORDER BY seq LIMIT ?3 OFFSET ?4"
        );
        let bound = |number| i64::try_from(number).unwrap_or(i64::MAX);
        self.each(
            &sql,
            params![self.tenant, kind, bound(limit), bound(offset)],
            visit,
        )
    }

    /// Whether [`Transaction::find`] knows the path, in the schema's spelling.
    pub(crate) fn is_indexed(&self, kind: &str, path: &str) -> bool {
        self.index.has(kind, path)
    }

    /// Calls `visit` with all resources of a type that have the text, in any case, at the indexed
    /// path.
    pub(crate) fn find<E: From<StoreError>>(
        &self,
        kind: &str,
        path: impl AsRef<str>,
        value: &str,
        visit: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT {COLUMNS} FROM lookup JOIN resource USING (seq) \
             WHERE lookup.tenant = ?1 AND lookup.type = ?2 AND path = ?3 AND value = ?4 \
             ORDER BY seq"
        );
        self.each(
            &sql,
            params![self.tenant, kind, path.as_ref(), fold(value)],
            visit,
        )
    }

    /// The groups that have this direct member.
    pub(crate) fn groups_of(&self, member: &str) -> Result<Vec<Named>, StoreError> {
        let mut statement = self.prepare(
            "SELECT resource.id, resource.label FROM lookup JOIN resource USING (seq) \
             WHERE lookup.tenant = ?1 AND lookup.type = 'Group' AND path = ?2 AND value = ?3 \
             ORDER BY seq",
        )?;
        let member_path = IndexedPath::MemberValue.as_str();
        let groups = statement.query_map(params![self.tenant, member_path, fold(member)], named)?;
        Ok(groups.collect::<Result<_, _>>()?)
    }

    /// The names that the members of a group have themselves, by their ids; those without a name are
    /// missing. One query, however large the group.
    pub(crate) fn names_of_members(
        &self,
        group: &Stored,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut statement = self.prepare(
            "SELECT member.id, member.label FROM lookup \
             JOIN resource AS member ON member.tenant = lookup.tenant AND member.id = lookup.value \
             WHERE lookup.seq = ?1 AND lookup.path = ?2 AND member.label IS NOT NULL",
        )?;
        let member_path = IndexedPath::MemberValue.as_str();
        let names = statement.query_map(params![group.seq, member_path], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        let mut names = names.collect::<Result<BTreeMap<_, _>, _>>()?;
        // The index is folded, ids are not; only a seed has some that differ.
        let members = group.body["members"].as_array().into_iter().flatten();
        let ids = members.filter_map(|member| member["value"].as_str());
        for id in ids.filter(|id| fold(id) != **id) {
            let name = self
                .prepare("SELECT label FROM resource WHERE tenant = ?1 AND id = ?2")?
                .query_row(params![self.tenant, id], |row| {
                    row.get::<_, Option<String>>(0)
                })
                .optional()?;
            names.extend(name.flatten().map(|name| (id.to_owned(), name)));
        }
        Ok(names)
    }

    /// The resource with that id, by its name.
    pub(crate) fn named(&self, kind: &str, id: &str) -> Result<Option<Named>, StoreError> {
        Ok(self
            .prepare("SELECT id, label FROM resource WHERE tenant = ?1 AND type = ?2 AND id = ?3")?
            .query_row(params![self.tenant, kind, id], named)
            .optional()?)
    }

    fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        mut visit: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(params).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            visit(stored(row).map_err(StoreError::from)??)?;
        }
        Ok(())
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        Ok(self.inner.prepare_cached(sql)?)
    }
}

/// A row with an id and a name.
fn named(row: &Row<'_>) -> rusqlite::Result<Named> {
    Ok(Named {
        id: row.get(0)?,
        display: row.get(1)?,
    })
}

/// A row with the columns of [`COLUMNS`].
fn stored(row: &Row<'_>) -> rusqlite::Result<Result<Stored, StoreError>> {
    let id: String = row.get(0)?;
    let body = serde_json::from_str(row.get_ref(1)?.as_str()?);
    let created = Timestamp::from_millisecond(row.get(2)?);
    let modified = Timestamp::from_millisecond(row.get(3)?);
    let (version, seq) = (row.get(4)?, row.get(5)?);
    Ok(match (body, created, modified) {
        (Ok(body), Ok(created), Ok(modified)) => Ok(Stored {
            id,
            seq,
            body,
            created,
            modified,
            version,
        }),
        _ => Err(StoreError::Damaged { id }),
    })
}

#[cfg(test)]
mod tests;
