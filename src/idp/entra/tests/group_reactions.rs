//! What each answer to a request about a group leads to.

use serde_json::{Value, json};

use super::support::{LEGACY, Team};
use crate::idp::entra::Settings;
use crate::idp::testing::{answer, empty, failure, list, refusal, text};
use crate::transcript::{FailureKind, Outcome};

const INCOMPATIBLE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatible";
const SEVERAL: &str = "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse";
const QUERY: &str = "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales";

/// The entry after requests that begin so were answered so, for a group that comes.
async fn coming(start: &str, outcome: Outcome) -> String {
    let mut team = Team::new(LEGACY, &[], &[("sales", &[])]);
    team.answer(start, outcome);
    team.assign(&["sales"]);
    team.cycle().await;
    assert_eq!(team.job.link("sales"), None);
    team.entry()
}

/// The entry after requests that begin so were answered so, for a group that is renamed.
async fn renamed(settings: Settings, start: &str, outcome: Outcome) -> String {
    let team = Team::new(settings, &[], &[("sales", &[])]);
    let mut team = team.provisioned(&["sales"]).await;
    team.answer(start, outcome);
    team.update("sales", &[("displayName", "Sellers")]);
    team.cycle().await;
    assert_eq!(team.job.link("sales"), Some("g-sales"));
    team.entry()
}

fn group(more: Value) -> Value {
    let mut group = json!({ "id": "g-sales", "displayName": "Sales t" });
    if let (Some(group), Value::Object(more)) = (group.as_object_mut(), more) {
        group.extend(more);
    }
    group
}

#[tokio::test]
async fn each_status_has_its_code() {
    for (status, code) in [
        (400, "SystemForCrossDomainIdentityManagementBadRequest"),
        (401, "Unauthorized"),
        (403, "InsufficientRights"),
        (405, "MethodNotAllowed"),
        (409, "EntryConflict"),
        (422, "UnprocessableEntity"),
        (429, "TooManyRequests"),
        (500, "InternalServerError"),
        (501, "NotImplemented"),
    ] {
        let entry = coming("POST /Groups", refusal(status, "")).await;
        let start = format!(
            "failure create sales [{code}] Failed to create Group 'Sales t' in customappsso; \
             Error: StatusCode: "
        );
        assert!(entry.starts_with(&start), "{entry}");
    }
}

#[tokio::test]
async fn a_group_that_is_lost_is_an_invalid_anchor() {
    for start in ["GET /Groups/g-sales", "PATCH /Groups/g-sales"] {
        let entry = renamed(LEGACY, start, refusal(404, "")).await;
        assert!(
            entry.starts_with(
                "failure update sales [InvalidAnchor] Failed to update Group 'Sellers t'"
            ),
            "{entry}"
        );
    }
}

#[tokio::test]
async fn a_conflict_on_patch_is_a_matter_of_filtering() {
    let entry = renamed(LEGACY, "PATCH", refusal(409, "taken")).await;
    let code = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
    assert!(entry.contains(&format!("[{code}]")), "{entry}");
}

#[tokio::test]
async fn members_that_were_excluded_are_entries_too_many() {
    let filled = group(json!({ "members": [{ "value": "u-1" }] }));
    let entry = renamed(LEGACY, "GET /Groups/g-sales", answer(200, filled.clone())).await;
    assert!(
        entry.starts_with(&format!("failure update sales [{SEVERAL}]")),
        "{entry}"
    );
    let entry = coming(QUERY, list(std::slice::from_ref(&filled))).await;
    assert!(
        entry.starts_with(&format!("failure other sales [{SEVERAL}]")),
        "{entry}"
    );
    let lenient = Settings {
        refuses_members: false,
        ..LEGACY
    };
    let entry = renamed(lenient, "GET /Groups/g-sales", answer(200, filled)).await;
    assert!(entry.starts_with("success update sales"), "{entry}");
    let none = group(json!({ "members": [] }));
    let entry = renamed(LEGACY, "GET /Groups/g-sales", answer(200, none)).await;
    assert!(entry.starts_with("success update sales"), "{entry}");
}

#[tokio::test]
async fn a_list_of_several_for_one_is_too_many() {
    let entry = renamed(
        LEGACY,
        "GET /Groups/g-sales",
        list(&[group(json!({})), group(json!({}))]),
    )
    .await;
    assert!(
        entry.starts_with(&format!("failure update sales [{SEVERAL}]")),
        "{entry}"
    );
}

#[tokio::test]
async fn two_groups_of_the_name_are_one_too_many() {
    let other = group(json!({ "id": "g-2" }));
    let entry = coming(QUERY, list(&[group(json!({})), other])).await;
    assert!(
        entry.starts_with(
            "failure other sales [DuplicateTargetEntries] Failed to match an entry in the source \
             and target systems Group 'Sales t'; Error: 2 groups in the target system match"
        ),
        "{entry}"
    );
}

#[tokio::test]
async fn a_failed_query_stops_the_group() {
    for (outcome, code) in [
        (
            refusal(400, ""),
            "SystemForCrossDomainIdentityManagementBadRequest",
        ),
        (refusal(404, ""), INCOMPATIBLE),
        (
            refusal(503, ""),
            "SystemForCrossDomainIdentityManagementServerError",
        ),
        (failure(FailureKind::Timeout), "Timeout"),
        (failure(FailureKind::Closed), "WebExceptionProtocolError"),
    ] {
        let entry = coming(QUERY, outcome).await;
        assert!(
            entry.starts_with(&format!("failure other sales [{code}]")),
            "{entry}"
        );
    }
}

#[tokio::test]
async fn what_is_not_a_group_cannot_be_deserialized() {
    for outcome in [
        answer(201, json!({ "displayName": "Sales t" })),
        answer(201, group(json!({ "displayName": 7 }))),
        answer(201, group(json!({ "members": "none" }))),
        text(200, "text/html", "<html>"),
        empty(201),
    ] {
        let entry = coming("POST /Groups", outcome).await;
        assert!(
            entry.starts_with(&format!("failure create sales [{INCOMPATIBLE}]")),
            "{entry}"
        );
    }
}

#[tokio::test]
async fn a_deletion_that_fails_is_tried_again() {
    let team = Team::new(LEGACY, &[], &[("sales", &[])]);
    let mut team = team.provisioned(&["sales"]).await;
    team.answer("DELETE", refusal(500, ""));
    team.unassign(&["sales"]);
    team.cycle().await;
    assert!(team.entry().starts_with(
        "failure delete sales [InternalServerError] Failed to delete Group 'Sales t'"
    ));
    team.mend();
    assert_eq!(team.cycle().await, ["DELETE /Groups/g-sales"]);
}

#[tokio::test]
async fn a_group_that_is_gone_counts_as_deleted() {
    let team = Team::new(LEGACY, &[], &[("sales", &[])]);
    let mut team = team.provisioned(&["sales"]).await;
    team.answer("DELETE", refusal(404, ""));
    team.unassign(&["sales"]);
    team.cycle().await;
    assert!(team.entry().starts_with("success delete sales"));
}
