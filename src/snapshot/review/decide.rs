//! What becomes of a pending snapshot.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::pending::{accepted_path, find};
use crate::report::escape::visible_line;
use crate::snapshot::StoreError;
use crate::snapshot::store::read;

/// What to do with a pending snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It becomes the accepted one.
    Accept,
    /// It is removed.
    Reject,
    /// It stays pending.
    Skip,
}

impl Decision {
    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Reject => "rejected",
            Self::Skip => "skipped",
        }
    }
}

/// Pending files by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Now accepted.
    pub accepted: Vec<PathBuf>,
    /// Removed.
    pub rejected: Vec<PathBuf>,
    /// Still pending.
    pub skipped: Vec<PathBuf>,
}

impl Outcome {
    /// Carries out a decision, at once and on disk, and notes it.
    pub(super) fn carry_out(&mut self, path: &Path, decision: Decision) -> Result<(), StoreError> {
        let list = match decision {
            Decision::Accept => {
                accept(path)?;
                &mut self.accepted
            }
            Decision::Reject => {
                reject(path)?;
                &mut self.rejected
            }
            Decision::Skip => &mut self.skipped,
        };
        list.push(path.to_owned());
        Ok(())
    }

    /// Writes the three lists, empty ones left out.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (decision, paths) in [
            (Decision::Accept, &self.accepted),
            (Decision::Reject, &self.rejected),
            (Decision::Skip, &self.skipped),
        ] {
            if paths.is_empty() {
                continue;
            }
            writeln!(out, "{}:", decision.done())?;
            for path in paths {
                writeln!(out, "  {}", visible_line(&path.display().to_string()))?;
            }
        }
        Ok(())
    }
}

/// Makes a pending snapshot the accepted one: the file, as it is, takes the other's place at once.
///
/// # Errors
/// [`StoreError`] when the path is not a `.snap.new` file, what is in it is not a snapshot, or it
/// cannot be renamed.
pub fn accept(path: &Path) -> Result<(), StoreError> {
    let accepted = accepted_path(path)?;
    // A file that later runs could not read must not replace one that they can.
    read(path)?;
    fs::rename(path, accepted).map_err(|error| StoreError::write(path, error))
}

/// Removes a pending snapshot.
///
/// # Errors
/// [`StoreError`] when the path is not a `.snap.new` file or cannot be removed.
pub fn reject(path: &Path) -> Result<(), StoreError> {
    accepted_path(path)?;
    fs::remove_file(path).map_err(|error| StoreError::write(path, error))
}

/// Decides the same about every pending snapshot below a directory. Those about which that cannot be
/// done are skipped, and the errors say why.
///
/// # Errors
/// [`StoreError`] when the directory cannot be read.
pub fn review_all(
    dir: &Path,
    decision: Decision,
) -> Result<(Outcome, Vec<StoreError>), StoreError> {
    let mut outcome = Outcome::default();
    let mut errors = Vec::new();
    for path in find(dir)? {
        if let Err(error) = outcome.carry_out(&path, decision) {
            errors.push(error);
            outcome.skipped.push(path);
        }
    }
    Ok((outcome, errors))
}
