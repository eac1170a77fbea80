//! Entra's provisioning log as Microsoft Graph gives it out: objects of type
//! `provisioningObjectSummary` (Graph v1.0, "List provisioningObjectSummary"; both of its samples,
//! which differ in order and in the names within `initiatedBy`), and answers of `provisionOnDemand`
//! (Graph, "synchronizationJob: provisionOnDemand").

use serde_json::{Map, Value, json};

use super::ids::Ids;
use super::own;
use super::render::Files;
use crate::idp::entra::CONNECTION_TEST;
use crate::transcript::{CaseResult, LogEntry, LogStatus, LogStep, ObjectKind};

/// The name of the application.
const APPLICATION: &str = "scimulate";
/// What Entra calls itself in its logs (Graph's samples keep the former name).
const SOURCE: &str = "Azure Active Directory";
/// What every application outside the gallery is called as a target (Graph's samples).
const TARGET: &str = "customappsso";
/// Type of a target user (Graph, resource `provisionedIdentity`; published rows).
const TARGET_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// Type of a target group, by analogy.
const TARGET_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// Rows of the log, answers of provisioning on demand, and what Entra says of the whole job: in the
/// audit log and on the page of the application, in no published form, so in ours.
pub(super) fn files(case: &CaseResult, seed: u64) -> Files {
    let tenant = Tenant::new(case, seed);
    let mut job = Vec::new();
    let (mut rows, mut on_demand) = (Vec::new(), Vec::new());
    for (index, entry) in case.log.iter().enumerate() {
        if entry.subject.is_none() {
            job.push(own::entry(entry));
            continue;
        }
        // A failed credential check is shown to who asked for it; the log has no row for it.
        let steps = &entry.detail.steps;
        if steps.iter().all(|step| step.name != CONNECTION_TEST) {
            rows.push(tenant.summary(index, entry));
        }
        // What happens outside a cycle was asked for on demand.
        if entry.detail.cycle == 0 && !steps.is_empty() {
            on_demand.push(tenant.on_demand(index, entry));
        }
    }
    (rows, vec![("on-demand", on_demand), ("job", job)])
}

/// The ids around a job.
struct Tenant {
    run: Ids,
    case: Ids,
    id: String,
    service_principal: String,
}

impl Tenant {
    fn new(case: &CaseResult, seed: u64) -> Self {
        let run = Ids::of_run(seed);
        let case = Ids::of_case(seed, &case.id);
        Self {
            id: run.guid("tenant"),
            service_principal: case.guid("service principal"),
            run,
            case,
        }
    }

    fn change(&self, index: usize) -> String {
        self.case.guid(&format!("change {index}"))
    }

    /// One row.
    fn summary(&self, index: usize, entry: &LogEntry) -> Value {
        let detail = &entry.detail;
        let job = format!(
            "scim.{}.{}",
            self.id.replace('-', ""),
            self.case.guid("job")
        );
        let steps = detail.steps.iter().map(|step| {
            json!({
                "name": step.name,
                "provisioningStepType": step.kind,
                "status": step.status.as_str(),
                "description": step.description,
                "details": own::pairs(&step.details),
            })
        });
        json!({
            "id": self.case.guid(&format!("row {index}")),
            "activityDateTime": entry.at.to_string(),
            "tenantId": self.id,
            "jobId": job,
            "cycleId": self.case.guid(&format!("cycle {}", detail.cycle)),
            "changeId": self.change(index),
            "provisioningAction": action(entry),
            // Time is virtual, and none passes within a cycle.
            "durationInMilliseconds": 0,
            "provisioningStatusInfo": {
                "status": entry.status.as_str(),
                "errorInformation": error_information(entry),
            },
            "provisioningSteps": steps.collect::<Vec<_>>(),
            "modifiedProperties": modified(entry),
            "servicePrincipal": { "id": self.service_principal, "displayName": APPLICATION },
            "sourceSystem": {
                "id": self.run.guid("source system"),
                "displayName": SOURCE,
                "details": {},
            },
            "targetSystem": {
                "id": self.case.guid("target system"),
                "displayName": TARGET,
                "details": {
                    "ApplicationId": self.case.guid("application"),
                    "ServicePrincipalId": self.service_principal,
                    "ServicePrincipalDisplayName": APPLICATION,
                },
            },
            "initiatedBy": {
                "id": "",
                "displayName": "Azure AD Provisioning Service",
                "initiatorType": "system",
            },
            "sourceIdentity": {
                "id": self.source_id(entry),
                "displayName": source_name(entry),
                "identityType": own::kind(detail.object),
                "details": {},
            },
            "targetIdentity": {
                "id": detail.target_id.as_deref().unwrap_or_default(),
                "displayName": detail.target_id.as_ref().map_or("", |_| source_name(entry)),
                "identityType": target_type(detail.object),
                "details": {},
            },
        })
    }

    /// An answer of `provisionOnDemand`: two members that hold JSON as text, with other names
    /// within than the log has.
    fn on_demand(&self, index: usize, entry: &LogEntry) -> Value {
        let detail = &entry.detail;
        let failed = entry.status == LogStatus::Failure;
        let key = json!({
            "result": match entry.status {
                LogStatus::Success | LogStatus::Warning => "Success",
                LogStatus::Skipped => "Skipped",
                LogStatus::Failure => "Failure",
            },
            "details": failed.then(|| json!({
                "errorCode": entry.code,
                "errorMessage": entry.message,
            })),
        });
        let steps = detail.steps.iter().map(|step| on_demand_step(entry, step));
        let value = json!({
            "action": action(entry),
            "changeId": self.change(index),
            "startTime": entry.at.to_string(),
            "endTime": entry.at.to_string(),
            "modifiedProperties": modified(entry),
            "provisioningSteps": steps.collect::<Vec<_>>(),
            "reportableIdentifier": source_name(entry),
            "statusInfo": {
                "status": entry.status.as_str(),
                "errorCode": entry.code,
                "reason": entry.code.as_ref().map(|_| &entry.message),
                "additionalDetails": null,
                "errorCategory": failed.then_some("nonServiceFailure"),
                "recommendedAction": null,
            },
            "sourceIdentity": {
                "id": self.source_id(entry),
                "type": own::kind(detail.object),
                "displayName": source_name(entry),
                "details": {},
            },
            "targetIdentity": {
                "id": detail.target_id.as_deref().unwrap_or_default(),
                "type": target_type(detail.object),
                "details": {},
            },
            "sourceSystem": { "name": SOURCE, "details": {} },
            "targetSystem": { "name": TARGET, "details": {} },
        });
        json!({ "key": key.to_string(), "value": value.to_string() })
    }

    /// The object's id; a made-up one where the simulator did not say.
    fn source_id(&self, entry: &LogEntry) -> String {
        match (entry.detail.source_id.as_str(), &entry.subject) {
            ("", Some(subject)) => self.case.guid(&format!("object {subject}")),
            (known, _) => known.to_owned(),
        }
    }
}

fn on_demand_step(entry: &LogEntry, step: &LogStep) -> Value {
    json!({
        "name": step.name,
        "type": step.kind,
        "status": step.status.as_str(),
        "description": step.description,
        "timestamp": entry.at.to_string(),
        "details": own::pairs(&step.details),
    })
}

/// `provisioningAction` has a closed list of values; all else is `other`.
fn action(entry: &LogEntry) -> &str {
    let known = ["create", "update", "delete", "stageddelete", "disable"];
    let lower = entry.action.to_lowercase();
    known
        .into_iter()
        .find(|name| *name == lower)
        .unwrap_or("other")
}

/// What went wrong, or why it was skipped; `null` for what was done.
fn error_information(entry: &LogEntry) -> Value {
    let Some(code) = &entry.code else {
        return Value::Null;
    };
    json!({
        "errorCode": code,
        "reason": entry.message,
        "additionalDetails": null,
        "errorCategory": "nonServiceFailure",
        "recommendedAction": null,
    })
}

fn modified(entry: &LogEntry) -> Vec<Map<String, Value>> {
    let each = entry.detail.modified.iter().map(|property| {
        let values = [
            ("displayName", json!(property.name)),
            ("oldValue", json!(property.old)),
            ("newValue", json!(property.new)),
        ];
        values
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect()
    });
    each.collect()
}

fn source_name(entry: &LogEntry) -> &str {
    match entry.detail.source_name.as_str() {
        "" => entry.subject.as_deref().unwrap_or_default(),
        name => name,
    }
}

const fn target_type(object: ObjectKind) -> &'static str {
    match object {
        ObjectKind::User => TARGET_USER,
        ObjectKind::Group => TARGET_GROUP,
    }
}
