//! Failures of a target that are known: which cases fail, and why that is so.

use globset::GlobMatcher;

use super::Position;
use crate::transcript::{CaseId, CaseResult, Level, Verdict};

/// A list of failures that are recorded.
#[derive(Debug, Clone)]
pub struct KnownFailures {
    /// The file as the user knows it.
    pub file: String,
    /// Its entries, in order.
    pub entries: Vec<KnownFailure>,
}

/// Cases that fail for one reason.
#[derive(Debug, Clone)]
pub struct KnownFailure {
    /// Where it stands.
    pub at: Position,
    /// Which cases: patterns over `SCENARIO` or `SCENARIO@IDP`.
    pub cases: Vec<CasePattern>,
    /// On which profiles of the bundled server; empty for every target.
    pub targets: Vec<GlobMatcher>,
    /// What one of the findings must say, in one of these wordings, so that another failure of the
    /// case is not taken for this one; empty for whatever they say.
    pub findings: Vec<String>,
    /// Why the failure is right, or not to be mended.
    pub reason: String,
}

/// Which cases are meant.
#[derive(Debug, Clone)]
pub struct CasePattern {
    /// The pattern.
    pub glob: GlobMatcher,
    /// Whether it is about the identity provider too.
    pub has_idp: bool,
    /// Whether it may stand for several cases: then not all of them need fail.
    pub is_open: bool,
}

impl KnownFailure {
    /// Whether the case is meant, and by a pattern that means nothing else.
    fn means(&self, id: &CaseId) -> Option<Precision> {
        let is_there = self.targets.is_empty()
            || id
                .profile
                .as_deref()
                .is_some_and(|profile| self.targets.iter().any(|target| target.is_match(profile)));
        let fits = |pattern: &&CasePattern| {
            if pattern.has_idp {
                pattern.glob.is_match(id.story())
            } else {
                pattern.glob.is_match(&id.scenario)
            }
        };
        let mut fitting = self.cases.iter().filter(|_| is_there).filter(fits);
        let first = fitting.next()?;
        let is_open = first.is_open && fitting.all(|pattern| pattern.is_open);
        Some(if is_open {
            Precision::Pattern
        } else {
            Precision::Name
        })
    }

    /// Whether it is this failure. A case that could not be played says nothing of the target beyond
    /// what kept it from being played, which must then be what is recorded.
    fn explains(&self, case: &CaseResult) -> bool {
        let is_error = case.verdict == Verdict::Error;
        if self.findings.is_empty() {
            return !is_error;
        }
        let texts = case
            .findings
            .iter()
            .filter(|finding| !is_error || finding.level == Level::Error)
            .flat_map(|finding| [Some(&finding.message), finding.got.as_ref()])
            .flatten();
        let is_wanted = |text: &String| self.findings.iter().any(|wanted| text.contains(wanted));
        texts.into_iter().any(is_wanted)
    }
}

/// How closely a case is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    Name,
    Pattern,
}

/// What a list says of a case.
#[derive(Debug, Clone, Copy)]
pub enum Recorded<'a> {
    /// It fails as this entry says.
    Known(&'a KnownFailure),
    /// It passes although this entry, which names it, says that it fails.
    Fixed(&'a KnownFailure),
}

impl KnownFailures {
    /// What the list says of a case; `None` if it has nothing to say.
    pub fn judge(&self, case: &CaseResult) -> Option<Recorded<'_>> {
        let mut about = self
            .entries
            .iter()
            .filter_map(|entry| Some((entry, entry.means(&case.id)?)));
        match case.verdict {
            Verdict::Fail | Verdict::Error => about
                .find(|(entry, _)| entry.explains(case))
                .map(|(entry, _)| Recorded::Known(entry)),
            Verdict::Pass => about
                .find(|(_, precision)| *precision == Precision::Name)
                .map(|(entry, _)| Recorded::Fixed(entry)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;
    use crate::scenario::load;

    fn list(entry: &str) -> KnownFailures {
        let text = format!("known:\n  - {{ {entry}, reason: it is so }}\n");
        load::known_failures("known.yaml", &text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What is said of a failing case of the story `push-group` on a profile.
    fn says(entry: &str, verdict: Verdict) -> &'static str {
        let mut case = example::case("push-group", "okta", verdict);
        case.id.profile = Some("gitlab-saas-14".into());
        if verdict == Verdict::Fail {
            case.findings = vec![example::finding("the group is not provisioned")];
        }
        match list(entry).judge(&case) {
            Some(Recorded::Known(_)) => "known",
            Some(Recorded::Fixed(_)) => "fixed",
            None => "nothing",
        }
    }

    #[test]
    fn a_failing_case_is_known_when_an_entry_means_it() {
        for entry in [
            "cases: [push-group]",
            "cases: ['*group*']",
            "cases: [rename, 'push-*']",
            "cases: ['push-group@okta*']",
            "cases: ['*@okta']",
            "cases: [push-group], targets: ['gitlab-saas-*']",
            "cases: [push-group], finding: not provisioned",
            "cases: [push-group], finding: [something else, not provisioned]",
        ] {
            assert_eq!(says(entry, Verdict::Fail), "known", "{entry}");
        }
        for entry in [
            "cases: [push]",
            "cases: ['push-group@entra']",
            "cases: [push-group], targets: [gitlab-saas-15]",
            "cases: [push-group], finding: something else",
        ] {
            assert_eq!(says(entry, Verdict::Fail), "nothing", "{entry}");
        }
    }

    #[test]
    fn a_passing_case_is_fixed_when_it_is_named() {
        for (entry, said) in [
            ("cases: [push-group@okta]", "fixed"),
            ("cases: [push-group@okta], targets: ['gitlab-*']", "fixed"),
            ("cases: [push-group]", "nothing"),
            ("cases: ['push-group@okta*']", "nothing"),
            ("cases: ['push-*']", "nothing"),
            (
                "cases: [push-group@okta], targets: [gitlab-saas-15]",
                "nothing",
            ),
        ] {
            assert_eq!(says(entry, Verdict::Pass), said, "{entry}");
        }
        assert_eq!(
            says("cases: [push-group@okta]", Verdict::Skipped),
            "nothing"
        );
    }

    #[test]
    fn a_case_that_could_not_be_played_is_known_only_by_what_kept_it() {
        let mut case = example::case("push-group", "okta", Verdict::Error);
        let mut lost = example::finding("the target cannot be reached: connection refused");
        lost.level = Level::Error;
        case.findings = vec![example::finding("the group is not provisioned"), lost];
        let is_known = |entry: &str| list(entry).judge(&case).is_some();
        assert!(!is_known("cases: [push-group]"));
        assert!(!is_known("cases: [push-group], finding: not provisioned"));
        assert!(is_known("cases: [push-group], finding: connection refused"));
        assert!(is_known(
            "cases: [push-group], finding: [not provisioned, cannot be reached]"
        ));
    }
}
