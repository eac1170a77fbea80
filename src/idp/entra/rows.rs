//! Rows of the provisioning log.

use super::Entra;
use super::object::{Object, noun};
use super::reaction::Trouble;
use super::retry::Failures;
use crate::transcript::{LogDetail, LogEntry, LogStatus, LogStep, ModifiedProperty, ObjectKind};

/// Name of the target in logs, whatever the application is called (Graph documentation's sample).
const TARGET: &str = "customappsso";

/// The step of provisioning on demand that is shown only when it fails ("On-demand provisioning",
/// step 1). What the answer calls it is not published.
pub(crate) const CONNECTION_TEST: &str = "TestConnection";

/// What a pass over an object does to its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Looks for it.
    Match,
    /// Makes it.
    Create,
    /// Writes it.
    Update,
    /// Writes that it is inactive.
    Disable,
    /// Removes it.
    Delete,
}

impl Action {
    /// `provisioningAction`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "other",
            Self::Create => "create",
            Self::Update => "update",
            Self::Disable => "disable",
            Self::Delete => "delete",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Match => "matched",
            Self::Create => "created",
            Self::Update => "updated",
            Self::Disable => "disabled",
            Self::Delete => "deleted",
        }
    }

    /// Name and type of the last step of such a pass.
    const fn step(self) -> (&'static str, &'static str) {
        match self {
            Self::Match => ("EntrySynchronizationError", "matching"),
            Self::Create => ("EntryExportAdd", "export"),
            Self::Update => ("EntryExportUpdate", "export"),
            Self::Disable => ("EntryExportUpdateSoftDelete", "export"),
            Self::Delete => ("EntryExportDelete", "export"),
        }
    }
}

/// What a pass over an object leaves in its row.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) steps: Vec<LogStep>,
    pub(super) modified: Vec<ModifiedProperty>,
    /// Id at the target before the pass: a deletion ends the link.
    pub(super) target_id: Option<String>,
}

impl Trace {
    /// The credential check before provisioning on demand failed.
    pub(super) fn check_failed(&mut self, description: &str) {
        let step = (CONNECTION_TEST, "testConnection");
        self.push(step, LogStatus::Failure, description.to_owned(), Vec::new());
    }

    /// The directory reported a change.
    pub(super) fn import(&mut self, object: &Object, is_linked: bool) {
        let (name, change) = match (is_linked, object.standing.deleted) {
            (_, true) => ("EntryImport", "Delete"),
            (true, false) => ("EntryImport", "Update"),
            (false, false) => ("EntryImportAdd", "Add"),
        };
        let description = format!(
            "Received {} '{}' change of type ({change}) from Azure Active Directory",
            noun(object.kind()),
            object.name
        );
        let attributes: &[&'static str] = match object.kind() {
            ObjectKind::User => &[
                "accountEnabled",
                "IsSoftDeleted",
                "appRoleAssignments",
                "displayName",
                "userPrincipalName",
            ],
            ObjectKind::Group => &["displayName", "objectId"],
        };
        let details = attributes.iter().map(|attribute| {
            let value = object.values(attribute).join(",");
            (*attribute, value)
        });
        let details = details.filter(|(_, value)| !value.is_empty()).collect();
        self.push((name, "import"), LogStatus::Success, description, details);
    }

    /// Assignment and scoping filters were evaluated.
    pub(super) fn scoping(&mut self, object: &Object) {
        let standing = object.standing;
        let truth = |value: bool| if value { "True" } else { "False" }.to_owned();
        let is_active = standing.enabled && !standing.in_bin;
        let details = [
            ("Active in the source system", is_active),
            ("Assigned to the application", standing.assigned),
            ("ScopeEvaluationResult", standing.filtered_in),
            (
                "IsEffectivelyEntitledForProvisioning",
                !standing.is_soft_deleted(),
            ),
        ];
        let details = details.map(|(name, value)| (name, truth(value)));
        let (status, result) = if standing.is_soft_deleted() {
            (LogStatus::Skipped, "not in scope")
        } else {
            (LogStatus::Success, "in scope")
        };
        let description = format!("{} '{}' is {result}", noun(object.kind()), object.name);
        let step = ("EntrySynchronizationScoping", "scoping");
        self.push(step, status, description, details.into());
    }

    /// The target was asked and has the object.
    pub(super) fn retrieved(&mut self, object: &Object) {
        let description = format!(
            "Retrieved {} '{}' from {TARGET}",
            noun(object.kind()),
            object.name
        );
        self.push(
            ("EntryImport", "matching"),
            LogStatus::Success,
            description,
            Vec::new(),
        );
    }

    /// The target was asked and does not have the object.
    pub(super) fn will_be_created(&mut self, object: &Object) {
        let description = format!(
            "{} '{}' will be created in {TARGET}",
            noun(object.kind()),
            object.name
        );
        let step = ("EntrySynchronizationAdd", "matching");
        self.push(step, LogStatus::Success, description, Vec::new());
    }

    /// Objects that are referred to have no account.
    pub(super) fn unresolved(&mut self, description: &str) {
        let step = (
            "UnableToResolveReferenceAttributeValue",
            "referenceResolution",
        );
        self.push(step, LogStatus::Warning, description.to_owned(), Vec::new());
    }

    /// The object was left alone.
    pub(super) fn skipped(&mut self, reason: &str, description: &str) {
        let details = vec![("SkipReason", reason.to_owned())];
        let step = ("EntrySynchronizationSkip", "processing");
        self.push(step, LogStatus::Skipped, description.to_owned(), details);
    }

    /// The last step of a pass that reached the target.
    fn ended(&mut self, object: &Object, action: Action, status: LogStatus, description: &str) {
        let details = vec![("ReportableIdentifier", object.name.clone())];
        self.push(action.step(), status, description.to_owned(), details);
    }

    fn push(
        &mut self,
        (name, kind): (&'static str, &'static str),
        status: LogStatus,
        description: String,
        details: Vec<(&'static str, String)>,
    ) {
        self.steps.push(LogStep {
            name,
            kind,
            status,
            description,
            details,
        });
    }
}

impl Entra {
    /// A row about the whole job.
    pub(super) fn note(
        &mut self,
        action: &str,
        status: LogStatus,
        code: Option<&str>,
        message: String,
    ) {
        self.log.push(LogEntry {
            at: self.clock.now(),
            action: action.to_owned(),
            subject: None,
            status,
            code: code.map(str::to_owned),
            message,
            detail: LogDetail {
                cycle: self.cycle,
                ..LogDetail::default()
            },
        });
    }

    /// A row about an object.
    pub(super) fn row(
        &mut self,
        object: &Object,
        trace: Trace,
        (action, status, code): (&str, LogStatus, Option<&str>),
        message: String,
    ) {
        let shown = object.values("displayName").into_iter().next();
        self.log.push(LogEntry {
            at: self.clock.now(),
            action: action.to_owned(),
            subject: Some(object.key.clone()),
            status,
            code: code.map(str::to_owned),
            message,
            detail: LogDetail {
                object: object.kind(),
                source_id: object.guid.clone(),
                source_name: shown.unwrap_or_else(|| object.name.clone()),
                target_id: self
                    .link(&object.key)
                    .map(str::to_owned)
                    .or(trace.target_id),
                steps: trace.steps,
                modified: trace.modified,
                cycle: self.cycle,
            },
        });
    }

    /// The row of a pass that did what it was for.
    pub(super) fn row_of_success(&mut self, object: &Object, mut trace: Trace, action: Action) {
        let text = format!(
            "{} '{}' was {} in {TARGET}",
            noun(object.kind()),
            object.name,
            action.done()
        );
        trace.ended(object, action, LogStatus::Success, &text);
        self.row(
            object,
            trace,
            (action.as_str(), LogStatus::Success, None),
            text,
        );
    }

    /// The row of a pass that failed.
    pub(super) fn row_of_failure(
        &mut self,
        object: &Object,
        mut trace: Trace,
        (action, trouble): (Action, Trouble),
        failures: Failures,
    ) {
        let who = format!("{} '{}'", noun(object.kind()), object.name);
        let what = match action {
            Action::Match => {
                format!("Failed to match an entry in the source and target systems {who}")
            }
            _ => format!("Failed to {} {who} in {TARGET}", action.as_str()),
        };
        trace.ended(object, action, LogStatus::Failure, &what);
        let next = match failures.due {
            Some(due) => format!("It will be retried again after this date: {due} UTC"),
            None => "It will not be retried".to_owned(),
        };
        let text = format!(
            "{what}; Error: {}. This operation was retried {} times. {next}",
            trouble.message,
            failures.attempts - 1
        );
        let code = Some(trouble.code);
        self.row(
            object,
            trace,
            (action.as_str(), LogStatus::Failure, code),
            text,
        );
    }
}
