//! Groups: created, found, renamed, deleted.

use serde_json::json;

use super::support::{Story, body, config, push, update};
use crate::idp::plain::Client;
use crate::idp::simulator::{Act, LinkedGroup};
use crate::idp::testing::{answer, empty, list, refusal};

fn made() -> crate::transcript::Outcome {
    answer(201, json!({ "id": "g-1" }))
}

const ADD: &str = concat!(
    r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
    r#""Operations":[{"op":"add","path":"members","value":[{"value":"u-1"}]}]}"#
);

#[tokio::test]
async fn a_plain_client_looks_a_group_up_and_creates_it_with_its_members() {
    let mut story = Story::new(Client::Generic).linked().await;
    let requests = story.play(push("bakers"), [list(&[]), made()]).await;
    assert!(
        requests[0].starts_with("GET /Groups?filter=displayName%20eq%20%22Bakers%20t%22\n"),
        "{}",
        requests[0]
    );
    assert_eq!(
        body(&requests[1]),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"#,
            r#""displayName":"Bakers t","externalId":"<guid>","members":[{"value":"u-1"}]}"#
        )
    );
    assert_eq!(
        story.log(),
        ["success create group bakers create group: done"]
    );
}

#[tokio::test]
async fn onelogin_and_jumpcloud_add_members_afterwards() {
    for (client, post, patch) in [
        (Client::OneLogin, "POST /Groups?", "PATCH /Groups/g-1?"),
        (Client::JumpCloud, "POST /Groups", "PATCH /Groups/g-1"),
    ] {
        let mut story = Story::new(client).linked().await;
        let answers = [list(&[]), made(), empty(204)];
        let requests = story.play(push("bakers"), answers).await;
        assert!(
            requests[1].starts_with(&format!("{post}\n")),
            "{}",
            requests[1]
        );
        assert!(!body(&requests[1]).contains("members"), "{}", requests[1]);
        assert!(
            requests[2].starts_with(&format!("{patch}\n")),
            "{}",
            requests[2]
        );
        assert_eq!(body(&requests[2]), ADD);
    }
}

#[tokio::test]
async fn pingone_lists_all_groups_and_compares() {
    let mut story = Story::new(Client::PingOne).linked().await;
    let there = json!({ "id": "g-1", "displayName": "Bakers t", "members": [{ "value": "u-9" }] });
    let groups = list(&[json!({ "id": "g-0", "displayName": "Cooks" }), there]);
    let requests = story.play(push("bakers"), [groups, empty(204)]).await;
    assert!(requests[0].starts_with("GET /Groups\n"), "{}", requests[0]);
    assert!(
        body(&requests[1]).ends_with(concat!(
            r#"[{"op":"add","path":"members","value":[{"value":"u-1"}]},"#,
            r#"{"op":"remove","path":"members[value eq \"u-9\"]"}]}"#
        )),
        "{}",
        requests[1]
    );
    assert_eq!(story.app.link("bakers"), Some("g-1"));
}

#[tokio::test]
async fn authentik_links_after_a_conflict() {
    let mut story = Story::new(Client::Authentik).linked().await;
    let there = list(&[json!({ "id": "g-1", "displayName": "Bakers t" })]);
    let answers = [config(0), refusal(409, "taken"), there, empty(204)];
    let lines = story.lines(push("bakers"), answers).await;
    assert_eq!(
        lines[1..],
        [
            "POST /Groups",
            "GET /Groups?filter=displayName+eq+%22Bakers+t%22",
            "PATCH /Groups/g-1",
        ]
    );
    assert_eq!(story.app.link("bakers"), Some("g-1"));

    let mut story = Story::new(Client::Authentik).linked().await;
    let answers = [config(0), refusal(409, "taken"), list(&[])];
    story.lines(push("bakers"), answers).await;
    assert_eq!(
        story.log(),
        ["failure create group bakers [409] create group: 409 Conflict: taken"]
    );
}

#[tokio::test]
async fn keycloak_creates_a_group_with_references_and_never_asks() {
    let mut story = Story::new(Client::Keycloak).linked().await;
    let requests = story.play(push("bakers"), [made()]).await;
    assert!(
        body(&requests[0]).ends_with(concat!(
            r#""displayName":"Bakers t","#,
            r#""members":[{"value":"u-1","type":"User","$ref":"Users/u-1"}]}"#
        )),
        "{}",
        requests[0]
    );
}

#[tokio::test]
async fn google_workspace_has_no_groups() {
    let mut story = Story::new(Client::GoogleWorkspace);
    assert!(story.lines(push("bakers"), []).await.is_empty());
    let log = story.log();
    assert!(log[0].starts_with("skipped create group bakers"), "{log:?}");
}

#[tokio::test]
async fn a_group_is_renamed_at_its_path() {
    for client in [Client::Generic, Client::JumpCloud, Client::PingOne] {
        let mut story = Story::new(client).pushed().await;
        let act = update("bakers", &[("displayName", "Cooks")]);
        let requests = story.play(act, [empty(204)]).await;
        assert!(
            requests[0].starts_with("PATCH /Groups/g-1\n"),
            "{}",
            requests[0]
        );
        assert!(
            body(&requests[0])
                .ends_with(r#"[{"op":"replace","path":"displayName","value":"Cooks t"}]}"#),
            "{}",
            requests[0]
        );
    }
}

#[tokio::test]
async fn authentik_renames_with_the_whole_group_and_compares_members() {
    let mut story = Story::new(Client::Authentik).pushed().await;
    let act = update("bakers", &[("displayName", "Cooks")]);
    let there = answer(200, json!({ "id": "g-1", "members": [{ "value": "u-9" }] }));
    let answers = [config(0), empty(204), there, empty(204)];
    let requests = story.play(act, answers).await;
    assert!(
        body(&requests[1]).ends_with(concat!(
            r#""Operations": [{"op": "replace", "value": {"schemas": "#,
            r#"["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g-1", "#,
            r#""externalId": "<guid>", "displayName": "Cooks t"}}]}"#
        )),
        "{}",
        requests[1]
    );
    assert!(
        requests[2].starts_with("GET /Groups/g-1\n"),
        "{}",
        requests[2]
    );
    assert!(
        body(&requests[3]).ends_with(concat!(
            r#"[{"op": "add", "path": "members", "value": [{"value": "u-1"}]}, "#,
            r#"{"op": "remove", "path": "members", "value": [{"value": "u-9"}]}]}"#
        )),
        "{}",
        requests[3]
    );
}

#[tokio::test]
async fn authentik_does_not_write_a_group_that_the_last_answer_had() {
    let mut story = Story::new(Client::Authentik).linked().await;
    let own = story.app.own_ids();
    let (_, external) = own.iter().find(|(key, _)| key == "bakers").unwrap();
    let whole = json!({
        "id": "g-1",
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "externalId": external,
        "displayName": "Bakers t",
    });
    let answers = [config(0), answer(201, whole), empty(204)];
    story.lines(push("bakers"), answers).await;
    let there = || answer(200, json!({ "id": "g-1", "members": [{ "value": "u-1" }] }));
    let user = || answer(200, json!({ "id": "u-1" }));
    let found = || [config(0), list(&[]), list(&[]), user()].into_iter();
    story.wire.prepare(found().chain([there()]));
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.wire.lines()[4..], ["GET /Groups/g-1"]);
    // Answers to updates are not kept.
    let cooks = update("bakers", &[("displayName", "Cooks")]);
    story.lines(cooks, [config(0), empty(204), there()]).await;
    story.wire.prepare(found().chain([empty(204), there()]));
    story.app.sync(&mut story.wire).await;
    assert_eq!(
        story.wire.lines()[4..],
        ["PATCH /Groups/g-1", "GET /Groups/g-1"]
    );
}

#[tokio::test]
async fn authentik_has_a_mode_for_aws() {
    let settings = [("group-rename", "aws")];
    let mut story = Story::with(Client::Authentik, &settings).pushed().await;
    let act = update("bakers", &[("displayName", "Cooks")]);
    let there = answer(200, json!({ "id": "g-1", "members": [{ "value": "u-1" }] }));
    let requests = story.play(act, [config(0), empty(204), there]).await;
    assert!(
        body(&requests[1]).ends_with(concat!(
            r#"[{"op": "replace", "path": "displayName", "value": "Cooks t"}, "#,
            r#"{"op": "replace", "path": "externalId", "value": "<guid>"}]}"#
        )),
        "{}",
        requests[1]
    );
}

#[tokio::test]
async fn keycloak_writes_the_whole_group() {
    let act = || update("bakers", &[("displayName", "Cooks")]);
    let mut story = Story::new(Client::Keycloak).pushed().await;
    let lines = story.lines(act(), [empty(204)]).await;
    assert_eq!(lines, ["PUT /Groups/g-1"]);
    let settings = [("group-update", "patch")];
    let mut story = Story::with(Client::Keycloak, &settings).pushed().await;
    let requests = story.play(act(), [empty(204)]).await;
    assert!(
        body(&requests[0]).ends_with(concat!(
            r#"[{"op":"replace","path":"members","value":[{"value":"u-1","type":"User"}]},"#,
            r#"{"op":"replace","path":"displayName","value":"Cooks t"},"#,
            r#"{"op":"replace","path":"externalId","value":"<guid>"}]}"#
        )),
        "{}",
        requests[0]
    );
}

#[tokio::test]
async fn a_renamed_group_may_be_a_text() {
    let settings = [("group-update", "patch"), ("group-rename", "resource-text")];
    let mut story = Story::with(Client::Keycloak, &settings).pushed().await;
    let act = update("bakers", &[("displayName", "Cooks")]);
    let requests = story.play(act, [empty(204)]).await;
    let body = body(&requests[0]);
    assert!(
        body.contains(r#"[{"op":"replace","value":"{\"schemas\":"#),
        "{body}"
    );
    assert!(
        body.contains(r#"\"displayName\":\"Cooks t\"}"}]"#),
        "{body}"
    );
}

#[tokio::test]
async fn a_group_is_deleted_or_left() {
    let unpush = |leave| Act::Unpush {
        group: "bakers".into(),
        leave,
    };
    for (act, expected) in [
        (unpush(false), vec!["DELETE /Groups/g-1"]),
        (Act::Delete("bakers".into()), vec!["DELETE /Groups/g-1"]),
    ] {
        let mut story = Story::new(Client::Generic).pushed().await;
        assert_eq!(story.lines(act, [empty(204)]).await, expected);
        assert_eq!(story.app.link("bakers"), None);
    }
    let mut story = Story::new(Client::Generic).pushed().await;
    assert!(story.lines(unpush(true), []).await.is_empty());
    assert_eq!(story.app.link("bakers"), None);
}

#[tokio::test]
async fn a_group_that_is_assigned_brings_its_members() {
    let mut story = Story::new(Client::Generic);
    let user = answer(201, json!({ "id": "u-1" }));
    let answers = [list(&[]), user, list(&[]), made()];
    let lines = story.lines(Act::Assign("bakers".into()), answers).await;
    assert_eq!(
        (lines[1].as_str(), lines[3].as_str()),
        ("POST /Users", "POST /Groups")
    );
    let lines = story
        .lines(Act::Unassign("bakers".into()), [empty(204), empty(204)])
        .await;
    assert_eq!(lines, ["DELETE /Groups/g-1", "PATCH /Users/u-1"]);
}

#[tokio::test]
async fn a_group_of_the_target_may_be_given() {
    let mut story = Story::new(Client::Generic).linked().await;
    let link = Some(LinkedGroup {
        id: "g-7".into(),
        rename: true,
    });
    let act = Act::Push {
        group: "bakers".into(),
        link,
    };
    let lines = story.lines(act, [empty(204), empty(204)]).await;
    assert_eq!(lines, ["PATCH /Groups/g-7", "PATCH /Groups/g-7"]);
}
