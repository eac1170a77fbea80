//! `sortBy` and `sortOrder`.

use serde_json::json;

use crate::support::{Api, USER, user_with};

async fn people() -> Api {
    let api = Api::new();
    for (name, more) in [
        (
            "c",
            json!({ "externalId": "a", "title": "x", "name": { "familyName": "Zuse" } }),
        ),
        (
            "A",
            json!({ "externalId": "B", "emails": [{ "value": "z@x" }, { "value": "b@x", "primary": true }] }),
        ),
        (
            "b",
            json!({ "externalId": "c", "title": "X", "emails": [{ "value": "c@x" }] }),
        ),
        (
            "D",
            json!({ "externalId": "D", "title": "a", "name": { "familyName": "Ampère" } }),
        ),
    ] {
        assert_eq!(
            api.post("/v2/Users", &user_with(name, more)).await.status,
            201
        );
    }
    api
}

// holds: RFC7644-3.4.2.3-01, RFC7644-3.4.2.3-02, RFC7644-3.4.2.3-03, RFC7644-3.4.2.3-04
// holds: RFC7644-3.4.2.3-05, RFC7644-3.4.2.3-06, RFC7644-3.10-04
#[tokio::test]
async fn lists_are_ordered() {
    let api = people().await;
    for (query, names) in [
        ("sortBy=userName", ["A", "b", "c", "D"]),
        ("sortBy=USERNAME&sortOrder=ascending", ["A", "b", "c", "D"]),
        (&format!("sortBy={USER}:userName"), ["A", "b", "c", "D"]),
        ("sortBy=userName&sortOrder=descending", ["D", "c", "b", "A"]),
        ("sortBy=externalId", ["A", "D", "c", "b"]),
        ("sortBy=title", ["D", "c", "b", "A"]),
        ("sortBy=title&sortOrder=descending", ["A", "c", "b", "D"]),
        ("sortBy=name.familyName", ["D", "c", "A", "b"]),
        ("sortBy=emails.value", ["A", "b", "c", "D"]),
        (
            "sortBy=meta.created&sortOrder=descending",
            ["D", "b", "A", "c"],
        ),
        ("sortOrder=descending", ["c", "A", "b", "D"]),
    ] {
        let reply = api.get(&format!("/v2/Users?{query}")).await;
        assert_eq!(reply.listed("userName"), names, "{query}");
        assert_eq!(reply.body["totalResults"], 4);
    }
}

#[tokio::test]
async fn the_order_comes_before_the_page() {
    let api = people().await;
    let mut seen = Vec::new();
    for start in 1..=4 {
        let page = api
            .get(&format!(
                "/v2/Users?sortBy=userName&filter=userName+ne+%22b%22&startIndex={start}&count=1&attributes=userName"
            ))
            .await;
        assert_eq!(page.body["totalResults"], 3);
        assert_eq!(page.body["startIndex"], start);
        seen.extend(page.listed("userName").iter().map(ToString::to_string));
    }
    assert_eq!(seen, ["A", "c", "D"]);
    let none = api.get("/v2/Users?sortBy=userName&count=0").await;
    assert_eq!(
        (none.body["totalResults"].as_u64(), none.listed("id").len()),
        (Some(4), 0)
    );
}

#[tokio::test]
async fn groups_are_an_order_too() {
    let api = people().await;
    let reply = api.get("/v2/Users?sortBy=userName").await;
    let ids = reply.listed("id");
    api.group("Zoo", &[ids[0]]).await;
    api.group("Art", &[ids[3]]).await;
    let reply = api
        .get("/v2/Users?sortBy=groups.display&attributes=userName")
        .await;
    assert_eq!(reply.listed("userName"), ["D", "A", "c", "b"]);
    let reply = api.get("/v2/Groups?sortBy=displayName").await;
    assert_eq!(reply.listed("displayName"), ["Art", "Zoo"]);
}

#[tokio::test]
async fn an_order_by_nothing_is_refused() {
    let api = people().await;
    for query in [
        "sortBy=noSuch",
        "sortBy=name",
        "sortBy=password",
        "sortBy=",
        "sortBy=userName&sortOrder=sideways",
        "sortOrder=",
    ] {
        let reply = api.get(&format!("/v2/Users?{query}")).await;
        assert_eq!(reply.error(), (400, "invalidValue"), "{query}");
    }
    let reply = api.get("/v2/Groups?sortBy=userName").await;
    assert_eq!(reply.error(), (400, "invalidValue"));
}
