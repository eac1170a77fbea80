//! The same stories on several targets, side by side, and what came out differently.

use std::fmt::Write as _;
use std::sync::LazyLock;

use indexmap::{IndexMap, IndexSet};
use regex::Regex;

use super::table::{Cell, grid};
use super::{BOLD, DIM, colour, cut, paint};
use crate::report::escape::visible_line;
use crate::transcript::{CaseResult, Finding, Level, LogEntry, SignIn, Verdict};

/// Cases whose differences are told; of more, nobody would read them.
const TOLD: usize = 12;
/// Characters of a line of a difference that are shown.
const LINE: usize = 300;

/// Where a bundled server lives, which is different every time.
#[expect(clippy::expect_used, reason = "the pattern is constant and tested")]
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"https?://127\.0\.0\.1:\d+").expect("constant pattern"));

/// One row for each case and one column for each target, then what differs.
pub(super) fn comparison(out: &mut String, cases: &[&CaseResult], width: usize) {
    let cells = cases.iter().map(|case| Cell {
        row: case.id.story(),
        column: case.id.place(),
        verdict: case.verdict,
    });
    grid(out, &cells.collect::<Vec<_>>(), width);
    let mut rows: IndexMap<String, Vec<&CaseResult>> = IndexMap::new();
    for case in cases {
        rows.entry(case.id.story()).or_default().push(case);
    }
    let differing: Vec<_> = rows
        .iter()
        .filter_map(|(story, cases)| Some((story, groups(cases)?)))
        .collect();
    if differing.len() > TOLD {
        let text = format!(
            "{} cases come out differently on these targets; select fewer to see how",
            differing.len()
        );
        let _ = writeln!(out, "\n{}", paint(DIM, &text));
        return;
    }
    for (story, groups) in differing {
        tell(out, story, &groups);
    }
}

/// Targets on which a case came out the same.
struct Group<'a> {
    places: Vec<&'a str>,
    verdict: Verdict,
    /// What happened there.
    outcome: IndexSet<String>,
}

/// The targets by outcome; `None` where all are alike.
fn groups<'a>(cases: &[&'a CaseResult]) -> Option<Vec<Group<'a>>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for case in cases {
        let outcome = outcome(case);
        let place = case.id.place();
        let same = |group: &&mut Group<'_>| {
            group.verdict == case.verdict && group.outcome.iter().eq(&outcome)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.places.push(place),
            None => groups.push(Group {
                places: vec![place],
                verdict: case.verdict,
                outcome,
            }),
        }
    }
    (groups.len() > 1).then_some(groups)
}

fn tell(out: &mut String, story: &str, groups: &[Group<'_>]) {
    let _ = writeln!(out, "\n{} differs", paint(BOLD, &visible_line(story)));
    let is_common = |line: &String| groups.iter().all(|group| group.outcome.contains(line));
    for group in groups {
        let verdict = paint(colour(group.verdict), group.verdict.as_str());
        let places = visible_line(&group.places.join(", ")).into_owned();
        let _ = writeln!(out, "  {places}: {verdict}");
        for line in group.outcome.iter().filter(|line| !is_common(line)) {
            let _ = writeln!(out, "    {}", cut(line, LINE));
        }
    }
}

/// What happened: what is wrong, what the admin reads and who got in, in the words of each.
fn outcome(case: &CaseResult) -> IndexSet<String> {
    let findings = case.findings.iter().filter(|one| one.level > Level::Warn);
    let lines = findings
        .map(of_finding)
        .chain(case.log.iter().map(of_entry))
        .chain(case.sign_ins.iter().map(of_sign_in));
    let mut seen = IndexMap::new();
    lines
        .map(|line| {
            let line = ADDRESS.replace_all(&line, "").into_owned();
            // What happens twice is two things that happen.
            let times = seen.entry(line.clone()).or_insert(0);
            *times += 1;
            match *times {
                1 => line,
                again => format!("{line} (time {again})"),
            }
        })
        .collect()
}

fn of_finding(finding: &Finding) -> String {
    match (&finding.expected, &finding.got) {
        (Some(expected), Some(got)) => {
            format!("{}: expected {expected}, got {got}", finding.message)
        }
        _ => finding.message.clone(),
    }
}

fn of_entry(entry: &LogEntry) -> String {
    let about = entry.subject.as_ref().map(|name| format!(" of {name}"));
    let code = entry.code.as_ref().map(|code| format!(" {code}"));
    format!(
        "log: {} {}{}{}: {}",
        entry.status.as_str(),
        entry.action,
        about.unwrap_or_default(),
        code.unwrap_or_default(),
        entry.message
    )
}

fn of_sign_in(sign_in: &SignIn) -> String {
    format!("sign-in: {}", sign_in.in_words())
}

#[cfg(test)]
mod tests;
