//! Resource types (RFC 7643 §6).

use super::flaw::{Flaw, Place};
use super::reader::{Node, Reader};
use crate::scim::schema::urn;

const MEMBERS: [&str; 8] = [
    "schemas",
    "id",
    "name",
    "description",
    "endpoint",
    "schema",
    "schemaExtensions",
    "meta",
];

/// A resource type that names its schemas.
pub(super) struct FoundType {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) endpoint: String,
    pub(super) schema: (String, Place),
    pub(super) extensions: Vec<FoundExtension>,
    pub(super) place: Place,
}

pub(super) struct FoundExtension {
    pub(super) id: String,
    pub(super) required: bool,
    pub(super) place: Place,
}

impl Reader {
    pub(super) fn resource_type(&mut self, node: &Node<'_>) -> Option<FoundType> {
        let other = (urn::SCHEMA, "a schema is given with `--schema`");
        if !self.is_a(node, urn::RESOURCE_TYPE, other)
            || !self.object(node, "a resource type", &MEMBERS)
        {
            return None;
        }
        let name = self.required_text(node, "name", "\"Device\"");
        let name = name.and_then(|(name, place)| self.type_name(name, &place));
        self.same_id(node, name.as_deref());
        let description = self.text(node, "description");
        let endpoint = self.required_text(node, "endpoint", "\"/Devices\"");
        let endpoint = endpoint.and_then(|(path, place)| self.endpoint(path, &place));
        let schema = self.required_text(node, "schema", "\"urn:example:schemas:Device\"");
        let extensions = self
            .list(node, "schemaExtensions")
            .iter()
            .filter_map(|node| self.extension(node))
            .collect();
        let (id, place) = schema?;
        Some(FoundType {
            name: name?,
            description,
            endpoint: endpoint?,
            schema: (id.to_owned(), place),
            extensions,
            place: node.place.clone(),
        })
    }

    fn extension(&mut self, node: &Node<'_>) -> Option<FoundExtension> {
        if !self.object(node, "a schema extension", &["schema", "required"]) {
            return None;
        }
        let required = self.flag(node, "required").unwrap_or(false);
        let (id, place) =
            self.required_text(node, "schema", "\"urn:example:schemas:Extension\"")?;
        Some(FoundExtension {
            id: id.to_owned(),
            required,
            place,
        })
    }

    /// The name stands in URLs and in `meta.resourceType`.
    fn type_name(&mut self, name: &str, place: &Place) -> Option<String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.chars().all(fits) {
            return Some(name.to_owned());
        }
        let message = format!("expected the name of a resource type, got `\"{name}\"`");
        self.add(Flaw::at(place, message).hint("letters, digits, `-` and `_`"));
        None
    }

    fn same_id(&mut self, node: &Node<'_>, name: Option<&str>) {
        let (Some(id), Some(name)) = (node.member("id"), name) else {
            return;
        };
        if id.value != name {
            let message = format!(
                "expected the name `\"{name}\"` as the id, got `{}`",
                id.value
            );
            self.add(Flaw::at(&id.place, message).hint("leave `id` out"));
        }
    }
}
