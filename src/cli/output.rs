//! Reading and writing on behalf of commands, with errors that name the file.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::Exit;
use super::problem::Problem;

/// Prints results with ANSI colours; standard output drops them where they are not wanted.
pub(super) fn print(text: &str) -> Result<(), Problem> {
    let mut out = anstream::stdout().lock();
    printed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Says on standard error what is no result. Where that is not to be had, there is nobody to tell.
pub(super) fn tell(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// A reader that went away (`| head`) is no error.
fn printed(done: io::Result<()>) -> Result<(), Problem> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("standard output cannot be written: {error}");
            Err(Problem::failed(message))
        }
        _ => Ok(()),
    }
}

/// A file or standard output that takes a report. A file appears whole or not at all.
#[derive(Debug)]
pub(super) enum Sink {
    /// Standard output.
    Stdout,
    /// A file, with the temporary one beside it if it can be replaced at once.
    File {
        path: PathBuf,
        partial: Option<PathBuf>,
        open: File,
    },
}

impl Sink {
    /// Opens the sink; `-` is standard output.
    pub(super) fn open(name: &str) -> Result<Self, Problem> {
        if name == "-" {
            return Ok(Self::Stdout);
        }
        Self::file(PathBuf::from(name))
    }

    /// Opens a file.
    pub(super) fn file(path: PathBuf) -> Result<Self, Problem> {
        // A device, a pipe or a link is written through; another file must not take its place.
        let replaceable = path.symlink_metadata().map_or(true, |meta| meta.is_file());
        let partial = replaceable.then(|| {
            let mut partial = path.clone().into_os_string();
            partial.push(".partial");
            PathBuf::from(partial)
        });
        let open = File::create(partial.as_ref().unwrap_or(&path))
            .map_err(|error| cannot_write(&path, &error))?;
        Ok(Self::File {
            path,
            partial,
            open,
        })
    }

    /// Writes the report.
    pub(super) fn write(&mut self, report: &Value) -> Result<(), Problem> {
        let text = format!("{report:#}\n");
        match self {
            Self::Stdout => {
                let mut out = io::stdout().lock();
                printed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
            }
            Self::File {
                path,
                partial,
                open,
            } => {
                let written = open
                    .write_all(text.as_bytes())
                    .and_then(|()| match &*partial {
                        Some(partial) => open
                            .sync_all()
                            .and_then(|()| std::fs::rename(partial, &*path)),
                        None => Ok(()),
                    });
                written.map_err(|error| cannot_write(path, &error))?;
                *partial = None;
                Ok(())
            }
        }
    }
}

impl Drop for Sink {
    /// A file that was not written whole is taken away.
    fn drop(&mut self) {
        if let Self::File {
            partial: Some(partial),
            ..
        } = self
        {
            // There is nothing to be done about one that cannot be removed.
            let _ = std::fs::remove_file(partial);
        }
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Problem {
    Problem {
        exit: Exit::NotCarriedOut,
        message: format!("`{}` cannot be written: {error}", path.display()),
        hint: None,
        rendered: false,
    }
}

/// Reads a text file.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|error| {
        Problem::usage(
            format!("`{}` cannot be read: {error}", path.display()),
            "check the path and its permissions",
        )
    })
}

/// The runtime of a command.
pub(super) fn runtime() -> Result<Runtime, Problem> {
    Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::failed(format!("no runtime could be started: {error}")))
}

/// Ends the process although work is under way: the user asked three times.
#[expect(
    clippy::disallowed_methods,
    reason = "the third Ctrl-C must not wait for anything"
)]
pub(super) fn end_at_once() {
    std::process::exit(i32::from(Exit::NotCarriedOut.code()));
}
