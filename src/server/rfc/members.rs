//! Membership: kept in the group, shown on its members (RFC 7643 §4.1.2, §4.2).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::scim::error::{ScimError, ScimType};
use crate::scim::schema::{ResourceType, Schema, urn};
use crate::server::quirks::hooks::DELETED_USER;
use crate::server::store::{Named, StoreError, Stored, Transaction};

/// Whether resources of the type have members: groups do, while `members` of another type is an
/// attribute like any other.
pub(super) fn are_kept_in(resource_type: &ResourceType) -> bool {
    let schema = &resource_type.schema;
    resource_type.name == "Group" && has_values(schema, "members")
}

/// Whether resources of the type show the groups that they are in: those that are users by their
/// schema.
pub(super) fn are_shown_on(resource_type: &ResourceType) -> bool {
    let schema = &resource_type.schema;
    schema.id == urn::USER && has_values(schema, "groups")
}

fn has_values(schema: &Schema, name: &str) -> bool {
    let attribute = schema.attribute(name);
    attribute.is_some_and(|attribute| attribute.multi_valued && attribute.sub("value").is_some())
}

/// Brings the members of a group to the form in which they are stored: each once, with the `type`
/// that the server knows and without `$ref`, which is made anew for each answer.
///
/// # Errors
///
/// `invalidValue` when a new member has no `value`, or one that no resource has as its id: a `$ref`
/// to it would lead nowhere. Members from before are not asked again.
pub(super) fn resolve(
    transaction: &Transaction<'_>,
    old: Option<&Value>,
    group: &mut Value,
) -> Result<(), ScimError> {
    let known: BTreeMap<&str, &Value> = elements(old)
        .filter_map(|member| Some((member["value"].as_str()?, &member["type"])))
        .collect();
    let Some(members) = group.get_mut("members").and_then(Value::as_array_mut) else {
        return Ok(());
    };
    let mut seen = BTreeSet::new();
    let mut resolved = Vec::with_capacity(members.len());
    for member in members.iter() {
        let Some(id) = member["value"].as_str() else {
            return Err(ScimError::new(
                ScimType::InvalidValue,
                "`members.value` is required: the id of a user or group",
            ));
        };
        if !seen.insert(id) {
            continue;
        }
        let kind = match known.get(id) {
            Some(&kind) => kind.clone(),
            None => transaction
                .type_of(id)?
                .filter(|kind| kind != DELETED_USER)
                .map(Value::from)
                .ok_or_else(|| unknown(id))?,
        };
        let mut stored = Map::new();
        stored.insert("value".to_owned(), id.into());
        stored.insert("type".to_owned(), kind);
        if let Some(display) = member.get("display") {
            stored.insert("display".to_owned(), display.clone());
        }
        resolved.push(Value::Object(stored));
    }
    *members = resolved;
    Ok(())
}

fn unknown(id: &str) -> ScimError {
    ScimError::new(
        ScimType::InvalidValue,
        format!("`members.value` is `{id}`, which is the id of no resource"),
    )
}

fn elements(group: Option<&Value>) -> impl Iterator<Item = &Value> {
    group
        .and_then(|group| group["members"].as_array())
        .into_iter()
        .flatten()
}

/// A group that somebody belongs to.
pub(super) struct Membership {
    pub(super) group: Named,
    /// Whether not only through another group.
    pub(super) is_direct: bool,
}

/// The groups of a user: the direct ones, then those that have these as members, and so on. Each is
/// there once, also when groups are members of each other.
pub(super) fn memberships(
    transaction: &Transaction<'_>,
    id: &str,
) -> Result<Vec<Membership>, StoreError> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<Membership> = Vec::new();
    let mut next = 0;
    let mut of = id.to_owned();
    loop {
        for group in transaction.groups_of(&of)? {
            if seen.insert(group.id.clone()) {
                let is_direct = of == id;
                found.push(Membership { group, is_direct });
            }
        }
        let Some(membership) = found.get(next) else {
            return Ok(found);
        };
        of.clone_from(&membership.group.id);
        next += 1;
    }
}

/// The groups that have this direct member, each with a state from which the member is gone.
pub(super) fn without(
    transaction: &Transaction<'_>,
    id: &str,
) -> Result<Vec<(Stored, Value)>, StoreError> {
    let mut left = Vec::new();
    for group in transaction.groups_of(id)? {
        let Some(stored) = transaction.get("Group", &group.id)? else {
            continue;
        };
        let mut body = stored.body.clone();
        if let Some(members) = body.get_mut("members").and_then(Value::as_array_mut) {
            members.retain(|member| member["value"] != id);
            if members.is_empty()
                && let Some(group) = body.as_object_mut()
            {
                group.shift_remove("members");
            }
        }
        left.push((stored, body));
    }
    Ok(left)
}
