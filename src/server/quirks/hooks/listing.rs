//! Lists in other shapes.

use axum::http::StatusCode;
use serde_json::Value;

use super::Asked;
use super::reply::Reply;
use crate::server::quirks::{Quirk, QuirkSet};

/// Changes a list of resources, however it was asked for.
pub(super) fn change(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    let is_discovery = ["ResourceTypes", "Schemas"].contains(&asked.endpoint());
    if reply.status != StatusCode::OK || is_discovery {
        return;
    }
    let Some(body) = reply.json().filter(|body| body["Resources"].is_array()) else {
        return;
    };
    let Value::Object(message) = body else { return };
    let is_empty = message["Resources"] == Value::Array(Vec::new());
    if quirks.has(Quirk::ListWithoutMembers) {
        for resource in message["Resources"].as_array_mut().into_iter().flatten() {
            if let Some(resource) = resource.as_object_mut() {
                resource.shift_remove("members");
            }
        }
    }
    if quirks.has(Quirk::NestedGroupsUnlisted) {
        for resource in message["Resources"].as_array_mut().into_iter().flatten() {
            if let Some(Value::Array(members)) = resource.get_mut("members") {
                members.retain(|member| member["type"] != "Group");
                if members.is_empty()
                    && let Some(resource) = resource.as_object_mut()
                {
                    resource.shift_remove("members");
                }
            }
        }
    }
    if quirks.has(Quirk::ResourcesMissing) && message["totalResults"] == 0 {
        message.shift_remove("Resources");
    } else if quirks.has(Quirk::ResourcesNull) && is_empty {
        message["Resources"] = Value::Null;
    }
    if quirks.has(Quirk::ListSchemaMissing) {
        message.shift_remove("schemas");
    }
    if quirks.has(Quirk::BareList)
        && let Some(resources) = message.remove("Resources")
    {
        *body = resources;
    }
}
