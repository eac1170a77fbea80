//! Applications of the OIN Wizard with "Support PATCH for User".

use serde_json::json;

use super::support::{BARE, LOOKUP, SMALL, Story, body, oin_wizard, user};
use crate::idp::okta::{EmptyValue, ProfilePatch, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, changes, empty, list, mapping, refusal};

const ROWS: &[(&str, &str)] = &[
    SMALL[0],
    SMALL[1],
    ("name.givenName", "user.firstName"),
    ("emails[primary eq true].value", "user.email"),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "user.department",
    ),
];

/// The operations after these changes of somebody with a title.
async fn operations(settings: Settings, change: &[(&str, &str)]) -> String {
    let person = [BARE[0], ("title", "Baker")];
    let mut story = Story::with(settings, &person, mapping(ROWS)).linked().await;
    story.wire.prepare([empty(204)]);
    let act = Act::Update("ines".into(), changes(change));
    story.app.act(&act, &mut story.wire).await;
    let requests = story.wire.take();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with("PATCH /Users/u-1\n"));
    let body = body(&requests);
    let operations = body
        .strip_prefix(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":"#,
        )
        .unwrap();
    operations.trim_end_matches('}').to_owned() + if operations.ends_with("}]}") { "" } else { "?" }
}

#[tokio::test]
async fn the_profile_is_one_replacement_without_path() {
    let change = [
        ("givenName", "Ines"),
        ("email", "i@x.example"),
        ("department", "Ovens"),
    ];
    assert_eq!(
        operations(oin_wizard(), &change).await,
        concat!(
            r#"[{"op":"replace","value":{"userName":"ines.t@orchard.example","title":"Baker","#,
            r#""name":{"givenName":"Ines"},"emails":[{"primary":true,"value":"i.t@x.example"}],"#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ovens"}}}]"#
        )
    );
}

#[tokio::test]
async fn it_may_be_an_operation_for_each_attribute() {
    let settings = Settings {
        profile_patch: ProfilePatch::Pathed,
        ..oin_wizard()
    };
    assert_eq!(
        operations(settings, &[("email", "i@x.example")]).await,
        concat!(
            r#"[{"op":"replace","path":"userName","value":"ines.t@orchard.example"},"#,
            r#"{"op":"replace","path":"title","value":"Baker"},"#,
            r#"{"op":"replace","path":"emails[primary eq true].value","value":"i.t@x.example"}]"#
        )
    );
}

#[tokio::test]
async fn what_was_cleared_is_emptied_in_three_forms() {
    let name = r#""userName":"ines.t@orchard.example""#;
    let pathed = r#"{"op":"replace","path":"userName","value":"ines.t@orchard.example"}"#;
    for (empty, pathless, single) in [
        (
            EmptyValue::EmptyText,
            r#","title":"""#,
            r#"{"op":"replace","path":"title","value":""}"#,
        ),
        (
            EmptyValue::Null,
            r#","title":null"#,
            r#"{"op":"replace","path":"title","value":null}"#,
        ),
        (EmptyValue::LeftOut, "", r#"{"op":"remove","path":"title"}"#),
    ] {
        let settings = Settings {
            empty,
            ..oin_wizard()
        };
        assert_eq!(
            operations(settings.clone(), &[("title", "")]).await,
            format!(r#"[{{"op":"replace","value":{{{name}{pathless}}}}}]"#)
        );
        let settings = Settings {
            profile_patch: ProfilePatch::Pathed,
            ..settings
        };
        assert_eq!(
            operations(settings, &[("title", "")]).await,
            format!("[{pathed},{single}]")
        );
    }
}

#[tokio::test]
async fn what_was_cleared_in_vain_is_emptied_with_the_next_push() {
    let mut story = Story::small(oin_wizard()).linked().await;
    story.update(&[("title", "")], [refusal(500, "")]).await;
    let emptied = r#"{"userName":"i.t@orchard.example","title":""}"#;
    let renamed = Act::Update("ines".into(), changes(&[("userName", "i@orchard.example")]));
    story.wire.prepare([refusal(500, "")]);
    story.app.act(&renamed, &mut story.wire).await;
    let sent = body(&story.wire.take());
    assert!(sent.contains(emptied), "{sent}");
    // So it is when the admin presses "Retry".
    let sent = body(&story.requests(Act::Retry, [empty(204)]).await);
    assert!(sent.contains(emptied), "{sent}");
    // Once it has arrived it is not said again.
    let back = Act::Update(
        "ines".into(),
        changes(&[("userName", "ines@orchard.example")]),
    );
    story.wire.prepare([empty(204)]);
    story.app.act(&back, &mut story.wire).await;
    let sent = body(&story.wire.take());
    assert!(!sent.contains("title"), "{sent}");
}

#[tokio::test]
async fn what_an_import_showed_is_emptied_too() {
    let person = [
        BARE[0],
        ("givenName", "Ines"),
        ("familyName", "Moreau"),
        ("email", "ines@orchard.example"),
    ];
    let mut story = Story::with(oin_wizard(), &person, mapping(ROWS));
    let there = user(json!({
        "title": "Chef",
        "name": { "givenName": "Ines", "familyName": "Moreau" },
        "emails": [{ "value": "ines.t@orchard.example", "primary": true }],
    }));
    story.wire.prepare([list(&[there])]);
    story.app.act(&Act::Import, &mut story.wire).await;
    story.wire.take();
    let change = Act::Update("ines".into(), changes(&[("givenName", "Agnes")]));
    story.wire.prepare([empty(204)]);
    story.app.act(&change, &mut story.wire).await;
    let sent = body(&story.wire.take());
    assert!(sent.contains(r#""title":"""#), "{sent}");
    assert!(!sent.contains("department"), "{sent}");
}

#[tokio::test]
async fn links_and_deactivations_are_patches_too() {
    let mut story = Story::small(oin_wizard());
    let found = user(json!({ "active": false }));
    let answers = [list(&[found]), empty(204), empty(204)];
    let lines = story.play(Act::Assign, answers).await;
    assert_eq!(lines, [LOOKUP, "PATCH /Users/u-1", "PATCH /Users/u-1"]);
    let lines = story.play(Act::Unassign, [empty(204)]).await;
    assert_eq!(lines, ["PATCH /Users/u-1"]);
}

#[tokio::test]
async fn a_refused_patch_is_a_refused_push() {
    let mut story = Story::small(oin_wizard()).linked().await;
    story
        .update(&[("title", "Chef")], [refusal(400, "no such path")])
        .await;
    assert_eq!(
        story.log(),
        [
            "failure application.provision.user.push_profile ines [Bad Request] Automatic profile \
             push of user ines.t@orchard.example to app scimulate failed: Error while trying to \
             push profile update for ines.t@orchard.example: Bad Request. Errors reported by \
             remote server: no such path"
        ]
    );
    let answers = [answer(200, user(json!({}))), empty(204)];
    let mut reading = Story::small(Settings {
        reads_before_patch: true,
        ..oin_wizard()
    })
    .linked()
    .await;
    let lines = reading.update(&[("title", "Chef")], answers).await;
    assert_eq!(lines, ["GET /Users/u-1", "PATCH /Users/u-1"]);
}
