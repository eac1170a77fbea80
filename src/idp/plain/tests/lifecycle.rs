//! Deactivation, activation, deletion, and who is in scope.

use super::support::{Story, assign, body, config, user};
use crate::idp::plain::Client;
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, list};

/// Method and target of what an act leads to, after the configuration.
async fn sent(client: Client, settings: &[(&str, &str)], act: fn(String) -> Act) -> Vec<String> {
    let mut story = Story::small(client, settings).linked().await;
    match client {
        Client::Authentik => {
            let answers = [config(0), empty(204)];
            story.lines(act("ines".into()), answers).await.split_off(1)
        }
        _ => story.lines(act("ines".into()), [empty(204)]).await,
    }
}

#[tokio::test]
async fn every_client_has_its_way_to_take_an_account_away() {
    for (client, unassign, disable, delete) in [
        (
            Client::OneLogin,
            "PATCH /Users/u-1?",
            "PATCH /Users/u-1?",
            "PATCH /Users/u-1?",
        ),
        (
            Client::JumpCloud,
            "PATCH /Users/u-1",
            "PATCH /Users/u-1",
            "DELETE /Users/u-1",
        ),
        (
            Client::GoogleWorkspace,
            "PATCH /Users/u-1",
            "PATCH /Users/u-1",
            "DELETE /Users/u-1",
        ),
        (
            Client::PingOne,
            "PUT /Users/u-1",
            "PUT /Users/u-1",
            "DELETE /Users/u-1",
        ),
        (
            Client::Authentik,
            "DELETE /Users/u-1",
            "PUT /Users/u-1",
            "DELETE /Users/u-1",
        ),
        (
            Client::Keycloak,
            "DELETE /Users/u-1",
            "PUT /Users/u-1",
            "DELETE /Users/u-1",
        ),
        (
            Client::Generic,
            "PATCH /Users/u-1",
            "PATCH /Users/u-1",
            "DELETE /Users/u-1",
        ),
    ] {
        assert_eq!(
            sent(client, &[], Act::Unassign).await,
            [unassign],
            "{client:?}"
        );
        assert_eq!(
            sent(client, &[], Act::Disable).await,
            [disable],
            "{client:?}"
        );
        assert_eq!(sent(client, &[], Act::Delete).await, [delete], "{client:?}");
    }
}

#[tokio::test]
async fn deprovisioning_is_a_setting() {
    let client = Client::OneLogin;
    let delete = [("on-unassign", "delete"), ("on-delete", "delete")];
    assert_eq!(
        sent(client, &delete, Act::Unassign).await,
        ["DELETE /Users/u-1?"]
    );
    assert_eq!(
        sent(client, &delete, Act::Delete).await,
        ["DELETE /Users/u-1?"]
    );
    let put = [("activation", "put")];
    assert_eq!(sent(client, &put, Act::Unassign).await, ["PUT /Users/u-1?"]);
}

#[tokio::test]
async fn who_lost_the_application_before_is_deleted_too() {
    let mut story = Story::small(Client::Generic, &[]).linked().await;
    let unassign = Act::Unassign("ines".into());
    assert_eq!(
        story.lines(unassign, [empty(204)]).await,
        ["PATCH /Users/u-1"]
    );
    let lines = story.lines(Act::Delete("ines".into()), [empty(204)]).await;
    assert_eq!(lines, ["DELETE /Users/u-1"]);
    // Who was deactivated is not deactivated again.
    let mut story = Story::small(Client::OneLogin, &[]).linked().await;
    let unassign = Act::Unassign("ines".into());
    assert_eq!(story.lines(unassign, [empty(204)]).await.len(), 1);
    assert!(story.lines(Act::Delete("ines".into()), []).await.is_empty());
}

#[tokio::test]
async fn active_is_a_boolean_at_its_path() {
    let mut story = Story::small(Client::JumpCloud, &[]).linked().await;
    let disable = Act::Disable("ines".into());
    let requests = story.play(disable, [empty(204)]).await;
    assert_eq!(
        body(&requests[0]),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
            r#""Operations":[{"op":"replace","path":"active","value":false}]}"#
        )
    );
    assert_eq!(
        story.log(),
        ["success deactivate user ines deactivate user: done"]
    );
    let requests = story.play(Act::Enable("ines".into()), [empty(204)]).await;
    assert!(body(&requests[0]).contains(r#""path":"active","value":true"#));
    assert_eq!(
        story.log(),
        ["success activate user ines activate user: done"]
    );
}

#[tokio::test]
async fn a_put_carries_active_among_everything_else() {
    let mut story = Story::small(Client::PingOne, &[]).linked().await;
    let requests = story
        .play(Act::Unassign("ines".into()), [answer(200, user())])
        .await;
    assert!(
        body(&requests[0]).ends_with(r#""title":"Baker","active":false}"#),
        "{}",
        requests[0]
    );
}

#[tokio::test]
async fn a_deactivated_account_is_activated_again() {
    let mut story = Story::small(Client::Generic, &[]).linked().await;
    story
        .lines(Act::Unassign("ines".into()), [empty(204)])
        .await;
    assert_eq!(story.app.link("ines"), Some("u-1"));
    let lines = story.lines(assign("ines"), [empty(204)]).await;
    assert_eq!(lines, ["PATCH /Users/u-1"]);
}

#[tokio::test]
async fn a_deleted_account_is_created_again() {
    let mut story = Story::small(Client::Keycloak, &[]).linked().await;
    story
        .lines(Act::Unassign("ines".into()), [empty(404)])
        .await;
    assert_eq!(story.log(), ["success delete user ines delete user: done"]);
    assert_eq!(story.app.link("ines"), None);
    let lines = story.lines(assign("ines"), [answer(201, user())]).await;
    assert_eq!(lines, ["POST /Users"]);
}

#[tokio::test]
async fn somebody_who_may_not_sign_in_gets_no_account() {
    let mut story = Story::small(Client::Generic, &[]);
    story.lines(Act::Disable("ines".into()), []).await;
    assert!(story.lines(assign("ines"), []).await.is_empty());
    let answers = [list(&[]), answer(201, user())];
    assert_eq!(
        story.lines(Act::Enable("ines".into()), answers).await.len(),
        2
    );
}

#[tokio::test]
async fn authentik_writes_everything_again_in_a_full_synchronisation() {
    let mut story = Story::small(Client::Authentik, &[]).linked().await;
    story
        .wire
        .prepare([config(0), list(&[]), list(&[]), answer(200, user())]);
    story.app.sync(&mut story.wire).await;
    assert_eq!(
        story.wire.lines(),
        [
            "GET /ServiceProviderConfig",
            "GET /Users",
            "GET /Groups",
            "PUT /Users/u-1"
        ]
    );
    let mut story = Story::small(Client::Authentik, &[("full-sync", "false")])
        .linked()
        .await;
    story.app.sync(&mut story.wire).await;
    assert!(story.wire.lines().is_empty());
}
