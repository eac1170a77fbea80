//! Known failures: what a list says of the cases of a run that is over.

use crate::scenario::known::{KnownFailures, Recorded};
use crate::transcript::{KnownReason, RunResult, Verdict};

/// Gives cases that fail as recorded the verdict `known`, and those that are recorded by name but pass
/// the verdict `fixed`, each with the reason of the list.
pub fn apply(result: &mut RunResult, list: &KnownFailures) {
    for case in &mut result.cases {
        let (verdict, entry) = match list.judge(case) {
            Some(Recorded::Known(entry)) => (Verdict::Known, entry),
            Some(Recorded::Fixed(entry)) => (Verdict::Fixed, entry),
            None => continue,
        };
        case.verdict = verdict;
        case.known = Some(KnownReason {
            reason: entry.reason.clone(),
            file: list.file.clone(),
            line: entry.at.line,
        });
    }
}
