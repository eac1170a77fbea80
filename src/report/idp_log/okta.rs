//! Okta's System Log as its API gives it out (developer.okta.com, "System Log API", object
//! `LogEvent`; event types of the published list "Event types"), and the tasks that are open at the
//! end.

use serde_json::{Value, json};

use super::ids::Ids;
use super::render::Files;
use crate::transcript::{CaseResult, LogEntry, LogStatus, ObjectKind, OpenTask};

/// The label of the application.
const APPLICATION: &str = "scimulate";
/// The catalog's key of an application, as an event of 2024 had it (Okta support question
/// 0D54z0000A4i091CQA).
const KEY: &str = "scim2headerauth";

/// Events, and the tasks that wait for the admin.
pub(super) fn files(case: &CaseResult, seed: u64) -> Files {
    let run = Ids::of_run(seed);
    let ids = Ids::of_case(seed, &case.id);
    let events = case.log.iter().enumerate();
    let events = events.map(|(index, entry)| event(&run, &ids, index, entry));
    (events.collect(), vec![("tasks", tasks(case))])
}

/// One event, with its members in the order in which the API prints them.
fn event(run: &Ids, ids: &Ids, index: usize, entry: &LogEntry) -> Value {
    let text = display_message(&entry.action);
    let failed = entry.status == LogStatus::Failure;
    json!({
        "actor": {
            "id": run.okta("00u", "system"),
            "type": "SystemPrincipal",
            "alternateId": "system@okta.com",
            "displayName": "Okta System",
            "detailEntry": null,
        },
        "client": {
            "userAgent": null,
            "zone": null,
            "device": null,
            "id": null,
            "ipAddress": null,
            "geographicalContext": null,
        },
        "device": null,
        "authenticationContext": {
            "authenticationProvider": null,
            "credentialProvider": null,
            "credentialType": null,
            "issuer": null,
            "interface": null,
            "authenticationStep": 0,
            "externalSessionId": null,
        },
        "displayMessage": text.unwrap_or(&entry.message),
        "eventType": entry.action,
        "outcome": {
            "result": match entry.status {
                LogStatus::Success | LogStatus::Warning => "SUCCESS",
                LogStatus::Failure => "FAILURE",
                LogStatus::Skipped => "SKIPPED",
            },
            // What only repeats the name of the event is no reason.
            "reason": (text != Some(entry.message.as_str())).then_some(&entry.message),
        },
        "published": format!("{:.3}", entry.at),
        "securityContext": {
            "asNumber": null,
            "asOrg": null,
            "isp": null,
            "domain": null,
            "isProxy": null,
        },
        "severity": match entry.status {
            LogStatus::Success | LogStatus::Skipped => "INFO",
            LogStatus::Warning => "WARN",
            LogStatus::Failure => "ERROR",
        },
        "debugContext": { "debugData": { "appname": KEY } },
        "legacyEventType": legacy(&entry.action, failed),
        "transaction": {
            "type": "JOB",
            "id": ids.okta("jb", &transaction(index, entry)),
            "detail": {},
        },
        "uuid": ids.guid(&format!("event {index}")),
        "version": "0",
        "request": { "ipChain": [] },
        "target": targets(ids, entry),
    })
}

/// Everything that follows from one act is one job; nothing but the time tells acts apart.
fn transaction(index: usize, entry: &LogEntry) -> String {
    match &entry.subject {
        Some(subject) => format!("{subject} {}", entry.at),
        None => format!("{index}"),
    }
}

/// Whom and what the event is about.
fn targets(ids: &Ids, entry: &LogEntry) -> Vec<Value> {
    let target = |id: String, kind: &str, name: &str| {
        json!({
            "id": id,
            "type": kind,
            "alternateId": name,
            "displayName": name,
            "detailEntry": null,
        })
    };
    let mut targets = Vec::new();
    if let Some(subject) = &entry.subject {
        let detail = &entry.detail;
        let name = match detail.source_name.as_str() {
            "" => subject,
            name => name,
        };
        let (own, own_kind, theirs, their_kind) = match detail.object {
            ObjectKind::User => ("00u", "User", "0ua", "AppUser"),
            ObjectKind::Group => ("00g", "UserGroup", "AGr", "AppGroup"),
        };
        let id = match detail.source_id.as_str() {
            "" => ids.okta(own, subject),
            known => known.to_owned(),
        };
        targets.push(target(ids.okta(theirs, subject), their_kind, name));
        targets.push(target(id, own_kind, name));
    }
    let application = ids.okta("0oa", "application");
    targets.push(target(application, "AppInstance", APPLICATION));
    targets
}

/// The texts of the event types ("Event types", in Okta's words).
fn display_message(event: &str) -> Option<&'static str> {
    let event = event.strip_prefix("application.provision.")?;
    Some(match event {
        "integration.call_api" => "Application integration API called",
        "user.verify_exists" => "Verify user exists in external application",
        "user.push" => "Push new user to external application",
        "user.sync" => "Sync user in external application",
        "user.import_profile" => "Import profile from external application",
        "user.push_profile" => "Push user's profile to external application",
        "user.deactivate" => "Push user deactivation to external application",
        "user.deprovision" => "Deprovision user from external application",
        "user.reactivate" => "Push user reactivation in external application",
        "user.activate" => "Activate user's application membership",
        _ => return None,
    })
}

/// The event type of the API before the System Log; published for a failed synchronisation only.
fn legacy(event: &str, failed: bool) -> Option<&'static str> {
    (failed && event == "application.provision.user.sync")
        .then_some("app.user_management.provision_user_failed")
}

/// The tasks of the dashboard that are open at the end.
fn tasks(case: &CaseResult) -> Vec<Value> {
    let tasks = case.tasks.iter();
    tasks.map(task).collect()
}

/// A task; the same object stands in the JSON report.
pub(in crate::report) fn task(task: &OpenTask) -> Value {
    json!({
        "subject": task.subject,
        "kind": task.kind,
        "title": task_title(task.kind),
        "text": task.text,
        "canBeRetried": task.can_be_retried,
    })
}

/// Headings of the task page, as far as somebody printed them (lab notes).
fn task_title(kind: &str) -> Option<&'static str> {
    match kind {
        "deprovisioning" => Some("Application accounts need deprovisioning"),
        "profile" => Some("profile updates have errors"),
        _ => None,
    }
}
