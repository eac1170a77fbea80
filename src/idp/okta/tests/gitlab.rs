//! Okta's GitLab application: few attributes, "Create Users" and "Deactivate Users" only.

use serde_json::json;

use super::support::{INES, LOOKUP, Story, body, catalog, user};
use crate::idp::okta::Settings;
use crate::idp::simulator::Act;
use crate::idp::testing::{Script, answer, bundled, empty, list, written};

/// The application as GitLab's guide has it.
fn story() -> Story {
    let settings = Settings {
        update_users: false,
        ..catalog()
    };
    Story::with(settings, INES, bundled("okta-gitlab"))
}

/// Shows S45, S48, S49.
#[tokio::test]
async fn an_assignment_looks_the_user_up_and_creates() {
    let mut story = story();
    let answers = [list(&[]), answer(201, user(json!({})))];
    let requests = story.requests(Act::Assign, answers).await;
    assert_eq!(requests[0].lines().next(), Some(LOOKUP));
    assert_eq!(
        body(&requests),
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
            r#""userName":"ines.t@orchard.example","#,
            r#""name":{"givenName":"Ines","familyName":"Moreau"},"#,
            r#""emails":[{"primary":true,"value":"ines.moreau.t@orchard.example","type":"work"}],"#,
            r#""displayName":"Ines Moreau","externalId":"<okta id>","groups":[],"#,
            r#""password":"<8 alphanumerics>","active":true}"#,
        )
    );
}

/// Shows S48.
#[tokio::test]
async fn nothing_is_updated_and_removal_is_one_patch() {
    let mut story = story().linked().await;
    assert_eq!(
        story
            .update(&[("title", "Chef"), ("givenName", "Inès")], [])
            .await,
        [""; 0]
    );
    let removed = story.play(Act::Unassign, [empty(204)]).await;
    assert_eq!(removed, ["PATCH /Users/u-1"]);
    let inactive = user(json!({ "active": false }));
    let back = story
        .play(Act::Assign, [list(&[inactive]), empty(204)])
        .await;
    assert_eq!(back, [LOOKUP, "PATCH /Users/u-1"]);
}

/// Shows S15.
#[tokio::test]
async fn without_lifecycle_management_nothing_is_sent() {
    let mut story = Story::small(Settings {
        lifecycle_management: false,
        ..catalog()
    });
    let mut wire = Script::of([]);
    assert!(!story.app.connect(&mut wire).await);
    assert_eq!(wire.lines(), [""; 0]);
    let log = written(story.app.log());
    assert!(
        log[0].ends_with("[NotLicensed] Provisioning needs Okta Lifecycle Management"),
        "{log:?}"
    );
}
