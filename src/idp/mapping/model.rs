//! Attribute mappings as data.

use std::cell::RefCell;

use super::expression::{Evaluated, EvaluationError, Expression};
use super::{Scope, Scoping, Target};
use crate::idp::{IdSource, VirtualClock};

/// Which attributes flow from an identity provider to a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// File name without `.yaml`.
    pub name: String,
    /// Family of identity providers it is for, for example `entra`.
    pub idp: String,
    /// Rows for users, in the order in which they are sent.
    pub users: Vec<Row>,
    /// Rows for groups; none when groups are not provisioned. Okta pushes groups whatever stands
    /// here.
    pub groups: Vec<Row>,
    /// Which users and groups are provisioned at all (Entra ID).
    pub scope: Scoping,
    /// What the application's own list of attributes says of some (Entra ID: "Edit attribute list").
    /// Empty where the file says nothing.
    pub attributes: Vec<ListedAttribute>,
}

/// One line of an application's own list of attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAttribute {
    /// SCIM attribute.
    pub name: String,
    /// Whether it is the primary key.
    pub primary: bool,
    /// Whether nobody is provisioned without it.
    pub required: bool,
}

/// One row of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where the value comes from.
    pub source: Source,
    /// Where the value goes, for example `emails[type eq "work"].value`.
    pub target: Target,
    /// Matching precedence, from 1; `None` for rows that are not matched on.
    pub matching: Option<u32>,
    /// When the row applies.
    pub apply: Apply,
    /// Used on creation when the source has no value.
    pub default: Option<String>,
}

/// Where the value of a row comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// An attribute of the source, in the identity provider's own name.
    Attribute(String),
    /// Always the same text.
    Constant(String),
    /// Computed.
    Expression(Expression),
    /// An attribute that names other objects of the directory (`manager`, `members`): the ids of
    /// their accounts at the target are sent.
    Reference(String),
}

impl Source {
    /// The value for a person. An empty text counts as null: Entra sends neither (known issues of
    /// provisioning: null and empty attributes).
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Evaluated, EvaluationError> {
        let evaluated = match self {
            Self::Attribute(name) => Evaluated::of((scope.attribute)(name)),
            Self::Constant(text) => Evaluated::Text(text.clone()),
            Self::Expression(expression) => expression.evaluate(scope)?,
            Self::Reference(_) => Evaluated::Null,
        };
        Ok(match evaluated {
            Evaluated::Text(text) if text.is_empty() => Evaluated::Null,
            other => other,
        })
    }

    /// The one text of the source, for clients whose rows use neither time nor chance; `attribute`
    /// gives the value of an attribute, and an empty one is none.
    pub(in crate::idp) fn text(
        &self,
        attribute: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        // Most rows are nothing else.
        if let Self::Attribute(name) = self {
            return attribute(name).filter(|text| !text.is_empty());
        }
        let evaluated = self.evaluate(&Scope {
            attribute: &|name| attribute(name).into_iter().collect(),
            now: VirtualClock::default().now(),
            ids: &RefCell::new(IdSource::seeded(0)),
        });
        evaluated.ok()?.text().map(str::to_owned)
    }

    /// Whether a provisioning log must not show the value.
    pub fn is_redacted(&self) -> bool {
        matches!(self, Self::Expression(expression) if expression.is_redacted())
    }
}

/// When a row applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apply {
    /// On creation and on update.
    Always,
    /// Only on creation.
    OnCreate,
}
