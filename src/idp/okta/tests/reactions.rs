//! What each answer to a request about a person leads to: the texts, the link and what comes next.

use serde_json::json;

use super::support::{INES, LOOKUP, SMALL, Story, catalog, user, wizard};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, list, mapping, refusal, text};
use crate::transcript::{FailureKind, Outcome};

/// A person with user name and full name.
fn story() -> Story {
    Story::with(catalog(), INES, mapping(SMALL))
}

/// The two entries after an assignment failed, without what they have in common.
async fn assigned(answers: Vec<Outcome>) -> (String, String) {
    let mut story = story();
    story.wire.prepare(answers);
    story
        .app
        .act(&Act::Assign("ines".into()), &mut story.wire)
        .await;
    assert_eq!(story.app.link("ines"), None);
    let log = story.log();
    assert_eq!(log.len(), 2, "{log:?}");
    let (event, text) = log[0].split_once(" ines ").unwrap();
    assert_eq!(
        log[1],
        format!("failure application.provision.user.sync ines {text}")
    );
    let whole = "Automatic provisioning of user ines.t@orchard.example to app scimulate failed: ";
    (event.to_owned(), text.replace(whole, ""))
}

/// What a lookup that was answered so ends with; nothing further is sent.
async fn looked_up(outcome: Outcome) -> String {
    let (event, text) = assigned(vec![outcome]).await;
    assert_eq!(event, "failure application.provision.user.verify_exists");
    text
}

/// What a create that was answered so ends with.
async fn created(outcome: Outcome) -> String {
    let (event, text) = assigned(vec![list(&[]), outcome]).await;
    assert_eq!(event, "failure application.provision.user.push");
    text
}

/// What a profile push ends with whose answers are these.
async fn pushed(answers: Vec<Outcome>) -> String {
    let mut story = story().linked().await;
    story.wire.prepare(answers);
    let changes = crate::idp::testing::changes(&[("title", "Chef")]);
    story
        .app
        .act(&Act::Update("ines".into(), changes), &mut story.wire)
        .await;
    assert_eq!(story.app.link("ines"), Some("u-1"), "the link stays");
    let mut log = story.log();
    assert_eq!(log.len(), 1, "{log:?}");
    let whole = "Automatic profile push of user Ines Moreau to app scimulate failed: ";
    log.remove(0).replace(whole, "")
}

#[tokio::test]
async fn a_refused_lookup_names_phrase_and_detail() {
    for (status, phrase) in [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (500, "Internal Server Error"),
    ] {
        assert_eq!(
            looked_up(refusal(status, "no")).await,
            format!(
                "[{phrase}] Error while verifying if user ines.t@orchard.example exists: \
                 {phrase}. Errors reported by remote server: no"
            )
        );
    }
}

#[tokio::test]
async fn a_lookup_without_answer_names_nobody() {
    assert_eq!(
        looked_up(failure(FailureKind::Connect)).await,
        "[null] Error while verifying if user exists: null"
    );
    assert_eq!(
        looked_up(failure(FailureKind::Timeout)).await,
        "[Read timed out] Error while verifying if user exists: Read timed out"
    );
}

#[tokio::test]
async fn a_lookup_that_makes_no_sense_has_no_reason() {
    let sound = user(json!({}));
    for (outcome, why) in [
        (
            answer(
                200,
                json!({ "totalResults": 0, "startIndex": "1", "Resources": [] }),
            ),
            "`startIndex` is \"1\", not a number",
        ),
        (
            answer(200, json!({ "totalResults": "1", "Resources": [sound] })),
            "`totalResults` is \"1\", not a number",
        ),
        (
            answer(200, json!({ "totalResults": 0 })),
            "`Resources` is missing",
        ),
        (answer(200, json!([])), "`Resources` is missing"),
        (empty(200), "`Resources` is missing"),
        (text(200, "text/html", "<html>"), "`Resources` is missing"),
        (
            answer(200, json!({ "Resources": {} })),
            "`Resources` is not an array",
        ),
        (
            list(&[json!({ "userName": "ines.t@orchard.example" })]),
            "the user that was found has no `id`",
        ),
    ] {
        assert_eq!(
            looked_up(outcome).await,
            format!(
                "[null] Error while verifying if user ines.t@orchard.example exists: null \
                 (scimulate: {why})"
            )
        );
    }
}

#[tokio::test]
async fn a_refused_create_names_phrase_and_detail() {
    for (status, phrase) in [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (409, "Conflict"),
        (422, "Unprocessable Entity"),
        (500, "Internal Server Error"),
        (501, "Not Implemented"),
    ] {
        assert_eq!(
            created(refusal(status, "no")).await,
            format!(
                "[{phrase}] Error while creating user Ines Moreau: {phrase}. Errors reported by \
                 remote server: no"
            )
        );
    }
}

#[tokio::test]
async fn a_conflict_is_not_looked_up_again() {
    let mut story = story();
    let lines = story
        .play(Act::Assign, [list(&[]), refusal(409, "taken")])
        .await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
    assert_eq!(story.update(&[("title", "Chef")], []).await, [""; 0]);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_quoted_like_javas_parser() {
    assert_eq!(
        created(text(502, "text/plain", "error code: 502")).await,
        "[Bad Gateway] Error while creating user Ines Moreau: Bad Gateway. Errors reported by \
         remote server: Invalid JSON: Unrecognized token 'error': was expecting ('true', 'false' \
         or 'null') at [Source: java.io.StringReader@…; line: 1, column: 6]"
    );
}

#[tokio::test]
async fn a_create_without_a_user_is_an_empty_user() {
    let mut nameless = user(json!({}));
    nameless.as_object_mut().unwrap().remove("id");
    for outcome in [
        empty(201),
        empty(204),
        answer(201, json!([])),
        answer(201, nameless),
        answer(201, user(json!({ "id": "" }))),
        text(200, "text/html", "<html>"),
    ] {
        assert_eq!(
            created(outcome).await,
            "[empty user] Error while creating user Ines Moreau: Create new user returned empty \
             user."
        );
    }
}

#[tokio::test]
async fn a_create_may_be_answered_with_200() {
    let mut story = story();
    story
        .play(Act::Assign, [list(&[]), answer(200, user(json!({})))])
        .await;
    assert_eq!(story.app.link("ines"), Some("u-1"));
}

#[tokio::test]
async fn a_create_without_answer_is_null() {
    assert_eq!(
        created(failure(FailureKind::Closed)).await,
        "[null] Error while creating user Ines Moreau: null"
    );
}

#[tokio::test]
async fn a_refused_push_names_phrase_and_detail() {
    let found = || answer(200, user(json!({})));
    for (answers, phrase) in [
        (vec![found(), refusal(400, "no")], "Bad Request"),
        (vec![found(), refusal(401, "no")], "Unauthorized"),
        (vec![found(), refusal(403, "no")], "Forbidden"),
        (vec![found(), refusal(404, "no")], "Not Found"),
        (vec![found(), refusal(409, "no")], "Conflict"),
        (vec![found(), refusal(422, "no")], "Unprocessable Entity"),
        (vec![found(), refusal(500, "no")], "Internal Server Error"),
        (vec![found(), refusal(501, "no")], "Not Implemented"),
        (vec![refusal(400, "no")], "Bad Request"),
        (vec![refusal(401, "no")], "Unauthorized"),
        (vec![refusal(403, "no")], "Forbidden"),
        (vec![refusal(404, "no")], "Not Found"),
        (vec![refusal(500, "no")], "Internal Server Error"),
    ] {
        assert_eq!(
            pushed(answers).await,
            format!(
                "failure application.provision.user.push_profile ines [{phrase}] Error while \
                 trying to push profile update for ines.t@orchard.example: {phrase}. Errors \
                 reported by remote server: no"
            )
        );
    }
}

#[tokio::test]
async fn a_push_that_makes_no_sense_or_has_no_answer_is_null() {
    for answers in [
        vec![empty(200)],
        vec![answer(200, json!([]))],
        vec![answer(200, user(json!({}))), empty(200)],
        vec![text(200, "text/html", "<html>")],
        vec![answer(200, user(json!({}))), answer(200, json!([]))],
        vec![
            answer(200, user(json!({}))),
            text(200, "text/html", "<html>"),
        ],
        vec![failure(FailureKind::Connect)],
        vec![answer(200, user(json!({}))), failure(FailureKind::Tls)],
    ] {
        let entry = pushed(answers).await;
        assert!(
            entry.starts_with(
                "failure application.provision.user.push_profile ines [null] Error while trying \
                 to push profile update for ines.t@orchard.example: null"
            ),
            "{entry}"
        );
    }
}

#[tokio::test]
async fn an_account_that_is_gone_stays_gone_until_it_is_assigned_anew() {
    let mut story = Story::small(wizard()).linked().await;
    for title in ["Chef", "Head chef"] {
        let lines = story.update(&[("title", title)], [refusal(404, "")]).await;
        assert_eq!(lines, ["GET /Users/u-1"]);
    }
    story.play(Act::Unassign, [refusal(404, "")]).await;
    let made = answer(201, user(json!({ "id": "u-2" })));
    let lines = story.play(Act::Assign, [list(&[]), made]).await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
    assert_eq!(story.app.link("ines"), Some("u-2"));
}

#[tokio::test]
async fn a_link_whose_profile_is_refused_fails_the_assignment() {
    let mut story = story();
    let found = user(json!({}));
    let answers = [
        list(std::slice::from_ref(&found)),
        answer(200, found.clone()),
        refusal(400, "no"),
    ];
    story.play(Act::Assign, answers).await;
    let log = story.log();
    assert_eq!(
        log[2],
        "failure application.provision.user.sync ines [Bad Request] Automatic provisioning of user \
         ines.t@orchard.example to app scimulate failed: Error while trying to push profile update \
         for ines.t@orchard.example: Bad Request. Errors reported by remote server: no"
    );
}

#[tokio::test]
async fn a_refused_reactivation_stops_before_the_profile() {
    let mut story = story();
    let found = user(json!({ "active": false }));
    let lines = story
        .play(Act::Assign, [list(&[found]), refusal(500, "")])
        .await;
    assert_eq!(lines, [LOOKUP, "PATCH /Users/u-1"]);
    let log = story.log();
    assert!(
        log[1].starts_with(
            "failure application.provision.user.reactivate ines [Internal Server Error] Automatic \
             provisioning of user ines.t@orchard.example to app scimulate failed: Push user \
             reactivation in external application FAILURE: Internal Server Error"
        ),
        "{log:?}"
    );
}
