//! What becomes of names, addresses and numbers.

use serde_json::json;

use super::people::{bob, path_of, person};
use crate::quirks::wire::Wire;
use crate::support::ENTERPRISE;

pub(super) async fn names(wire: &mut Wire) {
    let mary = json!({
        "name": { "givenName": "Mary Ann", "familyName": "Lee" }, "displayName": "Molly",
    });
    wire.post("/v2/Users", &person("Mary", mary)).await;
}

pub(super) async fn contacts(wire: &mut Wire) {
    let contacts = json!({
        "title": "Dr.",
        "emails": [
            { "value": "bob@home.test", "type": "home" },
            { "value": "bob@x.test", "type": "work", "primary": true },
        ],
        "phoneNumbers": [{ "value": "+44 (1632) 960-003", "type": "work" }],
    });
    wire.post("/v2/Users", &bob(contacts)).await;
}

pub(super) async fn another_primary(wire: &mut Wire) {
    let emails = json!([
        { "value": "bob@x.test", "type": "work", "primary": true },
        { "value": "bob@home.test", "type": "home" },
    ]);
    let created = wire
        .post("/v2/Users", &bob(json!({ "emails": emails })))
        .await;
    let primary = "emails[type eq \"home\"].primary";
    let primary = json!([{ "op": "replace", "path": primary, "value": true }]);
    wire.patch(&path_of(&created), primary).await;
}

pub(super) async fn rename(wire: &mut Wire) {
    let path = path_of(
        &wire
            .post("/v2/Users", &bob(json!({ "active": true })))
            .await,
    );
    let name = json!([{ "op": "replace", "path": "userName", "value": "rob@x.test" }]);
    wire.patch(&path, name).await;
    wire.get(&path).await;
}

/// A PUT that leaves something out and repeats what was read.
pub(super) async fn write_back(wire: &mut Wire) {
    let created = wire
        .post("/v2/Users", &bob(json!({ "title": "Dr." })))
        .await;
    let path = path_of(&created);
    let id = path.rsplit('/').next().unwrap();
    let read = json!({ "id": id, "meta": { "resourceType": "User" } });
    wire.put(&path, &bob(read)).await;
}

pub(super) async fn roles(wire: &mut Wire) {
    let roles = json!({ "roles": [{ "value": "admin", "primary": true }] });
    let path = path_of(&wire.post("/v2/Users", &bob(roles)).await);
    let title = json!([{ "op": "replace", "path": "title", "value": "Dr." }]);
    wire.patch(&path, title).await;
}

pub(super) async fn manager(wire: &mut Wire) {
    let boss = path_of(&wire.post("/v2/Users", &person("eve", json!({}))).await);
    let boss = boss.rsplit('/').next().unwrap();
    let path = path_of(&wire.post("/v2/Users", &bob(json!({}))).await);
    for id in [boss, "nobody"] {
        let attribute = format!("{ENTERPRISE}:manager");
        let manager = json!([{ "op": "add", "path": attribute, "value": id }]);
        wire.patch(&path, manager).await;
    }
}

pub(super) async fn another_address(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &bob(json!({}))).await);
    let emails = json!({ "emails": [{ "value": "robert@x.test" }] });
    wire.put(&path, &bob(emails)).await;
}
