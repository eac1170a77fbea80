//! Authentication, methods, media types, bodies.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::support::{Api, PATCH, TOKEN, USER, config, user};

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path)
}

// holds: RFC7644-2-01, RFC6750-3-01, RFC7644-2-02, RFC7644-3.12-08
#[tokio::test]
async fn without_the_token_nothing_is_told() {
    let api = Api::new();
    let id = api.user("ada").await;
    for (method, path) in [
        ("GET", "/v2/Users".to_owned()),
        ("GET", format!("/v2/Users/{id}")),
        ("GET", "/v2/Users/nobody".to_owned()),
        ("POST", "/v2/Users".to_owned()),
        ("GET", "/v2".to_owned()),
        ("GET", "/v2/Groups".to_owned()),
        ("POST", "/v2/Groups".to_owned()),
        ("POST", "/v2/.search".to_owned()),
        ("POST", "/v2/Users/.search".to_owned()),
        ("POST", "/v2/Bulk".to_owned()),
        ("GET", "/v2/Me".to_owned()),
        ("GET", "/t/acme/v2/Users".to_owned()),
        ("PUT", format!("/v2/Users/{id}")),
        ("PATCH", format!("/v2/Users/{id}")),
        ("DELETE", format!("/v2/Users/{id}")),
        ("GET", "/v2/Schemas".to_owned()),
        ("GET", "/nowhere".to_owned()),
        ("GET", "/v2/Users/ServiceProviderConfig".to_owned()),
        ("POST", "/v2/ServiceProviderConfig".to_owned()),
        ("GET", format!("/v2/Users?access_token={TOKEN}")),
    ] {
        let reply = api
            .request(request(method, &path).body(Body::empty()).unwrap())
            .await;
        assert_eq!(reply.error(), (401, ""), "{method} {path}");
        let challenge = reply.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer realm=\"") && !challenge.contains("error"));
        assert_eq!(challenge.matches("realm=").count(), 1);
    }
    let wrong = request("GET", "/v2/Users").header("authorization", "Bearer wrong");
    let reply = api.request(wrong.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.error(), (401, ""));
    assert_eq!(
        reply.header("www-authenticate"),
        Some("Bearer realm=\"scim\", error=\"invalid_token\"")
    );
    assert!(!reply.text.contains("wrong"));
    assert_eq!(api.get(&format!("/v2/Users/{id}")).await.status, 200);
}

// holds: RFC7235-2.1-01
#[tokio::test]
async fn the_scheme_of_authentication_has_any_case() {
    let api = Api::new();
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        let request = request("GET", "/v2/Users")
            .header("authorization", format!("{scheme} {TOKEN}"))
            .body(Body::empty());
        assert_eq!(api.request(request.unwrap()).await.status, 200, "{scheme}");
    }
}

// holds: RFC7644-1.2-01
#[tokio::test]
async fn urls_may_be_percent_encoded() {
    let api = Api::new();
    let id = api.user("ada@x.test").await;
    for encoded in [
        id.replace('-', "%2D"),
        id.replace('-', "%2d").replace('1', "%31"),
    ] {
        let reply = api.get(&format!("/v2/Users/{encoded}")).await;
        assert_eq!((reply.status, reply.id()), (200, id.clone()), "{encoded}");
    }
    api.user("eve@x.test").await;
    for query in [
        "filter=userName%20eq%20%22ada%40x.test%22",
        "filter=userName%20eq%20%22ada@x.test%22&attributes=userName%2Cid",
        "filter=user%4Eame%20%65q%20%22%61da%40x%2Etest%22",
    ] {
        let reply = api.get(&format!("/v2/Users?{query}")).await;
        assert_eq!(reply.listed("id"), [id.as_str()], "{query}");
    }
}

// holds: RFC7643-2.1-02
#[tokio::test]
async fn names_in_bodies_have_any_case() {
    let api = Api::new();
    let body = json!({
        "SCHEMAS": [USER], "USERNAME": "ada", "Name": { "GIVENNAME": "Ada" },
        "eMails": [{ "Value": "ada@x.test", "TYPE": "work" }], "ACTIVE": false,
    });
    let made = api.post("/v2/Users", &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/v2/Users/{}", made.id());
    for reply in [api.get(&path).await, api.put(&path, &body).await, made] {
        assert_eq!(reply.body["userName"], "ada");
        assert_eq!(reply.body["name"], json!({ "givenName": "Ada" }));
        let emails = json!([{ "value": "ada@x.test", "type": "work" }]);
        assert_eq!(reply.body["emails"], emails);
        assert_eq!(reply.body["active"], false);
    }
    let value = json!({ "VALUE": "eve@x.test", "Type": "work" });
    let operations = json!([
        { "op": "add", "path": "NICKNAME", "value": "A." },
        { "op": "replace", "value": { "TITLE": "Dr.", "EMAILS": [value] } },
    ]);
    let reply = api.patch(&path, operations).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(
        (&reply.body["nickName"], &reply.body["title"]),
        (&json!("A."), &json!("Dr."))
    );
    let emails = json!([{ "value": "eve@x.test", "type": "work" }]);
    assert_eq!(reply.body["emails"], emails);
}

// holds: RFC7231-6.5.5-01, RFC7644-3.13-01
#[tokio::test]
async fn unknown_places_and_methods_are_scim_errors() {
    let api = Api::new();
    for path in [
        "/",
        "/vim/Users",
        "/v2/users",
        "/v2/Users/",
        "/v2/Users/a/b",
        "/v2/Users/%FF",
    ] {
        assert_eq!(api.get(path).await.error(), (404, ""), "{path}");
    }
    for path in ["/v9/Users", "/v1", "/v1.1/Users/1"] {
        assert_eq!(api.get(path).await.error(), (400, "invalidVers"), "{path}");
    }
    for id in ["00919288221112222", "%2F", "%E6%BC%A2", &"x".repeat(4000)] {
        assert_eq!(
            api.get(&format!("/v2/Users/{id}")).await.error(),
            (404, ""),
            "{id}"
        );
    }
    for (method, path, allowed) in [
        ("PUT", "/v2/Users", "GET,HEAD,POST"),
        ("DELETE", "/v2/Groups", "GET,HEAD,POST"),
        ("POST", "/v2/Users/1", "GET,HEAD,PUT,PATCH,DELETE"),
        ("PATCH", "/v2/ServiceProviderConfig", "GET,HEAD"),
        ("DELETE", "/v2/Schemas/x", "GET,HEAD"),
        ("PUT", "/v2/Schemas", "GET,HEAD"),
        ("POST", "/v2/ResourceTypes", "GET,HEAD"),
        ("DELETE", "/v2/ResourceTypes/User", "GET,HEAD"),
        ("PATCH", "/v2/Bulk", "POST"),
        ("POST", "/v2", "GET,HEAD"),
    ] {
        let reply = api.send(method, path, Body::empty()).await;
        assert_eq!(reply.error(), (405, ""), "{method} {path}");
        assert_eq!(reply.header("allow"), Some(allowed), "{method} {path}");
    }
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let api = Api::new();
    let id = api.user("ada").await;
    let reply = api
        .send("HEAD", &format!("/v2/Users/{id}"), Body::empty())
        .await;
    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
}

// holds: RFC7644-3.8-04
#[tokio::test]
async fn media_types_are_judged_without_parameters() {
    let api = Api::new();
    let post = |media: Option<&'static str>, name: &str| {
        let (api, body) = (api.clone(), user(name).to_string());
        async move {
            let mut request =
                request("POST", "/v2/Users").header("authorization", format!("Bearer {TOKEN}"));
            if let Some(media) = media {
                request = request.header("content-type", media);
            }
            api.request(request.body(Body::from(body)).unwrap()).await
        }
    };
    for (index, media) in [
        None,
        Some("application/scim+json"),
        Some("application/json"),
        Some("Application/SCIM+JSON; charset=utf-8"),
    ]
    .into_iter()
    .enumerate()
    {
        let reply = post(media, &format!("u{index}")).await;
        assert_eq!(reply.status, 201, "{media:?}");
        assert_eq!(reply.header("content-type"), Some("application/scim+json"));
    }
    let list = api.get("/v2/Users").await;
    let path = format!("/v2/Users/{}", list.listed("id")[0]);
    let operation = json!({ "op": "add", "path": "title", "value": "Dr." });
    let patch = json!({ "schemas": [PATCH], "Operations": [operation] });
    for (method, body) in [("PUT", user("u0")), ("PATCH", patch)] {
        let media = ("content-type", "application/scim+json");
        let request = request(method, &path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header(media.0, media.1);
        let reply = api
            .request(request.body(Body::from(body.to_string())).unwrap())
            .await;
        assert_eq!(reply.status, 200, "{method}");
    }
    for media in [
        "text/xml",
        "application/jsonx",
        "application/x-www-form-urlencoded",
    ] {
        assert_eq!(post(Some(media), "x").await.error(), (415, ""), "{media}");
    }
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 4);
}

// holds: RFC7644-3.8-01, RFC7644-3.8-03
#[tokio::test]
async fn an_answer_has_the_type_that_is_asked_for() {
    let api = Api::new();
    api.user("ada").await;
    let get = |path: &'static str, accept: &'static str| {
        let api = api.clone();
        async move {
            api.send_with("GET", path, ("accept", accept), Body::empty())
                .await
        }
    };
    for (accept, media) in [
        ("application/scim+json", "application/scim+json"),
        ("application/json", "application/json"),
        ("application/json;q=0.5, */*;q=0.1", "application/json"),
        ("*/*", "application/scim+json"),
        ("text/html, */*", "application/scim+json"),
    ] {
        let found = get("/v2/Users", accept).await;
        assert_eq!(
            (found.status, found.header("content-type")),
            (200, Some(media)),
            "{accept}"
        );
        let missing = get("/v2/Users/nobody", accept).await;
        assert_eq!(
            (missing.status, missing.header("content-type")),
            (404, Some(media)),
            "{accept}"
        );
        assert_eq!(missing.body["status"], "404");
    }
    let unasked = api.get("/v2/Users").await;
    assert_eq!(
        unasked.header("content-type"),
        Some("application/scim+json")
    );
    for accept in ["text/xml", "image/png, application/json;q=0"] {
        for path in ["/v2/Users", "/v2/ServiceProviderConfig", "/nowhere"] {
            assert_eq!(
                get(path, accept).await.error(),
                (406, ""),
                "{accept} {path}"
            );
        }
    }
    let made = api.send_with(
        "POST",
        "/v2/Users",
        ("accept", "text/xml"),
        user("eve").to_string(),
    );
    assert_eq!(made.await.error(), (406, ""));
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 1);
}

#[tokio::test]
async fn bad_bodies_are_refused() {
    let api = Api::new();
    let id = api.user("ada").await;
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for body in [
        "",
        "{\"userName\":",
        "[]",
        "\"x\"",
        "null",
        &deep,
        "{\"a\":1e999}",
        "\u{feff}{}",
    ] {
        for (method, path) in [
            ("POST", "/v2/Users".to_owned()),
            ("PUT", format!("/v2/Users/{id}")),
            ("PATCH", format!("/v2/Users/{id}")),
        ] {
            let reply = api.send(method, &path, body.to_owned()).await;
            assert_eq!(reply.error(), (400, "invalidSyntax"), "{method} {body}");
        }
    }
    let not_utf8 = b"{\"userName\":\"\xff\"}".to_vec();
    assert_eq!(
        api.send("POST", "/v2/Users", not_utf8).await.error(),
        (400, "invalidSyntax")
    );
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let mut config = config();
    config.body_limit = 1000;
    let api = Api::with(config);
    let body = |length| json!({ "schemas": [USER], "userName": "x".repeat(length) });
    assert_eq!(api.post("/v2/Users", &body(500)).await.status, 201);
    assert_eq!(api.post("/v2/Users", &body(1000)).await.error(), (413, ""));
}

// holds: RFC7644-3.8-05
#[tokio::test]
async fn text_goes_through_unchanged() {
    let api = Api::new();
    for name in ["Zoë 漢字 🙂", "<script>'; -- ${7*7}", "a\u{0}b", "e\u{301}"] {
        let made = api.post("/v2/Users", &user(name)).await;
        assert_eq!(made.status, 201);
        let read = api.get(&format!("/v2/Users/{}", made.id())).await;
        assert_eq!(read.body["userName"], name);
    }
}

#[tokio::test]
async fn locations_do_not_follow_a_forged_host() {
    let api = Api::new();
    let id = api.user("ada").await;
    let location = |host: &'static str| {
        let (api, path) = (api.clone(), format!("/v2/Users/{id}"));
        async move {
            let request = request("GET", &path)
                .header("authorization", format!("Bearer {TOKEN}"))
                .header("host", host);
            let reply = api.request(request.body(Body::empty()).unwrap()).await;
            reply.body["meta"]["location"].as_str().unwrap().to_owned()
        }
    };
    assert!(
        location("localhost:9999")
            .await
            .starts_with("http://localhost:9999/v2/Users/")
    );
    assert!(
        location("evil.test")
            .await
            .starts_with("http://127.0.0.1:0/v2/Users/")
    );
}
