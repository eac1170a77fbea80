//! What must be there once only, and what happens when it is there already.

use serde_json::Value;

use super::lifecycle::deleted;
use super::write::Write;
use crate::scim::error::{ScimError, ScimType};
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::Verb;
use crate::server::store::{IndexedPath, StoreError, Stored, Transaction};

/// An account that a create finds instead of making a new one.
pub(crate) struct TakenOver {
    pub(crate) stored: Stored,
    /// Whether it gets the values of the request.
    pub(crate) is_overwritten: bool,
}

/// The account that a create takes over.
pub(crate) fn taken_over(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    body: &Value,
) -> Result<Option<TakenOver>, StoreError> {
    if quirks.is_empty() {
        return Ok(None);
    }
    let user_name = body["userName"].as_str().unwrap_or_default();
    let by_name = || {
        let mut found = others(transaction, None, "User", IndexedPath::UserName, user_name)?;
        Ok::<_, StoreError>(found.pop())
    };
    let found = if quirks.has(Quirk::EmailHijack) {
        other_with_email(transaction, None, body)?
    } else if quirks.has(Quirk::DuplicateOverwrites) {
        by_name()?
    } else if quirks.has(Quirk::DuplicateAnswers201) {
        return Ok(by_name()?.map(|stored| TakenOver {
            stored,
            is_overwritten: false,
        }));
    } else {
        None
    };
    Ok(found.map(|stored| TakenOver {
        stored,
        is_overwritten: true,
    }))
}

/// Refuses what should be allowed twice, and allows what should not.
pub(super) fn user(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &Write<'_>,
) -> Result<(), ScimError> {
    if quirks.has(Quirk::UniqueExternalId)
        && let Some(id) = write.body["externalId"].as_str()
    {
        let others = others(transaction, write.old, "User", IndexedPath::ExternalId, id)?;
        if others.iter().any(|other| other.body["externalId"] == id) {
            return Err(taken("externalId"));
        }
    }
    let user_name = &write.body["userName"];
    if quirks.has(Quirk::DeletedNameTaken)
        && write.before("userName") != user_name
        && deleted(transaction, user_name)?.is_some()
    {
        return Err(taken("userName"));
    }
    allow_doubles(quirks, transaction, write)?;
    let regards_email = quirks.has(Quirk::DuplicateEmail500) || quirks.has(Quirk::UniqueEmail);
    if !regards_email || other_with_email(transaction, write.old, write.body)?.is_none() {
        Ok(())
    } else if quirks.has(Quirk::DuplicateEmail500) {
        Err(ScimError::status(500, "internal server error"))
    } else {
        Err(taken("emails.value"))
    }
}

pub(super) fn group(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &Write<'_>,
) -> Result<(), ScimError> {
    let name = write.body["displayName"].as_str().unwrap_or_default();
    let path = IndexedPath::DisplayName;
    if quirks.has(Quirk::UniqueGroupName)
        && !others(transaction, write.old, "Group", path, name)?.is_empty()
    {
        return Err(taken("displayName"));
    }
    if quirks.has(Quirk::PutSelfConflict)
        && write.verb == Verb::Replace
        && *write.before("displayName") == name
    {
        return Err(taken("displayName"));
    }
    Ok(())
}

fn taken(name: &str) -> ScimError {
    ScimError::new(ScimType::Uniqueness, format!("`{name}` is taken"))
}

/// Lets the store take a user name that another user has.
fn allow_doubles(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &Write<'_>,
) -> Result<(), StoreError> {
    if !super::misses(quirks) {
        return Ok(());
    }
    let name = write.body["userName"].as_str().unwrap_or_default();
    let others = others(transaction, write.old, "User", IndexedPath::UserName, name)?;
    let in_other_case = |other: &Stored| other.body["userName"] != name;
    if quirks.has(Quirk::DuplicateAccepted)
        || (quirks.has(Quirk::DuplicateByCase) && others.iter().all(in_other_case))
    {
        transaction.allow_doubles();
    }
    Ok(())
}

/// Other resources that have a value, in any case.
fn others(
    transaction: &Transaction<'_>,
    own: Option<&Stored>,
    kind: &str,
    path: IndexedPath,
    value: &str,
) -> Result<Vec<Stored>, StoreError> {
    let mut others = Vec::new();
    transaction.find::<StoreError>(kind, path, value, |found| {
        if own.is_none_or(|own| own.id != found.id) {
            others.push(found);
        }
        Ok(())
    })?;
    Ok(others)
}

/// Another user who has one of the e-mail addresses.
fn other_with_email(
    transaction: &Transaction<'_>,
    own: Option<&Stored>,
    body: &Value,
) -> Result<Option<Stored>, StoreError> {
    let emails = body["emails"].as_array().into_iter().flatten();
    for email in emails.filter_map(|email| email["value"].as_str()) {
        let found = others(transaction, own, "User", IndexedPath::EmailValue, email)?;
        if let Some(other) = found.into_iter().next() {
            return Ok(Some(other));
        }
    }
    Ok(None)
}
