//! The SCIM protocol as data: schemas, attribute paths, filters, PATCH, errors. No I/O, no clock.

pub mod error;
pub mod schema;
