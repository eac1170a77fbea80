//! Holds a mapping against what a target needs of it: rules over data, no request.

mod field;
mod finding;
mod gitlab;
mod name_id;
mod needs;
mod preview;
mod rules;
mod values;

#[cfg(test)]
mod tests;

pub use field::Field;
pub use finding::{Finding, Part, Place};
pub use name_id::NameId;
pub use needs::{Listed, Needs, Offering, TARGETS, needs_of};

use crate::idp::Family;
use crate::idp::directory::Directory;
use crate::idp::mapping::Mapping;

/// A mapping and all that it is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// The family of identity providers that it is for.
    pub family: Family,
    /// What the target needs.
    pub needs: &'a Needs,
    /// The attribute that SAML sends as `NameID`; `None` when nobody said and none is usual.
    pub name_id: Option<&'a NameId>,
    /// The people whose values are looked at.
    pub directory: Option<&'a Directory>,
}

/// Everything that there is to say, in the order of the rules.
pub fn check(question: &Question<'_>) -> Vec<Finding> {
    let mut findings = rules::all(question);
    if let Some(directory) = question.directory {
        findings.extend(values::all(question, directory));
    }
    findings
}
