//! Reading resources as Entra's client does: into typed objects.

use std::sync::{Arc, LazyLock};

use serde_json::Value;

use super::Settings;
use super::reaction::{Call, Trouble};
use crate::idp::answer::{Listing, id_of};
use crate::idp::mapping::member;
use crate::scim::schema::{Attribute, AttributeType, ResourceType};
use crate::transcript::{ObjectKind, Response};

/// What a user is, by which answers are read.
static USER: LazyLock<ResourceType> = LazyLock::new(ResourceType::user);
/// What a group is.
static GROUP: LazyLock<ResourceType> = LazyLock::new(ResourceType::group);

const SEVERAL: &str = "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse";

/// Reads one object out of an answer. Entra's client reads into typed objects, so a value of the
/// wrong JSON type makes the whole resource unreadable: booleans as text, a manager that is not an
/// object, an address list that is not an array (Budibase/budibase#15369, Microsoft's validator).
pub(super) fn read_one(
    settings: &Settings,
    kind: ObjectKind,
    call: Call,
    response: &Response,
) -> Result<Arc<Value>, Trouble> {
    let body = response.json().ok_or_else(|| {
        let error = serde_json::from_slice::<Value>(&response.body).err();
        let error = error.map(|error| format!(" ({error})")).unwrap_or_default();
        Trouble::unreadable(response, &format!("it is not JSON{error}"))
    })?;
    // A list of several where one was asked for (list of error codes).
    if let Some(Value::Array(several)) = member(&body, "Resources")
        && several.len() > 1
    {
        let text = format!("{} resources were returned for one", several.len());
        return Err(Trouble::new(SEVERAL, text));
    }
    check(&body, kind).map_err(|why| Trouble::unreadable(response, &why))?;
    if call == Call::Read {
        refuse_members(settings, kind, &body)?;
    }
    Ok(body)
}

/// The objects that a matching query found, each of them readable.
pub(super) fn read_list(
    settings: &Settings,
    kind: ObjectKind,
    response: &Response,
) -> Result<Vec<Value>, Trouble> {
    let body = response
        .json()
        .ok_or_else(|| Trouble::unreadable(response, "it is not JSON"))?;
    let listing = Listing::read(&body).map_err(|why| Trouble::unreadable(response, &why))?;
    for resource in &listing.resources {
        check(resource, kind).map_err(|why| Trouble::unreadable(response, &why))?;
        refuse_members(settings, kind, resource)?;
    }
    Ok(listing.resources)
}

/// Members that were excluded and came all the same count as further entries (list of error
/// codes).
fn refuse_members(settings: &Settings, kind: ObjectKind, resource: &Value) -> Result<(), Trouble> {
    let members = member(resource, "members").and_then(Value::as_array);
    let carries_members = members.is_some_and(|members| !members.is_empty());
    if kind == ObjectKind::Group && carries_members && settings.refuses_members {
        let text = "The members of the group were returned although they were excluded";
        return Err(Trouble::new(SEVERAL, text));
    }
    Ok(())
}

/// Whether a resource can be read as an object of that kind; `Err` says what is wrong.
fn check(resource: &Value, kind: ObjectKind) -> Result<(), String> {
    let expected = match kind {
        ObjectKind::User => &USER,
        ObjectKind::Group => &GROUP,
    };
    if !resource.is_object() {
        return Err("it is not a JSON object".into());
    }
    if id_of(resource).is_none() {
        return Err("it has no `id`".into());
    }
    check_schema(resource, &expected.schema.attributes)?;
    for (extension, _) in &expected.extensions {
        if let Some(container) = member(resource, &extension.id) {
            check_schema(container, &extension.attributes)?;
        }
    }
    Ok(())
}

fn check_schema(container: &Value, attributes: &[Attribute]) -> Result<(), String> {
    for attribute in attributes {
        let Some(value) = member(container, &attribute.name) else {
            continue;
        };
        if value.is_null() {
            continue;
        }
        let elements = match (attribute.multi_valued, value) {
            (true, Value::Array(elements)) => elements.as_slice(),
            (true, _) => return Err(format!("`{}` is not an array", attribute.name)),
            (false, single) => std::slice::from_ref(single),
        };
        for element in elements {
            let fits = match attribute.kind {
                AttributeType::Boolean => element.is_boolean(),
                AttributeType::Complex => element.is_object(),
                AttributeType::Integer | AttributeType::Decimal => element.is_number(),
                _ => element.is_string(),
            };
            if !fits {
                let name = &attribute.name;
                return Err(format!(
                    "the value of `{name}` has the wrong type: {element}"
                ));
            }
            check_schema(element, &attribute.sub_attributes)?;
        }
    }
    Ok(())
}
