//! Changing one attribute of an object.

use serde_json::{Map, Value};

use super::operation::PatchOp;
use super::value::{self, invalid, is_reference, single};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::{borrow, is_assigned, member, put, take};
use crate::scim::mode::Mode;
use crate::scim::schema::{Attribute, Mutability};

pub(super) type Done = Result<(), ScimError>;
pub(super) type Object = Map<String, Value>;

/// Changes an attribute within what its mutability allows (RFC 7643 §7): nothing for read-only
/// ones, no other value for immutable ones, no absence for required ones.
pub(super) fn guarded(
    attribute: &Attribute,
    container: &mut Object,
    change: impl FnOnce(&mut Object) -> Done,
) -> Done {
    let refuse = |why: &str| {
        let detail = format!("attribute `{}` is {why}", attribute.name);
        Err(ScimError::new(ScimType::Mutability, detail))
    };
    let immutable = match attribute.mutability {
        Mutability::ReadOnly => return refuse("read-only"),
        Mutability::Immutable => member(container, &attribute.name).cloned(),
        Mutability::ReadWrite | Mutability::WriteOnly => None,
    };
    change(container)?;
    let after = member(container, &attribute.name);
    if immutable.as_ref().is_some_and(is_assigned) && after != immutable.as_ref() {
        return refuse("immutable and has a value");
    }
    match after {
        Some(Value::String(text)) if attribute.required && text.is_empty() => {
            Err(invalid(format!(
                "attribute `{}` is required and cannot be empty",
                attribute.name
            )))
        }
        None if attribute.required => refuse("required"),
        Some(after) if attribute.required && !is_assigned(after) => refuse("required"),
        _ => Ok(()),
    }
}

/// The values of an attribute, taken out to be changed and [`put_list`] back.
pub(super) fn list_of(container: &mut Object, attribute: &Attribute) -> Vec<Value> {
    match borrow(container, &attribute.name) {
        Value::Array(values) => values,
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

pub(super) fn put_list(container: &mut Object, attribute: &Attribute, mut values: Vec<Value>) {
    values.retain(is_assigned);
    let value = if attribute.multi_valued && !values.is_empty() {
        Value::Array(values)
    } else {
        values.into_iter().next().unwrap_or_default()
    };
    if value.is_null() {
        take(container, &attribute.name);
    } else {
        put(container, &attribute.name, value);
    }
}

/// Sets a single attribute; the parts of a complex one are merged.
pub(super) fn set_single(
    container: &mut Object,
    attribute: &Attribute,
    op: PatchOp,
    new: Option<Value>,
) -> Done {
    match new {
        Some(Value::Object(parts)) => {
            let mut object = match borrow(container, &attribute.name) {
                Value::Object(object) => object,
                _ => Object::new(),
            };
            merge(attribute, &mut object, &parts)?;
            put_list(container, attribute, vec![Value::Object(object)]);
        }
        Some(value) => put(container, &attribute.name, value),
        None if op == PatchOp::Replace => {
            take(container, &attribute.name);
        }
        None => {}
    }
    Ok(())
}

/// A sub-attribute's new value as an object of one part; `null` to unassign it.
pub(super) fn part(sub: &Attribute, value: &Value, mode: Mode) -> Result<Value, ScimError> {
    if sub.mutability == Mutability::ReadOnly {
        return Err(ScimError::new(
            ScimType::Mutability,
            format!("sub-attribute `{}` is read-only", sub.name),
        ));
    }
    let value = if sub.multi_valued {
        Value::Array(value::list(sub, value, mode)?)
    } else {
        single(sub, value, mode)?.unwrap_or_default()
    };
    Ok(Value::Object(Object::from_iter([(
        sub.name.clone(),
        value,
    )])))
}

/// Sets the given parts of a complex value, the others stay.
pub(super) fn merge(attribute: &Attribute, object: &mut Object, parts: &Object) -> Done {
    if let Some(id) = parts.get("value")
        && is_reference(attribute)
        && member(object, "value") != Some(id)
    {
        object.clear();
    }
    for (name, part) in parts {
        let set = |object: &mut Object| {
            if part.is_null() {
                take(object, name);
            } else {
                put(object, name, part.clone());
            }
            Ok(())
        };
        match attribute.sub(name) {
            Some(sub) => guarded(sub, object, set)?,
            None => set(object)?,
        }
    }
    Ok(())
}
