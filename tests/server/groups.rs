//! Groups and membership.

use serde_json::json;

use crate::support::{Api, GROUP, user};

#[tokio::test]
async fn members_get_type_and_reference() {
    let api = Api::new();
    let (ada, team) = (api.user("ada").await, api.group("Team", &[]).await);
    let body = json!({
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "displayName": "All", "meta": { "resourceType": "Group" },
        "members": [
            { "value": ada, "display": "ada", "$ref": null }, { "value": team },
            { "value": ada, "type": "Group" },
        ],
    });
    let reply = api.post("/v2/Groups", &body).await;
    assert_eq!(reply.status, 201);
    assert_eq!(reply.body["schemas"], json!([GROUP]));
    let base = "http://127.0.0.1:0/v2";
    assert_eq!(
        reply.body["members"],
        json!([
            { "value": ada, "type": "User", "display": "ada", "$ref": format!("{base}/Users/{ada}") },
            { "value": team, "type": "Group", "$ref": format!("{base}/Groups/{team}") },
        ])
    );
    let shown = api.get(&format!("/v2/Users/{ada}")).await;
    let id = reply.id();
    assert_eq!(
        shown.body["groups"],
        json!([{ "value": id, "type": "direct", "$ref": format!("{base}/Groups/{id}"), "display": "All" }])
    );
}

#[tokio::test]
async fn put_replaces_the_members() {
    let api = Api::new();
    let (a, b, c) = (
        api.user("a").await,
        api.user("b").await,
        api.user("c").await,
    );
    let path = format!("/v2/Groups/{}", api.group("Team", &[&a, &b]).await);
    let with = |members| json!({ "schemas": [GROUP], "displayName": "Team", "members": members });
    let reply = api
        .put(&path, &with(json!([{ "value": b }, { "value": c }])))
        .await;
    assert_eq!(reply.status, 200);
    let values: Vec<_> = reply.body["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["value"])
        .collect();
    assert_eq!(values, [&json!(b), &json!(c)]);
    assert_eq!(
        api.get(&format!("/v2/Users/{a}")).await.body.get("groups"),
        None
    );
    assert_eq!(
        api.put(&path, &with(json!([]))).await.body.get("members"),
        None
    );
    assert_eq!(
        api.get(&format!("/v2/Users/{c}")).await.body.get("groups"),
        None
    );
}

#[tokio::test]
async fn a_deleted_resource_leaves_its_groups() {
    let api = Api::new();
    let (ada, eve) = (api.user("ada").await, api.user("eve").await);
    let group = format!("/v2/Groups/{}", api.group("Team", &[&ada, &eve]).await);
    let before = api.get(&group).await;
    assert_eq!(api.delete(&format!("/v2/Users/{ada}")).await.status, 204);
    let after = api.get(&group).await;
    assert_eq!(after.body["members"].as_array().unwrap().len(), 1);
    assert_eq!(after.body["members"][0]["value"], eve.as_str());
    assert_ne!(after.header("etag"), before.header("etag"));
    assert_eq!(api.delete(&group).await.status, 204);
    assert_eq!(
        api.get(&format!("/v2/Users/{eve}"))
            .await
            .body
            .get("groups"),
        None
    );
}

#[tokio::test]
async fn a_member_must_exist() {
    let api = Api::new();
    for member in [json!({ "value": "nobody" }), json!({ "display": "x" })] {
        let body = json!({ "schemas": [GROUP], "displayName": "T", "members": [member] });
        assert_eq!(
            api.post("/v2/Groups", &body).await.error(),
            (400, "invalidValue")
        );
    }
    assert_eq!(api.get("/v2/Groups").await.body["totalResults"], 0);
}

#[tokio::test]
async fn excluded_members_are_left_out_everywhere() {
    let api = Api::new();
    let ada = api.user("ada").await;
    let id = api.group("Team", &[&ada]).await;
    let one = api
        .get(&format!("/v2/Groups/{id}?excludedAttributes=members"))
        .await;
    assert_eq!(one.body.get("members"), None);
    assert_eq!(one.body["displayName"], "Team");
    let list = api
        .get("/v2/Groups?excludedAttributes=members&filter=displayName+eq+%22team%22")
        .await;
    assert_eq!(list.body["totalResults"], 1);
    assert_eq!(list.body["Resources"][0], one.body);
}

#[tokio::test]
async fn names_need_not_be_unique_but_present() {
    let api = Api::new();
    api.group("Team", &[]).await;
    api.group("Team", &[]).await;
    let reply = api.post("/v2/Groups", &json!({ "schemas": [GROUP] })).await;
    assert_eq!(reply.error(), (400, "invalidValue"));
}

#[tokio::test]
async fn ids_of_users_and_groups_are_apart() {
    let api = Api::new();
    let (ada, team) = (api.user("ada").await, api.group("Team", &[]).await);
    assert_eq!(
        api.get(&format!("/v2/Groups/{ada}")).await.error(),
        (404, "")
    );
    assert_eq!(
        api.get(&format!("/v2/Users/{team}")).await.error(),
        (404, "")
    );
    assert_eq!(
        api.put(&format!("/v2/Users/{team}"), &user("x"))
            .await
            .error(),
        (404, "")
    );
    assert_eq!(
        api.delete(&format!("/v2/Users/{team}")).await.error(),
        (404, "")
    );
}
