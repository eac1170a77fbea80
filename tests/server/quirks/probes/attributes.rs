//! What becomes of the data.

use serde_json::json;

use super::people::{ada, ada_with, path_of};
use crate::quirks::wire::Wire;
use crate::support::user;

pub(super) async fn replace(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    wire.put(&path, &ada_with(json!({ "title": "Dr." }))).await;
    wire.put(&path, &ada_with(json!({ "externalId": "E2" })))
        .await;
    let external_id = json!([{ "op": "add", "path": "externalId", "value": "E3" }]);
    wire.patch(&path, external_id.clone()).await;
    let path = path_of(&wire.post("/v2/Users", &user("eve")).await);
    wire.patch(&path, external_id).await;
}

pub(super) async fn text_booleans(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    wire.put(&path, &ada_with(json!({ "active": "False" })))
        .await;
    let text = json!([{ "op": "replace", "path": "active", "value": "True" }]);
    wire.patch(&path, text).await;
}
