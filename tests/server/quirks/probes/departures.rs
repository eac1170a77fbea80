//! Users start inactive, leave, are deleted and come back.

use serde_json::{Value, json};

use super::people::{bob, path_of, person};
use crate::quirks::wire::Wire;
use crate::support::GROUP;

pub(super) async fn start(wire: &mut Wire) {
    for (name, active) in [("bob", false), ("eve", true)] {
        wire.post("/v2/Users", &person(name, json!({ "active": active })))
            .await;
    }
}

/// Bob, who is alone in a group; his path and the group's.
async fn in_group(wire: &mut Wire, active: bool) -> [String; 2] {
    let user = bob(json!({ "active": active }));
    let path = path_of(&wire.post("/v2/Users", &user).await);
    let id = path.rsplit('/').next().unwrap();
    let member = json!([{ "value": id, "type": "User" }]);
    let team = json!({ "schemas": [GROUP], "displayName": "T", "members": member });
    let team = path_of(&wire.post("/v2/Groups", &team).await).replace("Users", "Groups");
    [path, team]
}

fn set_active(active: bool) -> Value {
    json!([{ "op": "replace", "path": "active", "value": active }])
}

pub(super) async fn deactivate(wire: &mut Wire) {
    let [path, _] = in_group(wire, true).await;
    wire.patch(&path, set_active(false)).await;
    wire.get(&path).await;
}

pub(super) async fn return_to_group(wire: &mut Wire) {
    let [path, team] = in_group(wire, false).await;
    wire.patch(&path, set_active(true)).await;
    wire.get(&team).await;
}

pub(super) async fn delete_from_group(wire: &mut Wire) {
    let [path, team] = in_group(wire, true).await;
    wire.delete(&path).await;
    wire.get(&team).await;
}

pub(super) async fn delete(wire: &mut Wire) {
    let user = bob(json!({ "active": true }));
    let path = path_of(&wire.post("/v2/Users", &user).await);
    wire.delete(&path).await;
    wire.get(&path).await;
    wire.get("/v2/Users?filter=userName+eq+%22bob@x.test%22")
        .await;
    wire.post("/v2/Users", &user).await;
}

pub(super) async fn delete_nobody(wire: &mut Wire) {
    wire.delete("/v2/Users/nobody").await;
}

pub(super) async fn replace_without_active(wire: &mut Wire) {
    let user = bob(json!({ "active": false }));
    let path = path_of(&wire.post("/v2/Users", &user).await);
    wire.put(&path, &bob(json!({}))).await;
}
