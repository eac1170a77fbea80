//! PATCH requests with `aadOptscim062020`: lower-case operations, real booleans, and one operation
//! without path for what is replaced.

use serde_json::{Value, json};

use super::support::{ADA, FLAG, SMALL, Story, user};
use crate::idp::entra::{Additions, MissingElement, Settings};
use crate::idp::testing::{answer, empty, http, mapping};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn operations(operations: &str) -> String {
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operations}]}}"#
    )
}

/// What is sent for mapped rows, for a target in the given state.
async fn sent(settings: Settings, rows: &[(&str, &str)], current: Value) -> String {
    let rows: Vec<_> = [SMALL[0]].iter().chain(rows).copied().collect();
    let mut story = Story::with(settings, ADA, mapping(&rows)).linked().await;
    story.update(&[("fax", "1")]);
    story.patch([answer(200, user(current)), empty(204)]).await
}

#[tokio::test]
async fn the_whole_request() {
    let mut story = Story::small(FLAG).linked().await;
    story.update(&[("userName", "a.king@example.com")]);
    let requests = story
        .requests([answer(200, user(json!({}))), empty(204)])
        .await;
    assert_eq!(
        requests[1],
        http(
            r#"
            PATCH /Users/u-1
            Host: <host>
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations":[{"op":"replace","value":{"userName":"a.king.t@example.com"}}]}
            "#
        )
    );
}

#[tokio::test]
async fn a_missing_value_is_added_with_a_path() {
    assert_eq!(
        sent(FLAG, &[("displayName", "displayName")], json!({})).await,
        operations(r#"{"op":"add","path":"displayName","value":"Ada Lovelace"}"#)
    );
}

#[tokio::test]
async fn replacements_are_folded_after_those_that_select() {
    let rows = [
        ("displayName", "displayName"),
        ("name.givenName", "givenName"),
        ("emails[type eq \"work\"].value", "mail"),
        (&format!("{ENTERPRISE}:employeeNumber"), "employeeId"),
    ];
    let current = json!({
        "displayName": "A.", "name": { "givenName": "A." },
        "emails": [{ "type": "work", "value": "old@example.com" }],
        ENTERPRISE: { "employeeNumber": "E1" }
    });
    assert_eq!(
        sent(FLAG, &rows, current).await,
        operations(&format!(
            "{}{}{}",
            r#"{"op":"replace","path":"emails[type eq \"work\"].value","value":"ada.t@example.com"},"#,
            r#"{"op":"replace","value":{"displayName":"Ada Lovelace","name.givenName":"Ada","#,
            format_args!(r#""{ENTERPRISE}:employeeNumber":"E17"}}}}"#)
        ))
    );
}

#[tokio::test]
async fn keys_are_the_paths_of_the_mapping() {
    let custom = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User";
    let core = "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName";
    let rows = [
        ("externalId", "mailNickname"),
        (&format!("{custom}:tag"), "department"),
        (core, "givenName"),
    ];
    let current = json!({
        "externalId": "hr-17", "name": { "givenName": "A." }, custom: { "tag": "old" }
    });
    assert_eq!(
        sent(FLAG, &rows, current).await,
        operations(&format!(
            r#"{{"op":"replace","value":{{"externalId":"ada.l.t","{custom}:tag":"R&D","{core}":"Ada"}}}}"#
        ))
    );
}

#[tokio::test]
async fn a_missing_element_is_added_with_its_path() {
    assert_eq!(
        sent(
            FLAG,
            &[("phoneNumbers[type eq \"work\"].value", "telephoneNumber")],
            json!({})
        )
        .await,
        operations(
            r#"{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"+44 20 7946 0000"}"#
        )
    );
}

#[tokio::test]
async fn a_missing_element_may_be_replaced() {
    let settings = Settings {
        missing_element: MissingElement::Replace,
        ..FLAG
    };
    let rows = [
        ("title", "jobTitle"),
        ("phoneNumbers[type eq \"work\"].value", "telephoneNumber"),
    ];
    assert_eq!(
        sent(settings, &rows, json!({})).await,
        operations(concat!(
            r#"{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","#,
            r#""value":"+44 20 7946 0000"},"#,
            r#"{"op":"add","path":"title","value":"Engineer"}"#
        ))
    );
}

#[tokio::test]
async fn additions_stand_between_selections_and_replacements() {
    let rows = [
        ("displayName", "displayName"),
        ("title", "jobTitle"),
        ("preferredLanguage", "preferredLanguage"),
        ("phoneNumbers[type eq \"work\"].value", "telephoneNumber"),
    ];
    let current = json!({ "displayName": "A." });
    let phone =
        r#"{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"+44 20 7946 0000"}"#;
    let replaced = r#"{"op":"replace","value":{"displayName":"Ada Lovelace"}}"#;
    assert_eq!(
        sent(FLAG, &rows, current.clone()).await,
        operations(
            &[
                phone,
                r#"{"op":"add","path":"title","value":"Engineer"}"#,
                r#"{"op":"add","path":"preferredLanguage","value":"en-GB"}"#,
                replaced,
            ]
            .join(",")
        )
    );
    let settings = Settings {
        additions: Additions::Folded,
        ..FLAG
    };
    assert_eq!(
        sent(settings, &rows, current).await,
        operations(
            &[
                phone,
                r#"{"op":"add","value":{"title":"Engineer","preferredLanguage":"en-GB"}}"#,
                replaced,
            ]
            .join(",")
        )
    );
}

#[tokio::test]
async fn disabling_and_enabling_are_real_booleans() {
    let mut story = Story::small(FLAG).linked().await;
    story.unassign();
    assert_eq!(
        story
            .patch([answer(200, user(json!({}))), empty(204)])
            .await,
        operations(r#"{"op":"replace","path":"active","value":false}"#)
    );
    story.assign();
    let inactive = user(json!({ "active": false }));
    assert_eq!(
        story.patch([answer(200, inactive), empty(204)]).await,
        operations(r#"{"op":"replace","path":"active","value":true}"#)
    );
}

#[tokio::test]
async fn a_boolean_stays_an_operation_of_its_own() {
    let rows = [
        ("displayName", "displayName"),
        SMALL[1],
        ("title", "jobTitle"),
    ];
    let current = json!({ "active": false, "displayName": "A.", "title": "T." });
    assert_eq!(
        sent(FLAG, &rows, current).await,
        operations(concat!(
            r#"{"op":"replace","path":"active","value":true},"#,
            r#"{"op":"replace","value":{"displayName":"Ada Lovelace","title":"Engineer"}}"#
        ))
    );
}
