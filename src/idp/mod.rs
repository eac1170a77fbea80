//! The simulated identity providers: directory, mapping and, per provider, what turns the admin's
//! acts into requests and answers into log entries. Knows no socket.

pub mod directory;
pub mod mapping;
