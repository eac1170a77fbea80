//! What each answer leads to: the log, the link and what comes next.

use serde_json::json;

use super::support::{Story, assign, config, push, update, user};
use crate::idp::plain::Client;
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, list, refusal, text, throttled};
use crate::transcript::{FailureKind, Outcome};

/// What a create that was answered so ends with.
async fn created(client: Client, outcome: Outcome) -> String {
    let mut story = Story::small(client, &[]);
    match client {
        Client::Authentik => story.lines(assign("ines"), [config(0), outcome]).await,
        _ => story.lines(assign("ines"), [list(&[]), outcome]).await,
    };
    assert_eq!(story.app.link("ines"), None);
    let log = story.log();
    let [entry] = &log[..] else { panic!("{log:?}") };
    let whole = "failure create user ines ";
    entry
        .strip_prefix(whole)
        .unwrap()
        .replace("create user: ", "")
}

/// What an update that was answered so ends with; the link stays.
async fn updated(outcome: Outcome) -> String {
    let mut story = Story::small(Client::Generic, &[]).linked().await;
    story
        .lines(update("ines", &[("title", "Chef")]), [outcome])
        .await;
    assert_eq!(story.app.link("ines"), Some("u-1"));
    let log = story.log();
    let [entry] = &log[..] else { panic!("{log:?}") };
    entry.replace("update user: ", "")
}

#[tokio::test]
async fn a_refused_create_says_status_and_detail() {
    let client = Client::Generic;
    for (outcome, text) in [
        (refusal(400, "no"), "[400] 400 Bad Request: no"),
        (refusal(409, "taken"), "[409] 409 Conflict: taken"),
        (empty(500), "[500] 500 Internal Server Error"),
        (
            text(502, "text/html", "<h1>Bad</h1>"),
            "[502] 502 Bad Gateway: <h1>Bad</h1>",
        ),
        (
            text(200, "text/html", "<html>log in"),
            "[not-json] 200 OK, but the body is not JSON: <html>log in",
        ),
        (answer(201, json!({})), "[no-id] the answer has no `id`"),
        (empty(204), "[no-id] the answer has no `id`"),
        (
            failure(FailureKind::Timeout),
            "[timeout] no answer: no connection: connection refused",
        ),
    ] {
        assert_eq!(created(client, outcome).await, text);
    }
}

#[tokio::test]
async fn authentik_has_words_for_a_missing_id() {
    assert_eq!(
        created(Client::Authentik, answer(201, json!({ "id": "" }))).await,
        "[no-id] SCIM Response with missing or invalid `id`"
    );
}

#[tokio::test]
async fn a_missing_id_ends_authentiks_full_synchronisation() {
    let mut story = Story::small(Client::Authentik, &[]);
    for key in ["ines", "omar"] {
        let answers = [config(0), refusal(500, "down")];
        story.lines(assign(key), answers).await;
    }
    story.log();
    let found = || [config(0), list(&[]), list(&[])].into_iter();
    story.wire.prepare(found().chain([answer(201, json!({}))]));
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.wire.lines()[3..], ["POST /Users"]);
    assert_eq!(story.log().len(), 1);
    // The next one begins anew.
    let made = |id: &str| answer(201, json!({ "id": id }));
    story
        .wire
        .prepare(found().chain([made("u-1"), made("u-2")]));
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.app.link("omar"), Some("u-2"));
}

#[tokio::test]
async fn a_refused_lookup_ends_the_assignment() {
    for (outcome, text) in [
        (refusal(403, "no"), "[403] look up user: 403 Forbidden: no"),
        (
            answer(200, json!({ "totalResults": 1 })),
            "[no-list] look up user: the answer has no array `Resources`",
        ),
    ] {
        let mut story = Story::small(Client::OneLogin, &[]);
        assert_eq!(story.lines(assign("ines"), [outcome]).await.len(), 1);
        assert_eq!(story.log(), [format!("failure look up user ines {text}")]);
    }
}

#[tokio::test]
async fn an_update_may_be_answered_without_a_body() {
    for outcome in [empty(204), empty(200), answer(200, user())] {
        assert_eq!(updated(outcome).await, "success update user ines done");
    }
    for (outcome, text) in [
        (empty(404), "failure update user ines [404] 404 Not Found"),
        (
            empty(500),
            "failure update user ines [500] 500 Internal Server Error",
        ),
        (
            text(200, "text/html", "<html>"),
            "failure update user ines [not-json] 200 OK, but the body is not JSON: <html>",
        ),
        (
            failure(FailureKind::Connect),
            "failure update user ines [connect] no answer: no connection: connection refused",
        ),
    ] {
        assert_eq!(updated(outcome).await, text);
    }
}

#[tokio::test]
async fn authentik_creates_again_what_is_gone() {
    let mut story = Story::small(Client::Authentik, &[]).pushed().await;
    let made = answer(201, json!({ "id": "u-2" }));
    let answers = [config(0), empty(404), made];
    let act = update("ines", &[("title", "Chef")]);
    let lines = story.lines(act, answers).await;
    assert_eq!(lines[1..], ["PUT /Users/u-1", "POST /Users"]);
    assert_eq!(story.app.link("ines"), Some("u-2"));

    let made = answer(201, json!({ "id": "g-2" }));
    let answers = [config(0), empty(404), made, empty(204)];
    let act = update("bakers", &[("displayName", "Cooks")]);
    let lines = story.lines(act, answers).await;
    assert_eq!(
        lines[1..],
        ["PATCH /Groups/g-1", "POST /Groups", "PATCH /Groups/g-2"]
    );
    assert_eq!(story.app.link("bakers"), Some("g-2"));

    // Where members are compared, the read tells.
    let made = answer(201, json!({ "id": "g-3" }));
    let answers = [config(0), empty(204), empty(404), made, empty(204)];
    let act = update("bakers", &[("displayName", "Bakers")]);
    let lines = story.lines(act, answers).await;
    assert_eq!(
        lines[1..],
        [
            "PATCH /Groups/g-2",
            "GET /Groups/g-2",
            "POST /Groups",
            "PATCH /Groups/g-3"
        ]
    );
    assert_eq!(story.app.link("bakers"), Some("g-3"));
}

#[tokio::test]
async fn others_leave_what_is_gone() {
    let mut story = Story::small(Client::Authentik, &[("recreates", "false")])
        .linked()
        .await;
    let answers = [config(0), empty(404)];
    story
        .lines(update("ines", &[("title", "Chef")]), answers)
        .await;
    assert_eq!(story.app.link("ines"), Some("u-1"));
}

#[tokio::test]
async fn a_deletion_that_fails_keeps_the_link() {
    let mut story = Story::small(Client::Keycloak, &[]).linked().await;
    story.lines(Act::Delete("ines".into()), [empty(500)]).await;
    assert_eq!(story.app.link("ines"), Some("u-1"));
    assert_eq!(
        story.log(),
        ["failure delete user ines [500] delete user: 500 Internal Server Error"]
    );
}

#[tokio::test]
async fn keycloak_tries_ten_times_where_no_answer_comes() {
    let mut story = Story::small(Client::Keycloak, &[]);
    let none = || failure(FailureKind::Timeout);
    let answers = [none(), none(), answer(201, user())];
    assert_eq!(story.lines(assign("ines"), answers).await.len(), 3);
    // 0.5 s and 0.75 s.
    let at = story.app.log().last().unwrap().at;
    assert_eq!(at.to_string(), "2026-01-05T08:00:01.25Z");

    let mut story = Story::small(Client::Keycloak, &[]);
    let answers = std::array::from_fn::<_, 10, _>(|_| none());
    assert_eq!(story.lines(assign("ines"), answers).await.len(), 10);
    assert_eq!(story.app.link("ines"), None);
    // An answer is never asked for again.
    let mut story = Story::small(Client::Keycloak, &[]);
    assert_eq!(story.lines(assign("ines"), [empty(503)]).await.len(), 1);
}

#[tokio::test]
async fn authentik_tries_again_where_the_target_is_busy() {
    let mut story = Story::small(Client::Authentik, &[]);
    let answers = [
        config(0),
        throttled(Some("7")),
        empty(503),
        answer(201, user()),
    ];
    let lines = story.lines(assign("ines"), answers).await;
    assert_eq!(lines[1..], ["POST /Users"; 3]);
    assert_eq!(
        story.wire.pauses,
        [15],
        "for real only where that is asked for"
    );
    let at = story.app.log().last().unwrap().at;
    assert_eq!(at.to_string(), "2026-01-05T08:00:45Z");

    let mut story = Story::small(Client::Authentik, &[]);
    let busy = || empty(503);
    let answers = [config(0), busy(), busy(), busy(), busy(), busy(), busy()];
    assert_eq!(story.lines(assign("ines"), answers).await.len(), 7);
    story.log();
    // In a full synchronisation the next object follows at once.
    let answers = [config(0), list(&[]), list(&[]), busy()];
    story.wire.prepare(answers);
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.log().len(), 1);
    // No answer at all is not tried again.
    let mut story = Story::small(Client::Authentik, &[]);
    let answers = [config(0), failure(FailureKind::Timeout)];
    assert_eq!(story.lines(assign("ines"), answers).await.len(), 2);
}

#[tokio::test]
async fn a_plain_client_waits_where_it_is_asked_to() {
    let mut story = Story::small(Client::Generic, &[]);
    let answers = [throttled(Some("7")), list(&[]), answer(201, user())];
    story.lines(assign("ines"), answers).await;
    assert_eq!(story.wire.pauses, [7]);
    assert_eq!(story.app.link("ines"), Some("u-1"));
    for (client, asked) in [(Client::Generic, None), (Client::OneLogin, Some("7"))] {
        let mut story = Story::small(client, &[]);
        story.lines(assign("ines"), [throttled(asked)]).await;
        assert!(story.wire.pauses.is_empty());
        assert_eq!(
            story.log(),
            ["failure look up user ines [429] look up user: 429 Too Many Requests"]
        );
    }
}

#[tokio::test]
async fn members_that_are_refused_are_tried_with_the_next_change() {
    let mut story = Story::new(Client::JumpCloud).linked().await;
    let made = answer(201, json!({ "id": "g-1" }));
    let answers = [list(&[]), made, empty(400)];
    story.lines(push("bakers"), answers).await;
    let log = story.log();
    assert_eq!(
        log[1],
        "failure update members bakers [400] update members: 400 Bad Request"
    );
    let lines = story.lines(push("bakers"), [empty(204)]).await;
    assert_eq!(lines, ["PATCH /Groups/g-1"]);
}

#[tokio::test]
async fn entries_name_the_object_on_both_sides() {
    let story = Story::small(Client::Generic, &[]).pushed().await;
    let entry = story.app.log().last().unwrap();
    let detail = &entry.detail;
    assert_eq!(detail.source_name, "Bakers t");
    assert_eq!(detail.target_id.as_deref(), Some("g-1"));
    assert_eq!(detail.source_id.len(), 36);
}
