//! Schemas and resource types: their model, the ones RFC 7643 defines, and their JSON form.

mod builtin;
mod common;
mod discovery;
mod json;
mod model;
pub mod urn;

pub use builtin::{enterprise_user, group, user};
pub use common::common_attributes;
pub use discovery::discovery_schemas;
pub use model::{Attribute, AttributeType, Mutability, ResourceType, Returned, Schema, Uniqueness};
