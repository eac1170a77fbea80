//! What targets need of a mapping, as data.

use super::Field;
use super::gitlab;
use crate::idp::Family;

/// Who runs the target, which decides how grave some findings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offering {
    /// Its maker: nobody else can mend an identity there.
    Saas,
    /// The customer, whose administrator can.
    SelfManaged,
}

/// What one target needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Name of the profile of the bundled server.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Who runs it.
    pub offering: Offering,
    /// Families of identity providers that its maker supports, and who stands in where it is not the
    /// maker.
    pub providers: &'static [(Family, &'static str)],
    /// Attributes that it has a filter for.
    pub filters: &'static [Field],
    /// The attribute that must have matching precedence 1.
    pub first: Field,
    /// Attributes that it calls unsupported for matching although it may have a filter for them.
    pub unmatchable: &'static [Field],
    /// Attributes that must have the value of SAML's `NameID`.
    pub identifiers: &'static [Field],
    /// What a new user must have: one of each group at least.
    pub required: &'static [&'static [Field]],
    /// What its guide says of the application's list of attributes.
    pub list: &'static [Listed],
    /// Whether it has groups of SCIM.
    pub groups: bool,
    /// The page of its documentation that says so.
    pub source: &'static str,
}

/// What the application's list of attributes must say of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// The attribute.
    pub field: Field,
    /// Whether it is the primary key.
    pub primary: bool,
    /// Whether nobody is provisioned without it.
    pub required: bool,
}

/// Every target that is known.
pub const TARGETS: &[Needs] = gitlab::ALL;

/// The needs of a target by the name of its profile.
pub fn needs_of(name: &str) -> Option<&'static Needs> {
    TARGETS.iter().find(|needs| needs.name == name)
}
