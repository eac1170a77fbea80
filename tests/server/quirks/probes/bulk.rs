//! Bulk requests, and queries by POST.

use serde_json::{Value, json};

use super::people::{bob, person};
use crate::quirks::wire::Wire;
use crate::support::{BULK, GROUP, SEARCH};

fn bulk(operations: Value) -> Value {
    json!({ "schemas": [BULK], "Operations": operations })
}

pub(super) async fn bulk_references(wire: &mut Wire) {
    let member = json!({ "value": "bulkId:bob", "type": "User" });
    let team = json!({ "schemas": [GROUP], "displayName": "T", "members": [member] });
    let user = json!({
        "method": "POST", "bulkId": "bob", "path": "/Users", "data": bob(json!({})),
    });
    let team = json!({ "method": "POST", "bulkId": "team", "path": "/Groups", "data": team });
    wire.post("/v2/Bulk", &bulk(json!([user, team]))).await;
}

pub(super) async fn bulk_error(wire: &mut Wire) {
    let nobody = json!({ "method": "PUT", "path": "/Users/nobody", "data": bob(json!({})) });
    wire.post("/v2/Bulk", &bulk(json!([nobody]))).await;
}

pub(super) async fn search(wire: &mut Wire) {
    for name in ["bob", "eve"] {
        wire.post("/v2/Users", &person(name, json!({}))).await;
    }
    let one = json!({ "schemas": [SEARCH], "count": 1 });
    wire.post("/v2/Users/.search", &one).await;
    let second = json!({ "schemas": [SEARCH], "startIndex": 2, "attributes": ["userName"] });
    wire.post("/v2/Users/.search", &second).await;
    let nobody = json!({ "schemas": [SEARCH], "filter": "userName eq \"zoe\"" });
    wire.post("/v2/.search", &nobody).await;
}
