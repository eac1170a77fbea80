//! PATCH operations as GitLab reads them.

use serde_json::{Map, Value};

use super::create::text;
use crate::server::gitlab::switch::{PatchOps, Switches};

/// What the operations of a PATCH come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Whether any operation sets `active` to false.
    pub(super) deactivates: bool,
    pub(super) extern_uid: Option<String>,
    pub(super) username: Option<String>,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
}

impl Changes {
    /// Reads the operations. What is not understood is passed over; `None` when there is no list of
    /// operations at all.
    pub(super) fn read(body: &Map<String, Value>, switches: &Switches) -> Option<Self> {
        let mut changes = Self::default();
        for operation in body.get("Operations")?.as_array()? {
            if let Some((path, value)) = read(operation, switches.patch_ops) {
                changes.note(path, &coerced(value));
            }
        }
        Some(changes)
    }

    fn note(&mut self, path: &str, value: &Value) {
        let slot = match path {
            "active" => {
                self.deactivates |= *value == Value::Bool(false);
                return;
            }
            "id" | "externalId" => &mut self.extern_uid,
            "userName" => &mut self.username,
            "displayName" | "name.formatted" => &mut self.name,
            "emails[type eq \"work\"].value" => &mut self.email,
            _ => return,
        };
        if let Some(text) = text(value) {
            *slot = Some(text);
        }
    }
}

/// Path and value of an operation. Without a path only the first member of the value counts.
fn read(operation: &Value, ops: PatchOps) -> Option<(&str, &Value)> {
    let name = operation.get("op")?.as_str()?;
    let path = operation.get("path").and_then(Value::as_str);
    let value = operation.get("value")?;
    match ops {
        PatchOps::Exact => matches!(name, "Replace" | "Add")
            .then_some(path)
            .flatten()
            .map(|path| (path, value)),
        PatchOps::Any => {
            let is_known = name.eq_ignore_ascii_case("replace") || name.eq_ignore_ascii_case("add");
            if !is_known {
                return None;
            }
            match path {
                Some(path) => Some((path, value)),
                None => {
                    let (path, value) = value.as_object()?.iter().next()?;
                    Some((path, value))
                }
            }
        }
    }
}

/// A text loses its quotes, and one that says true or false becomes that.
fn coerced(value: &Value) -> Value {
    let Value::String(text) = value else {
        return value.clone();
    };
    let text = text.replace('"', "");
    match text.as_str() {
        "true" | "True" => Value::Bool(true),
        "false" | "False" => Value::Bool(false),
        _ => Value::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_all(ops: &str, operations: &Value) -> Changes {
        let mut switches = Switches::default();
        switches.set("patch-ops", ops).unwrap();
        let body = json!({ "Operations": operations });
        Changes::read(body.as_object().unwrap(), &switches).unwrap()
    }

    #[test]
    fn false_is_written_in_many_ways() {
        for (value, deactivates) in [
            (json!(false), true),
            (json!("False"), true),
            (json!("false"), true),
            (json!("\"false\""), true),
            (json!("FALSE"), false),
            (json!([false]), false),
            (json!(0), false),
            (json!(true), false),
        ] {
            let operations = json!([{ "op": "replace", "path": "active", "value": value }]);
            let changes = read_all("any", &operations);
            assert_eq!(changes.deactivates, deactivates, "{operations}");
        }
    }

    #[test]
    fn paths_are_known_to_the_letter() {
        let path =
            |path: &str| read_all("any", &json!([{ "op": "Add", "path": path, "value": "x" }]));
        let x = || Some("x".to_owned());
        assert_eq!(path("id").extern_uid, x());
        assert_eq!(path("externalId").extern_uid, x());
        assert_eq!(path("userName").username, x());
        assert_eq!(path("displayName").name, x());
        assert_eq!(path("name.formatted").name, x());
        assert_eq!(path("emails[type eq \"work\"].value").email, x());
        for unknown in [
            "externalid",
            "ID",
            "emails",
            "emails[type eq \"home\"].value",
            "title",
        ] {
            assert_eq!(path(unknown), Changes::default(), "{unknown}");
        }
    }

    #[test]
    fn without_a_path_the_first_member_counts_alone() {
        let operations = json!([
            { "op": "replace", "value": { "displayName": "x", "active": false } }
        ]);
        let changes = read_all("any", &operations);
        assert_eq!(
            (changes.name.as_deref(), changes.deactivates),
            (Some("x"), false)
        );
        let operations = json!([{ "op": "replace", "value": { "active": false } }]);
        assert!(read_all("any", &operations).deactivates);
        assert!(!read_all("exact", &operations).deactivates);
    }

    /// Shows S7.
    #[test]
    fn at_first_only_two_spellings_were_understood() {
        let with = |ops: &str, op: &str| {
            read_all(
                ops,
                &json!([{ "op": op, "path": "active", "value": "False" }]),
            )
            .deactivates
        };
        for op in ["Replace", "Add"] {
            assert!(with("exact", op) && with("any", op), "{op}");
        }
        for op in ["replace", "ADD"] {
            assert!(!with("exact", op) && with("any", op), "{op}");
        }
        for op in ["remove", "Remove", "Update"] {
            assert!(!with("exact", op) && !with("any", op), "{op}");
        }
    }
}
