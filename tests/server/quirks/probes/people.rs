//! Who is in the probes.

use serde_json::{Value, json};

use crate::support::{ENTERPRISE, Reply, user_with};

/// A user that uses what quirks trip on.
pub(super) fn ada() -> Value {
    user_with(
        "ada",
        json!({
            "externalId": "E1", "active": true,
            "name": { "givenName": "Ada", "familyName": "Lovelace" },
            "emails": [{ "value": "ada@x.test", "type": "work" }],
            ENTERPRISE: { "department": "R&D" },
        }),
    )
}

/// Ada with other values.
pub(super) fn ada_with(changes: Value) -> Value {
    let mut body = ada();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Path of what was created; the body may not tell.
pub(super) fn path_of(created: &Reply) -> String {
    let located = created.header("location").unwrap_or_default();
    let id = located.rsplit('/').next().unwrap_or_default();
    let id = created.body["id"].as_str().unwrap_or(id);
    format!("/v2/Users/{id}")
}

/// A user whom hardly any rule of a service refuses, with more values.
pub(super) fn person(name: &str, more: Value) -> Value {
    let address = format!("{name}@x.test");
    let mut body = user_with(
        &address,
        json!({
            "name": { "givenName": "B.", "familyName": name },
            "emails": [{ "value": address }],
        }),
    );
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Bob with more values.
pub(super) fn bob(more: Value) -> Value {
    person("bob", more)
}
