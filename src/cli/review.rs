//! `scimulate review`.

use std::io;

use console::Term;

use super::args::ReviewArgs;
use super::output::{self, Stream};
use super::problem::Problem;
use super::{Environment, Exit};
use crate::snapshot::review::{self, Decision, Key, Keys};

pub(super) fn run(args: &ReviewArgs, environment: &Environment) -> Result<Exit, Problem> {
    let folder = environment.folder.join(&args.folder);
    let pending = if folder.is_dir() {
        review::find(&folder).map_err(|error| Problem::failed(error.to_string()))?
    } else {
        Vec::new()
    };
    if pending.is_empty() {
        let text = format!("nothing in `{}` waits for review\n", args.folder.display());
        output::write(Stream::Stdout, &text);
        return Ok(Exit::Success);
    }
    if args.list {
        let lines: Vec<String> = pending
            .iter()
            .map(|path| format!("{}\n", path.display()))
            .collect();
        output::write(Stream::Stdout, &lines.concat());
        return Ok(Exit::Snapshots);
    }
    let decision = match (args.accept_all, args.reject_all) {
        (true, _) => Some(Decision::Accept),
        (_, true) => Some(Decision::Reject),
        _ => None,
    };
    let outcome = match decision {
        Some(decision) => review::review_all(&folder, decision)
            .map_err(|error| Problem::failed(error.to_string()))?,
        None => {
            let terminal = Term::stdout();
            if !terminal.is_term() {
                return Err(Problem::usage(
                    format!("{} snapshots wait, but this is no terminal", pending.len()),
                    "use `--accept-all`, `--reject-all` or `--list`",
                ));
            }
            let bundled = |file: &str| crate::bundled::file(&format!("snapshots/{file}"));
            let mut keys = TerminalKeys(terminal);
            let mut out = anstream::stdout();
            review::interactive(&folder, Some(&bundled), &mut keys, &mut out, true)
                .map_err(|error| Problem::failed(error.to_string()))?
        }
    };
    let mut text = Vec::new();
    outcome
        .write(&mut text)
        .map_err(|error| Problem::failed(error.to_string()))?;
    output::write(Stream::Stdout, &String::from_utf8_lossy(&text));
    Ok(if outcome.skipped.is_empty() {
        Exit::Success
    } else {
        Exit::Snapshots
    })
}

/// Single keys from the terminal.
struct TerminalKeys(Term);

impl Keys for TerminalKeys {
    fn next(&mut self) -> io::Result<Key> {
        Ok(match self.0.read_key()? {
            console::Key::Char(key) => Key::Char(key),
            console::Key::Enter => Key::Enter,
            console::Key::Escape => Key::Escape,
            _ => Key::Other,
        })
    }
}
