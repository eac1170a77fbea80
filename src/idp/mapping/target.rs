//! The target side of a mapping row: where in a resource a value goes, and how to find it there.

use serde_json::{Map, Value};

use crate::scim::filter::{CompareOp, Filter, Literal, Test};
use crate::scim::mode::Mode;
use crate::scim::path::{AttrPath, PatchPath};

/// URN of the core schema for users; a path may start with it (RFC 7644 §3.10).
const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// A place in a resource that holds one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The path as the mapping has it; Entra sends it in PATCH operations as it is.
    pub path: String,
    /// Extension that holds the attribute; `None` for the core schema.
    pub extension: Option<String>,
    /// Attribute.
    pub attribute: String,
    /// For one of several values: the sub-attribute and value that select it.
    pub selector: Option<(String, Value)>,
    /// Sub-attribute.
    pub sub: Option<String>,
}

impl Target {
    /// Parses `[URN:]attribute[.sub]` or `[URN:]attribute[name eq value].sub`: only an `eq` says
    /// which element to make when there is none. `Err` says what is wrong.
    pub fn parse(path: &str) -> Result<Self, String> {
        let parsed = PatchPath::parse(path, Mode::Lenient).map_err(|error| error.message)?;
        let selector = match parsed.filter.as_deref() {
            None => None,
            Some(Filter::Condition {
                path:
                    PatchPath {
                        path:
                            AttrPath {
                                urn: None,
                                name,
                                sub: None,
                            },
                        filter: None,
                    },
                test: Test::Compare(CompareOp::Eq, literal),
            }) if parsed.path.sub.is_some() => {
                let value = match literal {
                    Literal::String(text) => Value::from(text.as_str()),
                    Literal::Boolean(value) => Value::from(*value),
                    Literal::Number(number) => Value::from(number.clone()),
                    Literal::Null => Value::Null,
                };
                Some((name.clone(), value))
            }
            Some(_) => return Err("only `attribute[name eq value].sub` can be mapped to".into()),
        };
        if parsed.path.name.is_empty() {
            return Err(format!("`{path}` names no attribute"));
        }
        Ok(Self {
            path: path.to_owned(),
            extension: parsed
                .path
                .urn
                .filter(|urn| !urn.eq_ignore_ascii_case(CORE_USER)),
            attribute: parsed.path.name,
            selector,
            sub: parsed.path.sub,
        })
    }

    /// Finds the value in a resource, names in any case (RFC 7643 §2.1). `null` and empty text
    /// are no value.
    pub fn get<'a>(&self, resource: &'a Value) -> Option<&'a Value> {
        let container = match &self.extension {
            Some(urn) => member(resource, urn)?,
            None => resource,
        };
        let mut value = member(container, &self.attribute)?;
        if let Some((name, wanted)) = &self.selector {
            value = value
                .as_array()?
                .iter()
                .find(|element| selects(element, name, wanted))?;
        }
        if let Some(sub) = &self.sub {
            value = member(value, sub)?;
        }
        (!value.is_null() && value.as_str() != Some("")).then_some(value)
    }

    /// Puts a value into a resource. An element that does not exist yet is made by `element`, with
    /// the members that precede the value.
    pub fn set(
        &self,
        resource: &mut Map<String, Value>,
        value: Value,
        element: &dyn Fn(&Self) -> Map<String, Value>,
    ) {
        if let Some(slot) = self.slot(resource, element) {
            *slot = value;
        }
    }

    /// Where the value belongs. What is in the way there is replaced, so that this is never `None`.
    fn slot<'a>(
        &self,
        resource: &'a mut Map<String, Value>,
        element: &dyn Fn(&Self) -> Map<String, Value>,
    ) -> Option<&'a mut Value> {
        let container = match &self.extension {
            Some(urn) => object(entry(resource, urn)?)?,
            None => resource,
        };
        let mut slot = entry(container, &self.attribute)?;
        if let Some((name, wanted)) = &self.selector {
            if !slot.is_array() {
                *slot = Value::Array(Vec::new());
            }
            let elements = slot.as_array_mut()?;
            let at = elements
                .iter()
                .position(|element| selects(element, name, wanted));
            let at = at.unwrap_or_else(|| {
                elements.push(Value::Object(element(self)));
                elements.len() - 1
            });
            slot = elements.get_mut(at)?;
        }
        match &self.sub {
            Some(sub) => entry(object(slot)?, sub),
            None => Some(slot),
        }
    }
}

impl Target {
    /// Takes the value out of a resource, if it is there.
    pub fn remove(&self, resource: &mut Value) {
        let Some(mut place) = resource.as_object_mut() else {
            return;
        };
        if let Some(urn) = &self.extension {
            let Some(container) = member_mut(place, urn).and_then(Value::as_object_mut) else {
                return;
            };
            place = container;
        }
        let Some(sub) = &self.sub else {
            place.shift_remove(&spelled(place, &self.attribute));
            return;
        };
        let Some(value) = member_mut(place, &self.attribute) else {
            return;
        };
        let holder = match (&self.selector, value) {
            (None, value) => Some(value),
            (Some((name, wanted)), Value::Array(elements)) => elements
                .iter_mut()
                .find(|element| selects(element, name, wanted)),
            (Some(_), _) => None,
        };
        if let Some(members) = holder.and_then(Value::as_object_mut) {
            members.shift_remove(&spelled(members, sub));
        }
    }
}

/// Member of that name: as spelled, else in any case.
pub(crate) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    members.values().nth(position(members, name)?)
}

/// The same, to be changed.
fn member_mut<'a>(members: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    let position = position(members, name)?;
    members.values_mut().nth(position)
}

/// Member of that name in any case, made when missing, so that this is never `None`.
fn entry<'a>(members: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    match position(members, name) {
        Some(position) => members.values_mut().nth(position),
        None => Some(members.entry(name).or_insert(Value::Null)),
    }
}

/// The spelling under which the member is there; as given when it is not.
fn spelled(members: &Map<String, Value>, name: &str) -> String {
    let known = position(members, name).and_then(|position| members.keys().nth(position));
    known.cloned().unwrap_or_else(|| name.to_owned())
}

/// Where the member of that name is: as spelled, else in any case. Resources have few members, so
/// that looking through them takes less than computing a hash.
fn position(members: &Map<String, Value>, name: &str) -> Option<usize> {
    let mut similar = None;
    for (at, key) in members.keys().enumerate() {
        if key == name {
            return Some(at);
        }
        if similar.is_none() && key.eq_ignore_ascii_case(name) {
            similar = Some(at);
        }
    }
    similar
}

/// The value as an object; anything else gives way, so this is never `None`.
fn object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

fn selects(element: &Value, name: &str, wanted: &Value) -> bool {
    match (member(element, name), wanted) {
        (Some(Value::String(have)), Value::String(wanted)) => have.eq_ignore_ascii_case(wanted),
        // Entra's paths have booleans as text: `roles[primary eq "True"]`.
        (Some(Value::Bool(have)), Value::String(wanted)) => {
            wanted.eq_ignore_ascii_case(if *have { "true" } else { "false" })
        }
        (Some(have), wanted) => have == wanted,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(path: &str, resource: &mut Value, value: Value) {
        let element = |target: &Target| {
            target
                .selector
                .clone()
                .into_iter()
                .collect::<Map<String, Value>>()
        };
        Target::parse(path)
            .unwrap()
            .set(resource.as_object_mut().unwrap(), value, &element);
    }

    #[test]
    fn values_go_where_the_path_says_and_are_found_there() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let mut user = json!({});
        for (path, value) in [
            ("userName", json!("a")),
            ("name.givenName", json!("A")),
            ("name.familyName", json!("B")),
            ("emails[type eq \"work\"].value", json!("a@x.example")),
            ("emails[primary eq true].value", json!("p@x.example")),
            (&format!("{urn}:department"), json!("D")),
            (&format!("{CORE_USER}:title"), json!("T")),
        ] {
            set(path, &mut user, value.clone());
            assert_eq!(
                Target::parse(path).unwrap().get(&user),
                Some(&value),
                "{path}"
            );
        }
        assert_eq!(
            user,
            json!({
                "userName": "a",
                "name": { "givenName": "A", "familyName": "B" },
                "emails": [
                    { "type": "work", "value": "a@x.example" },
                    { "primary": true, "value": "p@x.example" }
                ],
                urn: { "department": "D" },
                "title": "T"
            })
        );
    }

    #[test]
    fn names_are_found_in_any_case_and_empty_is_absent() {
        let user = json!({ "USERNAME": "a", "title": "", "nickName": null,
            "Emails": [{ "Type": "Work", "Value": "v" }] });
        let get = |path: &str| Target::parse(path).unwrap().get(&user).cloned();
        assert_eq!(get("userName"), Some(json!("a")));
        assert_eq!(get("title"), None);
        assert_eq!(get("nickName"), None);
        assert_eq!(get("emails[type eq \"work\"].value"), Some(json!("v")));
        assert_eq!(get("emails[type eq \"home\"].value"), None);
        let roles = json!({ "roles": [{ "primary": false, "value": "a" },
            { "primary": true, "value": "b" }] });
        let primary = Target::parse("roles[primary eq \"True\"].value").unwrap();
        assert_eq!(primary.get(&roles), Some(&json!("b")));
    }

    #[test]
    fn what_is_not_there_is_removed_without_a_trace() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let remove = |path: &str, user: &Value| {
            let mut user = user.clone();
            Target::parse(path).unwrap().remove(&mut user);
            user
        };
        let user = json!({ "Title": "T", "emails": [{ "type": "work", "value": "v" }] });
        for path in [
            "nickName",
            "name.givenName",
            "emails[type eq \"home\"].value",
            &format!("{urn}:department"),
        ] {
            assert_eq!(remove(path, &user), user, "{path}");
        }
        let emails = json!({ "emails": user["emails"] });
        assert_eq!(remove("title", &user), emails);
        let bare = json!({ "Title": "T", "emails": [{ "type": "work" }] });
        assert_eq!(remove("emails[type eq \"work\"].value", &user), bare);
    }

    #[test]
    fn what_cannot_be_mapped_to_is_refused() {
        for (path, message) in [
            (
                "emails[type eq \"work\"]",
                "only `attribute[name eq value].sub` can be mapped to",
            ),
            (
                "emails[type co \"work\"].value",
                "only `attribute[name eq value].sub` can be mapped to",
            ),
        ] {
            assert_eq!(Target::parse(path).unwrap_err(), message);
        }
        for path in [
            "emails[type eq work].value",
            "emails[type eq \"work\"",
            "na me",
            "",
        ] {
            assert!(Target::parse(path).is_err(), "{path}");
        }
    }
}
