//! Lists of known failures.

use globset::{Glob, GlobMatcher};

use super::node::At;
use super::problems::Problems;
use super::read::{OneOrMany, record};
use crate::scenario::diagnostic::LoadError;
use crate::scenario::known::{CasePattern, KnownFailure, KnownFailures};

record! {
    /// Cases that are known to fail, with the reasons.
    #[schemars(rename = "known-failures", deny_unknown_fields)]
    RawKnownFailures as "the list" {
        /// The failures; the first entry that fits a case counts.
        #[schemars(length(min = 1))]
        "known" known: At<Vec<At<RawKnown>>>,
    }
}

record! {
    /// Cases that fail for one reason.
    #[schemars(rename = "known", deny_unknown_fields)]
    RawKnown as "the entry" {
        /// Names of stories, or `STORY@IDP`; `*` and `?` stand for letters.
        #[schemars(length(min = 1))]
        "cases" cases: At<Vec<At<String>>>,
        /// Profiles of the bundled server, patterns too; left out: every target.
        "targets" targets: Option<Vec<At<String>>>,
        /// What one of the findings says, in one of several wordings; left out: whatever they say, of a
        /// case that could be played.
        "finding" finding: Option<OneOrMany<String>>,
        /// Why the failure is right, or not to be mended.
        "reason" reason: At<String>,
    }
}

/// Looks at the entries.
pub(super) fn compile(
    raw: &RawKnownFailures,
    mut problems: Problems,
) -> Result<KnownFailures, LoadError> {
    let entries = raw.known.value.iter().map(|entry| {
        let reason = entry.value.reason.value.trim();
        if reason.is_empty() {
            let hint = "say why the failure is right, or not to be mended".to_owned();
            let span = &entry.value.reason.span;
            problems.add(span, "the entry has no reason", "expected a text", hint);
        }
        if entry.value.cases.value.is_empty() {
            let hint = "name stories, for example `push-group` or `'*@okta'`".to_owned();
            let span = &entry.value.cases.span;
            problems.add(span, "`cases` is empty", "expected at least one", hint);
        }
        let cases = entry.value.cases.value.iter();
        let cases = cases.filter_map(|text| case(text, &mut problems)).collect();
        let targets = entry.value.targets.iter().flatten();
        let targets = targets
            .filter_map(|text| glob(text, &mut problems))
            .collect();
        KnownFailure {
            at: entry.position,
            cases,
            targets,
            findings: entry
                .value
                .finding
                .as_ref()
                .map_or_else(Vec::new, |texts| texts.0.clone()),
            reason: reason.to_owned(),
        }
    });
    let entries: Vec<KnownFailure> = entries.collect();
    if entries.is_empty() {
        let span = &raw.known.span;
        problems.add(span, "`known` is empty", "expected at least one", None);
    }
    let file = problems.file().to_owned();
    problems.finish(KnownFailures { file, entries })
}

fn case(text: &At<String>, problems: &mut Problems) -> Option<CasePattern> {
    let has_idp = text.value.contains('@');
    Some(CasePattern {
        glob: glob(text, problems)?,
        has_idp,
        is_open: !has_idp || text.value.contains(['*', '?', '[', '{']),
    })
}

fn glob(text: &At<String>, problems: &mut Problems) -> Option<GlobMatcher> {
    match Glob::new(&text.value) {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            let message = format!("`{}` is not a pattern", text.value);
            problems.add(&text.span, message, error.kind().to_string(), None);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::known_failures;

    fn refused(text: &str) -> String {
        known_failures("known.yaml", text)
            .unwrap_err()
            .render(false)
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        insta::assert_snapshot!(refused(
            "known:\n  - cases: ['[a']\n    reason: ' '\n  - case: [x]\n    reason: y\n"
        ));
        insta::assert_snapshot!(refused("known: []\n"));
    }
}
