//! What each answer to a request about a person leads to: the log entry, the link and what comes
//! next.

use serde_json::json;

use super::support::{ADA, LEGACY, SMALL, Story, user};
use crate::idp::entra::{MissingOnDelete, Settings};
use crate::idp::simulator::JobState;
use crate::idp::testing::{
    Script, answer, empty, failure, list, mapping, refusal, text, throttled,
};
use crate::transcript::{FailureKind, Outcome};

const INCOMPATIBLE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatible";
const BAD_REQUEST: &str = "SystemForCrossDomainIdentityManagementBadRequest";

/// The entry after a create was answered so, without the sentence about retries.
async fn created(outcome: Outcome) -> String {
    let mut story = Story::small(LEGACY);
    story.assign();
    story.cycle([list(&[]), outcome]).await;
    assert_eq!(story.job.link("ada"), None);
    entry(&mut story)
}

/// The entry after a PATCH was answered so.
async fn patched(outcome: Outcome) -> String {
    let mut story = Story::small(LEGACY).linked().await;
    story.unassign();
    story.cycle([answer(200, user(json!({}))), outcome]).await;
    assert_eq!(story.job.link("ada"), Some("u-1"));
    entry(&mut story)
}

/// The entry after a DELETE was answered so.
async fn deleted(outcome: Outcome) -> String {
    let mut story = Story::small(LEGACY).linked().await;
    story.delete();
    assert_eq!(story.cycle([outcome]).await, ["DELETE /Users/u-1"]);
    entry(&mut story)
}

/// The entry after the read by id was answered so.
async fn read(outcome: Outcome) -> String {
    let mut story = Story::small(LEGACY).linked().await;
    story.unassign();
    assert_eq!(story.cycle([outcome]).await, ["GET /Users/u-1"]);
    assert_eq!(story.job.link("ada"), Some("u-1"));
    entry(&mut story)
}

/// The entry after the matching query was answered so.
async fn matched(outcome: Outcome) -> String {
    let mut story = Story::small(LEGACY);
    story.assign();
    assert_eq!(story.cycle([outcome]).await.len(), 1);
    assert_eq!(story.job.link("ada"), None);
    entry(&mut story)
}

fn entry(story: &mut Story) -> String {
    let log = story.log();
    assert_eq!(log.len(), 1, "{log:?}");
    log[0]
        .split(". This operation was")
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_refusal_is_quoted_in_full() {
    assert_eq!(
        created(refusal(400, "userName is too long")).await,
        format!(
            "failure create ada [{BAD_REQUEST}] Failed to create User 'ada.t@example.com' in \
             customappsso; Error: StatusCode: BadRequest Message: Processing of the HTTP request \
             resulted in an exception. Please see the HTTP response returned by the 'Response' \
             property of this exception for details. Web Response: \
             {{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"400\",\
             \"detail\":\"userName is too long\"}}"
        )
    );
}

#[tokio::test]
async fn each_status_has_its_code() {
    for (status, code, name) in [
        (400, BAD_REQUEST, "BadRequest"),
        (401, "Unauthorized", "Unauthorized"),
        (403, "InsufficientRights", "Forbidden"),
        (405, "MethodNotAllowed", "MethodNotAllowed"),
        (409, "EntryConflict", "Conflict"),
        (422, "UnprocessableEntity", "UnprocessableEntity"),
        (429, "TooManyRequests", "TooManyRequests"),
        (500, "InternalServerError", "InternalServerError"),
        (501, "NotImplemented", "NotImplemented"),
        (503, "InternalServerError", "ServiceUnavailable"),
    ] {
        let entry = created(refusal(status, "")).await;
        let start = format!(
            "failure create ada [{code}] Failed to create User 'ada.t@example.com' in \
             customappsso; Error: StatusCode: {name} Message: "
        );
        assert!(entry.starts_with(&start), "{entry}");
    }
}

#[tokio::test]
async fn so_it_is_for_every_call() {
    const SERVER: &str = "SystemForCrossDomainIdentityManagementServerError";
    const FILTERING: &str = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
    const OTHER: &str = "SystemForCrossDomainIdentityManagementBadResponse";
    let gone = "InvalidAnchor";
    // Status; code of the query, the read, the PATCH and the DELETE.
    for (status, query, read_, patch, delete) in [
        (302, OTHER, OTHER, OTHER, OTHER),
        (400, BAD_REQUEST, BAD_REQUEST, BAD_REQUEST, BAD_REQUEST),
        (
            401,
            "Unauthorized",
            "Unauthorized",
            "Unauthorized",
            "Unauthorized",
        ),
        (
            403,
            "InsufficientRights",
            "InsufficientRights",
            "InsufficientRights",
            "InsufficientRights",
        ),
        (404, INCOMPATIBLE, gone, gone, ""),
        (
            405,
            "MethodNotAllowed",
            "MethodNotAllowed",
            "MethodNotAllowed",
            "MethodNotAllowed",
        ),
        (
            409,
            "EntryConflict",
            "EntryConflict",
            FILTERING,
            "EntryConflict",
        ),
        (412, OTHER, OTHER, OTHER, OTHER),
        (
            422,
            "UnprocessableEntity",
            "UnprocessableEntity",
            "UnprocessableEntity",
            "UnprocessableEntity",
        ),
        (
            429,
            "TooManyRequests",
            "TooManyRequests",
            "TooManyRequests",
            "TooManyRequests",
        ),
        (
            500,
            SERVER,
            "InternalServerError",
            "InternalServerError",
            "InternalServerError",
        ),
        (
            501,
            "NotImplemented",
            "NotImplemented",
            "NotImplemented",
            "NotImplemented",
        ),
        (
            503,
            SERVER,
            "InternalServerError",
            "InternalServerError",
            "InternalServerError",
        ),
    ] {
        let no = || refusal(status, "no");
        for (entry, action, code) in [
            (matched(no()).await, "other", query),
            (read(no()).await, "update", read_),
            (patched(no()).await, "disable", patch),
            (deleted(no()).await, "delete", delete),
        ] {
            let start = match code {
                "" => format!("success {action} ada"),
                code => format!("failure {action} ada [{code}] "),
            };
            assert!(entry.starts_with(&start), "{status}: {entry}");
        }
    }
    for (kind, code) in [
        (FailureKind::Timeout, "Timeout"),
        (FailureKind::Tls, "WebExceptionProtocolError"),
    ] {
        for entry in [
            matched(failure(kind)).await,
            read(failure(kind)).await,
            patched(failure(kind)).await,
            deleted(failure(kind)).await,
        ] {
            assert!(entry.contains(&format!(" ada [{code}] ")), "{entry}");
        }
    }
}

#[tokio::test]
async fn a_deletion_that_fails_is_tried_again() {
    for (status, silence) in [(500, 0), (429, 0), (403, 8)] {
        let mut story = Story::small(LEGACY).linked().await;
        story.delete();
        story.cycle([refusal(status, "no")]).await;
        assert_eq!(story.job.link("ada"), Some("u-1"));
        for _ in 0..silence {
            assert_eq!(story.cycle([]).await, [""; 0]);
        }
        assert_eq!(story.cycle([empty(204)]).await, ["DELETE /Users/u-1"]);
        assert_eq!(story.job.link("ada"), None);
    }
}

#[tokio::test]
async fn one_refused_attribute_keeps_somebody_enabled() {
    let rows = mapping(&[SMALL[0], SMALL[1], ("title", "jobTitle")]);
    let mut story = Story::with(LEGACY, ADA, rows).linked().await;
    story.unassign();
    let current = || answer(200, user(json!({ "title": "Old" })));
    let patch = story.patch([current(), refusal(400, "invalidPath")]).await;
    assert!(
        patch.contains(r#""path":"active","value":"False""#),
        "{patch}"
    );
    assert!(patch.contains(r#""path":"title""#), "{patch}");
    assert!(story.log()[0].starts_with("failure disable ada "));
    for _ in 0..8 {
        assert_eq!(story.cycle([]).await, [""; 0]);
    }
    let again = story.patch([current(), refusal(400, "invalidPath")]).await;
    assert_eq!(again, patch, "the same once more");
}

#[tokio::test]
async fn what_is_no_list_finds_nobody_and_creates_nobody() {
    for outcome in [
        text(200, "text/html", "<html>log in"),
        empty(200),
        empty(204),
        answer(200, json!([])),
        answer(200, json!({ "totalResults": "0", "Resources": [] })),
        answer(200, json!({ "totalResults": 1 })),
    ] {
        let entry = matched(outcome).await;
        assert!(
            entry.starts_with(&format!("failure other ada [{INCOMPATIBLE}] ")),
            "{entry}"
        );
    }
    // No `Resources` is as good as an empty list (RFC 7644 §3.4.2).
    let mut story = Story::small(LEGACY);
    story.assign();
    let nobody = answer(200, json!({ "totalResults": 0 }));
    let lines = story.cycle([nobody, answer(201, user(json!({})))]).await;
    assert_eq!(lines[1], "POST /Users");
}

#[tokio::test]
async fn a_conflict_is_not_matched_again() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let lines = story.cycle([list(&[]), refusal(409, "taken")]).await;
    assert_eq!(lines.len(), 2);
    assert!(story.log()[0].starts_with("failure create ada [EntryConflict] "));
    assert_eq!(story.cycle([]).await, [""; 0]);
}

#[tokio::test]
async fn a_conflict_on_patch_is_a_matter_of_filtering() {
    let entry = patched(refusal(409, "taken")).await;
    let code = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
    assert!(
        entry.starts_with(&format!(
            "failure disable ada [{code}] Failed to disable User 'ada.t@example.com'"
        )),
        "{entry}"
    );
}

#[tokio::test]
async fn after_a_conflict_on_patch_there_may_be_another_look() {
    let filtering = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
    for (found, code) in [
        (list(&[]), filtering),
        (refusal(500, ""), filtering),
        (list(&[user(json!({ "id": "u-2" }))]), "EntryConflict"),
    ] {
        let settings = Settings {
            matches_after_conflict: true,
            ..LEGACY
        };
        let mut story = Story::small(settings).linked().await;
        story.update(&[("userName", "a.king@example.com")]);
        let current = answer(200, user(json!({})));
        assert_eq!(
            story.cycle([current, refusal(409, "taken"), found]).await,
            [
                "GET /Users/u-1",
                "PATCH /Users/u-1",
                "GET /Users?filter=userName+eq+%22a.king.t%40example.com%22"
            ]
        );
        let entry = entry(&mut story);
        let start = format!("failure update ada [{code}] Failed to update User");
        assert!(entry.starts_with(&start), "{entry}");
        assert!(entry.contains("StatusCode: Conflict"), "{entry}");
    }
}

#[tokio::test]
async fn what_is_gone_already_may_be_a_failure() {
    let settings = Settings {
        missing_on_delete: MissingOnDelete::Failure,
        ..LEGACY
    };
    let mut story = Story::small(settings).linked().await;
    story.delete();
    story.cycle([refusal(404, "no such user")]).await;
    assert!(story.log()[0].starts_with("failure delete ada [InvalidAnchor] "));
    assert_eq!(story.job.link("ada"), Some("u-1"));
}

#[tokio::test]
async fn a_lost_account_is_an_invalid_anchor() {
    for entry in [
        read(refusal(404, "")).await,
        patched(refusal(404, "")).await,
    ] {
        assert!(entry.contains(" [InvalidAnchor] Failed to "), "{entry}");
    }
}

#[tokio::test]
async fn a_lost_account_is_not_made_again() {
    let mut story = Story::small(LEGACY).linked().await;
    for title in ["a", "b"] {
        story.update(&[("title", title)]);
        assert_eq!(story.cycle([refusal(404, "")]).await, ["GET /Users/u-1"]);
    }
    assert_eq!(story.job.link("ada"), Some("u-1"));
}

#[tokio::test]
async fn a_refused_query_stops_the_person() {
    let entry = matched(refusal(400, "filter is not supported")).await;
    assert!(
        entry.starts_with(&format!(
            "failure other ada [{BAD_REQUEST}] Failed to match an entry in the source and target \
             systems User 'ada.t@example.com'; Error: StatusCode: BadRequest "
        )),
        "{entry}"
    );
}

#[tokio::test]
async fn not_found_is_no_empty_list() {
    let entry = matched(refusal(404, "nobody")).await;
    assert!(
        entry.starts_with(&format!("failure other ada [{INCOMPATIBLE}] ")),
        "{entry}"
    );
}

#[tokio::test]
async fn html_is_withheld() {
    for (media_type, page) in [
        ("text/html", "down"),
        ("", "\r\n <html><body>nginx</body></html>"),
    ] {
        assert_eq!(
            matched(text(502, media_type, page)).await,
            "failure other ada [SystemForCrossDomainIdentityManagementServerError] Failed to match \
             an entry in the source and target systems User 'ada.t@example.com'; Error: \
             StatusCode: BadGateway Message: Processing of the HTTP request resulted in an \
             exception. Please see the HTTP response returned by the 'Response' property of this \
             exception for details. Web Response: [RedactedHtmlContent]"
        );
    }
}

#[tokio::test]
async fn what_is_not_a_user_cannot_be_deserialized() {
    let wrong = |value: serde_json::Value| answer(201, user(value));
    let mut nameless = user(json!({}));
    nameless.as_object_mut().unwrap().remove("id");
    for (outcome, why) in [
        (answer(201, nameless), "it has no `id`"),
        (answer(200, json!([])), "it is not a JSON object"),
        (
            wrong(json!({ "active": "true" })),
            "the value of `active` has the wrong type: \"true\"",
        ),
        (
            wrong(json!({ "emails": [{ "value": "a", "primary": "True" }] })),
            "the value of `primary` has the wrong type: \"True\"",
        ),
        (
            wrong(
                json!({ "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                { "manager": "u-2" } }),
            ),
            "the value of `manager` has the wrong type: \"u-2\"",
        ),
        (
            wrong(json!({ "emails": { "value": "a" } })),
            "`emails` is not an array",
        ),
    ] {
        let entry = created(outcome).await;
        let start = format!(
            "failure create ada [{INCOMPATIBLE}] Failed to create User 'ada.t@example.com' in \
             customappsso; Error: We are not able to deserialize the resource received from your \
             SCIM endpoint because your SCIM endpoint is not fully compatible with the Azure \
             Active Directory SCIM client. Here is the resource we received from your SCIM \
             endpoint: "
        );
        assert!(entry.starts_with(&start), "{entry}");
        assert!(entry.ends_with(&format!(" (scimulate: {why})")), "{entry}");
    }
}

#[tokio::test]
async fn html_and_nothing_are_not_users() {
    for outcome in [text(200, "text/html", "<html>"), empty(201), empty(204)] {
        let entry = created(outcome).await;
        assert!(
            entry.starts_with(&format!("failure create ada [{INCOMPATIBLE}] ")),
            "{entry}"
        );
        assert!(entry.contains("(scimulate: it is not JSON ("), "{entry}");
    }
}

#[tokio::test]
async fn the_same_goes_for_users_that_are_read() {
    for outcome in [
        answer(200, user(json!({ "active": "true" }))),
        text(200, "application/scim+json", "{\"id\":"),
    ] {
        let entry = read(outcome).await;
        assert!(
            entry.starts_with(&format!("failure update ada [{INCOMPATIBLE}] ")),
            "{entry}"
        );
    }
    let entry = matched(list(&[user(json!({ "active": "true" }))])).await;
    assert!(
        entry.starts_with(&format!("failure other ada [{INCOMPATIBLE}] ")),
        "{entry}"
    );
}

#[tokio::test]
async fn a_create_may_be_answered_with_200() {
    let mut story = Story::small(LEGACY);
    story.assign();
    story.cycle([list(&[]), answer(200, user(json!({})))]).await;
    assert_eq!(story.job.link("ada"), Some("u-1"));
}

#[tokio::test]
async fn a_patch_needs_no_body_but_no_other_than_json() {
    for outcome in [
        empty(204),
        empty(200),
        answer(200, user(json!({}))),
        answer(200, json!({})),
    ] {
        assert!(patched(outcome).await.starts_with("success disable ada"));
    }
    let entry = patched(text(200, "text/html", "<html>")).await;
    assert!(
        entry.starts_with(&format!("failure disable ada [{INCOMPATIBLE}] ")),
        "{entry}"
    );
}

#[tokio::test]
async fn no_answer_is_a_time_out_or_a_protocol_error() {
    for (kind, code) in [
        (FailureKind::Timeout, "Timeout"),
        (FailureKind::Connect, "WebExceptionProtocolError"),
        (FailureKind::Closed, "WebExceptionProtocolError"),
    ] {
        let entry = created(failure(kind)).await;
        assert!(
            entry.starts_with(&format!(
                "failure create ada [{code}] Failed to create User 'ada.t@example.com' in \
                 customappsso; Error: An error occurred while sending the request"
            )),
            "{entry}"
        );
    }
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let lines = story
        .cycle([
            list(&[]),
            throttled(Some("3")),
            throttled(Some("4")),
            answer(201, user(json!({}))),
        ])
        .await;
    assert_eq!(lines[1..], ["POST /Users", "POST /Users", "POST /Users"]);
    assert_eq!(story.wire.pauses, [3, 4]);
    assert_eq!(story.job.link("ada"), Some("u-1"));
    // The cycle began at 08:40.
    assert_eq!(story.job.log()[0].at.to_string(), "2026-01-05T08:40:07Z");
}

#[tokio::test]
async fn without_retry_after_the_person_waits_for_the_next_cycle() {
    for header in [None, Some("Wed, 21 Oct 2026 07:28:00 GMT"), Some("soon")] {
        let mut story = Story::small(LEGACY);
        story.assign();
        story.cycle([list(&[]), throttled(header)]).await;
        assert!(story.log()[0].starts_with("failure create ada [TooManyRequests] "));
        assert_eq!(story.wire.pauses, [0_u64; 0]);
        let lines = story.cycle([list(&[]), answer(201, user(json!({})))]).await;
        assert_eq!(lines.len(), 2);
    }
}

#[tokio::test]
async fn retry_after_may_be_ignored() {
    let mut story = Story::small(Settings {
        honours_retry_after: false,
        ..LEGACY
    });
    story.assign();
    story.cycle([list(&[]), throttled(Some("3"))]).await;
    assert_eq!(story.wire.pauses, [0_u64; 0]);
    assert!(story.log()[0].starts_with("failure create ada [TooManyRequests] "));
}

#[tokio::test]
async fn any_other_status_is_a_bad_response() {
    for status in [302, 412, 428, 418] {
        let entry = created(refusal(status, "")).await;
        let code = "SystemForCrossDomainIdentityManagementBadResponse";
        assert!(
            entry.starts_with(&format!("failure create ada [{code}] ")),
            "{entry}"
        );
    }
}

#[tokio::test]
async fn a_list_of_several_for_one_user_is_too_many() {
    let entry = read(list(&[user(json!({})), user(json!({}))])).await;
    let code = "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse";
    assert!(
        entry.starts_with(&format!("failure update ada [{code}] ")),
        "{entry}"
    );
}

#[tokio::test]
async fn a_token_that_expires_within_a_cycle_ends_in_quarantine() {
    for (status, code) in [(401, "Unauthorized"), (403, "InsufficientRights")] {
        let mut story = Story::small(LEGACY);
        story.assign();
        story.cycle([list(&[]), refusal(status, "expired")]).await;
        assert!(story.log()[0].starts_with(&format!("failure create ada [{code}] ")));
        assert_eq!(story.job.state(), JobState::Running);
        story.wire = Script::answering(move |_| Some(refusal(status, "expired")));
        assert_eq!(story.cycle([]).await, [""; 0]);
        assert!(story.log()[0].starts_with("failure Quarantine "));
        assert_eq!(
            story.job.state(),
            JobState::Quarantined("EncounteredQuarantineException")
        );
    }
}

#[tokio::test]
async fn after_a_time_out_the_account_is_looked_for_again() {
    let mut story = Story::small(LEGACY);
    story.assign();
    story
        .cycle([list(&[]), failure(FailureKind::Timeout)])
        .await;
    assert_eq!(story.job.link("ada"), None);
    let lines = story.cycle([list(&[user(json!({}))])]).await;
    assert_eq!(
        lines,
        ["GET /Users?filter=userName+eq+%22ada.t%40example.com%22"]
    );
    assert_eq!(story.job.link("ada"), Some("u-1"));
}
