//! What Okta sends about a user: the whole resource on creation, its own view laid over the
//! target's afterwards.

use serde_json::{Map, Value, json};

use super::attributes::attribute;
use super::{EmptyValue, Settings};
use crate::idp::directory::Person;
use crate::idp::mapping::{Apply, Mapping, Source, Target};

/// URN of the core schema for users.
pub(super) const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The mapped values of a person: target, value, and whether the row flows on update too.
type Values<'a> = Vec<(&'a Target, Option<String>, Apply)>;

/// Evaluates the mapping. A constant that describes an element, as the type of the primary mail,
/// has a value only if a row above it for the same element has one: Okta's own rows say
/// `(user.email != null && user.email != '') ? 'work' : ''`.
fn values<'a>(mapping: &'a Mapping, person: &Person) -> Values<'a> {
    let mut values: Values<'_> = Vec::new();
    for row in &mapping.users {
        let target = &row.target;
        let mut value = row.source.evaluate(&|name| attribute(person, name));
        if matches!(row.source, Source::Constant(_)) && target.selector.is_some() {
            let stands_beside = |(other, value, _): &(&Target, Option<String>, Apply)| {
                (&other.attribute, &other.selector) == (&target.attribute, &target.selector)
                    && value.is_some()
            };
            value = value.filter(|_| values.iter().any(stands_beside));
        }
        values.push((target, value, row.apply));
    }
    values
}

/// A new element of a multi-valued attribute begins with what selects it: `"primary":true`.
fn element(target: &Target) -> Map<String, Value> {
    target.selector.clone().into_iter().collect()
}

/// The body of a create request: `schemas`, the mapped attributes that have a value, then
/// `externalId` (Okta's user id), `groups`, `password` and `active`, which are there whatever the
/// mapping says.
pub(super) fn create(
    mapping: &Mapping,
    person: &Person,
    okta_id: &str,
    password: &str,
) -> Map<String, Value> {
    let mut resource = Map::new();
    resource.insert("schemas".into(), Value::Null);
    let mut schemas = vec![Value::from(CORE_USER)];
    for (target, value, _) in values(mapping, person) {
        let Some(value) = value else { continue };
        if let Some(urn) = &target.extension {
            let urn = Value::from(urn.as_str());
            if !schemas.contains(&urn) {
                schemas.push(urn);
            }
        }
        target.set(&mut resource, Value::from(value), &element);
    }
    resource.insert("schemas".into(), Value::Array(schemas));
    resource.insert("externalId".into(), okta_id.into());
    resource.insert("groups".into(), json!([]));
    resource.insert("password".into(), password.into());
    resource.insert("active".into(), true.into());
    resource
}

/// The body of a replacement: what the target answered, whatever that holds, with Okta's values
/// laid over it. An attribute that never had a value on either side stays out; one that the target
/// still has and Okta no longer has is overwritten with an empty value.
pub(super) fn overlay(
    settings: &Settings,
    mapping: &Mapping,
    person: &Person,
    current: &Value,
) -> Value {
    let mut resource = current.clone();
    for (target, value, apply) in values(mapping, person) {
        if apply == Apply::OnCreate {
            continue;
        }
        let value = match (value, settings.empty) {
            (Some(value), _) => Some(Value::from(value)),
            (None, _) if target.get(current).is_none() => continue,
            (None, EmptyValue::EmptyText) => Some(Value::from("")),
            (None, EmptyValue::Null) => Some(Value::Null),
            (None, EmptyValue::LeftOut) => None,
        };
        match value {
            Some(value) => {
                if let Some(members) = resource.as_object_mut() {
                    target.set(members, value, &element);
                    add_schema(members, target);
                }
            }
            None => target.remove(&mut resource),
        }
    }
    with_active(resource, person.assigned && person.enabled)
}

/// A value in an extension needs its URN in `schemas`.
fn add_schema(members: &mut Map<String, Value>, target: &Target) {
    let Some(urn) = &target.extension else { return };
    if let Some(Value::Array(schemas)) = members.get_mut("schemas")
        && !schemas
            .iter()
            .any(|have| have.as_str().is_some_and(|s| s.eq_ignore_ascii_case(urn)))
    {
        schemas.push(Value::from(urn.as_str()));
    }
}

/// What the target answered, with another `active`.
pub(super) fn with_active(mut resource: Value, active: bool) -> Value {
    if let Some(members) = resource.as_object_mut() {
        members.insert("active".into(), active.into());
    }
    resource
}

/// Whether a change of these directory attributes reaches the target through the mapping.
pub(super) fn is_affected(mapping: &Mapping, before: &Person, after: &Person) -> bool {
    let flowing = |person: &Person| -> Vec<Option<String>> {
        values(mapping, person)
            .into_iter()
            .filter(|(_, _, apply)| *apply == Apply::Always)
            .map(|(_, value, _)| value)
            .collect()
    };
    flowing(before) != flowing(after)
}
