//! Members of groups.

use serde_json::json;

use super::support::{Story, assign, body, config, push, update};
use crate::idp::plain::Client;
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, list};
use crate::transcript::Outcome;

fn join() -> Act {
    Act::Join("bakers".into(), vec!["omar".into()])
}

fn leave() -> Act {
    Act::Leave("bakers".into(), vec!["ines".into(), "omar".into()])
}

/// The group `bakers` with `ines`; `omar` has an account too.
async fn story(client: Client, settings: &[(&str, &str)]) -> Story {
    let mut story = Story::with(client, settings).pushed().await;
    let made = answer(201, json!({ "id": "u-2" }));
    match client {
        Client::Authentik => drop(story.lines(assign("omar"), [config(0), made]).await),
        Client::Keycloak => drop(story.lines(assign("omar"), [made]).await),
        _ => drop(story.lines(assign("omar"), [list(&[]), made]).await),
    }
    story.log();
    story
}

/// The operations of each PATCH that an act leads to.
async fn operations<const N: usize>(
    story: &mut Story,
    act: Act,
    answers: [Outcome; N],
) -> Vec<String> {
    let requests = story.play(act, answers).await;
    let patches = requests
        .iter()
        .filter(|request| request.starts_with("PATCH"));
    let operations = patches.map(|request| {
        let (_, operations) = body(request).split_once("\"Operations\":").unwrap();
        operations.trim().strip_suffix('}').unwrap().to_owned()
    });
    operations.collect()
}

#[tokio::test]
async fn onelogin_sends_one_small_request_each() {
    let mut story = story(Client::OneLogin, &[]).await;
    let requests = story.play(join(), [empty(204)]).await;
    // With a UUID for the id, the length is that of the request in the published log.
    let published = body(&requests[0]).replace("u-2", &"0".repeat(36));
    assert_eq!(published.len(), 165);
    assert_eq!(
        operations(&mut story, leave(), [empty(204), empty(204)]).await,
        [
            r#"[{"op":"remove","path":"members","value":[{"value":"u-1"}]}]"#,
            r#"[{"op":"remove","path":"members","value":[{"value":"u-2"}]}]"#,
        ]
    );
}

#[tokio::test]
async fn jumpcloud_removes_by_value() {
    let mut story = story(Client::JumpCloud, &[]).await;
    assert_eq!(
        operations(&mut story, join(), [empty(204)]).await,
        [r#"[{"op":"add","path":"members","value":[{"value":"u-2"}]}]"#]
    );
    assert_eq!(
        operations(&mut story, leave(), [empty(204)]).await,
        [r#"[{"op":"remove","path":"members","value":[{"value":"u-1"},{"value":"u-2"}]}]"#]
    );
}

#[tokio::test]
async fn a_plain_client_removes_by_filter() {
    let mut story = story(Client::Generic, &[]).await;
    operations(&mut story, join(), [empty(204)]).await;
    assert_eq!(
        operations(&mut story, leave(), [empty(204)]).await,
        [concat!(
            r#"[{"op":"remove","path":"members[value eq \"u-1\"]"},"#,
            r#"{"op":"remove","path":"members[value eq \"u-2\"]"}]"#
        )]
    );
}

#[tokio::test]
async fn authentik_sends_an_operation_each_in_chunks() {
    let mut story = story(Client::Authentik, &[]).await;
    operations(&mut story, join(), [config(0), empty(204)]).await;
    assert_eq!(
        operations(&mut story, leave(), [config(0), empty(204)]).await,
        [concat!(
            r#"[{"op": "remove", "path": "members", "value": [{"value": "u-1"}]}, "#,
            r#"{"op": "remove", "path": "members", "value": [{"value": "u-2"}]}]"#
        )]
    );
    let act = Act::Join("bakers".into(), vec!["ines".into(), "omar".into()]);
    let answers = [config(1), empty(204), empty(204)];
    assert_eq!(operations(&mut story, act, answers).await.len(), 2);
}

#[tokio::test]
async fn authentik_puts_all_members_where_patch_is_not_supported() {
    let mut story = story(Client::Authentik, &[]).await;
    let shown = || {
        answer(
            200,
            json!({ "members": [{ "value": "u-1" }, { "value": "u-2" }] }),
        )
    };
    let requests = story
        .play(join(), [empty(404), answer(200, json!({})), shown()])
        .await;
    assert!(
        requests[1].starts_with("PUT /Groups/g-1\n"),
        "{}",
        requests[1]
    );
    assert!(
        body(&requests[1]).ends_with(r#""members": [{"value": "u-1"}, {"value": "u-2"}]}"#),
        "{}",
        requests[1]
    );
    assert!(
        requests[2].starts_with("GET /Groups/g-1\n"),
        "{}",
        requests[2]
    );
    // A member that has not arrived is added after all.
    let mut story = self::story(Client::Authentik, &[]).await;
    let answers = [
        empty(404),
        answer(200, json!({})),
        answer(200, json!({ "members": [{ "value": "u-1" }] })),
        empty(204),
    ];
    let sent = operations(&mut story, join(), answers).await;
    assert_eq!(
        sent,
        [r#"[{"op": "add", "path": "members", "value": [{"value": "u-2"}]}]"#]
    );
    // Where PUT is refused too, PATCH is tried after all.
    let there = answer(200, json!({ "id": "g-1", "members": [{ "value": "u-1" }] }));
    let answers = [empty(404), empty(501), empty(204), there];
    let act = Act::Leave("bakers".into(), vec!["omar".into()]);
    let lines = story.lines(act, answers).await;
    assert_eq!(
        lines[1..],
        ["PUT /Groups/g-1", "PATCH /Groups/g-1", "GET /Groups/g-1"]
    );
}

#[tokio::test]
async fn authentik_adds_members_after_a_creation_that_had_them() {
    let mut story = Story::new(Client::Authentik).linked().await;
    let made = answer(201, json!({ "id": "g-1" }));
    let requests = story
        .play(push("bakers"), [empty(404), made, empty(501)])
        .await;
    assert!(
        body(&requests[1]).ends_with(r#""members": [{"value": "u-1"}]}"#),
        "{}",
        requests[1]
    );
    assert!(
        body(&requests[2])
            .ends_with(r#"[{"op": "add", "path": "members", "value": [{"value": "u-1"}]}]}"#),
        "{}",
        requests[2]
    );
    let log = story.log();
    assert!(
        log.last().unwrap().starts_with("failure update members "),
        "{log:?}"
    );
}

#[tokio::test]
async fn authentik_cannot_compare_a_group_that_hides_its_members() {
    let mut story = story(Client::Authentik, &[]).await;
    let act = update("bakers", &[("displayName", "Cooks")]);
    let hidden = answer(200, json!({ "id": "g-1" }));
    let lines = story.lines(act, [config(0), empty(204), hidden]).await;
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn keycloak_writes_the_group_and_then_whoever_joined() {
    let mut story = story(Client::Keycloak, &[]).await;
    let lines = story.lines(join(), [empty(204), empty(204)]).await;
    assert_eq!(lines, ["PUT /Groups/g-1", "PUT /Users/u-2"]);
    let settings = [("group-update", "patch")];
    let mut story = self::story(Client::Keycloak, &settings).await;
    let answers = [empty(204), empty(204), empty(204)];
    let sent = operations(&mut story, leave(), answers).await;
    assert!(
        sent[0].starts_with(r#"[{"op":"remove","path":"members"},"#),
        "{sent:?}"
    );
}

#[tokio::test]
async fn who_has_no_account_joins_when_there_is_one() {
    let mut story = Story::new(Client::Generic).pushed().await;
    assert!(story.lines(join(), []).await.is_empty());
    let made = answer(201, json!({ "id": "u-2" }));
    let answers = [list(&[]), made, empty(204)];
    let lines = story.lines(assign("omar"), answers).await;
    assert_eq!(lines[1..], ["POST /Users", "PATCH /Groups/g-1"]);
}

#[tokio::test]
async fn authentik_leaves_that_to_its_full_synchronisation() {
    let mut story = Story::new(Client::Authentik).pushed().await;
    story.lines(join(), [config(0)]).await;
    let made = answer(201, json!({ "id": "u-2" }));
    let lines = story.lines(assign("omar"), [config(0), made]).await;
    assert_eq!(lines[1..], ["POST /Users"]);
    let user = || answer(200, json!({ "id": "u" }));
    // The answer to the creation lacked the name, so that the group is written again.
    let done = || empty(204);
    let there = answer(200, json!({ "id": "g-1", "members": [{ "value": "u-1" }] }));
    story.wire.prepare([
        config(0),
        list(&[]),
        list(&[]),
        user(),
        user(),
        done(),
        there,
        empty(204),
    ]);
    story.app.sync(&mut story.wire).await;
    assert_eq!(
        story.wire.lines()[5..],
        ["PATCH /Groups/g-1", "GET /Groups/g-1", "PATCH /Groups/g-1"]
    );
}
