//! Carrying out operations on a copy of the resource.
//!
//! Where RFC 7644 is open or Microsoft Entra ID and Okta differ from it:
//! - `add` with a complex value merges, as `replace` does;
//! - a value filter that matches nothing: `add` makes the value that the filter describes; `replace`
//!   is `noTarget`, in [`Mode::Lenient`] it makes the value too;
//! - `remove` that finds nothing succeeds;
//! - `remove` on a multi-valued attribute with a `value` takes the listed values away in
//!   [`Mode::Lenient`]; in [`Mode::Strict`] it is `invalidValue`, since `remove` has no value and
//!   emptying the attribute would be the worst reading;
//! - read-only members of a path-less value are ignored in [`Mode::Lenient`], and in
//!   [`Mode::Strict`] when they have the value that is there;
//! - dotted and URN-qualified keys of a path-less value are understood in [`Mode::Lenient`];
//! - `schemas` inside the value of an extension is ignored in [`Mode::Lenient`]: scim2-models, which
//!   clients in Python use, writes it there;
//! - a reference such as `manager` that gets another `value` loses its other parts, which belonged
//!   to the old one.

use serde_json::Value;

use super::change::{Done, Object, guarded, list_of, part, put_list, set_single};
use super::list;
use super::operation::{PatchOp, PatchOperation};
use super::selected::{listed_values, merge_selected, no_target, remove_selected, set_selected};
use super::value::{self, invalid, single};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::filter::{Filter, ValueFilter};
use crate::scim::json::{borrow, elements, is_assigned, kind, member, put, take};
use crate::scim::mode::Mode;
use crate::scim::path::{PatchPath, ResolvedPath};
use crate::scim::schema::{Attribute, Mutability, ResourceType, Schema};

/// A resource in the middle of a PATCH. After an error it is not to be used.
pub(super) struct Patcher<'a> {
    pub(super) resource: Object,
    pub(super) resource_type: &'a ResourceType,
    pub(super) mode: Mode,
}

impl<'a> Patcher<'a> {
    pub(super) fn operation(&mut self, operation: &PatchOperation) -> Done {
        let value = operation.value.as_ref();
        match (operation.op, &operation.path) {
            (PatchOp::Remove, None) => Err(ScimError::new(
                ScimType::NoTarget,
                "expected a `path` for `remove`",
            )),
            (PatchOp::Remove, Some(path)) => self.remove(path, value),
            (op, Some(path)) => {
                let target = path.resolve(self.resource_type, self.mode)?;
                let value = value.unwrap_or(&Value::Null);
                if op == PatchOp::Add && value.is_null() {
                    return self.add_of_null();
                }
                self.set(op, target, path.filter.as_deref(), value)
            }
            (op, None) => {
                let value = value.unwrap_or(&Value::Null);
                let members = value.as_object().ok_or_else(|| {
                    invalid(format!(
                        "expected an object as the value of `{}` without a path, got {}",
                        op.as_str(),
                        kind(value)
                    ))
                })?;
                members
                    .iter()
                    .try_for_each(|(key, value)| self.set_member(op, None, key, value))
            }
        }
    }

    /// RFC 7644 does not say what adding nothing is.
    fn add_of_null(&self) -> Done {
        if self.mode.is_lenient() {
            return Ok(());
        }
        Err(invalid("expected a value to add, got null".to_owned()))
    }

    /// One member of a value that stands for the resource or for an extension of it.
    fn set_member(
        &mut self,
        op: PatchOp,
        extension: Option<&Schema>,
        key: &str,
        value: &Value,
    ) -> Done {
        let text = match extension {
            Some(schema) => format!("{}:{key}", schema.id),
            None => key.to_owned(),
        };
        let path = PatchPath::parse(&text, self.mode)
            .map_err(|error| error.to_scim(ScimType::InvalidPath))?;
        let target = path.resolve(self.resource_type, self.mode)?;
        let unqualified = extension.is_some() || path.path.urn.is_none();
        let plain = path.filter.is_none()
            && (target.attribute.is_none() || path.path.sub.is_none() && unqualified);
        if !plain && !self.mode.is_lenient() {
            return Err(ScimError::new(
                ScimType::InvalidPath,
                format!("expected an attribute name as a key, got `{key}`"),
            ));
        }
        if let Some(attribute) = target.attribute
            && is_read_only(attribute, target.sub)
        {
            let held = member(&self.resource, &attribute.name);
            if self.mode.is_lenient() || (target.sub.is_none() && held == Some(value)) {
                return Ok(());
            }
        }
        if op == PatchOp::Add && value.is_null() {
            return self.add_of_null();
        }
        self.set(op, target, path.filter.as_deref(), value)
    }

    /// `add` and `replace` at a path.
    fn set(
        &mut self,
        op: PatchOp,
        target: ResolvedPath<'a>,
        filter: Option<&Filter>,
        value: &Value,
    ) -> Done {
        let mode = self.mode;
        let Some(attribute) = target.attribute else {
            return self.set_extension(op, target.extension, value);
        };
        if is_schemas(target) {
            return match filter {
                None => self.set_schemas(op, attribute, value),
                Some(filter) => Err(ScimError::new(
                    ScimType::InvalidPath,
                    format!("`schemas[{filter}]` has no parts to set"),
                )),
            };
        }
        self.edit(target.extension, |container| {
            guarded(attribute, container, |container| {
                match (filter, target.sub) {
                    (None, None) if attribute.multi_valued => {
                        let new = value::list(attribute, value, mode)?;
                        let mut values = match op {
                            PatchOp::Add => list_of(container, attribute),
                            _ => Vec::new(),
                        };
                        list::add(attribute, &mut values, new);
                        put_list(container, attribute, values);
                        Ok(())
                    }
                    (None, None) => {
                        let new = single(attribute, value, mode)?;
                        set_single(container, attribute, op, new)
                    }
                    (None, Some(sub)) if attribute.multi_valued => {
                        let part = part(sub, value, mode)?;
                        let mut values = list_of(container, attribute);
                        let selected: Vec<usize> = (0..values.len()).collect();
                        if selected.is_empty() {
                            return Err(no_target(attribute));
                        }
                        merge_selected(attribute, &mut values, &selected, &part, mode)?;
                        put_list(container, attribute, values);
                        Ok(())
                    }
                    (None, Some(sub)) => {
                        let part = part(sub, value, mode)?;
                        set_single(container, attribute, op, Some(part))
                    }
                    (Some(filter), sub) => {
                        let filter = (filter, ValueFilter::bind(filter, attribute, mode)?);
                        let mut values = list_of(container, attribute);
                        set_selected(attribute, &mut values, filter, op, sub, value, mode)?;
                        put_list(container, attribute, values);
                        Ok(())
                    }
                }
            })
        })
    }

    fn set_extension(&mut self, op: PatchOp, extension: Option<&'a Schema>, value: &Value) -> Done {
        let Some(schema) = extension else {
            return Ok(());
        };
        let lenient = self.mode.is_lenient();
        match value {
            Value::Null if op == PatchOp::Replace => self.remove_extension(schema),
            Value::Object(members) => members
                .iter()
                .filter(|(key, _)| !(lenient && key.eq_ignore_ascii_case("schemas")))
                .try_for_each(|(key, value)| self.set_member(op, Some(schema), key, value)),
            _ => Err(invalid(format!(
                "expected an object for `{}`, got {}",
                schema.id,
                kind(value)
            ))),
        }
    }

    /// `schemas` names the core schema and every extension that has data, whatever a client says.
    fn set_schemas(&mut self, op: PatchOp, attribute: &Attribute, value: &Value) -> Done {
        let mut urns = match op {
            PatchOp::Add => list_of(&mut self.resource, attribute),
            _ => Vec::new(),
        };
        for urn in value::list(attribute, value, self.mode)? {
            match urn.as_str().and_then(|urn| self.schema(urn)) {
                Some(schema) => push_urn(&mut urns, &schema.id),
                None if self.mode.is_lenient() => {}
                None => {
                    return Err(invalid(format!(
                        "resource type `{}` has no schema {urn}",
                        self.resource_type.name
                    )));
                }
            }
        }
        put(&mut self.resource, "schemas", Value::Array(urns));
        self.complete_schemas();
        Ok(())
    }

    fn schema(&self, urn: &str) -> Option<&'a Schema> {
        let mut all = self.resource_type.schemas();
        all.find(|schema| schema.id.eq_ignore_ascii_case(urn))
    }

    fn complete_schemas(&mut self) {
        let mut urns = elements(&borrow(&mut self.resource, "schemas")).to_vec();
        push_urn(&mut urns, &self.resource_type.schema.id);
        for (schema, _) in &self.resource_type.extensions {
            if member(&self.resource, &schema.id).is_some_and(is_assigned) {
                push_urn(&mut urns, &schema.id);
            }
        }
        put(&mut self.resource, "schemas", Value::Array(urns));
    }

    fn remove(&mut self, path: &PatchPath, value: Option<&Value>) -> Done {
        let mode = self.mode;
        let target = path.resolve(self.resource_type, mode)?;
        let Some(attribute) = target.attribute else {
            return target
                .extension
                .map_or(Ok(()), |schema| self.remove_extension(schema));
        };
        let listed = value.filter(|value| !value.is_null());
        self.edit(target.extension, |container| {
            guarded(attribute, container, |container| {
                match (&path.filter, target.sub, listed) {
                    (None, None, Some(listed)) if attribute.multi_valued => {
                        let listed = listed_values(attribute, listed, mode)?;
                        let mut values = list_of(container, attribute);
                        list::remove_listed(attribute, &mut values, &listed);
                        put_list(container, attribute, values);
                    }
                    (None, None, _) => {
                        take(container, &attribute.name);
                    }
                    (filter, sub, _) => {
                        let filter = filter
                            .as_deref()
                            .map(|filter| ValueFilter::bind(filter, attribute, mode));
                        let filter = filter.transpose()?;
                        let mut values = list_of(container, attribute);
                        remove_selected(&mut values, filter.as_ref(), sub)?;
                        put_list(container, attribute, values);
                    }
                }
                Ok(())
            })
        })?;
        if is_schemas(target) {
            self.complete_schemas();
        }
        Ok(())
    }

    fn remove_extension(&mut self, schema: &Schema) -> Done {
        let mut extensions = self.resource_type.extensions.iter();
        if extensions.any(|(extension, required)| extension == schema && *required) {
            return Err(ScimError::new(
                ScimType::Mutability,
                format!("extension `{}` is required", schema.id),
            ));
        }
        self.edit(Some(schema), |container| {
            for attribute in &schema.attributes {
                if member(container, &attribute.name).is_some_and(is_assigned) {
                    guarded(attribute, container, |container| {
                        take(container, &attribute.name);
                        Ok(())
                    })?;
                }
            }
            container.clear();
            Ok(())
        })
    }

    /// Changes the object that holds an attribute. An extension's URN joins `schemas` with its first
    /// value and leaves with its last.
    fn edit(
        &mut self,
        extension: Option<&Schema>,
        change: impl FnOnce(&mut Object) -> Done,
    ) -> Done {
        let Some(schema) = extension else {
            return change(&mut self.resource);
        };
        let mut container = match borrow(&mut self.resource, &schema.id) {
            Value::Object(container) => container,
            _ => Object::new(),
        };
        let had_data = container.values().any(is_assigned);
        change(&mut container)?;
        if container.values().any(is_assigned) {
            put(&mut self.resource, &schema.id, Value::Object(container));
            self.complete_schemas();
            return Ok(());
        }
        take(&mut self.resource, &schema.id);
        if had_data && let Value::Array(mut urns) = borrow(&mut self.resource, "schemas") {
            urns.retain(|urn| !is_urn(urn, &schema.id));
            put(&mut self.resource, "schemas", Value::Array(urns));
        }
        Ok(())
    }
}

fn is_read_only(attribute: &Attribute, sub: Option<&Attribute>) -> bool {
    let read_only = |attribute: &Attribute| attribute.mutability == Mutability::ReadOnly;
    read_only(attribute) || sub.is_some_and(read_only)
}

fn is_schemas(target: ResolvedPath<'_>) -> bool {
    target.extension.is_none()
        && target
            .attribute
            .is_some_and(|attribute| attribute.name == "schemas")
}

fn is_urn(value: &Value, urn: &str) -> bool {
    value
        .as_str()
        .is_some_and(|value| value.eq_ignore_ascii_case(urn))
}

fn push_urn(urns: &mut Vec<Value>, urn: &str) {
    if !urns.iter().any(|value| is_urn(value, urn)) {
        urns.push(urn.into());
    }
}
