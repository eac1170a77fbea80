//! Reads the files that people write: scenarios, directories, mappings.
//!
//! Text becomes a tree with places (`yaml`), the tree becomes typed values (`read`, `raw`), and
//! names are looked up at last. Each stage notes everything that is wrong before it gives up.

mod align;
mod directory;
mod known;
mod lint;
mod mapping;
mod node;
mod places;
mod problems;
mod raw;
mod read;
mod references;
mod scenario;
mod scoping;
#[cfg(test)]
pub(super) mod tests;
mod yaml;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use schemars::Schema;
use schemars::generate::SchemaSettings;

use self::node::Kind;
pub use self::places::{MappingPlaces, RowPlaces};
use self::problems::Problems;
use self::read::Read;
use super::diagnostic::{Diagnostic, LoadError};
use super::known::KnownFailures;
use super::library::Library;
use super::model::Scenario;
use crate::idp::directory::Directory;
use crate::idp::mapping::Mapping;

/// Largest file, in bytes.
pub const LARGEST: usize = 1024 * 1024;

/// Reads a scenario.
///
/// `name` is the file name without `.yaml`; `file` is what messages call the file; `library` has
/// the directory and the mappings that the scenario names. All that is wrong is reported at once.
pub fn scenario(
    name: &str,
    file: &str,
    text: &str,
    library: &Library,
) -> Result<Scenario, LoadError> {
    let (raw, problems) = document::<raw::RawScenario>("the scenario", file, text)?;
    scenario::compile(name, raw, problems, library)
}

/// Reads a directory file; parameters as for [`scenario()`].
pub fn directory(name: &str, file: &str, text: &str) -> Result<Directory, LoadError> {
    let (raw, problems) = document("the directory", file, text)?;
    directory::compile(name, raw, problems)
}

/// Reads a mapping file; parameters as for [`scenario()`].
pub fn mapping(name: &str, file: &str, text: &str) -> Result<Mapping, LoadError> {
    let (raw, problems) = document("the mapping", file, text)?;
    mapping::compile(name, raw, problems)
}

/// Reads a mapping file and keeps where everything stands; parameters as for [`scenario()`].
pub fn mapping_with_places(
    name: &str,
    file: &str,
    text: &str,
) -> Result<(Mapping, MappingPlaces), LoadError> {
    let (raw, problems) = document("the mapping", file, text)?;
    let places = MappingPlaces::of(&raw, &problems);
    Ok((mapping::compile(name, raw, problems)?, places))
}

/// Reads a list of known failures; `file` is what messages call it.
pub fn known_failures(file: &str, text: &str) -> Result<KnownFailures, LoadError> {
    let (raw, problems) = document("the list", file, text)?;
    known::compile(&raw, problems)
}

/// Text of a file on disk: UTF-8, at most [`LARGEST`] bytes. `shown` is what messages call it.
pub fn text(path: &Path, shown: &str) -> Result<String, LoadError> {
    let unreadable = |error: &std::io::Error| {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => format!("`{shown}` does not exist"),
            _ => format!("`{shown}` cannot be read: {error}"),
        };
        Diagnostic::about(shown, message)
    };
    // Only a regular file ends by itself.
    let metadata = path.metadata().map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err(Diagnostic::about(shown, format!("`{shown}` is not a file")).into());
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    check_size(shown, bytes.len())?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = String::from_utf8_lossy(valid).matches('\n').count() + 1;
        Diagnostic::about(shown, format!("line {line} of `{shown}` is not UTF-8 text"))
            .hint("save the file with the encoding UTF-8".to_owned())
            .into()
    })
}

fn check_size(file: &str, size: usize) -> Result<(), LoadError> {
    if size > LARGEST {
        let message = format!("`{file}` is larger than {} KiB", LARGEST / 1024);
        return Err(Diagnostic::about(file, message)
            .hint("split it into several files".to_owned())
            .into());
    }
    Ok(())
}

/// Reads the shape of a file.
fn document<T: Read>(what: &str, file: &str, text: &str) -> Result<(T, Problems), LoadError> {
    check_size(file, text.len())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source: Arc<str> = Arc::from(text);
    let mut problems = Problems::new(file, Arc::clone(&source));
    let raw = match yaml::parse(text) {
        Ok(node) if node.value == Kind::Null => {
            let label = format!("expected {what}");
            problems.add(&node.span, "the file is empty", label, None);
            None
        }
        Ok(node) => T::read(&node, what, &mut problems),
        Err(error) => {
            problems.add(
                &error.span,
                error.message,
                "",
                error.hint.map(str::to_owned),
            );
            None
        }
    };
    match raw {
        Some(raw) if problems.is_empty() => Ok((raw, problems)),
        _ => Err(problems.refuse()),
    }
}

/// The YAML text as JSON, for tests that hold it against a schema.
#[cfg(test)]
pub(super) fn plain(text: &str) -> serde_json::Value {
    let node = yaml::parse(text).unwrap();
    read::json(&node, &mut Problems::new("test.yaml", Arc::from(text)))
}

/// JSON Schemas of the kinds of files: scenario, directory, mapping, known failures.
pub(super) fn schemas() -> [Schema; 4] {
    let generator = || {
        SchemaSettings::draft2020_12()
            .for_deserialize()
            .into_generator()
    };
    [
        generator().into_root_schema_for::<raw::RawScenario>(),
        generator().into_root_schema_for::<directory::RawDirectory>(),
        generator().into_root_schema_for::<mapping::RawMapping>(),
        generator().into_root_schema_for::<known::RawKnownFailures>(),
    ]
}
