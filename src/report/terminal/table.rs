//! The verdicts of all cases at a glance.

use std::fmt::Write as _;

use anstyle::Style;
use indexmap::{IndexMap, IndexSet};

use super::{BOLD, DIM, colour, paint};
use crate::report::escape::visible_line;
use crate::transcript::{CaseResult, RunResult, Verdict};

/// Columns that identity providers get beside the name of a story; where fewer are left, they stand
/// below it.
const BESIDE: usize = 24;
/// Columns of the verdict and the blank behind it.
const VERDICT: usize = 8;

/// Scenarios as rows and identity providers as columns; where that is too wide, lines.
pub(super) fn table(out: &mut String, result: &RunResult, width: usize) {
    let idps: IndexSet<&str> = result
        .cases
        .iter()
        .map(|case| case.id.idp.as_str())
        .collect();
    let mut scenarios: IndexMap<&str, Vec<&CaseResult>> = IndexMap::new();
    for case in &result.cases {
        let cases = scenarios.entry(&case.id.scenario).or_default();
        cases.push(case);
    }
    let first = longest(scenarios.keys().copied());
    let columns: Vec<usize> = idps
        .iter()
        .map(|name| name.chars().count().max(7))
        .collect();
    if first + columns.iter().map(|column| column + 2).sum::<usize>() > width {
        lines(out, &result.cases.iter().collect::<Vec<_>>(), width);
        return;
    }
    let heading = idps.iter().map(|idp| (BOLD, *idp));
    row(out, ("", first), heading.zip(&columns));
    for (scenario, cases) in scenarios {
        let cells = idps.iter().map(|idp| {
            let found = cases.iter().find(|case| case.id.idp == *idp);
            found.map_or((DIM, "-"), |case| {
                (colour(case.verdict), case.verdict.as_str())
            })
        });
        row(out, (scenario, first), cells.zip(&columns));
    }
}

/// A line of the table: a heading and painted words, each with the width of its column.
fn row<'a>(
    out: &mut String,
    (heading, width): (&str, usize),
    cells: impl Iterator<Item = ((Style, &'a str), &'a usize)>,
) {
    let _ = write!(out, "{:width$}", visible_line(heading));
    // Spaces come before the next word, so that none are at the end of the line.
    let mut missing = 0;
    for ((style, word), column) in cells {
        let _ = write!(out, "{:missing$}  {}", "", paint(style, word));
        missing = column - word.chars().count();
    }
    out.push('\n');
}

/// A line for each verdict that a story got: the verdict, the story and who played it, so that
/// `grep ^fail` finds what failed.
pub(super) fn lines(out: &mut String, cases: &[&CaseResult], width: usize) {
    let mut groups: IndexMap<(&str, &str), (Verdict, Vec<&str>)> = IndexMap::new();
    for case in cases {
        let key = (case.id.scenario.as_str(), case.verdict.as_str());
        let group = groups.entry(key);
        let group = group.or_insert_with(|| (case.verdict, Vec::new()));
        group.1.push(&case.id.idp);
    }
    let first = longest(groups.keys().map(|(scenario, _)| *scenario));
    let is_beside = VERDICT + first + 2 + BESIDE <= width;
    let indent = if is_beside {
        VERDICT + first + 2
    } else {
        VERDICT + 2
    };
    for ((scenario, word), (verdict, idps)) in groups {
        let word = paint(colour(verdict), &format!("{word:7}"));
        let scenario = visible_line(scenario);
        let mut column = indent;
        let _ = if is_beside {
            write!(out, "{word} {scenario:first$}  ")
        } else {
            write!(out, "{word} {scenario}\n{:indent$}", "")
        };
        for (index, idp) in idps.iter().enumerate() {
            let idp = visible_line(idp);
            let length = idp.chars().count();
            if index > 0 && column + 1 + length > width {
                let _ = write!(out, "\n{:indent$}", "");
                column = indent;
            } else if index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(&idp);
            column += length;
        }
        out.push('\n');
    }
}

fn longest<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| name.chars().count()).max().unwrap_or(0)
}
