//! Filters (RFC 7644 §3.4.2.2): text → tree → tree bound to a resource type → evaluation.

mod ast;
mod bind;
mod eval;
mod lexer;
pub(super) mod parser;

pub use ast::{CompareOp, Filter, Literal, Test};
pub(super) use bind::loose;
pub use bind::{BoundFilter, ValueFilter};

/// Longest filter or path in bytes.
pub const MAX_LENGTH: usize = 65_536;
/// Deepest nesting of brackets and `not`.
pub const MAX_DEPTH: usize = 64;
/// Most comparisons in one filter.
pub const MAX_TERMS: usize = 1_000;

#[cfg(test)]
mod tests;
