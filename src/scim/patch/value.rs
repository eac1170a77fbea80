//! Values of a request, brought to the form in which a schema wants them stored.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use crate::scim::datetime;
use crate::scim::error::{ScimError, ScimType};
use crate::scim::filter::{CompareOp, Filter, Literal, Test};
use crate::scim::json::{elements, kind, put};
use crate::scim::mode::Mode;
use crate::scim::schema::{Attribute, AttributeType, Mutability};

/// One value of an attribute: the value of a single attribute, an element of a multi-valued one.
/// `None` means unassigned. Parts of a complex value have the schema's spelling; a part that the
/// request unassigns is `null`.
///
/// In [`Mode::Lenient`] the words `True` and `False` are booleans, and a reference such as
/// `manager` may be the bare id or an array of one; Microsoft Entra ID sends all of these.
pub(super) fn single(
    attribute: &Attribute,
    value: &Value,
    mode: Mode,
) -> Result<Option<Value>, ScimError> {
    let mismatch = || {
        Err(invalid(format!(
            "expected `{}` to be {}, got {}",
            attribute.name,
            attribute.kind.as_str(),
            kind(value)
        )))
    };
    if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let fits = match (attribute.kind, value) {
        (AttributeType::Complex, Value::Object(parts)) => {
            return complex(attribute, parts, mode);
        }
        (AttributeType::Complex, Value::Array(values)) if mode.is_lenient() => {
            return match values.as_slice() {
                [value] => single(attribute, value, mode),
                _ => mismatch(),
            };
        }
        (AttributeType::Complex, Value::String(id))
            if mode.is_lenient() && is_reference(attribute) =>
        {
            let parts = Map::from_iter([("value".to_owned(), id.as_str().into())]);
            return complex(attribute, &parts, mode);
        }
        (AttributeType::Boolean, Value::String(word)) if mode.is_lenient() => {
            return match word.to_ascii_lowercase().parse::<bool>() {
                Ok(value) => Ok(Some(value.into())),
                Err(_) => mismatch(),
            };
        }
        (AttributeType::Boolean, Value::Bool(_))
        | (AttributeType::String | AttributeType::Reference, Value::String(_))
        | (AttributeType::Decimal, Value::Number(_)) => true,
        (AttributeType::Integer, Value::Number(number)) => !number.is_f64(),
        (AttributeType::DateTime, Value::String(text)) => datetime::instant(text).is_some(),
        (AttributeType::Binary, Value::String(text)) => is_base64(text),
        _ => false,
    };
    if fits {
        Ok(Some(value.clone()))
    } else {
        mismatch()
    }
}

/// The values of a multi-valued attribute. One value may stand without an array. `{}` is no value
/// (RFC 7643 §2.5).
pub(super) fn list(
    attribute: &Attribute,
    value: &Value,
    mode: Mode,
) -> Result<Vec<Value>, ScimError> {
    let mut values = Vec::new();
    for element in elements(value) {
        if element.is_null() || element.is_array() {
            return Err(invalid(format!(
                "expected a value in `{}`, got {}",
                attribute.name,
                kind(element)
            )));
        }
        let Some(mut element) = single(attribute, element, mode)? else {
            continue;
        };
        strip(&mut element);
        if element.as_object().is_none_or(|parts| !parts.is_empty()) {
            values.push(element);
        }
    }
    if !mode.is_lenient()
        && values
            .iter()
            .filter(|value| value["primary"] == true)
            .count()
            > 1
    {
        return Err(invalid(format!(
            "expected at most one primary value in `{}`",
            attribute.name
        )));
    }
    Ok(values)
}

/// Takes the unassigned parts out of a complex value.
pub(super) fn strip(value: &mut Value) {
    if let Value::Object(parts) = value {
        parts.retain(|_, part| !part.is_null());
    }
}

/// Whether a single complex attribute points to something by its `value`, as `manager` does.
pub(super) fn is_reference(attribute: &Attribute) -> bool {
    !attribute.multi_valued && attribute.sub("value").is_some()
}

/// The value that a filter describes, when it consists of equalities only: what has to be made so
/// that `emails[type eq "work"].value` finds something to set.
pub(super) fn described(
    filter: &Filter,
    attribute: &Attribute,
    mode: Mode,
) -> Result<Option<Map<String, Value>>, ScimError> {
    let mut parts = Map::new();
    if !attribute.multi_valued
        || attribute.kind != AttributeType::Complex
        || !equalities(filter, &mut parts)
    {
        return Ok(None);
    }
    // A new member of a group is not made by the way.
    let fixed = |name: &String| {
        attribute.sub(name).is_none_or(|sub| {
            matches!(sub.mutability, Mutability::Immutable | Mutability::ReadOnly)
        })
    };
    if parts.keys().any(fixed) {
        return Ok(None);
    }
    Ok(match single(attribute, &Value::Object(parts), mode)? {
        Some(Value::Object(parts)) => Some(parts),
        _ => None,
    })
}

fn equalities(filter: &Filter, parts: &mut Map<String, Value>) -> bool {
    match filter {
        Filter::And(filters) => filters.iter().all(|filter| equalities(filter, parts)),
        Filter::Condition {
            path,
            test: Test::Compare(CompareOp::Eq, literal),
        } if path.filter.is_none() && path.path.sub.is_none() => {
            let value = match literal {
                Literal::String(text) => text.as_str().into(),
                Literal::Number(number) => number.clone().into(),
                Literal::Boolean(value) => (*value).into(),
                Literal::Null => return false,
            };
            put(parts, &path.path.name, value);
            true
        }
        _ => false,
    }
}

fn complex(
    attribute: &Attribute,
    given: &Map<String, Value>,
    mode: Mode,
) -> Result<Option<Value>, ScimError> {
    let mut parts = Map::new();
    for (name, value) in given {
        let Some(sub) = attribute.sub(name) else {
            return Err(invalid(format!(
                "attribute `{}` has no sub-attribute `{name}`",
                attribute.name
            )));
        };
        if sub.mutability == Mutability::ReadOnly {
            if mode.is_lenient() {
                continue;
            }
            return Err(ScimError::new(
                ScimType::Mutability,
                format!("`{}.{}` is read-only", attribute.name, sub.name),
            ));
        }
        let value = if sub.multi_valued {
            let values = list(sub, value, mode)?;
            (!values.is_empty()).then_some(Value::Array(values))
        } else {
            single(sub, value, mode)?
        };
        put(&mut parts, &sub.name, value.unwrap_or_default());
    }
    // Microsoft's validator takes the manager away by an empty id.
    let no_target = is_reference(attribute) && parts.get("value").is_some_and(|id| id == "");
    if no_target && mode.is_lenient() {
        return Ok(None);
    }
    Ok(Some(Value::Object(parts)))
}

pub(super) fn invalid(detail: String) -> ScimError {
    ScimError::new(ScimType::InvalidValue, detail)
}

/// Base64 in either alphabet, padded or not (RFC 7643 §2.3.6).
fn is_base64(text: &str) -> bool {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [&alphabet::STANDARD, &alphabet::URL_SAFE]
        .into_iter()
        .any(|alphabet| GeneralPurpose::new(alphabet, CONFIG).decode(text).is_ok())
}
