//! Requests that a correct server takes, refused before the resource is looked at.

use serde_json::{Map, Value};

use super::operations::{Sent, operations};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::{elements, member};
use crate::scim::schema::{ResourceType, urn};
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Call, Verb};

/// Refuses calls that a correct server takes.
pub(crate) fn refuse(call: &Call, types: &[ResourceType]) -> Result<(), ScimError> {
    let quirks = call.quirks;
    if quirks.is_empty() {
        return Ok(());
    }
    let changes = matches!(call.verb, Verb::Replace | Verb::Patch | Verb::Delete);
    if quirks.has(Quirk::IfMatchRequired) && changes && call.conditions.if_match.is_none() {
        return Err(ScimError::status(428, "`If-Match` is required"));
    }
    match call.verb {
        Verb::Patch if quirks.has(Quirk::PatchUnsupported) => {
            return Err(ScimError::status(501, "PATCH is not supported"));
        }
        Verb::Replace if quirks.has(Quirk::PutUnsupported) => {
            return Err(no_method());
        }
        Verb::Search if quirks.has(Quirk::SearchNotFound) => {
            return Err(ScimError::status(404, "no such endpoint"));
        }
        _ => {}
    }
    let ([resource_type], Some(body)) = (types, call.body.as_object()) else {
        return Ok(());
    };
    if quirks.has(Quirk::GroupPutUnsupported)
        && call.verb == Verb::Replace
        && resource_type.name == "Group"
    {
        return Err(no_method());
    }
    match call.verb {
        Verb::Create | Verb::Replace => {
            values(quirks, resource_type, &call.body)?;
            whole(call, resource_type, body)
        }
        Verb::Patch => {
            values(quirks, resource_type, &call.body)?;
            let mut sent = operations(&call.body).filter_map(Sent::read);
            sent.try_for_each(|sent| operation(quirks, resource_type, &sent))
        }
        _ => Ok(()),
    }
}

fn no_method() -> ScimError {
    ScimError::status(405, "the endpoint does not have this method")
}

fn invalid(detail: &str) -> ScimError {
    ScimError::new(ScimType::InvalidValue, detail)
}

fn read_only(detail: &str) -> ScimError {
    ScimError::new(ScimType::Mutability, detail)
}

/// Values that are refused wherever they stand.
fn values(quirks: QuirkSet, resource_type: &ResourceType, body: &Value) -> Result<(), ScimError> {
    if quirks.has(Quirk::StringBooleansRefused) && has_text_boolean(body) {
        return Err(invalid("expected a boolean, got a string"));
    }
    if quirks.has(Quirk::NullRefused) && holds(body, &Value::is_null) {
        return Err(invalid("null is no value"));
    }
    let is_blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    if quirks.has(Quirk::EmptyTextRefused) && holds(body, &is_blank) {
        return Err(invalid("a text must not be blank"));
    }
    let is_long = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| text.chars().count() > 255)
    };
    if quirks.has(Quirk::LongText500) && holds(body, &is_long) {
        return Err(ScimError::status(500, "internal server error"));
    }
    if resource_type.name != "Group" {
        return Ok(());
    }
    if quirks.has(Quirk::ManyMembersRefused) && member_changes(body) > MOST_CHANGES {
        return Err(invalid("too many changes of members"));
    }
    let lists = members_of(body);
    if quirks.has(Quirk::EmptyMembersRefused) && lists.iter().any(|list| elements(list).is_empty())
    {
        return Err(invalid("`members` must not be empty"));
    }
    let untyped = |list: &&Value| elements(list).iter().any(|one| one.get("type").is_none());
    if quirks.has(Quirk::MemberTypeRequired) && lists.iter().any(untyped) {
        return Err(invalid("`members.type` is required"));
    }
    Ok(())
}

/// Whether a value or a part of it is such.
fn holds(value: &Value, is_such: &impl Fn(&Value) -> bool) -> bool {
    is_such(value)
        || match value {
            Value::Array(values) => values.iter().any(|value| holds(value, is_such)),
            Value::Object(members) => members.values().any(|value| holds(value, is_such)),
            _ => false,
        }
}

/// Attributes of the built-in schemas that are boolean.
const BOOLEANS: [&str; 2] = ["active", "primary"];

/// Whether a boolean is given as text, under its name or by the path of an operation.
fn has_text_boolean(body: &Value) -> bool {
    match body {
        Value::Array(elements) => elements.iter().any(has_text_boolean),
        Value::Object(members) => {
            let by_path = member(members, "value").is_some_and(Value::is_string)
                && member(members, "path")
                    .and_then(Value::as_str)
                    .is_some_and(names_boolean);
            by_path
                || members.iter().any(|(name, value)| {
                    (value.is_string() && names_boolean(name)) || has_text_boolean(value)
                })
        }
        _ => false,
    }
}

fn names_boolean(path: &str) -> bool {
    let last = path.rsplit(['.', ':']).next().unwrap_or(path);
    BOOLEANS.iter().any(|name| name.eq_ignore_ascii_case(last))
}

/// How many changes of members one PATCH may have.
const MOST_CHANGES: usize = 100;

/// How many changes of members the operations of a body have.
fn member_changes(body: &Value) -> usize {
    let sent = operations(body).filter_map(Sent::read);
    let changes = sent.map(|sent| match sent.pathless() {
        _ if sent.is_on_some_members() => 1,
        Some(values) => member(values, "members").map_or(0, |list| elements(list).len()),
        None if sent.is_on_members() => sent.value.map_or(0, |list| elements(list).len()),
        None => 0,
    });
    changes.sum()
}

/// The lists of members that a body gives a group: its own, or those that operations set.
fn members_of(body: &Value) -> Vec<&Value> {
    let own = body.as_object().and_then(|body| member(body, "members"));
    let set = operations(body)
        .filter_map(Sent::read)
        .filter(|sent| sent.op != "remove");
    let set = set.filter_map(|sent| match sent.pathless() {
        Some(values) => member(values, "members"),
        None => sent.value.filter(|_| sent.is_on_members()),
    });
    own.into_iter().chain(set).collect()
}

/// A whole resource, as POST and PUT have it.
fn whole(
    call: &Call,
    resource_type: &ResourceType,
    body: &Map<String, Value>,
) -> Result<(), ScimError> {
    let quirks = call.quirks;
    if quirks.has(Quirk::PasswordRefused) && member(body, "password").is_some() {
        return Err(invalid("`password` cannot be set"));
    }
    if quirks.has(Quirk::PutReadOnlyRefused) && call.verb == Verb::Replace {
        let sent = ["id", "meta", "groups"]
            .iter()
            .find(|name| member(body, name).is_some());
        if let Some(name) = sent {
            return Err(read_only(&format!("`{name}` is read-only")));
        }
    }
    let known = |name: &str| resource_type.schemas().any(|schema| is(&schema.id, name));
    let named = member(body, "schemas").map(elements).unwrap_or_default();
    let mut foreign = named.iter().filter_map(Value::as_str);
    if quirks.has(Quirk::ForeignSchemaRefused)
        && let Some(urn) = foreign.find(|urn| !known(urn))
    {
        return Err(invalid(&format!(
            "`{urn}` is no schema of the resource type"
        )));
    }
    if quirks.has(Quirk::UnknownNamesRefused)
        && let Some(name) = unknown_name(resource_type, body)
    {
        return Err(invalid(&format!("there is no attribute `{name}`")));
    }
    let manager = member(body, urn::ENTERPRISE_USER).map(|extension| &extension["manager"]);
    if quirks.has(Quirk::ManagerTextRefused) && manager.is_some_and(Value::is_string) {
        return Err(invalid("`manager` must be an object"));
    }
    Ok(())
}

fn is(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// An attribute of a body, or of an extension in it, that no schema has.
fn unknown_name<'a>(
    resource_type: &ResourceType,
    body: &'a Map<String, Value>,
) -> Option<&'a String> {
    const COMMON: [&str; 4] = ["schemas", "id", "externalId", "meta"];
    body.iter().find_map(|(name, value)| {
        let mut extensions = resource_type.extensions.iter();
        if let Some((extension, _)) = extensions.find(|(one, _)| is(&one.id, name)) {
            let mut inside = value.as_object()?.keys();
            return inside.find(|name| extension.attribute(name).is_none());
        }
        let is_known = COMMON.iter().any(|common| is(common, name))
            || resource_type.schema.attribute(name).is_some();
        (!is_known).then_some(name)
    })
}

/// Whether an operation switches a user off and does nothing else.
fn deactivates(sent: &Sent<'_>) -> bool {
    let is_off = |value: &Value| {
        let is_text = |text: &str| is(text, "false");
        *value == false || value.as_str().is_some_and(is_text)
    };
    match sent.pathless() {
        Some(values) => values
            .iter()
            .all(|(name, value)| is(name, "active") && is_off(value)),
        None => sent.path.is_some_and(|path| is(path, "active")) && sent.value.is_some_and(is_off),
    }
}

/// An operation of a PATCH.
fn operation(
    quirks: QuirkSet,
    resource_type: &ResourceType,
    sent: &Sent<'_>,
) -> Result<(), ScimError> {
    let is_group = resource_type.name == "Group";
    if quirks.has(Quirk::OpCaseSensitive) && sent.is_capital() {
        let detail = "`op` must be one of `add`, `remove`, `replace`";
        return Err(ScimError::new(ScimType::InvalidSyntax, detail));
    }
    if quirks.has(Quirk::PathlessPatchRefused) && sent.path.is_none() {
        let detail = "an operation needs a `path`";
        return Err(ScimError::new(ScimType::InvalidPath, detail));
    }
    if quirks.has(Quirk::AddRefused) && !is_group && sent.op == "add" {
        let detail = "`add` is no operation on users";
        return Err(ScimError::new(ScimType::InvalidSyntax, detail));
    }
    if quirks.has(Quirk::PatchDeactivatesOnly) && !is_group && !deactivates(sent) {
        return Err(invalid("only `active` can be set, to false"));
    }
    let is_qualified = |path: &str| {
        let urn = resource_type.schema.id.as_str();
        path.get(..urn.len()).is_some_and(|start| is(start, urn))
    };
    if quirks.has(Quirk::QualifiedPathRefused) && sent.path.is_some_and(is_qualified) {
        return Err(ScimError::status(501, "the path is not supported"));
    }
    let values = sent.pathless();
    if quirks.has(Quirk::GroupIdRefused)
        && is_group
        && values.is_some_and(|values| member(values, "id").is_some())
    {
        return Err(read_only("`id` is read-only"));
    }
    let names_members =
        sent.is_on_members() || values.is_some_and(|values| member(values, "members").is_some());
    if quirks.has(Quirk::MembersReplaceRefused) && sent.op == "replace" && names_members {
        let detail = "`replace` of `members` is not supported";
        return Err(ScimError::status(501, detail));
    }
    let is_manager = |path: &str| {
        path.rsplit(':')
            .next()
            .is_some_and(|name| is(name, "manager"))
    };
    let by_path = sent.path.is_some_and(is_manager) && sent.value.is_some_and(Value::is_string);
    let mut by_name = values.into_iter().flatten();
    if quirks.has(Quirk::ManagerTextRefused)
        && (by_path || by_name.any(|(name, value)| is_manager(name) && value.is_string()))
    {
        return Err(invalid("`manager` must be an object"));
    }
    Ok(())
}
