//! What is wrong with a file, and where: the message that its author reads.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::model::Position;

/// Width of a rendered message where the text is wider.
const WIDTH: usize = 120;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Severity {
    /// The file is refused, or what it describes cannot work.
    #[default]
    Error,
    /// It works, but hardly as it is meant.
    Warning,
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// The name of the rule that was broken, where rules have names.
    pub rule: Option<&'static str>,
    /// What is wrong, and what was got.
    pub message: String,
    /// The file as the user knows it.
    pub file: String,
    /// Byte range in the text; `None` when it is about the whole file (not found, too large).
    pub span: Option<Range<usize>>,
    /// What was expected there; may be empty.
    pub label: String,
    /// A second place that explains the first, with its label.
    pub related: Option<(Range<usize>, String)>,
    /// What to do about it.
    pub hint: Option<String>,
    /// The text that `span` is about.
    source: Arc<str>,
}

impl Diagnostic {
    /// A diagnostic at a byte range of a file's text.
    pub(crate) fn at(
        file: &str,
        source: &Arc<str>,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        let start = source.floor_char_boundary(span.start);
        let end = source.ceil_char_boundary(span.end.max(start));
        Self {
            severity: Severity::Error,
            rule: None,
            message: message.into(),
            file: file.to_owned(),
            span: Some(start..end),
            label: label.into(),
            related: None,
            hint: None,
            source: Arc::clone(source),
        }
    }

    /// A diagnostic about a whole file.
    pub(crate) fn about(file: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule: None,
            message: message.into(),
            file: file.to_owned(),
            span: None,
            label: String::new(),
            related: None,
            hint: None,
            source: Arc::from(""),
        }
    }

    /// With advice.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// As what follows from a rule, and how grave that is.
    #[must_use]
    pub(crate) const fn by(mut self, rule: &'static str, severity: Severity) -> Self {
        self.rule = Some(rule);
        self.severity = severity;
        self
    }

    /// With a second place.
    #[must_use]
    pub(crate) fn related(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    /// Line and column of the place; `None` when it is about the whole file.
    pub fn position(&self) -> Option<Position> {
        let before = self.source.get(..self.span.as_ref()?.start)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some(Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        })
    }

    /// The message as it is printed: what is wrong, file, line and column, the line itself with
    /// carets, and a hint. `color` adds ANSI styles. No newline at the end.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut title = level.primary_title(self.message.as_str());
        if let Some(rule) = self.rule {
            title = title.id(rule);
        }
        let mut group = Group::with_title(title);
        if let Some(span) = &self.span {
            let mut primary = AnnotationKind::Primary.span(span.clone());
            if !self.label.is_empty() {
                primary = primary.label(self.label.as_str());
            }
            let related = self.related.as_ref().map(|(span, label)| {
                AnnotationKind::Context
                    .span(span.clone())
                    .label(label.as_str())
            });
            group = group.element(
                Snippet::source(&*self.source)
                    .path(self.file.as_str())
                    .annotation(primary)
                    .annotations(related),
            );
        }
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        renderer
            .decor_style(DecorStyle::Ascii)
            .term_width(WIDTH)
            .render(&[group])
    }
}

/// Files that were refused: everything that is wrong with them, the file that was asked for first,
/// and in each file by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// At least one.
    pub diagnostics: Vec<Diagnostic>,
}

impl LoadError {
    /// All messages as they are printed, an empty line between two.
    pub fn render(&self, color: bool) -> String {
        let rendered: Vec<_> = self
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.render(color))
            .collect();
        rendered.join("\n\n")
    }
}

impl From<Diagnostic> for LoadError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostics: vec![diagnostic],
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for LoadError {}
