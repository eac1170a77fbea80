//! `scimulate review`.

use std::io;
use std::path::Path;

use console::Term;

use super::args::ReviewArgs;
use super::output;
use super::problem::Problem;
use super::{Environment, Exit};
use crate::snapshot::review::{self, Decision, Key, Keys, Outcome};

/// The folder where snapshots are unless another is named.
const FOLDER: &str = "snapshots";

pub(super) fn run(args: &ReviewArgs, environment: &Environment) -> Result<Exit, Problem> {
    let name = args.folder.as_deref().unwrap_or(Path::new(FOLDER));
    let folder = environment.folder.join(name);
    let pending = if folder.is_dir() {
        review::find(&folder).map_err(|error| Problem::failed(error.to_string()))?
    } else if args.folder.is_some() {
        return Err(Problem::usage(
            format!("there is no folder `{}`", name.display()),
            "name the folder that `run --snapshots` wrote to",
        ));
    } else {
        Vec::new()
    };
    if pending.is_empty() {
        let text = format!("nothing in `{}` waits for review\n", name.display());
        output::print(&text)?;
        return Ok(Exit::Success);
    }
    if args.list {
        let lines: Vec<String> = pending
            .iter()
            .map(|path| format!("{}\n", path.display()))
            .collect();
        output::print(&lines.concat())?;
        return Ok(Exit::Snapshots);
    }
    let outcome = match (args.accept_all, args.reject_all) {
        (true, _) => all(&folder, Decision::Accept)?,
        (_, true) => all(&folder, Decision::Reject)?,
        (false, false) => {
            let terminal = Term::stdout();
            if !terminal.is_term() {
                return Err(Problem::usage(
                    format!("{} snapshots wait, but this is no terminal", pending.len()),
                    "use `--accept-all`, `--reject-all` or `--list`",
                ));
            }
            let bundled = |file: &str| crate::bundled::file(&format!("snapshots/{file}"));
            let mut keys = TerminalKeys(|| terminal.read_key());
            let mut out = anstream::stdout();
            review::interactive(&folder, Some(&bundled), &mut keys, &mut out, true)
                .map_err(|error| Problem::failed(error.to_string()))?
        }
    };
    Ok(if outcome.skipped.is_empty() {
        Exit::Success
    } else {
        Exit::Snapshots
    })
}

/// Decides the same about all, and says what became of each.
fn all(folder: &Path, decision: Decision) -> Result<Outcome, Problem> {
    let failed = |error: &dyn std::error::Error| Problem::failed(error.to_string());
    let (outcome, errors) = review::review_all(folder, decision).map_err(|error| failed(&error))?;
    let mut text = Vec::new();
    outcome.write(&mut text).map_err(|error| failed(&error))?;
    output::print(&String::from_utf8_lossy(&text))?;
    let Some((last, others)) = errors.split_last() else {
        return Ok(outcome);
    };
    for error in others {
        output::tell(&failed(error).render());
    }
    Err(failed(last))
}

/// Single keys from the terminal, read by `F`.
struct TerminalKeys<F>(F);

impl<F: FnMut() -> io::Result<console::Key>> Keys for TerminalKeys<F> {
    fn next(&mut self) -> io::Result<Key> {
        Ok(match (self.0)()? {
            console::Key::Char(key) => Key::Char(key),
            console::Key::Enter => Key::Enter,
            console::Key::Escape => Key::Escape,
            console::Key::UnknownEscSeq(begun) => {
                self.drop_rest(&begun)?;
                Key::Other
            }
            _ => Key::Other,
        })
    }
}

impl<F: FnMut() -> io::Result<console::Key>> TerminalKeys<F> {
    /// Drops what is left of a key that `console` does not know and of which it has read only the
    /// beginning: the letter at its end would be taken for a decision.
    fn drop_rest(&mut self, begun: &[char]) -> io::Result<()> {
        let from = |begun: &[char]| begun.iter().copied().fold(Part::Escape, Part::after);
        let mut part = from(begun);
        while part != Part::End {
            part = match (self.0)()? {
                console::Key::Char(next) => part.after(next),
                console::Key::UnknownEscSeq(begun) => from(&begun),
                _ => Part::End,
            };
        }
        Ok(())
    }
}

/// How far a key has come that is sent as several characters (ECMA-48 §5.4; xterm, "PC-Style Function
/// Keys").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// After ESC.
    Escape,
    /// After `ESC [`.
    Control,
    /// After `ESC O`, or after the `ESC [ [` of the Linux console: numbers, then a letter.
    Single,
    /// In the numbers after `ESC [`.
    Numbers,
    /// After the last character.
    End,
}

impl Part {
    const fn after(self, next: char) -> Self {
        match (self, next) {
            (_, '\u{1b}') => Self::Escape,
            (Self::Escape, '[') => Self::Control,
            (Self::Escape, 'O') | (Self::Control, '[') | (Self::Single, '0'..='9' | ';') => {
                Self::Single
            }
            (Self::Control | Self::Numbers, ' '..='?') => Self::Numbers,
            (Self::Escape | Self::Control | Self::Single | Self::Numbers | Self::End, _) => {
                Self::End
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes characters apart as `console` does (`read_single_key_impl`).
    fn read_key(typed: &mut std::str::Chars<'_>) -> io::Result<console::Key> {
        let mut next = || typed.next();
        Ok(match next() {
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
            Some('\u{1b}') => match (next(), next()) {
                (None, _) => console::Key::Escape,
                (Some('['), Some('A')) => console::Key::ArrowUp,
                (Some('['), Some(second)) => {
                    let third = next().into_iter();
                    console::Key::UnknownEscSeq(['[', second].into_iter().chain(third).collect())
                }
                (Some(first), second) => {
                    assert_eq!(second, None, "it would not be read");
                    console::Key::UnknownEscSeq(vec![first])
                }
            },
            Some(key) => console::Key::Char(key),
        })
    }

    /// What the review makes of keys that arrive one after the other.
    fn keys(typed: &[&str]) -> Vec<Key> {
        let mut arriving = typed.iter().map(|typed| typed.chars());
        let mut current = "".chars();
        let mut terminal = TerminalKeys(move || {
            if current.as_str().is_empty() {
                current = arriving.next().unwrap_or_else(|| "".chars());
            }
            read_key(&mut current)
        });
        std::iter::from_fn(|| terminal.next().ok()).collect()
    }

    #[test]
    fn keys_of_several_characters_decide_nothing() {
        for key in [
            // Shift and up, which ends in an A; Shift-F3, which ends in an R; keys without modifier.
            &["\u{1b}[1;2A"][..],
            &["\u{1b}[1;2R"],
            &["\u{1b}[15;5~"],
            &["\u{1b}[A"],
            // F3, the keypad, and F1 of the Linux console.
            &["\u{1b}O", "R"],
            &["\u{1b}O", "5", "A"],
            &["\u{1b}[[A"],
            // Over a slow line.
            &["\u{1b}[1", ";", "2", "R"],
            &["\u{1b}[1;", "\u{1b}[1;2R"],
            // Alt and a letter.
            &["\u{1b}a"],
        ] {
            let typed = [&["s"], key, &["q"]].concat();
            let expected = [Key::Char('s'), Key::Other, Key::Char('q')];
            assert_eq!(keys(&typed), expected, "{key:?}");
        }
    }
}
