//! Each quirk against the correct server: the wire differs in just that way.

use axum::body::Body;
use serde_json::{Value, json};

use super::probes::{self, ada};
use crate::support::{Api, ENTERPRISE, GROUP, Reply, USER, user, user_with};

fn eve_with_the_email_of_ada() -> Value {
    let emails = json!([{ "value": "ADA@x.test" }]);
    user_with(
        "eve",
        json!({ "emails": emails, "name": { "familyName": "E" } }),
    )
}

/// One run of ordinary requests; each line is what the wire shows of one of them.
async fn story(api: &Api) -> Vec<(&'static str, String)> {
    let mut wire = Vec::new();
    let created = api.post("/v2/Users", &ada()).await;
    let located = created.header("location").unwrap_or_default();
    let id = located.rsplit('/').next().unwrap_or_default().to_owned();
    let mut note = |name, reply: &Reply| {
        let mut body = reply.body.clone();
        // Ids and times depend on how many requests went through; whose id it is matters.
        if let Some(found) = body.get_mut("id") {
            *found = (if *found == id { "ada's" } else { "another" }).into();
        }
        if let Some(meta) = body.get_mut("meta") {
            *meta = meta["resourceType"].clone();
        }
        let media = reply.header("content-type").unwrap_or("no body").to_owned();
        let body = if body.is_null() {
            reply.text.clone()
        } else {
            body.to_string()
        };
        wire.push((name, format!("{} {media} {body}", reply.status)));
    };
    note("create", &created);
    let path = format!("/v2/Users/{id}");
    note("read", &api.get(&path).await);
    note(
        "found",
        &api.get("/v2/Users?filter=userName+eq+%22ada%22").await,
    );
    note(
        "found in capitals",
        &api.get("/v2/Users?filter=userName+eq+%22ADA%22").await,
    );
    note(
        "not found",
        &api.get("/v2/Users?filter=userName+eq+%22zoe%22").await,
    );
    note(
        "group",
        &api.post(
            "/v2/Groups",
            &json!({ "schemas": [GROUP], "displayName": "T" }),
        )
        .await,
    );
    let mut moved = ada();
    moved["title"] = json!("Dr.");
    note("replace", &api.put(&path, &moved).await);
    moved["externalId"] = json!("E2");
    note("replace externalId", &api.put(&path, &moved).await);
    moved["active"] = json!("False");
    note("deactivate by text", &api.put(&path, &moved).await);
    moved["active"] = json!(false);
    note("deactivate", &api.put(&path, &moved).await);
    note("read inactive", &api.get(&path).await);
    note("list inactive", &api.get("/v2/Users").await);
    moved["active"] = json!(true);
    note("reactivate", &api.put(&path, &moved).await);
    let phone = "phoneNumbers[type eq \"work\"].value";
    let phone = json!([{ "op": "add", "path": phone, "value": "1" }]);
    note("filtered path", &api.patch(&path, phone).await);
    let no_phone = json!([{ "op": "remove", "path": "phoneNumbers" }]);
    api.patch(&path, no_phone).await;
    let capital = json!([{ "op": "Replace", "path": "title", "value": "Prof." }]);
    note("capital op", &api.patch(&path, capital).await);
    let text = json!([{ "op": "replace", "path": "active", "value": "True" }]);
    note("text boolean", &api.patch(&path, text).await);
    let pathless = json!([{ "op": "replace", "value": { "title": "Sir" } }]);
    note("pathless", &api.patch(&path, pathless).await);
    note(
        "same e-mail",
        &api.post("/v2/Users", &eve_with_the_email_of_ada()).await,
    );
    note(
        "no family name",
        &api.post("/v2/Users", &user("cher")).await,
    );
    note("delete", &api.delete(&path).await);
    wire
}

/// The lines in which the server with this quirk differs.
async fn differences(quirk: &str) -> Vec<(&'static str, String)> {
    let correct = story(&Api::new()).await;
    let quirky = story(&Api::quirky(quirk)).await;
    let pairs = correct.into_iter().zip(quirky);
    pairs
        .filter(|(one, other)| one != other)
        .map(|(_, other)| other)
        .collect()
}

fn names(lines: &[(&'static str, String)]) -> Vec<&'static str> {
    lines.iter().map(|(name, _)| *name).collect()
}

#[tokio::test]
async fn the_story_has_no_noise() {
    assert_eq!(differences("").await, []);
}

#[tokio::test]
async fn refusals_concern_one_request_each() {
    for (quirk, request, status, scim_type) in [
        ("unique-email", "same e-mail", 409, "uniqueness"),
        (
            "external-id-immutable",
            "replace externalId",
            400,
            "mutability",
        ),
        (
            "family-name-required",
            "no family name",
            400,
            "invalidValue",
        ),
        ("op-case-sensitive", "capital op", 400, "invalidSyntax"),
        ("pathless-patch-refused", "pathless", 400, "invalidPath"),
        (
            "string-booleans-refused",
            "text boolean",
            400,
            "invalidValue",
        ),
    ] {
        let lines = differences(quirk).await;
        let (_, line) = lines.iter().find(|(name, _)| *name == request).unwrap();
        assert!(
            line.starts_with(&format!("{status} application/scim+json")),
            "{quirk}: {line}"
        );
        assert!(
            line.contains(&format!("\"scimType\":\"{scim_type}\"")),
            "{quirk}: {line}"
        );
    }
    for (quirk, requests) in [
        ("unique-email", vec!["same e-mail"]),
        ("duplicate-email-500", vec!["same e-mail"]),
        ("family-name-required", vec!["no family name"]),
        (
            "string-booleans-refused",
            vec!["deactivate by text", "text boolean"],
        ),
        ("pathless-patch-refused", vec!["pathless"]),
        ("filtered-path-refused", vec!["filtered path"]),
        ("no-match-404", vec!["not found"]),
        ("filter-case-sensitive", vec!["found in capitals"]),
        ("filter-ignored", vec!["not found"]),
        (
            "create-without-id",
            vec!["create", "group", "same e-mail", "no family name"],
        ),
        (
            "create-without-body",
            vec!["create", "group", "same e-mail", "no family name"],
        ),
        ("inactive-hidden", vec!["read inactive", "list inactive"]),
        (
            "counters-as-strings",
            vec!["found", "found in capitals", "not found", "list inactive"],
        ),
    ] {
        assert_eq!(names(&differences(quirk).await), requests, "{quirk}");
    }
}

#[tokio::test]
async fn creates_say_too_little() {
    let reply = Api::quirky("create-without-body")
        .post("/v2/Users", &ada())
        .await;
    assert_eq!((reply.status, reply.text.as_str()), (201, ""));
    assert_eq!(reply.header("content-type"), None);
    assert!(reply.header("location").is_some());
    let reply = Api::quirky("create-without-id")
        .post("/v2/Users", &ada())
        .await;
    assert_eq!((reply.status, reply.body.get("id")), (201, None));
    assert_eq!(reply.body["userName"], "ada");
}

#[tokio::test]
async fn extension_data_is_lost() {
    let reply = Api::quirky("extension-dropped")
        .post("/v2/Users", &ada())
        .await;
    assert_eq!(reply.status, 201);
    assert_eq!(reply.body["schemas"], json!([USER]));
    assert_eq!(reply.body.get(ENTERPRISE), None);
    assert_eq!(reply.body["externalId"], "E1");
}

#[tokio::test]
async fn a_known_email_takes_over_or_fails() {
    let api = Api::quirky("email-hijack");
    let ada = api.post("/v2/Users", &ada()).await;
    let eve = api.post("/v2/Users", &eve_with_the_email_of_ada()).await;
    assert_eq!(eve.status, 201);
    assert_eq!(eve.body["id"], ada.body["id"]);
    assert_eq!(eve.body["userName"], "eve");
    assert_eq!(api.get("/v2/Users").await.listed("userName"), ["eve"]);
    let api = Api::quirky("duplicate-email-500");
    api.post("/v2/Users", &probes::ada()).await;
    assert_eq!(
        api.post("/v2/Users", &eve_with_the_email_of_ada())
            .await
            .error(),
        (500, "")
    );
    assert_eq!(api.get("/v2/Users").await.listed("userName"), ["ada"]);
}

#[tokio::test]
async fn a_reactivated_user_has_another_id() {
    let api = Api::quirky("new-id-on-reactivate");
    let mut body = ada();
    body["active"] = json!(false);
    let old = api.post("/v2/Users", &body).await.id();
    let path = format!("/v2/Users/{old}");
    body["active"] = json!(true);
    let new = api.put(&path, &body).await;
    assert_eq!(new.status, 200);
    assert_ne!(new.id(), old);
    assert_eq!(api.get(&path).await.error(), (404, ""));
    let found = api.get("/v2/Users?filter=userName+eq+%22ada%22").await;
    assert_eq!(found.listed("id"), [new.id()]);
}

#[tokio::test]
async fn external_ids_get_lost_or_stuck() {
    let api = Api::quirky("put-drops-external-id");
    let made = api.post("/v2/Users", &ada()).await;
    assert_eq!(made.body["externalId"], "E1");
    let path = format!("/v2/Users/{}", made.id());
    assert_eq!(api.put(&path, &ada()).await.body.get("externalId"), None);
    let set = json!([{ "op": "add", "path": "externalId", "value": "E2" }]);
    assert_eq!(api.patch(&path, set.clone()).await.body["externalId"], "E2");
    let api = Api::quirky("external-id-immutable");
    let path = format!("/v2/Users/{}", api.post("/v2/Users", &ada()).await.id());
    assert_eq!(
        api.patch(&path, set.clone()).await.error(),
        (400, "mutability")
    );
    let path = format!("/v2/Users/{}", api.user("eve").await);
    assert_eq!(api.patch(&path, set).await.body["externalId"], "E2");
}

#[tokio::test]
async fn filters_are_ignored() {
    let api = Api::quirky("filter-ignored");
    api.user("ada").await;
    api.user("eve").await;
    for filter in ["userName+eq+%22zoe%22", "nonsense("] {
        let reply = api.get(&format!("/v2/Users?filter={filter}")).await;
        assert_eq!(reply.listed("userName"), ["ada", "eve"]);
    }
}

#[tokio::test]
async fn counters_are_text() {
    let reply = Api::quirky("counters-as-strings").get("/v2/Users").await;
    for (name, text) in [
        ("totalResults", "0"),
        ("startIndex", "1"),
        ("itemsPerPage", "0"),
    ] {
        assert_eq!(reply.body[name], text);
    }
}

#[tokio::test]
async fn some_answer_everything_alike() {
    for path in ["/v2/Users", "/v2/ServiceProviderConfig", "/nowhere"] {
        let reply = Api::quirky("html-login")
            .send("GET", path, Body::empty())
            .await;
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(reply.text.contains("<form"), "{}", reply.text);
        assert_eq!(Api::quirky("error-500").get(path).await.error(), (500, ""));
    }
}
