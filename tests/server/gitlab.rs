//! GitLab profiles over HTTP: tenants, the control plane, the log of requests.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use scimulate::server::gitlab::GitLabProfile;
use scimulate::server::{ControlConfig, SeedRefusal, Server, ServerConfig};
use scimulate::transcript::Secret;
use serde_json::{Value, json};

use crate::socket::Socket;
use crate::support::{Api, Reply, TOKEN, clock, config, ids};

const CONTROL_TOKEN: &str = "battery-staple";
const USERS: &str = "/api/scim/v2/groups/my-group/Users";

pub(crate) fn gitlab(profile: &str) -> ServerConfig {
    let mut config = config();
    config.gitlab = Some(GitLabProfile::find(profile).unwrap().switches());
    config.control = Some(ControlConfig {
        token: Secret::new(CONTROL_TOKEN),
        reader: Arc::new(|_| {
            Err(SeedRefusal {
                message: "no seed".to_owned(),
                hint: None,
            })
        }),
    });
    config
}

pub(crate) fn person(name: &str) -> Value {
    json!({
        "externalId": format!("{name}-uid"),
        "userName": name,
        "name": { "formatted": name },
        "emails": [{ "type": "work", "value": format!("{name}@example.com") }],
    })
}

pub(crate) async fn steer(api: &Api, method: &str, path: &str, body: &Value) -> Reply {
    let body = match body {
        Value::Null => Body::empty(),
        body => Body::from(body.to_string()),
    };
    let request = Request::builder()
        .method(method)
        .uri(format!("/_control{path}"))
        .header("authorization", format!("Bearer {CONTROL_TOKEN}"));
    api.request(request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_profile_answers_in_place_of_the_service() {
    let api = Api::with(gitlab("gitlab-saas-now"));
    let made = api.post(USERS, &person("ada")).await;
    assert_eq!((made.status, made.id().as_str()), (201, "ada-uid"));
    assert_eq!(made.header("content-type"), Some("application/scim+json"));
    assert_eq!(made.header("location"), None);
    let gone = api.delete(&format!("{USERS}/ada-uid")).await;
    assert_eq!((gone.status, gone.bytes.len()), (204, 0));
    for path in ["/v2/Users", "/v2/ServiceProviderConfig", "/"] {
        let reply = api.get(path).await;
        assert_eq!(reply.status, 302, "{path}");
        assert_eq!(
            reply.header("location"),
            Some("http://127.0.0.1:0/users/sign_in")
        );
    }
    let page = api.get("/users/sign_in").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[tokio::test]
async fn every_tenant_has_a_host_of_its_own() {
    let api = Api::with(gitlab("gitlab-saas-now"));
    for tenant in ["", "/t/a", "/t/b.c"] {
        let made = api.post(&format!("{tenant}{USERS}"), &person("ada")).await;
        assert_eq!(made.status, 201);
        let listed = api.get(&format!("{tenant}{USERS}")).await;
        assert_eq!(listed.body["totalResults"], 1, "{tenant}");
    }
    let astray = api.get("/t/a/v2/Users").await;
    let location = astray.header("location").unwrap();
    assert_eq!(location, "http://127.0.0.1:0/t/a/users/sign_in");
    let page = api.get("/t/a/users/sign_in").await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn acts_come_through_the_control_plane() {
    let api = Api::with(gitlab("gitlab-saas-now"));
    let ada = json!({ "email": "ada@example.com", "username": "ada" });
    let made = steer(&api, "POST", "/gitlab/add-account?tenant=a", &ada).await;
    assert_eq!((made.status, &made.body["username"]), (200, &json!("ada")));
    let seen = steer(&api, "POST", "/gitlab/accounts?tenant=a", &Value::Null).await;
    assert_eq!(seen.body["count"], 1);
    let seen = steer(&api, "POST", "/gitlab/accounts", &Value::Null).await;
    assert_eq!(seen.body["count"], 0, "tenants are apart");
    let refused = steer(&api, "POST", "/gitlab/add-account?tenant=a", &ada).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.body,
        json!({ "message": "Email has already been taken" })
    );
    let unknown = steer(&api, "POST", "/gitlab/fly", &Value::Null).await;
    assert_eq!(unknown.status, 422);
    assert!(
        unknown.body["hint"]
            .as_str()
            .unwrap()
            .contains("add-account")
    );
    let token = steer(&api, "POST", "/gitlab/rotate-token", &Value::Null).await;
    assert_eq!(
        token.body["scim_api_url"],
        "http://127.0.0.1:0/api/scim/v2/groups/my-group"
    );
    assert_eq!(api.get(USERS).await.status, 401);
    assert_eq!(api.get(&format!("/t/a{USERS}")).await.status, 200);
    let without = steer(&api, "GET", "/gitlab/members", &Value::Null).await;
    assert_eq!(without.status, 405);
}

#[tokio::test]
async fn a_server_that_is_no_gitlab_says_so() {
    let mut rfc = gitlab("gitlab-saas-now");
    rfc.gitlab = None;
    let api = Api::with(rfc);
    let reply = steer(&api, "POST", "/gitlab/members", &Value::Null).await;
    assert_eq!(
        (reply.status, &reply.body["message"]),
        (409, &json!("this server is no GitLab"))
    );
}

#[tokio::test]
async fn requests_are_recorded_with_their_tenant() {
    let api = Api::with(gitlab("gitlab-saas-14"));
    api.post(&format!("/t/a{USERS}"), &person("ada")).await;
    api.get("/t/a/users/sign_in").await;
    api.get(USERS).await;
    let seen = steer(&api, "GET", "/requests?tenant=a", &Value::Null).await;
    let requests = seen.body["requests"].as_array().unwrap();
    let lines: Vec<(&str, u64)> = requests
        .iter()
        .map(|one| {
            (
                one["path"].as_str().unwrap(),
                one["status"].as_u64().unwrap(),
            )
        })
        .collect();
    let path = format!("/t/a{USERS}");
    assert_eq!(lines, [(path.as_str(), 201), ("/t/a/users/sign_in", 200)]);
    assert_eq!(requests[0]["tenant"], "a");
    assert!(
        requests[0]["request"]["body"]
            .as_str()
            .unwrap()
            .contains("ada-uid")
    );
    assert!(!seen.text.contains(TOKEN));
}

#[tokio::test]
async fn hosts_can_be_seen_and_reset() {
    let api = Api::with(gitlab("gitlab-saas-now"));
    api.post(USERS, &person("ada")).await;
    api.post(&format!("/t/a{USERS}"), &person("bob")).await;
    let state = steer(&api, "GET", "/state", &Value::Null).await;
    assert_eq!(
        state.body,
        json!({ "tenants": [
            { "tenant": null, "resources": { "Account": 2 } },
            { "tenant": "a", "resources": { "Account": 2 } },
        ] })
    );
    let state = steer(&api, "GET", "/state?tenant=a", &Value::Null).await;
    assert_eq!(state.body["resources"][0]["username"], "bob");
    steer(&api, "POST", "/reset?tenant=a", &Value::Null).await;
    let gone = api.get(&format!("/t/a{USERS}/bob-uid")).await;
    assert_eq!(gone.status, 404);
    assert_eq!(api.get(&format!("{USERS}/ada-uid")).await.status, 200);
    let removed = steer(&api, "POST", "/reset?tenant=*", &Value::Null).await;
    assert_eq!(removed.body["removed"], 2, "nothing is left of the 404");
    let seed = steer(&api, "POST", "/seed", &json!({ "Resources": [] })).await;
    assert_eq!(seed.status, 400);
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let mut config = gitlab("gitlab-saas-now");
    config.body_limit = 100;
    let reply = Api::with(config).send("POST", USERS, vec![b'x'; 200]).await;
    assert_eq!(
        (reply.status, reply.body["message"].is_string()),
        (413, true)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_process_it_gives_urls_and_does_acts() {
    let config = gitlab("gitlab-saas-16.4");
    let server = Server::start(config, clock(), ids(1)).await.unwrap();
    let base = server.base_url().to_owned();
    let origin = base.strip_suffix("/api/scim/v2/groups/my-group").unwrap();
    server
        .control("a", "set", &json!({ "group": "my.group" }))
        .unwrap();
    assert_eq!(
        server.tenant_url("a"),
        format!("{origin}/t/a/api/scim/v2/groups/my.group")
    );
    let with = json!({ "allowed-ips": "203.0.113.0/24" });
    server.control("", "set", &with).unwrap();
    let refused = server
        .control("", "set", &json!({ "moon": 1 }))
        .unwrap_err();
    assert!(
        refused.message.starts_with("there is no switch `moon`"),
        "{refused:?}"
    );
    assert_eq!(
        server.gitlab().unwrap().get("surface").as_deref(),
        Some("group")
    );
    assert!(server.seed("", "{\"Resources\": []}").is_err());
    // The address of the client is that of the connection.
    let host = origin.trim_start_matches("http://").to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let mut socket = Socket::open(&host, TOKEN).unwrap();
        socket.send("POST", USERS, &person("ada")).unwrap().0
    });
    assert_eq!(made.await.unwrap(), 201);
    let with = json!({ "account": "ada", "project": "app" });
    server.control("", "add-member", &with).unwrap();
    let host = origin.trim_start_matches("http://").to_owned();
    let gone = tokio::task::spawn_blocking(move || {
        let mut socket = Socket::open(&host, TOKEN).unwrap();
        let one = format!("{USERS}/ada-uid");
        socket.send("DELETE", &one, &Value::Null).unwrap()
    });
    let gone = gone.await.unwrap();
    assert_eq!(gone, (403, json!({ "message": "403 Forbidden" })));
    server
        .control("", "set", &json!({ "allowed-ips": "127.0.0.1" }))
        .unwrap();
    let host = origin.trim_start_matches("http://").to_owned();
    let gone = tokio::task::spawn_blocking(move || {
        let mut socket = Socket::open(&host, TOKEN).unwrap();
        let one = format!("{USERS}/ada-uid");
        socket.send("DELETE", &one, &Value::Null).unwrap().0
    });
    assert_eq!(gone.await.unwrap(), 204);
    server.shutdown().await;
}

#[tokio::test]
async fn an_instance_has_its_own_base_url() {
    let config = gitlab("gitlab-self-managed-16");
    let server = Server::start(config, clock(), ids(1)).await.unwrap();
    assert!(server.base_url().ends_with("/api/scim/v2/application"));
    assert!(
        server
            .tenant_url("a")
            .ends_with("/t/a/api/scim/v2/application")
    );
    server.shutdown().await;
}
