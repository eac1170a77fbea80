//! Requests that create a user.

use serde_json::{Value, json};

use super::support::{Story, assign, body, config, user};
use crate::idp::plain::Client;
use crate::idp::testing::{self, answer, http, list};

/// The request that creates `ines`.
async fn created(mut story: Story, client: Client) -> String {
    let made = answer(201, user());
    let requests = match client {
        Client::Keycloak => story.play(assign("ines"), [made]).await,
        Client::Authentik => story.play(assign("ines"), [config(0), made]).await,
        _ => story.play(assign("ines"), [list(&[]), made]).await,
    };
    assert_eq!(story.app.link("ines"), Some("u-1"));
    assert_eq!(story.log(), ["success create user ines create user: done"]);
    requests.last().unwrap().clone()
}

#[tokio::test]
async fn of_a_plain_client() {
    let client = Client::Generic;
    assert_eq!(
        created(Story::new(client), client).await,
        http(
            r#"
            POST /Users
            Host: <host>
            User-Agent: scimulate
            Accept: application/scim+json
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName":"ines.t@orchard.example","externalId":"<guid>",
            "name":{"givenName":"Inès","familyName":"Moreau"},"displayName":"Inès Moreau",
            "title":"Baker","locale":"en_US","active":true,
            "emails":[{"type":"work","value":"ines.t@orchard.example","primary":true}],
            "phoneNumbers":[{"type":"work","value":"+1 555 0100"}],
            "addresses":[{"type":"work","country":"US"}]}
            "#
        )
    );
}

#[tokio::test]
async fn of_onelogin() {
    let client = Client::OneLogin;
    assert_eq!(
        created(Story::new(client), client).await,
        http(
            r#"
            POST /Users?
            Host: <host>
            User-Agent:
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName":"ines.t@orchard.example",
            "name":{"givenName":"Inès","familyName":"Moreau"},
            "emails":[{"type":"work","value":"ines.t@orchard.example","primary":true}],
            "displayName":"Inès Moreau","title":"Baker",
            "phoneNumbers":[{"type":"work","value":"+1 555 0100"}],"active":true}
            "#
        )
    );
}

#[tokio::test]
async fn onelogin_may_have_short_urns_and_one_mail_as_an_object() {
    let client = Client::OneLogin;
    let settings = [
        ("schemas", "short"),
        ("enterprise-on-create", "true"),
        ("mails", "object"),
    ];
    let request = created(Story::with(client, &settings), client).await;
    let body = body(&request);
    assert!(
        body.starts_with(concat!(
            r#"{"schemas":["urn:scim:schemas:core:2.0","#,
            r#""urn:scim:schemas:extension:enterprise:2.0"],"#
        )),
        "{body}"
    );
    assert!(
        body.contains(r#""emails":{"type":"work","value":"#),
        "{body}"
    );
}

#[tokio::test]
async fn of_jumpcloud() {
    let client = Client::JumpCloud;
    let story = Story::new(client);
    let [(_, id), ..] = &story.app.own_ids()[..] else {
        panic!("nobody")
    };
    assert_eq!(id.len(), 24);
    assert!(id.chars().all(|digit| digit.is_ascii_hexdigit()));
    assert_eq!(
        created(story, client).await,
        http(
            r#"
            POST /Users
            Host: <host>
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"active":true,"addresses":[{"country":"US","primary":true,"type":"work"}],
            "displayName":"Inès Moreau",
            "emails":[{"primary":true,"type":"work","value":"ines.t@orchard.example"}],
            "externalId":"<id of ines>","locale":"en_US",
            "name":{"familyName":"Moreau","givenName":"Inès"},
            "phoneNumbers":[{"primary":true,"type":"work","value":"tel:+1-555-0100"}],
            "schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "title":"Baker","userName":"ines.t@orchard.example"}
            "#
        )
    );
}

#[tokio::test]
async fn of_google_workspace() {
    let client = Client::GoogleWorkspace;
    assert_eq!(
        created(Story::new(client), client).await,
        http(
            r#"
            POST /Users
            Host: <host>
            User-Agent: Google-Auto-Provisioning
            Authorization: <token>
            Content-Type: application/json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName":"ines.t@orchard.example",
            "name":{"givenName":"Inès","familyName":"Moreau"},"displayName":"Inès Moreau",
            "active":true,
            "emails":[{"type":"work","value":"ines.t@orchard.example","primary":true}],
            "title":"Baker","phoneNumbers":[{"type":"work","value":"+1 555 0100"}]}
            "#
        )
    );
}

#[tokio::test]
async fn of_pingone() {
    let client = Client::PingOne;
    assert_eq!(
        created(Story::new(client), client).await,
        http(
            r#"
            POST /Users
            Accept: application/scim+json
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>
            Host: <host>
            Connection: Keep-Alive
            User-Agent: Apache-HttpClient/4.5.14 (Java/17.0.9)
            Accept-Encoding: gzip,deflate

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName":"ines.t@orchard.example",
            "name":{"givenName":"Inès","familyName":"Moreau"},"displayName":"Inès Moreau",
            "title":"Baker","locale":"en_US",
            "emails":[{"type":"work","value":"ines.t@orchard.example","primary":true}],
            "phoneNumbers":[{"type":"work","value":"+1 555 0100"}],
            "addresses":[{"type":"work","country":"US"}],"active":true}
            "#
        )
    );
}

#[tokio::test]
async fn of_authentik() {
    let client = Client::Authentik;
    let story = Story::new(client);
    let [(_, id), ..] = &story.app.own_ids()[..] else {
        panic!("nobody")
    };
    assert_eq!(id.len(), 64);
    let request = created(story, client).await;
    let (head, body) = request.split_once("\n\n").unwrap();
    assert_eq!(
        head,
        http(
            r"
            POST /Users
            Host: <host>
            User-Agent: authentik@2026.5.3
            Accept-Encoding: gzip, deflate
            Accept: application/scim+json
            Connection: keep-alive
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>
            "
        )
    );
    assert_eq!(
        body,
        concat!(
            r#"{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "#,
            r#""externalId": "<id of ines>", "userName": "ines.t@orchard.example", "#,
            r#""name": {"formatted": "In\u00e8s Moreau", "familyName": "Moreau", "#,
            r#""givenName": "In\u00e8s"}, "displayName": "In\u00e8s Moreau", "#,
            r#""locale": "en_US", "active": true, "emails": [{"type": "other", "#,
            r#""value": "ines.t@orchard.example", "primary": true}]}"#
        )
    );
}

#[tokio::test]
async fn of_keycloak() {
    let client = Client::Keycloak;
    assert_eq!(
        created(Story::new(client), client).await,
        http(
            r#"
            POST /Users
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>
            Host: <host>
            Connection: Keep-Alive
            User-Agent: Apache-HttpClient/4.5.14 (Java/17.0.9)
            Accept-Encoding: gzip,deflate

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
            "externalId":"<guid>","userName":"ines.t@orchard.example",
            "displayName":"Inès Moreau","name":{"givenName":"Inès","familyName":"Moreau"},
            "emails":[{"value":"ines.t@orchard.example"}],"active":true}
            "#
        )
    );
}

/// Shows S9.
#[tokio::test]
async fn onelogins_own_gitlab_application_sends_its_id_as_external_id() {
    let mapping = testing::bundled("onelogin-gitlab");
    let mut story = Story::mapped(Client::OneLogin, &[], mapping);
    let created = answer(201, json!({ "id": "u-1" }));
    let requests = story.play(assign("ines"), [list(&[]), created]).await;
    let sent: Value = serde_json::from_str(body(&requests[1])).unwrap();
    assert_eq!(sent["externalId"], "<guid>");
    assert_eq!(sent["userName"], "ines.t@orchard.example");
    assert_eq!(sent["emails"][0]["value"], "ines.t@orchard.example");
    assert_eq!(sent["name"]["familyName"], "Moreau");
}
