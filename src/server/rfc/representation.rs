//! Resources as answers show them: the stored form with what the server adds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::members::{self, Membership};
use crate::scim::schema::{ResourceType, urn};
use crate::server::store::{Named, Stored};

/// Weak entity tag of a state (RFC 7644 §3.14): the count of states, which says nothing of the bytes.
pub(super) fn entity_tag(stored: &Stored) -> String {
    format!("W/\"{}\"", stored.version)
}

/// URL of a resource.
pub(super) fn location(base: &str, endpoint: &str, id: &str) -> String {
    format!("{base}{endpoint}/{id}")
}

/// What a resource needs from others to be shown.
#[derive(Default)]
pub(super) struct Neighbours {
    /// Groups that the user belongs to.
    pub(super) memberships: Vec<Membership>,
    /// Names of the members of the group, by their ids.
    pub(super) member_names: BTreeMap<String, String>,
    /// The manager, when there is such a user.
    pub(super) manager: Option<Named>,
}

/// The id of the manager of a user in stored form.
pub(super) fn manager_id(body: &Value) -> Option<&str> {
    body[urn::ENTERPRISE_USER]["manager"]["value"].as_str()
}

/// The resource with `id`, `meta`, the groups it is in, and what the server knows of its members or
/// manager.
pub(super) fn represent(
    stored: Stored,
    resource_type: &ResourceType,
    types: &[ResourceType],
    base: &str,
    neighbours: &Neighbours,
) -> Value {
    let version = entity_tag(&stored);
    let location = location(base, &resource_type.endpoint, &stored.id);
    let has_members = members::are_kept_in(resource_type);
    let mut shown = Map::new();
    let Value::Object(body) = stored.body else {
        return Value::Null;
    };
    for (name, mut value) in body {
        if name == "members" && has_members {
            for member in value.as_array_mut().into_iter().flatten() {
                refer(member, types, base);
                name_member(member, &neighbours.member_names);
            }
        } else if name == urn::ENTERPRISE_USER
            && let Some(manager) = &neighbours.manager
        {
            show_manager(&mut value["manager"], manager, types, base);
        }
        let first = shown.is_empty();
        shown.insert(name, value);
        if first {
            // After `schemas`, which the normal form has in front.
            shown.insert("id".to_owned(), stored.id.as_str().into());
        }
    }
    if !neighbours.memberships.is_empty() {
        let groups = neighbours.memberships.iter();
        let groups = groups.map(|membership| group_of(membership, types, base));
        shown.insert("groups".to_owned(), groups.collect());
    }
    shown.insert(
        "meta".to_owned(),
        json!({
            "resourceType": resource_type.name,
            "created": format!("{:.3}", stored.created),
            "lastModified": format!("{:.3}", stored.modified),
            "location": location,
            "version": version,
        }),
    );
    Value::Object(shown)
}

/// The name that a client gave the member stays; without one the member's own name is shown.
fn name_member(member: &mut Value, names: &BTreeMap<String, String>) {
    let name = member["value"].as_str().and_then(|id| names.get(id));
    if let Some(name) = name
        && member.get("display").is_none()
    {
        member["display"] = name.as_str().into();
    }
}

/// `$ref` and `displayName` follow from the user that `value` names (RFC 7643 §4.3).
fn show_manager(shown: &mut Value, manager: &Named, types: &[ResourceType], base: &str) {
    if let Some(user) = types.iter().find(|one| one.name == "User") {
        shown["$ref"] = location(base, &user.endpoint, &manager.id).into();
    }
    if let Some(name) = &manager.display {
        shown["displayName"] = name.as_str().into();
    }
}

/// Adds the `$ref` that follows from `type` and `value`.
fn refer(member: &mut Value, types: &[ResourceType], base: &str) {
    let Some(id) = member["value"].as_str() else {
        return;
    };
    let target = types.iter().find(|target| member["type"] == target.name);
    if let Some(target) = target {
        member["$ref"] = location(base, &target.endpoint, id).into();
    }
}

fn group_of(membership: &Membership, types: &[ResourceType], base: &str) -> Value {
    let group = &membership.group;
    let mut shown = json!({ "value": group.id, "type": "Group" });
    refer(&mut shown, types, base);
    if let Some(display) = &group.display {
        shown["display"] = display.as_str().into();
    }
    shown["type"] = if membership.is_direct {
        "direct".into()
    } else {
        "indirect".into()
    };
    shown
}
