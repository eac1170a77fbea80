//! Limits, and what a client is told that goes beyond one.

use serde_json::{Value, json};

use crate::support::{Api, BULK, SEARCH, user};

#[tokio::test]
async fn filters_have_limits() {
    let api = Api::new();
    api.user("ada").await;
    let ask = async |filter: String| {
        let body = json!({ "schemas": [SEARCH], "filter": filter });
        api.post("/v2/Users/.search", &body).await
    };
    let nested = |depth| format!("{}userName pr{}", "(".repeat(depth), ")".repeat(depth));
    let chained = |terms| vec!["userName pr"; terms].join(" and ");
    let long = |length: usize| {
        let around = "userName ne \"\"".len();
        format!("userName ne \"{}\"", "x".repeat(length - around))
    };
    for fits in [nested(64), chained(1_000), long(65_536)] {
        let reply = ask(fits).await;
        assert_eq!(
            (reply.status, &reply.body["totalResults"]),
            (200, &json!(1))
        );
    }
    for (exceeds, limit) in [
        (nested(65), "64"),
        (nested(20_000), "64"),
        (chained(1_001), "1000"),
        (long(65_537), "65536"),
    ] {
        let reply = ask(exceeds).await;
        assert_eq!(reply.error(), (400, "invalidFilter"));
        let detail = reply.body["detail"].as_str().unwrap();
        assert!(detail.contains(limit) && detail.len() < 500, "{detail}");
    }
    let query = nested(65).replace(' ', "+");
    let reply = api.get(&format!("/v2/Users?filter={query}")).await;
    assert_eq!(reply.error(), (400, "invalidFilter"));
}

#[tokio::test]
async fn pages_have_a_largest_size() {
    let api = Api::new();
    let operations: Vec<Value> = (0..1_000)
        .map(|index| {
            let (bulk_id, data) = (index.to_string(), user(&format!("u{index}")));
            json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id, "data": data })
        })
        .collect();
    let body = json!({ "schemas": [BULK], "Operations": operations });
    assert_eq!(api.post("/v2/Bulk", &body).await.status, 200);
    api.user("last").await;
    for path in [
        "/v2/Users?count=5000",
        "/v2/Users?count=9000000000",
        "/v2?count=1001",
    ] {
        let reply = api.get(path).await;
        assert_eq!(reply.body["totalResults"], 1_001, "{path}");
        assert_eq!(reply.body["itemsPerPage"], 1_000, "{path}");
        assert_eq!(reply.listed("userName").len(), 1_000, "{path}");
    }
    let unasked = api.get("/v2/Users").await;
    assert_eq!(unasked.listed("userName").len(), 100);
}

#[tokio::test]
async fn json_has_a_largest_depth() {
    let api = Api::new();
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        let user = user("ada").to_string();
        format!("{},\"unknown\":{open}{close}}}", user.trim_end_matches('}'))
    };
    let reply = api.send("POST", "/v2/Users", nested(128)).await;
    assert_eq!(reply.error(), (400, "invalidSyntax"));
    assert!(
        reply.body["detail"]
            .as_str()
            .unwrap()
            .contains("recursion limit")
    );
    assert_eq!(api.send("POST", "/v2/Users", nested(127)).await.status, 201);
}
