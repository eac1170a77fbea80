//! Requests that the server takes for others than were sent.

use serde_json::{Map, Value};

use super::operations;
use crate::scim::json::{member, put, take};
use crate::scim::schema::ResourceType;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Call, Verb};

/// The call that the server hears; `None` when it is the one that was made.
pub(crate) fn heard(call: &Call, resource_type: Option<&ResourceType>) -> Option<Call> {
    if call.quirks.is_empty() {
        return None;
    }
    let mut heard = call.clone();
    conditions(&mut heard);
    if let Some(body) = heard.body.as_object_mut() {
        match (call.verb, resource_type) {
            (Verb::Patch, Some(resource_type)) => {
                patch(call.quirks, resource_type, body);
            }
            (Verb::Search, _) if call.quirks.has(Quirk::SearchIgnoresCount) => {
                take(body, "count");
            }
            _ => {}
        }
    }
    Some(heard)
}

fn conditions(call: &mut Call) {
    let if_match = &mut call.conditions.if_match;
    if call.quirks.has(Quirk::IfMatchIgnored) {
        *if_match = None;
    }
    if call.quirks.has(Quirk::WeakTagRefused)
        && let Some(list) = if_match
    {
        // By the strong comparison a weak tag is like no other.
        let tags = list.split(',').filter(|tag| !tag.trim().starts_with("W/"));
        *list = tags.collect::<Vec<_>>().join(",");
    }
    if call.quirks.has(Quirk::IfMatchFails) && call.verb == Verb::Patch && if_match.is_some() {
        *if_match = Some(String::new());
    }
}

fn patch(quirks: QuirkSet, resource_type: &ResourceType, body: &mut Map<String, Value>) {
    let Some(Value::Array(sent)) = member(body, "Operations") else {
        return;
    };
    let heard = sent
        .iter()
        .flat_map(|operation| operations::heard(quirks, resource_type, operation))
        .collect();
    put(body, "Operations", Value::Array(heard));
}
