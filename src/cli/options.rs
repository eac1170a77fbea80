//! Options that several commands share.

use super::problem::Problem;
use crate::server::quirks::QuirkSet;

/// Defects by name.
pub(super) fn quirks(names: &[String]) -> Result<QuirkSet, Problem> {
    QuirkSet::parse(&names.join(",")).map_err(|error| {
        Problem::usage(
            error.to_string(),
            "`scimulate serve --list-quirks` lists them all",
        )
    })
}
