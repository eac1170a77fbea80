//! What differs between a mapped object and what the target shows of it, as operations of a PATCH.

use serde_json::{Map, Value, json};

use super::resource::{is_active, is_boolean, truth, written};
use super::values::Mapped;
use super::{Additions, BooleanForm, Dialect, MissingElement, Settings, roles};
use crate::idp::mapping::{Apply, Evaluated, Target};
use crate::transcript::ModifiedProperty;

/// What is sent, and what the log shows of it.
pub(super) struct Differences {
    pub(super) operations: Vec<Value>,
    pub(super) modified: Vec<ModifiedProperty>,
    /// Whether `active` is among what is written.
    pub(super) touches_active: bool,
}

/// The operations that make the target's resource equal to what is mapped; empty when nothing
/// differs (then nothing is sent and the log says `RedundantExport`). A null source clears nothing
/// (known issues).
pub(super) fn differences(
    settings: &Settings,
    mapped: &[Mapped<'_>],
    current: &Value,
) -> Differences {
    let mut operations = Operations::default();
    let mut modified = Vec::new();
    let mut touches_active = false;
    for mapped in mapped {
        let target = &mapped.row.target;
        if mapped.row.apply == Apply::OnCreate {
            continue;
        }
        let have = target.get(current);
        if let (Evaluated::Roles(wanted), None) = (&mapped.value, &target.sub) {
            if let Some(operation) = roles::operation(settings, &target.path, wanted, have) {
                modified.push(mapped.modified(None, &roles::names(wanted)));
                operations.plain.push(operation);
            }
            continue;
        }
        let Some(wanted) = mapped.value.text() else {
            continue;
        };
        let same = match have {
            Some(Value::String(have)) => have == wanted,
            Some(Value::Bool(have)) => truth(wanted) == Some(*have),
            _ => false,
        };
        if !same {
            touches_active |= is_active(target);
            operations.put(settings, target, wanted, have.is_some());
            modified.push(mapped.modified(have.map(shown), wanted));
        }
    }
    Differences {
        operations: operations.finish(),
        modified,
        touches_active,
    }
}

/// A value as the log shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
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
        let has_value = has_value
            || (target.selector.is_some() && settings.missing_element == MissingElement::Replace);
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
