//! The provisioning log in the form in which the identity provider gives it out (`--idp-log`).

mod entra;
mod ids;
mod okta;
mod own;
mod render;
#[cfg(test)]
mod tests;

pub(super) use okta::task;
pub(super) use own::entry;
pub use render::{LogFile, render};
