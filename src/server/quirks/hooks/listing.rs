//! Lists that say something wrong of themselves.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::Asked;
use super::reply::Reply;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::DEFAULT_RESULTS;

/// Changes a list of users or groups.
pub(super) fn change(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    if reply.status != StatusCode::OK || !["Users", "Groups", ""].contains(&asked.endpoint()) {
        return;
    }
    let Some(body) = reply.json().filter(|body| body["Resources"].is_array()) else {
        return;
    };
    let Value::Object(message) = body else { return };
    count(quirks, asked, message);
    let is_empty = message["Resources"] == Value::Array(Vec::new());
    if quirks.has(Quirk::ListWithoutMembers) {
        for resource in message["Resources"].as_array_mut().into_iter().flatten() {
            if let Some(resource) = resource.as_object_mut() {
                resource.shift_remove("members");
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

fn count(quirks: QuirkSet, asked: &Asked, message: &mut Map<String, Value>) {
    if quirks.has(Quirk::TotalIsPageSize) {
        let shown = message["Resources"].as_array().map_or(0, Vec::len);
        message["totalResults"] = shown.into();
    }
    if quirks.has(Quirk::ItemsPerPageEcho) {
        let wanted = asked.param("count").and_then(|count| count.parse().ok());
        message["itemsPerPage"] = wanted.unwrap_or(DEFAULT_RESULTS).into();
    }
    let Some(start) = message.get_mut("startIndex") else {
        return;
    };
    if quirks.has(Quirk::StartIndexFromZero) {
        *start = start.as_u64().unwrap_or(1).saturating_sub(1).into();
    }
    if quirks.has(Quirk::OverlappingPages)
        && let Some(wanted) = asked
            .number_param("startIndex")
            .filter(|wanted| *wanted > 1)
    {
        *start = wanted.into();
    }
}
