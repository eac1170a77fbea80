//! Attributes of a schema (RFC 7643 §2, §7).

use super::flaw::{Flaw, Place, shown};
use super::reader::{Node, Reader};
use crate::scim::schema::{Attribute, AttributeType, Mutability, Returned, Uniqueness};

const MEMBERS: [&str; 12] = [
    "name",
    "type",
    "multiValued",
    "description",
    "required",
    "canonicalValues",
    "caseExact",
    "mutability",
    "returned",
    "uniqueness",
    "referenceTypes",
    "subAttributes",
];

impl Reader {
    /// The attributes in a member of a definition. Those that are wrong are missing.
    pub(super) fn attributes(
        &mut self,
        node: &Node<'_>,
        name: &str,
        is_sub: bool,
    ) -> Vec<Attribute> {
        let mut attributes: Vec<(Attribute, Place)> = Vec::new();
        for node in self.list(node, name) {
            let Some(attribute) = self.attribute(&node, is_sub) else {
                continue;
            };
            let same =
                |(known, _): &&(Attribute, Place)| known.name.eq_ignore_ascii_case(&attribute.name);
            if let Some((known, first)) = attributes.iter().find(same) {
                let message = format!(
                    "expected a new name, got `\"{}\"` again; names are compared without regard \
                     to case",
                    attribute.name
                );
                let hint = format!("`{}` is `\"{}\"` already", first.pointer, known.name);
                self.add(Flaw::at(&node.place.member("name"), message).hint(hint));
                continue;
            }
            attributes.push((attribute, node.place));
        }
        attributes.into_iter().map(|(one, _)| one).collect()
    }

    fn attribute(&mut self, node: &Node<'_>, is_sub: bool) -> Option<Attribute> {
        if !self.object(node, "an attribute", &MEMBERS) {
            return None;
        }
        let name = self.required_text(node, "name", "\"serialNumber\"");
        let name = name.and_then(|(name, place)| self.checked_name(name, &place));
        let kind = self
            .keyword(node, "type", &AttributeType::ALL, AttributeType::as_str)
            .unwrap_or(AttributeType::String);
        let is_complex = kind == AttributeType::Complex;
        if is_complex && is_sub {
            self.add(
                Flaw::at(
                    &node.place.member("type"),
                    "expected a simple type, got `\"complex\"` in a sub-attribute",
                )
                .hint("complex attributes are not nested (RFC 7643 §2.3.8)"),
            );
            return None;
        }
        let sub_attributes = self.sub_attributes(node, kind);
        let case_exact = self.flag(node, "caseExact");
        // References and binaries regard case (RFC 7643 §2.3.6, §2.3.7) unless the schema says no.
        let is_exact = matches!(kind, AttributeType::Reference | AttributeType::Binary);
        let mutability = self.keyword(node, "mutability", &Mutability::ALL, Mutability::as_str);
        let mutability = mutability.unwrap_or(Mutability::ReadWrite);
        let attribute = Attribute {
            name: name?,
            kind,
            multi_valued: self.flag(node, "multiValued").unwrap_or(false),
            description: self.text(node, "description"),
            required: self.flag(node, "required").unwrap_or(false),
            canonical_values: self
                .texts(node, "canonicalValues")
                .into_iter()
                .map(|(text, _)| text)
                .collect(),
            case_exact: !is_complex && case_exact.unwrap_or(is_exact),
            mutability,
            returned: self.returned(node, mutability),
            uniqueness: self.uniqueness(node, kind),
            reference_types: self.reference_types(node, kind),
            sub_attributes,
        };
        Some(match attribute.mutability {
            Mutability::ReadOnly => attribute.read_only(),
            _ => attribute,
        })
    }

    /// A name by RFC 7643 §2.1, or `$ref`, which the grammar forgets (erratum 8924).
    fn checked_name(&mut self, name: &str, place: &Place) -> Option<String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_');
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if name == "$ref" || starts_well && name.chars().all(fits) {
            return Some(name.to_owned());
        }
        self.add(
            Flaw::at(
                place,
                format!("expected an attribute name, got `\"{name}\"`"),
            )
            .hint("a letter, then letters, digits, `$`, `-` and `_` (RFC 7643 §2.1)"),
        );
        None
    }

    fn sub_attributes(&mut self, node: &Node<'_>, kind: AttributeType) -> Vec<Attribute> {
        let member = node.member("subAttributes");
        let is_empty = member
            .as_ref()
            .is_none_or(|member| member.value.as_array().is_some_and(Vec::is_empty));
        match (kind, member) {
            (AttributeType::Complex, _) if is_empty => {
                self.add(
                    Flaw::at(
                        &node.place,
                        "expected `\"subAttributes\"` of a complex attribute, got none",
                    )
                    .hint("list its parts, or give it another `type`"),
                );
                Vec::new()
            }
            (AttributeType::Complex, _) => self.attributes(node, "subAttributes", true),
            (kind, Some(member)) if !is_empty => {
                let message = format!(
                    "expected no sub-attributes of a `\"{}\"`, got {}",
                    kind.as_str(),
                    shown(member.value)
                );
                self.add(
                    Flaw::at(&member.place.name(), message)
                        .hint("only `\"type\": \"complex\"` has parts"),
                );
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// What cannot be read is never returned (RFC 7643 §7, `writeOnly`).
    fn returned(&mut self, node: &Node<'_>, mutability: Mutability) -> Returned {
        let is_write_only = mutability == Mutability::WriteOnly;
        let returned = self.keyword(node, "returned", &Returned::ALL, Returned::as_str);
        match returned {
            Some(returned) if is_write_only && returned != Returned::Never => {
                let message = format!(
                    "expected `\"never\"` with `\"mutability\": \"writeOnly\"`, got `\"{}\"`",
                    returned.as_str()
                );
                self.add(Flaw::at(&node.place.member("returned"), message));
                returned
            }
            None if is_write_only => Returned::Never,
            returned => returned.unwrap_or(Returned::Default),
        }
    }

    /// Some types have no uniqueness (RFC 7643 §2.3.2, §2.3.5, §2.3.6, §2.3.8).
    fn uniqueness(&mut self, node: &Node<'_>, kind: AttributeType) -> Uniqueness {
        let uniqueness = self.keyword(node, "uniqueness", &Uniqueness::ALL, Uniqueness::as_str);
        let uniqueness = uniqueness.unwrap_or(Uniqueness::None);
        let has_none = matches!(
            kind,
            AttributeType::Boolean
                | AttributeType::DateTime
                | AttributeType::Binary
                | AttributeType::Complex
        );
        if has_none && uniqueness != Uniqueness::None {
            let message = format!(
                "expected `\"none\"` for a `\"{}\"`, got `\"{}\"`",
                kind.as_str(),
                uniqueness.as_str()
            );
            let flaw = Flaw::at(&node.place.member("uniqueness"), message);
            self.add(if kind == AttributeType::Complex {
                flaw.hint("make one of its sub-attributes unique")
            } else {
                flaw.hint("values of this type have no uniqueness (RFC 7643 §2.3)")
            });
        }
        uniqueness
    }

    fn reference_types(&mut self, node: &Node<'_>, kind: AttributeType) -> Vec<String> {
        let types = self.texts(node, "referenceTypes");
        if kind != AttributeType::Reference && !types.is_empty() {
            let place = node.place.member("referenceTypes").name();
            let message = format!(
                "expected no `referenceTypes` of a `\"{}\"`, got {}",
                kind.as_str(),
                types.len()
            );
            self.add(Flaw::at(&place, message).hint("only `\"type\": \"reference\"` has them"));
        }
        types.into_iter().map(|(text, _)| text).collect()
    }
}
