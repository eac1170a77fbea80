//! Pages by index: where they begin and how long they are.

use serde_json::{Value, json};

use crate::support::{Api, BULK, SEARCH, user};

async fn people(count: usize) -> Api {
    let api = Api::new();
    for number in 1..=count {
        api.user(&format!("u{number}")).await;
    }
    api
}

// holds: RFC7644-3.4.2.4-02, RFC7644-3.4.2.4-03
#[tokio::test]
async fn the_first_resource_is_number_one() {
    let api = people(3).await;
    let whole = api.get("/v2/Users").await;
    assert_eq!(whole.body["startIndex"], 1);
    assert_eq!(whole.listed("userName"), ["u1", "u2", "u3"]);
    for start in ["1", "0", "-5"] {
        let page = api.get(&format!("/v2/Users?startIndex={start}")).await;
        assert_eq!((page.status, &page.body), (200, &whole.body), "{start}");
    }
    let page = api.get("/v2/Users?startIndex=2").await;
    assert_eq!(page.listed("userName"), ["u2", "u3"]);
}

// holds: RFC7644-3.4.2-03, RFC7644-3.4.2-04, RFC7644-3.4.2-05, RFC7644-3.4.2-06, RFC7644-3.4.2-07
// holds: RFC7644-3.4.2.4-04, RFC7644-3.4.2.4-08
#[tokio::test]
async fn every_list_is_a_message_with_numbers() {
    let api = people(3).await;
    for (query, total, items) in [
        ("", 3, 3),
        ("?count=2", 3, 2),
        ("?startIndex=2&count=1", 3, 1),
        ("?startIndex=9", 3, 0),
        ("?filter=userName+eq+%22nobody%22", 0, 0),
        ("?filter=title+co+%22nobody%22", 0, 0),
        ("?filter=userName+sw+%22u%22&count=2", 3, 2),
        ("?filter=userName+sw+%22u%22&sortBy=userName&count=2", 3, 2),
    ] {
        for path in ["/v2/Users", "/v2"] {
            let list = api.get(&format!("{path}{query}")).await;
            assert_eq!(list.status, 200, "{path}{query}");
            let urn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
            assert_eq!(list.body["schemas"], json!([urn]));
            assert_eq!(
                list.body["totalResults"].as_u64(),
                Some(total),
                "{path}{query}"
            );
            assert_eq!(
                list.body["itemsPerPage"].as_u64(),
                Some(items),
                "{path}{query}"
            );
            assert!(list.body["startIndex"].is_u64());
            let resources = list.body["Resources"].as_array().unwrap();
            assert_eq!(resources.len() as u64, items, "{path}{query}");
        }
    }
}

// holds: RFC7644-3.4.2.4-07, RFC7643-5-12, RFC7644-3.4.2.1-01
#[tokio::test]
async fn no_page_is_longer_than_the_server_says() {
    let api = Api::new();
    let config = api.get("/v2/ServiceProviderConfig").await.body;
    let most = config["filter"]["maxResults"].as_u64().unwrap();
    let operations: Vec<Value> = (1..=most)
        .map(|number| {
            let data = user(&format!("u{number}"));
            json!({ "method": "POST", "path": "/Users", "bulkId": format!("b{number}"), "data": data })
        })
        .collect();
    let body = json!({ "schemas": [BULK], "Operations": operations });
    assert_eq!(api.post("/v2/Bulk", &body).await.status, 200);
    api.user("one more").await;
    let unasked = config["pagination"]["defaultPageSize"].as_u64().unwrap();
    let search = json!({ "schemas": [SEARCH], "count": 5000 });
    for (reply, items) in [
        (api.get("/v2/Users").await, unasked),
        (api.get("/v2/Users?filter=userName+pr").await, unasked),
        (api.get("/v2/Users?count=1001").await, most),
        (
            api.get("/v2/Users?count=5000&filter=userName+pr").await,
            most,
        ),
        (api.get("/v2/Users?count=5000&sortBy=userName").await, most),
        (api.get("/v2?count=5000").await, most),
        (api.post("/v2/Users/.search", &search).await, most),
    ] {
        assert_eq!(reply.status, 200);
        assert_eq!(reply.listed("id").len() as u64, items);
        assert_eq!(reply.body["itemsPerPage"], items);
        assert_eq!(reply.body["startIndex"], 1);
        assert_eq!(reply.body["totalResults"], most + 1);
    }
    let cursor = api.get("/v2/Users?cursor&count=5000").await;
    assert_eq!(cursor.listed("id").len() as u64, most);
}
