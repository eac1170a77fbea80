//! What people and machines read of a run: pure functions of its result.

pub mod diff;
pub mod escape;
#[cfg(test)]
pub(crate) mod example;
pub mod explain;
pub mod idp_log;
pub mod json;
pub mod terminal;
