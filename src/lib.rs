//! scimulate rehearses a SCIM 2.0 server against the identity providers its customers use.
//!
//! The binary is the product; this library is its inside, public so that tests and benchmarks can
//! reach it. Data flows one way: the command line is resolved to a plan, the runner plays cases and
//! emits events, events fold into one result tree, and reports are pure functions of that tree.

pub mod bundled;
pub mod check;
pub mod cli;
pub mod client;
pub mod idp;
pub mod report;
pub mod runner;
pub mod saml;
pub mod scenario;
pub mod scim;
pub mod server;
pub mod snapshot;
pub mod transcript;
