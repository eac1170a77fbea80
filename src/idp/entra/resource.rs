//! The whole resource, as a create request has it.

use serde_json::{Map, Value, json};

use super::roles;
use super::values::Mapped;
use super::{BooleanForm, EmptyOnCreate, EnterpriseSchema, Primary, Settings};
use crate::idp::mapping::{Evaluated, Source, Target};
use crate::transcript::{ModifiedProperty, ObjectKind};

const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const OLDER_GROUP: &str =
    "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/// Whether it is `active`, by which somebody is disabled.
pub(super) fn is_active(target: &Target) -> bool {
    let is_core = target.extension.is_none() && target.sub.is_none();
    is_core && target.attribute.eq_ignore_ascii_case("active")
}

/// Whether the attribute holds a boolean in the schema, so that the mapped text is written as one.
pub(super) fn is_boolean(target: &Target) -> bool {
    let sub = target.sub.as_deref().unwrap_or_default();
    is_active(target) || (target.extension.is_none() && sub.eq_ignore_ascii_case("primary"))
}

/// Reads Entra's text for a boolean: `True` and `False` in any case.
pub(super) fn truth(text: &str) -> Option<bool> {
    ["false", "true"]
        .iter()
        .position(|word| text.eq_ignore_ascii_case(word))
        .map(|at| at == 1)
}

/// A mapped text in the form that its attribute has.
pub(super) fn written(text: &str, target: &Target, form: BooleanForm) -> Value {
    match truth(text) {
        Some(value) if is_boolean(target) && form == BooleanForm::Boolean => Value::Bool(value),
        _ => Value::from(text),
    }
}

/// The body of a create request, and what of it the log shows. Attributes without value are left
/// out.
pub(super) fn create(
    settings: &Settings,
    kind: ObjectKind,
    mapped: &[Mapped<'_>],
) -> (Map<String, Value>, Vec<ModifiedProperty>) {
    match kind {
        ObjectKind::User => create_user(settings, mapped),
        ObjectKind::Group => create_group(settings, mapped),
    }
}

/// A user: `schemas` first, then the rows in mapping order, with `meta` before the name and `roles`
/// before the extensions as in the tutorial's example.
fn create_user(
    settings: &Settings,
    mapped: &[Mapped<'_>],
) -> (Map<String, Value>, Vec<ModifiedProperty>) {
    let mut resource = Map::with_capacity(mapped.len());
    let mut modified = Vec::with_capacity(mapped.len());
    resource.insert("schemas".into(), json!([CORE_USER]));
    let mut has_enterprise = settings.enterprise_schema == EnterpriseSchema::Always;
    let meta = json!({ "resourceType": "User" });
    for mapped in mapped {
        let target = &mapped.row.target;
        if target.attribute == "name" {
            resource.entry("meta").or_insert_with(|| meta.clone());
        }
        if target.extension.is_some() && settings.empty_roles {
            resource.entry("roles").or_insert_with(|| json!([]));
        }
        if !put(settings, mapped, &mut resource, &mut modified) {
            if settings.empty_on_create == EmptyOnCreate::Null {
                let name = target.attribute.clone();
                resource.entry(name).or_insert(Value::Null);
            }
            continue;
        }
        // Only the enterprise extension joins `schemas`; a custom one does not (documented under
        // "Customize attribute mappings").
        has_enterprise |= target
            .extension
            .as_deref()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(ENTERPRISE_USER));
    }
    resource.entry("meta").or_insert(meta);
    if settings.empty_roles {
        resource.entry("roles").or_insert_with(|| json!([]));
    }
    if has_enterprise {
        resource.insert("schemas".into(), json!([CORE_USER, ENTERPRISE_USER]));
    }
    (resource, modified)
}

/// A group: without members, which come later ("How provisioning works", initial cycle).
fn create_group(
    settings: &Settings,
    mapped: &[Mapped<'_>],
) -> (Map<String, Value>, Vec<ModifiedProperty>) {
    let mut resource = Map::new();
    let mut modified = Vec::new();
    let schemas = if settings.older_group_schema {
        json!([CORE_GROUP, OLDER_GROUP])
    } else {
        json!([CORE_GROUP])
    };
    resource.insert("schemas".into(), schemas);
    for mapped in mapped {
        if matches!(mapped.row.source, Source::Reference(_)) {
            if settings.empty_members {
                resource.insert(mapped.row.target.attribute.clone(), json!([]));
            }
            continue;
        }
        put(settings, mapped, &mut resource, &mut modified);
    }
    resource.insert("meta".into(), json!({ "resourceType": "Group" }));
    (resource, modified)
}

/// Puts a row's value, or its default, into a resource; says whether there was one.
fn put(
    settings: &Settings,
    mapped: &Mapped<'_>,
    resource: &mut Map<String, Value>,
    modified: &mut Vec<ModifiedProperty>,
) -> bool {
    let target = &mapped.row.target;
    let default = match &mapped.value {
        Evaluated::IgnoreFlow => None,
        _ => mapped.row.default.as_deref(),
    };
    let (shown, value) = match &mapped.value {
        Evaluated::Roles(roles) if target.sub.is_none() => {
            (roles::names(roles), roles::elements(settings, roles))
        }
        value => {
            let Some(text) = value.text().or(default) else {
                return false;
            };
            let value = written(text, target, settings.active_on_create);
            (text.to_owned(), value)
        }
    };
    target.set(resource, value, &|target| element(settings, target));
    modified.push(mapped.modified(None, &shown));
    true
}

/// A new element of a multi-valued attribute: `primary` where it is the primary one, then the
/// selector. A role has its type.
fn element(settings: &Settings, target: &Target) -> Map<String, Value> {
    let mut element = Map::new();
    let Some((name, value)) = &target.selector else {
        return element;
    };
    let is = |attribute: &str| target.attribute.eq_ignore_ascii_case(attribute);
    if value == "work" && (is("emails") || settings.primary == Primary::EveryWork) {
        element.insert("primary".into(), Value::Bool(true));
    }
    let is_truth = name.eq_ignore_ascii_case("primary");
    let value = match value.as_str().and_then(truth) {
        // Paths have the text `"True"`, resources the boolean.
        Some(value) if is_truth => roles::primary(settings, value),
        _ => value.clone(),
    };
    element.insert(name.clone(), value);
    if is("roles") {
        element.insert("type".into(), roles::TYPE.into());
    }
    element
}
