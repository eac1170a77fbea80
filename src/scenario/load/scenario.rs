//! Scenario files as a whole: header, directory, mappings, and whether anything is expected.

use std::ops::Range;

use indexmap::IndexMap;

use super::lint::{Linter, idps, targets};
use super::node::At;
use super::problems::Problems;
use super::raw::{PerFamily, RawScenario, RawTarget, Scalar};
use super::read::Entries;
use crate::idp::directory::Directory;
use crate::idp::mapping::Mapping;
use crate::idp::{Family, check_setting};
use crate::scenario::diagnostic::LoadError;
use crate::scenario::library::{Folder, Library};
use crate::scenario::model::{Scenario, ScenarioTarget, Step, StepKind};
use crate::scenario::names::{self, did_you_mean, listed};
use crate::server::gitlab::GitLabProfile;

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
        .map(|raw| mappings(&raw, library, &mut problems))
        .unwrap_or_default()
        .into_iter()
        .map(|(family, mapping)| (family, mapping.name))
        .collect();
    let settings = raw
        .settings
        .map(|raw| settings(&raw, &mut problems))
        .unwrap_or_default();
    let target = raw.target.map(|raw| target(&raw, &mut problems));
    if raw.steps.value.is_empty() {
        problems.add(
            &raw.steps.span,
            "`steps` is empty",
            "expected at least one step",
            None,
        );
    }
    let mut linter = Linter::new(
        (&idps, target.as_ref()),
        directory.as_ref(),
        library,
        &raw.steps.value,
        problems,
    );
    let steps: Vec<_> = raw
        .steps
        .value
        .iter()
        .map(|step| linter.step(step))
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
        settings,
        target,
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

/// The mappings that are named, by family; unknown ones and those of another family are noted.
pub(super) fn mappings(
    raw: &PerFamily<At<String>>,
    library: &Library,
    problems: &mut Problems,
) -> IndexMap<String, Mapping> {
    let mut mappings = IndexMap::new();
    for (family, name) in &*raw.0 {
        let family = family.value.as_str();
        match library.mapping(&name.value) {
            Some(Ok(mapping)) if mapping.idp != family => problems.add(
                &name.span,
                format!("the mapping `{}` is for `{}`", name.value, mapping.idp),
                format!("expected a mapping for `{family}`"),
                None,
            ),
            Some(Ok(mapping)) => {
                mappings.insert(family.to_owned(), mapping);
            }
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
    }
    mappings
}

/// Settings by family; those that a family does not have are noted.
fn settings(
    raw: &PerFamily<Entries<At<Scalar>>>,
    problems: &mut Problems,
) -> IndexMap<String, Vec<(String, String)>> {
    let mut settings: IndexMap<String, Vec<(String, String)>> = IndexMap::new();
    for (name, entries) in &*raw.0 {
        let Some(family) = Family::named(&name.value) else {
            continue;
        };
        let of_family = settings.entry(name.value.clone()).or_default();
        for (setting, value) in &**entries {
            let text = &value.value.0;
            if let Err(why) = check_setting(family, &setting.value, text) {
                let message = format!("the setting `{}: {text}` is wrong", setting.value);
                let span = setting.span.start..value.span.end;
                problems.add(&span, message, why, None);
            }
            of_family.push((setting.value.clone(), text.clone()));
        }
    }
    settings
}

/// The profiles of the bundled server that a scenario is about, and how they are set.
fn target(raw: &RawTarget, problems: &mut Problems) -> ScenarioTarget {
    let known: Vec<_> = names::profiles().collect();
    let profiles = targets("profiles", &raw.profiles, &known, problems);
    let mut settings = IndexMap::new();
    for (name, value) in raw.settings.iter().flat_map(|settings| settings.iter()) {
        let values: Vec<_> = value.value.0.iter().map(|one| one.0.as_str()).collect();
        let text = values.join(",");
        let wrong = profiles
            .iter()
            .find_map(|profile| cannot_be_set(profile, &name.value, &text));
        if let Some(why) = wrong {
            let message = format!("the setting `{}: {text}` is wrong", name.value);
            let span = name.span.start..value.span.end;
            problems.add(&span, message, why, None);
        }
        settings.insert(name.value.replace('_', "-"), text);
    }
    ScenarioTarget { profiles, settings }
}

/// Why a profile has no such setting, or not with this value.
fn cannot_be_set(profile: &str, name: &str, value: &str) -> Option<String> {
    match GitLabProfile::find(profile) {
        Some(profile) => profile.switches().set(name, value).err(),
        None => Some(format!("`{profile}` has no settings")),
    }
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
        StepKind::Expect(_) | StepKind::SignIn(_) => true,
        StepKind::Request(request) => !request.status.is_empty() || !request.attributes.is_empty(),
        StepKind::Connect(connect) => connect.fails.is_some(),
        StepKind::Control(control) => control.refused.is_some() || !control.attributes.is_empty(),
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
