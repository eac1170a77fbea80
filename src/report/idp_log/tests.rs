use serde_json::{Value, json};

use super::render;
use crate::idp::entra::CONNECTION_TEST;
use crate::report::example::{case, too_late};
use crate::transcript::{
    CaseResult, LogDetail, LogEntry, LogStatus, LogStep, ModifiedProperty, ObjectKind, OpenTask,
    Verdict,
};

/// A case with this log, as that identity provider.
fn logged(idp: &str, log: Vec<LogEntry>) -> CaseResult {
    CaseResult {
        log,
        ..case("join", idp, Verdict::Fail)
    }
}

/// The files as a reader gets them: name and content.
fn read_back(case: &CaseResult, seed: u64) -> Vec<(String, Value)> {
    let files = render(case, seed).into_iter();
    files
        .filter_map(|file| {
            let text = format!("{:#}", file.content?);
            Some((file.name, serde_json::from_str(&text).unwrap()))
        })
        .collect()
}

fn entry(action: &str, subject: Option<&str>, status: LogStatus, code: Option<&str>) -> LogEntry {
    LogEntry {
        action: action.into(),
        subject: subject.map(str::to_owned),
        status,
        code: code.map(str::to_owned),
        message: format!("what came of {action}"),
        detail: LogDetail::default(),
        ..too_late()
    }
}

fn step(name: &'static str, kind: &'static str, status: LogStatus, text: &str) -> LogStep {
    LogStep {
        name,
        kind,
        status,
        description: text.into(),
        details: Vec::new(),
    }
}

/// Somebody whom the target has already.
fn conflict() -> LogEntry {
    let modified = |name: &str, new: &str| ModifiedProperty {
        name: name.into(),
        old: None,
        new: Some(new.into()),
    };
    let mut export = step(
        "EntryExportAdd",
        "export",
        LogStatus::Failure,
        "Failed to create User 'ada@contoso.example' in customappsso",
    );
    export.details = vec![("ReportableIdentifier", "ada@contoso.example".into())];
    LogEntry {
        at: "2026-01-05T08:40:00Z".parse().unwrap(),
        message: "StatusCode: Conflict".into(),
        detail: LogDetail {
            object: ObjectKind::User,
            source_id: "8a1c21d8-2f4b-4a0e-9a55-3f1f6f0d7c11".into(),
            source_name: "ada@contoso.example".into(),
            target_id: None,
            steps: vec![
                step(
                    "EntryImportAdd",
                    "import",
                    LogStatus::Success,
                    "Received User 'ada@contoso.example' change of type (Add)",
                ),
                export,
            ],
            modified: vec![
                modified("userName", "ada@contoso.example"),
                modified("active", "True"),
            ],
            cycle: 1,
        },
        ..entry(
            "create",
            Some("ada"),
            LogStatus::Failure,
            Some("EntryConflict"),
        )
    }
}

#[test]
fn a_failed_create_in_graphs_form() {
    let files = read_back(&logged("entra", vec![conflict()]), 7);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].0, "join@entra.json");
    insta::assert_json_snapshot!(files[0].1);
}

#[test]
fn a_failed_assignment_in_the_system_log() {
    let text = "Automatic provisioning of user ada@contoso.example to app scimulate failed: Error \
                while creating user Ada Lovelace: Conflict. Errors reported by remote server: taken";
    let failed = |action: &str| LogEntry {
        message: text.into(),
        detail: LogDetail {
            source_id: "00uEXAMPLE0000000001".into(),
            source_name: "ada@contoso.example".into(),
            ..LogDetail::default()
        },
        ..entry(action, Some("ada"), LogStatus::Failure, Some("Conflict"))
    };
    let log = vec![
        failed("application.provision.user.push"),
        failed("application.provision.user.sync"),
    ];
    let files = read_back(&logged("okta", log), 7);
    assert_eq!(files[0].0, "join@okta.json");
    insta::assert_json_snapshot!(files[0].1[1]);
    // Both belong to one job, but are two events.
    let events = &files[0].1;
    assert_eq!(events[0]["transaction"], events[1]["transaction"]);
    assert_ne!(events[0]["uuid"], events[1]["uuid"]);
}

#[test]
fn ids_follow_from_the_seed() {
    for idp in ["entra", "okta"] {
        let case = logged(idp, vec![conflict()]);
        assert_eq!(render(&case, 7), render(&case, 7));
        assert_ne!(render(&case, 7), render(&case, 8));
    }
    // Two cases are two applications in one tenant.
    let rows = |idp| read_back(&logged(idp, vec![conflict()]), 7)[0].1[0].clone();
    let (one, other) = (rows("entra"), rows("entra-rfc"));
    assert_eq!(one["tenantId"], other["tenantId"]);
    assert_ne!(one["jobId"], other["jobId"]);
}

#[test]
fn rows_of_a_cycle_share_its_id() {
    let in_cycle = |cycle| {
        let mut row = conflict();
        row.detail.cycle = cycle;
        row
    };
    let files = read_back(
        &logged("entra", vec![in_cycle(1), in_cycle(1), in_cycle(2)]),
        7,
    );
    let rows = &files[0].1;
    assert_eq!(rows[0]["cycleId"], rows[1]["cycleId"]);
    assert_ne!(rows[1]["cycleId"], rows[2]["cycleId"]);
    for member in ["id", "changeId"] {
        assert_ne!(rows[0][member], rows[1][member], "{member}");
    }
}

#[test]
fn graph_knows_few_actions_and_a_success_has_no_error() {
    let log = vec![
        entry("disable", Some("ada"), LogStatus::Success, None),
        entry("StagedDelete", Some("ada"), LogStatus::Success, None),
        entry(
            "something new",
            Some("ada"),
            LogStatus::Skipped,
            Some("RedundantExport"),
        ),
    ];
    let files = read_back(&logged("entra", log), 7);
    let rows = files[0].1.as_array().unwrap();
    let actions: Vec<_> = rows.iter().map(|row| &row["provisioningAction"]).collect();
    assert_eq!(actions, ["disable", "stageddelete", "other"]);
    assert_eq!(
        rows[0]["provisioningStatusInfo"],
        json!({ "status": "success", "errorInformation": null })
    );
    let skipped = &rows[2]["provisioningStatusInfo"];
    assert_eq!(skipped["status"], "skipped");
    assert_eq!(skipped["errorInformation"]["errorCode"], "RedundantExport");
}

#[test]
fn what_is_about_the_whole_job_is_in_a_file_beside_the_log() {
    let quarantine = entry("Quarantine", None, LogStatus::Failure, Some("Unauthorized"));
    let files = read_back(&logged("entra", vec![quarantine]), 7);
    assert_eq!(files[0].1, json!([]));
    assert_eq!(files[1].0, "join@entra.job.json");
    assert_eq!(files[1].1[0]["action"], "Quarantine");
}

#[test]
fn provisioning_on_demand_answers_with_json_in_texts() {
    let mut row = conflict();
    row.detail.cycle = 0;
    let files = read_back(&logged("entra", vec![row]), 7);
    assert_eq!(files[1].0, "join@entra.on-demand.json");
    let answer = &files[1].1[0];
    let inner =
        |member: &str| -> Value { serde_json::from_str(answer[member].as_str().unwrap()).unwrap() };
    assert_eq!(
        inner("key"),
        json!({
            "result": "Failure",
            "details": {
                "errorCode": "EntryConflict",
                "errorMessage": "StatusCode: Conflict",
            },
        })
    );
    let value = inner("value");
    assert_eq!(value["provisioningSteps"][0]["type"], "import");
    assert_eq!(value["reportableIdentifier"], "ada@contoso.example");
    assert_eq!(value["statusInfo"]["errorCode"], "EntryConflict");
    assert_eq!(value["targetSystem"]["name"], "customappsso");
    // It is a row of the log as well, under the same change.
    assert_eq!(value["changeId"], files[0].1[0]["changeId"]);
}

#[test]
fn a_failed_check_on_demand_is_an_answer_and_no_row() {
    let mut failed = entry("other", Some("ada"), LogStatus::Failure, Some("Wrong"));
    let check = step(
        CONNECTION_TEST,
        "testConnection",
        LogStatus::Failure,
        "no such token",
    );
    failed.detail.steps = vec![check];
    let files = read_back(&logged("entra", vec![failed, conflict()]), 7);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["join@entra.json", "join@entra.on-demand.json"]);
    let rows = files[0].1.as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["provisioningAction"], "create");
    let value = files[1].1[0]["value"].as_str().unwrap();
    let value: Value = serde_json::from_str(value).unwrap();
    assert_eq!(value["provisioningSteps"][0]["name"], "TestConnection");
    assert_eq!(value["provisioningSteps"][0]["status"], "failure");
    assert_eq!(value["statusInfo"]["errorCode"], "Wrong");
}

#[test]
fn groups_and_people_are_told_apart() {
    let group = |action: &str| {
        let mut entry = entry(action, Some("sales"), LogStatus::Success, None);
        entry.detail.object = ObjectKind::Group;
        entry
    };
    let files = read_back(&logged("entra", vec![group("create")]), 7);
    assert_eq!(files[0].1[0]["sourceIdentity"]["identityType"], "Group");
    assert_eq!(
        files[0].1[0]["targetIdentity"]["identityType"],
        "urn:ietf:params:scim:schemas:core:2.0:Group"
    );
    let files = read_back(
        &logged(
            "okta",
            vec![group("application.provision.group_push.updated")],
        ),
        7,
    );
    let target = files[0].1[0]["target"].as_array().unwrap();
    let kinds: Vec<_> = target.iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["AppGroup", "UserGroup", "AppInstance"]);
    assert!(target[0]["id"].as_str().unwrap().starts_with("AGr"));
}

#[test]
fn tasks_that_are_open_have_a_file_of_their_own() {
    let task = |kind, can_be_retried| OpenTask {
        subject: "ada".into(),
        kind,
        text: "what to do".into(),
        can_be_retried,
    };
    let mut case = logged("okta-aiw", Vec::new());
    assert_eq!(read_back(&case, 7).len(), 1);
    case.tasks = vec![task("deprovisioning", false), task("assignment", true)];
    let files = read_back(&case, 7);
    assert_eq!(files[1].0, "join@okta-aiw.tasks.json");
    let title = "Application accounts need deprovisioning";
    let expected = |kind: &str, title: Option<&str>, can_be_retried: bool| {
        json!({
            "subject": "ada",
            "kind": kind,
            "title": title,
            "text": "what to do",
            "canBeRetried": can_be_retried,
        })
    };
    assert_eq!(
        files[1].1,
        json!([
            expected("deprovisioning", Some(title), false),
            expected("assignment", None, true),
        ])
    );
}

#[test]
fn an_event_says_why_only_if_there_is_more_to_say_than_its_name() {
    let sync = "application.provision.user.sync";
    let plain = LogEntry {
        message: "Sync user in external application".into(),
        ..entry(sync, Some("ada"), LogStatus::Success, None)
    };
    let remark = entry(sync, Some("ada"), LogStatus::Warning, None);
    let files = read_back(&logged("okta", vec![plain, remark]), 7);
    let events = &files[0].1;
    assert_eq!(
        events[0]["outcome"],
        json!({ "result": "SUCCESS", "reason": null })
    );
    assert_eq!(events[0]["severity"], "INFO");
    let reason = "what came of application.provision.user.sync";
    assert_eq!(
        events[1]["outcome"],
        json!({ "result": "SUCCESS", "reason": reason })
    );
    assert_eq!(events[1]["severity"], "WARN");
    assert_eq!(
        events[1]["displayMessage"],
        "Sync user in external application"
    );
    assert_eq!(events[1]["published"], "1970-01-01T00:00:00.000Z");
}

#[test]
fn other_identity_providers_have_our_own_form() {
    let files = read_back(&logged("somebody", vec![too_late()]), 7);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].1[0]["detail"]["steps"][0]["kind"], "export");
}
