//! Changes on conditions.

use serde_json::json;

use super::people::{bob, path_of};
use crate::quirks::wire::Wire;
use crate::support::PATCH;

async fn title_if_match(wire: &mut Wire, tag: &str) {
    let path = path_of(&wire.post("/v2/Users", &bob(json!({}))).await);
    let title = json!({ "op": "replace", "path": "title", "value": "Dr." });
    let body = json!({ "schemas": [PATCH], "Operations": [title] });
    wire.send("PATCH", &path, &[("if-match", tag)], body.to_string())
        .await;
}

pub(super) async fn current_version(wire: &mut Wire) {
    title_if_match(wire, "W/\"1\"").await;
}

pub(super) async fn replace_current_version(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &bob(json!({}))).await);
    let body = bob(json!({ "title": "Dr." })).to_string();
    wire.send("PUT", &path, &[("if-match", "W/\"1\"")], body)
        .await;
}

pub(super) async fn any_version(wire: &mut Wire) {
    title_if_match(wire, "*").await;
}

pub(super) async fn old_version(wire: &mut Wire) {
    title_if_match(wire, "W/\"0\"").await;
}
