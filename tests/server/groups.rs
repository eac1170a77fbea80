//! Groups and membership.

use serde_json::json;

use crate::support::{Api, ENTERPRISE, GROUP, user, user_with};

// holds: RFC7644-3.3-13, RFC7643-4.1.2-02
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
            { "value": team, "type": "Group", "$ref": format!("{base}/Groups/{team}"), "display": "Team" },
        ])
    );
    let shown = api.get(&format!("/v2/Users/{ada}")).await;
    let id = reply.id();
    assert_eq!(
        shown.body["groups"],
        json!([{ "value": id, "type": "direct", "$ref": format!("{base}/Groups/{id}"), "display": "All" }])
    );
}

// holds: RFC7644-3.5.1-13
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

// holds: RFC7643-4.2-12
#[tokio::test]
async fn names_need_not_be_unique_but_present() {
    let api = Api::new();
    api.group("Team", &[]).await;
    api.group("Team", &[]).await;
    let nameless = json!({ "schemas": [GROUP] });
    let reply = api.post("/v2/Groups", &nameless).await;
    assert_eq!(reply.error(), (400, "invalidValue"));
    let path = format!("/v2/Groups/{}", api.group("Unit", &[]).await);
    let reply = api.put(&path, &nameless).await;
    assert_eq!(reply.error(), (400, "invalidValue"));
    let remove = json!([{ "op": "remove", "path": "displayName" }]);
    assert_eq!(api.patch(&path, remove).await.error(), (400, "mutability"));
    let rename = json!([{ "op": "replace", "path": "displayName", "value": "Second" }]);
    for (reply, name) in [
        (api.patch(&path, rename).await, "Second"),
        (
            api.put(
                &path,
                &json!({ "schemas": [GROUP], "displayName": "Third" }),
            )
            .await,
            "Third",
        ),
    ] {
        assert_eq!(
            (reply.status, &reply.body["displayName"]),
            (200, &json!(name))
        );
    }
    assert_eq!(api.get(&path).await.body["displayName"], "Third");
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

#[tokio::test]
async fn groups_may_be_in_groups() {
    let api = Api::new();
    let ada = api.user("ada").await;
    let team = api.group("Team", &[&ada]).await;
    let unit = api.group("Unit", &[&team]).await;
    let all = api.group("All", &[&unit, &ada]).await;
    // Two groups that are members of each other must not lead anybody round in circles.
    let circle = json!([{ "op": "add", "path": "members", "value": [{ "value": all }] }]);
    assert_eq!(
        api.patch(&format!("/v2/Groups/{team}"), circle)
            .await
            .status,
        200
    );
    let shown = api.get(&format!("/v2/Users/{ada}")).await;
    let groups: Vec<_> = shown.body["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            (
                group["display"].as_str().unwrap(),
                group["type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        groups,
        [("Team", "direct"), ("All", "direct"), ("Unit", "indirect")]
    );
    for (filter, found) in [
        (format!("groups.value+eq+%22{unit}%22"), 1),
        (
            "groups[type+eq+%22indirect%22+and+display+eq+%22unit%22]".to_owned(),
            1,
        ),
        (
            "groups[type+eq+%22direct%22+and+display+eq+%22unit%22]".to_owned(),
            0,
        ),
    ] {
        let reply = api.get(&format!("/v2/Users?filter={filter}")).await;
        assert_eq!(reply.body["totalResults"], found, "{filter}");
    }
    // Gone from the middle, gone for the members.
    assert_eq!(api.delete(&format!("/v2/Groups/{unit}")).await.status, 204);
    let shown = api.get(&format!("/v2/Users/{ada}")).await;
    assert_eq!(shown.body["groups"].as_array().unwrap().len(), 2);
}

// holds: RFC7644-3.4.2.2-43
#[tokio::test]
async fn members_have_the_name_that_the_client_gave_or_their_own() {
    let api = Api::new();
    let with_name = |name: &str, display: &str| user_with(name, json!({ "displayName": display }));
    let ada = api
        .post("/v2/Users", &with_name("ada", "Ada L."))
        .await
        .id();
    let eve = api.post("/v2/Users", &with_name("eve", "Eve")).await.id();
    let (nameless, team) = (api.user("nameless").await, api.group("Team", &[]).await);
    let body = json!({ "schemas": [GROUP], "displayName": "All", "members": [
        { "value": ada }, { "value": eve, "display": "eve@x.test" }, { "value": nameless },
        { "value": team },
    ] });
    let made = api.post("/v2/Groups", &body).await;
    let names = |group: &serde_json::Value| -> Vec<Option<String>> {
        let members = group["members"].as_array().unwrap().iter();
        members
            .map(|member| member["display"].as_str().map(str::to_owned))
            .collect()
    };
    let wanted = ["Ada L.", "eve@x.test", "", "Team"]
        .map(|name| (!name.is_empty()).then(|| name.to_owned()));
    assert_eq!(names(&made.body), wanted);
    let path = format!("/v2/Groups/{}", made.id());
    let renamed = api
        .put(&format!("/v2/Users/{ada}"), &with_name("ada", "Ada"))
        .await;
    assert_eq!(renamed.status, 200);
    let reply = api.get(&path).await;
    assert_eq!(names(&reply.body)[0].as_deref(), Some("Ada"));
    let found = api
        .get("/v2/Groups?filter=members[display+eq+%22ADA%22]")
        .await;
    assert_eq!(found.body["Resources"][0], reply.body);
    let sorted = api
        .get("/v2/Groups?sortBy=members.display&attributes=displayName")
        .await;
    assert_eq!(sorted.listed("displayName"), ["All", "Team"]);
}

#[tokio::test]
async fn the_manager_is_shown_as_the_server_knows_them() {
    let api = Api::new();
    let boss = user_with("boss", json!({ "displayName": "The Boss" }));
    let boss = api.post("/v2/Users", &boss).await.id();
    let managed = |id: &str| {
        let manager = json!({ "value": id, "displayName": "invented" });
        user_with("ada", json!({ ENTERPRISE: { "manager": manager } }))
    };
    let made = api.post("/v2/Users", &managed(&boss)).await;
    let shown = json!({
        "value": boss, "displayName": "The Boss", "$ref": format!("http://127.0.0.1:0/v2/Users/{boss}"),
    });
    assert_eq!(made.body[ENTERPRISE]["manager"], shown);
    let path = format!("/v2/Users/{}", made.id());
    for reply in [
        api.get("/v2/Users?filter=manager.displayName+eq+%22the+boss%22")
            .await,
        api.get(&format!("/v2/Users?filter=manager+eq+%22{boss}%22"))
            .await,
        api.get("/v2/Users?sortBy=manager.displayName&count=1")
            .await,
    ] {
        assert_eq!(reply.body["Resources"][0][ENTERPRISE]["manager"], shown);
    }
    let part = api
        .get(&format!(
            "{path}?attributes={ENTERPRISE}:manager.displayName"
        ))
        .await;
    assert_eq!(
        part.body[ENTERPRISE],
        json!({ "manager": { "displayName": "The Boss" } })
    );
    // Who is not there, or no user, is kept as it was sent.
    let unknown = api.put(&path, &managed("nobody")).await;
    assert_eq!(
        unknown.body[ENTERPRISE]["manager"],
        json!({ "value": "nobody" })
    );
}
