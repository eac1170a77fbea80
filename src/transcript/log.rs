//! The provisioning log: what the identity provider's admin reads afterwards.

use jiff::Timestamp;

/// How an entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStatus {
    /// Done.
    Success,
    /// Failed; somebody must act or a later cycle retries.
    Failure,
    /// Nothing had to be done, or the object is out of scope.
    Skipped,
    /// Done with a remark, or waiting.
    Warning,
}

impl LogStatus {
    /// Name in scenarios and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
            Self::Warning => "warning",
        }
    }

    /// Parses the name used in scenarios.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Success, Self::Failure, Self::Skipped, Self::Warning]
            .into_iter()
            .find(|status| status.as_str() == name)
    }
}

/// One row of the provisioning log, in the identity provider's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Virtual time of the entry.
    pub at: Timestamp,
    /// What was done: Entra's `provisioningAction`, Okta's event type.
    pub action: String,
    /// Key of the person in the directory; `None` for entries about the whole job.
    pub subject: Option<String>,
    /// How it ended.
    pub status: LogStatus,
    /// Entra's error code or skip reason; Okta's reason phrase. `None` on success.
    pub code: Option<String>,
    /// The text that the admin reads.
    pub message: String,
}
