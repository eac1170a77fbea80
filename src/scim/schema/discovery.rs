//! The schemas of what `/Schemas`, `/ResourceTypes` and `/ServiceProviderConfig` answer (RFC 7643
//! §5–§7, §8.7.2), with the errata: 5607 (`referenceTypes` is multi-valued), 7522 (so is
//! `schemaExtensions`), 8475 (name and endpoint of a resource type are unique), 7921 and 8011
//! (`authenticationSchemes` has `type` and `primary`), 5606 and 8435 (`binary` is a type). The
//! configuration also has what RFC 9865 §4 adds.
//!
//! `schemas` and `meta` are common attributes, so they are not listed (erratum 8417 is about the
//! resources, which carry them). All is read-only, since the server alone writes it.

use std::sync::LazyLock;

use super::common::attr;
use super::model::{Attribute, AttributeType, Mutability, Returned, Schema, Uniqueness};
use super::urn;

/// All three.
pub fn discovery_schemas() -> &'static [Schema] {
    static SCHEMAS: LazyLock<[Schema; 3]> = LazyLock::new(|| {
        [
            schema_schema(),
            resource_type_schema(),
            configuration_schema(),
        ]
    });
    &*SCHEMAS
}

/// The schema of a schema. The one place where a complex attribute has complex sub-attributes
/// (erratum 8415): `subAttributes` describes attributes just as `attributes` does.
fn schema_schema() -> Schema {
    let mut parts = characteristics();
    parts.push(
        attr("subAttributes", "Parts of a complex attribute.")
            .parts(characteristics())
            .multi(),
    );
    Schema {
        id: urn::SCHEMA.to_owned(),
        name: "Schema".to_owned(),
        description: "What the resources of a kind are made of.".to_owned(),
        attributes: read_only(vec![
            id("URN of the schema.").required(),
            attr("name", "Name for a person.").required(),
            attr("description", "Description for a person."),
            attr("attributes", "Attributes of the resources.")
                .parts(parts)
                .multi()
                .required(),
        ]),
    }
}

/// The schema of a resource type.
fn resource_type_schema() -> Schema {
    Schema {
        id: urn::RESOURCE_TYPE.to_owned(),
        name: "ResourceType".to_owned(),
        description: "Where resources of a kind are, and by which schemas.".to_owned(),
        attributes: read_only(vec![
            id("Same as the name."),
            attr(
                "name",
                "Name of the resource type, as in `meta.resourceType`.",
            )
            .required()
            .unique(Uniqueness::Server),
            attr("description", "Description for a person."),
            reference("endpoint", "Path below the base URL.", &["uri"])
                .required()
                .unique(Uniqueness::Server),
            reference("schema", "URN of the base schema.", &["uri"]).required(),
            attr("schemaExtensions", "Schemas that add to the base schema.")
                .parts(vec![
                    reference("schema", "URN of the extension.", &["uri"]).required(),
                    flag("required", "Whether each resource needs the extension.").required(),
                ])
                .multi(),
        ]),
    }
}

/// The schema of the service provider's configuration.
fn configuration_schema() -> Schema {
    Schema {
        id: urn::SERVICE_PROVIDER_CONFIG.to_owned(),
        name: "ServiceProviderConfig".to_owned(),
        description: "What the service provider can do.".to_owned(),
        attributes: read_only(vec![
            reference(
                "documentationUri",
                "Page that a person can read about the service.",
                &["external"],
            ),
            feature("patch", "Changing parts of a resource.", vec![]),
            feature(
                "bulk",
                "Several operations in one request.",
                vec![
                    count("maxOperations", "Most operations in one request.").required(),
                    count("maxPayloadSize", "Most bytes in one request.").required(),
                ],
            ),
            feature(
                "filter",
                "Filters in queries.",
                vec![count("maxResults", "Most resources in one answer.").required()],
            ),
            feature("changePassword", "Changing passwords.", vec![]),
            feature("sort", "Sorted lists.", vec![]),
            feature("etag", "Entity tags.", vec![]),
            attr("pagination", "How lists come in pages.").parts(vec![
                flag("cursor", "Whether there are cursors.").required(),
                flag("index", "Whether there are start indexes.").required(),
                attr("defaultPaginationMethod", "What is used unasked.")
                    .canonical(&["cursor", "index"]),
                count("defaultPageSize", "Resources on a page unasked."),
                count("maxPageSize", "Most resources on a page."),
                count(
                    "cursorTimeout",
                    "Seconds for which a cursor can be used at least.",
                ),
            ]),
            attr("authenticationSchemes", "Ways to prove who one is.")
                .parts(vec![
                    attr("type", "Kind of the scheme.").required().canonical(&[
                        "oauth",
                        "oauth2",
                        "oauthbearertoken",
                        "httpbasic",
                        "httpdigest",
                    ]),
                    attr("name", "Name for a person.").required(),
                    attr("description", "Description for a person.").required(),
                    reference("specUri", "Specification of the scheme.", &["external"]),
                    reference(
                        "documentationUri",
                        "Page that a person can read about the scheme.",
                        &["external"],
                    ),
                    flag(
                        "primary",
                        "Whether it is the preferred one; at most one is.",
                    ),
                ])
                .multi()
                .required(),
        ]),
    }
}

/// What is said of an attribute (RFC 7643 §7), but for its sub-attributes.
fn characteristics() -> Vec<Attribute> {
    let word = |name: &str, description: &str, words: &[&str]| {
        attr(name, description).exact().canonical(words)
    };
    vec![
        attr("name", "Name of the attribute.").exact().required(),
        word(
            "type",
            "Data type.",
            &AttributeType::ALL.map(AttributeType::as_str),
        )
        .required(),
        flag("multiValued", "Whether the value is an array.").required(),
        attr("description", "Description for a person."),
        flag("required", "Whether each resource needs the attribute."),
        attr("canonicalValues", "Suggested values.").exact().multi(),
        flag("caseExact", "Whether comparison regards case."),
        word(
            "mutability",
            "Who may change the value.",
            &Mutability::ALL.map(Mutability::as_str),
        ),
        word(
            "returned",
            "When the value is in an answer.",
            &Returned::ALL.map(Returned::as_str),
        ),
        word(
            "uniqueness",
            "Among what the value is unique.",
            &Uniqueness::ALL.map(Uniqueness::as_str),
        ),
        attr(
            "referenceTypes",
            "Resource types to which a reference may point, `external` or `uri`.",
        )
        .exact()
        .multi(),
    ]
}

/// A complex attribute that says whether something is there.
fn feature(name: &str, description: &str, mut more: Vec<Attribute>) -> Attribute {
    more.insert(0, flag("supported", "Whether it is there.").required());
    attr(name, description).parts(more).required()
}

/// With the characteristics that each `id` has (RFC 7643 §3.1).
fn id(description: &str) -> Attribute {
    attr("id", description)
        .exact()
        .returned(Returned::Always)
        .unique(Uniqueness::Global)
}

fn flag(name: &str, description: &str) -> Attribute {
    attr(name, description).kind(AttributeType::Boolean)
}

fn count(name: &str, description: &str) -> Attribute {
    attr(name, description).kind(AttributeType::Integer)
}

fn reference(name: &str, description: &str, types: &[&str]) -> Attribute {
    attr(name, description)
        .kind(AttributeType::Reference)
        .refers_to(types)
}

fn read_only(attributes: Vec<Attribute>) -> Vec<Attribute> {
    attributes.into_iter().map(Attribute::read_only).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(schema: &'a Schema, name: &str, sub: &str) -> &'a Attribute {
        schema.attribute(name).unwrap().sub(sub).unwrap()
    }

    #[test]
    fn errata_are_applied() {
        let schema = schema_schema();
        let nested = at(&schema, "attributes", "subAttributes");
        for references in [
            at(&schema, "attributes", "referenceTypes"),
            nested.sub("referenceTypes").unwrap(),
        ] {
            assert!(references.multi_valued);
        }
        let types = &at(&schema, "attributes", "type").canonical_values;
        assert!(types.contains(&"binary".to_owned()));
        let resource_type = resource_type_schema();
        assert!(
            resource_type
                .attribute("schemaExtensions")
                .unwrap()
                .multi_valued
        );
        for name in ["name", "endpoint"] {
            let attribute = resource_type.attribute(name).unwrap();
            assert_eq!(attribute.uniqueness, Uniqueness::Server, "{name}");
        }
        let config = configuration_schema();
        assert!(at(&config, "authenticationSchemes", "type").required);
        assert_eq!(
            at(&config, "authenticationSchemes", "primary").kind,
            AttributeType::Boolean
        );
    }
}
