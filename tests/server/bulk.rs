//! Bulk requests.

use scimulate::scim::mode::Mode;
use serde_json::{Value, json};

use crate::support::{Api, BULK, ENTERPRISE, ERROR, GROUP, PATCH, Reply, config, user, user_with};

const BASE: &str = "http://127.0.0.1:0/v2";

async fn bulk(api: &Api, operations: Value) -> Reply {
    let body = json!({ "schemas": [BULK], "Operations": operations });
    api.post("/v2/Bulk", &body).await
}

/// The results of a request that goes through as a whole.
async fn results(api: &Api, operations: Value) -> Vec<Value> {
    let reply = bulk(api, operations).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let mut body = reply.body;
    assert_eq!(
        body["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
    );
    assert_eq!(body.get("failOnErrors"), None);
    serde_json::from_value(body["Operations"].take()).unwrap()
}

fn make_user(bulk_id: &str, data: Value) -> Value {
    json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id, "data": data })
}

fn make_group(bulk_id: &str, name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members
        .iter()
        .map(|id| json!({ "value": format!("bulkId:{id}") }))
        .collect();
    let data = json!({ "schemas": [GROUP], "displayName": name, "members": members });
    json!({ "method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": data })
}

/// Path below the base of the resource that an operation was about.
fn path(result: &Value) -> String {
    let location = result["location"].as_str().unwrap();
    location.replace(BASE, "/v2")
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results
        .iter()
        .map(|result| result["status"].as_str().unwrap())
        .collect()
}

fn members(group: &Value) -> Vec<&str> {
    let members = group["members"].as_array().unwrap();
    members
        .iter()
        .map(|member| member["value"].as_str().unwrap())
        .collect()
}

// holds: RFC7644-3.7.3-01, RFC7644-3.7.3-02, RFC7644-3.7-03, RFC7644-3.7-10
#[tokio::test]
async fn each_method_works_and_tells_where() {
    let api = Api::new();
    let (ada, eve) = (api.user("ada").await, api.user("eve").await);
    let title = json!({ "op": "replace", "path": "title", "value": "Dr." });
    let results = results(
        &api,
        json!([
            make_user("q", user("zoe")),
            { "method": "PUT", "path": format!("/Users/{ada}"), "data": user("ada2") },
            { "method": "patch", "path": format!("/Users/{ada}"), "bulkId": "p",
              "data": { "schemas": [PATCH], "Operations": [title] } },
            { "method": "DELETE", "path": format!("/Users/{eve}") },
        ]),
    )
    .await;
    assert_eq!(statuses(&results), ["201", "200", "200", "204"]);
    let zoe = api.get(&path(&results[0])).await;
    assert_eq!(zoe.body["userName"], "zoe");
    assert_eq!(results[0]["bulkId"], "q");
    assert_eq!(results[0]["version"], zoe.header("etag").unwrap());
    assert_eq!(results[0]["method"], "POST");
    assert_eq!(results[2]["bulkId"], "p");
    assert_eq!(results[2]["method"], "PATCH");
    assert_eq!(results[2]["version"], "W/\"3\"");
    let ada = api.get(&path(&results[1])).await;
    assert_eq!(
        (&ada.body["userName"], &ada.body["title"]),
        (&json!("ada2"), &json!("Dr."))
    );
    assert_eq!(path(&results[2]), path(&results[1]));
    assert_eq!(path(&results[3]), format!("/v2/Users/{eve}"));
    assert_eq!(api.get(&path(&results[3])).await.status, 404);
    assert!(
        results
            .iter()
            .all(|result| result.get("response").is_none())
    );
}

// holds: RFC7644-3.7.2-01, RFC7644-3.7.2-02
#[tokio::test]
async fn references_become_ids_in_either_order() {
    let api = Api::new();
    let manager = json!({ ENTERPRISE: { "manager": { "value": "bulkId:boss" } } });
    let rename = json!({ "op": "add", "path": "members", "value": [{ "value": "bulkId:ada" }] });
    let results = results(
        &api,
        json!([
            make_group("team", "Team", &["boss"]),
            { "method": "PATCH", "path": "/Groups/bulkId:team",
              "data": { "schemas": [PATCH], "Operations": [rename] } },
            make_user("ada", user_with("ada", manager)),
            make_user("boss", user("boss")),
        ]),
    )
    .await;
    assert_eq!(statuses(&results), ["201", "200", "201", "201"]);
    let id = |place: usize| path(&results[place]).rsplit('/').next().unwrap().to_owned();
    assert_eq!(path(&results[1]), path(&results[0]));
    let team = api.get(&path(&results[0])).await;
    assert_eq!(members(&team.body), [id(3), id(2)]);
    let ada = api.get(&path(&results[2])).await;
    assert_eq!(ada.body[ENTERPRISE]["manager"]["value"], id(3).as_str());
}

// holds: RFC7644-3.7.1-01
#[tokio::test]
async fn circles_are_closed() {
    let api = Api::new();
    let results = results(
        &api,
        json!([
            make_group("a", "A", &["b", "u"]),
            make_group("b", "B", &["a"]),
            make_group("self", "S", &["self"]),
            make_user("u", user("u")),
            make_group("on top", "T", &["a"]),
        ]),
    )
    .await;
    assert_eq!(statuses(&results), ["201"; 5]);
    let id = |place: usize| path(&results[place]).rsplit('/').next().unwrap().to_owned();
    for (place, wanted) in [
        (0, vec![id(1), id(3)]),
        (1, vec![id(0)]),
        (2, vec![id(2)]),
        (4, vec![id(0)]),
    ] {
        let group = api.get(&path(&results[place])).await;
        assert_eq!(members(&group.body), wanted, "{place}");
        assert_eq!(results[place]["version"], group.header("etag").unwrap());
    }
}

// holds: RFC7644-3.7.1-01
#[tokio::test]
async fn a_circle_that_cannot_be_closed_leaves_nothing() {
    let api = Api::new();
    let mut broken = make_group("b", "B", &["a"]);
    broken["data"]["displayName"] = Value::Null;
    let results = results(&api, json!([make_group("a", "A", &["b"]), broken])).await;
    assert_eq!(statuses(&results), ["409", "400"]);
    assert_eq!(results[0].get("location"), None);
    assert_eq!(api.get("/v2/Groups").await.body["totalResults"], 0);
}

// holds: RFC7644-3.7-01, RFC7644-3.7.3-01, RFC7644-3.7.3-02, RFC7644-3.7-02, RFC7644-3.7-05
// holds: RFC7644-3.7-07, RFC7644-3.7-11
#[tokio::test]
async fn a_failure_concerns_only_its_operation() {
    let api = Api::new();
    let ada = api.user("ada").await;
    let results = results(
        &api,
        json!([
            make_user("1", user("ADA")),
            make_group("2", "G", &["1"]),
            make_group("3", "G", &["none"]),
            { "method": "POST", "path": "/Users", "data": user("x") },
            { "method": "GET", "path": format!("/Users/{ada}") },
            { "method": "DELETE", "path": "/Users/nobody" },
            { "method": "DELETE", "path": "/Nothing/1" },
            { "method": "DELETE", "path": "/Users" },
            { "method": "PUT", "path": format!("/Users/{ada}") },
            { "method": "PUT", "path": format!("/Users/{ada}"), "version": "W/\"7\"", "data": user("b") },
            { "method": "PUT", "path": format!("/Users/{ada}"), "version": "W/\"1\"", "data": user("c") },
            make_user("good", user("good")),
        ]),
    )
    .await;
    assert_eq!(
        statuses(&results),
        [
            "409", "409", "400", "400", "405", "404", "404", "405", "400", "412", "200", "201"
        ]
    );
    for result in results
        .iter()
        .filter(|result| result["status"].as_str() >= Some("400"))
    {
        assert_eq!(result["response"]["schemas"], json!([ERROR]), "{result}");
        assert_eq!(result["response"]["status"], result["status"]);
        let is_create = result["method"] == "POST";
        assert_eq!(result.get("location").is_none(), is_create, "{result}");
    }
    assert_eq!(results[0]["response"]["scimType"], "uniqueness");
    assert_eq!(results[0]["bulkId"], "1");
    assert_eq!(api.get("/v2/Groups").await.body["totalResults"], 0);
    assert_eq!(api.get("/v2/Users").await.listed("userName"), ["c", "good"]);
}

// holds: RFC7644-3.7-06, RFC7644-3.7-13
#[tokio::test]
async fn the_client_decides_after_how_many_errors_to_stop() {
    for (most, count, stored) in [(1, 2, 1), (2, 4, 2), (3, 5, 3)] {
        let api = Api::new();
        let mut operations = Vec::new();
        for (place, name) in ["one", "", "two", "", "three"].iter().enumerate() {
            operations.push(make_user(&place.to_string(), user(name)));
        }
        let body = json!({ "schemas": [BULK], "failOnErrors": most, "Operations": operations });
        let reply = api.post("/v2/Bulk", &body).await;
        assert_eq!(reply.body["Operations"].as_array().unwrap().len(), count);
        assert_eq!(reply.body.get("failOnErrors"), None);
        assert_eq!(api.get("/v2/Users").await.body["totalResults"], stored);
    }
}

// holds: RFC7644-3.7-08
#[tokio::test]
async fn a_request_that_is_none_is_refused() {
    let api = Api::new();
    let one = make_user("1", user("ada"));
    let with = |more: Value| {
        let mut body = json!({ "schemas": [BULK], "Operations": [one] });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (body, error) in [
        (json!([]), "invalidSyntax"),
        (with(json!({ "schemas": [] })), "invalidSyntax"),
        (with(json!({ "Operations": null })), "invalidSyntax"),
        (with(json!({ "Operations": [] })), "invalidSyntax"),
        (with(json!({ "Operations": [1] })), "invalidSyntax"),
        (
            with(json!({ "Operations": [{ "path": "/Users" }] })),
            "invalidSyntax",
        ),
        (
            with(json!({ "Operations": [{ "method": "POST" }] })),
            "invalidSyntax",
        ),
        (
            with(json!({ "Operations": [{ "method": 1, "path": "/Users" }] })),
            "invalidSyntax",
        ),
        (with(json!({ "Operations": [one, one] })), "invalidValue"),
        (with(json!({ "failOnErrors": 0 })), "invalidValue"),
        (with(json!({ "failOnErrors": "1" })), "invalidValue"),
    ] {
        assert_eq!(
            api.post("/v2/Bulk", &body).await.error(),
            (400, error),
            "{body}"
        );
    }
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 0);
    assert_eq!(api.get("/v2/Bulk").await.error(), (405, ""));
}

// holds: RFC7644-3.7.4-01, RFC7644-3.7.4-02
#[tokio::test]
async fn too_much_is_refused_with_the_limit() {
    let mut config = config();
    config.body_limit = 100_000;
    let api = Api::with(config);
    let delete = json!({ "method": "DELETE", "path": "/Users/1" });
    let reply = bulk(&api, json!(vec![delete.clone(); 1001])).await;
    assert_eq!(reply.error(), (413, ""));
    assert!(reply.body["detail"].as_str().unwrap().contains("1000"));
    assert_eq!(bulk(&api, json!(vec![delete; 1000])).await.status, 200);
    let reply = bulk(&api, json!([make_user("1", user(&"x".repeat(100_000)))])).await;
    assert_eq!(reply.error(), (413, ""));
    assert!(reply.body["detail"].as_str().unwrap().contains("100000"));
}

#[tokio::test]
async fn methods_have_capitals_when_the_server_is_strict() {
    let mut config = config();
    config.mode = Mode::Strict;
    let api = Api::with(config);
    let mut small = make_user("1", user("ada"));
    small["method"] = json!("post");
    let results = results(&api, json!([small, make_user("2", user("eve"))])).await;
    assert_eq!(statuses(&results), ["405", "201"]);
}
