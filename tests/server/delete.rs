//! DELETE (RFC 7644 §3.6).

use axum::body::Body;
use serde_json::json;

use crate::support::{Api, GROUP, PATCH, SEARCH, user, user_with};

// holds: RFC7644-3.6-01, RFC7644-3.6-02, RFC7644-3.6-03
#[tokio::test]
async fn what_is_deleted_is_gone_everywhere() {
    let api = Api::new();
    let more = json!({ "externalId": "E1", "emails": [{ "value": "a@x" }] });
    let ada = api.post("/v2/Users", &user_with("ada", more)).await.id();
    let team = api.group("ada", &[&ada]).await;
    for (folder, id, body) in [
        ("Users", &ada, user("ada")),
        (
            "Groups",
            &team,
            json!({ "schemas": [GROUP], "displayName": "ada" }),
        ),
    ] {
        let path = format!("/v2/{folder}/{id}");
        let tag = api.get(&path).await.header("etag").unwrap().to_owned();
        let deleted = api.delete(&path).await;
        assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
        let patch = json!({ "schemas": [PATCH], "Operations": [
            { "op": "replace", "path": "displayName", "value": "x" },
        ] });
        for (method, body) in [
            ("GET", String::new()),
            ("PUT", body.to_string()),
            ("PATCH", patch.to_string()),
            ("DELETE", String::new()),
        ] {
            let reply = api.send(method, &path, body).await;
            assert_eq!(reply.error(), (404, ""), "{method}");
        }
        let conditional = api
            .send_with("GET", &path, ("if-none-match", &tag), Body::empty())
            .await;
        assert_eq!(conditional.error(), (404, ""));
        let by_id = format!("filter=id+eq+%22{id}%22");
        for query in ["", "cursor=", "sortBy=id", by_id.as_str(), "filter=id+pr"] {
            let list = api.get(&format!("/v2/{folder}?{query}")).await;
            assert_eq!(list.body["totalResults"], 0, "{folder} {query}");
        }
    }
    for filter in [
        "userName eq \"ada\"",
        "externalId eq \"E1\"",
        "emails.value eq \"a@x\"",
        "displayName eq \"ada\"",
        "groups pr",
    ] {
        let search = json!({ "schemas": [SEARCH], "filter": filter });
        let found = api.post("/v2/.search", &search).await;
        assert_eq!(
            (found.status, &found.body["totalResults"]),
            (200, &json!(0))
        );
    }
}

// holds: RFC7643-3.1-16
#[tokio::test]
async fn whoever_comes_back_is_somebody_new() {
    let api = Api::new();
    let mut former = Vec::new();
    for _ in 0..5 {
        let id = api.user("ada").await;
        assert!(!former.contains(&id), "{id}");
        assert_eq!(api.delete(&format!("/v2/Users/{id}")).await.status, 204);
        former.push(id);
    }
}
