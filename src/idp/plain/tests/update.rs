//! Requests that change a user.

use super::support::{Story, body, config, update, user};
use crate::idp::plain::Client;
use crate::idp::testing::{answer, empty, http, list};
use serde_json::json;

/// The request that a change of these attributes leads to.
async fn changed(story: Story, client: Client, attributes: &[(&str, &str)]) -> String {
    let mut story = story.linked().await;
    let act = update("ines", attributes);
    let done = answer(200, user());
    let requests = match client {
        Client::Authentik => story.play(act, [config(0), done]).await,
        _ => story.play(act, [done]).await,
    };
    assert_eq!(story.log(), ["success update user ines update user: done"]);
    requests.last().unwrap().clone()
}

/// The operations of that request.
async fn operations(client: Client, settings: &[(&str, &str)], changes: &[(&str, &str)]) -> String {
    let request = changed(Story::with(client, settings), client, changes).await;
    assert!(request.starts_with("PATCH /Users/u-1\n"), "{request}");
    let head = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":"#;
    let operations = body(&request).strip_prefix(head).unwrap();
    operations.strip_suffix('}').unwrap().to_owned()
}

#[tokio::test]
async fn onelogin_puts_its_template() {
    let client = Client::OneLogin;
    let request = changed(Story::small(client, &[]), client, &[("title", "Chef")]).await;
    assert_eq!(
        request,
        http(
            r#"
            PUT /Users/u-1?
            Host: <host>
            User-Agent:
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName":"ines.t@orchard.example","title":"Chef","active":true}
            "#
        )
    );
}

#[tokio::test]
async fn jumpcloud_puts_null_for_mails_and_nothing_for_other_lists() {
    let client = Client::JumpCloud;
    let changes = [("email", ""), ("phone", ""), ("countryCode", "")];
    let request = changed(Story::new(client), client, &changes).await;
    assert!(request.starts_with("PUT /Users/u-1\n"), "{request}");
    assert_eq!(
        body(&request),
        concat!(
            r#"{"active":true,"addresses":[],"displayName":"Inès Moreau","emails":null,"#,
            r#""externalId":"<id of ines>","id":"u-1","locale":"en_US","#,
            r#""name":{"familyName":"Moreau","givenName":"Inès"},"phoneNumbers":[],"#,
            r#""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"title":"Baker","#,
            r#""userName":"ines.t@orchard.example"}"#
        )
    );
    for (form, mails) in [
        ("left-out", ""),
        ("null", r#""emails":null"#),
        ("empty", r#""emails":[]"#),
    ] {
        let story = Story::with(client, &[("absent-lists", form)]);
        let request = changed(story, client, &[("email", "")]).await;
        assert_eq!(request.contains("emails"), !mails.is_empty(), "{request}");
        assert!(request.contains(mails), "{request}");
    }
}

#[tokio::test]
async fn jumpcloud_may_patch_one_attribute_after_the_other() {
    let changes = [("givenName", "Agnes"), ("familyName", "Petit")];
    assert_eq!(
        operations(Client::JumpCloud, &[("update", "patch")], &changes).await,
        concat!(
            r#"[{"op":"replace","path":"name.givenName","value":"Agnes"},"#,
            r#"{"op":"replace","path":"name.familyName","value":"Petit"}]"#
        )
    );
}

#[tokio::test]
async fn pingone_and_authentik_put_the_whole_user() {
    let client = Client::PingOne;
    let request = changed(Story::small(client, &[]), client, &[("title", "Chef")]).await;
    assert!(request.starts_with("PUT /Users/u-1\n"), "{request}");
    assert_eq!(
        body(&request),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u-1","#,
            r#""userName":"ines.t@orchard.example","title":"Chef","active":true}"#
        )
    );
    let client = Client::Authentik;
    let request = changed(Story::small(client, &[]), client, &[("title", "Chef")]).await;
    assert!(request.starts_with("PUT /Users/u-1\n"), "{request}");
    assert_eq!(
        body(&request),
        concat!(
            r#"{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "u-1", "#,
            r#""userName": "ines.t@orchard.example", "title": "Chef", "active": true}"#
        )
    );
}

#[tokio::test]
async fn keycloak_puts_and_may_patch_three_attributes() {
    let client = Client::Keycloak;
    let request = changed(Story::small(client, &[]), client, &[("title", "Chef")]).await;
    assert!(request.starts_with("PUT /Users/u-1\n"), "{request}");
    assert!(!body(&request).contains("\"id\""), "{request}");
    assert_eq!(
        operations(client, &[("update", "patch")], &[("displayName", "Agnes")]).await,
        concat!(
            r#"[{"op":"replace","path":"active","value":"true"},"#,
            r#"{"op":"replace","path":"userName","value":"ines.t@orchard.example"},"#,
            r#"{"op":"replace","path":"displayName","value":"Agnes"}]"#
        )
    );
}

#[tokio::test]
async fn keycloak_may_patch_the_resource_as_a_text() {
    let client = Client::Keycloak;
    for (form, start) in [
        (
            "resource-text",
            r#"[{"op":"replace","value":"{\"schemas\":[\"urn:"#,
        ),
        ("resource", r#"[{"op":"replace","value":{"schemas":["urn:"#),
    ] {
        let settings = [("update", "patch"), ("patch-form", form)];
        let sent = operations(client, &settings, &[("displayName", "Agnes")]).await;
        assert!(sent.starts_with(start), "{sent}");
    }
}

#[tokio::test]
async fn a_plain_client_patches_what_differs() {
    let client = Client::Generic;
    assert_eq!(
        operations(client, &[], &[("title", "Chef"), ("locale", "")]).await,
        r#"[{"op":"replace","path":"title","value":"Chef"},{"op":"remove","path":"locale"}]"#
    );
    assert_eq!(
        operations(client, &[], &[("email", "agnes@orchard.example")]).await,
        concat!(
            r#"[{"op":"replace","path":"emails[type eq \"work\"].value","#,
            r#""value":"agnes.t@orchard.example"}]"#
        )
    );
    assert_eq!(
        operations(client, &[], &[("email", ""), ("mobile", "+1 555 0101")]).await,
        concat!(
            r#"[{"op":"remove","path":"emails[type eq \"work\"]"},"#,
            r#"{"op":"add","path":"phoneNumbers","#,
            r#""value":[{"type":"mobile","value":"+1 555 0101"}]}]"#
        )
    );
}

#[tokio::test]
async fn nothing_is_sent_for_what_the_mapping_does_not_have() {
    let mut story = Story::small(Client::Generic, &[]).linked().await;
    let lines = story
        .lines(update("ines", &[("locale", "fr_FR")]), [])
        .await;
    assert!(lines.is_empty(), "{lines:?}");
}

#[tokio::test]
async fn authentik_does_not_put_what_the_last_answer_had() {
    let mut story = Story::small(Client::Authentik, &[]).linked().await;
    let schemas = json!(["urn:ietf:params:scim:schemas:core:2.0:User", "urn:x"]);
    let there = |title: &str| {
        let name = "ines.t@orchard.example";
        answer(
            200,
            json!({ "id": "u-1", "userName": name, "title": title, "active": true,
                "schemas": schemas, "locale": "fr_FR" }),
        )
    };
    let chef = || update("ines", &[("title", "Chef")]);
    story.lines(chef(), [config(0), there("Chef")]).await;
    let found = || [config(0), list(&[]), list(&[])];
    story.wire.prepare(found());
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.wire.lines().len(), 3, "nothing to write");
    // What is cleared is left out, which adds nothing.
    let cleared = update("ines", &[("title", "")]);
    assert!(story.lines(cleared, []).await.is_empty());
    // An answer without body counts as one without anything.
    let cook = update("ines", &[("title", "Cook")]);
    story.lines(cook, [config(0), empty(204)]).await;
    story
        .wire
        .prepare(found().into_iter().chain([there("Cook")]));
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.wire.lines()[3..], ["PUT /Users/u-1"]);
    let settings = [("compares-answers", "false")];
    let mut story = Story::small(Client::Authentik, &settings).linked().await;
    story.lines(chef(), [config(0), there("Chef")]).await;
    story
        .wire
        .prepare(found().into_iter().chain([there("Chef")]));
    story.app.sync(&mut story.wire).await;
    assert_eq!(story.wire.lines().len(), 4);
}

#[tokio::test]
async fn a_refused_change_is_part_of_the_next() {
    let mut story = Story::small(Client::Generic, &[]).linked().await;
    let act = update("ines", &[("title", "Chef")]);
    story.lines(act, [empty(500)]).await;
    let act = update("ines", &[("userName", "agnes@orchard.example")]);
    let requests = story.play(act, [empty(204)]).await;
    assert!(requests[0].contains(r#""value":"Chef""#), "{}", requests[0]);
}
