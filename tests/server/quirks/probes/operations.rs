//! PATCH: what single operations do.

use serde_json::{Value, json};

use super::people::{bob, path_of};
use crate::quirks::wire::Wire;
use crate::support::{ENTERPRISE, USER};

async fn on_bob(wire: &mut Wire, more: Value, operations: Value) -> String {
    let path = path_of(&wire.post("/v2/Users", &bob(more)).await);
    wire.patch(&path, operations).await;
    path
}

pub(super) async fn half(wire: &mut Wire) {
    let operations = json!([
        { "op": "replace", "path": "title", "value": "Dr." },
        { "op": "replace", "path": "id", "value": "7" },
    ]);
    let path = on_bob(wire, json!({}), operations).await;
    wire.get(&path).await;
}

pub(super) async fn add(wire: &mut Wire) {
    let add = json!([{ "op": "add", "path": "title", "value": "Dr." }]);
    on_bob(wire, json!({}), add).await;
}

pub(super) async fn remove(wire: &mut Wire) {
    let remove = json!([{ "op": "remove", "path": "title" }]);
    on_bob(wire, json!({ "title": "Dr." }), remove).await;
}

pub(super) async fn same(wire: &mut Wire) {
    let same = json!([{ "op": "replace", "path": "title", "value": "Dr." }]);
    on_bob(wire, json!({ "title": "Dr." }), same).await;
}

/// As Entra ID writes several changes at once.
pub(super) async fn dotted_keys(wire: &mut Wire) {
    let values = json!({ "title": "Dr.", "name.givenName": "Bob" });
    on_bob(
        wire,
        json!({}),
        json!([{ "op": "replace", "value": values }]),
    )
    .await;
}

pub(super) async fn extension(wire: &mut Wire) {
    let path = format!("{ENTERPRISE}:department");
    let department = json!([{ "op": "replace", "path": path, "value": "R&D" }]);
    on_bob(wire, json!({}), department).await;
}

pub(super) async fn nowhere(wire: &mut Wire) {
    let nowhere = json!([{ "op": "replace", "path": "shoeSize", "value": 43 }]);
    on_bob(wire, json!({}), nowhere).await;
}

pub(super) async fn part_of_name(wire: &mut Wire) {
    let name = json!({ "name": { "givenName": "Bob", "familyName": "B." } });
    let part = json!([{ "op": "replace", "path": "name", "value": { "familyName": "C." } }]);
    on_bob(wire, name, part).await;
}

pub(super) async fn qualified(wire: &mut Wire) {
    let title = json!([{ "op": "replace", "path": format!("{USER}:title"), "value": "Dr." }]);
    on_bob(wire, json!({}), title).await;
}
