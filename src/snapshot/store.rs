//! Where accepted snapshots come from, and where new ones wait to be accepted.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::format::{self, Head};
use crate::report::diff;
use crate::transcript::{CaseId, SnapshotState};

/// Ending of accepted files.
pub const SUFFIX: &str = ".snap";

/// Ending of files that wait to be accepted.
pub const PENDING_SUFFIX: &str = ".snap.new";

/// Finds an accepted file inside the binary by its name (`SCENARIO@IDP.snap`).
pub type Bundled = dyn Fn(&str) -> Option<&'static str> + Send + Sync;

/// Accepted snapshots: files of a directory, and below them those inside the binary.
#[derive(Default)]
pub struct Store {
    /// Directory of `.snap` files; what is there wins over what is bundled. Need not exist yet.
    pub dir: Option<PathBuf>,
    /// Files inside the binary.
    pub bundled: Option<Box<Bundled>>,
    /// Whether pending files may be written and stale ones removed; false in CI.
    pub write: bool,
}

impl Store {
    /// Compares a case's text with its accepted snapshot. Heads take no part.
    ///
    /// A text that differs is written to `SCENARIO@IDP.snap.new` beside the accepted file; a text
    /// that matches removes such a file left by an earlier run. Accepted files are never touched.
    ///
    /// # Errors
    /// [`StoreError`] when the accepted file cannot be read or is not a snapshot, or when the
    /// pending file cannot be written or removed.
    pub fn compare(
        &self,
        case: &CaseId,
        head: &Head,
        text: &str,
    ) -> Result<SnapshotState, StoreError> {
        let name = file_name(case);
        let text = format::normalise(text);
        let file = self.file(&name)?;
        let fresh = format::write(head, &text);
        // Nearly always the file is what would be written, and need not be taken apart.
        let is_same = file
            .as_ref()
            .is_some_and(|file| *file.bytes == *fresh.as_bytes());
        let accepted = if is_same {
            None
        } else {
            file.map(|file| file.text()).transpose()?
        };
        if is_same || accepted.as_ref() == Some(&text) {
            self.remove_pending(&name)?;
            return Ok(SnapshotState::Matched);
        }
        let pending = self.write_pending(&name, &fresh)?;
        Ok(match accepted {
            Some(old) => SnapshotState::Changed {
                diff: diff::plain(&old, &text),
                pending,
            },
            None => SnapshotState::New { pending },
        })
    }

    /// The accepted file of that name, `None` when there is none.
    fn file(&self, name: &str) -> Result<Option<AcceptedFile>, StoreError> {
        if let Some(dir) = &self.dir {
            let path = dir.join(name);
            match fs::read(&path) {
                Ok(bytes) => {
                    let bytes = Cow::Owned(bytes);
                    return Ok(Some(AcceptedFile { path, bytes }));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::read(&path, error)),
            }
        }
        let bundled = self.bundled.as_deref().and_then(|lookup| lookup(name));
        Ok(bundled.map(|text| AcceptedFile {
            path: PathBuf::from(format!("(bundled) {name}")),
            bytes: Cow::Borrowed(text.as_bytes()),
        }))
    }

    /// Path of the pending file, when there may be one.
    fn pending_path(&self, name: &str) -> Option<PathBuf> {
        let dir = self.dir.as_ref().filter(|_| self.write)?;
        Some(dir.join(format!("{}{PENDING_SUFFIX}", name.trim_end_matches(SUFFIX))))
    }

    fn write_pending(&self, name: &str, file: &str) -> Result<Option<String>, StoreError> {
        let Some(path) = self.pending_path(name) else {
            return Ok(None);
        };
        write_atomically(&path, file).map_err(|error| StoreError::write(&path, error))?;
        Ok(Some(path.display().to_string()))
    }

    fn remove_pending(&self, name: &str) -> Result<(), StoreError> {
        let Some(path) = self.pending_path(name) else {
            return Ok(());
        };
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::write(&path, error))
            }
            _ => Ok(()),
        }
    }
}

/// An accepted file, not yet taken apart.
struct AcceptedFile {
    path: PathBuf,
    bytes: Cow<'static, [u8]>,
}

impl AcceptedFile {
    /// Its text without the head.
    fn text(&self) -> Result<String, StoreError> {
        let file = String::from_utf8_lossy(&self.bytes);
        let snapshot =
            format::parse(&file).map_err(|error| StoreError::format(&self.path, error))?;
        Ok(snapshot.text)
    }
}

/// Name of a case's accepted file. Characters that would leave the directory or cannot be in a
/// file name everywhere become `-`.
pub fn file_name(case: &CaseId) -> String {
    let safe = |ch: char| match ch {
        '/' | '\\' | ':' => '-',
        ch if ch.is_control() => '-',
        ch => ch,
    };
    // Targets have folders of their own.
    let name: String = case.story().chars().map(safe).collect();
    // A leading dot would hide the file, from the review too.
    match name.strip_prefix('.') {
        Some(rest) => format!("-{rest}{SUFFIX}"),
        None => format!("{name}{SUFFIX}"),
    }
}

/// Reads a snapshot file, accepted or pending; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<format::Snapshot>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => format::parse(&String::from_utf8_lossy(&bytes))
            .map(Some)
            .map_err(|error| StoreError::format(path, error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::read(path, error)),
    }
}

/// The bundled file of that name, if there is one.
pub(super) fn bundled(
    lookup: Option<&Bundled>,
    name: &str,
) -> Result<Option<format::Snapshot>, StoreError> {
    lookup
        .and_then(|lookup| lookup(name))
        .map(|file| {
            let path = PathBuf::from(format!("(bundled) {name}"));
            format::parse(file).map_err(|error| StoreError::format(&path, error))
        })
        .transpose()
}

/// Writes beside the file and renames, so that a reader sees the old file or the new one and an
/// interrupted run leaves no half file.
fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = PathBuf::from(name);
    let written = fs::File::create(&temporary)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first error is the one that matters.
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests;
