//! Requests that the server takes for others than were sent.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{operations, query};
use crate::scim::error::ScimError;
use crate::scim::json::{elements, member, put, take};
use crate::scim::schema::ResourceType;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Call, Verb};

/// The call that the server hears; `types` are those that it is about.
///
/// # Errors
///
/// When a query is refused that a correct server takes.
pub(crate) fn heard<'a>(
    call: &'a Call,
    types: &[ResourceType],
) -> Result<Cow<'a, Call>, ScimError> {
    if call.quirks.is_empty() {
        return Ok(Cow::Borrowed(call));
    }
    let mut heard = call.clone();
    conditions(&mut heard);
    query::query(call.quirks, types, &mut heard.query)?;
    if let Some(body) = heard.body.as_object_mut() {
        match (call.verb, types) {
            (Verb::Create | Verb::Replace, [resource_type])
                if call.quirks.has(Quirk::UnnamedExtensionDropped) =>
            {
                drop_unnamed(resource_type, body);
            }
            (Verb::Patch, [resource_type]) => patch(call.quirks, resource_type, body),
            (Verb::Search, _) if call.quirks.has(Quirk::SearchIgnoresCount) => {
                take(body, "count");
            }
            _ => {}
        }
    }
    Ok(Cow::Owned(heard))
}

/// Drops the extensions that `schemas` does not name.
fn drop_unnamed(resource_type: &ResourceType, body: &mut Map<String, Value>) {
    let named = member(body, "schemas")
        .map(elements)
        .unwrap_or_default()
        .to_vec();
    for (extension, _) in &resource_type.extensions {
        let is_it = |urn: &Value| {
            let urn = urn.as_str();
            urn.is_some_and(|urn| urn.eq_ignore_ascii_case(&extension.id))
        };
        if !named.iter().any(is_it) {
            take(body, &extension.id);
        }
    }
}

fn conditions(call: &mut Call) {
    let (quirks, conditions) = (call.quirks, &mut call.conditions);
    if quirks.has(Quirk::IfNoneMatchIgnored) {
        conditions.if_none_match = None;
    }
    let if_match = &mut conditions.if_match;
    if quirks.has(Quirk::IfMatchIgnored) {
        *if_match = None;
    }
    if quirks.has(Quirk::WeakTagRefused)
        && let Some(list) = if_match
    {
        // By the strong comparison a weak tag is like no other.
        let tags = list.split(',').filter(|tag| !tag.trim().starts_with("W/"));
        *list = tags.collect::<Vec<_>>().join(",");
    }
    if quirks.has(Quirk::IfMatchFails) && call.verb == Verb::Patch && if_match.is_some() {
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
