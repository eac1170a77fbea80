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
    /// What the identity provider keeps beside the text.
    pub detail: LogDetail,
}

/// What kind of object an entry is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ObjectKind {
    /// A user.
    #[default]
    User,
    /// A group.
    Group,
}

/// What an identity provider keeps of an operation beside the text. Whatever it does not know
/// stays empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogDetail {
    /// What the entry is about.
    pub object: ObjectKind,
    /// The object's id at the identity provider.
    pub source_id: String,
    /// The object's name at the identity provider.
    pub source_name: String,
    /// The object's id at the target.
    pub target_id: Option<String>,
    /// The stages that the operation went through, in order.
    pub steps: Vec<LogStep>,
    /// Attributes that were written.
    pub modified: Vec<ModifiedProperty>,
    /// Number of the cycle, from 1; 0 outside a cycle.
    pub cycle: u32,
}

/// One stage of an operation (Entra's `provisioningSteps`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogStep {
    /// Name, for example `EntryExportAdd`.
    pub name: &'static str,
    /// Type: `import`, `scoping`, `matching`, `processing`, `referenceResolution` or `export`; on
    /// demand `testConnection` too.
    pub kind: &'static str,
    /// How it ended.
    pub status: LogStatus,
    /// The text.
    pub description: String,
    /// Further values by name.
    pub details: Vec<(&'static str, String)>,
}

/// One attribute that an operation wrote (Entra's `modifiedProperties`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModifiedProperty {
    /// Name of the attribute at the target.
    pub name: String,
    /// Value before, if known.
    pub old: Option<String>,
    /// Value after.
    pub new: Option<String>,
}
