//! Every attribute of a user, written in every way (RFC 7643 §4.1, §4.3).

use serde_json::{Map, Value, json};

use crate::support::{Api, BULK, ENTERPRISE, SEARCH, USER, user, user_with};

/// A value that an attribute takes.
fn sample(attribute: &Value, variant: &str) -> Value {
    let one = match attribute["type"].as_str().unwrap() {
        "string" => json!(format!("some {variant}")),
        "boolean" => json!(true),
        "reference" => json!(format!("https://x.test/{variant}")),
        "binary" => json!("AQID"),
        "complex" => {
            let parts = attribute["subAttributes"].as_array().unwrap().iter();
            let parts: Map<String, Value> = parts
                .map(|part| (name(part).to_owned(), sample(part, variant)))
                .collect();
            Value::Object(parts)
        }
        other => panic!("no sample of {other}"),
    };
    if attribute["multiValued"] == true {
        json!([one])
    } else {
        one
    }
}

fn name(attribute: &Value) -> &str {
    attribute["name"].as_str().unwrap()
}

/// What clients can write of the schema of users, read from the server: each attribute, and each
/// part of a complex one alone.
async fn writable(api: &Api) -> Vec<(String, Value)> {
    let schema = api.get(&format!("/v2/Schemas/{USER}")).await.body;
    let mut found = Vec::new();
    for attribute in schema["attributes"].as_array().unwrap() {
        if attribute["mutability"] != "readWrite" || attribute["required"] == true {
            continue;
        }
        let name = name(attribute).to_owned();
        for variant in ["thing", "other"] {
            found.push((name.clone(), sample(attribute, variant)));
        }
        for part in attribute["subAttributes"].as_array().into_iter().flatten() {
            assert_eq!(part["mutability"], "readWrite");
            let mut alone = attribute.clone();
            alone["subAttributes"] = json!([part]);
            found.push((name.clone(), sample(&alone, "part")));
        }
    }
    found
}

// holds: RFC7643-4.1-01, RFC7643-2.4-02
#[tokio::test]
async fn every_attribute_is_kept_however_it_is_written() {
    let api = Api::new();
    let attributes = writable(&api).await;
    assert!(attributes.len() > 60, "{}", attributes.len());
    let path = format!("/v2/Users/{}", api.user("ada").await);
    let clear = user("ada");
    for (name, value) in attributes {
        let with = |user_name: &str| user_with(user_name, json!({ name.as_str(): value }));
        let made = api.post("/v2/Users", &with("new")).await;
        assert_eq!(
            (made.status, &made.body[&name]),
            (201, &value),
            "POST {name}"
        );
        let made = format!("/v2/Users/{}", made.id());
        assert_eq!(api.get(&made).await.body[&name], value, "GET {name}");
        assert_eq!(api.delete(&made).await.status, 204);
        for (how, operation) in [
            ("PUT", Value::Null),
            ("add", json!({ "op": "add", "path": name, "value": value })),
            (
                "replace",
                json!({ "op": "replace", "path": name, "value": value }),
            ),
            (
                "add",
                json!({ "op": "add", "value": { name.as_str(): value } }),
            ),
            (
                "replace",
                json!({ "op": "replace", "value": { name.as_str(): value } }),
            ),
        ] {
            let before = api.put(&path, &clear).await;
            assert_eq!(before.body.get(&name), None, "{name}");
            let reply = match operation {
                Value::Null => api.put(&path, &with("ada")).await,
                operation => api.patch(&path, json!([operation])).await,
            };
            assert_eq!(
                (reply.status, &reply.body[&name]),
                (200, &value),
                "{how} {name}"
            );
            assert_eq!(api.get(&path).await.body[&name], value, "{how} {name}");
        }
        let remove = json!([{ "op": "remove", "path": name }]);
        assert_eq!(api.patch(&path, remove).await.status, 200);
        assert_eq!(api.get(&path).await.body.get(&name), None, "remove {name}");
    }
}

// holds: RFC7643-4.1.1-09
#[tokio::test]
async fn users_are_switched_off_and_on() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    for active in [false, true, false, true] {
        let replace = json!([{ "op": "replace", "path": "active", "value": active }]);
        assert_eq!(api.patch(&path, replace).await.body["active"], active);
        assert_eq!(api.get(&path).await.body["active"], active);
        let body = user_with("ada", json!({ "active": !active }));
        assert_eq!(api.put(&path, &body).await.body["active"], !active);
        let read = api.get(&path).await;
        assert_eq!((read.status, &read.body["active"]), (200, &json!(!active)));
    }
}

// holds: RFC7643-4.1.1-10
#[tokio::test]
async fn no_answer_has_a_password() {
    let api = Api::new();
    let secret = "hunter2-hunter2";
    let with = |name: &str| user_with(name, json!({ "password": secret }));
    let made = api.post("/v2/Users", &with("ada")).await;
    let path = format!("/v2/Users/{}", made.id());
    let replace = |value: Value| json!([{ "op": "replace", "path": "password", "value": value }]);
    let search = json!({ "schemas": [SEARCH], "attributes": ["password"] });
    let bulk = json!({ "schemas": [BULK], "Operations": [
        { "method": "POST", "path": "/Users", "bulkId": "1", "data": with("eve") },
        { "method": "POST", "path": "/Users", "bulkId": "2", "data": with("ada") },
    ] });
    let mut missing = with("x");
    missing.as_object_mut().unwrap().remove("userName");
    let replies = [
        (made, 201),
        (api.get(&path).await, 200),
        (api.get(&format!("{path}?attributes=password")).await, 200),
        (api.get("/v2/Users").await, 200),
        (api.put(&path, &with("ada")).await, 200),
        (api.patch(&path, replace(json!(secret))).await, 200),
        (api.post("/v2/Users/.search", &search).await, 200),
        (api.post("/v2/.search", &search).await, 200),
        (api.post("/v2/Bulk", &bulk).await, 200),
        // Errors.
        (api.post("/v2/Users", &with("ada")).await, 409),
        (api.post("/v2/Users", &missing).await, 400),
        (
            api.patch(
                &path,
                json!([{ "op": "add", "value": { "password": [secret] } }]),
            )
            .await,
            400,
        ),
        (
            api.patch(
                &path,
                json!([{ "op": "add", "value": [{ "password": secret }] }]),
            )
            .await,
            400,
        ),
        (api.patch(&path, json!([["password", secret]])).await, 400),
        (api.patch(&path, replace(json!([secret]))).await, 400),
        (
            api.patch(&path, replace(json!({ "value": secret }))).await,
            400,
        ),
        (api.put("/v2/Users/nobody", &with("x")).await, 404),
        (
            api.get(&format!("/v2/Users?filter=password+eq+%22{secret}%22"))
                .await,
            400,
        ),
    ];
    for (reply, status) in replies {
        assert_eq!(reply.status, status, "{reply:?}");
        assert!(!reply.text.contains("hunter2"), "{reply:?}");
        assert!(!reply.text.contains("\"password\":"), "{reply:?}");
    }
}

// holds: RFC7643-4.1.1-13, RFC7643-4.1.2-04
#[tokio::test]
async fn the_usual_codes_are_taken() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    for (name, value) in [
        ("locale", json!("en-US")),
        ("locale", json!("fr")),
        ("locale", json!("zh-Hant-TW")),
        ("preferredLanguage", json!("fr")),
        ("preferredLanguage", json!("da, en-gb;q=0.8, en;q=0.7")),
        ("timezone", json!("America/Los_Angeles")),
        ("timezone", json!("Europe/Zurich")),
        (
            "addresses",
            json!([{ "country": "US", "type": "work" }, { "country": "SL" }]),
        ),
    ] {
        let reply = api
            .put(&path, &user_with("ada", json!({ name: value })))
            .await;
        assert_eq!((reply.status, &reply.body[name]), (200, &value), "{name}");
        assert_eq!(api.get(&path).await.body[name], value);
    }
}

// holds: RFC7643-4.1.2-07
#[tokio::test]
async fn membership_is_not_written_at_the_user() {
    let api = Api::new();
    let team = api.group("Team", &[]).await;
    let other = api.group("Other", &[]).await;
    let groups = json!([{ "value": team }]);
    let made = api
        .post("/v2/Users", &user_with("ada", json!({ "groups": groups })))
        .await;
    assert_eq!((made.status, made.body.get("groups")), (201, None));
    let path = format!("/v2/Users/{}", made.id());
    let join = json!([{ "op": "add", "path": "members", "value": [{ "value": made.id() }] }]);
    api.patch(&format!("/v2/Groups/{other}"), join).await;
    let before = api.get(&path).await.body;
    assert_eq!(before["groups"][0]["value"], other.as_str());
    let put = api
        .put(&path, &user_with("ada", json!({ "groups": groups })))
        .await;
    assert_eq!((put.status, &put.body), (200, &before));
    for op in ["add", "replace", "remove"] {
        for target in ["groups", "groups.value", "groups[display eq \"Other\"]"] {
            let operation = json!([{ "op": op, "path": target, "value": groups }]);
            let reply = api.patch(&path, operation).await;
            assert_eq!(reply.error(), (400, "mutability"), "{op} {target}");
        }
    }
    assert_eq!(api.get(&path).await.body, before);
    let team = api.get(&format!("/v2/Groups/{team}")).await;
    assert_eq!(team.body.get("members"), None);
}

// holds: RFC7643-4.3-02, RFC7643-3.3-07
#[tokio::test]
async fn what_an_enterprise_knows_is_kept_apart() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    for name in [
        "employeeNumber",
        "costCenter",
        "organization",
        "division",
        "department",
    ] {
        let data = json!({ name: "some" });
        let with = |user_name: &str| user_with(user_name, json!({ ENTERPRISE: data }));
        let made = api.post("/v2/Users", &with("new")).await;
        let (put, at) = (
            api.put(&path, &with("ada")).await,
            format!("{ENTERPRISE}:{name}"),
        );
        let replace = json!([{ "op": "replace", "path": at, "value": "more" }]);
        let patched = api.patch(&path, replace).await;
        for (reply, value) in [(&made, "some"), (&put, "some"), (&patched, "more")] {
            assert!(reply.status < 300, "{reply:?}");
            assert_eq!(reply.body[ENTERPRISE], json!({ name: value }));
            assert_eq!(reply.body["schemas"], json!([USER, ENTERPRISE]));
            assert_eq!(reply.body.get(name), None);
        }
        assert_eq!(api.get(&path).await.body, patched.body);
        let made = format!("/v2/Users/{}", made.id());
        assert_eq!(api.delete(&made).await.status, 204);
        let removed = api
            .patch(&path, json!([{ "op": "remove", "path": at }]))
            .await;
        assert_eq!(removed.body.get(ENTERPRISE), None);
    }
}

// holds: RFC7643-4.3-03
#[tokio::test]
async fn the_manager_is_a_user() {
    let api = Api::new();
    let mut bosses = Vec::new();
    for name in ["boss", "chief"] {
        let body = user_with(name, json!({ "displayName": format!("The {name}") }));
        bosses.push(api.post("/v2/Users", &body).await.id());
    }
    let managed = |id: &str| {
        let manager = json!({ "value": id, "displayName": "invented" });
        user_with("ada", json!({ ENTERPRISE: { "manager": manager } }))
    };
    let made = api.post("/v2/Users", &managed(&bosses[0])).await;
    let path = format!("/v2/Users/{}", made.id());
    let manager = |body: &Value| {
        let manager = &body[ENTERPRISE]["manager"];
        (manager["value"].clone(), manager["displayName"].clone())
    };
    assert_eq!(manager(&made.body), (json!(bosses[0]), json!("The boss")));
    let put = api.put(&path, &managed(&bosses[1])).await;
    assert_eq!(manager(&put.body), (json!(bosses[1]), json!("The chief")));
    for op in ["add", "replace", "remove"] {
        let at = format!("{ENTERPRISE}:manager.displayName");
        let operation = json!([{ "op": op, "path": at, "value": "invented" }]);
        assert_eq!(
            api.patch(&path, operation).await.error(),
            (400, "mutability")
        );
    }
    let at = format!("{ENTERPRISE}:manager.value");
    let operation = json!([{ "op": "replace", "path": at, "value": bosses[0] }]);
    let patched = api.patch(&path, operation).await;
    assert_eq!(
        manager(&patched.body),
        (json!(bosses[0]), json!("The boss"))
    );
}

// holds: RFC7643-6-10, RFC7643-3.3-07
#[tokio::test]
async fn extensions_may_be_left_out() {
    let api = Api::new();
    let types = api.get("/v2/ResourceTypes/User").await.body;
    assert_eq!(
        types["schemaExtensions"],
        json!([{ "schema": ENTERPRISE, "required": false }])
    );
    let made = api.post("/v2/Users", &user("ada")).await;
    assert_eq!((made.status, made.body.get(ENTERPRISE)), (201, None));
    assert_eq!(made.body["schemas"], json!([USER]));
    // At the top the attributes of an extension are unknown.
    let body = user_with("eve", json!({ "department": "R&D" }));
    let made = api.post("/v2/Users", &body).await;
    assert_eq!((made.status, made.body.get("department")), (201, None));
    assert_eq!(made.body.get(ENTERPRISE), None);
}
