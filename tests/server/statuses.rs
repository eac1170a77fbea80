//! Every status and keyword that the RFCs have, with a request that provokes it. Those that this
//! server never gives are named at the end.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Api, BULK, GROUP, PATCH, SEARCH, config, user, user_with};

async fn world() -> (Api, String, String) {
    let mut config = config();
    config.body_limit = 20_000;
    config.cursor_timeout = Duration::from_secs(5);
    let api = Api::with(config);
    let ada = api.user("ada").await;
    api.user("eve").await;
    let team = api.group("Team", &[&ada]).await;
    (api, ada, team)
}

fn patch(operation: Value) -> Value {
    json!({ "schemas": [PATCH], "Operations": [operation] })
}

// holds: RFC7644-3.12-25, RFC7644-3.12-26, RFC7644-3.12-27, RFC7644-3.12-28
#[tokio::test]
async fn each_keyword_can_be_provoked() {
    let (api, ada, team) = world().await;
    let at = format!("/v2/Users/{ada}");
    let group = format!("/v2/Groups/{team}");
    let replace =
        |path: &str, value: Value| patch(json!({ "op": "replace", "path": path, "value": value }));
    let stale = api.get("/v2/Users?cursor=&count=1").await.body["nextCursor"].clone();
    let stale = stale.as_str().unwrap();
    for _ in 0..5 {
        // The clock goes forward by a second whenever the server looks at it.
        api.user("x").await;
        let found = api.get("/v2/Users?filter=userName+eq+%22x%22").await;
        api.delete(&format!("/v2/Users/{}", found.listed("id")[0]))
            .await;
    }
    let fresh = api.get("/v2/Users?cursor=&count=1").await.body["nextCursor"].clone();
    let other_count = format!("/v2/Users?cursor={}&count=2", fresh.as_str().unwrap());
    let delete = json!({ "method": "DELETE", "path": "/Users/1" });
    let no_primary = json!([{ "value": "a", "primary": true }, { "value": "b", "primary": true }]);
    for (method, path, body, status, keyword) in [
        // First, while it is fresh.
        (
            "GET",
            other_count.as_str(),
            Value::Null,
            400,
            "invalidCount",
        ),
        (
            "GET",
            "/v2/Users?filter=userName+eq",
            Value::Null,
            400,
            "invalidFilter",
        ),
        (
            "GET",
            "/v2/Users?filter=active+gt+true",
            Value::Null,
            400,
            "invalidFilter",
        ),
        (
            "POST",
            "/v2/Users/.search",
            json!({ "schemas": [SEARCH], "filter": "(" }),
            400,
            "invalidFilter",
        ),
        ("POST", "/v2/Users", user("EVE"), 409, "uniqueness"),
        ("PUT", &at, user("eve"), 409, "uniqueness"),
        (
            "PATCH",
            &at,
            replace("userName", json!("eve")),
            409,
            "uniqueness",
        ),
        ("PATCH", &at, replace("id", json!("x")), 400, "mutability"),
        (
            "PATCH",
            &at,
            patch(json!({ "op": "remove", "path": "userName" })),
            400,
            "mutability",
        ),
        (
            "PATCH",
            &group,
            replace(&format!("members[value eq \"{ada}\"].value"), json!("x")),
            400,
            "mutability",
        ),
        ("POST", "/v2/Users", json!([]), 400, "invalidSyntax"),
        (
            "PATCH",
            &at,
            json!({ "schemas": [PATCH] }),
            400,
            "invalidSyntax",
        ),
        (
            "PATCH",
            &at,
            patch(json!({ "op": "move", "path": "title" })),
            400,
            "invalidSyntax",
        ),
        (
            "POST",
            "/v2/Bulk",
            json!({ "schemas": [BULK] }),
            400,
            "invalidSyntax",
        ),
        (
            "PATCH",
            &at,
            replace("noSuch", json!(1)),
            400,
            "invalidPath",
        ),
        (
            "PATCH",
            &at,
            replace("title[", json!(1)),
            400,
            "invalidPath",
        ),
        (
            "PATCH",
            &at,
            patch(json!({ "op": "remove" })),
            400,
            "noTarget",
        ),
        (
            "PATCH",
            &group,
            replace("members[value eq \"x\"]", json!({ "display": "y" })),
            400,
            "noTarget",
        ),
        (
            "POST",
            "/v2/Users",
            json!({ "schemas": user("x")["schemas"] }),
            400,
            "invalidValue",
        ),
        (
            "POST",
            "/v2/Users",
            user_with("x", json!({ "emails": no_primary })),
            400,
            "invalidValue",
        ),
        (
            "POST",
            "/v2/Groups",
            json!({ "schemas": [GROUP] }),
            400,
            "invalidValue",
        ),
        (
            "PATCH",
            &at,
            replace("active", json!("maybe")),
            400,
            "invalidValue",
        ),
        (
            "GET",
            "/v2/Users?startIndex=abc",
            Value::Null,
            400,
            "invalidValue",
        ),
        ("GET", "/v9/Users", Value::Null, 400, "invalidVers"),
        (
            "GET",
            "/v2/Users?cursor=notacursor",
            Value::Null,
            400,
            "invalidCursor",
        ),
        (
            "GET",
            &format!("/v2/Users?cursor={stale}"),
            Value::Null,
            400,
            "expiredCursor",
        ),
        ("GET", "/v2/Schemas?filter=name+pr", Value::Null, 403, ""),
        ("GET", "/v2/Users/nobody", Value::Null, 404, ""),
        ("PUT", "/v2/Users/nobody", user("x"), 404, ""),
        ("DELETE", "/v2/Users/nobody", Value::Null, 404, ""),
        ("PUT", "/v2/Users", user("x"), 405, ""),
        (
            "POST",
            "/v2/Bulk",
            json!({ "schemas": [BULK], "Operations": vec![delete; 1001] }),
            413,
            "",
        ),
        ("POST", "/v2/Users", user(&"x".repeat(20_000)), 413, ""),
        ("GET", "/v2/Me", Value::Null, 501, ""),
    ] {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let reply = api.send(method, path, body).await;
        assert_eq!(reply.error(), (status, keyword), "{method} {path}");
    }
    assert_eq!(
        api.get("/v2/Users").await.listed("userName"),
        ["ada", "eve"]
    );
}

// holds: RFC7231-6.3.5-01
// holds: RFC7644-3.12-25, RFC7644-3.12-26, RFC7644-3.12-27, RFC7644-3.12-28
#[tokio::test]
async fn each_status_of_a_header_can_be_provoked() {
    let (api, ada, _) = world().await;
    let at = format!("/v2/Users/{ada}");
    for (method, header, status) in [
        ("GET", ("if-none-match", "W/\"1\""), 304),
        ("GET", ("authorization", ""), 401),
        ("GET", ("accept", "image/png"), 406),
        ("PUT", ("if-match", "W/\"7\""), 412),
        ("POST", ("content-type", "text/xml"), 415),
    ] {
        let mut request = Request::builder().method(method).header(header.0, header.1);
        if header.0 != "authorization" {
            request = request.header("authorization", format!("Bearer {}", crate::support::TOKEN));
        }
        let path = if method == "POST" { "/v2/Users" } else { &at };
        let reply = api
            .request(
                request
                    .uri(path)
                    .body(Body::from(user("x").to_string()))
                    .unwrap(),
            )
            .await;
        assert_eq!(reply.status, status, "{method} {header:?}");
        if status == 304 {
            assert_eq!(reply.text, "");
        } else {
            assert_eq!(reply.error(), (status, ""));
        }
    }
}

/// `tooMany`, because lists have pages; `sensitive`, because no filter is refused for what it asks;
/// 403 for want of rights and 308 to oneself, because there is one token and it is no person's; 428
/// and 429, because no condition and no pause is demanded; 202, because nothing is asynchronous.
// holds: RFC7644-3.4.2.1-01
#[tokio::test]
async fn what_is_never_given_has_another_answer() {
    let (api, ada, _) = world().await;
    for number in 0..101 {
        api.user(&format!("u{number}")).await;
    }
    let whole = api.get("/v2").await;
    assert_eq!((whole.status, whole.listed("id").len()), (200, 100));
    let personal = api
        .get("/v2/Users?filter=emails.value+eq+%22ada@x.test%22")
        .await;
    assert_eq!(personal.status, 200);
    assert_eq!(api.get("/v2/Me").await.error(), (501, ""));
    let unconditional = api.put(&format!("/v2/Users/{ada}"), &user("ada")).await;
    assert_eq!(unconditional.status, 200);
    let body = user("now").to_string();
    let asked = api
        .send_with("POST", "/v2/Users", ("prefer", "respond-async"), body)
        .await;
    assert_eq!(asked.status, 201);
}
