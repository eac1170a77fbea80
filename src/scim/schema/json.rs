//! Schemas and resource types as `/Schemas` and `/ResourceTypes` show them.

use serde_json::{Value, json};

use super::model::{
    Attribute, AttributeType, Mutability, ResourceType, Returned, Schema, Uniqueness,
};
use super::urn;

impl AttributeType {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::String,
        Self::Boolean,
        Self::Decimal,
        Self::Integer,
        Self::DateTime,
        Self::Binary,
        Self::Reference,
        Self::Complex,
    ];

    /// The word as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

impl Mutability {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ReadOnly,
        Self::ReadWrite,
        Self::Immutable,
        Self::WriteOnly,
    ];

    /// The word as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

impl Returned {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Always, Self::Never, Self::Default, Self::Request];

    /// The word as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
            Self::Request => "request",
        }
    }
}

impl Uniqueness {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Server, Self::Global];

    /// The word as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}

impl Attribute {
    /// The attribute with its characteristics (RFC 7643 §7). `caseExact` is given for text only and
    /// `uniqueness` for simple attributes only (erratum 6004).
    pub fn to_json(&self) -> Value {
        let mut out = json!({
            "name": self.name,
            "type": self.kind.as_str(),
            "multiValued": self.multi_valued,
            "description": self.description,
            "required": self.required,
        });
        if !self.canonical_values.is_empty() {
            out["canonicalValues"] = json!(self.canonical_values);
        }
        if matches!(
            self.kind,
            AttributeType::String | AttributeType::Reference | AttributeType::Binary
        ) {
            out["caseExact"] = self.case_exact.into();
        }
        out["mutability"] = self.mutability.as_str().into();
        out["returned"] = self.returned.as_str().into();
        if self.kind != AttributeType::Complex {
            out["uniqueness"] = self.uniqueness.as_str().into();
        }
        if !self.reference_types.is_empty() {
            out["referenceTypes"] = json!(self.reference_types);
        }
        if !self.sub_attributes.is_empty() {
            out["subAttributes"] = self.sub_attributes.iter().map(Self::to_json).collect();
        }
        out
    }
}

impl Schema {
    /// The schema as a resource, without `meta.location`, which depends on the base URL.
    pub fn to_json(&self) -> Value {
        json!({
            "schemas": [urn::SCHEMA],
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "attributes": self.attributes.iter().map(Attribute::to_json).collect::<Value>(),
            "meta": { "resourceType": "Schema" },
        })
    }
}

impl ResourceType {
    /// The resource type as a resource, without `meta.location`, which depends on the base URL.
    pub fn to_json(&self) -> Value {
        let extensions = self
            .extensions
            .iter()
            .map(|(schema, required)| json!({ "schema": schema.id, "required": required }));
        json!({
            "schemas": [urn::RESOURCE_TYPE],
            "id": self.name,
            "name": self.name,
            "description": self.description,
            "endpoint": self.endpoint,
            "schema": self.schema.id,
            "schemaExtensions": extensions.collect::<Value>(),
            "meta": { "resourceType": "ResourceType" },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::{common_attributes, enterprise_user, group, user};

    #[test]
    fn a_schema_shows_its_characteristics() {
        let json = user().to_json();
        assert_eq!(json["id"], urn::USER);
        let attributes = json["attributes"].as_array().unwrap();
        let named = |name: &str| {
            attributes
                .iter()
                .find(|attribute| attribute["name"] == name)
                .unwrap()
                .clone()
        };
        assert_eq!(
            named("userName"),
            json!({
                "name": "userName", "type": "string", "multiValued": false,
                "description": "Name that the person signs in with.", "required": true,
                "caseExact": false, "mutability": "readWrite", "returned": "default",
                "uniqueness": "server",
            })
        );
        assert_eq!(named("password")["returned"], "never");
        assert_eq!(
            named("groups")["subAttributes"][1]["referenceTypes"],
            json!(["Group"])
        );
        assert_eq!(
            named("groups")["subAttributes"][0]["mutability"],
            "readOnly"
        );
        assert_eq!(named("name").get("uniqueness"), None);
        assert_eq!(
            named("x509Certificates")["subAttributes"][0]["type"],
            "binary"
        );
    }

    #[test]
    fn errata_are_applied() {
        assert!(group().attribute("displayName").unwrap().required);
        let manager = enterprise_user().attribute("manager").unwrap().clone();
        assert!(manager.sub("value").unwrap().case_exact);
        assert_eq!(
            manager.sub("displayname").unwrap().mutability,
            Mutability::ReadOnly
        );
    }

    #[test]
    fn a_resource_type_names_its_extensions() {
        assert_eq!(
            ResourceType::user().to_json()["schemaExtensions"],
            json!([{ "schema": urn::ENTERPRISE_USER, "required": false }])
        );
    }

    #[test]
    fn meta_is_read_only_in_all_parts() {
        let meta = common_attributes()
            .iter()
            .find(|attribute| attribute.name == "meta")
            .unwrap();
        assert!(
            meta.sub_attributes
                .iter()
                .all(|sub| sub.mutability == Mutability::ReadOnly)
        );
    }
}
