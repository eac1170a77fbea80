//! What a case did, as plain data: requests, exchanges, log entries, findings, verdicts and the
//! result tree that every report is a pure function of. No I/O, no clock.

mod body;
mod exchange;
mod finding;
mod log;
mod request;
mod result;
mod secret;
mod starts;

pub use body::Body;
pub use exchange::{
    Exchange, Failure, FailureKind, HeaderLine, Origin, Outcome, Response, SentRequest,
};
pub use finding::{Finding, Level, Place};
pub use log::{LogDetail, LogEntry, LogStatus, LogStep, ModifiedProperty, ObjectKind};
pub use request::{Header, HeaderValue, Method, Request};
pub use result::{
    CaseId, CaseResult, KnownReason, Leftover, OpenTask, RunResult, SignIn, SnapshotState, Summary,
    Verdict,
};
pub use secret::{Masker, Secret};
pub(crate) use starts::Starts;
