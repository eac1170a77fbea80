//! Schemas (RFC 7643 §7).

use super::flaw::{Flaw, Place};
use super::reader::{Node, Reader};
use crate::scim::path::AttrPath;
use crate::scim::schema::{Schema, discovery_schemas, urn};

const MEMBERS: [&str; 6] = ["schemas", "id", "name", "description", "attributes", "meta"];

/// Begins the URNs of messages, which are no schemas of resources (RFC 7644 §3.1).
const MESSAGES: &str = "urn:ietf:params:scim:api:messages:";

/// A schema and where it was found.
pub(super) struct FoundSchema {
    pub(super) schema: Schema,
    pub(super) place: Place,
}

impl Reader {
    pub(super) fn schema(&mut self, node: &Node<'_>) -> Option<FoundSchema> {
        let other = (
            urn::RESOURCE_TYPE,
            "a resource type is given with `--resource-type`",
        );
        if !self.is_a(node, urn::SCHEMA, other) || !self.object(node, "a schema", &MEMBERS) {
            return None;
        }
        let id = self.required_text(node, "id", "\"urn:example:schemas:Device\"");
        let id = id.and_then(|(id, place)| self.checked_urn(id, &place));
        let name = self.required_text(node, "name", "\"Device\"");
        let description = self.text(node, "description");
        if node.member("attributes").is_none() {
            let message = "expected `\"attributes\"`, got nothing";
            self.add(Flaw::at(&node.place, message).hint("add `\"attributes\": []`"));
        }
        let attributes = self.attributes(node, "attributes", false);
        Some(FoundSchema {
            schema: Schema {
                id: id?,
                name: name?.0.to_owned(),
                description,
                attributes,
            },
            place: node.place.clone(),
        })
    }

    /// Schemas are named by URNs that can stand in paths and filters.
    fn checked_urn(&mut self, id: &str, place: &Place) -> Option<String> {
        let begins = |prefix: &str| {
            id.get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._:~/+=@;$!*'".contains(c);
        let has_parts = id.split(':').count() > 2 && id.split(':').all(|part| !part.is_empty());
        if !has_parts || !id.chars().all(fits) || AttrPath::parse(id).is_err() {
            self.add(
                Flaw::at(place, format!("expected a URN, got `\"{id}\"`"))
                    .hint("for example `\"urn:example:params:scim:schemas:2.0:Device\"`"),
            );
            return None;
        }
        let own = discovery_schemas()
            .iter()
            .any(|schema| schema.id.eq_ignore_ascii_case(id));
        if own || begins(MESSAGES) {
            self.add(
                Flaw::at(
                    place,
                    format!("expected the URN of a schema of resources, got `\"{id}\"`"),
                )
                .hint("the protocol itself uses this one"),
            );
            return None;
        }
        Some(id.to_owned())
    }
}
