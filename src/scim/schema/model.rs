//! Schemas and attribute characteristics (RFC 7643 §2, §7).

/// Data type of an attribute (RFC 7643 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeType {
    /// Unicode text.
    String,
    /// `true` or `false`.
    Boolean,
    /// Number with a fraction.
    Decimal,
    /// Whole number.
    Integer,
    /// xsd:dateTime.
    DateTime,
    /// Base64.
    Binary,
    /// URI.
    Reference,
    /// Has sub-attributes.
    Complex,
}

/// Who may change an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// Only the server.
    ReadOnly,
    /// Anybody.
    ReadWrite,
    /// Set once.
    Immutable,
    /// Set, never read.
    WriteOnly,
}

/// When an attribute is in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Unless excluded.
    Default,
    /// When asked for.
    Request,
}

/// Over what a value is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uniqueness {
    /// Nothing.
    None,
    /// The server.
    Server,
    /// Everything.
    Global,
}

/// One attribute or sub-attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Name in the schema's spelling.
    pub name: String,
    /// Data type.
    pub kind: AttributeType,
    /// Whether the value is an array.
    pub multi_valued: bool,
    /// For a person.
    pub description: String,
    /// Whether a resource needs it.
    pub required: bool,
    /// Suggested values.
    pub canonical_values: Vec<String>,
    /// Whether comparison regards case.
    pub case_exact: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When it is in a response.
    pub returned: Returned,
    /// Over what it is unique.
    pub uniqueness: Uniqueness,
    /// What a reference may point to.
    pub reference_types: Vec<String>,
    /// Parts of a complex attribute.
    pub sub_attributes: Vec<Attribute>,
}

impl Attribute {
    /// Sub-attribute of that name, any case (RFC 7643 §2.1).
    pub fn sub(&self, name: &str) -> Option<&Self> {
        self.sub_attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

/// A schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// URN.
    pub id: String,
    /// For a person.
    pub name: String,
    /// For a person.
    pub description: String,
    /// Attributes in the schema's order.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// Attribute of that name, any case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

/// A resource type: endpoint, schema and extensions (RFC 7643 §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    /// Name and id, for example `User`.
    pub name: String,
    /// Path below the base URL, for example `/Users`.
    pub endpoint: String,
    /// For a person.
    pub description: String,
    /// Core schema, the common attributes (`id`, `externalId`, `meta`) not included.
    pub schema: Schema,
    /// Extensions, with whether a resource needs them.
    pub extensions: Vec<(Schema, bool)>,
}

impl ResourceType {
    /// The core schema, then the extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let extensions = self.extensions.iter().map(|(schema, _)| schema);
        std::iter::once(&self.schema).chain(extensions)
    }
}
