//! Putting definitions together, and checking them against each other.

use serde_json::Value;

use super::flaw::{Flaw, Place, listed};
use super::reader::{Node, Reader};
use super::resource_type::{FoundExtension, FoundType};
use super::schema::FoundSchema;
use crate::scim::schema::{
    Attribute, ResourceType, Schema, common_attributes, enterprise_user, group, user,
};

/// How many resource types there are without definitions; they come first.
const BUILT_IN: usize = 2;

/// A JSON document that defines something: one definition, or a list of them.
#[derive(Debug, Clone)]
pub struct Definition {
    /// What it defines.
    pub kind: DefinitionKind,
    /// The document.
    pub json: Value,
}

/// What a document defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// Schemas (RFC 7643 §7).
    Schema,
    /// Resource types (RFC 7643 §6).
    ResourceType,
}

/// The resource types of a server: users and groups, then what the documents add. A definition with
/// the name or URN of a built-in one takes its place.
///
/// # Errors
///
/// Everything that is wrong, by place. What the definitions say of each other is looked at once
/// each of them is right.
pub fn resource_types(definitions: &[Definition]) -> Result<Vec<ResourceType>, Vec<Flaw>> {
    let mut reader = Reader::default();
    let (mut schemas, mut types) = (Vec::new(), Vec::new());
    for (index, definition) in definitions.iter().enumerate() {
        let root = Node {
            value: &definition.json,
            place: Place {
                definition: index,
                pointer: String::new(),
                is_name: false,
            },
        };
        match definition.kind {
            DefinitionKind::Schema => {
                let nodes = reader.definitions(&root, "a schema");
                schemas.extend(nodes.iter().filter_map(|node| reader.schema(node)));
            }
            DefinitionKind::ResourceType => {
                let nodes = reader.definitions(&root, "a resource type");
                types.extend(nodes.iter().filter_map(|node| reader.resource_type(node)));
            }
        }
    }
    if reader.flaws.is_empty() {
        let known = known_schemas(&mut reader, &schemas);
        let mut assembly = Assembly {
            reader: &mut reader,
            known,
            types: ResourceType::built_in().to_vec(),
        };
        assembly.replace_schemas();
        assembly.check_types(&types);
        for found in &types {
            assembly.add(found);
        }
        let types = assembly.types;
        if reader.flaws.is_empty() {
            check_use(&mut reader, &schemas, &types);
        }
        if reader.flaws.is_empty() {
            return Ok(types);
        }
    }
    let mut flaws = reader.flaws;
    flaws.sort_by(|one, other| one.place.cmp(&other.place));
    Err(flaws)
}

/// The built-in schemas and the found ones; a found one hides a built-in one.
fn known_schemas(reader: &mut Reader, found: &[FoundSchema]) -> Vec<Schema> {
    let mut first: Vec<&FoundSchema> = Vec::new();
    for one in found {
        match first
            .iter()
            .find(|first| same(&first.schema.id, &one.schema.id))
        {
            None => first.push(one),
            Some(first) => {
                let message = format!("expected a new schema, got `\"{}\"` again", one.schema.id);
                let hint = format!("`\"{}\"` has this URN already", first.schema.name);
                reader.add(Flaw::at(&one.place.member("id"), message).hint(hint));
            }
        }
    }
    let mut known: Vec<Schema> = first.iter().map(|one| one.schema.clone()).collect();
    for built_in in [user(), enterprise_user(), group()] {
        if !known.iter().any(|one| same(&one.id, &built_in.id)) {
            known.push(built_in);
        }
    }
    known
}

struct Assembly<'a> {
    reader: &'a mut Reader,
    known: Vec<Schema>,
    types: Vec<ResourceType>,
}

impl Assembly<'_> {
    /// Gives the built-in types the schemas that are known by their URNs.
    fn replace_schemas(&mut self) {
        for one in &mut self.types {
            let extensions = one.extensions.iter_mut().map(|(schema, _)| schema);
            for schema in std::iter::once(&mut one.schema).chain(extensions) {
                if let Some(known) = self.known.iter().find(|known| same(&known.id, &schema.id)) {
                    schema.clone_from(known);
                }
            }
        }
    }

    /// Names and endpoints are there once (erratum 8475).
    fn check_types(&mut self, found: &[FoundType]) {
        for (index, one) in found.iter().enumerate() {
            let before = found.get(..index).unwrap_or_default();
            if let Some(first) = before.iter().find(|first| same(&first.name, &one.name)) {
                let message = format!("expected a new resource type, got `\"{}\"` again", one.name);
                let hint = format!(
                    "`\"{}\"` at `{}` is one already",
                    first.name, first.endpoint
                );
                self.reader
                    .add(Flaw::at(&one.place.member("name"), message).hint(hint));
            }
            let others = before.iter().map(|other| (&other.name, &other.endpoint));
            let built_in = self
                .types
                .iter()
                .map(|other| (&other.name, &other.endpoint));
            let holder = others
                .chain(built_in)
                .find(|(name, endpoint)| !same(name, &one.name) && same(endpoint, &one.endpoint));
            if let Some((holder, _)) = holder {
                let message = format!(
                    "expected an endpoint of its own, got `\"{}\"`",
                    one.endpoint
                );
                let hint = format!("it is that of `\"{holder}\"`");
                self.reader
                    .add(Flaw::at(&one.place.member("endpoint"), message).hint(hint));
            }
        }
    }

    /// Adds a type, or puts it in the place of a built-in one.
    fn add(&mut self, found: &FoundType) {
        let mut built_in = self.types.iter().take(BUILT_IN);
        let built_in = built_in.position(|one| same(&one.name, &found.name));
        if let Some(place) = built_in
            && !self.may_replace(found, place)
        {
            return;
        }
        let schema = self.base(found);
        let extensions = self.extensions(found);
        let (Some(schema), Some(extensions)) = (schema, extensions) else {
            return;
        };
        let new = ResourceType {
            name: found.name.clone(),
            endpoint: found.endpoint.clone(),
            description: found.description.clone(),
            schema,
            extensions,
        };
        match built_in.and_then(|place| self.types.get_mut(place)) {
            Some(old) => *old = new,
            None => self.types.push(new),
        }
    }

    /// What users and groups are, and where, is not for a file to say (RFC 7644 §3.2).
    fn may_replace(&mut self, found: &FoundType, place: usize) -> bool {
        let Some(old) = self.types.get(place) else {
            return true;
        };
        let (schema, schema_place) = &found.schema;
        let wrong = [
            (found.place.member("name"), &found.name, &old.name),
            (
                found.place.member("endpoint"),
                &found.endpoint,
                &old.endpoint,
            ),
            (schema_place.clone(), schema, &old.schema.id),
        ]
        .into_iter()
        .find(|(_, new, old)| new != old);
        let Some((place, new, expected)) = wrong else {
            return true;
        };
        let message = format!("expected `\"{expected}\"`, got `\"{new}\"`");
        let hint = format!(
            "a resource type in the place of the built-in `\"{}\"` keeps its name, endpoint and \
             base schema; otherwise choose another name",
            old.name
        );
        self.reader.add(Flaw::at(&place, message).hint(hint));
        false
    }

    fn base(&mut self, found: &FoundType) -> Option<Schema> {
        let (id, place) = &found.schema;
        let schema = self.schema(id, place)?;
        let extends = self.types.iter().find(|one| {
            one.extensions
                .iter()
                .any(|(known, _)| known.id == schema.id)
        });
        if let Some(extended) = extends {
            let message = format!("expected a base schema, got the extension `\"{id}\"`");
            let hint = format!(
                "`\"{}\"` is extended by it; a base schema and an extension are two schemas",
                extended.name
            );
            self.reader.add(Flaw::at(place, message).hint(hint));
            return None;
        }
        Some(schema)
    }

    fn extensions(&mut self, found: &FoundType) -> Option<Vec<(Schema, bool)>> {
        let mut extensions: Vec<(Schema, bool)> = Vec::new();
        let before = self.reader.flaws.len();
        for FoundExtension {
            id,
            required,
            place,
        } in &found.extensions
        {
            let Some(schema) = self.schema(id, place) else {
                continue;
            };
            let is_own_base = same(&found.schema.0, id);
            let based = self.types.iter().find(|one| one.schema.id == schema.id);
            let base_of = match based {
                _ if is_own_base => Some(&found.name),
                based => based.map(|one| &one.name),
            };
            if let Some(name) = base_of {
                let message = format!("expected an extension, got the base schema `\"{id}\"`");
                let hint = format!("it is the base schema of `\"{name}\"`");
                self.reader.add(Flaw::at(place, message).hint(hint));
            } else if extensions.iter().any(|(known, _)| known.id == schema.id) {
                let message = format!("expected another extension, got `\"{id}\"` again");
                self.reader
                    .add(Flaw::at(place, message).hint("name each extension once"));
            } else {
                extensions.push((schema, *required));
            }
        }
        (self.reader.flaws.len() == before).then_some(extensions)
    }

    fn schema(&mut self, id: &str, place: &Place) -> Option<Schema> {
        if let Some(schema) = self.known.iter().find(|known| same(&known.id, id)) {
            return Some(schema.clone());
        }
        let known = self.known.iter().map(|schema| schema.id.as_str());
        let flaw = Flaw::at(
            place,
            format!("expected the URN of a schema, got the unknown `\"{id}\"`"),
        );
        self.reader.add(
            flaw.hint("give the file of the schema with `--schema`")
                .meant(id, known),
        );
        None
    }
}

/// Whether each schema is used, and used as it can be.
fn check_use(reader: &mut Reader, schemas: &[FoundSchema], types: &[ResourceType]) {
    for FoundSchema { schema, place } in schemas {
        let is_base = types.iter().any(|one| one.schema.id == schema.id);
        let extends = |one: &ResourceType| {
            let mut extensions = one.extensions.iter();
            extensions.any(|(extension, _)| extension.id == schema.id)
        };
        if !is_base && !types.iter().any(extends) {
            let message = format!(
                "expected a resource type that uses `\"{}\"`, got none",
                schema.id
            );
            let hint = "name it in a file given with `--resource-type`, as `schema` or in \
                        `schemaExtensions`";
            reader.add(Flaw::at(&place.member("id"), message).hint(hint));
        }
        for (index, attribute) in schema.attributes.iter().enumerate() {
            let place = place.member("attributes").member(&index.to_string());
            let is_common = |common: &&Attribute| same(&common.name, &attribute.name);
            if is_base && common_attributes().iter().any(|one| is_common(&one)) {
                let message = format!(
                    "expected an attribute of the schema's own, got `\"{}\"`",
                    attribute.name
                );
                reader.add(
                    Flaw::at(&place.member("name"), message)
                        .hint("all resources have it (RFC 7643 §3.1): leave it out"),
                );
            }
            check_references(reader, attribute, &place, types);
        }
    }
}

/// What a reference may point to is a resource type, `external` or `uri` (RFC 7643 §7).
fn check_references(
    reader: &mut Reader,
    attribute: &Attribute,
    place: &Place,
    types: &[ResourceType],
) {
    let known = || {
        let names = types.iter().map(|one| one.name.as_str());
        names.chain(["external", "uri"])
    };
    for (index, name) in attribute.reference_types.iter().enumerate() {
        if known().all(|one| one != name) {
            let place = place.member("referenceTypes").member(&index.to_string());
            let message = format!("expected one of {}, got `\"{name}\"`", listed(known()));
            reader.add(Flaw::at(&place, message).meant(name, known()));
        }
    }
    for (index, sub) in attribute.sub_attributes.iter().enumerate() {
        let place = place.member("subAttributes").member(&index.to_string());
        check_references(reader, sub, &place, types);
    }
}

/// Names and URNs are compared without regard to case.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
