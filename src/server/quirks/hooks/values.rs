//! Values of users that are changed or refused.

use serde_json::{Map, Value};

use super::write::{Write, immutable};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::elements;
use crate::scim::schema::urn;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::Verb;

/// What a server keeps that has little room for profiles, beside extensions.
const KEPT: [&str; 7] = [
    "schemas",
    "externalId",
    "userName",
    "name",
    "displayName",
    "emails",
    "active",
];

/// Stores something else than was sent.
pub(super) fn change(quirks: QuirkSet, write: &mut Write<'_>) {
    let creates = write.verb == Verb::Create;
    if creates && quirks.has(Quirk::CreateIgnoresActive) && write.body["active"] == false {
        write.body["active"] = true.into();
    }
    if creates && quirks.has(Quirk::InvitedInactive) {
        write.body["active"] = false.into();
    }
    let leaves = *write.before("active") == true && write.body["active"] == false;
    if quirks.has(Quirk::DeactivationIgnored) && write.verb == Verb::Patch && leaves {
        write.body["active"] = true.into();
    }
    if quirks.has(Quirk::TwoPrimaries) && write.verb == Verb::Patch {
        keep_primaries(write);
    }
    if quirks.has(Quirk::ProfileDropped) {
        let is_kept = |name: &str| KEPT.contains(&name) || name.contains(':');
        if let Some(members) = write.members() {
            members.retain(|name, _| is_kept(name));
        }
    }
    if quirks.has(Quirk::PatchLosesRoles)
        && write.verb == Verb::Patch
        && *write.before("roles") == write.body["roles"]
        || quirks.has(Quirk::RolesDropped)
    {
        write.drop("roles");
    }
    if quirks.has(Quirk::ManagerDropped) {
        drop_manager(write);
    }
    if let Some(members) = write.members() {
        rewrite(quirks, members);
    }
}

fn drop_manager(write: &mut Write<'_>) {
    let Some(Value::Object(extension)) = write.body.get_mut(urn::ENTERPRISE_USER) else {
        return;
    };
    extension.shift_remove("manager");
    if extension.is_empty() {
        write.drop(urn::ENTERPRISE_USER);
        if let Some(Value::Array(schemas)) = write.body.get_mut("schemas") {
            schemas.retain(|schema| schema != urn::ENTERPRISE_USER);
        }
    }
}

fn rewrite(quirks: QuirkSet, members: &mut Map<String, Value>) {
    if let Some(Value::String(name)) = members.get_mut("userName") {
        if quirks.has(Quirk::UserNameLowerCased) {
            *name = name.to_lowercase();
        }
        if quirks.has(Quirk::UserNameCut)
            && let Some((local, _)) = name.split_once('@')
        {
            *name = local.to_owned();
        }
    }
    if let Some(Value::Object(name)) = members.get_mut("name")
        && quirks.has(Quirk::FullNameSplit)
    {
        split_again(name);
    }
    if quirks.has(Quirk::DisplayNameComputed)
        && let Some(Value::Object(name)) = members.get("name")
    {
        let formatted = name.get("formatted").and_then(Value::as_str);
        let shown = formatted.map_or_else(|| full_name(name), str::to_owned);
        // Replaced where it stands; a new one would come last.
        if let Some(display_name) = members.get_mut("displayName") {
            *display_name = shown.into();
        }
    }
    for (_, list) in members.iter_mut() {
        let Value::Array(list) = list else { continue };
        if quirks.has(Quirk::PrimaryLost) {
            for value in list.iter_mut().filter_map(Value::as_object_mut) {
                value.shift_remove("primary");
            }
        }
    }
    if let Some(Value::Array(emails)) = members.get_mut("emails")
        && quirks.has(Quirk::OneEmailKept)
    {
        let primary = emails.iter().position(|email| email["primary"] == true);
        emails.swap(0, primary.unwrap_or_default());
        emails.truncate(1);
    }
    if let Some(Value::Array(phones)) = members.get_mut("phoneNumbers")
        && quirks.has(Quirk::PhoneReformatted)
    {
        for phone in phones {
            if let Some(text) = phone["value"].as_str() {
                let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == '+');
                phone["value"] = digits.collect::<String>().into();
            }
        }
    }
}

/// One name out of the parts.
fn full_name(name: &Map<String, Value>) -> String {
    let parts = ["givenName", "familyName"].map(|part| name.get(part).and_then(Value::as_str));
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// Keeps one name and makes the parts of it: the first word, and the others.
fn split_again(name: &mut Map<String, Value>) {
    let whole = full_name(name);
    let (given, family) = match whole.split_once(' ') {
        Some((given, family)) => (given, Some(family)),
        None => (whole.as_str(), None),
    };
    for (part, text) in [("givenName", Some(given)), ("familyName", family)] {
        match text.filter(|text| !text.is_empty()) {
            Some(text) => {
                name.insert(part.to_owned(), text.into());
            }
            None => {
                name.shift_remove(part);
            }
        }
    }
}

/// Gives back the `primary` that another value took over.
fn keep_primaries(write: &mut Write<'_>) {
    let Some(old) = write.old.and_then(|old| old.body.as_object()) else {
        return;
    };
    let is_primary = |value: &&Value| value["primary"] == true;
    for (name, list) in old {
        let before = list
            .as_array()
            .and_then(|list| list.iter().find(is_primary));
        let now = write.body.get_mut(name).and_then(Value::as_array_mut);
        let (Some(before), Some(now)) = (before, now) else {
            continue;
        };
        let is_it = |value: &&mut Value| value["value"] == before["value"];
        if now.iter().any(|value| value["primary"] == true)
            && let Some(value) = now.iter_mut().find(is_it)
        {
            value["primary"] = true.into();
        }
    }
}

/// Refuses values that a correct server takes.
pub(super) fn refuse(quirks: QuirkSet, write: &Write<'_>) -> Result<(), ScimError> {
    let user_name = &write.body["userName"];
    let is_renamed = write
        .old
        .is_some_and(|old| old.body["userName"] != *user_name);
    if quirks.has(Quirk::UserNameImmutable) && is_renamed {
        return Err(immutable("userName"));
    }
    let addresses = |emails: &Value| -> Vec<Value> {
        let emails = elements(emails).iter();
        emails.map(|email| email["value"].clone()).collect()
    };
    let before = addresses(write.before("emails"));
    if quirks.has(Quirk::EmailImmutable)
        && !before.is_empty()
        && before != addresses(&write.body["emails"])
    {
        return Err(immutable("emails.value"));
    }
    let required = |name: &str| {
        let detail = format!("`{name}` is required");
        Err(ScimError::new(ScimType::InvalidValue, detail))
    };
    let family_name = write.body["name"]["familyName"].as_str().unwrap_or("");
    if quirks.has(Quirk::FamilyNameRequired) && family_name.trim().is_empty() {
        return required("name.familyName");
    }
    if quirks.has(Quirk::EmailRequired) && write.body["emails"].is_null() {
        return required("emails");
    }
    if quirks.has(Quirk::UserNameMustBeEmail)
        && !user_name.as_str().unwrap_or_default().contains('@')
    {
        let detail = "`userName` must be an e-mail address";
        return Err(ScimError::new(ScimType::InvalidValue, detail));
    }
    Ok(())
}
