//! What Okta sends about a user: the whole resource on creation, its own view laid over the
//! target's afterwards.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::attributes::{self, directory_name};
use super::users::is_entitled;
use super::{EmptyValue, ProfilePatch, Settings};
use crate::idp::directory::{Attributes, Person};
use crate::idp::mapping::{Apply, Mapping, Source, Target};

/// URN of the core schema for users.
pub(super) const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The mapped values of a person: target, value, and whether the row flows on update too.
pub(super) type Values<'a> = Vec<(&'a Target, Option<String>, Apply)>;

/// Those that flow on update.
pub(super) type Pushed<'a> = [(&'a Target, Option<String>)];

/// What the target has of a person, as far as Okta knows from what it pushed with success.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Paths of the attributes that have a value.
    held: BTreeSet<String>,
    /// The roles, once they were written.
    roles: Option<Vec<String>>,
}

impl Known {
    /// After a create request with these values.
    pub(super) fn created(values: &Values<'_>, person: &Person) -> Self {
        let held = values.iter().filter(|(_, value, _)| value.is_some());
        Self {
            held: held.map(|(target, ..)| target.path.clone()).collect(),
            roles: Some(person.values("roles").to_vec()),
        }
    }

    /// After a push of the profile, with or without roles.
    pub(super) fn update(&mut self, pushed: &Pushed<'_>, person: &Person, with_roles: bool) {
        for (target, value) in pushed {
            match value {
                Some(_) => drop(self.held.insert(target.path.clone())),
                None => drop(self.held.remove(&target.path)),
            }
        }
        if with_roles {
            self.roles = Some(person.values("roles").to_vec());
        }
    }

    /// After an import that showed the user.
    pub(super) fn saw(&mut self, mapping: &Mapping, user: &Value) {
        let rows = mapping.users.iter().map(|row| &row.target);
        let held = rows.filter(|target| target.get(user).is_some());
        self.held.extend(held.map(|target| target.path.clone()));
    }

    /// Whether the target has these roles.
    pub(super) fn has_roles_of(&self, person: &Person) -> bool {
        self.roles.as_deref() == Some(person.values("roles"))
    }
}

/// Evaluates the mapping. A constant that describes an element, as the type of the primary mail,
/// has a value only if the element has one: Okta's own rows say
/// `(user.email != null && user.email != '') ? 'work' : ''`. Which value that is follows from the
/// order of the rows: one above for the same element or, if the constant is the first, the next.
pub(super) fn values<'a>(mapping: &'a Mapping, person: &Person) -> Values<'a> {
    let rows = &mapping.users;
    let mut values: Values<'_> = rows
        .iter()
        .map(|row| {
            let value = attributes::value(&row.source, person);
            (&row.target, value, row.apply)
        })
        .collect();
    for (at, row) in rows.iter().enumerate() {
        let target = &row.target;
        if !matches!(row.source, Source::Constant(_)) || target.selector.is_none() {
            continue;
        }
        let beside = |(other, _, _): &&(&Target, Option<String>, Apply)| {
            (&other.attribute, &other.selector) == (&target.attribute, &target.selector)
        };
        let mut above = values[..at].iter().filter(beside).peekable();
        let stands = if above.peek().is_some() {
            above.any(|(_, value, _)| value.is_some())
        } else {
            let next = values[at + 1..].iter().find(beside);
            next.is_some_and(|(_, value, _)| value.is_some())
        };
        if !stands {
            values[at].1 = None;
        }
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
    values: &Values<'_>,
    okta_id: &str,
    password: &str,
    roles: Option<Value>,
) -> Map<String, Value> {
    let mut resource = Map::with_capacity(values.len());
    resource.insert("schemas".into(), Value::Null);
    let mut schemas = vec![Value::from(CORE_USER)];
    for (target, value, _) in values {
        let Some(value) = value else { continue };
        if let Some(urn) = &target.extension {
            let urn = Value::from(urn.as_str());
            if !schemas.contains(&urn) {
                schemas.push(urn);
            }
        }
        target.set(&mut resource, Value::from(value.as_str()), &element);
    }
    resource.insert("schemas".into(), Value::Array(schemas));
    resource.extend(roles.map(|roles| ("roles".into(), roles)));
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
    pushed: &Pushed<'_>,
    person: &Person,
    current: &Value,
    roles: Option<Value>,
) -> Value {
    let mut resource = current.clone();
    for (target, value) in pushed {
        let value = match (value, settings.empty) {
            (Some(value), _) => Some(Value::from(value.as_str())),
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
    if let Some(roles) = roles {
        resource = with(resource, "roles", roles);
    }
    with(resource, "active", is_entitled(person).into())
}

/// What flows on update.
pub(super) fn pushed<'a>(
    settings: &Settings,
    mapping: &'a Mapping,
    person: &Person,
) -> Vec<(&'a Target, Option<String>)> {
    let keeps_names = settings.exclude_user_names;
    values(mapping, person)
        .into_iter()
        .filter(|(target, _, apply)| {
            *apply == Apply::Always && !(keeps_names && target.path == "userName")
        })
        .map(|(target, value, _)| (target, value))
        .collect()
}

/// The operations of a profile PATCH. Nothing is read before, so that only what Okta pushed until
/// now is known to be cleared; changes that failed do not count.
pub(super) fn operations(settings: &Settings, pushed: &Pushed<'_>, known: Option<&Known>) -> Value {
    let holds = |target: &Target| known.is_some_and(|known| known.held.contains(&target.path));
    let mut whole = Map::new();
    let mut single = Vec::new();
    for (target, value) in pushed {
        let value = match (value, settings.empty) {
            (Some(value), _) => Some(Value::from(value.as_str())),
            (None, _) if !holds(target) => continue,
            (None, EmptyValue::EmptyText) => Some(Value::from("")),
            (None, EmptyValue::Null) => Some(Value::Null),
            (None, EmptyValue::LeftOut) => None,
        };
        let path = target.path.as_str();
        match value {
            Some(value) => {
                single.push(json!({ "op": "replace", "path": path, "value": value }));
                target.set(&mut whole, value, &element);
            }
            None => single.push(json!({ "op": "remove", "path": path })),
        }
    }
    match settings.profile_patch {
        ProfilePatch::Pathless => json!([{ "op": "replace", "value": whole }]),
        ProfilePatch::Pathed => Value::Array(single),
    }
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

/// What the target answered, with another value of one attribute.
pub(super) fn with(mut resource: Value, name: &str, value: Value) -> Value {
    if let Some(members) = resource.as_object_mut() {
        members.insert(name.into(), value);
    }
    resource
}

/// What an import takes over: directory attributes whose value at the target differs, by the rows
/// that carry an attribute as it is.
pub(super) fn differences(mapping: &Mapping, person: &Person, there: &Value) -> Attributes {
    let mut changes = Attributes::new();
    for row in &mapping.users {
        let Source::Attribute(name) = &row.source else {
            continue;
        };
        let theirs = row.target.get(there).and_then(Value::as_str);
        let ours = attributes::value(&row.source, person);
        if let Some((theirs, name)) = theirs.zip(directory_name(name))
            && ours.as_deref() != Some(theirs)
        {
            changes.insert(name.to_owned(), vec![theirs.to_owned()]);
        }
    }
    changes
}

/// Whether a change of a person's attributes reaches the target through the mapping.
pub(super) fn is_affected(
    settings: &Settings,
    mapping: &Mapping,
    before: &Person,
    after: &Person,
) -> bool {
    let flowing = |person| pushed(settings, mapping, person);
    let roles = |person: &Person| person.values("roles").to_vec();
    flowing(before) != flowing(after) || settings.entitlements && roles(before) != roles(after)
}
