//! Groups and their members.

use serde_json::{Value, json};

use super::lifecycle::DELETED_USER;
use super::operations::{Sent, operations};
use super::write::{Write, immutable};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::{elements, member};
use crate::scim::mode::Mode;
use crate::scim::path::PatchPath;
use crate::scim::select::select;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Call, Verb};
use crate::server::store::{Stored, Transaction};

/// Changes or refuses the members that a group is to have.
pub(super) fn before_write(
    quirks: QuirkSet,
    transaction: &Transaction<'_>,
    write: &mut Write<'_>,
) -> Result<(), ScimError> {
    names(quirks, write)?;
    if quirks.has(Quirk::CreateMembersDropped) && write.verb == Verb::Create {
        write.drop("members");
    }
    if quirks.has(Quirk::PutMembersIgnored) && write.verb == Verb::Replace {
        match write.before("members").clone() {
            Value::Null => write.drop("members"),
            members => write.body["members"] = members,
        }
    }
    let before = ids(write.before("members"));
    let now = ids(&write.body["members"]);
    if quirks.has(Quirk::PutMembersImmutable)
        && write.verb == Verb::Replace
        && !before.is_empty()
        && before != now
    {
        return Err(immutable("members.value"));
    }
    if quirks.has(Quirk::NestedGroupRefused) {
        for id in &now {
            if transaction.get("Group", id)?.is_some() {
                let detail = "a member must be a user";
                return Err(ScimError::new(ScimType::InvalidValue, detail));
            }
        }
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

/// Keeps a group its name, or gives it one that it can bear.
fn names(quirks: QuirkSet, write: &mut Write<'_>) -> Result<(), ScimError> {
    let is_plain = |char: char| char.is_alphanumeric() || [' ', '-', '_'].contains(&char);
    let name = write.body["displayName"].as_str().unwrap_or_default();
    if quirks.has(Quirk::GroupNameRefused) && !name.chars().all(is_plain) {
        let detail = "`displayName` must not have special characters";
        return Err(ScimError::new(ScimType::InvalidValue, detail));
    }
    if quirks.has(Quirk::GroupNameRewritten) {
        write.body["displayName"] = name.replace(|char| !is_plain(char), "_").into();
    }
    let before = write.before("displayName").clone();
    if before.is_null() || before == write.body["displayName"] {
        return Ok(());
    }
    if quirks.has(Quirk::GroupNameImmutable) {
        return Err(immutable("displayName"));
    }
    if quirks.has(Quirk::GroupRenameIgnored) {
        write.body["displayName"] = before;
    }
    Ok(())
}

/// Refuses changes of membership that change nothing.
pub(super) fn refuse(quirks: QuirkSet, members: &Value, sent: &Sent<'_>) -> Result<(), ScimError> {
    let is_there = |member: &Value| {
        elements(members)
            .iter()
            .any(|one| one["value"] == member["value"])
    };
    let listed = match sent.pathless() {
        Some(values) => member(values, "members"),
        None => sent.value.filter(|_| sent.is_on_members()),
    };
    let listed = listed.map(elements).unwrap_or_default();
    if quirks.has(Quirk::MemberAgain409) && sent.op == "add" && listed.iter().any(is_there) {
        return Err(ScimError::status(409, "the member is there already"));
    }
    let takes_nobody = || match sent.path.map(|path| PatchPath::parse(path, Mode::Lenient)) {
        Some(Ok(path)) if sent.is_on_some_members() => {
            select(&json!({ "members": members }), &path).is_empty()
        }
        _ => !listed.iter().all(is_there),
    };
    if quirks.has(Quirk::NonMember500) && sent.op == "remove" && takes_nobody() {
        return Err(ScimError::status(500, "internal server error"));
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
