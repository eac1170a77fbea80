//! What Entra sends about a user: the whole resource on creation, differences afterwards.

use serde_json::{Map, Value, json};

use super::attributes::attribute;
use super::{ActiveOnCreate, Dialect, Settings};
use crate::idp::directory::Person;
use crate::idp::mapping::{Apply, Mapping, Row, Source, Target};

const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A mapped row with what it makes of a person.
pub(super) struct Mapped<'a> {
    /// The row.
    pub(super) row: &'a Row,
    /// Where its value goes.
    pub(super) target: Target,
    /// The value; `None` is Entra's null, which is never sent (known issues: null attributes
    /// cannot be provisioned).
    pub(super) value: Option<String>,
}

/// Evaluates all rows for a person. Rows with a target that cannot be understood are left out; the
/// loader has refused them before.
pub(super) fn evaluate<'a>(mapping: &'a Mapping, person: &Person) -> Vec<Mapped<'a>> {
    let rows = mapping
        .users
        .iter()
        .filter_map(|row| Some((row, Target::parse(&row.target).ok()?)));
    rows.map(|(row, target)| {
        let value = match &row.source {
            Source::Attribute(name) => attribute(person, name),
            Source::Constant(text) => Some(text.clone()),
            Source::Expression(expression) => expression.evaluate(&|name| attribute(person, name)),
        };
        Mapped {
            row,
            target,
            value: value.filter(|value| !value.is_empty()),
        }
    })
    .collect()
}

/// Whether the attribute holds a boolean in the schema, so that the mapped text is written as one.
fn is_boolean(target: &Target) -> bool {
    target.extension.is_none() && target.attribute.eq_ignore_ascii_case("active")
}

/// Reads Entra's text for a boolean: `True` and `False` in any case.
fn truth(text: &str) -> Option<bool> {
    ["false", "true"]
        .iter()
        .position(|word| text.eq_ignore_ascii_case(word))
        .map(|at| at == 1)
}

/// The body of a create request: `schemas` first, then the rows in mapping order, `meta` after the
/// mail addresses as in the tutorial's example. Attributes without value are left out.
pub(super) fn create(settings: &Settings, mapped: &[Mapped<'_>]) -> Map<String, Value> {
    let mut resource = Map::new();
    resource.insert("schemas".into(), json!([CORE_USER]));
    let mut has_enterprise = false;
    let meta = json!({ "resourceType": "User" });
    for Mapped { row, target, value } in mapped {
        let Some(text) = value.as_deref().or(row.default.as_deref()) else {
            continue;
        };
        if target.attribute == "name" {
            resource.entry("meta").or_insert_with(|| meta.clone());
        }
        if target.extension.is_some() && settings.empty_roles {
            resource.entry("roles").or_insert_with(|| json!([]));
        }
        let value = match truth(text) {
            Some(value)
                if is_boolean(target) && settings.active_on_create == ActiveOnCreate::Boolean =>
            {
                Value::Bool(value)
            }
            _ => Value::from(text),
        };
        // Only the enterprise extension joins `schemas`; a custom one does not (documented under
        // "Customize attribute mappings").
        has_enterprise |= target
            .extension
            .as_deref()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(ENTERPRISE_USER));
        target.set(&mut resource, value, &element);
    }
    resource.entry("meta").or_insert(meta);
    if settings.empty_roles {
        resource.entry("roles").or_insert_with(|| json!([]));
    }
    if has_enterprise {
        resource.insert("schemas".into(), json!([CORE_USER, ENTERPRISE_USER]));
    }
    resource
}

/// A new element of a multi-valued attribute: `primary` only on the work mail, then the selector.
fn element(target: &Target) -> Map<String, Value> {
    let mut element = Map::new();
    if let Some((name, value)) = &target.selector {
        if target.attribute.eq_ignore_ascii_case("emails") && value == "work" {
            element.insert("primary".into(), Value::Bool(true));
        }
        element.insert(name.clone(), value.clone());
    }
    element
}

/// The operations that make the target's resource equal to what is mapped; empty when nothing
/// differs (then nothing is sent and the log says `RedundantExport`). A null source clears nothing
/// (known issues).
pub(super) fn differences(
    settings: &Settings,
    mapped: &[Mapped<'_>],
    current: &Value,
) -> Vec<Value> {
    let mut own = Vec::new();
    let mut plain = Vec::new();
    let mut folded = Map::new();
    for Mapped { row, target, value } in mapped {
        let Some(wanted) = value else { continue };
        if row.apply == Apply::OnCreate {
            continue;
        }
        let have = target.get(current);
        let same = match have {
            Some(Value::String(have)) => have == wanted,
            Some(Value::Bool(have)) => truth(wanted) == Some(*have),
            _ => false,
        };
        if same {
            continue;
        }
        let path = &target.path;
        match settings.dialect {
            Dialect::Legacy => {
                let op = if have.is_some() { "Replace" } else { "Add" };
                own.push(json!({ "op": op, "path": path, "value": wanted }));
            }
            Dialect::Rfc => {
                let op = if have.is_some() { "replace" } else { "add" };
                let value = match truth(wanted) {
                    Some(value) if is_boolean(target) => Value::Bool(value),
                    _ => Value::from(wanted.as_str()),
                };
                let operation = json!({ "op": op, "path": path, "value": value });
                if target.selector.is_some() {
                    own.push(operation);
                } else if have.is_none() || is_boolean(target) {
                    plain.push(operation);
                } else {
                    folded.insert(path.clone(), value);
                }
            }
        }
    }
    own.extend(plain);
    if !folded.is_empty() {
        own.push(json!({ "op": "replace", "value": folded }));
    }
    own
}
