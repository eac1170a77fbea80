//! Resources as clients send them: validated against their schemas and brought to one normal form.
//!
//! The normal form has names in the schema's spelling and order, no unassigned value (RFC 7643 §2.5:
//! `null`, `[]` and absence are one state), no readOnly value (RFC 7644 §3.3, §3.5.1: ignored), no
//! attribute that the schemas do not know, and `schemas` that name just the core schema and those
//! extensions that have data (RFC 7643 §3, §3.3).

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value, json};

use super::datetime;
use super::error::{ScimError, ScimType};
use super::json::kind;
use super::mode::Mode;
use super::schema::{Attribute, AttributeType, Mutability, ResourceType, Schema};

/// Checks the body of a POST or PUT and gives its normal form.
///
/// [`Mode::Lenient`] also takes what Entra ID sends: booleans as text (`"True"`), and a bare text for
/// a complex attribute that has a `value` (`manager`), where the empty text unassigns.
///
/// Decisions where the RFC is open: URNs in `schemas` that the resource type does not know are
/// ignored, as are unknown attributes (RFC 7644 §3.3 lets a server ignore what it is sent), an
/// extension's data counts even when `schemas` does not announce it, a second `primary` is refused,
/// and a repeated value of a multi-valued attribute (same `type` and `value`, RFC 7643 §2.4) is
/// kept once.
///
/// # Errors
///
/// `invalidSyntax` when the body is no object, names an attribute twice or lacks the core schema in
/// `schemas`; `invalidValue` when a value does not fit its attribute or a required one is missing or
/// blank.
pub fn normalise(
    body: &Value,
    resource_type: &ResourceType,
    mode: Mode,
) -> Result<Value, ScimError> {
    let members = Members::of(body)?;
    check_schemas(&members, resource_type)?;
    let mut schemas = vec![json!(resource_type.schema.id)];
    let mut resource = Map::new();
    // `schemas` comes first; it is filled when the extensions are known.
    resource.insert("schemas".to_owned(), Value::Null);
    if let Some(external_id) = members.get("externalId")? {
        match external_id {
            Value::Null => {}
            Value::String(_) => {
                resource.insert("externalId".to_owned(), external_id.clone());
            }
            other => return Err(wrong_type("externalId", "a string", other)),
        }
    }
    resource.extend(attributes(&members, &resource_type.schema, "", mode)?);
    for (extension, required) in &resource_type.extensions {
        let prefix = format!("{}:", extension.id);
        let data = match members.get(&extension.id)? {
            None | Some(Value::Null) => Map::new(),
            Some(data @ Value::Object(_)) => {
                attributes(&Members::of(data)?, extension, &prefix, mode)?
            }
            Some(other) => return Err(wrong_type(&extension.id, "an object", other)),
        };
        if !data.is_empty() {
            schemas.push(json!(extension.id));
            resource.insert(extension.id.clone(), Value::Object(data));
        } else if *required {
            return Err(ScimError::new(
                ScimType::InvalidValue,
                format!("the extension `{}` is required", extension.id),
            ));
        }
    }
    resource.insert("schemas".to_owned(), Value::Array(schemas));
    Ok(Value::Object(resource))
}

/// Holds a replacement against what is stored (RFC 7644 §3.5.1): an immutable attribute that has a
/// value keeps it. Both are in normal form.
///
/// Elements of multi-valued attributes are replaced whole, so immutable sub-attributes such as
/// `members.value` do not stand in the way of a new list.
///
/// # Errors
///
/// `mutability` when an immutable value would change or go.
pub fn check_immutable(
    stored: &Value,
    replacement: &Value,
    resource_type: &ResourceType,
) -> Result<(), ScimError> {
    let unchanged = |attributes: &[Attribute], old: &Value, new: &Value| {
        attributes.iter().try_for_each(|attribute| {
            let (old, new) = (&old[&attribute.name], &new[&attribute.name]);
            immutable_kept(attribute, &attribute.name, old, new)
        })
    };
    unchanged(&resource_type.schema.attributes, stored, replacement)?;
    for (extension, _) in &resource_type.extensions {
        let (old, new) = (&stored[&extension.id], &replacement[&extension.id]);
        unchanged(&extension.attributes, old, new)?;
    }
    Ok(())
}

fn immutable_kept(
    attribute: &Attribute,
    name: &str,
    old: &Value,
    new: &Value,
) -> Result<(), ScimError> {
    if attribute.mutability == Mutability::Immutable && !old.is_null() && old != new {
        return Err(ScimError::new(
            ScimType::Mutability,
            format!("`{name}` is immutable and already has a value"),
        ));
    }
    if !attribute.multi_valued && new.is_object() {
        for sub in &attribute.sub_attributes {
            let name = format!("{name}.{}", sub.name);
            immutable_kept(sub, &name, &old[&sub.name], &new[&sub.name])?;
        }
    }
    Ok(())
}

/// The members of a JSON object, found by name without regard to case.
struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    fn of(value: &'a Value) -> Result<Self, ScimError> {
        value.as_object().map(Self).ok_or_else(|| {
            ScimError::new(
                ScimType::InvalidSyntax,
                format!("expected a JSON object, got {}", kind(value)),
            )
        })
    }

    fn get(&self, name: &str) -> Result<Option<&'a Value>, ScimError> {
        let mut found = self
            .0
            .iter()
            .filter(|(member, _)| member.eq_ignore_ascii_case(name));
        let first = found.next().map(|(_, value)| value);
        if found.next().is_some() {
            return Err(ScimError::new(
                ScimType::InvalidSyntax,
                format!("`{name}` is given twice, in different spellings"),
            ));
        }
        Ok(first)
    }
}

fn check_schemas(members: &Members<'_>, resource_type: &ResourceType) -> Result<(), ScimError> {
    let core = &resource_type.schema.id;
    let named = match members.get("schemas")? {
        Some(Value::Array(schemas)) => schemas.iter().any(|schema| {
            schema
                .as_str()
                .is_some_and(|urn| urn.eq_ignore_ascii_case(core))
        }),
        None | Some(Value::Null) => false,
        Some(other) => return Err(wrong_type("schemas", "an array of URNs", other)),
    };
    if named {
        return Ok(());
    }
    Err(ScimError::new(
        ScimType::InvalidSyntax,
        format!("`schemas` must name `{core}`"),
    ))
}

/// The attributes of one schema in normal form.
fn attributes(
    members: &Members<'_>,
    schema: &Schema,
    prefix: &str,
    mode: Mode,
) -> Result<Map<String, Value>, ScimError> {
    let mut normal = Map::new();
    for attribute in &schema.attributes {
        if attribute.mutability == Mutability::ReadOnly {
            continue;
        }
        let name = format!("{prefix}{}", attribute.name);
        let value = match members.get(&attribute.name)? {
            Some(value) => assigned(value, attribute, &name, mode)?,
            None => None,
        };
        let blank = value
            .as_ref()
            .is_none_or(|value| matches!(value, Value::String(text) if text.trim().is_empty()));
        if attribute.required && blank {
            return Err(ScimError::new(
                ScimType::InvalidValue,
                format!("`{name}` is required and must not be empty"),
            ));
        }
        if let Some(value) = value {
            normal.insert(attribute.name.clone(), value);
        }
    }
    Ok(normal)
}

/// The value of an attribute in normal form, `None` when it is unassigned.
fn assigned(
    value: &Value,
    attribute: &Attribute,
    name: &str,
    mode: Mode,
) -> Result<Option<Value>, ScimError> {
    if !attribute.multi_valued {
        return single(value, attribute, name, mode);
    }
    let elements = match value {
        Value::Null => return Ok(None),
        Value::Array(elements) => elements,
        other => return Err(wrong_type(name, "an array", other)),
    };
    let mut normal: Vec<Value> = Vec::new();
    for element in elements {
        normal.extend(single(element, attribute, name, mode)?);
    }
    deduplicate(&mut normal);
    let primaries = normal
        .iter()
        .filter(|element| element["primary"] == true)
        .count();
    if primaries > 1 {
        return Err(ScimError::new(
            ScimType::InvalidValue,
            format!("`{name}` has {primaries} values with `primary` true; at most one may be"),
        ));
    }
    Ok((!normal.is_empty()).then_some(Value::Array(normal)))
}

/// Keeps the first of elements that agree in `type` and `value`.
fn deduplicate(elements: &mut Vec<Value>) {
    let mut seen = std::collections::BTreeSet::new();
    elements.retain(|element| {
        let identity = match &element["value"] {
            Value::Null => element.to_string(),
            value => format!("{value} {}", element["type"]),
        };
        seen.insert(identity)
    });
}

fn single(
    value: &Value,
    attribute: &Attribute,
    name: &str,
    mode: Mode,
) -> Result<Option<Value>, ScimError> {
    let lenient = mode.is_lenient();
    let fits = match (attribute.kind, value) {
        (_, Value::Null) => return Ok(None),
        (AttributeType::Complex, value) => return complex(value, attribute, name, mode),
        (AttributeType::Boolean, Value::String(text)) if lenient => {
            return match text.to_ascii_lowercase().as_str() {
                "true" => Ok(Some(true.into())),
                "false" => Ok(Some(false.into())),
                _ => Err(wrong_type(name, "a boolean", value)),
            };
        }
        (AttributeType::Boolean, value) => value.is_boolean(),
        (AttributeType::Decimal, value) => value.is_number(),
        (AttributeType::Integer, value) => value.is_i64() || value.is_u64(),
        (AttributeType::String, value) => value.is_string(),
        (AttributeType::DateTime, value) => value
            .as_str()
            .is_some_and(|text| datetime::instant(text).is_some()),
        (AttributeType::Binary, value) => value.as_str().is_some_and(is_base64),
        (AttributeType::Reference, value) => value.as_str().is_some_and(is_uri_reference),
    };
    if fits {
        Ok(Some(value.clone()))
    } else {
        Err(wrong_type(name, expected(attribute.kind), value))
    }
}

fn complex(
    value: &Value,
    attribute: &Attribute,
    name: &str,
    mode: Mode,
) -> Result<Option<Value>, ScimError> {
    let wrapped;
    let members = match value {
        Value::Object(members) => members,
        Value::String(text) if mode.is_lenient() && attribute.sub("value").is_some() => {
            wrapped = Map::from_iter([("value".to_owned(), json!(text))]);
            &wrapped
        }
        other => return Err(wrong_type(name, "an object", other)),
    };
    let members = Members(members);
    let mut normal = Map::new();
    for sub in &attribute.sub_attributes {
        if sub.mutability == Mutability::ReadOnly {
            continue;
        }
        let name = format!("{name}.{}", sub.name);
        let value = match members.get(&sub.name)? {
            Some(value) => assigned(value, sub, &name, mode)?,
            None => None,
        };
        match value {
            Some(value) => {
                normal.insert(sub.name.clone(), value);
            }
            None if sub.required => {
                return Err(ScimError::new(
                    ScimType::InvalidValue,
                    format!("`{name}` is required"),
                ));
            }
            None => {}
        }
    }
    // Microsoft's SCIM validator removes a manager by `{"value": ""}`.
    let emptied = mode.is_lenient()
        && normal.len() == 1
        && normal.get("value").is_some_and(|value| value == "");
    Ok((!normal.is_empty() && !emptied).then_some(Value::Object(normal)))
}

/// Base64 in either alphabet, with or without padding (RFC 7643 §2.3.6).
fn is_base64(text: &str) -> bool {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [base64::alphabet::STANDARD, base64::alphabet::URL_SAFE]
        .into_iter()
        .any(|alphabet| GeneralPurpose::new(&alphabet, config).decode(text).is_ok())
}

/// Absolute or relative (RFC 7643 §2.3.7); what cannot stand in a URI at all is refused.
fn is_uri_reference(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

const fn expected(kind: AttributeType) -> &'static str {
    match kind {
        AttributeType::String => "a string",
        AttributeType::Boolean => "a boolean",
        AttributeType::Decimal => "a number",
        AttributeType::Integer => "a whole number",
        AttributeType::DateTime => "a date and time such as `2011-05-13T04:42:34Z`",
        AttributeType::Binary => "a base64 string",
        AttributeType::Reference => "a URI",
        AttributeType::Complex => "an object",
    }
}

/// Says the kind, not the value, which may be a secret.
fn wrong_type(name: &str, expected: &str, got: &Value) -> ScimError {
    ScimError::new(
        ScimType::InvalidValue,
        format!("`{name}` must be {expected}, got {}", kind(got)),
    )
}

#[cfg(test)]
mod tests;
