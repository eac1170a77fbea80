//! The verdicts of all cases at a glance.

use std::fmt::Write as _;

use anstyle::Style;
use indexmap::{IndexMap, IndexSet};

use super::{BOLD, DIM, colour, paint};
use crate::report::escape::visible_line;
use crate::transcript::{CaseResult, Verdict};

/// Columns that identity providers get beside the name of a story; where fewer are left, they stand
/// below it.
const BESIDE: usize = 24;
/// Columns of the verdict and the blank behind it.
const VERDICT: usize = 8;

/// Scenarios as rows and identity providers as columns; where that is too wide, lines.
pub(super) fn table(out: &mut String, cases: &[&CaseResult], width: usize) {
    let cells = cases.iter().map(|case| Cell {
        row: case.id.scenario.clone(),
        column: &case.id.idp,
        verdict: case.verdict,
    });
    grid(out, &cells.collect::<Vec<_>>(), width);
}

/// A verdict in a table.
pub(super) struct Cell<'a> {
    /// What it is about.
    pub(super) row: String,
    /// Who, or what, came to it.
    pub(super) column: &'a str,
    /// The verdict.
    pub(super) verdict: Verdict,
}

/// Rows and columns; where that is too wide, lines.
pub(super) fn grid(out: &mut String, cells: &[Cell<'_>], width: usize) {
    let names: IndexSet<&str> = cells.iter().map(|cell| cell.column).collect();
    let mut rows: IndexMap<&str, Vec<&Cell<'_>>> = IndexMap::new();
    for cell in cells {
        rows.entry(&cell.row).or_default().push(cell);
    }
    let first = longest(rows.keys().copied());
    let columns: Vec<usize> = names
        .iter()
        .map(|name| name.chars().count().max(7))
        .collect();
    if first + columns.iter().map(|column| column + 2).sum::<usize>() > width {
        list(out, cells, width);
        return;
    }
    let heading = names.iter().map(|name| (BOLD, *name));
    row(out, ("", first), heading.zip(&columns));
    for (name, cells) in rows {
        let cells = names.iter().map(|column| {
            let found = cells.iter().find(|cell| cell.column == *column);
            found.map_or((DIM, "-"), |cell| {
                (colour(cell.verdict), cell.verdict.as_str())
            })
        });
        row(out, (name, first), cells.zip(&columns));
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
    let cells = cases.iter().map(|case| Cell {
        row: match &case.id.profile {
            Some(profile) => format!("{} on {profile}", case.id.scenario),
            None => case.id.scenario.clone(),
        },
        column: &case.id.idp,
        verdict: case.verdict,
    });
    list(out, &cells.collect::<Vec<_>>(), width);
}

/// A line for each verdict in a row.
fn list(out: &mut String, cells: &[Cell<'_>], width: usize) {
    let mut groups: IndexMap<(&str, &str), (Verdict, Vec<&str>)> = IndexMap::new();
    for cell in cells {
        let key = (cell.row.as_str(), cell.verdict.as_str());
        let group = groups.entry(key);
        let group = group.or_insert_with(|| (cell.verdict, Vec::new()));
        group.1.push(cell.column);
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
