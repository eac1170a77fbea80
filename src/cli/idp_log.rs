//! The folder of `--idp-log`.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::output::Sink;
use super::problem::Problem;
use crate::report::idp_log;
use crate::transcript::RunResult;

/// A folder that takes provisioning logs.
#[derive(Debug)]
pub(super) struct LogFolder(PathBuf);

impl LogFolder {
    /// Makes the folder, if need be; that must be possible before anything is played.
    pub(super) fn open(path: PathBuf) -> Result<Self, Problem> {
        fs::create_dir_all(&path).map_err(|error| cannot("be made", &path, &error))?;
        Ok(Self(path))
    }

    /// Writes the logs of all cases; one that cannot be written keeps no other from it. Files of other
    /// cases stay as they are.
    pub(super) fn write(&self, result: &RunResult) -> Result<(), Problem> {
        let mut done = Ok(());
        for case in &result.cases {
            for file in idp_log::render(case, result.seed) {
                let path = self.0.join(&file.name);
                done = done.and(match &file.content {
                    Some(content) => Sink::file(path).and_then(|mut sink| sink.write(content)),
                    None => remove(&path),
                });
            }
        }
        done
    }
}

fn remove(path: &Path) -> Result<(), Problem> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(cannot("be removed", path, &error))
        }
        _ => Ok(()),
    }
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Problem {
    Problem::failed(format!("`{}` cannot {what}: {error}", path.display()))
}
