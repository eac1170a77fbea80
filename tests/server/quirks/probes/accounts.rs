//! Users are made, some of them twice or with unusual values.

use serde_json::json;

use super::people::{bob, path_of, person};
use crate::quirks::wire::Wire;
use crate::support::{ENTERPRISE, USER};

pub(super) async fn duplicate(wire: &mut Wire) {
    wire.post("/v2/Users", &bob(json!({ "externalId": "B1" })))
        .await;
    let other = json!({ "title": "Dr.", "emails": [{ "value": "robert@x.test" }] });
    wire.post("/v2/Users", &bob(other)).await;
    wire.get("/v2/Users?filter=userName+eq+%22bob@x.test%22")
        .await;
}

pub(super) async fn duplicate_in_capitals(wire: &mut Wire) {
    wire.post("/v2/Users", &bob(json!({}))).await;
    let emails = json!([{ "value": "robert@x.test" }]);
    wire.post("/v2/Users", &person("BOB", json!({ "emails": emails })))
        .await;
}

pub(super) async fn rename_to_a_taken_name(wire: &mut Wire) {
    wire.post("/v2/Users", &bob(json!({}))).await;
    let eve = person("eve", json!({}));
    let path = path_of(&wire.post("/v2/Users", &eve).await);
    let name = json!([{ "op": "replace", "path": "userName", "value": "bob@x.test" }]);
    wire.patch(&path, name).await;
}

pub(super) async fn same_external_id(wire: &mut Wire) {
    for name in ["bob", "eve"] {
        wire.post("/v2/Users", &person(name, json!({ "externalId": "X1" })))
            .await;
    }
}

pub(super) async fn unusual(wire: &mut Wire) {
    for (name, more) in [
        ("plain", json!({})),
        ("null", json!({ "title": null })),
        ("blank", json!({ "nickName": "" })),
        ("password", json!({ "password": "correct horse" })),
        ("foreign", json!({ "schemas": [USER, "urn:example:other"] })),
        ("unknown", json!({ "shoeSize": 43 })),
        ("manager", json!({ ENTERPRISE: { "manager": "7" } })),
        ("long", json!({ "nickName": "long".repeat(64) })),
    ] {
        wire.post("/v2/Users", &person(name, more)).await;
    }
}
