//! The store of the reference server: SQLite, in memory or in a file.

mod error;
mod index;
mod open;
mod reindex;
mod transaction;
mod whole;

pub use error::StoreError;
pub(crate) use index::IndexedPath;
pub(crate) use open::Store;
pub(crate) use transaction::{Named, Stored, Transaction};
