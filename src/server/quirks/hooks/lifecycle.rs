//! What follows when a resource changes its state or goes.

use serde_json::Value;

use crate::scim::text::fold;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::store::{StoreError, Stored, Transaction};

/// What a new state brings about beside being stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consequence {
    /// Nothing.
    None,
    /// The resource gets another id.
    NewId,
    /// The old resource stays, inactive; the new state is a resource of its own.
    Split,
    /// The resource is deleted.
    Deleted,
    /// The user is taken out of all groups.
    LeavesGroups,
}

/// What a new state brings about.
pub(crate) fn consequence(quirks: QuirkSet, old: &Value, new: &Value) -> Consequence {
    if quirks.is_empty() {
        return Consequence::None;
    }
    let leaves = old["active"] == true && new["active"] == false;
    if quirks.has(Quirk::NewIdOnReactivate) && old["active"] == false && new["active"] == true {
        Consequence::NewId
    } else if quirks.has(Quirk::RenameMakesNewUser) && old["userName"] != new["userName"] {
        Consequence::Split
    } else if quirks.has(Quirk::DeactivationDeletes) && leaves {
        Consequence::Deleted
    } else if quirks.has(Quirk::InactiveLeavesGroups) && leaves {
        Consequence::LeavesGroups
    } else {
        Consequence::None
    }
}

/// What stays of a resource that is deleted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Remains {
    /// Nothing.
    Nothing,
    /// The resource as it was.
    Unchanged,
    /// The resource, in this state, and in its groups.
    Resource(Value),
    /// A record that nobody but quirks looks at.
    Record,
}

/// What stays of a resource that is to be deleted.
pub(crate) fn remains(quirks: QuirkSet, kind: &str, stored: &Stored) -> Remains {
    let records = [
        Quirk::DeletedNameTaken,
        Quirk::RecreateRevives,
        Quirk::DeletedListed,
    ];
    if quirks.has(Quirk::GroupDeleteIgnored) && kind == "Group" {
        Remains::Unchanged
    } else if quirks.is_empty() || kind != "User" {
        Remains::Nothing
    } else if quirks.has(Quirk::DeleteDeactivates) {
        let mut body = stored.body.clone();
        body["active"] = false.into();
        Remains::Resource(body)
    } else if records.into_iter().any(|quirk| quirks.has(quirk)) {
        Remains::Record
    } else {
        Remains::Nothing
    }
}

/// The type of the records of deleted users. No resource type has such a name, so that they are in
/// nobody's way: not found, not in the index, and still gone when the server becomes a correct one.
pub(crate) const DELETED_USER: &str = "deleted/User";

/// The record of a deleted user with this name.
pub(super) fn deleted(
    transaction: &Transaction<'_>,
    user_name: &Value,
) -> Result<Option<Stored>, StoreError> {
    let name = fold(user_name.as_str().unwrap_or_default());
    let mut found = None;
    transaction.scan(DELETED_USER, 0, u64::MAX, |stored| {
        if stored.body["userName"].as_str().map(fold) == Some(name.clone()) {
            found = Some(stored);
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

/// The id of the deleted user whom a new one brings back.
pub(crate) fn revived(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    kind: &str,
    body: &Value,
) -> Result<Option<String>, StoreError> {
    if !quirks.has(Quirk::RecreateRevives) || kind != "User" {
        return Ok(None);
    }
    let found = deleted(transaction, &body["userName"])?;
    if let Some(stored) = &found {
        transaction.delete(DELETED_USER, &stored.id)?;
    }
    Ok(found.map(|stored| stored.id))
}
