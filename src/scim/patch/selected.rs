//! Changing the values that a filter in a path selects.

use serde_json::Value;

use super::change::{Done, Object, guarded, merge, part};
use super::list;
use super::operation::PatchOp;
use super::value::{self, described, invalid, single, strip};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::filter::{Filter, ValueFilter};
use crate::scim::json::{elements, is_assigned, member, take};
use crate::scim::mode::Mode;
use crate::scim::schema::{Attribute, AttributeType, Mutability};

pub(super) fn no_target(attribute: &Attribute) -> ScimError {
    ScimError::new(
        ScimType::NoTarget,
        format!("`{}` has no value that the path selects", attribute.name),
    )
}

/// Merges parts into the selected values and keeps at most one primary.
pub(super) fn merge_selected(
    attribute: &Attribute,
    values: &mut [Value],
    selected: &[usize],
    parts: &Value,
    mode: Mode,
) -> Done {
    for &place in selected {
        match (values.get_mut(place), parts) {
            (Some(Value::Object(object)), Value::Object(parts)) => merge(attribute, object, parts)?,
            (Some(simple), parts) => *simple = parts.clone(),
            (None, _) => {}
        }
    }
    settle_primary(attribute, values, selected, parts, mode)
}

fn settle_primary(
    attribute: &Attribute,
    values: &mut [Value],
    selected: &[usize],
    parts: &Value,
    mode: Mode,
) -> Done {
    if !list::is_primary(parts) {
        return Ok(());
    }
    if selected.len() > 1 && !mode.is_lenient() {
        return Err(invalid(format!(
            "expected at most one primary value in `{}`",
            attribute.name
        )));
    }
    if let Some(&place) = selected.last() {
        list::only_primary(values, place);
    }
    Ok(())
}

/// `add` and `replace` of the values that a filter selects, or of one part of them.
pub(super) fn set_selected(
    attribute: &Attribute,
    values: &mut Vec<Value>,
    (filter, bound): (&Filter, ValueFilter),
    op: PatchOp,
    sub: Option<&Attribute>,
    value: &Value,
    mode: Mode,
) -> Done {
    let new = match sub {
        Some(sub) => Some(part(sub, value, mode)?),
        None => single(attribute, value, mode)?,
    };
    let selected: Vec<usize> = (0..)
        .zip(values.iter())
        .filter(|(_, value)| bound.matches(value))
        .map(|(place, _)| place)
        .collect();
    if selected.is_empty() {
        let may_create = op == PatchOp::Add || mode.is_lenient();
        let made = described(filter, attribute, mode)?
            .map(Value::Object)
            .filter(|made| may_create && bound.matches(made));
        if new.is_none() && mode.is_lenient() {
            return Ok(());
        }
        let (Some(Value::Object(mut made)), Some(new)) = (made, new) else {
            return Err(no_target(attribute));
        };
        if let Value::Object(parts) = new
            && parts.values().any(is_assigned)
        {
            merge(attribute, &mut made, &parts)?;
            list::add(attribute, values, vec![Value::Object(made)]);
        }
        return Ok(());
    }
    let Some(new) = new else {
        // `replace` with nothing takes the values away; `add` of nothing adds nothing.
        if op == PatchOp::Replace {
            values.retain(|value| !bound.matches(value));
        }
        return Ok(());
    };
    if op == PatchOp::Add || sub.is_some() || attribute.kind != AttributeType::Complex {
        return merge_selected(attribute, values, &selected, &new, mode);
    }
    let described = described(filter, attribute, mode)?.filter(|_| mode.is_lenient());
    for &place in &selected {
        if let Some(Value::Object(old)) = values.get_mut(place) {
            *old = replacement(attribute, old, &new, described.as_ref())?;
        }
    }
    settle_primary(attribute, values, &selected, &new, mode)
}

/// What takes the place of a selected value: the new one, with what cannot change, and (when
/// lenient) with what the filter asked for, so that the value stays what it was selected as.
fn replacement(
    attribute: &Attribute,
    old: &Object,
    new: &Value,
    described: Option<&Object>,
) -> Result<Object, ScimError> {
    let mut new = new.clone();
    strip(&mut new);
    let mut parts = match new {
        Value::Object(parts) => parts,
        _ => Object::new(),
    };
    for (name, part) in described.into_iter().flatten() {
        if !parts.contains_key(name) {
            parts.insert(name.clone(), part.clone());
        }
    }
    for sub in &attribute.sub_attributes {
        let held = member(old, &sub.name).filter(|part| is_assigned(part));
        if let Some(held) = held
            && sub.mutability == Mutability::Immutable
        {
            let kept = parts
                .entry(sub.name.clone())
                .or_insert_with(|| held.clone());
            if kept != held {
                return Err(ScimError::new(
                    ScimType::Mutability,
                    format!(
                        "`{}.{}` is immutable and has a value",
                        attribute.name, sub.name
                    ),
                ));
            }
        }
    }
    Ok(parts)
}

/// `remove` of the values that a filter selects (all without one), or of one part of them.
pub(super) fn remove_selected(
    values: &mut Vec<Value>,
    filter: Option<&ValueFilter>,
    sub: Option<&Attribute>,
) -> Done {
    let selects = |value: &Value| filter.is_none_or(|filter| filter.matches(value));
    let Some(sub) = sub else {
        values.retain(|value| !selects(value));
        return Ok(());
    };
    for value in values.iter_mut().filter(|value| selects(value)) {
        if let Value::Object(object) = value {
            guarded(sub, object, |object| {
                take(object, &sub.name);
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// The values that a `remove` names, each as an object with known parts or as a bare `value`.
pub(super) fn listed_values(
    attribute: &Attribute,
    listed: &Value,
    mode: Mode,
) -> Result<Vec<Value>, ScimError> {
    if !mode.is_lenient() {
        return Err(invalid(format!(
            "`remove` has no value; select the values of `{}` with a filter in the path",
            attribute.name
        )));
    }
    let object = |value: &Value| match value {
        Value::String(id) if attribute.kind == AttributeType::Complex => Value::Object(
            Object::from_iter([("value".to_owned(), id.as_str().into())]),
        ),
        other => other.clone(),
    };
    let listed: Value = elements(listed).iter().map(object).collect();
    value::list(attribute, &listed, mode)
}
