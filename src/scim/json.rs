//! Reading and writing members of JSON objects by SCIM's rules: names in any case (RFC 7643 §2.1),
//! and `null`, `[]` and absence as one state (RFC 7643 §2.5).

use std::slice;

use serde_json::{Map, Value};

/// The key of that name in the object's own spelling; an exact match goes first.
pub(crate) fn key_of<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    if let Some((key, _)) = object.get_key_value(name) {
        return Some(key);
    }
    object
        .keys()
        .find(|key| key.eq_ignore_ascii_case(name))
        .map(String::as_str)
}

/// The member of that name, any case.
pub(crate) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    key_of(object, name).and_then(|key| object.get(key))
}

/// The values of an attribute: the elements of an array, nothing for `null`, else the value itself.
pub(crate) fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Null => &[],
        single => slice::from_ref(single),
    }
}

/// Whether a value counts as assigned: not `null`, not `[]`, and for a complex value with an
/// assigned part (RFC 7643 §2.5).
pub(crate) fn is_assigned(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().any(is_assigned),
        Value::Object(members) => members.values().any(is_assigned),
        _ => true,
    }
}

/// Sets a member, in the given spelling and at its old place.
pub(crate) fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    if let Some(key) = key_of(object, name)
        && key != name
    {
        let key = key.to_owned();
        object.shift_remove(&key);
    }
    object.insert(name.to_owned(), value);
}

/// Takes a member away; `null` when it is not there.
pub(crate) fn take(object: &mut Map<String, Value>, name: &str) -> Value {
    let key = key_of(object, name).map(str::to_owned);
    key.and_then(|key| object.shift_remove(&key))
        .unwrap_or_default()
}

/// Takes a member's value but leaves `null` in its place, so that [`put`] keeps the order.
pub(crate) fn borrow(object: &mut Map<String, Value>, name: &str) -> Value {
    let key = key_of(object, name).map(str::to_owned);
    key.and_then(|key| object.get_mut(&key))
        .map(Value::take)
        .unwrap_or_default()
}

/// What a value is, for messages: never the value itself, which may be a secret.
pub(crate) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
