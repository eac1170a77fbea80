//! App roles in the forms in which Entra sends them ("Customize attribute mappings", on
//! provisioning roles).

use serde_json::{Map, Value, json};

use super::{BooleanForm, Dialect, RoleName, Settings};
use crate::idp::mapping::{AppRole, AppRoles, RoleForm, member};

/// `type` of every role that comes from Entra.
pub(super) const TYPE: &str = "WindowsAzureActiveDirectoryRole";

/// `primary` of a role on creation.
pub(super) fn primary(settings: &Settings, value: bool) -> Value {
    match settings.primary_role {
        BooleanForm::Boolean => Value::Bool(value),
        BooleanForm::Text => if value { "True" } else { "False" }.into(),
    }
}

/// The names of roles as the log joins them.
pub(super) fn names(roles: &AppRoles) -> String {
    let names: Vec<_> = roles.roles.iter().map(|role| role.value.as_str()).collect();
    names.join(",")
}

/// The value of `roles` in a create request.
pub(super) fn elements(settings: &Settings, roles: &AppRoles) -> Value {
    let is_primary = roles.form == RoleForm::Single;
    let element = |role: &AppRole| {
        let mut element = Map::new();
        element.insert("primary".into(), primary(settings, is_primary));
        element.insert("type".into(), TYPE.into());
        match (roles.form, settings.role_name) {
            (RoleForm::Single, _) => {}
            (RoleForm::Complex, RoleName::DisplayName) => {
                element.insert("displayName".into(), role.display_name.as_str().into());
            }
            (RoleForm::Complex, RoleName::Display) | (RoleForm::Assertive, _) => {
                element.insert("display".into(), role.display_name.as_str().into());
            }
        }
        element.insert("value".into(), role.value.as_str().into());
        Value::Object(element)
    };
    roles.roles.iter().map(element).collect()
}

/// The operation that makes the target's roles fit; `None` when they do. Only the assertive form
/// takes roles away.
pub(super) fn operation(
    settings: &Settings,
    path: &str,
    roles: &AppRoles,
    current: Option<&Value>,
) -> Option<Value> {
    let have = values(current);
    let missing: Vec<_> = roles
        .roles
        .iter()
        .filter(|role| !have.contains(&role.value))
        .cloned()
        .collect();
    let is_legacy = settings.dialect == Dialect::Legacy;
    let in_dialect = |op: &str| {
        if is_legacy {
            op.to_owned()
        } else {
            op.to_lowercase()
        }
    };
    if roles.form != RoleForm::Complex {
        let is_same = missing.is_empty() && have.len() == roles.roles.len();
        let value = elements(settings, roles);
        return (!is_same)
            .then(|| json!({ "op": in_dialect("Replace"), "path": path, "value": value }));
    }
    if missing.is_empty() {
        return None;
    }
    let value = if is_legacy {
        missing.iter().map(as_text).collect()
    } else {
        let missing = AppRoles {
            form: roles.form,
            roles: missing,
        };
        elements(settings, &missing)
    };
    Some(json!({ "op": in_dialect("Add"), "path": path, "value": value }))
}

/// A role as JSON in a text, which is what `AppRoleAssignmentsComplex` gives without the flag
/// (MicrosoftDocs/azure-docs#50772).
fn as_text(role: &AppRole) -> Value {
    let text = json!({
        "id": role.id,
        "value": role.value,
        "displayName": role.display_name,
    });
    json!({ "value": text.to_string() })
}

/// Values of the roles that the target shows; one that was written as JSON in a text counts as what
/// is in it.
fn values(current: Option<&Value>) -> Vec<String> {
    let elements = current.and_then(Value::as_array);
    let value = |element: &Value| {
        let text = member(element, "value")?.as_str()?;
        let inner = serde_json::from_str::<Value>(text).ok();
        let inner = inner
            .as_ref()
            .and_then(|inner| member(inner, "value")?.as_str());
        Some(inner.unwrap_or(text).to_owned())
    };
    elements.into_iter().flatten().filter_map(value).collect()
}
