//! The review with one key per snapshot.

use std::io::{self, Write};
use std::path::Path;

use super::decide::{Decision, Outcome};
use super::pending::{Pending, find, load};
use crate::report::diff;
use crate::report::escape::{visible, visible_line};
use crate::snapshot::{Bundled, StoreError};

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A character; the space bar is `' '`.
    Char(char),
    /// Return or Enter.
    Enter,
    /// Escape.
    Escape,
    /// Any other.
    Other,
}

/// Where keys come from: a terminal, or a test.
pub trait Keys {
    /// Waits for the next key. [`io::ErrorKind::Interrupted`] (Ctrl-C) and
    /// [`io::ErrorKind::UnexpectedEof`] end the review as `q` does.
    fn next(&mut self) -> io::Result<Key>;
}

/// Why a review ended early. What was decided before is done.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// A snapshot could not be found, accepted or rejected.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The terminal could not be read or written.
    #[error("cannot use the terminal: {0}; decide without it, for example with `--accept-all`")]
    Terminal(#[from] io::Error),
}

/// What a key asks for.
enum Command {
    /// Decide about this one, or about all that are left.
    Decide {
        decision: Decision,
        rest: bool,
    },
    ToggleDiff,
    Quit,
}

/// Shows every pending snapshot below `dir` and carries out what the keys say, each decision on
/// disk before the next snapshot is shown. Ends with the lists of what was done.
///
/// `lookup` finds bundled snapshots that a pending one would replace; `colour` is whether `out`
/// takes escape codes.
///
/// # Errors
/// [`ReviewError`] when a directory cannot be read, a decision cannot be carried out, or the
/// terminal fails.
pub fn interactive(
    dir: &Path,
    lookup: Option<&Bundled>,
    keys: &mut dyn Keys,
    out: &mut dyn Write,
    colour: bool,
) -> Result<Outcome, ReviewError> {
    let paths = find(dir)?;
    let mut outcome = Outcome::default();
    let mut rest = None;
    let mut show_diff = true;
    if paths.is_empty() {
        let dir = dir.display().to_string();
        writeln!(out, "no pending snapshots in `{}`", visible_line(&dir))?;
    }
    for (index, path) in paths.iter().enumerate() {
        if let Some(decision) = rest {
            decide(&mut outcome, out, path, decision)?;
            continue;
        }
        let pending = load(path, lookup);
        let decision = loop {
            let place = format!("{}/{}", index + 1, paths.len());
            show(out, &place, path, &pending, show_diff.then_some(colour))?;
            match command(keys)? {
                Command::Decide {
                    decision,
                    rest: all,
                } => {
                    rest = all.then_some(decision);
                    break decision;
                }
                Command::ToggleDiff => show_diff = !show_diff,
                Command::Quit => {
                    rest = Some(Decision::Skip);
                    break Decision::Skip;
                }
            }
        };
        let decision = decide(&mut outcome, out, path, decision)?;
        writeln!(out, "{}\n", decision.done())?;
    }
    outcome.write(out)?;
    out.flush()?;
    Ok(outcome)
}

/// Carries out a decision; a file that cannot be accepted because it is broken is skipped instead.
fn decide(
    outcome: &mut Outcome,
    out: &mut dyn Write,
    path: &Path,
    decision: Decision,
) -> Result<Decision, ReviewError> {
    match outcome.carry_out(path, decision) {
        Err(error @ StoreError::Format { .. }) => {
            writeln!(out, "error: {}", visible_line(&error.to_string()))?;
            outcome.carry_out(path, Decision::Skip)?;
            Ok(Decision::Skip)
        }
        done => Ok(done.map(|()| decision)?),
    }
}

/// Waits for a key that means something.
fn command(keys: &mut dyn Keys) -> io::Result<Command> {
    let decide = |decision, rest| Ok(Command::Decide { decision, rest });
    loop {
        let key = match keys.next() {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof
                ) =>
            {
                return Ok(Command::Quit);
            }
            key => key?,
        };
        match key {
            Key::Char('a') | Key::Enter => return decide(Decision::Accept, false),
            Key::Char('r') | Key::Escape => return decide(Decision::Reject, false),
            Key::Char('s' | ' ') => return decide(Decision::Skip, false),
            Key::Char('A') => return decide(Decision::Accept, true),
            Key::Char('R') => return decide(Decision::Reject, true),
            Key::Char('S') => return decide(Decision::Skip, true),
            Key::Char('d') => return Ok(Command::ToggleDiff),
            Key::Char('q' | '\u{3}' | '\u{4}') => return Ok(Command::Quit),
            Key::Char(_) | Key::Other => {}
        }
    }
}

/// Shows one snapshot; `diff` is whether in colour, `None` for no diff.
fn show(
    out: &mut dyn Write,
    place: &str,
    path: &Path,
    pending: &Result<Pending, StoreError>,
    diff: Option<bool>,
) -> io::Result<()> {
    writeln!(
        out,
        "{place}  {}",
        visible_line(&path.display().to_string())
    )?;
    match pending {
        Ok(pending) => {
            writeln!(out, "{}", visible_line(&pending.title))?;
            let info: Vec<String> = pending
                .info
                .iter()
                .map(|(key, value)| format!("{key}: {value}"))
                .collect();
            if !info.is_empty() {
                writeln!(out, "{}", visible_line(&info.join(", ")))?;
            }
            match (diff, &pending.old) {
                (None, _) => {}
                (Some(_), None) => write!(
                    out,
                    "\nnew, nothing accepted yet\n\n{}",
                    visible(&pending.new)
                )?,
                (Some(colour), Some(old)) => {
                    let diff = if colour { diff::coloured } else { diff::plain };
                    match diff(old, &pending.new).as_str() {
                        "" => writeln!(out, "\nsame text as accepted")?,
                        diff => write!(out, "\n{diff}")?,
                    }
                }
            }
        }
        // It may still be rejected; or accepted, when it is the accepted one that is broken.
        Err(error) => writeln!(out, "error: {}", visible_line(&error.to_string()))?,
    }
    writeln!(
        out,
        "\na accept   r reject   s skip   d {} diff   q quit   (A, R, S: all that are left)",
        if diff.is_some() { "hide" } else { "show" }
    )?;
    out.flush()
}

#[cfg(test)]
mod tests;
