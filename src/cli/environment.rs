//! What only `main` may read from the world, read once and passed down.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

/// The process's surroundings.
#[derive(Clone)]
pub struct Environment {
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
    /// Folder in which bundled files on disk and snapshots are looked for.
    pub folder: PathBuf,
    /// A number that no other run has.
    pub random_seed: u64,
    /// The wall clock.
    pub now: fn() -> Timestamp,
    /// Columns of the terminal; where there is none, what `COLUMNS` says, or a usual number.
    pub width: usize,
}

impl Environment {
    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Whether this is a CI run, in which nothing is written by itself.
    pub fn is_ci(&self) -> bool {
        self.variable("CI")
            .is_some_and(|value| !matches!(value, "0" | "false"))
    }
}
