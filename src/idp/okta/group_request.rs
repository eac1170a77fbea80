//! Requests about groups as Okta writes them.

use serde_json::{Map, Value, json};

use super::request::{filtered, get, patch, request};
use super::{GroupPatchValue, Settings};
use crate::idp::equals;
use crate::transcript::{Method, Request};

/// URN of the core schema for groups.
const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// The endpoint.
pub(super) const GROUPS: &str = "/Groups";

/// Looks a group up by its name.
pub(super) fn lookup(settings: &Settings, name: &str) -> Request {
    filtered(settings, GROUPS, "displayName", name)
}

/// Creates a group: no `externalId`, no `id` (lab notes).
pub(super) fn create(name: &str, members: &[Value]) -> Request {
    let body = json!({ "schemas": [CORE_GROUP], "displayName": name, "members": members });
    request(Method::Post, GROUPS.into(), Some(body))
}

/// Reads one group.
pub(super) fn read(id: &str) -> Request {
    get(path(id))
}

/// Writes the whole group.
pub(super) fn put(id: &str, name: &str, members: &[Value]) -> Request {
    let body = json!({
        "schemas": [CORE_GROUP],
        "id": id,
        "displayName": name,
        "members": members,
    });
    request(Method::Put, path(id), Some(body))
}

/// Names the group. Okta sends this with every change of members too (SCIM 2.0 reference).
pub(super) fn rename(settings: &Settings, id: &str, name: &str) -> Request {
    let mut value = Map::new();
    if settings.group_patch_value == GroupPatchValue::WithId {
        value.insert("id".into(), id.into());
    }
    value.insert("displayName".into(), name.into());
    patch(path(id), json!([{ "op": "replace", "value": value }]))
}

/// Writes all members anew.
pub(super) fn replace_members(id: &str, members: &[Value]) -> Request {
    let operation = json!({ "op": "replace", "path": "members", "value": members });
    patch(path(id), json!([operation]))
}

/// Takes members out, one operation each, and adds members, all in one (SCIM 2.0 reference).
pub(super) fn change_members(id: &str, gone: &[String], come: &[Value]) -> Request {
    let remove = |member: &String| {
        let path = format!("members[{}]", equals("value", member));
        json!({ "op": "remove", "path": path })
    };
    let mut operations: Vec<_> = gone.iter().map(remove).collect();
    if !come.is_empty() {
        operations.push(json!({ "op": "add", "path": "members", "value": come }));
    }
    patch(path(id), Value::Array(operations))
}

/// Deletes a group.
pub(super) fn delete(id: &str) -> Request {
    request(Method::Delete, path(id), None)
}

fn path(id: &str) -> String {
    format!("{GROUPS}/{}", crate::idp::path_segment(id))
}
