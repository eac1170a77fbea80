//! Errors of commands, as a person reads them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::Exit;
use crate::scenario::LoadError;
use crate::scenario::select::SelectError;

/// A command that could not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// How the process ends.
    pub(super) exit: Exit,
    /// What is wrong; may be a rendered diagnostic of several lines.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: Option<String>,
    /// Whether the message carries its own `error:` heading.
    pub(super) rendered: bool,
}

impl Problem {
    pub(super) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let hint = Some(hint.into());
        Self {
            exit: Exit::Usage,
            message: message.into(),
            hint,
            rendered: false,
        }
    }

    pub(super) fn failed(message: impl Into<String>) -> Self {
        let exit = Exit::NotCarriedOut;
        Self {
            exit,
            message: message.into(),
            hint: None,
            rendered: false,
        }
    }

    /// Files that are refused, each with its place and what is wrong there.
    pub(super) fn refused(error: &LoadError) -> Self {
        Self {
            exit: Exit::Usage,
            message: error.render(true),
            hint: None,
            rendered: true,
        }
    }

    /// A selection that cannot be made; `hint` says where to look.
    pub(super) fn selection(error: &SelectError, hint: &str) -> Self {
        match error {
            SelectError::Load(load) => Self::refused(load),
            other => Self::usage(other.to_string(), hint),
        }
    }

    /// The text for the terminal, with colours.
    pub(super) fn render(&self) -> String {
        const RED: Style = AnsiColor::Red.on_default().bold();
        const CYAN: Style = AnsiColor::Cyan.on_default();
        let mut out = if self.rendered {
            self.message.trim_end().to_owned()
        } else {
            format!("{RED}error{RED:#}: {}", self.message)
        };
        if let Some(hint) = &self.hint {
            let _ = write!(out, "\n{CYAN}hint{CYAN:#}: {hint}");
        }
        out.push('\n');
        out
    }
}
