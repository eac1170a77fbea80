//! Profile pushes: read, lay Okta's values over what was read, write back whole.

use serde_json::{Value, json};

use super::support::{BARE, SMALL, Story, catalog, catalog_put, user, wizard};
use crate::idp::mapping::Apply;
use crate::idp::okta::{EmptyAnswer, EmptyValue, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, bundled, empty, http, list, mapping};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What stands where the title was, after it was cleared in Okta.
async fn cleared(empty: EmptyValue) -> String {
    let settings = Settings { empty, ..catalog() };
    let mut story = Story::small(settings).linked().await;
    let body = story
        .put(&[("title", "")], user(json!({ "title": "Baker" })))
        .await;
    let rest = body.split(r#""active":true"#).nth(1).unwrap();
    rest.trim_end_matches('}').to_owned()
}

#[tokio::test]
async fn all_kinds_of_application_but_one_read_and_put() {
    for settings in [catalog(), catalog_put(), wizard()] {
        let mut story = Story::small(settings).linked().await;
        let current = user(json!({ "title": "Baker" }));
        story
            .wire
            .prepare([answer(200, current.clone()), answer(200, current)]);
        let changes = crate::idp::testing::changes(&[("title", "Chef")]);
        let act = Act::Update("ines".into(), changes);
        story.app.act(&act, &mut story.wire).await;
        assert_eq!(
            story.wire.take(),
            [
                http(
                    "
                    GET /Users/u-1
                    Accept: application/scim+json
                    Accept-Charset: utf-8
                    User-Agent: Okta SCIM Client 1.0.0
                    Authorization: <token>
                    Host: <host>
                    Connection: Keep-Alive
                    Accept-Encoding: gzip,deflate
                    "
                ),
                http(
                    r#"
                    PUT /Users/u-1
                    Accept: application/scim+json
                    Accept-Charset: utf-8
                    Content-Type: application/scim+json; charset=utf-8
                    User-Agent: Okta SCIM Client 1.0.0
                    Authorization: <token>
                    Content-Length: <length>
                    Host: <host>
                    Connection: Keep-Alive
                    Accept-Encoding: gzip,deflate

                    {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u-1",
                    "userName":"ines.t@orchard.example","active":true,"title":"Chef"}
                    "#
                ),
            ]
        );
        assert_eq!(
            story.log(),
            [
                "success application.provision.user.push_profile ines Push user's profile to \
              external application"
            ]
        );
    }
}

#[tokio::test]
async fn everything_that_was_read_goes_back() {
    let mut story = Story::small(wizard()).linked().await;
    let current = r#"{"meta":{"version":"W/\"1\"","resourceType":"User"},"shoeSize":42,"id":"u-1","groups":[{"value":"g-1"}],"password":"hunter2!","title":"Baker","active":true,"userName":"INES","externalId":"hr-9","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}"#;
    let body = story
        .put(&[("title", "Chef")], serde_json::from_str(current).unwrap())
        .await;
    assert_eq!(
        body,
        current
            .replace("Baker", "Chef")
            .replace("INES", "ines.t@orchard.example")
    );
}

#[tokio::test]
async fn a_new_user_name_keeps_the_id() {
    let mut story = Story::small(catalog()).linked().await;
    let body = story
        .put(&[("userName", "imoreau@orchard.example")], user(json!({})))
        .await;
    assert!(
        body.contains(r#""id":"u-1","userName":"imoreau.t@orchard.example""#),
        "{body}"
    );
}

#[tokio::test]
async fn a_cleared_attribute_becomes_an_empty_text() {
    assert_eq!(cleared(EmptyValue::EmptyText).await, r#","title":"""#);
}

#[tokio::test]
async fn a_cleared_attribute_may_be_null() {
    assert_eq!(cleared(EmptyValue::Null).await, r#","title":null"#);
}

#[tokio::test]
async fn a_cleared_attribute_may_be_left_out() {
    assert_eq!(cleared(EmptyValue::LeftOut).await, "");
}

#[tokio::test]
async fn an_attribute_that_neither_side_has_is_not_sent() {
    let mut story = Story::with(catalog(), BARE, bundled("okta-default"))
        .linked()
        .await;
    let body = story.put(&[("title", "Chef")], user(json!({}))).await;
    assert_eq!(
        body,
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u-1","#,
            r#""userName":"ines.t@orchard.example","active":true,"title":"Chef"}"#
        )
    );
}

#[tokio::test]
async fn an_attribute_that_okta_never_had_is_emptied() {
    let mut story = Story::with(catalog(), BARE, bundled("okta-default"))
        .linked()
        .await;
    let current = user(json!({
        "phoneNumbers": [{ "primary": true, "value": "1", "type": "work" }]
    }));
    let body = story.put(&[("title", "Chef")], current).await;
    assert!(
        body.contains(r#""phoneNumbers":[{"primary":true,"value":"","type":""}]"#),
        "{body}"
    );
}

#[tokio::test]
async fn a_new_extension_joins_schemas() {
    let target = format!("{ENTERPRISE}:department");
    let rows = mapping(&[SMALL[0], (&target, "user.department")]);
    let mut story = Story::with(catalog(), BARE, rows).linked().await;
    let body = story.put(&[("department", "Ovens")], user(json!({}))).await;
    assert_eq!(
        body,
        format!(
            "{}{}",
            format_args!(
                r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{ENTERPRISE}"],"#
            ),
            format_args!(
                r#""id":"u-1","userName":"ines.t@orchard.example","active":true,"{ENTERPRISE}":{{"department":"Ovens"}}}}"#
            )
        )
    );
}

#[tokio::test]
async fn active_follows_the_assignment_whatever_was_read() {
    let mut story = Story::small(catalog()).linked().await;
    let body = story
        .put(&[("title", "Chef")], user(json!({ "active": false })))
        .await;
    assert!(body.contains(r#""active":true"#), "{body}");
}

#[tokio::test]
async fn changes_that_do_not_flow_send_nothing() {
    let mut rows = mapping(&[SMALL[0], SMALL[1], ("displayName", "user.displayName")]);
    rows.users[2].apply = Apply::OnCreate;
    let mut story = Story::with(catalog(), BARE, rows).linked().await;
    for (name, value) in [
        ("fax", "1"),
        ("displayName", "Ines"),
        ("department", "Ovens"),
    ] {
        assert_eq!(story.update(&[(name, value)], []).await, [""; 0]);
    }
    let body = story
        .put(&[("title", "Chef")], user(json!({ "displayName": "I." })))
        .await;
    assert!(body.contains(r#""displayName":"I.""#), "{body}");
}

#[tokio::test]
async fn pushes_may_come_twice() {
    let mut story = Story::small(Settings {
        pushes_twice: true,
        ..wizard()
    })
    .linked()
    .await;
    let answer = || answer(200, user(json!({})));
    let lines = story
        .update(
            &[("title", "Chef")],
            [answer(), answer(), answer(), answer()],
        )
        .await;
    assert_eq!(
        lines,
        [
            "GET /Users/u-1",
            "PUT /Users/u-1",
            "GET /Users/u-1",
            "PUT /Users/u-1"
        ]
    );
}

#[tokio::test]
async fn an_answer_without_the_user_is_a_warning() {
    let lenient = Settings {
        empty_answer: EmptyAnswer::Success,
        ..catalog()
    };
    for (settings, outcome) in [
        (catalog(), empty(204)),
        (lenient.clone(), empty(204)),
        (lenient, empty(200)),
    ] {
        let mut story = Story::small(settings).linked().await;
        story
            .update(
                &[("title", "Chef")],
                [answer(200, user(json!({}))), outcome],
            )
            .await;
        let log = story.log();
        assert!(
            log[0].starts_with(
                "warning application.provision.user.push_profile ines Push user's profile to \
                 external application (scimulate: PUT was answered 20"
            ),
            "{log:?}"
        );
    }
}

#[tokio::test]
async fn no_content_may_be_a_failure() {
    let settings = Settings {
        no_content: EmptyAnswer::Failure,
        ..catalog()
    };
    let mut story = Story::small(settings).linked().await;
    let answers = [answer(200, user(json!({}))), empty(204)];
    story.update(&[("title", "Chef")], answers).await;
    let log = story.log();
    assert!(
        log[0].starts_with("failure application.provision.user.push_profile ines [null] "),
        "{log:?}"
    );
}

#[tokio::test]
async fn without_a_link_there_is_nothing_to_push() {
    let mut story = Story::small(catalog());
    let refusal = crate::idp::testing::refusal(500, "");
    story.play(Act::Assign, [list(&[]), refusal]).await;
    assert_eq!(story.update(&[("title", "Chef")], []).await, [""; 0]);
}

#[tokio::test]
async fn several_values_keep_their_places() {
    let rows = mapping(&[SMALL[0], ("emails[primary eq true].value", "user.email")]);
    let mut story = Story::with(catalog(), BARE, rows).linked().await;
    let mails = |primary: &str| -> Value {
        json!([{ "value": "home@example.com", "type": "home" },
            { "value": primary, "display": "work", "primary": true }])
    };
    let current = user(json!({ "emails": mails("old@example.com") }));
    let body = story
        .put(&[("email", "new@orchard.example")], current)
        .await;
    let wanted = user(json!({ "emails": mails("new.t@orchard.example") }));
    assert_eq!(body, wanted.to_string());
}
