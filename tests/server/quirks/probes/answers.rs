//! Requests that go wrong, and how the server says so.

use axum::body::Body;
use serde_json::json;

use super::people::{ada, path_of};
use crate::quirks::wire::Wire;
use crate::support::user;

const NOBODY: &str = "/v2/Users/ffffffff-0000-0000-0000-000000000000";

pub(super) async fn refused(wire: &mut Wire) {
    wire.post("/v2/Users", &user("ada")).await;
    wire.post("/v2/Users", &user("ada")).await;
    wire.post("/v2/Users", &json!({ "userName": 5 })).await;
    wire.get(NOBODY).await;
    wire.get("/v2/Users/00919288221112222").await;
    wire.put("/v2/Users", &json!({})).await;
    wire.get("/v2/Nowhere").await;
}

pub(super) async fn access(wire: &mut Wire) {
    let none = ("authorization", "");
    wire.send("GET", "/v2/Users", &[none], Body::empty()).await;
    wire.send("GET", NOBODY, &[none], Body::empty()).await;
    let wrong = ("authorization", "Bearer wrong");
    wire.send("GET", "/v2/Users", &[wrong], Body::empty()).await;
    let lower = ("authorization", "bearer correct-horse");
    wire.send("GET", "/v2/Users", &[lower], Body::empty()).await;
}

pub(super) async fn media(wire: &mut Wire) {
    let accept = ("accept", "application/scim+json");
    wire.send("GET", "/v2/Users", &[accept], Body::empty())
        .await;
    let accept = ("accept", "application/json");
    wire.send("GET", "/v2/Users", &[accept], Body::empty())
        .await;
    let json = ("content-type", "application/json");
    wire.send("POST", "/v2/Users", &[json], user("ada").to_string())
        .await;
}

pub(super) async fn conditions(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    let known = ("if-none-match", "W/\"1\"");
    wire.send("GET", &path, &[known], Body::empty()).await;
    let old = ("if-match", "W/\"0\"");
    wire.send("PUT", &path, &[old], ada().to_string()).await;
    let patch = json!({
        "schemas": [crate::support::PATCH],
        "Operations": [{ "op": "replace", "path": "title", "value": "Dr." }],
    });
    let current = ("if-match", "W/\"1\"");
    wire.send("PATCH", &path, &[current], patch.to_string())
        .await;
    wire.delete(&path).await;
}
