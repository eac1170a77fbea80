//! What quirks do, at the places where the server asks them.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Quirk, QuirkSet};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::member;
use crate::scim::mode::Mode;
use crate::scim::path::PatchPath;
use crate::scim::schema::ResourceType;
use crate::scim::select::select;
use crate::server::rfc::{Answer, Verb};
use crate::server::store::{IndexedPath, StoreError, Stored, Transaction};

/// A write as the quirks see it, before it reaches the store.
pub(crate) struct Write<'a> {
    pub(crate) verb: Verb,
    pub(crate) resource_type: &'a ResourceType,
    pub(crate) old: Option<&'a Stored>,
    /// In normal form.
    pub(crate) body: &'a mut Value,
}

impl Write<'_> {
    fn is_user(&self) -> bool {
        self.resource_type.name == "User"
    }
}

/// Body that a login page has.
pub(crate) const LOGIN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n\
    <body><form method=\"post\" action=\"/login\"><input name=\"user\"><input name=\"password\" \
    type=\"password\"><button>Sign in</button></form></body></html>\n";

/// Refuses request bodies that a correct server takes.
pub(crate) fn refuse_body(quirks: QuirkSet, verb: Verb, body: &Value) -> Result<(), ScimError> {
    if quirks.has(Quirk::StringBooleansRefused) && has_text_boolean(body) {
        return Err(ScimError::new(
            ScimType::InvalidValue,
            "expected a boolean, got a string",
        ));
    }
    if verb != Verb::Patch {
        return Ok(());
    }
    for operation in operations(body) {
        let op = member(operation, "op").and_then(Value::as_str);
        if quirks.has(Quirk::OpCaseSensitive)
            && !op.is_some_and(|op| ["add", "remove", "replace"].contains(&op))
        {
            return Err(ScimError::new(
                ScimType::InvalidSyntax,
                "`op` must be one of `add`, `remove`, `replace`",
            ));
        }
        if quirks.has(Quirk::PathlessPatchRefused) && member(operation, "path").is_none() {
            return Err(ScimError::new(
                ScimType::InvalidPath,
                "an operation needs a `path`",
            ));
        }
    }
    Ok(())
}

/// Refuses a PATCH, knowing the resource, that a correct server takes.
pub(crate) fn refuse_patch(
    quirks: QuirkSet,
    stored: &Stored,
    body: &Value,
) -> Result<(), ScimError> {
    if !quirks.has(Quirk::FilteredPathRefused) {
        return Ok(());
    }
    for operation in operations(body) {
        let text = |name| member(operation, name).and_then(Value::as_str);
        let removes = text("op").is_some_and(|op| op.eq_ignore_ascii_case("remove"));
        let path = text("path").and_then(|path| PatchPath::parse(path, Mode::Lenient).ok());
        let Some(mut path) = path.filter(|path| path.filter.is_some() && !removes) else {
            continue;
        };
        path.path.sub = None;
        if select(&stored.body, &path).is_empty() {
            let detail = format!("`{path}` selects no value");
            return Err(ScimError::new(ScimType::NoTarget, detail));
        }
    }
    Ok(())
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

fn operations(body: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    body.as_object()
        .and_then(|members| member(members, "Operations"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

/// The resource type by which filters are read.
pub(crate) fn filter_type(quirks: QuirkSet, resource_type: &ResourceType) -> Cow<'_, ResourceType> {
    if !quirks.has(Quirk::FilterCaseSensitive) {
        return Cow::Borrowed(resource_type);
    }
    let mut changed = resource_type.clone();
    for attribute in &mut changed.schema.attributes {
        attribute.case_exact |= attribute.name == "userName";
    }
    Cow::Owned(changed)
}

/// Whether a read leaves the resource out.
pub(crate) fn is_hidden(quirks: QuirkSet, stored: &Stored) -> bool {
    quirks.has(Quirk::InactiveHidden) && stored.body["active"] == false
}

/// Whether lists do not look at the filter.
pub(crate) fn ignores_filter(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::FilterIgnored)
}

/// Whether lists have to look at each resource to know which are there.
pub(crate) fn hides(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::InactiveHidden)
}

/// The account that a create takes over instead of making a new one.
pub(crate) fn taken_over(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    body: &Value,
) -> Result<Option<Stored>, StoreError> {
    if !quirks.has(Quirk::EmailHijack) {
        return Ok(None);
    }
    other_with_email(transaction, None, body)
}

/// Changes or refuses a write.
pub(crate) fn before_write(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &mut Write<'_>,
) -> Result<(), ScimError> {
    if quirks.has(Quirk::ExtensionDropped) {
        drop_extensions(write);
    }
    let old_external_id = write
        .old
        .map_or(&Value::Null, |old| &old.body["externalId"]);
    if quirks.has(Quirk::ExternalIdImmutable)
        && !old_external_id.is_null()
        && *old_external_id != write.body["externalId"]
    {
        return Err(ScimError::new(
            ScimType::Mutability,
            "`externalId` is immutable",
        ));
    }
    if quirks.has(Quirk::PutDropsExternalId)
        && write.verb == Verb::Replace
        && let Some(members) = write.body.as_object_mut()
    {
        members.remove("externalId");
    }
    if !write.is_user() {
        return Ok(());
    }
    let family_name = write.body["name"]["familyName"].as_str().unwrap_or("");
    if quirks.has(Quirk::FamilyNameRequired) && family_name.trim().is_empty() {
        return Err(ScimError::new(
            ScimType::InvalidValue,
            "`name.familyName` is required",
        ));
    }
    let regards_email = quirks.has(Quirk::DuplicateEmail500) || quirks.has(Quirk::UniqueEmail);
    if !regards_email || other_with_email(transaction, write.old, write.body)?.is_none() {
        Ok(())
    } else if quirks.has(Quirk::DuplicateEmail500) {
        Err(ScimError::status(500, "internal server error"))
    } else {
        Err(ScimError::new(
            ScimType::Uniqueness,
            "`emails.value` is taken",
        ))
    }
}

fn drop_extensions(write: &mut Write<'_>) {
    let Some(members) = write.body.as_object_mut() else {
        return;
    };
    for (extension, _) in &write.resource_type.extensions {
        members.remove(&extension.id);
    }
    let core = Value::from(write.resource_type.schema.id.as_str());
    members.insert("schemas".to_owned(), Value::Array(vec![core]));
}

/// Another user who has one of the e-mail addresses.
fn other_with_email(
    transaction: &Transaction<'_>,
    own: Option<&Stored>,
    body: &Value,
) -> Result<Option<Stored>, StoreError> {
    let mut other = None;
    let emails = body["emails"].as_array().into_iter().flatten();
    for email in emails.filter_map(|email| email["value"].as_str()) {
        transaction.find::<StoreError>("User", IndexedPath::EmailValue, email, |found| {
            if own.is_none_or(|own| own.id != found.id) && other.is_none() {
                other = Some(found);
            }
            Ok(())
        })?;
    }
    Ok(other)
}

/// Whether the user gets a new id.
pub(crate) fn changes_id(quirks: QuirkSet, old: &Value, new: &Value) -> bool {
    quirks.has(Quirk::NewIdOnReactivate) && old["active"] == false && new["active"] == true
}

/// Changes an answer.
pub(crate) fn after(quirks: QuirkSet, verb: Verb, filtered: bool, answer: &mut Answer) {
    if verb == Verb::Create && answer.status == 201 {
        if quirks.has(Quirk::CreateWithoutBody) {
            answer.body = None;
        } else if quirks.has(Quirk::CreateWithoutId)
            && let Some(Value::Object(members)) = &mut answer.body
        {
            members.shift_remove("id");
        }
    }
    if verb != Verb::List || answer.status != 200 {
        return;
    }
    let Some(Value::Object(message)) = &mut answer.body else {
        return;
    };
    if quirks.has(Quirk::NoMatch404) && filtered && message["totalResults"] == 0 {
        *answer = Answer::from(ScimError::status(404, "no resource matches the filter"));
    } else if quirks.has(Quirk::CountersAsStrings) {
        for name in ["totalResults", "startIndex", "itemsPerPage"] {
            if let Some(counter) = message.get_mut(name) {
                *counter = Value::from(counter.to_string());
            }
        }
    }
}
