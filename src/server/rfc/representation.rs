//! Resources as answers show them: the stored form with what the server adds.

use serde_json::{Map, Value, json};

use crate::scim::schema::ResourceType;
use crate::server::store::{Group, Stored};

/// Weak entity tag of a state (RFC 7644 §3.14): the count of states, which says nothing of the bytes.
pub(super) fn entity_tag(stored: &Stored) -> String {
    format!("W/\"{}\"", stored.version)
}

/// URL of a resource.
pub(super) fn location(base: &str, endpoint: &str, id: &str) -> String {
    format!("{base}{endpoint}/{id}")
}

/// The resource with `id`, `meta`, `$ref` of members and the groups it is in.
pub(super) fn represent(
    stored: Stored,
    resource_type: &ResourceType,
    types: &[ResourceType],
    base: &str,
    groups: &[Group],
) -> Value {
    let version = entity_tag(&stored);
    let location = location(base, &resource_type.endpoint, &stored.id);
    let mut shown = Map::new();
    let Value::Object(body) = stored.body else {
        return Value::Null;
    };
    for (name, mut value) in body {
        if name == "members" {
            for member in value.as_array_mut().into_iter().flatten() {
                refer(member, types, base);
            }
        }
        let first = shown.is_empty();
        shown.insert(name, value);
        if first {
            // After `schemas`, which the normal form has in front.
            shown.insert("id".to_owned(), stored.id.as_str().into());
        }
    }
    if !groups.is_empty() {
        let groups = groups.iter().map(|group| group_of(group, types, base));
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

fn group_of(group: &Group, types: &[ResourceType], base: &str) -> Value {
    let mut shown = json!({ "value": group.id, "type": "Group" });
    refer(&mut shown, types, base);
    if let Some(display) = &group.display {
        shown["display"] = display.as_str().into();
    }
    // Memberships through nested groups are not shown, so all are direct.
    shown["type"] = "direct".into();
    shown
}
