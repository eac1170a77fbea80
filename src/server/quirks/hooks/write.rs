//! Writes that store something else, or nothing.

use serde_json::Value;

use crate::scim::error::{ScimError, ScimType};
use crate::scim::schema::ResourceType;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::Verb;
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
