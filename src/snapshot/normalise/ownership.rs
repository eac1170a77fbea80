//! Tells the case's own resources from those of others, which must not get into a file.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::content::{Content, Seen, id_text, kind_of_endpoint, member};
use super::names::Names;

/// What makes a resource the case's own.
pub(super) struct Ownership {
    /// Run-unique marker, lower case; empty when there is none.
    marker: String,
    /// Values that are given a fixed placeholder; never taken for ids made by the server.
    fixed: Vec<String>,
    /// Own resources.
    ids: Ids,
    /// Resources that were others' when first seen, and stay so when an identity provider then
    /// writes its own names over theirs.
    foreign: Ids,
    /// Ids of own resources, and of what these refer to.
    pub(super) names: Names,
}

/// Ids by the kind of their resources.
#[derive(Debug, Default)]
struct Ids(BTreeMap<String, BTreeSet<String>>);

impl Ids {
    fn has(&self, kind: &str, id: &str) -> bool {
        self.0.get(kind).is_some_and(|ids| ids.contains(id))
    }

    fn add(&mut self, kind: &str, id: &str) {
        let ids = self.0.entry(kind.to_owned()).or_default();
        ids.insert(id.to_owned());
    }
}

impl Ownership {
    /// Learns from all exchanges which ids are the case's own: those of resources that it created
    /// or that carry its marker, and those that such resources refer to.
    pub(super) fn learn(seen: &[Seen<'_>], marker: &str, fixed: &[(String, String)]) -> Self {
        let mut own = Self {
            marker: marker.to_lowercase(),
            fixed: fixed.iter().map(|(value, _)| value.clone()).collect(),
            ids: Ids::default(),
            foreign: Ids::default(),
            names: Names::default(),
        };
        for exchange in seen {
            for object in resources(exchange) {
                own.learn_resource(object, exchange);
            }
        }
        // Only now, when it is known which kind each id is.
        for exchange in seen {
            for object in resources(exchange) {
                if own.owns(object, exchange) {
                    own.learn_references(object);
                }
            }
            if let Some(id) = &exchange.path_id
                && own.foreign.has(&exchange.kind, id)
            {
                own.learn_id(&exchange.kind, id);
            }
        }
        own
    }

    fn learn_resource(&mut self, object: &Map<String, Value>, seen: &Seen<'_>) {
        let Some(id) = member(object, "id").and_then(id_text) else {
            return;
        };
        let kind = kind_of(object, seen);
        if self.ids.has(&kind, &id) || self.foreign.has(&kind, &id) {
            return;
        }
        if seen.creates() || self.marked(object) {
            self.learn_id(&kind, &id);
            self.ids.add(&kind, &id);
        } else {
            self.foreign.add(&kind, &id);
        }
    }

    fn learn_id(&mut self, kind: &str, id: &str) {
        // An id that the run chose itself (a server that uses the user name) is stable already.
        if !self.carries_marker(id) && !self.fixed.iter().any(|fixed| fixed == id) {
            self.names.learn(kind, id);
        }
    }

    fn learn_references(&mut self, object: &Map<String, Value>) {
        for (key, value) in object {
            let Some(kind) = kind_of_reference(key) else {
                if let Value::Object(extension) = value {
                    self.learn_references(extension);
                }
                continue;
            };
            for reference in value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice)
            {
                let Some(reference) = reference.as_object() else {
                    continue;
                };
                if let Some(id) = member(reference, "value").and_then(id_text) {
                    let kind = kind_of_referenced(reference, kind);
                    // A distinctive id is of one kind, whatever a reference says.
                    if !self.names.knows(&id) || !is_distinctive(&id) {
                        self.learn_id(kind, &id);
                    }
                }
            }
        }
    }

    /// Whether a resource of an answer is the case's own.
    pub(super) fn owns(&self, object: &Map<String, Value>, seen: &Seen<'_>) -> bool {
        if self.echoes_foreign(object, seen) {
            return false;
        }
        if seen.creates() || self.marked(object) {
            return true;
        }
        match member(object, "id").and_then(id_text) {
            Some(id) => self.ids.has(&kind_of(object, seen), &id),
            // A partial answer about a resource of ours.
            None => seen
                .path_id
                .as_ref()
                .is_some_and(|id| self.carries_marker(id) || self.ids.has(&seen.kind, id)),
        }
    }

    /// Whether a resource that is sent or received is one of others, or is put in its place.
    pub(super) fn echoes_foreign(&self, object: &Map<String, Value>, seen: &Seen<'_>) -> bool {
        match (member(object, "id").and_then(id_text), &seen.path_id) {
            (Some(id), _) => self.foreign.has(&kind_of(object, seen), &id),
            (None, Some(id)) => self.foreign.has(&seen.kind, id),
            (None, None) => false,
        }
    }

    /// Whether what a reference points to is the case's own.
    pub(super) fn owns_referenced(&self, reference: &Map<String, Value>, kind: &str) -> bool {
        let id = member(reference, "value").and_then(id_text);
        self.marked(reference) || id.is_some_and(|id| self.ids.has(kind, &id))
    }

    /// Whether text carries the marker.
    pub(super) fn carries_marker(&self, text: &str) -> bool {
        let marker = self.marker.as_bytes();
        if marker.is_empty() {
            return false;
        }
        if !text.is_ascii() {
            return text.to_lowercase().contains(&self.marker);
        }
        let mut windows = text.as_bytes().windows(marker.len());
        windows.any(|window| window.eq_ignore_ascii_case(marker))
    }

    /// Whether the resource itself carries the marker, not only what it refers to.
    fn marked(&self, object: &Map<String, Value>) -> bool {
        object
            .iter()
            .filter(|(key, _)| kind_of_reference(key).is_none())
            .any(|(_, value)| self.value_marked(value))
    }

    fn value_marked(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.carries_marker(text),
            Value::Array(elements) => elements.iter().any(|element| self.value_marked(element)),
            Value::Object(object) => self.marked(object),
            _ => false,
        }
    }

    /// Whether a body that is not valid JSON may be shown: not when it seems to hold resources that
    /// cannot be told apart.
    pub(super) fn may_show(&self, text: &str, seen: &Seen<'_>) -> bool {
        if !text.trim_start().starts_with(['{', '[']) || matches!(seen.received, Content::Json(_)) {
            return true;
        }
        let lower = text.to_lowercase();
        let holds_people = lower.contains("\"username\"") || lower.contains("\"displayname\"");
        !lower.contains("\"resources\"") && (!holds_people || self.carries_marker(text))
    }
}

/// Resources of a successful answer.
fn resources<'s>(seen: &'s Seen<'_>) -> impl Iterator<Item = &'s Map<String, Value>> {
    let elements = match seen.result().filter(|_| !seen.discovery) {
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(result) => match result
            .as_object()
            .and_then(|list| member(list, "Resources"))
        {
            Some(Value::Array(elements)) => elements.as_slice(),
            _ => std::slice::from_ref(result),
        },
        None => &[],
    };
    elements.iter().filter_map(Value::as_object)
}

/// Whether an object is about a person, a group or the like, rather than an error or a description
/// of the server.
pub(super) fn is_resource(object: &Map<String, Value>) -> bool {
    let has = |name| member(object, name).is_some();
    let describes = |value: &Value| {
        let urn = value.as_str().unwrap_or_default();
        urn.ends_with(":User") || urn.ends_with(":Group")
    };
    has("userName")
        || has("emails")
        || has("members")
        || (has("id") && has("displayName"))
        || member(object, "schemas")
            .and_then(Value::as_array)
            .is_some_and(|schemas| schemas.iter().any(describes))
        || resource_type(object).is_some_and(|name| matches!(name, "User" | "Group"))
}

fn resource_type(object: &Map<String, Value>) -> Option<&str> {
    member(object, "meta")?.get("resourceType")?.as_str()
}

/// Kind of a resource in an answer: from the endpoint, else from what it says of itself.
pub(super) fn kind_of<'s>(object: &Map<String, Value>, seen: &'s Seen<'_>) -> Cow<'s, str> {
    let kind = seen.kind.as_str();
    match resource_type(object) {
        Some(name) if kind == "resource" => Cow::Owned(kind_of_endpoint(name)),
        _ => Cow::Borrowed(kind),
    }
}

/// Kind of resource that an attribute refers to by default (RFC 7643 §4.1.2, §4.2, §4.3).
pub(super) fn kind_of_reference(attribute: &str) -> Option<&'static str> {
    if attribute.eq_ignore_ascii_case("members") || attribute.eq_ignore_ascii_case("manager") {
        Some("user")
    } else if attribute.eq_ignore_ascii_case("groups") {
        Some("group")
    } else {
        None
    }
}

/// Kind of resource that this value of such an attribute refers to.
pub(super) fn kind_of_referenced(
    reference: &Map<String, Value>,
    default: &'static str,
) -> &'static str {
    let text = |name| {
        member(reference, name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    if text("type").eq_ignore_ascii_case("group") || text("$ref").contains("/Groups/") {
        "group"
    } else {
        default
    }
}

/// Whether an id can be told from an ordinary word or number wherever it stands.
pub(super) fn is_distinctive(id: &str) -> bool {
    let digits = id.bytes().any(|byte| byte.is_ascii_digit());
    let letters = id.bytes().any(|byte| byte.is_ascii_alphabetic());
    (id.len() >= 8 && digits && letters) || (id.len() >= 12 && digits) || id.len() >= 20
}
