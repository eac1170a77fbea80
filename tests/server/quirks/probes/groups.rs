//! Groups get members, lose them and get another name.

use serde_json::{Value, json};

use super::people::{path_of, person};
use crate::quirks::wire::Wire;
use crate::support::GROUP;

fn group(name: &str, members: Value) -> Value {
    json!({ "schemas": [GROUP], "displayName": name, "members": members })
}

fn member(id: &str) -> Value {
    json!({ "value": id, "type": "User" })
}

/// Users, and a group of the first `inside` of them: the path of the group and the ids.
async fn team<const N: usize>(wire: &mut Wire, inside: usize) -> (String, [String; N]) {
    let names = ["bob", "eve", "fay"];
    let mut ids = [const { String::new() }; N];
    for (id, name) in ids.iter_mut().zip(names) {
        let path = path_of(&wire.post("/v2/Users", &person(name, json!({}))).await);
        path.rsplit('/').next().unwrap().clone_into(id);
    }
    let members = ids[..inside].iter().map(|id| member(id)).collect();
    let created = wire.post("/v2/Groups", &group("T", members)).await;
    let path = path_of(&created).replace("Users", "Groups");
    (path, ids)
}

pub(super) async fn join(wire: &mut Wire) {
    let (path, [_, eve, fay]) = team(wire, 1).await;
    let members = json!([member(&eve), member(&fay)]);
    let add = json!([{ "op": "add", "path": "members", "value": members }]);
    wire.patch(&path, add).await;
}

pub(super) async fn join_again(wire: &mut Wire) {
    let (path, [bob]) = team(wire, 1).await;
    let add = json!([{ "op": "add", "path": "members", "value": [member(&bob)] }]);
    wire.patch(&path, add).await;
}

pub(super) async fn join_by_value(wire: &mut Wire) {
    let (path, [_, eve]) = team(wire, 1).await;
    let add = json!([{ "op": "add", "path": "members", "value": [{ "value": eve }] }]);
    wire.patch(&path, add).await;
}

pub(super) async fn unknown_member(wire: &mut Wire) {
    let (path, [_]) = team(wire, 1).await;
    let add = json!([{ "op": "add", "path": "members", "value": [member("nobody")] }]);
    wire.patch(&path, add).await;
}

pub(super) async fn leave(wire: &mut Wire) {
    let (path, [bob, _]) = team(wire, 2).await;
    let bob = format!("members[value eq \"{bob}\"]");
    wire.patch(&path, json!([{ "op": "remove", "path": bob }]))
        .await;
}

/// As Entra ID writes it.
pub(super) async fn leave_by_list(wire: &mut Wire) {
    let (path, [bob, _]) = team(wire, 2).await;
    let remove = json!([{ "op": "remove", "path": "members", "value": [member(&bob)] }]);
    wire.patch(&path, remove).await;
}

/// As Okta pushes a group.
pub(super) async fn push(wire: &mut Wire) {
    let (path, [_, eve]) = team(wire, 1).await;
    let replace = json!([{ "op": "replace", "path": "members", "value": [member(&eve)] }]);
    wire.patch(&path, replace).await;
}

pub(super) async fn push_empty(wire: &mut Wire) {
    let (path, [_]) = team(wire, 1).await;
    let replace = json!([{ "op": "replace", "path": "members", "value": [] }]);
    wire.patch(&path, replace).await;
}

/// As Okta renames a group.
pub(super) async fn rename_group(wire: &mut Wire) {
    let (path, [_]) = team(wire, 1).await;
    let id = path.rsplit('/').next().unwrap();
    let value = json!({ "id": id, "displayName": "U" });
    wire.patch(&path, json!([{ "op": "replace", "value": value }]))
        .await;
}

pub(super) async fn put_members(wire: &mut Wire) {
    let (path, [bob, eve]) = team(wire, 1).await;
    let members = json!([member(&bob), member(&eve)]);
    wire.put(&path, &group("T", members)).await;
}

pub(super) async fn same_group_name(wire: &mut Wire) {
    let team = json!({ "schemas": [GROUP], "displayName": "T" });
    wire.post("/v2/Groups", &team).await;
    wire.post("/v2/Groups", &team).await;
}

pub(super) async fn nested(wire: &mut Wire) {
    let (path, [_]) = team(wire, 1).await;
    let id = path.rsplit('/').next().unwrap();
    let outer = group("Outer", json!([{ "value": id, "type": "Group" }]));
    wire.post("/v2/Groups", &outer).await;
    wire.get("/v2/Groups").await;
}

pub(super) async fn leave_without_being_in(wire: &mut Wire) {
    let (path, [_, eve]) = team(wire, 1).await;
    let remove = json!([{ "op": "remove", "path": "members", "value": [member(&eve)] }]);
    wire.patch(&path, remove).await;
    let eve = format!("members[value eq \"{eve}\"]");
    wire.patch(&path, json!([{ "op": "remove", "path": eve }]))
        .await;
}

pub(super) async fn delete_group(wire: &mut Wire) {
    let (path, [bob]) = team(wire, 1).await;
    wire.delete(&path).await;
    wire.get(&path).await;
    wire.get(&format!("/v2/Users/{bob}?attributes=groups"))
        .await;
}

pub(super) async fn special_name(wire: &mut Wire) {
    let name = json!({ "schemas": [GROUP], "displayName": "R&D / Z\u{fc}rich" });
    wire.post("/v2/Groups", &name).await;
}

/// Nobody of them is in the group.
pub(super) async fn leave_in_hundreds(wire: &mut Wire) {
    let (path, [_]) = team(wire, 1).await;
    let many: Vec<Value> = (0..101)
        .map(|number| member(&format!("{number}")))
        .collect();
    let remove = json!([{ "op": "remove", "path": "members", "value": many }]);
    wire.patch(&path, remove).await;
}
