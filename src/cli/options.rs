//! Options that several commands share.

use std::path::Path;

use super::problem::Problem;
use crate::scenario::names::{did_you_mean, listed};
use crate::scenario::{Folder, Found, Library};
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

/// The file of a mapping, a directory or a list: a path, else a name.
pub(super) fn found(library: &Library, folder: Folder, name: &str) -> Result<Found, Problem> {
    let path = Path::new(name);
    let is_yaml = path.extension().is_some_and(|ending| ending == "yaml");
    if is_yaml || name.contains(['/', '\\']) {
        return Ok(Found::on_disk(path));
    }
    library.find(folder, name).ok_or_else(|| {
        let known = library.names(folder);
        let known = known.iter().map(String::as_str);
        let what = match folder {
            Folder::Directories => "directory",
            Folder::Known => "list of known failures",
            Folder::Mappings => "mapping",
            Folder::Scenarios => "scenario",
        };
        let hint = did_you_mean(name, known.clone()).unwrap_or_else(|| {
            format!("a path ends in `.yaml`; there are {}", listed(known, "and"))
        });
        Problem::usage(format!("there is no {what} `{name}`"), hint)
    })
}
