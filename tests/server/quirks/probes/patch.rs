//! PATCH in the forms that identity providers use.

use serde_json::json;

use super::people::{ada, path_of};
use crate::quirks::wire::Wire;

pub(super) async fn filtered_path(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    let phone = "phoneNumbers[type eq \"work\"].value";
    let phone = json!([{ "op": "add", "path": phone, "value": "1" }]);
    wire.patch(&path, phone).await;
}

pub(super) async fn spelling(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    let capital = json!([{ "op": "Replace", "path": "title", "value": "Prof." }]);
    wire.patch(&path, capital).await;
    let pathless = json!([{ "op": "replace", "value": { "title": "Sir" } }]);
    wire.patch(&path, pathless).await;
}
