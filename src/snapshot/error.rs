//! Why a snapshot file could not be used.

use std::io;
use std::path::{Path, PathBuf};

use super::format::FormatError;

/// A snapshot file or directory that could not be used. Each text names the path and says what to
/// do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or directory could not be read.
    #[error("cannot read snapshots in `{}`: {source}; check that it exists and may be read", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file could not be written, renamed or removed.
    #[error(
        "cannot write snapshot `{}`: {source}; check that its directory may be written to, or run with `CI=1` to write nothing",
        path.display()
    )]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not a snapshot.
    #[error(
        "`{}` is not a snapshot: {source}; restore it from version control, or delete it and accept a new one",
        path.display()
    )]
    Format {
        /// Which, or `(bundled) NAME`.
        path: PathBuf,
        /// What is wrong with it.
        source: FormatError,
    },
    /// A file that does not end in `.snap.new` was to be accepted or rejected.
    #[error("`{}` is not a pending snapshot: expected a name that ends in `.snap.new`", path.display())]
    NotPending {
        /// Which.
        path: PathBuf,
    },
}

impl StoreError {
    pub(super) fn read(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Read { path, source }
    }

    pub(super) fn write(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Write { path, source }
    }

    pub(super) fn format(path: &Path, source: FormatError) -> Self {
        let path = path.to_owned();
        Self::Format { path, source }
    }
}
