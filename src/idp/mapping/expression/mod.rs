//! Expressions of Entra mappings: functions over source attributes.
//!
//! Syntax and functions follow Microsoft's reference for writing expressions in attribute mappings
//! (learn.microsoft.com, "Reference for writing expressions for attribute mappings in Microsoft
//! Entra ID"). `docs/mappings.md` has the whole list, with what the reference leaves open.

mod check;
mod conversion;
mod dates;
mod datetime;
mod diacritics;
mod evaluate;
mod function;
mod lists;
mod logic;
mod parse;
mod pattern;
mod random;
mod replace;
mod roles;
mod syntax;
mod text;
mod value;

#[cfg(test)]
mod tests;

pub use evaluate::EvaluationError;
pub use syntax::{Expression, ExpressionError, REDACTED};
pub use value::{AppRole, AppRoles, Evaluated, RoleForm};
