//! What Entra sends about a user: the whole resource on creation, differences afterwards.

use serde_json::{Map, Value, json};

use super::{Additions, BooleanForm, Dialect, EmptyOnCreate, EnterpriseSchema, Primary, Settings};
use crate::idp::mapping::{Apply, EvaluationError, Mapping, Row, Scope, Target};

const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A mapped row with what it makes of a person.
pub(super) struct Mapped<'a> {
    /// The row.
    pub(super) row: &'a Row,
    /// The value; `None` is Entra's null, which is never sent (known issues: null attributes
    /// cannot be provisioned).
    pub(super) value: Option<String>,
}

/// Evaluates all rows for a person.
pub(super) fn evaluate<'a>(
    mapping: &'a Mapping,
    scope: &Scope<'_>,
) -> Result<Vec<Mapped<'a>>, EvaluationError> {
    let mapped = |row: &'a Row| {
        let value = row.source.evaluate(scope)?.text().map(str::to_owned);
        Ok(Mapped { row, value })
    };
    mapping.users.iter().map(mapped).collect()
}

/// Whether the attribute holds a boolean in the schema, so that the mapped text is written as one.
fn is_boolean(target: &Target) -> bool {
    let (name, boolean) = match &target.sub {
        None => (&target.attribute, "active"),
        Some(sub) => (sub, "primary"),
    };
    target.extension.is_none() && name.eq_ignore_ascii_case(boolean)
}

/// Reads Entra's text for a boolean: `True` and `False` in any case.
fn truth(text: &str) -> Option<bool> {
    ["false", "true"]
        .iter()
        .position(|word| text.eq_ignore_ascii_case(word))
        .map(|at| at == 1)
}

/// A mapped text in the form that its attribute has.
fn written(text: &str, target: &Target, form: BooleanForm) -> Value {
    match truth(text) {
        Some(value) if is_boolean(target) && form == BooleanForm::Boolean => Value::Bool(value),
        _ => Value::from(text),
    }
}

/// The body of a create request: `schemas` first, then the rows in mapping order, with `meta`
/// before the name and `roles` before the extensions as in the tutorial's example. Attributes
/// without value are left out.
pub(super) fn create(settings: &Settings, mapped: &[Mapped<'_>]) -> Map<String, Value> {
    let mut resource = Map::new();
    resource.insert("schemas".into(), json!([CORE_USER]));
    let mut has_enterprise = settings.enterprise_schema == EnterpriseSchema::Always;
    let meta = json!({ "resourceType": "User" });
    let element = |target: &Target| element(settings, target);
    for Mapped { row, value } in mapped {
        let target = &row.target;
        if target.attribute == "name" {
            resource.entry("meta").or_insert_with(|| meta.clone());
        }
        if target.extension.is_some() && settings.empty_roles {
            resource.entry("roles").or_insert_with(|| json!([]));
        }
        let Some(text) = value.as_deref().or(row.default.as_deref()) else {
            if settings.empty_on_create == EmptyOnCreate::Null {
                let name = target.attribute.clone();
                resource.entry(name).or_insert(Value::Null);
            }
            continue;
        };
        // Only the enterprise extension joins `schemas`; a custom one does not (documented under
        // "Customize attribute mappings").
        has_enterprise |= target
            .extension
            .as_deref()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(ENTERPRISE_USER));
        let value = written(text, target, settings.active_on_create);
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

/// A new element of a multi-valued attribute: `primary` where it is the primary one, then the
/// selector.
fn element(settings: &Settings, target: &Target) -> Map<String, Value> {
    let mut element = Map::new();
    if let Some((name, value)) = &target.selector {
        let is_mail = target.attribute.eq_ignore_ascii_case("emails");
        if value == "work" && (is_mail || settings.primary == Primary::EveryWork) {
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
    let mut operations = Operations::default();
    for Mapped { row, value } in mapped {
        let target = &row.target;
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
        if !same {
            operations.put(settings, target, wanted, have.is_some());
        }
    }
    operations.finish()
}

/// Operations of one PATCH in the order in which they are sent.
#[derive(Default)]
struct Operations {
    /// Operations with a path that selects an element; in the flag dialect they come first
    /// (compatibility article).
    selecting: Vec<Value>,
    /// Further operations with a path.
    plain: Vec<Value>,
    /// Attributes added by one operation without path.
    added: Map<String, Value>,
    /// Attributes replaced by one operation without path.
    replaced: Map<String, Value>,
}

impl Operations {
    fn put(&mut self, settings: &Settings, target: &Target, wanted: &str, has_value: bool) {
        let path = &target.path;
        if settings.dialect == Dialect::Legacy {
            let op = if has_value { "Replace" } else { "Add" };
            let value = written(wanted, target, settings.active_on_patch);
            let operation = json!({ "op": op, "path": path, "value": value });
            return self.plain.push(operation);
        }
        let op = if has_value { "replace" } else { "add" };
        let value = written(wanted, target, BooleanForm::Boolean);
        let is_folded =
            !is_boolean(target) && (has_value || settings.additions == Additions::Folded);
        if target.selector.is_none() && is_folded {
            let folded = if has_value {
                &mut self.replaced
            } else {
                &mut self.added
            };
            folded.insert(path.clone(), value);
            return;
        }
        let operation = json!({ "op": op, "path": path, "value": value });
        if target.selector.is_some() {
            self.selecting.push(operation);
        } else {
            self.plain.push(operation);
        }
    }

    fn finish(self) -> Vec<Value> {
        let mut operations = self.selecting;
        operations.extend(self.plain);
        for (op, folded) in [("add", self.added), ("replace", self.replaced)] {
            if !folded.is_empty() {
                operations.push(json!({ "op": op, "value": folded }));
            }
        }
        operations
    }
}
