//! Cases that a list of known failures speaks of.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::{BOLD, CYAN, DIM, colour, paint};
use crate::report::escape::visible_line;
use crate::transcript::{CaseResult, RunResult, Verdict};

/// Cases that are named for each reason; further ones are counted.
const NAMED: usize = 6;

/// Says once for each reason which cases fail as recorded, and which of them pass by now.
pub(super) fn reasons(out: &mut String, result: &RunResult) {
    let mut groups: IndexMap<(&str, &str, usize, Verdict), Vec<&CaseResult>> = IndexMap::new();
    for verdict in [Verdict::Known, Verdict::Fixed] {
        for case in result.cases.iter().filter(|case| case.verdict == verdict) {
            if let Some(known) = &case.known {
                let key = (
                    known.reason.as_str(),
                    known.file.as_str(),
                    known.line,
                    verdict,
                );
                groups.entry(key).or_default().push(case);
            }
        }
    }
    for ((reason, file, line, verdict), cases) in groups {
        let word = verdict.as_str().to_uppercase();
        let _ = writeln!(
            out,
            "\n{} {}",
            paint(colour(verdict), &word),
            paint(BOLD, &visible_line(reason))
        );
        let named = cases.iter().take(NAMED).map(|case| case.id.to_string());
        let mut names = named.collect::<Vec<_>>().join(", ");
        if cases.len() > NAMED {
            let _ = write!(names, " and {} more", cases.len() - NAMED);
        }
        let _ = writeln!(out, "  {}", visible_line(&names));
        let place = format!("{file}:{line}");
        let _ = writeln!(
            out,
            "    {} {}",
            paint(DIM, "at      "),
            paint(CYAN, &place)
        );
        if verdict == Verdict::Fixed {
            let hint = "passes now: take the case out of the list";
            let _ = writeln!(out, "    {} {hint}", paint(CYAN, "hint    "));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::example::{case, finding, run};
    use crate::report::terminal::{problems, render};
    use crate::transcript::{CaseResult, KnownReason, Verdict};

    fn recorded(idp: &str, verdict: Verdict) -> CaseResult {
        let mut case = case("push-group", idp, verdict);
        if verdict == Verdict::Known {
            case.findings = vec![finding("the group is not there")];
        }
        case.known = Some(KnownReason {
            reason: "groups are not offered\u{1b}[31m".into(),
            file: "known.yaml".into(),
            line: 3,
        });
        case
    }

    #[test]
    fn a_reason_is_given_once() {
        let known = ["entra", "okta"].map(|idp| recorded(idp, Verdict::Known));
        let fixed = recorded("generic", Verdict::Fixed);
        let result = run(known.into_iter().chain([fixed]).collect());
        let text = console::strip_ansi_codes(&render(&result, 80)).into_owned();
        insta::assert_snapshot!(text);
        let quiet = problems(&run(vec![recorded("okta", Verdict::Known)]), 80);
        assert_eq!(quiet, "");
    }
}
