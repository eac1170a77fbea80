//! Collects what is wrong with one file.

use std::ops::Range;
use std::sync::Arc;

use super::align;
use super::node::At;
use crate::scenario::diagnostic::{Diagnostic, LoadError};

/// Most diagnostics that are kept for a file: more help nobody.
const MOST: usize = 50;

/// What is wrong with a file so far.
pub(super) struct Problems {
    file: String,
    source: Arc<str>,
    found: Vec<Diagnostic>,
    /// Diagnostics of other files that this one refers to.
    elsewhere: Vec<Diagnostic>,
}

impl Problems {
    pub(super) fn new(file: &str, source: Arc<str>) -> Self {
        Self {
            file: file.to_owned(),
            source,
            found: Vec::new(),
            elsewhere: Vec::new(),
        }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.elsewhere.is_empty()
    }

    /// How many diagnostics there are.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Adds a diagnostic at a byte range.
    pub(super) fn add(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        let diagnostic =
            Diagnostic::at(&self.file, &self.source, span.clone(), message, label).hint(hint);
        self.push(diagnostic);
    }

    /// Adds a diagnostic that points at an earlier place too.
    pub(super) fn add_second(
        &mut self,
        span: &Range<usize>,
        first: &Range<usize>,
        message: impl Into<String>,
        labels: (&str, &str),
        hint: impl Into<Option<String>>,
    ) {
        let diagnostic = Diagnostic::at(&self.file, &self.source, span.clone(), message, labels.0)
            .related(first.clone(), labels.1)
            .hint(hint);
        self.push(diagnostic);
    }

    /// Adds a diagnostic at a byte range inside a text, wherever the file writes that part.
    pub(super) fn add_inside(
        &mut self,
        text: &At<String>,
        inner: &Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        let span = align::locate(&self.source, &text.span, &text.value, inner);
        self.add(&span, message, label, hint);
    }

    /// Adds what is wrong with another file.
    pub(super) fn add_elsewhere(&mut self, error: LoadError) {
        self.elsewhere.extend(error.diagnostics);
    }

    /// The value, if nothing is wrong.
    pub(super) fn finish<T>(self, value: T) -> Result<T, LoadError> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self.refuse())
        }
    }

    /// Everything that is wrong, sorted by place, other files last.
    pub(super) fn refuse(mut self) -> LoadError {
        self.found
            .sort_by_key(|diagnostic| diagnostic.span.as_ref().map(|span| span.start));
        self.found.append(&mut self.elsewhere);
        LoadError {
            diagnostics: self.found,
        }
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < MOST {
            self.found.push(diagnostic);
        }
    }
}
