//! Writes that store something else, or nothing.

use serde_json::{Map, Value};

use super::{groups, unique, values};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::mode::Mode;
use crate::scim::resource::normalise;
use crate::scim::schema::{ResourceType, urn};
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::Verb;
use crate::server::store::{Stored, Transaction};

/// A write as the quirks see it, before it reaches the store.
pub(crate) struct Write<'a> {
    pub(crate) verb: Verb,
    pub(crate) resource_type: &'a ResourceType,
    pub(crate) old: Option<&'a Stored>,
    /// In normal form.
    pub(crate) body: &'a mut Value,
}

impl Write<'_> {
    pub(super) fn is_user(&self) -> bool {
        self.resource_type.name == "User"
    }

    /// A value of the resource as it was; null on a create.
    pub(super) fn before(&self, name: &str) -> &Value {
        self.old.map_or(&Value::Null, |old| &old.body[name])
    }

    /// The members of the body; of none when it were no object, which it is.
    pub(super) fn members(&mut self) -> Option<&mut Map<String, Value>> {
        self.body.as_object_mut()
    }

    pub(super) fn drop(&mut self, name: &str) {
        if let Some(members) = self.members() {
            members.shift_remove(name);
        }
    }
}

/// Changes or refuses a write.
pub(crate) fn before_write(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &mut Write<'_>,
) -> Result<(), ScimError> {
    if quirks.is_empty() {
        return Ok(());
    }
    if write.verb == Verb::Replace {
        replacement(quirks, write)?;
    }
    if quirks.has(Quirk::ExtensionDropped) {
        drop_extensions(write);
    }
    if quirks.has(Quirk::ExternalIdDropped) {
        write.drop("externalId");
    }
    let external_id = write.before("externalId");
    if quirks.has(Quirk::ExternalIdImmutable)
        && !external_id.is_null()
        && *external_id != write.body["externalId"]
    {
        return Err(immutable("externalId"));
    }
    if !write.is_user() {
        groups::before_write(quirks, transaction, write)?;
        return unique::group(quirks, transaction, write);
    }
    values::change(quirks, write);
    values::refuse(quirks, write)?;
    manager(quirks, transaction, write)?;
    unique::user(quirks, transaction, write)
}

pub(super) fn immutable(name: &str) -> ScimError {
    ScimError::new(ScimType::Mutability, format!("`{name}` is immutable"))
}

/// Refuses a new manager who is no user.
fn manager(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &Write<'_>,
) -> Result<(), ScimError> {
    let id = |body: &Value| {
        let id = &body[urn::ENTERPRISE_USER]["manager"]["value"];
        id.as_str().map(str::to_owned)
    };
    let before = write.old.and_then(|old| id(&old.body));
    let Some(now) = id(write.body).filter(|_| quirks.has(Quirk::ManagerUnknown400)) else {
        return Ok(());
    };
    if before.as_ref() != Some(&now) && transaction.get("User", &now)?.is_none() {
        let detail = format!("`manager.value` is `{now}`, which is the id of no user");
        return Err(ScimError::new(ScimType::InvalidValue, detail));
    }
    Ok(())
}

/// What PUT does otherwise than replace.
fn replacement(quirks: QuirkSet, write: &mut Write<'_>) -> Result<(), ScimError> {
    if quirks.has(Quirk::PutDropsExternalId) {
        write.drop("externalId");
    }
    if quirks.has(Quirk::PutActivates) && write.is_user() && write.body["active"].is_null() {
        write.body["active"] = true.into();
        *write.body = normalise(write.body, write.resource_type, Mode::Lenient)?;
    }
    if quirks.has(Quirk::PutMerges)
        && let Some(old) = write.old
    {
        let mut merged = old.body.clone();
        merge(&mut merged, write.body);
        *write.body = normalise(&merged, write.resource_type, Mode::Lenient)?;
    }
    Ok(())
}

/// Lays the members of one object over those of another.
fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                merge(under.entry(name.as_str()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

fn drop_extensions(write: &mut Write<'_>) {
    let schema = &write.resource_type.schema;
    let extensions = &write.resource_type.extensions;
    let Some(members) = write.body.as_object_mut() else {
        return;
    };
    for (extension, _) in extensions {
        members.shift_remove(&extension.id);
    }
    let core = Value::from(schema.id.as_str());
    members.insert("schemas".to_owned(), Value::Array(vec![core]));
}
