//! Sign-in and identities of GitLab profiles, steered through the control plane.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::gitlab::{gitlab, person, steer};
use crate::support::{Api, Reply};

const USERS: &str = "/api/scim/v2/groups/my-group/Users";

async fn act(api: &Api, act: &str, with: &Value) -> Reply {
    steer(api, "POST", &format!("/gitlab/{act}"), with).await
}

async fn done(api: &Api, name: &str, with: Value) -> Value {
    let reply = act(api, name, &with).await;
    assert_eq!(reply.status, 200, "{name}: {reply:?}");
    reply.body
}

async fn page(api: &Api, path: &str, cookie: &str) -> Reply {
    let request = Request::builder().uri(path).header("cookie", cookie);
    api.request(request.body(Body::empty()).unwrap()).await
}

/// Shows S56, S57, S70, S71, S72, S73.
#[tokio::test]
async fn identities_are_linked_seen_and_compared() {
    let api = Api::with(gitlab("gitlab-saas-14"));
    let ada = json!({ "email": "ada@home.test", "username": "ada" });
    done(&api, "add-account", ada).await;
    // In the wrong order: SCIM finds nobody by that address, so a second account comes of it.
    let with = json!({ "account": "ada", "email": "ada@example.com" });
    done(&api, "change-primary-email", with).await;
    assert_eq!(api.post(USERS, &person("ada")).await.status, 409);
    let link = json!({ "account": "ada", "extern-uid": "ada-uid" });
    let linked = done(&api, "link-saml", link).await;
    assert_eq!(linked["identities"]["saml"][0]["extern_uid"], "ada-uid");
    assert_eq!(api.post(USERS, &person("ada")).await.status, 201);
    let seen = done(&api, "identities", json!({ "account": "ada@example.com" })).await;
    assert_eq!(seen["saml"][0]["extern_uid"], seen["scim"][0]["extern_uid"]);
    let read = api.get(&format!("{USERS}/ada-uid")).await;
    assert_eq!(read.body["id"], seen["saml"][0]["extern_uid"]);
    let unlinked = done(&api, "unlink-saml", json!({ "account": "ada" })).await;
    assert_eq!(unlinked["identities"]["saml"], json!([]));
}

/// Shows S109, S110.
#[tokio::test]
async fn the_log_is_searched_as_support_does_it() {
    let api = Api::with(gitlab("gitlab-saas-16.4"));
    for name in ["ada", "bob"] {
        api.post(USERS, &person(name)).await;
    }
    let with = json!({ "path": "/scim/v2/groups/my-group", "param-value": "ada-uid" });
    let found = done(&api, "log", with).await;
    assert_eq!(found["count"], 1);
    let line = &found["lines"][0];
    assert_eq!(
        (&line["path"], &line["status"]),
        (&json!(USERS), &json!(201))
    );
    assert!(line["params"].to_string().contains("ada@example.com"));
}

#[tokio::test]
async fn a_session_opens_the_pages_and_stays_secret() {
    let api = Api::with(gitlab("gitlab-saas-now"));
    api.post(USERS, &person("ada")).await;
    assert_eq!(api.get("/groups/my-group").await.status, 302);
    let session = done(&api, "session", json!({ "account": "ada" })).await;
    let cookie = session["cookie"].as_str().unwrap();
    let inside = page(&api, "/groups/my-group", cookie).await;
    assert_eq!(inside.status, 200);
    assert!(
        inside.text.contains("data-current-username=\"ada\""),
        "{}",
        inside.text
    );
    let away = page(&api, "/groups/my-group/-/saml", cookie).await;
    assert_eq!(away.status, 302);
    assert!(away.header("location").unwrap().contains("SAMLRequest="));
    let log = steer(&api, "GET", "/requests", &Value::Null).await;
    assert!(log.text.contains("/groups/my-group/-/saml"));
    assert!(!log.text.contains(session["session"].as_str().unwrap()));
    let forgotten = steer(&api, "POST", "/reset", &Value::Null).await;
    assert_eq!(forgotten.status, 200);
    assert_eq!(page(&api, "/groups/my-group", cookie).await.status, 302);
}

/// Shows S66, S108.
#[tokio::test]
async fn an_administrator_adds_identities() {
    let api = Api::with(gitlab("gitlab-self-managed-16"));
    for name in ["ada", "bob"] {
        api.post("/api/scim/v2/application/Users", &person(name))
            .await;
    }
    let with = json!({ "identities": [
        { "account": "ada", "extern-uid": "a" },
        { "account": "bob@example.com", "extern-uid": "b" },
    ] });
    assert_eq!(done(&api, "add-identity", with).await["count"], 2);
}

#[tokio::test]
async fn refusals_come_with_a_hint() {
    let api = Api::with(gitlab("gitlab-saas-now"));
    api.post(USERS, &person("ada")).await;
    for (name, with, message) in [
        (
            "link-saml",
            json!({ "account": "ada", "extern-uid": "x" }),
            "SAML authentication failed: User has already been taken",
        ),
        (
            "link-saml",
            json!({ "account": "eve", "extern-uid": "x" }),
            "there is no account `eve`",
        ),
        (
            "unlink-saml",
            json!({ "account": "group-owner" }),
            "the account has no SAML identity there",
        ),
        (
            "add-identity",
            json!({ "identities": [] }),
            "only administrators of a self-managed instance can add identities",
        ),
        ("log", json!({ "value": "x" }), "`log` takes no `value`"),
        (
            "configure-saml",
            json!({ "fingerprint": "x" }),
            "`configure-saml` takes no `fingerprint`",
        ),
        ("sign-in", json!({}), "there is no act `sign-in`"),
    ] {
        let reply = act(&api, name, &with).await;
        assert_eq!(
            (reply.status, reply.body["message"].as_str()),
            (422, Some(message))
        );
        assert!(reply.body["hint"].is_string(), "{name}");
    }
}
