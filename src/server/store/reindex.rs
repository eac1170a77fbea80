//! Bringing the index of a data file in line with the schemas of this start of the server.

use rusqlite::{OptionalExtension as _, params};

use super::index::Index;
use super::{StoreError, Transaction};

/// Fills the index anew where it was filled for other schemas.
///
/// # Errors
///
/// [`StoreError::Repeated`] when two resources share a value that is unique now.
pub(super) fn reindex(
    transaction: &rusqlite::Transaction<'_>,
    index: &Index,
) -> Result<(), StoreError> {
    let wanted = index.fingerprint();
    let found: Option<String> = transaction
        .query_row("SELECT fingerprint FROM indexed", [], |row| row.get(0))
        .optional()?;
    if found.as_ref() == Some(&wanted) {
        return Ok(());
    }
    transaction.execute_batch("DELETE FROM lookup; DELETE FROM indexed;")?;
    transaction.execute(
        "INSERT INTO indexed (fingerprint) VALUES (?1)",
        params![wanted],
    )?;
    let mut statement = transaction.prepare("SELECT tenant, type, seq, id, body FROM resource")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (tenant, kind, seq): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Ok(body) =
            serde_json::from_str(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)
        else {
            return Err(StoreError::Damaged { id: row.get(3)? });
        };
        Transaction::new(transaction, &tenant, index)
            .add_entries(&kind, seq, &body)
            .map_err(|error| match error {
                StoreError::Taken { path } => StoreError::Repeated { path },
                other => other,
            })?;
    }
    Ok(())
}
