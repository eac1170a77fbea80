//! The result for a person at a terminal. Always with ANSI colours; the stream that prints it drops
//! them where they are not wanted.

mod comparison;
mod known;
mod table;

use std::fmt::Write as _;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use indexmap::{IndexMap, IndexSet};

use super::escape::visible_line;
use crate::transcript::{
    CaseResult, Exchange, Finding, LogEntry, Outcome, Response, RunResult, SnapshotState, Verdict,
};

/// Lines of a body that are shown of a failing exchange.
const BODY_LINES: usize = 60;
/// Snapshot diffs that are shown; further ones are counted.
const DIFFS: usize = 3;
/// Lines of a snapshot diff that are shown.
const DIFF_LINES: usize = 150;
/// Rows of the provisioning log that are shown of a case with findings.
const LOG_ROWS: usize = 3;
/// Characters of such a row that are shown.
const LOG_ROW: usize = 500;
/// Groups of cases whose findings are spelled out; further ones are named only.
const DETAILS: usize = 10;
/// Characters of what was expected, and of what was there instead, that are shown.
const VALUE: usize = 400;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// Renders a run for a terminal of `width` columns.
pub fn render(result: &RunResult, width: usize) -> String {
    let mut out = String::new();
    // A table that says the same of every case would only push the reason out of sight.
    if !result.cases.iter().all(is_unplayed) {
        tables(&mut out, result, width);
    }
    details(&mut out, result, width);
    known::reasons(&mut out, result);
    snapshots(&mut out, result);
    leftovers(&mut out, result);
    summary(&mut out, result);
    out.trim_start_matches('\n').to_owned()
}

/// The stories that were played once each, then those that were played on several targets.
fn tables(out: &mut String, result: &RunResult, width: usize) {
    let mut places: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    for case in &result.cases {
        let played = places.entry(&case.id.scenario).or_default();
        played.insert(case.id.place());
    }
    let is_compared = |case: &&CaseResult| {
        let played = places.get(case.id.scenario.as_str());
        played.is_some_and(|played| played.len() > 1)
    };
    let (compared, once): (Vec<_>, Vec<_>) = result.cases.iter().partition(is_compared);
    if !once.is_empty() {
        table::table(out, &once, width);
    }
    if !compared.is_empty() {
        if !once.is_empty() {
            out.push('\n');
        }
        comparison::comparison(out, &compared, width);
    }
}

/// The same without the table, and nothing at all for a run in which nothing is wrong.
pub fn problems(result: &RunResult, width: usize) -> String {
    let is_fine = |case: &CaseResult| {
        let snapshot = matches!(
            case.snapshot,
            SnapshotState::NotTaken | SnapshotState::Matched
        );
        let is_expected = case.findings.is_empty() || case.verdict == Verdict::Known;
        is_expected && case.leftovers.is_empty() && snapshot
    };
    let mut out = String::new();
    if result.interrupted || !result.cases.iter().all(is_fine) {
        details(&mut out, result, width);
        snapshots(&mut out, result);
        leftovers(&mut out, result);
        summary(&mut out, result);
    }
    out.trim_start_matches('\n').to_owned()
}

fn details(out: &mut String, result: &RunResult, width: usize) {
    let told: Vec<&CaseResult> = result
        .cases
        .iter()
        .filter(|case| !case.findings.is_empty() && case.verdict != Verdict::Known)
        // That an interrupted run has cases that were not played goes without saying.
        .filter(|case| !(result.interrupted && case.verdict == Verdict::Skipped))
        .collect();
    // The same trouble in every case, as with an unreachable target, is told once.
    if let [first, _, ..] = told.as_slice()
        && told
            .iter()
            .all(|case| case.findings == first.findings && is_unplayed(case))
    {
        let count = told.len();
        let _ = writeln!(
            out,
            "\n{} {count} cases could not be played",
            paint(RED, "ERROR")
        );
        for finding in &first.findings {
            tell(out, finding);
        }
        return;
    }
    let mut groups: Vec<Vec<&CaseResult>> = Vec::new();
    for case in told {
        match groups.iter_mut().find(|group| is_alike(group[0], case)) {
            Some(group) => group.push(case),
            None => groups.push(vec![case]),
        }
    }
    for group in groups.iter().take(DETAILS) {
        detail(out, group[0], &group[1..]);
    }
    if groups.len() > DETAILS {
        let further: Vec<&CaseResult> = groups[DETAILS..].iter().flatten().copied().collect();
        let _ = writeln!(
            out,
            "\nfurther cases with findings: {}; `--json FILE` has them all",
            further.len()
        );
        table::lines(out, &further, width);
    }
}

/// Whether nothing came of a case because it could not be played.
fn is_unplayed(case: &CaseResult) -> bool {
    case.verdict == Verdict::Error && case.exchanges.is_empty()
}

/// Whether two cases tell the same: one story that comes to the same end as two identity providers.
fn is_alike(first: &CaseResult, second: &CaseResult) -> bool {
    let told = |case: &CaseResult| -> Vec<_> {
        let findings = case.findings.iter();
        findings
            .map(|finding| {
                (
                    finding.message.clone(),
                    finding.place.clone(),
                    finding.level,
                )
            })
            .collect()
    };
    first.id.scenario == second.id.scenario
        && first.verdict == second.verdict
        && told(first) == told(second)
}

/// The findings of a case, with what shows them best; `alike` are those that have the same.
fn detail(out: &mut String, case: &CaseResult, alike: &[&CaseResult]) {
    let word = case.verdict.as_str().to_uppercase();
    let title = visible_line(&case.title);
    let _ = writeln!(
        out,
        "\n{} {}  {title}",
        paint(colour(case.verdict), &word),
        paint(BOLD, &visible_line(&case.id.to_string()))
    );
    if !alike.is_empty() {
        let idps = alike.iter().map(|case| match &case.id.profile {
            Some(profile) => format!("{}@{profile}", case.id.idp),
            None => case.id.idp.clone(),
        });
        let idps: Vec<_> = idps.collect();
        let text = format!("the same as {}", visible_line(&idps.join(", ")));
        let _ = writeln!(out, "  {}", paint(DIM, &text));
    }
    let mut shown = None;
    for finding in &case.findings {
        tell(out, finding);
        if finding.exchange.is_some() {
            shown = finding.exchange;
        }
    }
    if let Some(at) = shown
        && let Some(exchange) = case.exchanges.get(at)
    {
        let count = case.exchanges.len();
        let origin = exchange.origin.as_str();
        let _ = writeln!(
            out,
            "  {}",
            paint(DIM, &format!("exchange {} of {count} ({origin})", at + 1))
        );
        spell_out(out, exchange);
    }
    log_rows(out, case);
    sign_in_rows(out, case);
}

/// The newest rows of the provisioning log about those whom the findings name, in the identity
/// provider's own words; about all if they name nobody.
fn log_rows(out: &mut String, case: &CaseResult) {
    let is_named = |subject: &str| {
        let mut messages = case.findings.iter().map(|finding| &finding.message);
        messages.any(|message| {
            let mut words = message.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c)));
            words.any(|word| word == subject)
        })
    };
    let of_named = |entry: &&LogEntry| entry.subject.as_deref().is_some_and(is_named);
    let mut rows: Vec<&LogEntry> = case.log.iter().rev().filter(of_named).collect();
    if rows.is_empty() {
        rows = case.log.iter().rev().collect();
    }
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {}", paint(DIM, "what the admin reads"));
    for entry in rows.into_iter().take(LOG_ROWS).rev() {
        let code = entry.code.as_ref().map(|code| format!(" {code}"));
        let text = format!(
            "{} {}{}: {}",
            entry.status.as_str(),
            entry.action,
            code.unwrap_or_default(),
            entry.message
        );
        let _ = writeln!(out, "    {}", cut(&text, LOG_ROW));
    }
}

/// The newest sign-ins, as a tool that traces SAML shows them, beside what the target has.
fn sign_in_rows(out: &mut String, case: &CaseResult) {
    if case.sign_ins.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {}", paint(DIM, "who signed in"));
    let newest = case.sign_ins.len().saturating_sub(LOG_ROWS);
    for sign_in in &case.sign_ins[newest..] {
        let _ = writeln!(out, "    {}", cut(&sign_in.in_words(), LOG_ROW));
    }
}

/// A text as one line of at most so many characters.
fn cut(text: &str, length: usize) -> String {
    let short: String = text.chars().take(length).collect();
    let end = if short.len() < text.len() { "…" } else { "" };
    format!("{}{end}", visible_line(&short))
}

fn tell(out: &mut String, finding: &Finding) {
    let _ = writeln!(out, "  {}", visible_line(&finding.message));
    if let Some(place) = &finding.place {
        let place = format!("{}:{}:{}", place.file, place.line, place.column);
        let _ = writeln!(
            out,
            "    {} {}",
            paint(DIM, "at      "),
            paint(CYAN, &visible_line(&place))
        );
    }
    for (word, text) in [("expected", &finding.expected), ("got     ", &finding.got)] {
        if let Some(text) = text {
            let _ = writeln!(out, "    {} {}", paint(DIM, word), cut(text, VALUE));
        }
    }
    if let Some(hint) = &finding.hint {
        let hint = visible_line(hint);
        let _ = writeln!(out, "    {} {hint}", paint(CYAN, "hint    "));
    }
}

fn spell_out(out: &mut String, exchange: &Exchange) {
    let request = &exchange.request;
    let target = visible_line(&request.target);
    let _ = writeln!(out, "    > {} {target}", request.method);
    body(out, '>', request.body.as_deref().unwrap_or_default());
    if let Some(trouble) = &exchange.trouble {
        let _ = writeln!(out, "    < not from the target: {}", visible_line(trouble));
    }
    match &exchange.outcome {
        Outcome::Response(answer) => response(out, answer),
        Outcome::Failure(failure) => {
            if let Some(partial) = &failure.partial {
                response(out, partial);
            }
            let _ = writeln!(out, "    < no answer: {}", visible_line(&failure.message));
        }
    }
}

fn response(out: &mut String, response: &Response) {
    let reason = visible_line(&response.reason);
    let _ = writeln!(
        out,
        "    < {}",
        format!("{} {reason}", response.status).trim_end()
    );
    body(out, '<', &response.body);
}

fn body(out: &mut String, mark: char, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let text = serde_json::from_slice::<serde_json::Value>(bytes)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned());
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().take(BODY_LINES) {
        let short: String = line.chars().take(300).collect();
        let _ = writeln!(out, "    {mark} {}", visible_line(&short));
    }
    if lines.len() > BODY_LINES {
        let _ = writeln!(
            out,
            "    {mark} {}",
            paint(DIM, &format!("… {} more lines", lines.len() - BODY_LINES))
        );
    }
}

fn snapshots(out: &mut String, result: &RunResult) {
    let changed = result.cases.iter().filter_map(|case| match &case.snapshot {
        // Of a case that fails, the findings say what matters; all that follows from it would only
        // bury them.
        SnapshotState::Changed { diff, .. } if !matches!(case.verdict, Verdict::Fail) => {
            Some((case, diff))
        }
        _ => None,
    });
    let changed: Vec<_> = changed.collect();
    for (case, text) in changed.iter().take(DIFFS) {
        let _ = writeln!(
            out,
            "\n{} {}",
            paint(YELLOW, "SNAPSHOT CHANGED"),
            paint(BOLD, &visible_line(&case.id.to_string()))
        );
        for line in text.lines().take(DIFF_LINES) {
            let _ = writeln!(out, "  {}", colour_line(line));
        }
        let more = text.lines().count().saturating_sub(DIFF_LINES);
        if more > 0 {
            let _ = writeln!(out, "  {}", paint(DIM, &format!("… {more} more lines")));
        }
    }
    if changed.len() > DIFFS {
        let more = changed.len() - DIFFS;
        let _ = writeln!(
            out,
            "\nfurther snapshots that changed: {more}; `--json FILE` has all differences"
        );
    }
}

fn leftovers(out: &mut String, result: &RunResult) {
    let left: Vec<_> = result
        .cases
        .iter()
        .flat_map(|case| &case.leftovers)
        .collect();
    if left.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{} on the target, to be deleted by hand:",
        paint(YELLOW, "LEFTOVERS")
    );
    for leftover in left {
        let _ = writeln!(
            out,
            "  {}  {}  {}",
            visible_line(&leftover.path),
            visible_line(&leftover.name),
            visible_line(&leftover.reason)
        );
    }
}

fn summary(out: &mut String, result: &RunResult) {
    let summary = result.summary();
    let counts = summary.verdicts.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(name, count)| {
            let verdict = Verdict::ALL
                .into_iter()
                .find(|verdict| verdict.as_str() == name);
            let word = match name.as_str() {
                "known" => "failed as recorded",
                "fixed" => "passed although recorded",
                "pass" => "passed",
                "fail" => "failed",
                "warn" => "with warnings",
                "error" => "not carried out",
                other => other,
            };
            paint(verdict.map_or(DIM, colour), &format!("{count} {word}"))
        })
        .collect();
    let _ = write!(out, "\n{}", counts.join(", "));
    let mut snapshots = Vec::new();
    for (count, word) in [
        (summary.snapshots_matched, "matched"),
        (summary.snapshots_changed, "changed"),
        (summary.snapshots_new, "new"),
    ] {
        if count > 0 {
            snapshots.push(format!("{count} {word}"));
        }
    }
    if !snapshots.is_empty() {
        let _ = write!(out, "; snapshots: {}", snapshots.join(", "));
    }
    let seconds = result.elapsed_ms / 1000;
    let tenths = result.elapsed_ms % 1000 / 100;
    let requests = match summary.requests {
        1 => "1 request".to_owned(),
        many => format!("{many} requests"),
    };
    let seed = result.seed;
    let _ = writeln!(out, "; {requests} in {seconds}.{tenths} s; seed {seed}");
    if result.interrupted {
        let left = if summary.leftovers == 0 {
            "nothing was left on the target"
        } else {
            "LEFTOVERS above is what could not be cleaned up"
        };
        let _ = writeln!(out, "{}; {left}", paint(YELLOW, "interrupted"));
    }
    what_to_do(out, result);
}

/// How to go on with answers that differ from their snapshots.
fn what_to_do(out: &mut String, result: &RunResult) {
    let differing = result.cases.iter().filter_map(|case| match &case.snapshot {
        SnapshotState::Changed { pending, .. } | SnapshotState::New { pending } => Some(pending),
        SnapshotState::NotTaken | SnapshotState::Matched => None,
    });
    match differing.into_iter().next() {
        None => {}
        Some(None) => {
            let _ = writeln!(
                out,
                "nothing was written because `CI` is set, or because `--quirk` makes the server \
                 wrong; run it again without, review the new answers and commit them"
            );
        }
        Some(Some(file)) => {
            // Files are in a folder for each target.
            let folder = Path::new(file).parent().and_then(Path::parent);
            let folder = folder.map(|folder| folder.strip_prefix(".").unwrap_or(folder));
            let argument = folder
                .filter(|folder| *folder != Path::new("snapshots"))
                .map(|folder| format!(" {}", folder.display()))
                .unwrap_or_default();
            let _ = writeln!(
                out,
                "run `scimulate review{}` to accept or reject the new answers",
                visible_line(&argument)
            );
        }
    }
}

const fn colour(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass | Verdict::Fixed => GREEN,
        Verdict::Fail | Verdict::Error => RED,
        Verdict::Warn | Verdict::Known => YELLOW,
        Verdict::Unsupported | Verdict::Skipped => DIM,
    }
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A line of a unified diff in its colour.
fn colour_line(line: &str) -> String {
    let style = match line.as_bytes().first() {
        Some(b'+') => GREEN,
        Some(b'-') => AnsiColor::Red.on_default(),
        Some(b'@') => CYAN,
        _ => DIM,
    };
    paint(style, &visible_line(line))
}

#[cfg(test)]
mod tests;
