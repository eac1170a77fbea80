//! Requests that create a user.

use std::sync::Arc;

use serde_json::json;

use super::support::{BARE, INES, LOOKUP, SMALL, Story, body, catalog, user, wizard};
use crate::idp::directory::Directory;
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, bundled, http, list, mapping, setup};

/// The body of the create request.
async fn created(mut story: Story) -> String {
    let answers = [list(&[]), answer(201, user(json!({})))];
    let requests = story.requests(Act::Assign, answers).await;
    assert_eq!(requests.len(), 2);
    body(&requests)
}

#[tokio::test]
async fn the_whole_request() {
    for settings in [catalog(), wizard()] {
        let mut story = Story::new(settings);
        let answers = [list(&[]), answer(201, user(json!({})))];
        let requests = story.requests(Act::Assign, answers).await;
        assert_eq!(
            requests[1],
            http(
                r#"
                POST /Users
                Accept: application/scim+json
                Accept-Charset: utf-8
                Content-Type: application/scim+json; charset=utf-8
                User-Agent: Okta SCIM Client 1.0.0
                Authorization: <token>
                Content-Length: <length>
                Host: <host>
                Connection: Keep-Alive
                Accept-Encoding: gzip,deflate

                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
                "userName":"ines.t@orchard.example",
                "name":{"givenName":"Ines","familyName":"Moreau"},
                "emails":[{"primary":true,"value":"ines.moreau.t@orchard.example","type":"work"}],
                "title":"Baker",
                "displayName":"Ines Moreau",
                "phoneNumbers":[{"primary":true,"value":"+1 555 0100","type":"work"}],
                "addresses":[{"primary":true,"type":"work","streetAddress":"1 Mill Rd",
                "locality":"Ithaca","region":"NY","postalCode":"14850","country":"US"}],
                "preferredLanguage":"en",
                "locale":"en_US",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                {"employeeNumber":"17","department":"Ovens"},
                "externalId":"<okta id>",
                "groups":[],
                "password":"<8 alphanumerics>",
                "active":true}
                "#
            )
        );
    }
}

#[tokio::test]
async fn attributes_without_value_are_left_out() {
    assert_eq!(
        created(Story::with(catalog(), BARE, bundled("okta-default"))).await,
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
            r#""userName":"ines.t@orchard.example","externalId":"<okta id>","groups":[],"#,
            r#""password":"<8 alphanumerics>","active":true}"#
        )
    );
}

/// Somebody with a value for every row of a mapping, and a manager.
fn complete(mapping: &str) -> Story {
    let mut person = INES.to_vec();
    person.extend([
        ("middleName", "Maria"),
        ("nickName", "Nini"),
        ("userType", "Employee"),
        ("timezone", "Europe/Paris"),
        ("costCenter", "7"),
        ("organization", "Orchard"),
        ("division", "North"),
        ("manager", "omar"),
        ("otherEmails", "ines@home.example"),
        ("mobile", "+1 555 0199"),
        ("extensionAttribute1", "B-17"),
    ]);
    let mut setup = setup("ines", &person, bundled(mapping));
    let mut directory = Directory::clone(&setup.directory);
    let omar = [
        ("userName", "omar@orchard.example"),
        ("displayName", "Omar Haddad"),
    ];
    let omar = omar.map(|(name, value)| (name.to_owned(), vec![value.to_owned()]));
    let omar = crate::idp::directory::Attributes::from(omar);
    directory.people.insert("omar".into(), omar.into());
    setup.directory = Arc::new(directory);
    Story::of(catalog(), setup)
}

#[tokio::test]
async fn every_row_of_the_template_in_its_order() {
    assert_eq!(
        created(complete("okta-default")).await,
        [
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"#,
            r#""userName":"ines.t@orchard.example","#,
            r#""name":{"givenName":"Ines","familyName":"Moreau","middleName":"Maria"},"#,
            r#""emails":[{"primary":true,"value":"ines.moreau.t@orchard.example","type":"work"}],"#,
            r#""title":"Baker","displayName":"Ines Moreau","nickName":"Nini","#,
            r#""phoneNumbers":[{"primary":true,"value":"+1 555 0100","type":"work"}],"#,
            r#""addresses":[{"primary":true,"type":"work","streetAddress":"1 Mill Rd","#,
            r#""locality":"Ithaca","region":"NY","postalCode":"14850","country":"US"}],"#,
            r#""preferredLanguage":"en","locale":"en_US","timezone":"Europe/Paris","#,
            r#""userType":"Employee","#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"#,
            r#""employeeNumber":"17","costCenter":"7","organization":"Orchard","#,
            r#""division":"North","department":"Ovens","#,
            r#""manager":{"value":"omar.t@orchard.example","displayName":"Omar Haddad"}},"#,
            r#""externalId":"<okta id>","groups":[],"password":"<8 alphanumerics>","active":true}"#,
        ]
        .concat()
    );
}

#[tokio::test]
async fn secondary_mails_and_custom_attributes_are_rows_that_admins_add() {
    assert_eq!(
        created(complete("okta-custom")).await,
        [
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
            r#""urn:example:params:scim:schemas:extension:badge:2.0:User"],"#,
            r#""userName":"ines.t@orchard.example","#,
            r#""name":{"givenName":"Ines","familyName":"Moreau"},"#,
            r#""emails":[{"primary":true,"value":"ines.moreau.t@orchard.example","type":"work"},"#,
            r#"{"primary":false,"value":"ines.t@home.example","type":"home"}],"#,
            r#""phoneNumbers":[{"primary":true,"value":"+1 555 0100"},"#,
            r#"{"primary":false,"value":"+1 555 0199"}],"#,
            r#""nickName":"Nini","userType":"Employee","#,
            r#""urn:example:params:scim:schemas:extension:badge:2.0:User":{"badgeNumber":"B-17"},"#,
            r#""externalId":"<okta id>","groups":[],"password":"<8 alphanumerics>","active":true}"#,
        ]
        .concat()
    );
}

#[tokio::test]
async fn rows_for_creation_only_are_silent_afterwards() {
    let mut story = complete("okta-aiw-create-only");
    let answers = [list(&[]), answer(201, user(json!({})))];
    let requests = story.requests(Act::Assign, answers).await;
    assert!(body(&requests).contains(r#""title":"Baker""#));
    for attribute in ["title", "familyName", "userName", "costCenter"] {
        assert_eq!(story.update(&[(attribute, "x")], []).await, [""; 0]);
    }
}

#[tokio::test]
async fn types_stand_beside_values_only() {
    let person: Vec<_> = INES
        .iter()
        .copied()
        .filter(|(name, _)| !["phone", "street"].contains(name))
        .collect();
    let body = created(Story::with(catalog(), &person, bundled("okta-default"))).await;
    assert!(!body.contains("phoneNumbers"), "{body}");
    assert!(
        body.contains(r#""addresses":[{"primary":true,"locality":"Ithaca","#),
        "an address has a type only beside a street: {body}"
    );
    assert_eq!(body.matches(r#""type":"work""#).count(), 1);
}

#[tokio::test]
async fn the_type_of_the_mail_is_a_row() {
    let rows = mapping(&[SMALL[0], ("emails[primary eq true].value", "user.email")]);
    let body = created(Story::with(catalog(), INES, rows)).await;
    assert!(
        body.contains(r#""emails":[{"primary":true,"value":"ines.moreau.t@orchard.example"}]"#),
        "{body}"
    );
}

#[tokio::test]
async fn a_custom_namespace_is_in_schemas() {
    let urn = "urn:example:params:scim:schemas:extension:bakery:2.0:User";
    let target = format!("{urn}:oven");
    let rows = mapping(&[SMALL[0], (&target, "\"3\"")]);
    let body = created(Story::with(catalog(), BARE, rows)).await;
    assert!(
        body.starts_with(&format!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{urn}"],"#
        )),
        "{body}"
    );
    assert!(
        body.contains(&format!(r#""{urn}":{{"oven":"3"}}"#)),
        "{body}"
    );
}

#[tokio::test]
async fn the_external_id_is_the_okta_user() {
    let setup = setup("ines", BARE, mapping(SMALL));
    let app = crate::idp::okta::Okta::new(catalog(), setup);
    let [(person, id)] = app.user_ids().try_into().unwrap();
    assert_eq!((person.as_str(), &id[..3], id.len()), ("ines", "00u", 20));
    let mut story = Story::small(catalog());
    story
        .wire
        .prepare([list(&[]), answer(201, user(json!({})))]);
    let assign = Act::Assign("ines".into());
    story.app.act(&assign, &mut story.wire).await;
    assert!(
        story
            .wire
            .last_body()
            .contains(&format!(r#""externalId":"{id}""#))
    );
}

#[tokio::test]
async fn the_answers_id_is_kept() {
    let mut story = Story::small(catalog());
    let made = user(json!({ "id": "x/17", "externalId": "another" }));
    let lines = story
        .play(Act::Assign, [list(&[]), answer(201, made)])
        .await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
    assert_eq!(story.app.link("ines"), Some("x/17"));
    assert_eq!(
        story.log(),
        [
            "success application.provision.user.push ines Push new user to external application",
            "success application.provision.user.sync ines Sync user in external application",
        ]
    );
    let lines = story
        .update(
            &[("title", "Chef")],
            [answer(200, user(json!({}))), answer(200, user(json!({})))],
        )
        .await;
    assert_eq!(lines, ["GET /Users/x%2F17", "PUT /Users/x%2F17"]);
}
