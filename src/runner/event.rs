//! What a run tells while it is going on.

use crate::transcript::{CaseId, CaseResult};

/// Something that happened. The live display consumes events; the result tree is folded from them.
#[derive(Debug, Clone)]
pub enum Event {
    /// A case began.
    CaseStarted(CaseId),
    /// A case sent a request.
    Exchange(CaseId),
    /// A case is over.
    CaseFinished(Box<CaseResult>),
}
