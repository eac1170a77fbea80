//! What a run tells while it is going on.

use std::sync::Arc;

use crate::transcript::{CaseId, Verdict};

/// Something that happened; the live display consumes it.
#[derive(Debug, Clone)]
pub enum Event {
    /// A case began.
    CaseStarted(CaseId),
    /// A case sent a request.
    Exchange(Arc<CaseId>),
    /// A case is over.
    CaseFinished(CaseId, Verdict),
}
