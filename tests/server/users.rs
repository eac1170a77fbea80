//! POST, GET, PUT and DELETE of users.

use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, USER, user, user_with};

// holds: RFC7644-3.3-02, RFC7644-3.3-04, RFC7644-3.3-08, RFC7643-3.1-04, RFC7644-3.4.1-01
#[tokio::test]
async fn a_create_answers_with_the_whole_resource() {
    let api = Api::new();
    let body = user_with(
        "ada",
        json!({ "id": "mine", "meta": { "created": "1999" } }),
    );
    let reply = api.post("/v2/Users", &body).await;
    assert_eq!(reply.status, 201);
    let id = "00000000-0000-0000-0000-000000000001";
    let location = format!("http://127.0.0.1:0/v2/Users/{id}");
    assert_eq!(
        reply.body,
        json!({
            "schemas": [USER], "id": id, "userName": "ada",
            "meta": {
                "resourceType": "User",
                "created": "2023-11-14T22:13:20.000Z", "lastModified": "2023-11-14T22:13:20.000Z",
                "location": location, "version": "W/\"1\"",
            },
        })
    );
    assert_eq!(reply.header("location"), Some(location.as_str()));
    assert_eq!(reply.header("etag"), Some("W/\"1\""));
    let read = api.get(&format!("/v2/Users/{id}")).await;
    assert_eq!((read.status, &read.body), (200, &reply.body));
    assert_eq!(read.header("location"), None);
}

// holds: RFC7644-3.3-06, RFC7643-4.1.1-03
#[tokio::test]
async fn user_names_are_unique_in_any_case() {
    let api = Api::new();
    let ada = api.user("Ada").await;
    let eve = api.user("eve").await;
    let twice = api.post("/v2/Users", &user("aDA")).await;
    assert_eq!(twice.error(), (409, "uniqueness"));
    let stolen = api.put(&format!("/v2/Users/{eve}"), &user("ADA")).await;
    assert_eq!(stolen.error(), (409, "uniqueness"));
    let own = api.put(&format!("/v2/Users/{ada}"), &user("ADA")).await;
    assert_eq!((own.status, &own.body["userName"]), (200, &json!("ADA")));
    assert_eq!(
        api.get("/v2/Users").await.listed("userName"),
        ["ADA", "eve"]
    );
}

#[tokio::test]
async fn simultaneous_creates_make_one_user() {
    let api = Api::new();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let api = api.clone();
        tasks.spawn(async move { api.post("/v2/Users", &user("ada")).await.status });
    }
    let mut statuses = tasks.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert!(statuses[1..].iter().all(|&status| status == 409));
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 1);
}

#[tokio::test]
async fn put_replaces_and_clears() {
    let api = Api::new();
    let emails = json!([{ "value": "a@x", "type": "work" }, { "value": "b@x", "type": "home" }]);
    let body = user_with(
        "ada",
        json!({ "title": "Dr.", "emails": emails, "externalId": "E1" }),
    );
    let old = api.post("/v2/Users", &body).await;
    let path = format!("/v2/Users/{}", old.id());
    let body = user_with(
        "ada",
        json!({
            "id": "other", "groups": [{ "value": "g" }], "meta": { "created": "1999" },
            "emails": [{ "value": "c@x" }], "active": false,
            ENTERPRISE: { "department": "R&D" },
        }),
    );
    let new = api.put(&path, &body).await;
    assert_eq!(new.status, 200);
    assert_eq!(new.body["id"], old.body["id"]);
    assert_eq!(new.body["emails"], json!([{ "value": "c@x" }]));
    assert_eq!(new.body["active"], false);
    assert_eq!(new.body["schemas"], json!([USER, ENTERPRISE]));
    for gone in ["title", "externalId", "groups"] {
        assert_eq!(new.body.get(gone), None, "{gone}");
    }
    assert_eq!(new.body["meta"]["created"], old.body["meta"]["created"]);
    assert!(new.body["meta"]["lastModified"].as_str() > old.body["meta"]["lastModified"].as_str());
    assert_eq!(new.header("etag"), Some("W/\"2\""));
    assert_eq!(api.get(&path).await.body, new.body);
    // The same again is no change.
    assert_eq!(api.put(&path, &body).await.body, new.body);
}

#[tokio::test]
async fn put_is_checked_and_never_creates() {
    let api = Api::new();
    let id = api.user("ada").await;
    let path = format!("/v2/Users/{id}");
    let before = api.get(&path).await.body;
    for (body, error) in [
        (json!({ "schemas": [USER] }), "invalidValue"),
        (
            user_with("ada", json!({ "userName": null })),
            "invalidValue",
        ),
        (json!({ "userName": "ada" }), "invalidSyntax"),
    ] {
        assert_eq!(api.put(&path, &body).await.error(), (400, error));
    }
    assert_eq!(api.get(&path).await.body, before);
    let nobody = api.put("/v2/Users/nobody", &user("eve")).await;
    assert_eq!(nobody.error(), (404, ""));
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 1);
}

// holds: RFC7231-6.3.5-01
#[tokio::test]
async fn a_deleted_user_is_gone_and_blocks_nothing() {
    let api = Api::new();
    let id = api.user("ada").await;
    let path = format!("/v2/Users/{id}");
    let deleted = api.delete(&path).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(api.get(&path).await.error(), (404, ""));
    assert_eq!(api.put(&path, &user("ada")).await.error(), (404, ""));
    assert_eq!(api.patch(&path, json!([])).await.error(), (404, ""));
    assert_eq!(api.delete(&path).await.error(), (404, ""));
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 0);
    assert_ne!(api.user("ada").await, id);
}

// holds: RFC7644-3.4-01
#[tokio::test]
async fn secrets_and_foreign_data_do_not_come_back() {
    let api = Api::new();
    let body = user_with(
        "ada",
        json!({ "password": "hunter2-hunter2", "noSuch": "marker" }),
    );
    let made = api
        .post("/v2/Users?attributes=password,noSuch,userName", &body)
        .await;
    assert_eq!(made.status, 201);
    let read = api
        .get(&format!("/v2/Users/{}?attributes=password", made.id()))
        .await;
    let list = api.get("/v2/Users").await;
    for reply in [made, read, list] {
        assert!(
            !reply.text.contains("hunter2") && !reply.text.contains("marker"),
            "{reply:?}"
        );
    }
}

/// The create of Entra ID as Microsoft's tutorial shows it, with its `meta` and empty `roles`.
// holds: RFC7644-3.4-01
#[tokio::test]
async fn the_create_of_entra_is_taken() {
    let api = Api::new();
    let body = json!({
        "schemas": [USER, ENTERPRISE], "externalId": "ada.l", "userName": "ada@example.com",
        "active": true, "displayName": "Ada Lovelace",
        "emails": [{ "primary": true, "type": "work", "value": "ada@example.com" }],
        "meta": { "resourceType": "User" },
        "name": { "formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada" },
        "title": "Engineer", "preferredLanguage": "en-GB",
        "addresses": [{
            "type": "work", "streetAddress": "1 Mill Rd", "locality": "Ely", "region": "CB",
            "postalCode": "CB7", "country": "United Kingdom", "formatted": "Room 4",
        }],
        "phoneNumbers": [
            { "type": "work", "value": "+44 20 7946 0000" },
            { "type": "mobile", "value": "+44 7700 900000" },
        ],
        "roles": [],
        ENTERPRISE: { "employeeNumber": "E17", "department": "R&D" },
    });
    let reply = api.post("/v2/Users", &body).await;
    assert_eq!(reply.status, 201);
    assert_came_back(&reply.body, &body, &["meta", "roles"]);
}

/// The create of Okta: password and empty groups come along.
#[tokio::test]
async fn the_create_of_okta_is_taken() {
    let api = Api::new();
    let body = json!({
        "schemas": [USER, ENTERPRISE], "userName": "ines.moreau@orchard.test",
        "name": { "givenName": "Ines", "familyName": "Moreau" },
        "emails": [{ "primary": true, "value": "ines.moreau@orchard.test", "type": "work" }],
        "title": "Baker", "displayName": "Ines Moreau",
        ENTERPRISE: { "department": "Ovens" }, "locale": "en-US",
        "externalId": "00uEXAMPLE0000000001", "groups": [], "password": "k2Pq81Zt",
        "active": true,
    });
    let reply = api.post("/v2/Users", &body).await;
    assert_eq!(reply.status, 201);
    assert_came_back(&reply.body, &body, &["groups", "password"]);
    // Okta sends back what it got.
    let echo = api
        .put(&format!("/v2/Users/{}", reply.id()), &reply.body)
        .await;
    assert_eq!((echo.status, &echo.body), (200, &reply.body));
}

fn assert_came_back(got: &Value, sent: &Value, except: &[&str]) {
    for (name, value) in sent.as_object().unwrap() {
        if !except.contains(&name.as_str()) {
            assert_eq!(&got[name], value, "{name}");
        }
    }
}

#[tokio::test]
async fn booleans_as_text_are_understood() {
    let api = Api::new();
    let body = user_with(
        "ada",
        json!({ "active": "False", ENTERPRISE: { "manager": "m" } }),
    );
    let reply = api.post("/v2/Users", &body).await;
    assert_eq!(reply.body["active"], false);
    assert_eq!(reply.body[ENTERPRISE]["manager"], json!({ "value": "m" }));
}

#[tokio::test]
async fn tenants_do_not_see_each_other() {
    let api = Api::new();
    let made = api.post("/t/acme/v2/Users", &user("ada")).await;
    assert_eq!(made.status, 201);
    let location = made.header("location").unwrap();
    assert!(
        location.starts_with("http://127.0.0.1:0/t/acme/v2/Users/"),
        "{location}"
    );
    assert_eq!(
        api.post("/t/other/v2/Users", &user("ada")).await.status,
        201
    );
    let id = made.id();
    assert_eq!(api.get(&format!("/t/acme/v2/Users/{id}")).await.status, 200);
    for elsewhere in [format!("/t/other/v2/Users/{id}"), format!("/v2/Users/{id}")] {
        assert_eq!(api.get(&elsewhere).await.error(), (404, ""));
        assert_eq!(api.delete(&elsewhere).await.error(), (404, ""));
    }
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 0);
    assert_eq!(api.get("/t/a%20b/v2/Users").await.error(), (404, ""));
}
