//! Files of schemas and resource types.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::json_places::Places;
use super::output;
use super::problem::Problem;
use crate::scenario::names::did_you_mean;
use crate::scenario::{Diagnostic, LoadError};
use crate::scim::schema::ResourceType;
use crate::server::definitions::{self, Definition, DefinitionKind, Flaw};

/// A file that was read.
struct File {
    kind: DefinitionKind,
    name: String,
    text: Arc<str>,
}

/// What the server serves: users and groups, and what the files define.
pub(super) fn resource_types(
    schemas: &[PathBuf],
    types: &[PathBuf],
) -> Result<Vec<ResourceType>, Problem> {
    let schemas = schemas.iter().map(|path| (DefinitionKind::Schema, path));
    let types = types
        .iter()
        .map(|path| (DefinitionKind::ResourceType, path));
    let files = schemas.chain(types).map(|(kind, path)| {
        let text = output::read(path)?;
        Ok(File {
            kind,
            name: path.display().to_string(),
            // Some editors put a byte order mark in front.
            text: text.strip_prefix('\u{feff}').unwrap_or(&text).into(),
        })
    });
    let files: Vec<File> = files.collect::<Result<_, _>>()?;
    load(&files).map_err(|error| Problem::refused(&error))
}

fn load(files: &[File]) -> Result<Vec<ResourceType>, LoadError> {
    let (mut parsed, mut wrong) = (Vec::new(), Vec::new());
    for file in files {
        match file.parse() {
            Ok(json) => parsed.push(Definition {
                kind: file.kind,
                json,
            }),
            Err(diagnostics) => wrong.extend(diagnostics),
        }
    }
    if !wrong.is_empty() {
        return Err(LoadError { diagnostics: wrong });
    }
    definitions::resource_types(&parsed).map_err(|flaws| {
        let told = flaws.iter().filter_map(|flaw| {
            let file = files.get(flaw.place.definition)?;
            Some(file.diagnostic(flaw))
        });
        LoadError {
            diagnostics: told.collect(),
        }
    })
}

impl File {
    /// The JSON in the file, in which no object may have a name twice.
    fn parse(&self) -> Result<Value, Vec<Diagnostic>> {
        let json = serde_json::from_str(&self.text).map_err(|error| vec![self.broken(&error)])?;
        let repeated = Places::of(&self.text).repeated;
        if repeated.is_empty() {
            return Ok(json);
        }
        let told = repeated.into_iter().map(|(second, first)| {
            let name = self.text.get(second.clone()).unwrap_or_default();
            let message = format!("expected each name once, got `{name}` again");
            Diagnostic::at(&self.name, &self.text, second, message, "again")
                .related(first, "first here")
        });
        Err(told.collect())
    }

    fn broken(&self, error: &serde_json::Error) -> Diagnostic {
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or_default();
        let mut lines = self.text.split_inclusive('\n');
        let before = lines.by_ref().take(error.line().saturating_sub(1));
        let line_start: usize = before.map(str::len).sum();
        // The column is that of the last byte that was read, which at the end is none.
        let offset = line_start + error.column().saturating_sub(1);
        let start = offset.min(self.text.trim_end().len());
        let end = self.text.len().min(start + 1);
        let message = format!("the file is not JSON: {what}");
        Diagnostic::at(&self.name, &self.text, start..end, message, "")
    }

    fn diagnostic(&self, flaw: &Flaw) -> Diagnostic {
        let (places, pointer) = (Places::of(&self.text), &flaw.place.pointer);
        let span = if flaw.place.is_name {
            places.name(pointer)
        } else {
            places.value(pointer)
        };
        let meant = flaw
            .meant
            .as_ref()
            .and_then(|(wrong, known)| did_you_mean(wrong, known.iter().map(String::as_str)));
        let label = pointer.as_str();
        Diagnostic::at(&self.name, &self.text, span, flaw.message.as_str(), label)
            .hint(meant.or_else(|| flaw.hint.clone()))
    }
}

#[cfg(test)]
mod tests;
