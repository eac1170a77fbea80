//! The test of the connection, and what is read before anything is done.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::support::{CLIENTS, Story, assign, config, update, user};
use crate::idp::plain::{Client, ConfigReading, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, list, refusal, text};
use crate::transcript::{FailureKind, Outcome};

/// Whether the test succeeds, and what it sends.
async fn connect(story: &mut Story, answers: Vec<Outcome>) -> (bool, Vec<String>) {
    story.wire.prepare(answers);
    let connected = story.app.connect(&mut story.wire).await;
    (connected, story.wire.lines())
}

#[tokio::test]
async fn each_asks_for_something_else() {
    let made = |id: &str| answer(201, json!({ "id": id }));
    for client in CLIENTS {
        let (answers, lines) = match client {
            Client::OneLogin => (vec![config(0)], vec!["GET /ServiceProviderConfig?"]),
            Client::Generic => (vec![config(0)], vec!["GET /ServiceProviderConfig"]),
            Client::GoogleWorkspace | Client::PingOne => (vec![list(&[])], vec!["GET /Users"]),
            Client::JumpCloud => (
                vec![
                    list(&[]),
                    list(&[]),
                    made("u"),
                    made("g"),
                    empty(204),
                    empty(204),
                ],
                vec![
                    "GET /Users",
                    "GET /Groups",
                    "POST /Users",
                    "POST /Groups",
                    "DELETE /Groups/g",
                    "DELETE /Users/u",
                ],
            ),
            Client::Authentik => (
                vec![config(0), list(&[]), list(&[])],
                vec!["GET /ServiceProviderConfig", "GET /Users", "GET /Groups"],
            ),
            Client::Keycloak => (Vec::new(), Vec::new()),
        };
        let mut story = Story::new(client);
        let (connected, sent) = connect(&mut story, answers).await;
        assert!(connected, "{client:?}");
        assert_eq!(sent, lines, "{client:?}");
        assert_eq!(
            story.log(),
            ["success test connection test connection: done"]
        );
    }
}

#[tokio::test]
async fn jumpcloud_deactivates_a_test_user_that_cannot_be_deleted() {
    let mut story = Story::with(Client::JumpCloud, &[("probes", "test-objects")]);
    let made = |id: &str| answer(201, json!({ "id": id }));
    let answers = vec![made("u"), made("g"), empty(204), empty(405), empty(204)];
    let (connected, sent) = connect(&mut story, answers).await;
    assert!(connected);
    assert_eq!(sent[3..], ["DELETE /Users/u", "PATCH /Users/u"]);
}

#[tokio::test]
async fn a_failure_ends_the_test() {
    for (outcome, text) in [
        (
            refusal(401, "no"),
            "[401] test connection: 401 Unauthorized: no",
        ),
        (
            text(200, "text/html", "<html>"),
            "[not-json] test connection: 200 OK, but the body is not JSON: <html>",
        ),
        (
            answer(200, json!({})),
            "[no-list] test connection: the answer has no array `Resources`",
        ),
        (
            failure(FailureKind::Connect),
            "[connect] test connection: no answer: no connection: connection refused",
        ),
    ] {
        let mut story = Story::new(Client::JumpCloud);
        let (connected, sent) = connect(&mut story, vec![outcome]).await;
        assert!(!connected);
        assert_eq!(sent, ["GET /Users"]);
        assert_eq!(story.log(), [format!("failure test connection {text}")]);
    }
    let mut story = Story::new(Client::Generic);
    let (connected, _) = connect(&mut story, vec![answer(200, json!([]))]).await;
    assert!(!connected);
}

#[tokio::test]
async fn authentik_links_groups_of_the_same_name_page_by_page() {
    let page = |id: &str, name: &str| {
        let group = json!({ "id": id, "displayName": name });
        answer(200, json!({ "totalResults": 2, "Resources": [group] }))
    };
    let mut story = Story::new(Client::Authentik);
    let pages = [page("g-0", "Cooks"), page("g-1", "Bakers t")];
    let answers = [config(0), list(&[])].into_iter().chain(pages);
    let (connected, sent) = connect(&mut story, answers.collect()).await;
    assert!(connected);
    assert_eq!(sent[2..], ["GET /Groups", "GET /Groups?startIndex=2"]);
    assert_eq!(story.app.link("bakers"), Some("g-1"));
}

#[tokio::test]
async fn authentik_links_accounts_of_the_same_name_or_mail_page_by_page() {
    let page = |user: Value| answer(200, json!({ "totalResults": 3, "Resources": [user] }));
    let pages = || {
        [
            page(json!({ "id": "u-0", "userName": "nobody" })),
            page(json!({ "id": "u-1", "userName": "ines.t@orchard.example" })),
            page(json!({
                "id": "u-2",
                "userName": "someone",
                "emails": [{ "value": "x@y.example" }, { "value": "omar.t@orchard.example" }],
            })),
        ]
    };
    let mut story = Story::new(Client::Authentik);
    let answers = [config(0)].into_iter().chain(pages()).chain([list(&[])]);
    let (connected, sent) = connect(&mut story, answers.collect()).await;
    assert!(connected);
    assert_eq!(
        sent[1..4],
        [
            "GET /Users",
            "GET /Users?startIndex=2",
            "GET /Users?startIndex=3"
        ]
    );
    assert_eq!(story.app.link("ines"), Some("u-1"));
    assert_eq!(story.app.link("omar"), Some("u-2"));
    story.log();
    // A full synchronisation discovers too; who is linked already stays as it is.
    let answers = [config(0)].into_iter().chain(pages()).chain([list(&[])]);
    story.wire.prepare(answers);
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.wire.lines().len(), 5);
    assert!(story.log().is_empty());
    // One whose discovery fails ends there.
    story.wire.prepare([config(0), refusal(500, "no")]);
    story.app.sync(&mut story.wire).await;
    assert_eq!(
        story.wire.lines(),
        ["GET /ServiceProviderConfig", "GET /Users"]
    );
    assert!(story.log()[0].starts_with("failure discover users [500] "));
}

#[tokio::test]
async fn authentik_keeps_a_sound_configuration_for_an_hour() {
    let mut story = Story::with(Client::Authentik, &[("config", "hourly")]);
    assert_eq!(
        Settings::documented(Client::Authentik).config,
        ConfigReading::Hourly
    );
    let answers = [empty(404), refusal(400, "no")];
    assert_eq!(story.lines(assign("ines"), answers).await.len(), 2);
    let answers = [config(0), refusal(400, "no")];
    let act = update("ines", &[("title", "Chef")]);
    assert_eq!(story.lines(act, answers).await.len(), 2);
    let minutes = |minutes| Act::Wait(SignedDuration::from_mins(minutes));
    story.lines(minutes(59), []).await;
    let lines = story.lines(assign("omar"), [refusal(400, "no")]).await;
    assert_eq!(lines, ["POST /Users"]);
    story.lines(minutes(1), []).await;
    let answers = [config(0), refusal(400, "no")];
    assert_eq!(
        story
            .lines(update("omar", &[("title", "Chef")]), answers)
            .await
            .len(),
        2
    );
}

#[tokio::test]
async fn authentik_reads_the_configuration_at_the_start_of_every_task() {
    let mut story = Story::new(Client::Authentik);
    for outcome in [
        empty(404),
        text(200, "text/html", "<html>"),
        answer(200, json!({ "patch": { "supported": true } })),
    ] {
        let answers = [outcome, answer(201, json!({}))];
        let lines = story.lines(assign("ines"), answers).await;
        assert_eq!(lines, ["GET /ServiceProviderConfig", "POST /Users"]);
        let log = story.log();
        assert!(
            log[0].contains("so that nothing counts as supported"),
            "{log:?}"
        );
        story.lines(Act::Unassign("ines".into()), []).await;
    }
    let mut story = Story::with(Client::Authentik, &[("config", "once")]);
    let answers = [config(0), answer(201, user())];
    story.lines(assign("ines"), answers).await;
    let made = answer(201, json!({ "id": "u-2" }));
    assert_eq!(story.lines(assign("omar"), [made]).await, ["POST /Users"]);
}
