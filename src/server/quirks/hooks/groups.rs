//! Groups and their members.

use serde_json::Value;

use super::lifecycle::DELETED_USER;
use super::operations::{Sent, operations};
use super::write::{Write, immutable};
use crate::scim::error::ScimError;
use crate::scim::json::elements;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Call, Verb};
use crate::server::store::{Stored, Transaction};

/// Changes or refuses the members that a group is to have.
pub(super) fn before_write(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &mut Write<'_>,
) -> Result<(), ScimError> {
    let before = ids(write.before("members"));
    let now = ids(&write.body["members"]);
    if quirks.has(Quirk::PutMembersImmutable)
        && write.verb == Verb::Replace
        && !before.is_empty()
        && before != now
    {
        return Err(immutable("members.value"));
    }
    let regards_unknown =
        quirks.has(Quirk::UnknownMember500) || quirks.has(Quirk::UnknownMemberIgnored);
    if !regards_unknown {
        return Ok(());
    }
    let mut unknown = Vec::new();
    for id in now {
        let kind = transaction.type_of(&id)?;
        if kind.is_none_or(|kind| kind == DELETED_USER) {
            unknown.push(id);
        }
    }
    if quirks.has(Quirk::UnknownMember500) && !unknown.is_empty() {
        return Err(ScimError::status(500, "internal server error"));
    }
    let Some(Value::Array(members)) = write.body.get_mut("members") else {
        return Ok(());
    };
    let is_unknown = |member: &Value| unknown.iter().any(|id| member["value"] == id.as_str());
    members.retain(|member| !is_unknown(member));
    if members.is_empty() {
        write.drop("members");
    }
    Ok(())
}

fn ids(members: &Value) -> Vec<String> {
    let ids = elements(members).iter();
    let ids = ids.filter_map(|member| member["value"].as_str());
    ids.map(str::to_owned).collect()
}

/// Stores members once more that are added although they are there.
pub(crate) fn double_members(call: &Call, old: Option<&Stored>, body: &mut Value) {
    if !call.quirks.has(Quirk::DoubleMembers) || call.verb != Verb::Patch {
        return;
    }
    let members = body.get_mut("members").and_then(Value::as_array_mut);
    let (Some(old), Some(members)) = (old, members) else {
        return;
    };
    let added = operations(&call.body).filter_map(Sent::read);
    let added = added.filter(|sent| sent.op == "add" && sent.is_on_members());
    for member in added.flat_map(|sent| sent.value.map(elements).unwrap_or_default()) {
        let before = elements(&old.body["members"]).iter();
        let mut same = before.filter(|one| one["value"] == member["value"]);
        members.extend(same.next().cloned());
    }
}
