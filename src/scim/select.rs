//! Picking values out of a resource by path, without a schema.

use serde_json::{Map, Value};

use super::filter::{Filter, loose};
use super::json::{elements, member};
use super::path::{AttrPath, PatchPath};

/// The values that a path names in a resource, as well as can be told without a schema: names in
/// any case, text in filters in any case, arrays on the way stand for each of their elements. An
/// attribute that ends the path is given as it is, an array as one value.
///
/// A path qualified with a core URN also finds the attribute at the top, where core attributes lie.
pub fn select<'a>(resource: &'a Value, path: &PatchPath) -> Vec<&'a Value> {
    let Some(found) = resource
        .as_object()
        .and_then(|object| head(object, &path.path))
    else {
        return Vec::new();
    };
    let chosen: Vec<&Value> = match &path.filter {
        None if path.path.sub.is_none() => return vec![found],
        None => elements(found).iter().collect(),
        Some(filter) => chosen(found, filter),
    };
    match &path.path.sub {
        None => chosen,
        Some(sub) => chosen
            .into_iter()
            .filter_map(|value| member(value.as_object()?, sub))
            .collect(),
    }
}

fn chosen<'a>(found: &'a Value, filter: &Filter) -> Vec<&'a Value> {
    let Ok(filter) = loose(filter) else {
        return Vec::new();
    };
    let values = elements(found).iter();
    values.filter(|value| filter.matches(value)).collect()
}

/// The value of the attribute, sub-attribute and filter left aside.
fn head<'a>(resource: &'a Map<String, Value>, path: &AttrPath) -> Option<&'a Value> {
    const CORE: &str = "urn:ietf:params:scim:schemas:core:";
    let Some(urn) = &path.urn else {
        return member(resource, &path.name);
    };
    if path.name.is_empty() {
        return member(resource, urn);
    }
    // What stands behind the last colon may be part of the URN.
    let whole = member(resource, &format!("{urn}:{}", path.name));
    let is_core = urn
        .get(..CORE.len())
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case(CORE));
    whole.or_else(|| match member(resource, urn) {
        Some(container) => member(container.as_object()?, &path.name),
        None if is_core => member(resource, &path.name),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scim::mode::Mode;

    fn at(text: &str) -> Value {
        let resource = json!({
            "userName": "ada",
            "NAME": { "givenName": "Ada" },
            "emails": [
                { "type": "work", "value": "a@example.com", "primary": true },
                { "type": "home", "value": "b@example.com" },
            ],
            "roles": ["admin", "user"],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                "department": "Maths", "manager": { "value": "7" },
            },
            "urn:acme:2.0": { "tag": "x" },
        });
        let path = PatchPath::parse(text, Mode::Lenient).unwrap();
        select(&resource, &path).into_iter().cloned().collect()
    }

    #[test]
    fn values_are_found() {
        for (text, want) in [
            ("username", json!(["ada"])),
            ("name.givenName", json!(["Ada"])),
            ("emails.value", json!(["a@example.com", "b@example.com"])),
            ("emails[type eq \"Work\"].value", json!(["a@example.com"])),
            ("emails[primary eq false].type", json!(["home"])),
            ("emails[primary eq \"True\"].type", json!(["work"])),
            ("emails[value sw \"b\" and not (type pr)].type", json!([])),
            ("roles", json!([["admin", "user"]])),
            ("roles[value eq \"user\"]", json!(["user"])),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:userName",
                json!(["ada"]),
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                json!(["7"]),
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:department",
                json!(["Maths"]),
            ),
            ("urn:acme:2.0", json!([{ "tag": "x" }])),
            ("urn:acme:2.0:tag", json!(["x"])),
            ("urn:other:2.0:userName", json!([])),
            ("userName.value", json!([])),
            ("title", json!([])),
        ] {
            assert_eq!(at(text), want, "{text}");
        }
    }
}
