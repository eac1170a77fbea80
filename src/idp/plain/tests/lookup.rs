//! How a user is looked up.

use super::support::{Story, assign, config, user};
use crate::idp::plain::Client;
use crate::idp::testing::{answer, empty, http, list, refusal};
use serde_json::json;

/// The first request of an assignment, when nobody is found and the create is refused.
async fn first(mut story: Story) -> String {
    let answers = [list(&[]), refusal(400, "no")];
    let requests = story.play(assign("ines"), answers).await;
    assert_eq!(requests.len(), 2);
    requests[0].clone()
}

/// Method and target of that request.
async fn first_line(story: Story) -> String {
    first(story).await.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn onelogin_leaves_an_ampersand_and_an_empty_user_agent() {
    assert_eq!(
        first(Story::new(Client::OneLogin)).await,
        http(
            r"
            GET /Users?filter=userName+eq+%22ines.t%40orchard.example%22&
            Host: <host>
            User-Agent:
            Authorization: <token>
            "
        )
    );
}

#[tokio::test]
async fn google_workspace_asks_for_the_user_name_from_the_first_page_on() {
    assert_eq!(
        first(Story::new(Client::GoogleWorkspace)).await,
        http(
            r"
            GET /Users?filter=userName%20eq%20%22ines.t%40orchard.example%22&startIndex=1
            Host: <host>
            User-Agent: Google-Auto-Provisioning
            Authorization: <token>
            "
        )
    );
}

#[tokio::test]
async fn pingone_fills_in_a_template() {
    assert_eq!(
        first(Story::new(Client::PingOne)).await,
        http(
            r"
            GET /Users?filter=userName%20eq%20%22ines.t%40orchard.example%22
            Accept: application/scim+json
            Authorization: <token>
            Host: <host>
            Connection: Keep-Alive
            User-Agent: Apache-HttpClient/4.5.14 (Java/17.0.9)
            Accept-Encoding: gzip,deflate
            "
        )
    );
    for (filter, sent) in [
        // PingOne's own.
        (
            "username Eq \"%s\"",
            "username%20Eq%20%22ines.t%40orchard.example%22",
        ),
        (
            "email Co \"%s\"",
            "email%20Co%20%22ines.t%40orchard.example%22",
        ),
        ("userName eq %s", "userName%20eq%20ines.t%40orchard.example"),
        ("", "userName%20eq%20%22ines.t%40orchard.example%22"),
    ] {
        let story = Story::with(Client::PingOne, &[("filter", filter)]);
        assert_eq!(first_line(story).await, format!("GET /Users?filter={sent}"));
    }
}

#[tokio::test]
async fn a_plain_client_and_jumpcloud_ask_by_the_row_that_is_matched_on() {
    for client in [Client::Generic, Client::JumpCloud] {
        assert_eq!(
            first_line(Story::new(client)).await,
            "GET /Users?filter=userName%20eq%20%22ines.t%40orchard.example%22"
        );
    }
}

#[tokio::test]
async fn authentik_asks_after_a_conflict_if_the_target_can_filter() {
    let mut story = Story::new(Client::Authentik);
    let answers = [config(0), refusal(409, "taken"), list(&[user()])];
    let lines = story.lines(assign("ines"), answers).await;
    assert_eq!(
        lines,
        [
            "GET /ServiceProviderConfig",
            "POST /Users",
            "GET /Users?filter=userName+eq+%22ines.t%40orchard.example%22",
        ]
    );
    assert_eq!(story.app.link("ines"), Some("u-1"));
    assert_eq!(story.log(), ["success link user ines link user: done"]);

    let mut story = Story::new(Client::Authentik);
    let answers = [empty(404), refusal(409, "taken")];
    let lines = story.lines(assign("ines"), answers).await;
    assert_eq!(lines, ["GET /ServiceProviderConfig", "POST /Users"]);
    assert_eq!(story.app.link("ines"), None);
}

#[tokio::test]
async fn a_conflict_with_nobody_stands() {
    let mut story = Story::new(Client::Authentik);
    let answers = [config(0), refusal(409, "taken"), list(&[])];
    story.lines(assign("ines"), answers).await;
    assert_eq!(
        story.log(),
        ["failure create user ines [409] create user: 409 Conflict: taken"]
    );
}

#[tokio::test]
async fn keycloak_never_asks() {
    let mut story = Story::new(Client::Keycloak);
    let lines = story.lines(assign("ines"), [answer(201, user())]).await;
    assert_eq!(lines, ["POST /Users"]);
}

#[tokio::test]
async fn an_account_that_is_found_is_linked_and_written() {
    let mut story = Story::small(Client::Generic, &[]);
    let there = json!({ "id": "u-1", "userName": "ines.t@orchard.example", "active": true });
    let answers = [list(&[there]), empty(204)];
    let requests = story.play(assign("ines"), answers).await;
    assert!(
        requests[1].ends_with(r#""Operations":[{"op":"replace","path":"title","value":"Baker"}]}"#),
        "{}",
        requests[1]
    );
    let mut story = Story::small(Client::OneLogin, &[]);
    let answers = [list(&[user()]), answer(200, user())];
    let lines = story.lines(assign("ines"), answers).await;
    assert_eq!(lines[1], "PUT /Users/u-1?");
}
