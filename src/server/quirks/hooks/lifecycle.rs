//! What follows when a resource changes its state or goes.

use serde_json::Value;

use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::store::Stored;

/// Marks a resource that is deleted but still in the store; no schema has such an attribute.
const DELETED: &str = "deleted";

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

/// What stays of a resource that is to be deleted.
pub(crate) fn remains(quirks: QuirkSet, kind: &str, stored: &Stored) -> Option<Value> {
    if quirks.is_empty() || kind != "User" {
        return None;
    }
    let mut body = stored.body.clone();
    if quirks.has(Quirk::DeleteDeactivates) {
        body["active"] = false.into();
    } else if buries(quirks) || quirks.has(Quirk::DeletedListed) {
        body[DELETED] = true.into();
    } else {
        return None;
    }
    Some(body)
}

/// Whether deleted users are kept out of sight.
pub(super) fn buries(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::DeletedNameTaken) || quirks.has(Quirk::RecreateRevives)
}

/// Whether a resource is deleted, though it is still in the store.
pub(crate) fn is_deleted(stored: &Stored) -> bool {
    stored.body[DELETED] == true
}
