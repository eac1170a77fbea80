//! Authentication, methods, media types, bodies.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::support::{Api, TOKEN, USER, config, user};

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path)
}

#[tokio::test]
async fn without_the_token_nothing_is_told() {
    let api = Api::new();
    let id = api.user("ada").await;
    for (method, path) in [
        ("GET", "/v2/Users".to_owned()),
        ("GET", format!("/v2/Users/{id}")),
        ("GET", "/v2/Users/nobody".to_owned()),
        ("POST", "/v2/Users".to_owned()),
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
        assert!(challenge.starts_with("Bearer realm=") && !challenge.contains("error"));
    }
    let wrong = request("GET", "/v2/Users").header("authorization", "Bearer wrong");
    let reply = api.request(wrong.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.error(), (401, ""));
    assert!(
        reply
            .header("www-authenticate")
            .unwrap()
            .contains("error=\"invalid_token\"")
    );
    assert!(!reply.text.contains("wrong"));
    assert_eq!(api.get(&format!("/v2/Users/{id}")).await.status, 200);
}

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
    for media in [
        "text/xml",
        "application/jsonx",
        "application/x-www-form-urlencoded",
    ] {
        assert_eq!(post(Some(media), "x").await.error(), (415, ""), "{media}");
    }
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 4);
}

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
