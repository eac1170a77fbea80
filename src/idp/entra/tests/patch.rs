//! PATCH requests without the feature flag: one operation per attribute, `Add` where the target has
//! no value and `Replace` where it has one.

use serde_json::{Value, json};

use super::support::{ADA, BARE, LEGACY, SMALL, Story, user};
use crate::idp::entra::{BooleanForm, MissingElement, PatchOrder, Settings};
use crate::idp::mapping::Apply;
use crate::idp::testing::{answer, bundled, empty, http, mapping};

/// The body around operations.
fn operations(operations: &str) -> String {
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operations}]}}"#
    )
}

/// What is sent for one mapped row, for a target in the given state.
async fn operation(target: &str, source: &str, current: Value) -> String {
    let rows = mapping(&[SMALL[0], (target, source)]);
    let mut story = Story::with(LEGACY, ADA, rows).linked().await;
    story.update(&[("fax", "1")]);
    story.patch([answer(200, user(current)), empty(204)]).await
}

#[tokio::test]
async fn the_whole_request() {
    let mut story = Story::small(LEGACY).linked().await;
    story.update(&[("userName", "a.king@example.com")]);
    let requests = story
        .requests([answer(200, user(json!({}))), empty(204)])
        .await;
    assert_eq!(
        requests,
        [
            http(
                "
                GET /Users/u-1
                Host: <host>
                Authorization: <token>
                "
            ),
            http(
                r#"
                PATCH /Users/u-1
                Host: <host>
                Authorization: <token>
                Content-Type: application/scim+json
                Content-Length: <length>

                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations":[{"op":"Replace","path":"userName","value":"a.king.t@example.com"}]}
                "#
            ),
        ]
    );
}

#[tokio::test]
async fn a_missing_value_is_added() {
    assert_eq!(
        operation("displayName", "displayName", json!({})).await,
        operations(r#"{"op":"Add","path":"displayName","value":"Ada Lovelace"}"#)
    );
    for nothing in [json!(null), json!("")] {
        let current = json!({ "title": nothing });
        assert_eq!(
            operation("title", "jobTitle", current).await,
            operations(r#"{"op":"Add","path":"title","value":"Engineer"}"#)
        );
    }
}

#[tokio::test]
async fn another_value_is_replaced() {
    assert_eq!(
        operation(
            "name.familyName",
            "surname",
            json!({ "name": { "familyName": "King" } })
        )
        .await,
        operations(r#"{"op":"Replace","path":"name.familyName","value":"Lovelace"}"#)
    );
    assert_eq!(
        operation(
            "externalId",
            "mailNickname",
            json!({ "externalId": "hr-17" })
        )
        .await,
        operations(r#"{"op":"Replace","path":"externalId","value":"ada.l.t"}"#)
    );
}

#[tokio::test]
async fn each_attribute_has_an_operation_of_its_own() {
    let rows = mapping(&[
        SMALL[0],
        ("displayName", "displayName"),
        ("emails[type eq \"work\"].value", "mail"),
        ("name.givenName", "givenName"),
    ]);
    let mut story = Story::with(LEGACY, ADA, rows).linked().await;
    story.update(&[("displayName", "Ada King")]);
    let current = user(json!({
        "displayName": "Ada Lovelace",
        "emails": [{ "type": "work", "value": "old@example.com" }],
        "name": { "givenName": "A." }
    }));
    assert_eq!(
        story.patch([answer(200, current), empty(204)]).await,
        operations(concat!(
            r#"{"op":"Replace","path":"displayName","value":"Ada King"},"#,
            r#"{"op":"Replace","path":"emails[type eq \"work\"].value","value":"ada.t@example.com"},"#,
            r#"{"op":"Replace","path":"name.givenName","value":"Ada"}"#
        ))
    );
}

#[tokio::test]
async fn an_element_that_is_not_there_is_addressed_all_the_same() {
    let path = "phoneNumbers[type eq \"mobile\"].value";
    let add = operations(
        r#"{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+44 7700 900000"}"#,
    );
    assert_eq!(operation(path, "mobile", json!({})).await, add);
    let other = json!({ "phoneNumbers": [{ "type": "work", "value": "1" }] });
    assert_eq!(operation(path, "mobile", other).await, add);
}

#[tokio::test]
async fn an_element_that_is_not_there_may_be_replaced() {
    let settings = Settings {
        missing_element: MissingElement::Replace,
        ..LEGACY
    };
    let rows = mapping(&[
        SMALL[0],
        ("phoneNumbers[type eq \"work\"].value", "telephoneNumber"),
        ("title", "jobTitle"),
    ]);
    let mut story = Story::with(settings, ADA, rows).linked().await;
    story.update(&[("fax", "1")]);
    assert_eq!(
        story
            .patch([answer(200, user(json!({}))), empty(204)])
            .await,
        operations(concat!(
            r#"{"op":"Replace","path":"phoneNumbers[type eq \"work\"].value","#,
            r#""value":"+44 20 7946 0000"},"#,
            r#"{"op":"Add","path":"title","value":"Engineer"}"#
        ))
    );
}

#[tokio::test]
async fn extension_attributes_are_addressed_by_urn() {
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let path = format!("{urn}:department");
    let current = json!({ urn: { "department": "Sales" } });
    assert_eq!(
        operation(&path, "department", current).await,
        operations(&format!(
            r#"{{"op":"Replace","path":"{path}","value":"R&D"}}"#
        ))
    );
    let custom = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User:tag";
    assert_eq!(
        operation(custom, "department", json!({})).await,
        operations(&format!(
            r#"{{"op":"Add","path":"{custom}","value":"R&D"}}"#
        ))
    );
}

#[tokio::test]
async fn a_core_urn_stays_in_the_path() {
    let path = "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName";
    let current = json!({ "name": { "givenName": "A." } });
    assert_eq!(
        operation(path, "givenName", current).await,
        operations(&format!(
            r#"{{"op":"Replace","path":"{path}","value":"Ada"}}"#
        ))
    );
}

#[tokio::test]
async fn disabling_and_enabling_are_texts() {
    let mut story = Story::small(LEGACY).linked().await;
    story.unassign();
    assert_eq!(
        story
            .patch([answer(200, user(json!({}))), empty(204)])
            .await,
        operations(r#"{"op":"Replace","path":"active","value":"False"}"#)
    );
    story.assign();
    let inactive = user(json!({ "active": false }));
    assert_eq!(
        story.patch([answer(200, inactive), empty(204)]).await,
        operations(r#"{"op":"Replace","path":"active","value":"True"}"#)
    );
}

#[tokio::test]
async fn active_is_added_when_the_target_does_not_return_it() {
    let mut story = Story::small(LEGACY).linked().await;
    story.unassign();
    let silent = json!({ "id": "u-1", "userName": "ada.t@example.com" });
    assert_eq!(
        story.patch([answer(200, silent), empty(204)]).await,
        operations(r#"{"op":"Add","path":"active","value":"False"}"#)
    );
}

#[tokio::test]
async fn the_case_of_booleans_is_the_expressions() {
    let rows = mapping(&[
        SMALL[0],
        (
            "active",
            r#"=Switch([IsSoftDeleted], , "False", "true", "True", "false")"#,
        ),
    ]);
    let mut story = Story::with(LEGACY, BARE, rows).linked().await;
    story.unassign();
    assert_eq!(
        story
            .patch([answer(200, user(json!({}))), empty(204)])
            .await,
        operations(r#"{"op":"Replace","path":"active","value":"false"}"#)
    );
    let rows = mapping(&[SMALL[0], ("active", "=Not([IsSoftDeleted])")]);
    let mut story = Story::with(LEGACY, BARE, rows).linked().await;
    story.unassign();
    assert_eq!(
        story
            .patch([answer(200, user(json!({}))), empty(204)])
            .await,
        operations(r#"{"op":"Replace","path":"active","value":"False"}"#)
    );
}

#[tokio::test]
async fn booleans_may_be_real() {
    let settings = Settings {
        active_on_patch: BooleanForm::Boolean,
        patch_order: PatchOrder::OperationsFirst,
        ..LEGACY
    };
    let mut story = Story::small(settings).linked().await;
    story.unassign();
    assert_eq!(
        story
            .patch([answer(200, user(json!({}))), empty(204)])
            .await,
        concat!(
            r#"{"Operations":[{"op":"Replace","path":"active","value":false}],"#,
            r#""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"#
        )
    );
}

#[tokio::test]
async fn what_the_target_alters_or_hides_is_sent_again() {
    let rows = mapping(&[SMALL[0], ("title", "jobTitle")]);
    let mut story = Story::with(LEGACY, ADA, rows).linked().await;
    for title in [json!("ENGINEER"), json!(null), json!("ENGINEER")] {
        story.update(&[("fax", "2")]);
        let lines = story
            .cycle([answer(200, user(json!({ "title": title }))), empty(204)])
            .await;
        assert_eq!(lines, ["GET /Users/u-1", "PATCH /Users/u-1"]);
    }
}

#[tokio::test]
async fn a_cleared_attribute_is_never_cleared_there() {
    let mut story = Story::with(LEGACY, ADA, bundled("entra-default"))
        .linked()
        .await;
    story.update(&[
        ("title", ""),
        ("department", ""),
        ("phone", ""),
        ("familyName", ""),
    ]);
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let current = user(json!({
        "externalId": "ada.l.t",
        "displayName": "Ada Lovelace",
        "name": { "formatted": "Ada", "familyName": "Lovelace", "givenName": "Ada" },
        "title": "Engineer",
        "preferredLanguage": "en-GB",
        "emails": [{ "type": "work", "value": "ada.t@example.com" }],
        "addresses": [{ "type": "work", "streetAddress": "1 Mill Rd", "locality": "Ely",
            "region": "CB", "postalCode": "CB7", "country": "United Kingdom",
            "formatted": "Room 4" }],
        "phoneNumbers": [{ "type": "work", "value": "+44 20 7946 0000" },
            { "type": "mobile", "value": "+44 7700 900000" },
            { "type": "fax", "value": "+44 20 7946 0001" }],
        urn: { "employeeNumber": "E17", "department": "R&D" }
    }));
    assert_eq!(
        story.cycle([answer(200, current)]).await,
        ["GET /Users/u-1"]
    );
    assert!(story.log()[0].contains("[RedundantExport]"));
}

#[tokio::test]
async fn defaults_and_rows_for_creation_are_not_for_updates() {
    let mut rows = mapping(&[
        SMALL[0],
        ("title", "jobTitle"),
        ("displayName", "displayName"),
    ]);
    rows.users[1].default = Some("Staff".into());
    rows.users[2].apply = Apply::OnCreate;
    let mut story = Story::with(LEGACY, BARE, rows).linked().await;
    story.update(&[("displayName", "Ada")]);
    assert_eq!(
        story.cycle([answer(200, user(json!({})))]).await,
        ["GET /Users/u-1"]
    );
}
