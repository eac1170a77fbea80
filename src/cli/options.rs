//! Options that several commands share.

use std::path::Path;

use super::output;
use super::problem::Problem;
use crate::server::quirks::QuirkSet;
use crate::transcript::Secret;

/// Reads a token from a file, without the line feed that editors add.
pub(super) fn secret_file(file: &Path) -> Result<Secret, Problem> {
    let text = output::read(file)?;
    if text.trim().is_empty() {
        return Err(Problem::usage(
            format!("`{}` is empty", file.display()),
            "the file must hold the bearer token and nothing else",
        ));
    }
    Ok(Secret::new(text.trim()))
}

/// Defects by name.
pub(super) fn quirks(names: &[String]) -> Result<QuirkSet, Problem> {
    QuirkSet::parse(&names.join(",")).map_err(|error| {
        Problem::usage(
            error.to_string(),
            "`scimulate serve --list-quirks` lists them all",
        )
    })
}
