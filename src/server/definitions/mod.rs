//! Schemas and resource types that a server is given as JSON (RFC 7643 §6, §7): read, checked one by
//! one and against each other, and put together with the built-in ones.

mod assemble;
mod attribute;
mod endpoint;
mod flaw;
mod reader;
mod resource_type;
mod schema;

pub use assemble::{Definition, DefinitionKind, resource_types};
pub use flaw::{Flaw, Place};
