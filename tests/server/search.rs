//! Queries by POST, and queries over all types.

use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, SEARCH, USER, config, user_with};
use scimulate::scim::mode::Mode;

async fn people(api: Api) -> Api {
    for (name, title) in [("c", "x"), ("a", "y"), ("b", "x")] {
        let body = user_with(
            name,
            json!({ "title": title, ENTERPRISE: { "division": "N" } }),
        );
        assert_eq!(api.post("/v2/Users", &body).await.status, 201);
    }
    api.group("Team", &[]).await;
    api.group("x", &[]).await;
    api
}

fn search(more: Value) -> Value {
    let mut body = json!({ "schemas": [SEARCH] });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

// holds: RFC7644-3.4.3-02, RFC7644-3.4.3-04, RFC7644-3.4.3-05, RFC7644-3.4.3-08
#[tokio::test]
async fn a_search_is_the_query_by_other_means() {
    let api = people(Api::new()).await;
    for (path, members, query) in [
        ("/v2/Users", json!({}), ""),
        (
            "/v2/Users",
            json!({ "filter": "title eq \"x\"", "count": 1 }),
            "filter=title+eq+%22x%22&count=1",
        ),
        (
            "/v2/Users",
            json!({ "sortBy": "userName", "SORTORDER": "descending", "startIndex": 2, "filter": null }),
            "sortBy=userName&sortOrder=descending&startIndex=2",
        ),
        (
            "/v2/Users",
            json!({ "attributes": ["userName", "title"] }),
            "attributes=userName,title",
        ),
        (
            "/v2/Users",
            json!({ "excludedAttributes": ["userName"] }),
            "excludedAttributes=userName",
        ),
        (
            "/v2/Groups",
            json!({ "filter": "displayName eq \"team\"" }),
            "filter=displayName+eq+%22team%22",
        ),
        (
            "/v2",
            json!({ "filter": "displayName pr" }),
            "filter=displayName+pr",
        ),
    ] {
        let found = api
            .post(&format!("{path}/.search"), &search(members.clone()))
            .await;
        assert_eq!(found.status, 200, "{members}");
        assert_eq!(
            found.body,
            api.get(&format!("{path}?{query}")).await.body,
            "{members}"
        );
    }
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 3);
}

// holds: RFC7644-3.4.3-06
#[tokio::test]
async fn a_body_that_is_no_search_is_refused() {
    let api = people(Api::new()).await;
    for (body, error) in [
        (json!({ "filter": "userName pr" }), "invalidSyntax"),
        (
            json!({ "schemas": [USER], "userName": "new" }),
            "invalidSyntax",
        ),
        (json!([]), "invalidSyntax"),
        (search(json!({ "filter": "userName" })), "invalidFilter"),
        (search(json!({ "filter": 1 })), "invalidValue"),
        (search(json!({ "count": "many" })), "invalidValue"),
        (search(json!({ "count": 1.5 })), "invalidValue"),
        (search(json!({ "startIndex": true })), "invalidValue"),
        (search(json!({ "attributes": [1] })), "invalidValue"),
        (
            search(json!({ "attributes": ["a"], "excludedAttributes": ["b"] })),
            "invalidValue",
        ),
        (search(json!({ "sortBy": "noSuch" })), "invalidValue"),
    ] {
        for path in ["/v2/Users/.search", "/v2/.search"] {
            let reply = api.post(path, &body).await;
            assert_eq!(reply.error(), (400, error), "{path} {body}");
        }
    }
    for path in ["/v2/Users/.search", "/v2/.search"] {
        let reply = api.get(path).await;
        assert_eq!(reply.error(), (405, ""), "{path}");
        assert_eq!(reply.header("allow"), Some("POST"));
    }
}

#[tokio::test]
async fn types_of_parameters_are_strict_when_the_server_is() {
    let query = search(json!({ "count": "1", "attributes": "userName,title" }));
    let api = people(Api::new()).await;
    let reply = api.post("/v2/Users/.search", &query).await;
    assert_eq!(reply.listed("title"), ["x"]);
    let mut config = config();
    config.mode = Mode::Strict;
    let reply = Api::with(config).post("/v2/Users/.search", &query).await;
    assert_eq!(reply.error(), (400, "invalidValue"));
}

// holds: RFC7644-3.4.2.1-03
#[tokio::test]
async fn the_root_has_all_types() {
    for mode in [Mode::Lenient, Mode::Strict] {
        let mut config = config();
        config.mode = mode;
        let api = people(Api::with(config)).await;
        for (filter, users, groups) in [
            ("id pr", 3, 2),
            ("userName pr", 3, 0),
            ("displayName pr", 0, 2),
            ("displayName eq \"x\" or title eq \"x\"", 2, 1),
            ("members pr", 0, 0),
            ("not (userName pr)", 0, 2),
            ("userName ne \"a\"", 2, 2),
            ("meta.resourceType eq \"Group\"", 0, 2),
            (&format!("{USER}:userName eq \"A\""), 1, 0),
            (&format!("{GROUP}:displayName eq \"X\""), 0, 1),
            (&format!("{ENTERPRISE}:division eq \"N\""), 3, 0),
        ] {
            let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
            let reply = api.get(&format!("/v2?filter={query}")).await;
            assert_eq!(reply.status, 200, "{filter} {reply:?}");
            let types: Vec<_> = reply.body["Resources"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["meta"]["resourceType"].as_str().unwrap())
                .collect();
            let wanted = [vec!["User"; users], vec!["Group"; groups]].concat();
            assert_eq!(types, wanted, "{filter}");
            assert_eq!(reply.body["totalResults"], users + groups, "{filter}");
        }
        let reply = api.get("/v2?filter=noSuch+pr").await;
        assert_eq!(reply.error(), (400, "invalidFilter"));
    }
}

#[tokio::test]
async fn pages_and_order_go_across_types() {
    let api = people(Api::new()).await;
    for (query, names) in [
        ("", ["c", "a", "b", "Team", "x"]),
        ("&filter=id+pr", ["c", "a", "b", "Team", "x"]),
        ("&sortBy=userName", ["a", "b", "c", "Team", "x"]),
        ("&sortBy=displayName", ["Team", "x", "c", "a", "b"]),
    ] {
        let mut seen = Vec::new();
        for start in [1, 3, 5, 7] {
            let page = api
                .get(&format!("/v2?startIndex={start}&count=2{query}"))
                .await;
            assert_eq!(page.body["totalResults"], 5);
            for one in page.body["Resources"].as_array().unwrap() {
                let name = one.get("userName").or(one.get("displayName")).unwrap();
                seen.push(name.as_str().unwrap().to_owned());
            }
        }
        assert_eq!(seen, names, "{query}");
    }
    let reply = api.get("/v2?attributes=displayName").await;
    assert_eq!(reply.body["Resources"][0].get("userName"), None);
    assert_eq!(reply.body["Resources"][4]["displayName"], "x");
}
