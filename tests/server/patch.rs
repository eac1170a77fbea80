//! PATCH through the server; the engine has tests of its own.

use serde_json::json;

use crate::support::{Api, ENTERPRISE, USER, user_with};

#[tokio::test]
async fn the_forms_of_entra_and_okta_work() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    let reply = api
        .patch(
            &path,
            json!([
                { "op": "Add", "path": "displayName", "value": "Ada" },
                { "op": "Replace", "path": "active", "value": "False" },
                { "op": "Add", "path": "emails[type eq \"work\"].value", "value": "a@x" },
                { "op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "R&D" },
                { "op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "m" },
            ]),
        )
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["active"], false);
    assert_eq!(reply.body["emails"][0]["value"], "a@x");
    assert_eq!(reply.body["schemas"], json!([USER, ENTERPRISE]));
    assert_eq!(reply.body[ENTERPRISE]["manager"]["value"], "m");
    assert_eq!(reply.header("etag"), Some("W/\"2\""));
    assert_eq!(api.get(&path).await.body, reply.body);
    let reply = api
        .patch(
            &path,
            json!([{ "op": "replace", "value": { "active": true } }]),
        )
        .await;
    assert_eq!(reply.body["active"], true);
}

// holds: RFC7644-3.5.2-08, RFC7644-3.5.2-09
#[tokio::test]
async fn a_failing_operation_leaves_everything_as_it_was() {
    let api = Api::new();
    api.user("eve").await;
    let path = format!("/v2/Users/{}", api.user("ada").await);
    let before = api.get(&path).await;
    for (operation, error) in [
        (
            json!({ "op": "replace", "path": "noSuch", "value": 1 }),
            (400, "invalidPath"),
        ),
        (
            json!({ "op": "replace", "path": "userName", "value": "EVE" }),
            (409, "uniqueness"),
        ),
        (
            json!({ "op": "replace", "path": "userName", "value": "" }),
            (400, "invalidValue"),
        ),
        (
            json!({ "op": "replace", "path": "groups", "value": [] }),
            (400, "mutability"),
        ),
    ] {
        let first = json!({ "op": "replace", "path": "title", "value": "Dr." });
        let reply = api.patch(&path, json!([first, operation])).await;
        assert_eq!(reply.error(), error, "{operation}");
        assert_eq!(api.get(&path).await.body, before.body);
    }
}

#[tokio::test]
async fn no_change_is_no_new_state() {
    let api = Api::new();
    let made = api
        .post("/v2/Users", &user_with("ada", json!({ "title": "Dr." })))
        .await;
    let path = format!("/v2/Users/{}", made.id());
    for operation in [
        json!({ "op": "replace", "path": "title", "value": "Dr." }),
        json!({ "op": "replace", "path": "password", "value": "hunter2-hunter2" }),
    ] {
        let reply = api.patch(&path, json!([operation])).await;
        assert_eq!((reply.status, &reply.body), (200, &made.body));
    }
    let title = json!([{ "op": "replace", "path": "title", "value": "Prof." }]);
    let shown = api
        .patch(&format!("{path}?attributes=userName"), title)
        .await;
    assert_eq!(shown.body.get("title"), None);
}

#[tokio::test]
async fn members_come_and_go() {
    let api = Api::new();
    let (a, b) = (api.user("a").await, api.user("b").await);
    let id = api.group("Team", &[]).await;
    let path = format!("/v2/Groups/{id}");
    let add = json!([{ "op": "Add", "path": "members", "value": [
        { "$ref": null, "value": a }, { "value": b, "display": "b" },
    ] }]);
    let reply = api.patch(&path, add.clone()).await;
    assert_eq!(
        reply.body["members"].as_array().unwrap().len(),
        2,
        "{reply:?}"
    );
    assert_eq!(reply.body["members"][0]["type"], "User");
    // Again is no change.
    assert_eq!(api.patch(&path, add).await.body, reply.body);
    let remove = json!([{ "op": "Remove", "path": "members", "value": [{ "value": a }] }]);
    let reply = api.patch(&path, remove).await;
    assert_eq!(reply.body["members"].as_array().unwrap().len(), 1);
    let remove = json!([{ "op": "remove", "path": format!("members[value eq \"{b}\"]") }]);
    assert_eq!(api.patch(&path, remove).await.body.get("members"), None);
    let rename = json!([{ "op": "replace", "value": { "id": id, "displayName": "Renamed" } }]);
    assert_eq!(
        api.patch(&path, rename).await.body["displayName"],
        "Renamed"
    );
    let unknown = json!([{ "op": "add", "path": "members", "value": [{ "value": "nobody" }] }]);
    assert_eq!(
        api.patch(&path, unknown).await.error(),
        (400, "invalidValue")
    );
}

#[tokio::test]
async fn schemas_inside_an_extension_are_not_its_attribute() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    let value = json!({ "schemas": [ENTERPRISE], "department": "R&D" });
    for op in ["add", "replace"] {
        let operation = json!([{ "op": op, "path": ENTERPRISE, "value": value }]);
        let reply = api.patch(&path, operation).await;
        assert_eq!(reply.body[ENTERPRISE], json!({ "department": "R&D" }));
    }
}
