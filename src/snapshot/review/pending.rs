//! Pending snapshots: finding them and reading them beside what is accepted.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::snapshot::store::{bundled, read};
use crate::snapshot::{Bundled, PENDING_SUFFIX, SUFFIX, StoreError};

/// A pending snapshot beside the accepted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The `.snap.new` file.
    pub path: PathBuf,
    /// The `.snap` file that it would become.
    pub accepted: PathBuf,
    /// Title of the scenario.
    pub title: String,
    /// What else the head says (`idp`, `target`).
    pub info: Vec<(String, String)>,
    /// Accepted text, from disk or bundled; `None` when the case is new.
    pub old: Option<String>,
    /// Text that waits.
    pub new: String,
}

/// Pending snapshots below a directory, in the order of their paths. Hidden directories, those
/// named `target` and symbolic links are not entered.
///
/// # Errors
/// [`StoreError::Read`] for a directory that is not there or cannot be read.
pub fn find(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(dir) = waiting.pop() {
        let failed = |error| StoreError::read(&dir, error);
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if kind.is_dir() && !name.starts_with('.') && name != "target" {
                waiting.push(entry.path());
            } else if kind.is_file() && name.ends_with(PENDING_SUFFIX) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a pending snapshot and what it would replace. `lookup` is asked for `TARGET/FILE`.
///
/// # Errors
/// [`StoreError`] when one of the files cannot be read or is not a snapshot.
pub fn load(path: &Path, lookup: Option<&Bundled>) -> Result<Pending, StoreError> {
    let accepted = accepted_path(path)?;
    let missing = || StoreError::read(path, std::io::ErrorKind::NotFound.into());
    let new = read(path)?.ok_or_else(missing)?;
    let mut old = read(&accepted)?;
    if old.is_none() {
        // In the binary as on disk, files are in a folder for each target.
        let part = |path: Option<&OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
        let folder = part(accepted.parent().and_then(Path::file_name));
        let name = format!("{folder}/{}", part(accepted.file_name()));
        old = bundled(lookup, &name)?;
    }
    Ok(Pending {
        path: path.to_owned(),
        accepted,
        title: new.head.description,
        info: new.head.info,
        old: old.map(|snapshot| snapshot.text),
        new: new.text,
    })
}

/// The `.snap` file that a `.snap.new` file would become.
pub(super) fn accepted_path(path: &Path) -> Result<PathBuf, StoreError> {
    path.file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.strip_suffix(PENDING_SUFFIX))
        .map(|stem| path.with_file_name(format!("{stem}{SUFFIX}")))
        .ok_or_else(|| StoreError::NotPending {
            path: path.to_owned(),
        })
}
