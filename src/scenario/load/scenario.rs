//! Scenario files as a whole: header, directory, mappings, and whether anything is expected.

use std::ops::Range;

use indexmap::IndexMap;

use super::lint::{Linter, idps};
use super::node::At;
use super::problems::Problems;
use super::raw::{RawMappings, RawScenario};
use crate::idp::directory::Directory;
use crate::scenario::diagnostic::LoadError;
use crate::scenario::library::{Folder, Library};
use crate::scenario::model::{Scenario, Step, StepKind};
use crate::scenario::names::{self, did_you_mean, listed};

/// Directory of a scenario that names none.
pub(super) const DEFAULT_DIRECTORY: &str = "small-company";

/// Looks up every name.
pub(super) fn compile(
    name: &str,
    raw: RawScenario,
    mut problems: Problems,
    library: &Library,
) -> Result<Scenario, LoadError> {
    if raw.name.value.trim().is_empty() {
        problems.add(&raw.name.span, "`name` is empty", "expected a title", None);
    }
    for tag in raw.tags.iter().flatten() {
        if tag.value.trim().is_empty() {
            problems.add(&tag.span, "a tag is empty", "expected a word", None);
        }
    }
    let known: Vec<_> = names::idps().collect();
    let idps = idps(&raw.idps, &known, &mut problems);
    let directory = directory(raw.directory.as_ref(), library, &mut problems);
    let mappings = raw
        .mappings
        .map(|raw| mappings(raw, library, &mut problems))
        .unwrap_or_default();
    if raw.steps.value.is_empty() {
        problems.add(
            &raw.steps.span,
            "`steps` is empty",
            "expected at least one step",
            None,
        );
    }
    let mut linter = Linter::new(&idps, directory.as_ref(), &raw.steps.value, problems);
    let steps: Vec<_> = raw
        .steps
        .value
        .iter()
        .map(|step| Step {
            at: step.position,
            kind: linter.step(step),
        })
        .collect();
    let mut problems = linter.finish();
    check_expects(&steps, &raw.steps.span, &mut problems);
    let scenario = Scenario {
        name: name.to_owned(),
        file: problems.file().to_owned(),
        title: raw.name.value,
        description: raw.description.unwrap_or_default(),
        tags: raw
            .tags
            .into_iter()
            .flatten()
            .map(|tag| tag.value)
            .collect(),
        idps,
        directory: raw
            .directory
            .map_or_else(|| DEFAULT_DIRECTORY.to_owned(), |name| name.value),
        mappings,
        steps,
    };
    problems.finish(scenario)
}

/// The directory that the scenario names; `None` once it is noted that there is none.
fn directory(
    name: Option<&At<String>>,
    library: &Library,
    problems: &mut Problems,
) -> Option<Directory> {
    let wanted = name.map_or(DEFAULT_DIRECTORY, |name| name.value.as_str());
    match library.directory(wanted) {
        Some(Ok(directory)) => Some(directory),
        Some(Err(error)) => {
            problems.add_elsewhere(error);
            None
        }
        None => {
            let span = name.map_or(0..0, |name| name.span.clone());
            unknown_file(
                "directory",
                wanted,
                &span,
                Folder::Directories,
                library,
                problems,
            );
            None
        }
    }
}

fn mappings(
    raw: RawMappings,
    library: &Library,
    problems: &mut Problems,
) -> IndexMap<String, String> {
    let mut mappings = IndexMap::new();
    for (family, name) in raw.0 {
        let family = family.name();
        match library.mapping(&name.value) {
            Some(Ok(mapping)) if mapping.idp != family => problems.add(
                &name.span,
                format!("the mapping `{}` is for `{}`", name.value, mapping.idp),
                format!("expected a mapping for `{family}`"),
                None,
            ),
            Some(Ok(_)) => {}
            Some(Err(error)) => problems.add_elsewhere(error),
            None => {
                unknown_file(
                    "mapping",
                    &name.value,
                    &name.span,
                    Folder::Mappings,
                    library,
                    problems,
                );
            }
        }
        mappings.insert(family.to_owned(), name.value);
    }
    mappings
}

fn unknown_file(
    what: &str,
    name: &str,
    span: &Range<usize>,
    folder: Folder,
    library: &Library,
    problems: &mut Problems,
) {
    let names = library.names(folder);
    let known = || names.iter().map(String::as_str);
    problems.add(
        span,
        format!("unknown {what} `{name}`"),
        format!("expected {}", listed(known(), "or")),
        did_you_mean(name, known()).or_else(|| {
            Some(format!(
                "a {what} goes by the name of its file in `{}`, without `.yaml`",
                folder.path()
            ))
        }),
    );
}

/// A scenario that expects nothing would always pass.
fn check_expects(steps: &[Step], span: &Range<usize>, problems: &mut Problems) {
    let expects = steps.iter().any(|step| match &step.kind {
        StepKind::Expect(_) => true,
        StepKind::Request(request) => !request.status.is_empty() || !request.attributes.is_empty(),
        _ => false,
    });
    if !expects && !steps.is_empty() {
        problems.add(
            span,
            "the scenario expects nothing",
            "no step here is an `expect`",
            Some("add a step such as `- expect: { alice: { provisioned: true } }`".into()),
        );
    }
}
