//! Queries over all resource types (RFC 7644 §3.4.2.1).

use crate::scim::schema::{Attribute, ResourceType, Schema};

/// The resource type with the names of all others, so that a query over all types can be read for
/// it: what the type itself lacks then has no value, as the RFC wants it. Its own attributes win.
pub(super) fn widened(resource_type: &ResourceType, types: &[ResourceType]) -> ResourceType {
    let mut wide = resource_type.clone();
    for other in types.iter().filter(|other| other.name != wide.name) {
        let known = |attributes: &[Attribute], name: &str| {
            let mut names = attributes.iter().map(|attribute| &attribute.name);
            names.any(|known| known.eq_ignore_ascii_case(name))
        };
        for attribute in &other.schema.attributes {
            if !known(&wide.schema.attributes, &attribute.name) {
                wide.schema.attributes.push(attribute.clone());
            }
        }
        for schema in other.schemas() {
            let same = |(known, _): &(Schema, bool)| known.id == schema.id;
            if !wide.extensions.iter().any(same) {
                wide.extensions.push((schema.clone(), false));
            }
        }
    }
    wide
}
