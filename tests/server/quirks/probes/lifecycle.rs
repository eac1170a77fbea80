//! Users come, leave and return.

use serde_json::json;

use super::people::{ada, ada_with, path_of};
use crate::quirks::wire::Wire;
use crate::support::{GROUP, user, user_with};

pub(super) async fn create(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    wire.get(&path).await;
    let group = json!({ "schemas": [GROUP], "displayName": "T" });
    wire.post("/v2/Groups", &group).await;
    wire.post("/v2/Users", &user("cher")).await;
}

pub(super) async fn same_email(wire: &mut Wire) {
    wire.post("/v2/Users", &ada()).await;
    let email = json!({ "emails": [{ "value": "ADA@x.test" }], "name": { "familyName": "E" } });
    wire.post("/v2/Users", &user_with("eve", email)).await;
    wire.get("/v2/Users?attributes=userName").await;
}

pub(super) async fn leave_and_return(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &ada()).await);
    wire.put(&path, &ada_with(json!({ "active": false }))).await;
    wire.get(&path).await;
    wire.get("/v2/Users").await;
    wire.put(&path, &ada()).await;
    wire.delete(&path).await;
    wire.get(&path).await;
}
