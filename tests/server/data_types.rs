//! Types of values (RFC 7643 §2.3), lists and what is unassigned (§2.4, §2.5).

use scimulate::scim::mode::Mode;
use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, config, user, user_with};

fn both_profiles() -> [Api; 2] {
    [Mode::Lenient, Mode::Strict].map(|mode| {
        let mut config = config();
        config.mode = mode;
        Api::with(config)
    })
}

/// Posts a user with one attribute, gives what is kept of it.
async fn kept(api: &Api, name: &str, value: &Value) -> Value {
    let user_name = format!("u{}", api.get("/v2/Users").await.body["totalResults"]);
    let body = user_with(&user_name, json!({ name: value }));
    let made = api.post("/v2/Users", &body).await;
    assert_eq!(made.status, 201, "{name} {value}: {made:?}");
    let read = api.get(&format!("/v2/Users/{}", made.id())).await;
    assert_eq!(read.body, made.body);
    made.body[name].clone()
}

/// Posts a user with a value that does not fit, and puts it on one that is there.
async fn refused(api: &Api, name: &str, value: &Value) {
    let body = user_with("bad", json!({ name: value }));
    let reply = api.post("/v2/Users", &body).await;
    assert_eq!(reply.error(), (400, "invalidValue"), "{name} {value}");
    let path = format!("/v2/Users/{}", api.user("good").await);
    let before = api.get(&path).await.body;
    let reply = api
        .put(&path, &user_with("good", json!({ name: value })))
        .await;
    assert_eq!(reply.error(), (400, "invalidValue"), "PUT {name} {value}");
    let replace = json!([{ "op": "replace", "path": name, "value": value }]);
    let reply = api.patch(&path, replace).await;
    assert_eq!(reply.error(), (400, "invalidValue"), "PATCH {name} {value}");
    assert_eq!(api.get(&path).await.body, before);
    assert_eq!(api.delete(&path).await.status, 204);
}

// holds: RFC7643-2.3.2-01
#[tokio::test]
async fn booleans_are_booleans() {
    for api in both_profiles() {
        for value in [true, false] {
            assert_eq!(kept(&api, "active", &json!(value)).await, json!(value));
            let email = json!([{ "value": "a@x", "primary": value }]);
            assert_eq!(kept(&api, "emails", &email).await, email);
        }
        for value in [json!(1), json!(0), json!("yes"), json!([true]), json!({})] {
            refused(&api, "active", &value).await;
        }
    }
    // Whatever the client may write, the answer has the real thing.
    let [lenient, _] = both_profiles();
    assert_eq!(kept(&lenient, "active", &json!("True")).await, json!(true));
    let role = json!([{ "value": "admin", "primary": "False" }]);
    let shown = kept(&lenient, "roles", &role).await;
    assert_eq!(shown[0]["primary"], json!(false));
}

// holds: RFC7643-2.3.1-01
#[tokio::test]
async fn strings_are_strings() {
    for api in both_profiles() {
        for text in ["", " ", "漢字 🙂", "e\u{301}", "5", "true", "null"] {
            assert_eq!(kept(&api, "nickName", &json!(text)).await, json!(text));
        }
        for value in [json!(5), json!(true), json!(["x"]), json!({ "value": "x" })] {
            refused(&api, "nickName", &value).await;
        }
    }
}

// holds: RFC7643-2.3.6-01, RFC7643-4.1.2-05
#[tokio::test]
async fn certificates_are_base64() {
    for api in both_profiles() {
        for text in [
            "MIIDQzCCAqygAwIBAgICEAA=",
            "MIIDQzCCAqygAwIBAgICEAA",
            "+/8=",
            "-_8",
        ] {
            let value = json!([{ "value": text }]);
            assert_eq!(kept(&api, "x509Certificates", &value).await, value);
        }
        let several = json!([{ "value": "AAAA" }, { "value": "BBBB" }]);
        assert_eq!(kept(&api, "x509Certificates", &several).await, several);
        for text in ["***", "A", "AAAA BBBB", "é"] {
            refused(&api, "x509Certificates", &json!([{ "value": text }])).await;
        }
        refused(&api, "x509Certificates", &json!([{ "value": 5 }])).await;
    }
}

// holds: RFC7643-2.3.7-03
#[tokio::test]
async fn references_are_uris() {
    for api in both_profiles() {
        for uri in [
            "https://x.test/ada?a=b#c",
            "../pictures/ada.png",
            "Users/1",
            "urn:example:ada",
        ] {
            assert_eq!(kept(&api, "profileUrl", &json!(uri)).await, json!(uri));
            let photos = json!([{ "value": uri, "type": "photo" }]);
            assert_eq!(kept(&api, "photos", &photos).await, photos);
        }
        for value in [json!("not a uri "), json!("a\tb"), json!(5)] {
            refused(&api, "profileUrl", &value).await;
            refused(&api, "photos", &json!([{ "value": value }])).await;
        }
    }
}

// holds: RFC7643-2.3.7-03, RFC7643-2.3.7-04, RFC7643-4.2-06
#[tokio::test]
async fn references_lead_to_resources() {
    let api = Api::new();
    let boss = api.user("boss").await;
    let manager = json!({ ENTERPRISE: { "manager": { "value": boss } } });
    let ada = api.post("/v2/Users", &user_with("ada", manager)).await.id();
    let team = api.group("Team", &[&ada]).await;
    let all = api.group("All", &[&team, &boss]).await;
    let ada = api.get(&format!("/v2/Users/{ada}")).await.body;
    let all = api.get(&format!("/v2/Groups/{all}")).await.body;
    let mut references = vec![&ada[ENTERPRISE]["manager"]];
    references.extend(ada["groups"].as_array().unwrap());
    references.extend(all["members"].as_array().unwrap());
    assert_eq!(references.len(), 5);
    for reference in references {
        let uri = reference["$ref"].as_str().unwrap();
        let path = uri.strip_prefix("http://127.0.0.1:0").unwrap();
        let found = api.get(path).await;
        assert_eq!(
            (found.status, &found.body["id"]),
            (200, &reference["value"])
        );
        assert_eq!(found.body["meta"]["location"], uri);
    }
    // Also by the id alone.
    for member in all["members"].as_array().unwrap() {
        let folder = format!("{}s", member["type"].as_str().unwrap());
        let path = format!("/v2/{folder}/{}", member["value"].as_str().unwrap());
        assert_eq!(api.get(&path).await.status, 200);
    }
    for member in [json!({ "value": "nobody" }), json!({ "display": "x" })] {
        let body = json!({ "schemas": [GROUP], "displayName": "T", "members": [member] });
        assert_eq!(
            api.post("/v2/Groups", &body).await.error(),
            (400, "invalidValue")
        );
    }
}

// holds: RFC7643-2.3.8-04
#[tokio::test]
async fn complex_values_are_objects_in_any_order() {
    for api in both_profiles() {
        let name = json!({ "formatted": "A L", "familyName": "L", "givenName": "A" });
        for text in [
            r#"{"givenName":"A","familyName":"L","formatted":"A L"}"#,
            r#"{"familyName":"L","formatted":"A L","givenName":"A"}"#,
        ] {
            let shuffled: Value = serde_json::from_str(text).unwrap();
            assert_eq!(kept(&api, "name", &shuffled).await, name);
        }
        let email = json!([{ "primary": true, "type": "work", "value": "a@x" }]);
        let shown = kept(&api, "emails", &email).await;
        assert_eq!(
            shown,
            json!([{ "value": "a@x", "type": "work", "primary": true }])
        );
        for value in [json!("Ada L."), json!(["Ada"]), json!(5), json!(true)] {
            refused(&api, "name", &value).await;
        }
    }
}

// holds: RFC7643-2.4-03
#[tokio::test]
async fn at_most_one_value_is_primary() {
    let two = json!([{ "value": "a", "primary": true }, { "value": "b", "primary": true }]);
    for api in both_profiles() {
        let path = format!("/v2/Users/{}", api.user("ada").await);
        for list in [
            "emails",
            "phoneNumbers",
            "ims",
            "photos",
            "roles",
            "entitlements",
        ] {
            let made = api
                .post("/v2/Users", &user_with("x", json!({ list: two })))
                .await;
            assert_eq!(made.error(), (400, "invalidValue"), "{list}");
            let put = api
                .put(&path, &user_with("ada", json!({ list: two })))
                .await;
            assert_eq!(put.error(), (400, "invalidValue"), "{list}");
            let one = json!([{ "op": "add", "path": list, "value": [two[0]] }]);
            assert_eq!(api.patch(&path, one).await.status, 200);
            let other = json!([{ "op": "add", "path": list, "value": [two[1]] }]);
            assert_eq!(api.patch(&path, other).await.status, 200);
            let values = api.get(&path).await.body[list].clone();
            let values = values.as_array().unwrap();
            let primary = values.iter().filter(|value| value["primary"] == true);
            assert_eq!((values.len(), primary.count()), (2, 1), "{list}");
        }
    }
}

// holds: RFC7643-2.4-04
#[tokio::test]
async fn a_value_that_does_not_say_so_is_not_primary() {
    for api in both_profiles() {
        for (name, emails) in [
            ("says", json!([{ "value": "a", "primary": true }])),
            ("denies", json!([{ "value": "a", "primary": false }])),
            ("silent", json!([{ "value": "a" }])),
            ("none", json!([])),
        ] {
            let body = user_with(name, json!({ "emails": emails }));
            assert_eq!(api.post("/v2/Users", &body).await.status, 201);
        }
        for (filter, found) in [
            ("emails[primary eq true]", vec!["says"]),
            ("emails.primary eq true", vec!["says"]),
            ("emails[primary eq false]", vec!["denies", "silent"]),
            (
                "emails[value eq \"a\" and primary ne true]",
                vec!["denies", "silent"],
            ),
        ] {
            let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
            let reply = api.get(&format!("/v2/Users?filter={query}")).await;
            assert_eq!(reply.listed("userName"), found, "{filter}");
        }
    }
}

// holds: RFC7643-2.5-03
#[tokio::test]
async fn null_empty_and_absent_are_one_state() {
    let cleared = |list: Value| {
        json!({
            "title": null, "active": null, "name": null, "emails": list, "addresses": list,
            "externalId": null, ENTERPRISE: { "department": null },
        })
    };
    for api in both_profiles() {
        let mut shown = Vec::new();
        for more in [json!({}), cleared(Value::Null), cleared(json!([]))] {
            let made = api.post("/v2/Users", &user_with("ada", more)).await;
            assert_eq!(made.status, 201, "{made:?}");
            let mut body = api.get(&format!("/v2/Users/{}", made.id())).await.body;
            for name in [
                "title",
                "active",
                "name",
                "emails",
                "addresses",
                "externalId",
            ] {
                let query = format!("/v2/Users?filter={name}+pr");
                assert_eq!(api.get(&query).await.body["totalResults"], 0, "{name}");
            }
            assert_eq!(
                api.delete(&format!("/v2/Users/{}", made.id())).await.status,
                204
            );
            for name in ["id", "meta"] {
                body.as_object_mut().unwrap().remove(name);
            }
            shown.push(body);
        }
        assert_eq!(shown, [user("ada"), user("ada"), user("ada")]);
    }
}
