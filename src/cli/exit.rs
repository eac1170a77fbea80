//! Exit codes: part of the interface, see README.

use crate::transcript::{RunResult, Verdict};

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All selected cases pass, perhaps with a warning, or are skipped.
    Success,
    /// A case failed.
    Failed,
    /// The command line or a scenario file is wrong.
    Usage,
    /// The run was interrupted, it or one of its cases could not be carried out, or a report could not
    /// be written.
    NotCarriedOut,
    /// Nothing was selected.
    NothingSelected,
    /// Only snapshots changed or wait to be accepted.
    Snapshots,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NotCarriedOut => 3,
            Self::NothingSelected => 4,
            Self::Snapshots => 5,
        }
    }

    /// What a finished run comes to: a failed case outweighs one that could not be carried out,
    /// and that outweighs a changed snapshot.
    pub fn of(result: &RunResult) -> Self {
        let any = |verdict| result.cases.iter().any(|case| case.verdict == verdict);
        let summary = result.summary();
        if any(Verdict::Fail) {
            Self::Failed
        } else if result.interrupted || any(Verdict::Error) {
            Self::NotCarriedOut
        } else if summary.snapshots_changed + summary.snapshots_new > 0 {
            Self::Snapshots
        } else {
            Self::Success
        }
    }
}
