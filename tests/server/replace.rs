//! PUT (RFC 7644 §3.5.1).

use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, USER, user, user_with};

/// A user with a bit of everything, and the path.
async fn ada(api: &Api) -> (String, Value) {
    let more = json!({
        "externalId": "E1", "title": "Dr.", "active": true,
        "name": { "givenName": "Ada", "familyName": "L." },
        "emails": [{ "value": "a@x", "type": "work" }, { "value": "b@x", "type": "home" }],
        ENTERPRISE: { "department": "R&D", "division": "N" },
    });
    let made = api.post("/v2/Users", &user_with("ada", more)).await;
    (format!("/v2/Users/{}", made.id()), made.body)
}

// holds: RFC7644-3.5-01, RFC7644-3.5.1-01, RFC7644-3.5.1-02, RFC7643-3.1-14
#[tokio::test]
async fn a_replacement_is_the_new_state() {
    let api = Api::new();
    let (path, old) = ada(&api).await;
    let body = user_with(
        "eve",
        json!({
            "title": "Prof.", "name": { "formatted": "Eve" },
            "emails": [{ "value": "c@x", "type": "work" }],
        }),
    );
    let new = api.put(&path, &body).await;
    assert_eq!(new.status, 200);
    let mut wanted = body;
    wanted["id"] = old["id"].clone();
    wanted["meta"] = new.body["meta"].clone();
    assert_eq!(new.body, wanted);
    assert_eq!(api.get(&path).await.body, new.body);
    assert_eq!(new.body["meta"]["created"], old["meta"]["created"]);
    let modified = |body: &Value| body["meta"]["lastModified"].as_str().unwrap().to_owned();
    assert!(modified(&new.body) > modified(&old));
}

// holds: RFC7644-3.5.1-04, RFC7644-3.5.1-12, RFC7643-2.5-04
#[tokio::test]
async fn nothing_clears() {
    for nothing in [Value::Null, json!([])] {
        let api = Api::new();
        let (path, _) = ada(&api).await;
        let body = user_with(
            "ada",
            json!({
                "externalId": null, "title": null, "active": null, "name": null,
                "emails": nothing, ENTERPRISE: { "department": null, "division": "S" },
            }),
        );
        let new = api.put(&path, &body).await;
        assert_eq!(new.status, 200, "{new:?}");
        let mut shown = new.body.clone();
        for name in ["id", "meta"] {
            shown.as_object_mut().unwrap().remove(name).unwrap();
        }
        let mut wanted = user_with("ada", json!({ ENTERPRISE: { "division": "S" } }));
        wanted["schemas"] = json!([USER, ENTERPRISE]);
        assert_eq!(shown, wanted);
        assert_eq!(api.get(&path).await.body, new.body);
        for filter in ["title", "name", "active", "emails", "externalId"] {
            let found = api.get(&format!("/v2/Users?filter={filter}+pr")).await;
            assert_eq!(found.body["totalResults"], 0, "{filter}");
        }
        let whole = user_with("ada", json!({ ENTERPRISE: null }));
        let new = api.put(&path, &whole).await;
        assert_eq!(new.body.get(ENTERPRISE), None);
        assert_eq!(new.body["schemas"], json!([USER]));
    }
}

// holds: RFC7644-3.5.1-05, RFC7643-3.1-21
#[tokio::test]
async fn what_is_read_only_is_ignored() {
    let api = Api::new();
    let (path, old) = ada(&api).await;
    let team = api.group("Team", &[path.rsplit('/').next().unwrap()]).await;
    let mut body = old.clone();
    body["id"] = json!("another");
    body["groups"] = json!([{ "value": "elsewhere" }]);
    body["meta"] = json!({
        "resourceType": "Group", "created": "1999-01-01T00:00:00Z",
        "lastModified": "1999-01-01T00:00:00Z", "location": "http://x.test/", "version": "W/\"x\"",
    });
    body[ENTERPRISE]["manager"] = json!({ "displayName": "The Boss" });
    let new = api.put(&path, &body).await;
    assert_eq!(new.status, 200);
    assert_eq!(new.body["groups"][0]["value"], team.as_str());
    assert_eq!(new.body["groups"].as_array().unwrap().len(), 1);
    assert_eq!(new.body[ENTERPRISE], old[ENTERPRISE]);
    assert_eq!(
        (&new.body["id"], &new.body["meta"]),
        (&old["id"], &old["meta"])
    );
    assert_eq!(api.get(&path).await.body, new.body);
}

// holds: RFC7644-3.5.1-08
#[tokio::test]
async fn nobody_is_made_by_a_replacement() {
    let api = Api::new();
    let nobody = "00000000-0000-0000-0000-00000000abcd";
    let mut body = user("ada");
    body["id"] = json!(nobody);
    let path = format!("/v2/Users/{nobody}");
    assert_eq!(api.put(&path, &body).await.error(), (404, ""));
    let group = json!({ "schemas": [GROUP], "displayName": "Team", "id": nobody });
    let path = format!("/v2/Groups/{nobody}");
    assert_eq!(api.put(&path, &group).await.error(), (404, ""));
    assert_eq!(api.get("/v2").await.body["totalResults"], 0);
}

// holds: RFC7231-4.2.2-01
#[tokio::test]
async fn twice_is_once() {
    let api = Api::new();
    let (path, _) = ada(&api).await;
    let more = json!({ "emails": [{ "value": "c@x" }], ENTERPRISE: { "department": "X" } });
    let body = user_with("ada", more);
    let once = api.put(&path, &body).await;
    let twice = api.put(&path, &body).await;
    assert_eq!((once.status, twice.status), (200, 200));
    assert_eq!(once.body, twice.body);
    assert_eq!(api.get(&path).await.body, once.body);
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 1);
}

// holds: RFC7644-3.5.1-12
#[tokio::test]
async fn extensions_are_replaced_alike() {
    let api = Api::new();
    let (path, _) = ada(&api).await;
    for (data, shown) in [
        (json!({ "department": "X" }), json!({ "department": "X" })),
        (
            json!({ "department": "Y", "costCenter": "C" }),
            json!({ "costCenter": "C", "department": "Y" }),
        ),
        (json!({ "department": null }), Value::Null),
        (json!({ "division": "S" }), json!({ "division": "S" })),
    ] {
        let new = api
            .put(&path, &user_with("ada", json!({ ENTERPRISE: data })))
            .await;
        assert_eq!(new.status, 200);
        assert_eq!(new.body[ENTERPRISE], shown, "{data}");
        assert_eq!(api.get(&path).await.body, new.body);
    }
}
