//! The result tree of a run. Every report is a pure function of it.

use std::fmt;

use super::{Exchange, Finding, LogEntry};

/// What is said of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All expectations hold.
    Pass,
    /// An expectation does not hold.
    Fail,
    /// A SHOULD is not met, or something is risky.
    Warn,
    /// Truthfully not offered by the target.
    Unsupported,
    /// Not played, or not to its end, with a reason in the findings.
    Skipped,
    /// A recorded failure that failed again.
    Known,
    /// A recorded failure that now passes.
    Fixed,
    /// Could not be carried out.
    Error,
}

impl Verdict {
    /// All verdicts, in the order in which summaries print them.
    pub const ALL: [Self; 8] = [
        Self::Pass,
        Self::Fail,
        Self::Warn,
        Self::Unsupported,
        Self::Skipped,
        Self::Known,
        Self::Fixed,
        Self::Error,
    ];

    /// Name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Unsupported => "unsupported",
            Self::Skipped => "skipped",
            Self::Known => "known",
            Self::Fixed => "fixed",
            Self::Error => "error",
        }
    }
}

/// A scenario played as one identity provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseId {
    /// Name of the scenario: its file name without `.yaml`.
    pub scenario: String,
    /// Name of the identity provider.
    pub idp: String,
    /// Profile of the bundled server that it is played on; `None` for the usual one, and for a
    /// server that somebody else started.
    pub profile: Option<String>,
}

impl CaseId {
    /// The case without its target.
    pub fn story(&self) -> String {
        format!("{}@{}", self.scenario, self.idp)
    }

    /// The case's column where several targets are shown, and the folder of its snapshots at the
    /// bundled server.
    pub fn place(&self) -> &str {
        self.profile.as_deref().unwrap_or("ref")
    }
}

/// `SCENARIO@IDP`, and `SCENARIO@IDP@PROFILE` on a profile that is not the usual one.
impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.scenario, self.idp)?;
        match &self.profile {
            Some(profile) => write!(f, "@{profile}"),
            None => Ok(()),
        }
    }
}

/// How a case compares with its snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotState {
    /// Snapshots are off, or the case did not get far enough to take one.
    NotTaken,
    /// Equal to the accepted snapshot.
    Matched,
    /// Different from the accepted snapshot.
    Changed {
        /// Unified diff, accepted against new, without colour.
        diff: String,
        /// File that the new text was written to; `None` when writing is forbidden (`CI`).
        pending: Option<String>,
    },
    /// No accepted snapshot yet.
    New {
        /// File that the new text was written to; `None` when writing is forbidden (`CI`).
        pending: Option<String>,
    },
}

impl SnapshotState {
    /// Name in reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotTaken => "not-taken",
            Self::Matched => "matched",
            Self::Changed { .. } => "changed",
            Self::New { .. } => "new",
        }
    }
}

/// A resource that the run made and could not remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Path below the base URL, for example `/Users/42`.
    pub path: String,
    /// What it is called, for a person to find it.
    pub name: String,
    /// Why it is still there.
    pub reason: String,
}

/// Something that waits for the identity provider's admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// Key of the person or the group in the directory.
    pub subject: String,
    /// What it is about, for example `deprovisioning`.
    pub kind: &'static str,
    /// The text that the admin reads.
    pub text: String,
    /// Whether the admin can have it tried again.
    pub can_be_retried: bool,
}

/// A sign-in at the target through the identity provider, as a tool that traces SAML shows it, and how
/// it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Number of the step.
    pub step: usize,
    /// Key of the person in the directory.
    pub person: String,
    /// Name identifier of the assertion; `None` when there was none.
    pub name_id: Option<String>,
    /// Attributes of the assertion.
    pub attributes: Vec<(String, String)>,
    /// The SAML identifier that the target had before of the account with that e-mail address; `None`
    /// for no such account, or none that is linked.
    pub extern_uid: Option<String>,
    /// Whether the person is in.
    pub is_in: bool,
    /// What the person sees.
    pub message: String,
    /// User name of the account that the person is in, if so.
    pub account: Option<String>,
    /// Whether that account is a member of the group.
    pub is_member: Option<bool>,
}

impl SignIn {
    /// The sign-in in one line.
    pub fn in_words(&self) -> String {
        let sent = match &self.name_id {
            Some(name_id) => format!("NameID {name_id}"),
            None => "no NameID".to_owned(),
        };
        let stored = match &self.extern_uid {
            Some(uid) if Some(uid) == self.name_id.as_ref() => "the same",
            Some(uid) => uid,
            None => "none",
        };
        let end = match (self.is_in, &self.account) {
            (true, Some(account)) => format!("in as {account}"),
            (true, None) => "in".to_owned(),
            (false, _) => "refused".to_owned(),
        };
        let member = match self.is_member {
            Some(false) => ", not in the group",
            Some(true) | None => "",
        };
        let text = format!(
            "{}, {sent} (linked at the target: {stored}): {end}{member}",
            self.person
        );
        if self.message.is_empty() {
            return text;
        }
        format!("{text}: {}", self.message)
    }
}

/// An entry of a list of known failures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownReason {
    /// Why the failure is right, or not to be mended.
    pub reason: String,
    /// The list, as the user knows it.
    pub file: String,
    /// Line of the entry, from 1.
    pub line: usize,
}

/// All that is known of a finished case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// Which case.
    pub id: CaseId,
    /// What the scenario is about.
    pub title: String,
    /// What is said of it.
    pub verdict: Verdict,
    /// Why.
    pub findings: Vec<Finding>,
    /// Everything that went over the wire, in order, secrets masked.
    pub exchanges: Vec<Exchange>,
    /// What the identity provider's admin reads.
    pub log: Vec<LogEntry>,
    /// What waits for that admin at the end.
    pub tasks: Vec<OpenTask>,
    /// Who signed in at the target, in order.
    pub sign_ins: Vec<SignIn>,
    /// What a list of known failures says of it.
    pub known: Option<KnownReason>,
    /// Comparison with the snapshot.
    pub snapshot: SnapshotState,
    /// What could not be removed.
    pub leftovers: Vec<Leftover>,
    /// Wall time in milliseconds.
    pub elapsed_ms: u64,
}

/// Counts over all cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of cases per verdict, in the order of [`Verdict::ALL`].
    pub verdicts: Vec<(String, usize)>,
    /// Snapshots equal to the accepted ones.
    pub snapshots_matched: usize,
    /// Snapshots that differ.
    pub snapshots_changed: usize,
    /// Snapshots without an accepted one.
    pub snapshots_new: usize,
    /// Requests sent, clean-up included.
    pub requests: usize,
    /// Resources that could not be removed.
    pub leftovers: usize,
}

/// A finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// Base URL of the target, without credentials; `ref` for the bundled server, `ref:PROFILE` when
    /// only that profile of it was played on.
    pub target: String,
    /// All targets in the same form, in the order of their cases.
    pub targets: Vec<String>,
    /// Seed of the run: the same seed gives the same data and order.
    pub seed: u64,
    /// Whether the user ended the run before all cases were played.
    pub interrupted: bool,
    /// All cases, in scenario and identity provider order.
    pub cases: Vec<CaseResult>,
    /// Wall time in milliseconds.
    pub elapsed_ms: u64,
}

impl RunResult {
    /// Counts over all cases.
    pub fn summary(&self) -> Summary {
        let count = |wanted: &str| {
            self.cases
                .iter()
                .filter(|case| case.snapshot.as_str() == wanted)
                .count()
        };
        Summary {
            verdicts: Verdict::ALL
                .into_iter()
                .map(|verdict| {
                    let cases = self
                        .cases
                        .iter()
                        .filter(|case| case.verdict == verdict)
                        .count();
                    (verdict.as_str().to_owned(), cases)
                })
                .collect(),
            snapshots_matched: count("matched"),
            snapshots_changed: count("changed"),
            snapshots_new: count("new"),
            requests: self.cases.iter().map(|case| case.exchanges.len()).sum(),
            leftovers: self.cases.iter().map(|case| case.leftovers.len()).sum(),
        }
    }
}
