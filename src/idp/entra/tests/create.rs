//! Requests that create a user.

use serde_json::json;

use super::support::{ADA, BARE, LEGACY, SMALL, Story, user};
use crate::idp::entra::{
    BooleanForm, EmptyOnCreate, EnterpriseSchema, Primary, Settings, Transport,
};
use crate::idp::testing::{answer, bundled, http, list, mapping};

/// Has the person created; returns the request.
async fn created(mut story: Story) -> String {
    story.assign();
    let requests = story
        .requests([list(&[]), answer(201, user(json!({})))])
        .await;
    assert_eq!(requests.len(), 2, "{requests:?}");
    requests[1].clone()
}

/// Its body.
async fn body(story: Story) -> String {
    created(story)
        .await
        .split("\n\n")
        .nth(1)
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_whole_request() {
    assert_eq!(
        created(Story::new(LEGACY)).await,
        http(
            r#"
            POST /Users
            Host: <host>
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "externalId":"ada.l.t",
            "userName":"ada.t@example.com",
            "active":true,
            "displayName":"Ada Lovelace",
            "emails":[{"primary":true,"type":"work","value":"ada.t@example.com"}],
            "meta":{"resourceType":"User"},
            "name":{"formatted":"Ada Lovelace","familyName":"Lovelace","givenName":"Ada"},
            "title":"Engineer",
            "preferredLanguage":"en-GB",
            "addresses":[{"type":"work","streetAddress":"1 Mill Rd","locality":"Ely","region":"CB",
            "postalCode":"CB7","country":"United Kingdom","formatted":"Room 4"}],
            "phoneNumbers":[{"type":"work","value":"+44 20 7946 0000"},
            {"type":"mobile","value":"+44 7700 900000"},
            {"type":"fax","value":"+44 20 7946 0001"}],
            "roles":[],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
            {"employeeNumber":"E17","department":"R&D"}}
            "#
        )
    );
}

#[tokio::test]
async fn attributes_without_value_are_left_out() {
    let story = Story::with(LEGACY, BARE, bundled("entra-default"));
    assert_eq!(
        body(story).await,
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"#,
            r#""userName":"ada.t@example.com","active":true,"#,
            r#""meta":{"resourceType":"User"},"roles":[]}"#
        )
    );
}

#[tokio::test]
async fn a_blank_name_part_leaves_no_trace() {
    let person: Vec<_> = ADA
        .iter()
        .copied()
        .filter(|(name, _)| *name != "familyName")
        .collect();
    let body = body(Story::with(LEGACY, &person, bundled("entra-default"))).await;
    assert!(
        body.contains(
            r#""meta":{"resourceType":"User"},"name":{"formatted":"Ada","givenName":"Ada"}"#
        ),
        "{body}"
    );
}

#[tokio::test]
async fn a_default_fills_in() {
    let mut rows = mapping(&[SMALL[0], ("title", "jobTitle")]);
    rows.users[1].default = Some("Staff".into());
    let body = body(Story::with(LEGACY, BARE, rows)).await;
    assert!(body.contains(r#""title":"Staff""#), "{body}");
}

#[tokio::test]
async fn a_custom_extension_is_not_in_schemas() {
    let rows = mapping(&[
        SMALL[0],
        (
            "urn:ietf:params:scim:schemas:extension:Acme:2.0:User:tag",
            "\"blue\"",
        ),
    ]);
    assert_eq!(
        body(Story::with(LEGACY, BARE, rows)).await,
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"#,
            r#""userName":"ada.t@example.com","roles":[],"#,
            r#""urn:ietf:params:scim:schemas:extension:Acme:2.0:User":{"tag":"blue"},"#,
            r#""meta":{"resourceType":"User"}}"#
        )
    );
}

#[tokio::test]
async fn active_may_be_a_text() {
    let settings = Settings {
        active_on_create: BooleanForm::Text,
        ..LEGACY
    };
    let body = body(Story::small(settings)).await;
    assert!(body.contains(r#""active":"True""#), "{body}");
}

#[tokio::test]
async fn missing_values_may_be_null() {
    let settings = Settings {
        empty_on_create: EmptyOnCreate::Null,
        ..LEGACY
    };
    let story = Story::with(settings, BARE, bundled("entra-default"));
    let body = body(story).await;
    let nulls = [
        "externalId",
        "displayName",
        "emails",
        "name",
        "title",
        "preferredLanguage",
        "addresses",
        "phoneNumbers",
        "employeeNumber",
        "department",
        "manager",
    ];
    for name in nulls {
        assert!(
            body.contains(&format!(r#""{name}":null"#)),
            "{name}: {body}"
        );
    }
    assert_eq!(body.matches("null").count(), nulls.len());
}

#[tokio::test]
async fn the_enterprise_urn_may_be_left_out_when_unused() {
    let settings = Settings {
        enterprise_schema: EnterpriseSchema::WhenUsed,
        ..LEGACY
    };
    let core = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#;
    let bare = body(Story::small(settings.clone())).await;
    assert!(bare.starts_with(core), "{bare}");
    let whole = body(Story::new(settings)).await;
    assert!(!whole.starts_with(core), "{whole}");
}

#[tokio::test]
async fn the_empty_roles_may_be_missing() {
    let settings = Settings {
        empty_roles: false,
        ..LEGACY
    };
    assert!(!body(Story::new(settings)).await.contains("roles"));
}

#[tokio::test]
async fn every_work_element_may_be_primary() {
    let settings = Settings {
        primary: Primary::EveryWork,
        ..LEGACY
    };
    let body = body(Story::new(settings)).await;
    assert_eq!(body.matches(r#"{"primary":true,"type":"work""#).count(), 3);
    assert_eq!(body.matches(r#""primary""#).count(), 3);
}

#[tokio::test]
async fn an_expression_without_value_keeps_the_user_back() {
    let rows = [SMALL[0], ("title", "=CDate([jobTitle])")];
    let mut story = Story::with(LEGACY, ADA, mapping(&rows));
    story.assign();
    // The person is looked for and not created.
    assert_eq!(story.requests([list(&[])]).await.len(), 1);
    assert_eq!(story.job.link("ada"), None);
    let entry = story.job.log().last().unwrap();
    assert_eq!(entry.code.as_deref(), Some("InternalError"));
    assert!(
        entry.message.contains("`Engineer` is not a date"),
        "{}",
        entry.message
    );
}

#[tokio::test]
async fn the_media_type_may_name_a_charset() {
    let settings = Settings {
        transport: Transport {
            charset: true,
            ..LEGACY.transport
        },
        ..LEGACY
    };
    let request = created(Story::small(settings)).await;
    assert!(
        request.contains("\nContent-Type: application/scim+json; charset=utf-8\n"),
        "{request}"
    );
}
