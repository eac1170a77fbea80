//! What a create answers, for every resource type.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Api, BULK, ENTERPRISE, GROUP, Reply, USER, path_of, user, user_with};

fn group(name: &str) -> Value {
    json!({ "schemas": [GROUP], "displayName": name })
}

async fn made(api: &Api, path: &str, body: &Value) -> Reply {
    let reply = api.post(path, body).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply
}

// holds: RFC7644-3.3-02, RFC7644-3.3-04, RFC7643-3.1-03, RFC7643-3.1-05, RFC7644-3.3.1-01
// holds: RFC7643-3.1-06, RFC7644-3.14-01, RFC7644-3.3-08
#[tokio::test]
async fn the_server_adds_what_is_its_own() {
    let api = Api::new();
    for (path, name, body) in [
        ("/v2/Users", "User", user("ada")),
        ("/v2/Groups", "Group", group("Team")),
    ] {
        let made = made(&api, path, &body).await;
        assert!(!made.id().is_empty());
        let meta = &made.body["meta"];
        assert_eq!(meta["resourceType"], name);
        assert_eq!(meta["lastModified"], meta["created"]);
        let created: Result<jiff::Timestamp, _> = meta["created"].as_str().unwrap().parse();
        assert!(created.is_ok(), "{meta}");
        let location = made.header("location").unwrap();
        assert_eq!(meta["location"], location);
        assert_eq!(made.header("etag"), meta["version"].as_str());
        assert!(made.header("etag").is_some());
        let read = api.get(path_of(location)).await;
        assert_eq!((read.status, &read.body), (200, &made.body));
    }
}

// holds: RFC7643-3.1-04, RFC7644-3.3-05
#[tokio::test]
async fn what_is_read_only_is_not_taken_from_the_client() {
    let api = Api::new();
    let old = "1999-01-01T00:00:00Z";
    let meta = json!({
        "resourceType": "Group", "created": old, "lastModified": old, "version": "W/\"mine\"",
        "location": "https://mine.test/Users/mine",
    });
    let manager = json!({ "value": "nobody", "displayName": "mine" });
    let more = json!({
        "id": "mine", "meta": meta, "groups": [{ "value": "mine" }],
        ENTERPRISE: { "manager": manager },
    });
    let reply = made(&api, "/v2/Users", &user_with("ada", more)).await;
    assert_eq!(reply.body["meta"]["resourceType"], "User");
    let read = api.get(&format!("/v2/Users/{}", reply.id())).await;
    for reply in [&reply, &read] {
        assert!(
            !reply.text.contains("mine") && !reply.text.contains("1999"),
            "{reply:?}"
        );
    }
    assert_eq!(api.get("/v2/Users/mine").await.error(), (404, ""));
}

// holds: RFC7644-3.3-07
#[tokio::test]
async fn what_is_null_or_empty_is_not_assigned() {
    let api = Api::new();
    let more = json!({
        "title": null, "emails": [], "addresses": null, "active": null, "name": null,
        ENTERPRISE: { "department": null, "manager": null },
    });
    let reply = made(&api, "/v2/Users", &user_with("ada", more)).await;
    let read = api.get(&format!("/v2/Users/{}", reply.id())).await.body;
    assert_eq!(read, reply.body);
    for name in ["title", "emails", "addresses", "active", "name", ENTERPRISE] {
        assert_eq!(read.get(name), None, "{name}");
    }
    assert_eq!(read["schemas"], json!([USER]));
    let found = api.get("/v2/Users?filter=title+pr+or+emails+pr").await;
    assert_eq!(found.body["totalResults"], 0);
}

// holds: RFC7643-3-03
#[tokio::test]
async fn schemas_may_come_in_any_order() {
    let api = Api::new();
    let mut shown = Vec::new();
    for (name, schemas) in [("a", [USER, ENTERPRISE]), ("b", [ENTERPRISE, USER])] {
        let more = json!({ "schemas": schemas, ENTERPRISE: { "department": "R&D" } });
        let mut body = made(&api, "/v2/Users", &user_with(name, more)).await.body;
        for own in ["id", "userName", "meta"] {
            body.as_object_mut().unwrap().remove(own).unwrap();
        }
        assert_eq!(body[ENTERPRISE]["department"], "R&D");
        shown.push(body);
    }
    assert_eq!(shown[0], shown[1]);
}

// holds: RFC7643-4.1.1-04
#[tokio::test]
async fn a_user_needs_a_name_that_is_not_blank() {
    let api = Api::new();
    for name in ["", "   ", "\t"] {
        let reply = api.post("/v2/Users", &user(name)).await;
        assert_eq!(reply.error(), (400, "invalidValue"), "{name:?}");
    }
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 0);
}

// holds: RFC7643-3.1-07
#[tokio::test]
async fn an_external_id_is_never_invented() {
    let api = Api::new();
    for (path, body) in [("/v2/Users", user("ada")), ("/v2/Groups", group("Team"))] {
        let reply = made(&api, path, &body).await;
        let read = api.get(&format!("{path}/{}", reply.id())).await;
        for reply in [reply, read, api.get(path).await] {
            assert!(!reply.text.contains("externalId"), "{reply:?}");
        }
    }
}

// holds: RFC7643-3.1-08, RFC7643-3.1-09
#[tokio::test]
async fn ids_are_unique_across_types_and_never_a_bulk_id() {
    let api = Api::new();
    let operations: Vec<Value> = [
        ("/Users", user("u")),
        ("/Groups", json!({
            "schemas": [GROUP], "displayName": "G", "members": [{ "value": "bulkId:1" }],
        })),
    ]
    .iter()
    .zip(1..)
    .map(|((path, data), number)| {
        json!({ "method": "POST", "path": path, "bulkId": number.to_string(), "data": data })
    })
    .collect();
    let body = json!({ "schemas": [BULK], "Operations": operations });
    assert_eq!(api.post("/v2/Bulk", &body).await.status, 200);
    for name in ["a", "b", "c"] {
        api.user(name).await;
        api.group(name, &[]).await;
    }
    let all = api.get("/v2").await;
    let ids = all.listed("id");
    assert_eq!(ids.len(), 8);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 8, "{ids:?}");
    for id in ids {
        assert!(!id.to_lowercase().contains("bulkid"), "{id}");
    }
    let group = api.get("/v2/Groups?filter=displayName+eq+%22G%22").await;
    let member = &group.body["Resources"][0]["members"][0]["value"];
    assert!(all.listed("id").contains(&member.as_str().unwrap()));
}

// holds: RFC7643-3.1-10
#[tokio::test]
async fn an_id_never_changes() {
    let api = Api::new();
    let id = api.user("ada").await;
    let path = format!("/v2/Users/{id}");
    let rename = json!([{ "op": "replace", "path": "userName", "value": "eve" }]);
    let other = json!([{ "op": "replace", "value": { "id": "other", "title": "Dr." } }]);
    for reply in [
        api.put(
            &path,
            &user_with("ada", json!({ "id": "other", "title": "Dr." })),
        )
        .await,
        api.patch(&path, rename).await,
        api.patch(&path, other).await,
        api.get(&path).await,
    ] {
        assert_eq!((reply.status, reply.id()), (200, id.clone()), "{reply:?}");
    }
    let list = api.get("/v2/Users").await;
    assert_eq!(
        (list.listed("id"), list.listed("userName")),
        (vec![id.as_str()], vec!["eve"])
    );
}

// holds: RFC7644-3.3-13, RFC7644-3.3-14
#[tokio::test]
async fn groups_begin_with_members_or_without() {
    let api = Api::new();
    let (ada, eve) = (api.user("ada").await, api.user("eve").await);
    let with = |members: Value| {
        let mut body = group("Team");
        body["members"] = members;
        body
    };
    for (body, wanted) in [
        (group("Team"), vec![]),
        (with(json!([])), vec![]),
        (
            with(json!([{ "value": ada }, { "value": eve }])),
            vec![&ada, &eve],
        ),
    ] {
        let id = made(&api, "/v2/Groups", &body).await.id();
        let read = api.get(&format!("/v2/Groups/{id}")).await.body;
        let members = read["members"].as_array().cloned().unwrap_or_default();
        let values: Vec<_> = members.iter().map(|member| &member["value"]).collect();
        assert_eq!(values, wanted);
    }
}

// holds: RFC7644-3.9-01
#[tokio::test]
async fn a_create_answers_with_what_is_asked_for() {
    let api = Api::new();
    let body = user_with("ada", json!({ "title": "Dr.", "active": true }));
    let keys = |reply: &Reply| {
        let keys: Vec<_> = reply.body.as_object().unwrap().keys().cloned().collect();
        keys
    };
    let reply = made(&api, "/v2/Users?attributes=userName", &body).await;
    assert_eq!(keys(&reply), ["schemas", "id", "userName"]);
    let body = user_with("eve", json!({ "title": "Dr.", "active": true }));
    let reply = made(&api, "/v2/Users?excludedAttributes=title,meta", &body).await;
    assert_eq!(keys(&reply), ["schemas", "id", "userName", "active"]);
}
