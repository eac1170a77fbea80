//! What can go wrong in the store.

use std::path::PathBuf;

/// A store that could not be opened, or an operation on it that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The data file could not be opened or made.
    #[error("could not open the data file `{}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The data file was written by another version of this program, or is no data file of it.
    #[error(
        "the data file has layout {found}, expected {expected}; use a new file or the program that wrote it"
    )]
    Layout {
        /// Layout of the file.
        found: i64,
        /// Layout that this program knows.
        expected: i64,
    },
    /// A value that must be unique belongs to another resource.
    #[error("`{path}` is taken")]
    Taken {
        /// The attribute.
        path: String,
    },
    /// The resources in the data file break a rule that the schemas have now.
    #[error("two resources in the data file have the same `{path}`, which the schemas want unique")]
    Repeated {
        /// The attribute.
        path: String,
    },
    /// A stored resource cannot be read.
    #[error("the stored resource `{id}` is damaged")]
    Damaged {
        /// Its id.
        id: String,
    },
    /// SQLite refused an operation.
    #[error("the data base refused an operation")]
    Sqlite(#[from] rusqlite::Error),
}
