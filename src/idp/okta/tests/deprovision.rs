//! Losing the application and getting it back.

use serde_json::json;

use super::support::{LOOKUP, Story, body, catalog, catalog_put, oin_wizard, user, wizard};
use crate::idp::okta::{
    Assignment, Deprovisioning, EmptyAnswer, GoneOnDeactivation, PatchValue, Settings,
};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, http, list, refusal, text};
use crate::transcript::{FailureKind, Outcome};

const READ_AND_PUT: [&str; 2] = ["GET /Users/u-1", "PUT /Users/u-1"];
const DONE: &str = "success application.provision.user.deactivate ines Push user deactivation to \
                    external application";

fn active(active: bool) -> Outcome {
    answer(200, user(json!({ "active": active })))
}

/// A wizard application's person who has lost the application.
async fn unassigned(settings: Settings) -> Story {
    let mut story = Story::small(settings).linked().await;
    let lines = story
        .play(Act::Unassign, [active(true), active(false)])
        .await;
    assert_eq!(lines, READ_AND_PUT);
    story
}

#[tokio::test]
async fn a_catalog_application_patches() {
    let mut story = Story::small(catalog()).linked().await;
    let requests = story.requests(Act::Unassign, [active(false)]).await;
    assert_eq!(
        requests,
        [http(
            r#"
            PATCH /Users/u-1
            Accept: application/scim+json
            Accept-Charset: utf-8
            Content-Type: application/scim+json; charset=utf-8
            User-Agent: Okta SCIM Client 1.0.0
            Authorization: <token>
            Content-Length: <length>
            Host: <host>
            Connection: Keep-Alive
            Accept-Encoding: gzip,deflate

            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations":[{"op":"replace","value":{"active":false}}]}
            "#
        )]
    );
    // The length that Okta prints with this body.
    assert_eq!(body(&requests).len(), 118);
    assert_eq!(story.log(), [DONE]);
    assert_eq!(story.app.link("ines"), None);
}

#[tokio::test]
async fn a_patch_may_be_answered_with_the_user_or_nothing() {
    for outcome in [active(false), empty(204)] {
        let mut story = Story::small(catalog()).linked().await;
        story.play(Act::Unassign, [outcome]).await;
        assert_eq!(story.log(), [DONE]);
    }
}

#[tokio::test]
async fn the_patch_may_carry_more_and_follow_a_read() {
    let mut story = Story::small(Settings {
        patch_value: PatchValue::WithIdentity,
        reads_before_patch: true,
        ..catalog()
    })
    .linked()
    .await;
    let requests = story
        .requests(Act::Unassign, [active(true), active(false)])
        .await;
    assert!(requests[0].starts_with("GET /Users/u-1\n"));
    assert_eq!(
        body(&requests),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":["#,
            r#"{"op":"replace","value":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
            r#""id":"u-1","active":false}}]}"#
        )
    );
}

#[tokio::test]
async fn a_wizard_application_reads_and_puts_what_it_read() {
    for settings in [wizard(), catalog_put()] {
        let mut story = Story::small(settings).linked().await;
        let current = json!({ "id": "u-1", "active": true, "title": "Porter", "x": [1] });
        let answers = [answer(200, current), active(false)];
        let requests = story.requests(Act::Unassign, answers).await;
        assert!(requests[0].starts_with("GET /Users/u-1\n"));
        assert!(requests[1].starts_with("PUT /Users/u-1\n"));
        assert_eq!(
            body(&requests),
            r#"{"id":"u-1","active":false,"title":"Porter","x":[1]}"#
        );
        assert_eq!(story.log(), [DONE]);
    }
}

#[tokio::test]
async fn deactivating_the_okta_user_is_like_unassigning() {
    let mut story = Story::small(wizard()).linked().await;
    let lines = story
        .play(Act::Disable, [active(true), active(false)])
        .await;
    assert_eq!(lines, READ_AND_PUT);
}

#[tokio::test]
async fn an_individual_assignment_does_not_come_back() {
    let mut story = Story::small(wizard()).linked().await;
    story
        .play(Act::Disable, [active(true), active(false)])
        .await;
    assert_eq!(story.play(Act::Enable, []).await, [""; 0]);
    let found = user(json!({ "active": false }));
    let lines = story
        .play(Act::Assign, [list(&[found]), active(false), active(true)])
        .await;
    assert_eq!(lines[0], LOOKUP);
    assert_eq!(lines[1..], READ_AND_PUT);
}

#[tokio::test]
async fn nobody_who_is_deactivated_can_be_assigned() {
    let mut story = Story::small(wizard());
    story.play(Act::Disable, []).await;
    assert_eq!(story.play(Act::Assign, []).await, [""; 0]);
    assert_eq!(story.play(Act::Enable, []).await, [""; 0]);
}

#[tokio::test]
async fn an_assignment_by_group_comes_back() {
    let mut story = Story::small(Settings {
        assignment: Assignment::ByGroup,
        ..wizard()
    })
    .linked()
    .await;
    story
        .play(Act::Disable, [active(true), active(false)])
        .await;
    let found = user(json!({ "active": false }));
    let lines = story
        .play(Act::Enable, [list(&[found]), active(false), active(true)])
        .await;
    assert_eq!(lines[0], LOOKUP);
    assert_eq!(lines[1..], READ_AND_PUT);
}

#[tokio::test]
async fn deleting_somebody_deactivated_sends_nothing() {
    let mut story = Story::small(catalog()).linked().await;
    story.play(Act::Disable, [empty(204)]).await;
    assert_eq!(story.play(Act::Delete, []).await, [""; 0]);
}

#[tokio::test]
async fn deleting_somebody_deactivates_first() {
    let mut story = Story::small(catalog()).linked().await;
    assert_eq!(
        story.play(Act::Delete, [empty(204)]).await,
        ["PATCH /Users/u-1"]
    );
}

#[tokio::test]
async fn deprovisioning_may_delete() {
    for gone in [empty(204), refusal(404, "")] {
        let mut story = Story::small(Settings {
            deprovisioning: Deprovisioning::Delete,
            ..catalog()
        })
        .linked()
        .await;
        assert_eq!(
            story.play(Act::Unassign, [gone]).await,
            ["DELETE /Users/u-1"]
        );
        assert_eq!(
            story.log(),
            [
                "success application.provision.user.delete ines Delete user from external application"
            ]
        );
    }
}

#[tokio::test]
async fn a_wizard_application_activates_with_the_profile() {
    let mut story = unassigned(wizard()).await;
    let found = user(json!({ "active": false, "title": "Baker" }));
    let answers = [
        list(std::slice::from_ref(&found)),
        answer(200, found.clone()),
        active(true),
    ];
    let requests = story.requests(Act::Assign, answers).await;
    assert!(requests[0].starts_with(LOOKUP));
    assert_eq!(
        body(&requests),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u-1","#,
            r#""userName":"ines.t@orchard.example","active":true,"title":"Baker"}"#
        )
    );
    assert_eq!(story.app.link("ines"), Some("u-1"));
}

#[tokio::test]
async fn a_catalog_application_activates_before_the_profile() {
    let mut story = Story::small(catalog()).linked().await;
    story.play(Act::Unassign, [empty(204)]).await;
    story.log();
    let found = user(json!({ "active": false }));
    let answers = [list(&[found]), empty(204), active(true), active(true)];
    let requests = story.requests(Act::Assign, answers).await;
    assert!(requests[0].starts_with(LOOKUP));
    assert!(requests[1].starts_with("PATCH /Users/u-1\n"));
    assert_eq!(
        body(&requests[..2]),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
            r#""Operations":[{"op":"replace","value":{"active":true}}]}"#
        )
    );
    assert!(requests[2].starts_with("GET /Users/u-1\n"));
    assert!(requests[3].starts_with("PUT /Users/u-1\n"));
    let events: Vec<_> = story.log();
    let events: Vec<_> = events
        .iter()
        .map(|entry| entry.split(' ').nth(1).unwrap())
        .collect();
    assert_eq!(
        events,
        [
            "application.provision.user.import_profile",
            "application.provision.user.reactivate",
            "application.provision.user.push_profile",
            "application.provision.user.sync"
        ]
    );
}

#[tokio::test]
async fn an_account_that_is_hidden_is_created_again() {
    let mut story = unassigned(wizard()).await;
    story.log();
    let lines = story
        .play(Act::Assign, [list(&[]), refusal(409, "taken")])
        .await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
    assert_eq!(story.app.link("ines"), None);
    assert!(story.log()[0].contains("Conflict. Errors reported by remote server: taken"));
}

#[tokio::test]
async fn an_account_that_is_gone_completes_the_unassignment() {
    let mut story = Story::small(wizard()).linked().await;
    let lines = story.play(Act::Unassign, [refusal(404, "")]).await;
    assert_eq!(lines, ["GET /Users/u-1"]);
    assert_eq!(story.log(), [DONE]);
    let mut story = Story::small(catalog()).linked().await;
    story.play(Act::Unassign, [refusal(404, "")]).await;
    assert_eq!(story.log(), [DONE]);
}

#[tokio::test]
async fn an_account_that_is_gone_may_leave_a_task() {
    let gone = || refusal(404, "");
    let found = || active(true);
    for (settings, answers, tasks) in [
        (catalog(), vec![gone()], 1),
        (catalog_put(), vec![gone()], 1),
        (wizard(), vec![found(), gone()], 1),
        // This one is known to complete.
        (wizard(), vec![gone()], 0),
    ] {
        let mut story = Story::small(Settings {
            gone_on_deactivation: GoneOnDeactivation::Task,
            ..settings
        })
        .linked()
        .await;
        story.wire.prepare(answers);
        let unassign = Act::Unassign("ines".into());
        story.app.act(&unassign, &mut story.wire).await;
        assert_eq!(story.app.tasks().len(), tasks);
    }
}

#[tokio::test]
async fn a_failed_deactivation_is_a_task_and_is_not_tried_again() {
    let page = || text(502, "text/html", "error code: 502");
    for (settings, answers) in [
        (catalog(), vec![page()]),
        (wizard(), vec![page()]),
        (wizard(), vec![active(true), page()]),
    ] {
        let mut story = Story::small(settings).linked().await;
        story.wire.prepare(answers);
        story
            .app
            .act(&Act::Unassign("ines".into()), &mut story.wire)
            .await;
        assert_eq!(
            story.log(),
            [
                "failure application.provision.user.deactivate ines [Bad Gateway] Push user \
              deactivation to external application FAILURE: Bad Gateway. Application accounts \
              need deprovisioning: Go to third-party apps and manually disable user accounts \
              (ines.t@orchard.example in scimulate)"
            ]
        );
        assert_eq!(story.app.link("ines"), None);
    }
}

#[tokio::test]
async fn a_patch_that_is_not_implemented_is_not_followed_by_a_put() {
    let mut story = Story::small(catalog()).linked().await;
    let lines = story.play(Act::Unassign, [refusal(501, "no PATCH")]).await;
    assert_eq!(lines, ["PATCH /Users/u-1"]);
    assert!(story.log()[0].contains("[Not Implemented]"));
}

#[tokio::test]
async fn every_refusal_of_a_deactivation_is_a_task() {
    for (status, phrase) in [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (409, "Conflict"),
        (422, "Unprocessable Entity"),
        (500, "Internal Server Error"),
        (501, "Not Implemented"),
        (504, "Gateway Timeout"),
    ] {
        for settings in [catalog(), oin_wizard(), wizard(), catalog_put()] {
            let mut story = Story::small(settings).linked().await;
            story.play(Act::Unassign, [refusal(status, "no")]).await;
            let log = story.log();
            assert!(log[0].contains(&format!("[{phrase}]")), "{log:?}");
            assert_eq!(story.app.tasks().len(), 1);
            assert_eq!(story.app.link("ines"), None);
        }
    }
}

#[tokio::test]
async fn no_answer_and_no_user_fail_a_deactivation() {
    for (answers, code) in [
        (vec![failure(FailureKind::Connect)], "null"),
        (vec![failure(FailureKind::Timeout)], "Read timed out"),
        (vec![empty(200)], "null"),
        (vec![active(true), empty(200)], "null"),
        (vec![text(200, "text/html", "<html>")], "null"),
        (vec![active(true), answer(200, json!([]))], "null"),
    ] {
        let mut story = Story::small(wizard()).linked().await;
        story.wire.prepare(answers);
        story
            .app
            .act(&Act::Unassign("ines".into()), &mut story.wire)
            .await;
        let log = story.log();
        assert!(
            log[0].starts_with(&format!(
                "failure application.provision.user.deactivate ines [{code}] "
            )),
            "{log:?}"
        );
    }
}

#[tokio::test]
async fn a_patch_is_answered_with_nothing_by_204_only() {
    for (empty_answer, status) in [
        (EmptyAnswer::Failure, "failure"),
        (EmptyAnswer::Success, "success"),
    ] {
        let settings = Settings {
            empty_answer,
            ..catalog()
        };
        let mut story = Story::small(settings).linked().await;
        story.play(Act::Unassign, [empty(200)]).await;
        let log = story.log();
        assert!(log[0].starts_with(&format!("{status} ")), "{log:?}");
    }
}

#[tokio::test]
async fn somebody_without_an_account_is_not_deactivated() {
    let mut story = Story::small(catalog());
    story.play(Act::Assign, [list(&[]), refusal(500, "")]).await;
    assert_eq!(story.play(Act::Unassign, []).await, [""; 0]);
}
