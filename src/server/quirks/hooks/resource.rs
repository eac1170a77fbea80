//! Users and groups, shown in other ways than they are.

use axum::http::header::LOCATION;
use serde_json::{Map, Value, json};

use super::reply::Reply;
use crate::scim::schema::urn;
use crate::server::quirks::{Quirk, QuirkSet};

/// Changes all users and groups in a reply, alone or in a list.
pub(super) fn change(quirks: QuirkSet, reply: &mut Reply) {
    for resource in reply.resources() {
        let is_a = |schema: &str| {
            let schemas = resource["schemas"].as_array();
            schemas.is_some_and(|schemas| schemas.iter().any(|one| one == schema))
        };
        let (is_user, is_group) = (is_a(urn::USER), is_a(urn::GROUP));
        if !is_user && !is_group {
            continue;
        }
        if quirks.has(Quirk::BooleansAsText) {
            replace_booleans(resource, &|is| if is { "True" } else { "False" }.into());
        } else if quirks.has(Quirk::BooleansAsNumbers) {
            replace_booleans(resource, &|is| u8::from(is).into());
        }
        let Value::Object(members) = resource else {
            continue;
        };
        if is_user {
            change_user(quirks, members);
        }
        if is_group && quirks.has(Quirk::MembersHidden) {
            members.shift_remove("members");
        }
        change_common(quirks, members);
    }
    if let Some(location) = reply.text_of(&LOCATION) {
        reply.set(LOCATION, &relocated(quirks, &location));
    }
}

fn change_user(quirks: QuirkSet, user: &mut Map<String, Value>) {
    if quirks.has(Quirk::EmailsAsText) {
        for email in elements(user, "emails") {
            *email = email["value"].take();
        }
    }
    if quirks.has(Quirk::GroupsDisplayOnly) {
        for group in elements(user, "groups") {
            *group = json!({ "display": group["display"].take() });
        }
    }
    if quirks.has(Quirk::NullsShown) {
        for name in ["nickName", "title", "locale", "timezone"] {
            user.entry(name).or_insert(Value::Null);
        }
    }
    if quirks.has(Quirk::EmptyListInList) {
        user.entry("addresses").or_insert(json!([[]]));
    }
    if quirks.has(Quirk::ManagerAsText)
        && let Some(manager) = user
            .get_mut(urn::ENTERPRISE_USER)
            .and_then(|extension| extension.get_mut("manager"))
    {
        *manager = manager["value"].take();
    }
    if quirks.has(Quirk::ExtensionFlattened)
        && let Some(Value::Object(extension)) = user.shift_remove(urn::ENTERPRISE_USER)
    {
        for (name, value) in extension {
            user.insert(format!("{}:{name}", urn::ENTERPRISE_USER), value);
        }
    }
}

fn change_common(quirks: QuirkSet, members: &mut Map<String, Value>) {
    if quirks.has(Quirk::ExternalIdInvented)
        && let Some(id) = members.get("id").cloned()
    {
        members.entry("externalId").or_insert(id);
    }
    if quirks.has(Quirk::ExternalIdHidden) {
        members.shift_remove("externalId");
    }
    if quirks.has(Quirk::UndeclaredAttributes) {
        members.insert("accountStatus".to_owned(), "enabled".into());
    }
    if let Some(Value::Object(meta)) = members.get_mut("meta") {
        change_meta(quirks, meta);
    }
    if quirks.has(Quirk::MetaMissing) {
        members.shift_remove("meta");
    }
    if quirks.has(Quirk::ResourceSchemasMissing) {
        members.shift_remove("schemas");
    }
}

fn change_meta(quirks: QuirkSet, meta: &mut Map<String, Value>) {
    if quirks.has(Quirk::ResourceTypePlural)
        && let Some(Value::String(name)) = meta.get_mut("resourceType")
    {
        name.push('s');
    }
    if quirks.has(Quirk::LastModifiedFrozen)
        && let Some(created) = meta.get("created").cloned()
    {
        meta.insert("lastModified".to_owned(), created);
    }
    if quirks.has(Quirk::TimesWithoutZone) {
        for name in ["created", "lastModified"] {
            if let Some(Value::String(time)) = meta.get_mut(name) {
                time.truncate(time.trim_end_matches('Z').len());
            }
        }
    }
    if let Some(Value::String(location)) = meta.get_mut("location") {
        *location = relocated(quirks, location);
    }
}

/// Where a quirky server says that something is.
fn relocated(quirks: QuirkSet, location: &str) -> String {
    let Some((scheme, rest)) = location.split_once("://") else {
        return location.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if quirks.has(Quirk::LocationRelative) {
        path.to_owned()
    } else if quirks.has(Quirk::LocationInternal) {
        format!("{scheme}://scim-backend.internal:8080{path}")
    } else if quirks.has(Quirk::LocationDoubleSlash) {
        format!("{scheme}://{host}{}", path.replace("/v2/", "/v2//"))
    } else {
        location.to_owned()
    }
}

fn elements<'a>(
    members: &'a mut Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a mut Value> {
    let list = members.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

fn replace_booleans(value: &mut Value, replacement: &impl Fn(bool) -> Value) {
    match value {
        Value::Bool(is) => *value = replacement(*is),
        Value::Array(elements) => {
            for element in elements {
                replace_booleans(element, replacement);
            }
        }
        Value::Object(members) => {
            for (_, member) in members {
                replace_booleans(member, replacement);
            }
        }
        _ => {}
    }
}
