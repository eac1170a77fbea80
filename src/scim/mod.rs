//! The SCIM protocol as data: schemas, attribute paths, filters, PATCH, errors. No I/O, no clock.

pub mod datetime;
pub mod error;
pub mod filter;
pub(crate) mod json;
pub mod list;
pub(crate) mod message;
pub mod mode;
pub mod patch;
pub mod path;
pub mod projection;
pub mod resource;
pub mod schema;
pub mod select;
pub mod sort;
pub(crate) mod text;
