//! What holds for PATCH whatever the target (RFC 7644 §3.5.2), and what the matrix does not show.

use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, Reply, USER, config, user_with};
use scimulate::scim::mode::Mode;

/// A server of each profile with a user who has a bit of everything, and the user's path.
async fn worlds() -> Vec<(Api, String)> {
    let mut worlds = Vec::new();
    for mode in [Mode::Lenient, Mode::Strict] {
        let mut config = config();
        config.mode = mode;
        let api = Api::with(config);
        let more = json!({
            "title": "Dr.", "displayName": "Ada", "name": { "givenName": "Ada", "familyName": "L." },
            "emails": [
                { "value": "w@example.com", "type": "work", "display": "W", "primary": true },
                { "value": "w@other.test", "type": "work" },
                { "value": "h@example.com", "type": "home" },
            ],
            ENTERPRISE: { "department": "R&D" },
        });
        let made = api.post("/v2/Users", &user_with("ada", more)).await;
        worlds.push((api, format!("/v2/Users/{}", made.id())));
    }
    worlds
}

/// The resource after a PATCH that succeeds.
async fn patched(api: &Api, path: &str, operations: Value) -> Value {
    let reply = api.patch(path, operations.clone()).await;
    assert_eq!(reply.status, 200, "{operations}: {reply:?}");
    assert_eq!(api.get(path).await.body, reply.body, "{operations}");
    reply.body
}

fn one(op: &str, path: &str, value: Value) -> Value {
    let operation = match value {
        Value::Null => json!({ "op": op, "path": path }),
        value => json!({ "op": op, "path": path, "value": value }),
    };
    json!([operation])
}

async fn count(api: &Api, filter: &str) -> u64 {
    let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    let reply = api.get(&format!("/v2/Users?filter={query}")).await;
    reply.body["totalResults"].as_u64().unwrap()
}

fn values(resource: &Value, list: &str) -> Vec<String> {
    let values = resource[list].as_array().unwrap().iter();
    values
        .map(|value| value["value"].as_str().unwrap().to_owned())
        .collect()
}

// holds: RFC7644-3.5.2-07
#[tokio::test]
async fn each_operation_goes_on_from_the_one_before() {
    for (api, path) in worlds().await {
        let operations = json!([
            { "op": "replace", "path": "title", "value": "a" },
            { "op": "replace", "path": "title", "value": "b" },
            { "op": "add", "path": "nickName", "value": "x" },
            { "op": "remove", "path": "nickName" },
            { "op": "remove", "path": "emails" },
            { "op": "add", "path": "emails", "value": [{ "value": "n@x", "type": "other" }] },
            { "op": "replace", "path": "emails[type eq \"other\"].value", "value": "m@x" },
        ]);
        let after = patched(&api, &path, operations).await;
        assert_eq!(
            (&after["title"], after.get("nickName")),
            (&json!("b"), None)
        );
        assert_eq!(
            after["emails"],
            json!([{ "value": "m@x", "type": "other" }])
        );
    }
}

// holds: RFC7644-3.5.2-08, RFC7644-3.5.2-09
#[tokio::test]
async fn groups_change_as_a_whole_or_not_at_all() {
    for (api, path) in worlds().await {
        let ada = path.rsplit('/').next().unwrap();
        let group = format!("/v2/Groups/{}", api.group("Team", &[ada]).await);
        let (before, user) = (api.get(&group).await.body, api.get(&path).await.body);
        for last in [
            json!({ "op": "replace", "path": "id", "value": "y" }),
            json!({ "op": "add", "path": "members", "value": [{ "value": "nobody" }] }),
            json!({ "op": "remove", "path": "displayName" }),
        ] {
            let operations = json!([
                { "op": "replace", "path": "displayName", "value": "New" },
                { "op": "remove", "path": format!("members[value eq \"{ada}\"]") },
                last,
            ]);
            let (status, _) = api.patch(&group, operations).await.error();
            assert_eq!(status, 400, "{last}");
            assert_eq!(api.get(&group).await.body, before, "{last}");
            assert_eq!(api.get(&path).await.body, user, "{last}");
        }
    }
}

// holds: RFC7644-3.5.2-15
#[tokio::test]
async fn a_new_primary_value_displaces_the_old() {
    let email = json!({ "value": "n@x", "type": "other", "primary": true });
    for operation in [
        json!({ "op": "add", "path": "emails", "value": [email] }),
        json!({ "op": "add", "value": { "emails": [email] } }),
        json!({ "op": "add", "path": "emails[type eq \"home\"].primary", "value": true }),
        json!({ "op": "replace", "path": "emails[type eq \"home\"].primary", "value": true }),
        json!({ "op": "replace", "path": "emails[type eq \"home\"]", "value": email }),
        json!({ "op": "replace", "value": { "emails": [email] } }),
    ] {
        for (api, path) in worlds().await {
            let after = patched(&api, &path, json!([operation])).await;
            let emails = after["emails"].as_array().unwrap();
            let primary: Vec<_> = emails.iter().filter(|one| one["primary"] == true).collect();
            assert_eq!(primary.len(), 1, "{operation}: {after}");
            assert_ne!(primary[0]["value"], "w@example.com", "{operation}");
        }
    }
}

// holds: RFC7644-3.10-08
#[tokio::test]
async fn names_in_paths_have_any_case() {
    for (api, path) in worlds().await {
        let operations = json!([
            { "op": "replace", "path": "DISPLAYNAME", "value": "x" },
            { "op": "replace", "path": "Name.GivenName", "value": "x" },
            { "op": "replace", "path": "EMAILS[TYPE eq \"home\"].Value", "value": "x" },
            { "op": "replace", "path": format!("{}:Department", ENTERPRISE.to_uppercase()), "value": "x" },
        ]);
        let after = patched(&api, &path, operations).await;
        assert_eq!(after["displayName"], "x");
        assert_eq!(
            after["name"],
            json!({ "givenName": "x", "familyName": "L." })
        );
        assert_eq!(values(&after, "emails")[2], "x");
        assert_eq!(after[ENTERPRISE], json!({ "department": "x" }));
        assert_eq!(after.get("DISPLAYNAME"), None);
    }
}

// holds: RFC7644-3.10-09
#[tokio::test]
async fn paths_may_have_the_urn_of_the_core_schema() {
    for (api, path) in worlds().await {
        let operations = json!([
            { "op": "replace", "path": format!("{USER}:displayName"), "value": "x" },
            { "op": "replace", "path": format!("{USER}:name.givenName"), "value": "x" },
            { "op": "replace", "path": format!("{USER}:emails[type eq \"home\"].value"), "value": "x" },
            { "op": "remove", "path": format!("{USER}:title") },
        ]);
        let after = patched(&api, &path, operations).await;
        assert_eq!(
            (&after["displayName"], after.get("title")),
            (&json!("x"), None)
        );
        assert_eq!(
            after["name"],
            json!({ "givenName": "x", "familyName": "L." })
        );
        assert_eq!(values(&after, "emails")[2], "x");
        let group = format!("/v2/Groups/{}", api.group("Team", &[]).await);
        let rename = one("replace", &format!("{GROUP}:displayName"), json!("New"));
        assert_eq!(patched(&api, &group, rename).await["displayName"], "New");
    }
}

// holds: RFC7643-3.1-15, RFC7644-3.5.2.1-01
#[tokio::test]
async fn only_what_changes_something_is_a_change() {
    for (api, path) in worlds().await {
        let ada = path.rsplit('/').next().unwrap();
        let group = format!("/v2/Groups/{}", api.group("Team", &[ada]).await);
        for (path, operations, changes) in [
            (&path, one("add", "title", json!("Prof.")), true),
            (&path, one("add", "title", json!("Prof.")), false),
            (&path, one("replace", "title", json!("Dr.")), true),
            (&path, one("remove", "title", Value::Null), true),
            (
                &path,
                one(
                    "add",
                    "emails",
                    json!([{ "value": "h@example.com", "type": "home" }]),
                ),
                false,
            ),
            (
                &path,
                one("add", "name", json!({ "familyName": "L." })),
                false,
            ),
            (
                &group,
                one("add", "members", json!([{ "value": ada }])),
                false,
            ),
            (&group, one("remove", "members", Value::Null), true),
            (
                &group,
                one("add", "members", json!([{ "value": ada }])),
                true,
            ),
        ] {
            let mark = |reply: &Reply| {
                let meta = &reply.body["meta"];
                let modified = meta["lastModified"].as_str().unwrap().to_owned();
                (modified, meta["version"].clone())
            };
            let before = mark(&api.get(path).await);
            let reply = api.patch(path, operations.clone()).await;
            assert_eq!(reply.status, 200, "{operations}: {reply:?}");
            let after = mark(&api.get(path).await);
            assert_eq!(after == before, !changes, "{operations}");
            assert_eq!(after.0 > before.0, changes, "{operations}");
            assert_eq!(after.1 != before.1, changes, "{operations}");
        }
    }
}

// holds: RFC7644-3.5.2.2-02, RFC7644-3.5.2.2-05, RFC7644-3.5.2.2-07
#[tokio::test]
async fn what_is_removed_has_no_value_for_filters_either() {
    for (paths, filter) in [
        (vec!["title"], "title pr"),
        (vec!["active"], "active pr"),
        (vec!["name"], "name pr"),
        (vec!["emails"], "emails pr"),
        (vec!["emails[value pr]"], "emails pr"),
        (
            vec!["emails[type eq \"work\"]", "emails[type eq \"home\"]"],
            "emails pr",
        ),
        (vec!["name.givenName", "name.familyName"], "name pr"),
    ] {
        for (api, path) in worlds().await {
            patched(&api, &path, one("add", "active", json!(true))).await;
            assert_eq!(count(&api, filter).await, 1, "{filter}");
            let mut after = Value::Null;
            for removed in &paths {
                after = patched(&api, &path, one("remove", removed, Value::Null)).await;
            }
            let name = filter.split(' ').next().unwrap();
            assert_eq!(after.get(name), None, "{paths:?}");
            assert_eq!(count(&api, filter).await, 0, "{paths:?}");
        }
    }
    let (api, path) = worlds().await.remove(0);
    let ada = path.rsplit('/').next().unwrap();
    let group = format!("/v2/Groups/{}", api.group("Team", &[ada]).await);
    let last = one(
        "remove",
        &format!("members[value eq \"{ada}\"]"),
        Value::Null,
    );
    assert_eq!(patched(&api, &group, last).await.get("members"), None);
    assert_eq!(
        api.get("/v2/Groups?filter=members+pr").await.body["totalResults"],
        0
    );
}

// holds: RFC7644-3.5.2.2-06
#[tokio::test]
async fn a_filter_removes_what_it_selects() {
    for (filter, left) in [
        ("type eq \"work\"", vec!["h@example.com"]),
        (
            "type eq \"work\" and value ew \"example.com\"",
            vec!["w@other.test", "h@example.com"],
        ),
        ("type eq \"home\" or display pr", vec!["w@other.test"]),
        ("not (type eq \"home\")", vec!["h@example.com"]),
        ("primary eq true", vec!["w@other.test", "h@example.com"]),
        (
            "type eq \"other\"",
            vec!["w@example.com", "w@other.test", "h@example.com"],
        ),
    ] {
        for (api, path) in worlds().await {
            let removal = one("remove", &format!("emails[{filter}]"), Value::Null);
            let after = patched(&api, &path, removal).await;
            assert_eq!(values(&after, "emails"), left, "{filter}");
        }
    }
}

// holds: RFC7644-3.5.2.3-09
#[tokio::test]
async fn a_filter_replaces_all_that_it_selects() {
    for (api, path) in worlds().await {
        let addresses = json!([
            { "type": "work", "locality": "Ely", "region": "CB" },
            { "type": "home", "locality": "York" },
            { "type": "work", "locality": "Bath", "postalCode": "BA1" },
        ]);
        patched(&api, &path, one("add", "addresses", addresses)).await;
        let new = json!({ "type": "work", "locality": "Rome", "country": "IT" });
        let operation = one("replace", "addresses[type eq \"work\"]", new.clone());
        let after = patched(&api, &path, operation).await;
        let addresses = after["addresses"].as_array().unwrap();
        let (work, home): (Vec<_>, Vec<_>) =
            addresses.iter().partition(|one| one["type"] == "work");
        assert_eq!(home, [&json!({ "locality": "York", "type": "home" })]);
        assert!(!work.is_empty());
        for address in work {
            for (name, value) in new.as_object().unwrap() {
                assert_eq!(&address[name], value, "{after}");
            }
            assert_eq!(address.get("region"), None, "{after}");
            assert_eq!(address.get("postalCode"), None, "{after}");
        }
    }
}

// holds: RFC7644-3.5.2.3-03
#[tokio::test]
async fn single_values_are_replaced() {
    for (api, path) in worlds().await {
        for (name, value) in [
            ("displayName", json!("x")),
            ("title", json!("y")),
            ("active", json!(false)),
            ("active", json!(true)),
            ("profileUrl", json!("https://x.test/ada")),
        ] {
            let after = patched(&api, &path, one("replace", name, value.clone())).await;
            assert_eq!(after[name], value);
        }
    }
}

// holds: RFC7643-2.5-02, RFC7643-2.5-04
#[tokio::test]
async fn a_replacement_by_nothing_unassigns() {
    for (target, nothing) in [
        ("title", Value::Null),
        ("name", Value::Null),
        ("emails", json!([])),
        ("emails", Value::Null),
    ] {
        for (api, path) in worlds().await {
            for operation in [
                json!({ "op": "replace", "path": target, "value": nothing }),
                json!({ "op": "replace", "value": { target: nothing } }),
            ] {
                let before = api.get(&path).await.body;
                let after = patched(&api, &path, json!([operation])).await;
                assert_eq!(after.get(target), None, "{operation}");
                assert_eq!(count(&api, &format!("{target} pr")).await, 0);
                patched(&api, &path, one("add", target, before[target].clone())).await;
            }
        }
    }
    for (api, path) in worlds().await {
        let target = format!("{ENTERPRISE}:department");
        let operation = json!([{ "op": "replace", "path": target, "value": null }]);
        let after = patched(&api, &path, operation).await;
        assert_eq!(
            (after.get(ENTERPRISE), &after["schemas"]),
            (None, &json!([USER]))
        );
    }
}

// holds: RFC7644-3.5.2.3-13
#[tokio::test]
async fn a_renamed_user_is_found_by_the_new_name() {
    for (api, path) in worlds().await {
        patched(&api, &path, one("replace", "userName", json!("countess"))).await;
        assert_eq!(count(&api, "userName eq \"ada\"").await, 0);
        assert_eq!(count(&api, "userName eq \"Countess\"").await, 1);
        let other = api.user("ada").await;
        assert!(!path.ends_with(&other));
    }
}
