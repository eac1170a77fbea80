//! `scimulate lint`.

use std::ops::Range;

use super::args::LintArgs;
use super::options::found;
use super::output;
use super::problem::Problem;
use super::{Environment, Exit};
use crate::check::mapping::{self, Finding, NameId, Needs, Part, Place, Question};
use crate::idp::Family;
use crate::idp::directory::Directory;
use crate::scenario::load::{self, MappingPlaces};
use crate::scenario::{Diagnostic, Folder, Found, Library, LoadError, Severity};

pub(super) fn run(args: &LintArgs, environment: &Environment) -> Result<Exit, Problem> {
    let library = Library::new(vec![environment.folder.clone()]);
    let needs = args.target;
    let directory = match &args.directory {
        Some(name) => Some(directory(&library, name)?),
        None => None,
    };
    let mut said = Vec::new();
    for name in &args.mappings {
        let found = found(&library, Folder::Mappings, name)?;
        let name_id = args.name_id.as_deref();
        said.extend(judge(&found, needs, name_id, directory.as_ref())?);
    }
    said.sort_by_key(|diagnostic| diagnostic.severity);
    let errors = count(&said, Severity::Error);
    let warnings = count(&said, Severity::Warning);
    let mut parts: Vec<String> = said.iter().map(|it| it.render(true)).collect();
    parts.push(summary(args.mappings.len(), errors, warnings, needs));
    output::print(&parts.join("\n\n"))?;
    Ok(if errors > 0 {
        Exit::Failed
    } else {
        Exit::Success
    })
}

fn count(said: &[Diagnostic], severity: Severity) -> usize {
    said.iter().filter(|it| it.severity == severity).count()
}

fn summary(mappings: usize, errors: usize, warnings: usize, needs: &Needs) -> String {
    let plural = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    let what = plural(mappings, "mapping");
    if errors + warnings == 0 {
        return format!("{what} for {}: nothing to say\n", needs.name);
    }
    let errors = plural(errors, "error");
    let warnings = plural(warnings, "warning");
    format!("{what} for {}: {errors}, {warnings}\n", needs.name)
}

fn directory(library: &Library, name: &str) -> Result<Directory, Problem> {
    let found = found(library, Folder::Directories, name)?;
    let read = |text: String| load::directory(&found.name, &found.file, &text);
    found.text().and_then(read).map_err(|error| refused(&error))
}

/// What there is to say about one mapping.
fn judge(
    found: &Found,
    needs: &Needs,
    name_id: Option<&str>,
    directory: Option<&Directory>,
) -> Result<Vec<Diagnostic>, Problem> {
    let read = |text: String| load::mapping_with_places(&found.name, &found.file, &text);
    let (mapping, places) = found
        .text()
        .and_then(read)
        .map_err(|error| refused(&error))?;
    let Some(family) = Family::named(&mapping.idp) else {
        let message = format!("`{}` is for no known identity provider", found.file);
        return Err(Problem::usage(message, "give `idp` a name that is known"));
    };
    let name_id = match name_id {
        None => NameId::usual(family),
        Some(text) => Some(NameId::parse(family, text).map_err(|hint| {
            let message = format!("{} has no attribute `{text}`", family.title());
            Problem::usage(message, hint)
        })?),
    };
    let question = Question {
        mapping: &mapping,
        family,
        needs,
        name_id: name_id.as_ref(),
        directory,
    };
    let findings = mapping::check(&question);
    Ok(findings
        .iter()
        .map(|finding| diagnostic(finding, &places))
        .collect())
}

/// A finding with the place in the file that it is about.
fn diagnostic(finding: &Finding, places: &MappingPlaces) -> Diagnostic {
    let span = span(finding.place, places).unwrap_or_else(|| places.all_users.clone());
    places
        .diagnostic(span, &finding.message, &finding.label)
        .by(finding.rule, finding.severity)
        .hint(Some(finding.hint.clone()))
}

fn span(place: Place, places: &MappingPlaces) -> Option<Range<usize>> {
    match place {
        Place::Users => None,
        Place::Groups => places.groups.clone(),
        Place::Listed(line) => places.attributes.get(line).cloned(),
        Place::Row(row, part) => {
            let row = places.users.get(row)?;
            Some(match part {
                Part::Source => row.source.clone(),
                Part::Target => row.target.clone(),
                Part::Match => row.matching.clone().unwrap_or_else(|| row.target.clone()),
            })
        }
    }
}

fn refused(error: &LoadError) -> Problem {
    Problem {
        exit: Exit::Usage,
        message: error.render(true),
        hint: None,
        rendered: true,
    }
}
