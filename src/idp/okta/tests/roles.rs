//! Entitlements: discovery of roles, and roles in the profile.

use std::sync::Arc;

use serde_json::{Value, json};

use super::support::{BARE, SMALL, body, oin_wizard, user, wizard};
use crate::idp::directory::{Attributes, Directory};
use crate::idp::okta::{Okta, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{Script, answer, changes, empty, list, mapping, refusal, setup, written};

fn governed() -> Okta {
    governed_by(wizard())
}

fn governed_by(settings: Settings) -> Okta {
    let mut setup = setup("ines", BARE, mapping(SMALL));
    let mut directory = Directory::clone(&setup.directory);
    let roles = vec!["Cook".into(), "r-2".into(), "Unknown".into()];
    std::sync::Arc::make_mut(&mut directory.people["ines"]).insert("roles".into(), roles);
    setup.directory = Arc::new(directory);
    let settings = Settings {
        entitlements: true,
        ..settings
    };
    Okta::new(settings, setup)
}

fn types() -> Value {
    let kind = |name: &str, schema: &str| json!({ "name": name, "endpoint": format!("/{name}s"), "schema": schema });
    json!([
        kind("User", "urn:ietf:params:scim:schemas:core:2.0:User"),
        kind("Role", "urn:okta:scim:schemas:core:1.0:Role"),
        kind("License", "urn:okta:scim:schemas:core:1.0:Entitlement"),
        kind("Other", "urn:ietf:params:scim:schemas:core:2.0:Role"),
    ])
}

/// Answers to everything that connecting asks for.
fn answers() -> Vec<crate::transcript::Outcome> {
    let roles = [
        json!({ "id": "r-1", "displayName": "Cook" }),
        json!({ "id": "r-2", "displayName": "Boss" }),
    ];
    vec![
        list(&[]),
        list(&[]),
        list(&[]),
        list(types().as_array().unwrap()),
        list(&[]),
        list(&roles),
        list(&[]),
    ]
}

#[tokio::test]
async fn types_schemas_and_oktas_own_endpoints_are_read() {
    let mut app = governed();
    let mut wire = Script::of(answers());
    assert!(app.connect(&mut wire).await);
    assert_eq!(
        wire.lines()[3..],
        [
            "GET /ResourceTypes",
            "GET /Schemas",
            "GET /Roles?startIndex=1&count=100",
            "GET /Licenses?startIndex=1&count=100",
        ]
    );
}

#[tokio::test]
async fn roles_that_the_target_offers_are_in_the_profile() {
    let mut app = governed();
    let mut wire = Script::of(answers());
    app.connect(&mut wire).await;
    wire.take();
    wire.prepare([list(&[]), answer(201, user(json!({})))]);
    app.act(&Act::Assign("ines".into()), &mut wire).await;
    let roles = r#""roles":[{"value":"r-1","display":"Cook"},{"value":"r-2","display":"Boss"}]"#;
    let created = body(&wire.take());
    assert!(
        created.contains(&format!(r#"{roles},"externalId":"#)),
        "{created}"
    );
    let found = || answer(200, user(json!({ "roles": [{ "value": "r-9" }] })));
    wire.prepare([found(), found()]);
    let roles = std::iter::once(("roles".to_owned(), vec!["r-2".to_owned()])).collect();
    app.act(&Act::Update("ines".into(), roles), &mut wire).await;
    let put = body(&wire.take());
    let roles = r#""roles":[{"value":"r-2","display":"Boss"}]"#;
    assert!(put.contains(roles), "{put}");
}

#[tokio::test]
async fn roles_are_read_page_by_page() {
    let role = |at: usize| json!({ "id": format!("r-{at}"), "displayName": format!("Role {at}") });
    let first: Vec<_> = (100..200).map(role).collect();
    let page = |start: usize, roles: &[Value]| {
        answer(
            200,
            json!({ "totalResults": 102, "startIndex": start, "Resources": roles }),
        )
    };
    let mut answers = answers();
    let boss = json!({ "id": "r-2", "displayName": "Boss" });
    let pages = [page(1, &first), page(101, &[role(200), boss])];
    answers.splice(5..6, pages);
    let mut app = governed();
    let mut wire = Script::of(answers);
    assert!(app.connect(&mut wire).await);
    assert_eq!(wire.lines()[6], "GET /Roles?startIndex=101&count=100");
    wire.prepare([list(&[]), answer(201, user(json!({})))]);
    app.act(&Act::Assign("ines".into()), &mut wire).await;
    let created = body(&wire.take());
    let roles = r#""roles":[{"value":"r-2","display":"Boss"}]"#;
    assert!(created.contains(roles), "{created}");
}

#[tokio::test]
async fn an_application_that_patches_profiles_puts_other_roles() {
    let mut app = governed_by(oin_wizard());
    let mut wire = Script::of(answers());
    app.connect(&mut wire).await;
    wire.take();
    wire.prepare([list(&[]), answer(201, user(json!({})))]);
    app.act(&Act::Assign("ines".into()), &mut wire).await;
    wire.take();
    let other: Attributes = [("roles".to_owned(), vec!["r-2".to_owned()])].into();
    let other = Act::Update("ines".into(), other);
    let found = || answer(200, user(json!({ "roles": [{ "value": "r-1" }] })));
    // Until the roles have arrived, every push is a PUT.
    for (act, answered) in [
        (other, refusal(500, "")),
        (Act::Retry("ines".into()), found()),
    ] {
        wire.prepare([found(), answered]);
        app.act(&act, &mut wire).await;
        let sent = wire.take();
        assert!(sent[0].starts_with("GET /Users/u-1\n"), "{sent:?}");
        assert!(sent[1].starts_with("PUT /Users/u-1\n"), "{sent:?}");
        let put = body(&sent);
        assert!(
            put.contains(r#""roles":[{"value":"r-2","display":"Boss"}]"#),
            "{put}"
        );
    }
    wire.prepare([empty(204)]);
    let title = Act::Update("ines".into(), changes(&[("title", "Chef")]));
    app.act(&title, &mut wire).await;
    assert_eq!(wire.lines(), ["PATCH /Users/u-1"]);
}

#[tokio::test]
async fn a_refused_discovery_ends_the_configuration() {
    let mut app = governed();
    let mut wire = Script::of([list(&[]), list(&[]), list(&[]), empty(404)]);
    assert!(!app.connect(&mut wire).await);
    assert_eq!(
        written(app.log()),
        [
            "failure application.provision.integration.call_api [Not Found] Error authenticating: \
             Not Found. Errors reported by remote server: "
        ]
    );
}
