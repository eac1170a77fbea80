//! The values of multi-valued attributes: what is the same value, and which one is primary.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::scim::json::{elements, member, put};
use crate::scim::schema::{Attribute, Mutability};
use crate::scim::text::fold;

/// What makes two values the same: `value`, and `type` where it counts.
type Identity = (String, Option<String>);

/// Adds values. One that is there already gets the parts that are new, and no second entry is made
/// (RFC 7644 §3.5.2.1). The last one that comes as primary is the only primary one.
pub(super) fn add(attribute: &Attribute, values: &mut Vec<Value>, new: Vec<Value>) {
    let mut places = BTreeMap::new();
    for (place, value) in values.iter().enumerate() {
        note(attribute, value, place, &mut places);
    }
    let mut primary = None;
    for value in new {
        let is_primary = is_primary(&value);
        let place = match places.get(&identity(attribute, &value)) {
            Some(&place) => place,
            None => values.len(),
        };
        if let Some(known) = values.get_mut(place) {
            complete(attribute, known, value);
        } else {
            note(attribute, &value, place, &mut places);
            values.push(value);
        }
        if is_primary {
            primary = Some(place);
        }
    }
    if let Some(place) = primary {
        only_primary(values, place);
    }
}

/// Takes away what a list names: values with the same `value` (and `type`, when given), or, without
/// a `value`, with all the given parts.
pub(super) fn remove_listed(attribute: &Attribute, values: &mut Vec<Value>, listed: &[Value]) {
    let mut identities = BTreeSet::new();
    let mut partial = Vec::new();
    for value in listed {
        match value.as_object() {
            Some(parts) if !parts.contains_key("value") => partial.push(parts),
            _ => {
                identities.insert(identity(attribute, value));
            }
        }
    }
    values.retain(|value| {
        let (id, kind) = identity(attribute, value);
        let named = identities.contains(&(id.clone(), kind)) || identities.contains(&(id, None));
        let fits = |parts: &&Map<String, Value>| {
            let same = |(name, part): (&String, &Value)| {
                let own = value.as_object().and_then(|object| member(object, name));
                own.is_some_and(|own| {
                    text(attribute.sub(name), own) == text(attribute.sub(name), part)
                })
            };
            !parts.is_empty() && parts.iter().all(same)
        };
        !named && !partial.iter().any(fits)
    });
}

/// Leaves `primary` on the value at a place only (RFC 7644 §3.5.2).
pub(super) fn only_primary(values: &mut [Value], place: usize) {
    for (other, value) in values.iter_mut().enumerate() {
        if other != place
            && is_primary(value)
            && let Value::Object(parts) = value
        {
            put(parts, "primary", false.into());
        }
    }
}

pub(super) fn is_primary(value: &Value) -> bool {
    let parts = value.as_object();
    parts.and_then(|parts| member(parts, "primary")) == Some(&Value::Bool(true))
}

/// Text of a value for comparison, by the attribute's rule of case.
pub(super) fn text(attribute: Option<&Attribute>, value: &Value) -> String {
    match value {
        Value::String(text) if attribute.is_some_and(|attribute| !attribute.case_exact) => {
            fold(text)
        }
        Value::String(text) => text.clone(),
        // Sorted, because the order of members does not count.
        Value::Object(parts) => {
            let parts: BTreeMap<_, _> = parts
                .iter()
                .map(|(name, part)| (name, text(attribute.and_then(|a| a.sub(name)), part)))
                .collect();
            format!("{parts:?}")
        }
        other => other.to_string(),
    }
}

fn identity(attribute: &Attribute, value: &Value) -> Identity {
    let part = |name: &str| {
        let part = member(value.as_object()?, name)?;
        Some(text(attribute.sub(name), part))
    };
    let by_value_alone = attribute
        .sub("value")
        .is_some_and(|sub| sub.mutability == Mutability::Immutable);
    match part("value") {
        Some(id) if by_value_alone => (id, None),
        Some(id) => (id, part("type")),
        None => (text(Some(attribute), value), None),
    }
}

/// Remembers where a value is, also under its `value` alone.
fn note(
    attribute: &Attribute,
    value: &Value,
    place: usize,
    places: &mut BTreeMap<Identity, usize>,
) {
    let (id, kind) = identity(attribute, value);
    places.entry((id.clone(), kind)).or_insert(place);
    places.entry((id, None)).or_insert(place);
}

fn complete(attribute: &Attribute, known: &mut Value, new: Value) {
    let (Value::Object(known), Value::Object(new)) = (known, new) else {
        return;
    };
    for (name, part) in new {
        let is_set = member(known, &name).is_some_and(|part| !elements(part).is_empty());
        let immutable = attribute
            .sub(&name)
            .is_some_and(|sub| sub.mutability == Mutability::Immutable);
        let same = member(known, &name).is_some_and(|own| {
            text(attribute.sub(&name), own) == text(attribute.sub(&name), &part)
        });
        if !(same || is_set && immutable) {
            put(known, &name, part);
        }
    }
}
