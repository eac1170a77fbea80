//! The control plane.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use scimulate::server::{ControlConfig, SeedRefusal, ServerConfig};
use scimulate::transcript::Secret;
use serde_json::{Value, json};

use crate::support::{Api, GROUP, Reply, TOKEN, USER, config, user, user_with};

const CONTROL_TOKEN: &str = "battery-staple";

fn controlled() -> ServerConfig {
    let mut config = config();
    config.control = Some(ControlConfig {
        token: Secret::new(CONTROL_TOKEN),
        reader: Arc::new(|text| match text {
            "two" => Ok(vec![user("one"), user("two")]),
            _ => Err(SeedRefusal {
                message: format!("no seed: {text}"),
                hint: None,
            }),
        }),
    });
    config
}

fn api() -> Api {
    Api::with(controlled())
}

async fn steer(api: &Api, method: &str, path: &str, body: impl Into<Body>) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(format!("/_control{path}"))
        .header("authorization", format!("Bearer {CONTROL_TOKEN}"));
    let reply = api.request(request.body(body.into()).unwrap()).await;
    assert_eq!(reply.header("content-type"), Some("application/json"));
    reply
}

async fn done(api: &Api, method: &str, path: &str, body: &Value) -> Value {
    let body = if body.is_null() {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    let reply = steer(api, method, path, body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

async fn refused(api: &Api, method: &str, path: &str, body: impl Into<Body>) -> (u16, String) {
    let reply = steer(api, method, path, body).await;
    assert!(reply.status >= 400, "{reply:?}");
    let message = reply.body["message"].as_str().unwrap().to_owned();
    (reply.status, message)
}

async fn seen(api: &Api, tenant: &str) -> Vec<String> {
    let users = api.get(&format!("{tenant}/v2/Users")).await;
    let names = users.listed("userName");
    names.into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn only_its_own_token_opens_it() {
    let api = api();
    let request = |path: &str, token: Option<&str>| {
        let mut request = Request::builder().uri(format!("/_control{path}"));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.body(Body::empty()).unwrap()
    };
    for path in ["/state", "/quirks", "/requests", "/seed", "/nowhere", ""] {
        for token in [None, Some(TOKEN), Some("battery")] {
            let reply = api.request(request(path, token)).await;
            assert_eq!(reply.status, 401, "{path} {token:?}");
            assert!(reply.body["hint"].is_string());
            assert_eq!(
                reply.header("www-authenticate"),
                Some("Bearer realm=\"control\"")
            );
        }
    }
    let health = api.request(request("/health", None)).await;
    assert_eq!(health.status, 200);
    assert_eq!(
        health.body,
        json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })
    );
    // It opens nothing else.
    let scim = Request::builder()
        .uri("/v2/Users")
        .header("authorization", format!("Bearer {CONTROL_TOKEN}"));
    let reply = api.request(scim.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.error(), (401, ""));

    let (status, message) = refused(&api, "GET", "/nowhere", "").await;
    assert_eq!(
        (status, &*message),
        (404, "the control plane has no such path")
    );
    assert_eq!(refused(&api, "GET", "/reset", "").await.0, 405);
}

#[tokio::test]
async fn a_server_without_control_plane_has_no_such_paths() {
    let api = Api::new();
    assert_eq!(api.get("/_control/health").await.error(), (404, ""));
}

#[tokio::test]
async fn a_reset_empties_one_tenant_or_all() {
    let api = api();
    let fill = async || {
        for path in ["/v2/Users", "/t/a/v2/Users", "/t/b/v2/Users"] {
            assert_eq!(api.post(path, &user("ada")).await.status, 201, "{path}");
        }
    };
    fill().await;
    let ada = api.get("/v2/Users").await.body["Resources"][0]["id"].clone();
    let body = json!({ "schemas": [GROUP], "displayName": "g", "members": [{ "value": ada }] });
    assert_eq!(api.post("/v2/Groups", &body).await.status, 201);
    let removed = done(&api, "POST", "/reset", &Value::Null).await;
    assert_eq!(removed, json!({ "removed": 2 }));
    assert_eq!(seen(&api, "").await, [""; 0]);
    assert_eq!(seen(&api, "/t/a").await, ["ada"]);
    done(&api, "POST", "/reset?tenant=a", &Value::Null).await;
    assert_eq!(seen(&api, "/t/a").await, [""; 0]);
    assert_eq!(seen(&api, "/t/b").await, ["ada"]);
    // What was unique is free again.
    done(&api, "POST", "/reset?tenant=b", &Value::Null).await;
    fill().await;
    let removed = done(&api, "POST", "/reset?tenant=*", &Value::Null).await;
    assert_eq!(removed, json!({ "removed": 3 }));
    let state = done(&api, "GET", "/state", &Value::Null).await;
    assert_eq!(state, json!({ "tenants": [] }));

    for (path, message) in [
        ("/reset?tenat=a", "unknown parameter `tenat`"),
        (
            "/reset?tenant=a&tenant=b",
            "the parameter `tenant` is there twice",
        ),
        ("/reset?tenant=a/b", "`a/b` cannot be the name of a tenant"),
    ] {
        assert_eq!(
            refused(&api, "POST", path, "").await,
            (400, message.to_owned())
        );
    }
}

#[tokio::test]
async fn an_id_of_a_seed_may_have_capitals() {
    let api = api();
    let seed = json!({ "Resources": [
        { "schemas": [GROUP], "id": "G", "displayName": "G", "members": [{ "value": "Ada" }] },
        user_with("ada", json!({ "id": "Ada", "displayName": "Ada" })),
    ] });
    done(&api, "POST", "/seed", &seed).await;
    let group = api.get("/v2/Groups/G").await;
    assert_eq!(group.body["members"][0]["display"], "Ada");
    let ada = api.get("/v2/Users/Ada").await;
    assert_eq!(ada.body["groups"][0]["value"], "G");
    assert_eq!(api.get("/v2/Users/ada").await.status, 404);
}

#[tokio::test]
async fn a_seed_keeps_ids_and_order_does_not_matter() {
    let api = api();
    let seed = json!({ "Resources": [
        { "schemas": [GROUP], "id": "all", "displayName": "All",
          "members": [{ "value": "team" }, { "value": "ada" }] },
        { "schemas": [GROUP], "id": "team", "displayName": "Team",
          "members": [{ "value": "all" }, { "value": "ada" }] },
        user_with("ada", json!({ "id": "ada", "displayName": "Ada", "password": "s3cret" })),
        user("eve"),
    ] });
    let made = done(&api, "POST", "/seed", &seed).await;
    assert_eq!(made["made"], 4);
    assert_eq!(made["ids"][1], "team");
    let ada = api.get("/v2/Users/ada").await;
    assert_eq!(ada.body["displayName"], "Ada");
    let mut groups: Vec<&str> = ada.body["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["value"].as_str().unwrap())
        .collect();
    groups.sort_unstable();
    assert_eq!(groups, ["all", "team"]);
    let team = api.get("/v2/Groups/team").await;
    assert_eq!(team.body["members"][0]["type"], "Group");
    assert_eq!(team.body["members"][1]["display"], "Ada");
    assert_eq!(team.body["meta"]["version"], "W/\"1\"");
    let found = api
        .get("/v2/Groups?filter=members.value+eq+%22ada%22")
        .await;
    assert_eq!(found.body["totalResults"], 2);
    // Resources are as good as any other: they can be changed and are unique.
    assert_eq!(
        api.post("/v2/Users", &user("ADA")).await.error(),
        (409, "uniqueness")
    );
    assert_eq!(api.delete("/v2/Users/ada").await.status, 204);

    done(&api, "POST", "/seed?tenant=a", &seed).await;
    assert_eq!(api.get("/t/a/v2/Users/ada").await.status, 200);
    let again = steer(&api, "POST", "/seed?tenant=b", "two").await;
    assert_eq!(again.body["made"], 2, "{again:?}");
    assert_eq!(seen(&api, "/t/b").await, ["one", "two"]);
}

#[tokio::test]
async fn a_seed_is_taken_whole_or_not_at_all() {
    let api = api();
    api.user("taken").await;
    let resource = |more| user_with("new", more);
    for (last, message) in [
        (user("Taken"), "Resources[1]: `userName` is taken"),
        (user("FIRST"), "Resources[1]: `userName` is taken"),
        (
            resource(json!({ "id": "first" })),
            "Resources[1]: the id `first` is taken",
        ),
        (
            resource(json!({ "id": "a/b" })),
            "Resources[1]: the id \"a/b\" cannot be used",
        ),
        (
            resource(json!({ "id": 7 })),
            "Resources[1]: the id 7 cannot be used",
        ),
        (
            resource(json!({ "id": "bulkId" })),
            "Resources[1]: the id `bulkId` is reserved",
        ),
        (resource(json!({ "active": 7 })), "Resources[1]: "),
        (
            json!({ "userName": "x" }),
            "Resources[1]: `schemas` does not name a type",
        ),
        (json!(7), "Resources[1]: `schemas` does not name a type"),
        (json!({ "schemas": [USER] }), "Resources[1]: "),
        (
            json!({ "schemas": [GROUP], "displayName": "g", "members": [{ "value": "nobody" }] }),
            "Resources[1]: `members.value` is `nobody`",
        ),
    ] {
        let first = user_with("first", json!({ "id": "first" }));
        let body = json!({ "Resources": [first, last] }).to_string();
        let (status, found) = refused(&api, "POST", "/seed", body.clone()).await;
        assert_eq!(status, 400, "{found}");
        assert!(found.starts_with(message), "{body}: {found}");
        assert_eq!(seen(&api, "").await, ["taken"]);
    }
    let refused = async |body: &'static str| refused(&api, "POST", "/seed", body).await.1;
    assert_eq!(
        refused("{\"Resources\":7}").await,
        "`Resources` is not a list"
    );
    assert_eq!(refused("three").await, "no seed: three");
    assert_eq!(refused("").await, "no seed: ");
    let (status, _) = self::refused(&api, "POST", "/seed?tenant=*", "two").await;
    assert_eq!(status, 400);
    let (status, _) = self::refused(&api, "POST", "/seed", b"\xff".to_vec()).await;
    assert_eq!(status, 400);
    let (status, _) = self::refused(&api, "POST", "/seed", vec![b' '; 17 << 20]).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn the_state_is_what_is_stored_whatever_quirks_show() {
    let mut config = controlled();
    config.quirks = scimulate::server::quirks::QuirkSet::parse("inactive-hidden").unwrap();
    let api = Api::with(config);
    let body = user_with(
        "ada",
        json!({ "active": false, "password": "s3cret", "NickName": "A" }),
    );
    let id = api.post("/v2/Users", &body).await.id();
    assert_eq!(api.get(&format!("/v2/Users/{id}")).await.status, 404);
    api.post(
        "/t/a/v2/Groups",
        &json!({ "schemas": [GROUP], "displayName": "g" }),
    )
    .await;

    let state = done(&api, "GET", "/state", &Value::Null).await;
    assert_eq!(
        state,
        json!({ "tenants": [
            { "tenant": null, "resources": { "User": 1 } },
            { "tenant": "a", "resources": { "Group": 1 } },
        ] })
    );
    let state = steer(&api, "GET", "/state?tenant=", "").await;
    assert!(!state.text.contains("s3cret"), "{}", state.text);
    assert_eq!(state.body["tenant"], Value::Null);
    let ada = &state.body["resources"][0];
    assert_eq!(ada["resourceType"], "User");
    assert_eq!(ada["id"], id);
    assert_eq!(ada["version"], 1);
    assert_eq!(ada["created"], ada["lastModified"]);
    assert_eq!(ada["attributes"]["nickName"], "A");
    assert_eq!(ada["attributes"]["active"], false);
    let state = done(&api, "GET", "/state?tenant=nobodys", &Value::Null).await;
    assert_eq!(state, json!({ "tenant": "nobodys", "resources": [] }));
}

#[tokio::test]
async fn quirks_are_switched_while_the_server_runs() {
    let api = api();
    let enabled = async || {
        let listed = done(&api, "GET", "/quirks", &Value::Null).await;
        let quirks = listed["quirks"].as_array().unwrap().clone();
        let on = quirks.iter().filter(|quirk| quirk["enabled"] == true);
        let names = on.map(|quirk| quirk["name"].as_str().unwrap().to_owned());
        (quirks.len(), names.collect::<Vec<_>>())
    };
    let (all, on) = enabled().await;
    assert_eq!(all, scimulate::server::quirks::catalogue().count());
    assert!(on.is_empty());
    let set = json!({ "quirks": ["error-500"] });
    assert_eq!(
        done(&api, "PUT", "/quirks", &set).await,
        json!({ "enabled": ["error-500"] })
    );
    assert_eq!(api.get("/v2/Users").await.status, 500);
    // The control plane is out of their reach.
    let more = json!({ "quirks": ["html-login", "filter-ignored"] });
    done(&api, "POST", "/quirks", &more).await;
    assert_eq!(enabled().await.1.len(), 3);
    let left = done(
        &api,
        "DELETE",
        "/quirks?name=html-login,error-500",
        &Value::Null,
    )
    .await;
    assert_eq!(left, json!({ "enabled": ["filter-ignored"] }));
    let left = done(&api, "DELETE", "/quirks", &Value::Null).await;
    assert_eq!(left, json!({ "enabled": [] }));
    assert_eq!(api.get("/v2/Users").await.status, 200);

    for (method, path, body, message) in [
        (
            "PUT",
            "/quirks",
            "{\"quirks\":[\"eror-500\"]}",
            "unknown quirk `eror-500`; did you mean `error-500`?",
        ),
        (
            "DELETE",
            "/quirks?name=eror-500",
            "",
            "unknown quirk `eror-500`; did you mean `error-500`?",
        ),
        (
            "POST",
            "/quirks",
            "{\"quirks\":\"error-500\"}",
            "the body names no quirks",
        ),
        ("POST", "/quirks", "{}", "the body names no quirks"),
        (
            "PUT",
            "/quirks?tenant=a",
            "{\"quirks\":[]}",
            "unknown parameter `tenant`",
        ),
    ] {
        let found = refused(&api, method, path, body).await;
        assert_eq!(found, (400, message.to_owned()), "{method} {path} {body}");
    }
}

#[tokio::test]
async fn requests_are_logged_without_secrets() {
    let api = api();
    let body = user_with("ada", json!({ "password": "s3cret" }));
    let id = api.post("/v2/Users", &body).await.id();
    let change = json!([{ "op": "replace", "path": "password", "value": "s3cret" }]);
    api.patch(&format!("/v2/Users/{id}"), change).await;
    api.get("/t/a/v2/Users?filter=password%20eq%20%22s3cret%22")
        .await;
    api.send_with(
        "GET",
        &format!("/v2/Users?x={TOKEN}"),
        ("x-copy", CONTROL_TOKEN),
        Body::empty(),
    )
    .await;
    api.post("/v2/Users", &user("e\u{1b}[31mve\u{9b}")).await;
    let unauthorised = Request::builder()
        .uri("/v2/Users")
        .header("authorization", "Basic s3cret");
    api.request(unauthorised.body(Body::empty()).unwrap()).await;

    let reply = steer(&api, "GET", "/requests", "").await;
    for secret in ["s3cret", TOKEN, CONTROL_TOKEN, "authorization", "Bearer s"] {
        assert!(!reply.text.contains(secret), "{secret}: {}", reply.text);
    }
    assert!(
        reply
            .text
            .trim_end()
            .bytes()
            .all(|byte| (b' '..0x7f).contains(&byte))
    );
    let requests = reply.body["requests"].as_array().unwrap();
    assert_eq!((requests.len(), &reply.body["last"]), (6, &json!(6)));
    let first = &requests[0];
    assert_eq!(first["seq"], 1);
    assert_eq!(first["tenant"], Value::Null);
    assert_eq!(first["method"], "POST");
    assert_eq!(first["path"], "/v2/Users");
    assert_eq!(first["status"], 201);
    assert!(first["durationMicros"].as_i64().unwrap() > 0);
    let sent: Value = serde_json::from_str(first["request"]["body"].as_str().unwrap()).unwrap();
    assert_eq!(sent["userName"], "ada");
    assert_eq!(sent["password"], "***");
    let got: Value = serde_json::from_str(first["response"]["body"].as_str().unwrap()).unwrap();
    assert_eq!(got["id"], id);
    let header = json!({ "name": "content-type", "value": "application/scim+json" });
    assert!(
        first["response"]["headers"]
            .as_array()
            .unwrap()
            .contains(&header)
    );
    assert_eq!(requests[2]["path"], "/t/a/v2/Users?filter=***");
    assert_eq!(requests[2]["tenant"], "a");
    assert_eq!(requests[4]["status"], 201);
    assert_eq!(requests[5]["status"], 401);

    let since = done(&api, "GET", "/requests?since=4", &Value::Null).await;
    assert_eq!(since["requests"].as_array().unwrap().len(), 2);
    let of_tenant = done(&api, "GET", "/requests?tenant=a", &Value::Null).await;
    assert_eq!(of_tenant["requests"][0]["seq"], 3);
    assert_eq!(of_tenant["requests"].as_array().unwrap().len(), 1);
    let default = done(&api, "GET", "/requests?tenant=", &Value::Null).await;
    assert_eq!(default["requests"].as_array().unwrap().len(), 5);
    assert_eq!(refused(&api, "GET", "/requests?since=x", "").await.0, 400);

    let removed = done(&api, "DELETE", "/requests", &Value::Null).await;
    assert_eq!(removed, json!({ "removed": 6 }));
    api.get("/v2/Users").await;
    let rest = done(&api, "GET", "/requests", &Value::Null).await;
    assert_eq!(rest["requests"][0]["seq"], 7);
}

#[tokio::test]
async fn long_bodies_are_cut_in_the_log_and_not_on_the_wire() {
    let api = api();
    let long = "x".repeat(100_000);
    let made = api
        .post(
            "/v2/Users",
            &user_with("ada", json!({ "displayName": long })),
        )
        .await;
    assert_eq!(made.body["displayName"], long);
    let log = done(&api, "GET", "/requests", &Value::Null).await;
    for half in ["request", "response"] {
        let half = &log["requests"][0][half];
        assert_eq!(half["cut"], true);
        assert_eq!(half["body"].as_str().unwrap().len(), 64 << 10);
        assert!(half["length"].as_u64().unwrap() > 100_000);
    }
    // A password in what is cut off cannot be found.
    let body = user_with("eve", json!({ "password": "s3cret", "displayName": long }));
    assert_eq!(api.post("/v2/Users", &body).await.status, 201);
    let log = done(&api, "GET", "/requests?since=1", &Value::Null).await;
    let sent = &log["requests"][0]["request"];
    assert_eq!(sent["body"], Value::Null);
    assert_eq!(sent["hidden"], "it names a password and is not whole JSON");
}
