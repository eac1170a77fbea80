//! Attributes that every resource has (RFC 7643 §3, §3.1) and the small language in which the
//! built-in schemas are written.

use std::sync::LazyLock;

use super::model::{Attribute, AttributeType, Mutability, Returned, Uniqueness};

/// `schemas`, `id`, `externalId` and `meta`, which belong to no schema of their own.
///
/// Characteristics are those of RFC 7643 §3.1; `schemas` is treated as case exact because it holds
/// URIs, and as writable because a client names the extensions that it uses.
pub fn common_attributes() -> &'static [Attribute] {
    static COMMON: LazyLock<Vec<Attribute>> = LazyLock::new(|| {
        vec![
            attr("schemas", "URNs of the schemas that the resource uses.")
                .kind(AttributeType::Reference)
                .multi()
                .required()
                .returned(Returned::Always)
                .refers_to(&["uri"]),
            attr("id", "Identifier that the service provider gave out.")
                .exact()
                .read_only()
                .returned(Returned::Always)
                .unique(Uniqueness::Global),
            attr("externalId", "Identifier that the client gave out.").exact(),
            attr(
                "meta",
                "What the service provider knows about the resource.",
            )
            .parts(vec![
                attr("resourceType", "Name of the resource type.").exact(),
                attr("created", "When the resource came into being.").kind(AttributeType::DateTime),
                attr("lastModified", "When the resource last changed.")
                    .kind(AttributeType::DateTime),
                attr("location", "URI of the resource.")
                    .kind(AttributeType::Reference)
                    .refers_to(&["uri"]),
                attr("version", "Entity tag of this state.").exact(),
            ])
            .read_only(),
        ]
    });
    &COMMON
}

/// An attribute with the defaults of RFC 7643 §2.2: string, single, optional, any case, writable,
/// returned by default, not unique.
pub(super) fn attr(name: &str, description: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        kind: AttributeType::String,
        multi_valued: false,
        description: description.to_owned(),
        required: false,
        canonical_values: Vec::new(),
        case_exact: false,
        mutability: Mutability::ReadWrite,
        returned: Returned::Default,
        uniqueness: Uniqueness::None,
        reference_types: Vec::new(),
        sub_attributes: Vec::new(),
    }
}

impl Attribute {
    /// References and binaries regard case (RFC 7643 §2.3.6, §2.3.7).
    pub(super) fn kind(mut self, kind: AttributeType) -> Self {
        self.case_exact |= matches!(kind, AttributeType::Reference | AttributeType::Binary);
        self.kind = kind;
        self
    }

    pub(super) fn multi(mut self) -> Self {
        self.multi_valued = true;
        self
    }

    pub(super) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) fn exact(mut self) -> Self {
        self.case_exact = true;
        self
    }

    pub(super) fn immutable(mut self) -> Self {
        self.mutability = Mutability::Immutable;
        self
    }

    /// A complex attribute that is read-only has read-only parts.
    pub(crate) fn read_only(mut self) -> Self {
        self.mutability = Mutability::ReadOnly;
        self.sub_attributes = self
            .sub_attributes
            .into_iter()
            .map(Self::read_only)
            .collect();
        self
    }

    pub(super) fn write_only(mut self) -> Self {
        self.mutability = Mutability::WriteOnly;
        self
    }

    pub(super) fn returned(mut self, returned: Returned) -> Self {
        self.returned = returned;
        self
    }

    pub(super) fn unique(mut self, uniqueness: Uniqueness) -> Self {
        self.uniqueness = uniqueness;
        self
    }

    pub(super) fn canonical(mut self, values: &[&str]) -> Self {
        self.canonical_values = values.iter().map(|&value| value.to_owned()).collect();
        self
    }

    pub(super) fn refers_to(mut self, types: &[&str]) -> Self {
        self.reference_types = types.iter().map(|&name| name.to_owned()).collect();
        self
    }

    pub(super) fn parts(mut self, sub_attributes: Vec<Self>) -> Self {
        self.kind = AttributeType::Complex;
        self.sub_attributes = sub_attributes;
        self
    }
}
