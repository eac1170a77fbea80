//! Opening the store, and its transactions.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::index::Index;
use super::reindex::reindex;
use super::{StoreError, Transaction};
use crate::scim::schema::ResourceType;

const LAYOUT: i64 = 3;

/// How long to wait for another process that holds the file.
const BUSY: Duration = Duration::from_secs(5);

/// Statements that stay prepared; more than the store has.
const STATEMENTS: usize = 64;

/// Resources of all tenants.
///
/// One connection serves all requests in turn: a transaction sees no other, and a race between two
/// writers is decided by SQLite's constraints.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Mutex<Connection>,
    index: Index,
    in_memory: bool,
}

impl Store {
    /// A store in memory for resources of these types.
    ///
    /// # Errors
    ///
    /// When SQLite cannot start.
    pub(crate) fn in_memory(types: &[ResourceType]) -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?, types, true)
    }

    /// A store in a file, which is made when it is not there. A write that was acknowledged is on
    /// the disk: it outlives the process, however that ends.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, holds something else, or holds resources that are not as
    /// unique as the types want them.
    pub(crate) fn open(path: &Path, types: &[ResourceType]) -> Result<Self, StoreError> {
        let open = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(BUSY)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            Ok(connection)
        };
        let connection = open().map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source,
        })?;
        Self::prepare(connection, types, false)
    }

    fn prepare(
        mut connection: Connection,
        types: &[ResourceType],
        in_memory: bool,
    ) -> Result<Self, StoreError> {
        let index = Index::new(types);
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Else a prepared statement is planned anew for each value that is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: i64 =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match found {
            0 if tables == 0 => transaction.execute_batch(include_str!("schema.sql"))?,
            LAYOUT => {}
            found => {
                return Err(StoreError::Layout {
                    found,
                    expected: LAYOUT,
                });
            }
        }
        reindex(&transaction, &index)?;
        transaction.commit()?;
        Ok(Self {
            connection: Mutex::new(connection),
            index,
            in_memory,
        })
    }

    /// Whether the next transaction would begin at once and wait for no disk.
    pub(crate) fn is_at_hand(&self) -> bool {
        self.in_memory && self.connection.try_lock().is_ok()
    }

    /// Whether [`Transaction::find`] knows the path, in the schema's spelling.
    pub(crate) fn is_indexed(&self, kind: &str, path: &str) -> bool {
        self.index.has(kind, path)
    }

    /// Runs `work` on the resources of one tenant as one transaction: what it did is kept when it
    /// gives `Ok`, and undone otherwise.
    ///
    /// # Errors
    ///
    /// Those of `work`, and those of SQLite.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        tenant: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // Immediate, so that what was read still holds when it is written.
        self.transaction(TransactionBehavior::Immediate, tenant, work)
    }

    /// Runs `work` on one state of the resources of one tenant.
    ///
    /// # Errors
    ///
    /// Those of `work`, and those of SQLite.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        tenant: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.in_memory {
            // Nobody else has the connection, so there is nothing to be kept apart from.
            let connection = self.connection();
            return work(&Transaction::new(&connection, tenant, &self.index));
        }
        self.transaction(TransactionBehavior::Deferred, tenant, work)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic rolls its transaction back, so the connection stays good.
        let connection = self.connection.lock();
        connection.unwrap_or_else(PoisonError::into_inner)
    }

    fn transaction<T, E: From<StoreError>>(
        &self,
        behavior: TransactionBehavior,
        tenant: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection();
        let inner = connection
            .transaction_with_behavior(behavior)
            .map_err(StoreError::from)?;
        let done = work(&Transaction::new(&inner, tenant, &self.index))?;
        inner.commit().map_err(StoreError::from)?;
        Ok(done)
    }
}
