//! What the server says of itself.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Asked;
use super::reply::Reply;
use crate::scim::list::list_response;
use crate::scim::schema::urn;
use crate::server::quirks::{Quirk, QuirkSet};

/// Changes the answers of the discovery endpoints.
pub(super) fn change(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    if reply.status != StatusCode::OK {
        return;
    }
    let Some(body) = reply.json() else { return };
    match asked.endpoint() {
        "ServiceProviderConfig" => change_config(quirks, body),
        "ResourceTypes" => {
            if quirks.has(Quirk::ExtensionsAsObject) {
                each(body, |one| {
                    let extensions = one.get_mut("schemaExtensions");
                    if let Some(extensions) = extensions.filter(|list| list[0].is_object()) {
                        *extensions = extensions[0].take();
                    }
                });
            }
            if quirks.has(Quirk::ResourceTypesBare) {
                unwrap_list(body);
            }
        }
        "Schemas" => {
            if quirks.has(Quirk::ActiveDeclaredString) {
                each(body, declare_active_string);
            }
            if quirks.has(Quirk::SchemasUserOnly) {
                keep_user(body);
            }
            if quirks.has(Quirk::SchemasBare) {
                unwrap_list(body);
            }
        }
        _ => {}
    }
}

fn change_config(quirks: QuirkSet, body: &mut Value) {
    if quirks.has(Quirk::ConfigSparse) {
        for (name, wanted) in [
            ("bulk", vec!["maxOperations", "maxPayloadSize"]),
            ("filter", vec!["maxResults"]),
        ] {
            for member in wanted {
                if let Some(feature) = body[name].as_object_mut() {
                    feature.shift_remove(member);
                }
            }
        }
    }
    if quirks.has(Quirk::ConfigDeniesPatch) {
        body["patch"]["supported"] = false.into();
    }
    if quirks.has(Quirk::ConfigAsList) {
        *body = list_response(vec![body.take()], 1, 1);
    }
}

/// Calls `change` with each entry of a list, or with the one that there is.
fn each(body: &mut Value, change: impl Fn(&mut Value)) {
    match body.get_mut("Resources").and_then(Value::as_array_mut) {
        Some(entries) => entries.iter_mut().for_each(change),
        None => change(body),
    }
}

fn declare_active_string(schema: &mut Value) {
    let attributes = schema["attributes"].as_array_mut();
    for attribute in attributes.into_iter().flatten() {
        if attribute["name"] == "active" {
            attribute["type"] = "string".into();
        }
    }
}

fn keep_user(body: &mut Value) {
    if let Some(entries) = body.get_mut("Resources").and_then(Value::as_array_mut) {
        entries.retain(|schema| schema["id"] == urn::USER);
        let count = entries.len();
        body["totalResults"] = json!(count);
        body["itemsPerPage"] = json!(count);
    }
}

fn unwrap_list(body: &mut Value) {
    if let Some(entries) = body.get_mut("Resources") {
        *body = entries.take();
    }
}
