//! What a run tells while it is going on.

use crate::transcript::{CaseId, Verdict};

/// Something that happened; the live display consumes it.
#[derive(Debug, Clone)]
pub enum Event {
    /// A case began.
    CaseStarted(CaseId),
    /// A case sent a request.
    Exchange(CaseId),
    /// A case is over.
    CaseFinished(CaseId, Verdict),
}
