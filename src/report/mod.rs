//! What people and machines read of a run: pure functions of its result.

pub mod diff;
pub mod escape;
pub mod json;
pub mod terminal;
