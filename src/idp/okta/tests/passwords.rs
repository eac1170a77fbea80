//! "Sync Password".

use serde_json::json;

use super::support::{Story, body, catalog, catalog_put, oin_wizard, user, wizard};
use crate::idp::okta::{PasswordPatch, PasswordSync, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, refusal};
use crate::transcript::FailureKind;

/// An application that syncs passwords, with an account.
async fn story(settings: Settings, password_sync: PasswordSync) -> Story {
    Story::small(Settings {
        password_sync,
        ..settings
    })
    .linked()
    .await
}

#[tokio::test]
async fn without_the_box_nothing_is_sent() {
    let mut story = Story::small(catalog()).linked().await;
    assert_eq!(story.play(Act::SetPassword, []).await, [""; 0]);
}

#[tokio::test]
async fn an_application_that_patches_patches() {
    for settings in [catalog(), oin_wizard()] {
        let mut story = story(settings, PasswordSync::Okta).await;
        let requests = story.requests(Act::SetPassword, [empty(204)]).await;
        assert!(requests[0].starts_with("PATCH /Users/u-1\n"));
        assert_eq!(
            body(&requests),
            concat!(
                r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
                r#""Operations":[{"op":"replace","value":{"password":"<8 alphanumerics>"}}]}"#
            )
        );
        assert_eq!(
            story.log(),
            [
                "success application.provision.user.push_okta_password ines Push user's Okta \
                 password to external application"
            ]
        );
    }
}

#[tokio::test]
async fn the_patch_may_have_a_path() {
    let settings = Settings {
        password_patch: PasswordPatch::Pathed,
        ..catalog()
    };
    let mut story = story(settings, PasswordSync::Okta).await;
    story.wire.prepare([empty(204)]);
    let act = Act::SetPassword("ines".into());
    story.app.act(&act, &mut story.wire).await;
    let sent = story.wire.last_body();
    let start = concat!(
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
        r#""Operations":[{"op":"replace","path":"password","value":""#
    );
    let rest = sent.strip_prefix(start).expect(&sent);
    assert_eq!(rest.len(), r#"k2Pq81Zt"}]}"#.len());
}

#[tokio::test]
async fn the_others_read_and_put() {
    for settings in [wizard(), catalog_put()] {
        let mut story = story(settings, PasswordSync::Random).await;
        let found = || answer(200, user(json!({ "x": 1 })));
        let requests = story.requests(Act::SetPassword, [found(), found()]).await;
        assert!(requests[0].starts_with("GET /Users/u-1\n"));
        assert!(requests[1].starts_with("PUT /Users/u-1\n"));
        assert_eq!(
            body(&requests),
            concat!(
                r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u-1","#,
                r#""userName":"ines.t@orchard.example","active":true,"x":1,"#,
                r#""password":"<8 alphanumerics>"}"#
            )
        );
        assert_eq!(
            story.log(),
            [
                "success application.provision.user.push_password ines Push user's password to \
                 external application"
            ]
        );
    }
}

#[tokio::test]
async fn trouble_has_an_event_of_its_own() {
    for (outcome, text) in [
        (
            refusal(400, "too weak"),
            "[Bad Request] Issue pushing password: Bad Request. Errors reported by remote server: \
             too weak",
        ),
        (
            failure(FailureKind::Connect),
            "[null] Issue pushing password: null",
        ),
    ] {
        for settings in [catalog(), wizard()] {
            let mut story = story(settings, PasswordSync::Okta).await;
            story.play(Act::SetPassword, [outcome.clone()]).await;
            assert_eq!(
                story.log(),
                [format!(
                    "failure application.provision.user.password ines {text}"
                )]
            );
        }
    }
}

#[tokio::test]
async fn somebody_without_an_account_has_no_password_to_push() {
    let mut story = Story::small(Settings {
        password_sync: PasswordSync::Okta,
        ..catalog()
    });
    assert_eq!(story.play(Act::SetPassword, []).await, [""; 0]);
}
