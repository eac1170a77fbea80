//! Users start inactive, leave, are deleted and come back.

use serde_json::json;

use super::people::{bob, path_of, person};
use crate::quirks::wire::Wire;
use crate::support::GROUP;

pub(super) async fn start(wire: &mut Wire) {
    for (name, active) in [("bob", false), ("eve", true)] {
        wire.post("/v2/Users", &person(name, json!({ "active": active })))
            .await;
    }
}

pub(super) async fn deactivate(wire: &mut Wire) {
    let path = path_of(
        &wire
            .post("/v2/Users", &bob(json!({ "active": true })))
            .await,
    );
    let id = path.rsplit('/').next().unwrap();
    let member = json!([{ "value": id, "type": "User" }]);
    let team = json!({ "schemas": [GROUP], "displayName": "T", "members": member });
    wire.post("/v2/Groups", &team).await;
    let inactive = json!([{ "op": "replace", "path": "active", "value": false }]);
    wire.patch(&path, inactive).await;
    wire.get(&path).await;
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
