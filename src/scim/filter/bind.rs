//! A filter's names and values, checked against a schema once, so that evaluation cannot fail.
//!
//! Where the RFC is open, this engine decides:
//! - an unknown attribute is `invalidFilter`, never an empty result;
//! - `emails co "x"`, `members eq "id"`, `manager eq "id"` compare the sub-attribute `value`, as the
//!   RFC's own examples do;
//! - `ne` also holds when the attribute has no value; on several values it holds when one differs;
//! - `eq null` is the opposite of `pr`, `ne null` is `pr`;
//! - what is never returned (`password`) cannot be asked for.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Number;

use super::ast::{CompareOp, Filter, Literal, Test};
use crate::scim::datetime;
use crate::scim::error::{ScimError, ScimType};
use crate::scim::mode::Mode;
use crate::scim::path::AttrPath;
use crate::scim::schema::{Attribute, AttributeType, ResourceType, Returned};
use crate::scim::text::fold;

/// A filter that fits a resource type.
#[derive(Debug, Clone)]
pub struct BoundFilter {
    pub(super) node: Node,
}

/// A filter on the values of one attribute, as it stands in brackets.
#[derive(Debug, Clone)]
pub struct ValueFilter {
    pub(super) node: Node,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
    /// One value under `steps` fulfils `filter`, and `then` as well.
    Any {
        steps: Vec<String>,
        canonical: String,
        /// Whether the values have parts, so that names in `filter` and `then` are theirs.
        has_parts: bool,
        filter: Box<Node>,
        then: Option<Leaf>,
    },
}

/// A condition on the values that lie at the end of `steps`.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) steps: Vec<String>,
    /// A missing `primary` is `false` (RFC 7643 §2.4).
    pub(super) absent_is_false: bool,
    pub(super) test: LeafTest,
    canonical: String,
}

#[derive(Debug, Clone)]
pub(super) enum LeafTest {
    Present,
    Absent,
    Compare(CompareOp, Operand),
}

#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// `compared` is in lower case unless case counts.
    Text {
        written: String,
        compared: String,
        exact: bool,
    },
    Boolean(bool),
    Number(Number),
    Instant(Timestamp),
}

impl Filter {
    /// Checks the filter against a resource type.
    ///
    /// # Errors
    /// `invalidFilter` for unknown attributes, for values that do not fit an attribute's type, for
    /// `gt`, `ge`, `lt`, `le` on booleans and binaries, and for attributes that are never returned.
    pub fn bind(&self, resource_type: &ResourceType, mode: Mode) -> Result<BoundFilter, ScimError> {
        let scope = Scope::Resource(resource_type, mode);
        Ok(BoundFilter {
            node: scope.node(self)?,
        })
    }
}

impl BoundFilter {
    /// The `attribute eq "text"` that whatever fulfils the filter fulfils too, as canonical path and
    /// text. A store may have an index for one of them, and evaluate the filter on what it finds. The
    /// text is as written; whether case counts is the attribute's matter.
    pub fn equalities(&self) -> Vec<(Cow<'_, str>, &str)> {
        let mut found = Vec::new();
        self.node.equalities(None, &mut found);
        found
    }
}

impl Node {
    /// `within` is the path of the values that the node is about, and whether they have parts.
    fn equalities<'a>(
        &'a self,
        within: Option<(&str, bool)>,
        found: &mut Vec<(Cow<'a, str>, &'a str)>,
    ) {
        match self {
            Self::And(parts) => parts.iter().for_each(|part| part.equalities(within, found)),
            Self::Leaf(leaf) => found.extend(leaf.equality(within)),
            Self::Any {
                canonical,
                has_parts,
                filter,
                then,
                ..
            } => {
                let inside = Some((canonical.as_str(), *has_parts));
                filter.equalities(inside, found);
                found.extend(then.as_ref().and_then(|leaf| leaf.equality(inside)));
            }
            Self::Or(_) | Self::Not(_) => {}
        }
    }
}

impl Leaf {
    fn equality(&self, within: Option<(&str, bool)>) -> Option<(Cow<'_, str>, &str)> {
        let LeafTest::Compare(CompareOp::Eq, Operand::Text { written, .. }) = &self.test else {
            return None;
        };
        let path = match within {
            None => Cow::Borrowed(self.canonical.as_str()),
            Some((values, true)) => format!("{values}.{}", self.canonical).into(),
            Some((values, false)) => values.to_owned().into(),
        };
        Some((path, written))
    }
}

impl ValueFilter {
    /// Checks the filter against the sub-attributes of an attribute; errors as in
    /// [`Filter::bind`].
    pub fn bind(filter: &Filter, attribute: &Attribute, mode: Mode) -> Result<Self, ScimError> {
        Ok(Self {
            node: Scope::Value(attribute, mode).node(filter)?,
        })
    }
}

/// A filter on values of which no schema is known: text in any case, type by the literal.
pub(in crate::scim) fn loose(filter: &Filter) -> Result<ValueFilter, ScimError> {
    Ok(ValueFilter {
        node: Scope::Loose.node(filter)?,
    })
}

/// Where names are looked up.
#[derive(Clone, Copy)]
enum Scope<'a> {
    Resource(&'a ResourceType, Mode),
    Value(&'a Attribute, Mode),
    Loose,
}

/// Where a name leads.
struct Located<'a> {
    steps: Vec<String>,
    canonical: String,
    /// What lies there; `None` when no schema is known or for an extension as a whole.
    attribute: Option<&'a Attribute>,
    /// What its values are parts of.
    parent: Option<&'a Attribute>,
}

fn invalid(detail: impl Into<String>) -> ScimError {
    ScimError::new(ScimType::InvalidFilter, detail)
}

impl<'a> Scope<'a> {
    fn node(self, filter: &Filter) -> Result<Node, ScimError> {
        let all = |parts: &[Filter]| {
            parts
                .iter()
                .map(|part| self.node(part))
                .collect::<Result<_, _>>()
        };
        Ok(match filter {
            Filter::And(parts) => Node::And(all(parts)?),
            Filter::Or(parts) => Node::Or(all(parts)?),
            Filter::Not(inner) => Node::Not(Box::new(self.node(inner)?)),
            Filter::ValuePath { path, filter } => self.any(path, filter, None)?,
            Filter::Condition { path, test } => match (&path.filter, &path.path.sub) {
                (None, _) => Node::Leaf(self.leaf(&path.path, test)?),
                (Some(filter), sub) => {
                    self.any(&path.path, filter, sub.as_deref().zip(Some(test)))?
                }
            },
        })
    }

    fn any(
        self,
        path: &AttrPath,
        filter: &Filter,
        then: Option<(&str, &Test)>,
    ) -> Result<Node, ScimError> {
        let head = AttrPath {
            sub: None,
            ..path.clone()
        };
        let located = self.locate(&head)?;
        let inside = match (located.attribute, self) {
            (Some(attribute), Self::Resource(_, mode) | Self::Value(_, mode)) => {
                Self::Value(attribute, mode)
            }
            (_, Self::Loose) => Self::Loose,
            (None, _) => return Err(invalid(format!("`{path}` has no values to select from"))),
        };
        let then = then.map(|(sub, test)| {
            let path = AttrPath {
                urn: None,
                name: sub.to_owned(),
                sub: None,
            };
            inside.leaf(&path, test)
        });
        Ok(Node::Any {
            steps: located.steps,
            canonical: located.canonical,
            has_parts: located
                .attribute
                .is_none_or(|attribute| attribute.kind == AttributeType::Complex),
            filter: Box::new(inside.node(filter)?),
            then: then.transpose()?,
        })
    }

    fn locate(self, path: &AttrPath) -> Result<Located<'a>, ScimError> {
        match self {
            Self::Resource(resource_type, mode) => {
                let resolved = path.resolve(resource_type, mode, ScimType::InvalidFilter)?;
                let parts = [resolved.attribute, resolved.sub];
                let steps = resolved.extension.map(|schema| &schema.id).into_iter();
                Ok(Located {
                    steps: steps
                        .chain(parts.into_iter().flatten().map(|part| &part.name))
                        .cloned()
                        .collect(),
                    canonical: resolved.canonical(),
                    attribute: resolved.sub.or(resolved.attribute),
                    parent: resolved.sub.and(resolved.attribute),
                })
            }
            Self::Value(parent, _) => {
                if path.urn.is_some() || path.sub.is_some() {
                    return Err(invalid(format!(
                        "expected a sub-attribute of `{}`, got `{path}`",
                        parent.name
                    )));
                }
                // The values of a simple attribute go by the name `value` (RFC 7644 §3.5.2).
                let simple = (parent.kind != AttributeType::Complex
                    && path.name.eq_ignore_ascii_case("value"))
                .then_some(parent);
                let attribute = parent.sub(&path.name).or(simple).ok_or_else(|| {
                    invalid(format!(
                        "attribute `{}` has no sub-attribute `{}`",
                        parent.name, path.name
                    ))
                })?;
                let name = if simple.is_some() {
                    "value"
                } else {
                    &attribute.name
                };
                Ok(Located {
                    steps: vec![name.to_owned()],
                    canonical: name.to_owned(),
                    attribute: Some(attribute),
                    parent: Some(parent),
                })
            }
            Self::Loose => Ok(Located {
                steps: [Some(&path.name), path.sub.as_ref()]
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect(),
                canonical: path.to_string(),
                attribute: None,
                parent: None,
            }),
        }
    }

    fn leaf(self, path: &AttrPath, test: &Test) -> Result<Leaf, ScimError> {
        let mut located = self.locate(path)?;
        let never = |attribute: Option<&Attribute>| {
            attribute.is_some_and(|attribute| attribute.returned == Returned::Never)
        };
        if never(located.attribute) || never(located.parent) {
            return Err(invalid(format!(
                "`{path}` is never returned and cannot be filtered on"
            )));
        }
        let literal = match test {
            Test::Present => None,
            Test::Compare(_, literal) => Some(literal),
        };
        // Comparing a complex attribute means its `value`; asking whether it is there does not.
        if let Some(attribute) = located.attribute
            && attribute.kind == AttributeType::Complex
            && literal.is_some_and(|literal| *literal != Literal::Null)
        {
            let value = attribute.sub("value").ok_or_else(|| {
                let names: Vec<&str> = attribute
                    .sub_attributes
                    .iter()
                    .map(|sub| sub.name.as_str())
                    .collect();
                invalid(format!(
                    "`{path}` is complex; compare one of its sub-attributes ({})",
                    names.join(", ")
                ))
            })?;
            located.steps.push(value.name.clone());
            located.canonical = format!("{}.{}", located.canonical, value.name);
            located.parent = Some(attribute);
            located.attribute = Some(value);
        }
        let absent_is_false = match self {
            Self::Loose => located.steps.last().is_some_and(|step| step == "primary"),
            _ => {
                located.parent.is_some_and(|parent| parent.multi_valued)
                    && located.attribute.is_some_and(is_primary)
            }
        };
        let test = match test {
            Test::Present | Test::Compare(CompareOp::Ne, Literal::Null) => LeafTest::Present,
            Test::Compare(CompareOp::Eq, Literal::Null) => LeafTest::Absent,
            Test::Compare(op, literal) => {
                let operand = match located.attribute {
                    Some(attribute) => self.operand(path, attribute, *op, literal)?,
                    None if matches!(self, Self::Loose) => loose_operand(literal)?,
                    None => return Err(invalid(format!("`{path}` names a schema, not a value"))),
                };
                LeafTest::Compare(*op, operand)
            }
        };
        Ok(Leaf {
            steps: located.steps,
            absent_is_false,
            test,
            canonical: located.canonical,
        })
    }

    fn operand(
        self,
        path: &AttrPath,
        attribute: &Attribute,
        op: CompareOp,
        literal: &Literal,
    ) -> Result<Operand, ScimError> {
        use AttributeType::{
            Binary, Boolean, Complex, DateTime, Decimal, Integer, Reference, String,
        };
        let kind = attribute.kind;
        let substring = matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew);
        let order = !substring && !matches!(op, CompareOp::Eq | CompareOp::Ne);
        let fits = match kind {
            Boolean => !substring && !order,
            Binary => !order,
            Integer | Decimal => !substring,
            String | Reference | DateTime => true,
            Complex => false,
        };
        if !fits {
            return Err(invalid(format!(
                "operator `{op}` does not apply to `{path}`, which is {}",
                kind.as_str()
            )));
        }
        let mismatch = || {
            invalid(format!(
                "`{path}` is {}, which cannot be compared with {literal}",
                kind.as_str()
            ))
        };
        match (kind, literal) {
            (Boolean, Literal::Boolean(value)) => Ok(Operand::Boolean(*value)),
            // Microsoft Entra ID writes `roles[primary eq "True"]`.
            (Boolean, Literal::String(value)) if self.is_lenient() => value
                .to_ascii_lowercase()
                .parse()
                .map(Operand::Boolean)
                .map_err(|_| mismatch()),
            (Integer | Decimal, Literal::Number(value)) => Ok(Operand::Number(value.clone())),
            (DateTime, Literal::String(value)) if !substring => datetime::instant(value)
                .map(Operand::Instant)
                .ok_or_else(mismatch),
            (String | Reference | Binary | DateTime, Literal::String(value)) => {
                Ok(text(value, attribute.case_exact))
            }
            _ => Err(mismatch()),
        }
    }

    fn is_lenient(self) -> bool {
        match self {
            Self::Resource(_, mode) | Self::Value(_, mode) => mode.is_lenient(),
            Self::Loose => true,
        }
    }
}

/// The boolean of which at most one value is true (RFC 7643 §2.4).
fn is_primary(attribute: &Attribute) -> bool {
    attribute.kind == AttributeType::Boolean && attribute.name == "primary"
}

fn text(value: &str, exact: bool) -> Operand {
    Operand::Text {
        written: value.to_owned(),
        compared: if exact { value.to_owned() } else { fold(value) },
        exact,
    }
}

fn loose_operand(literal: &Literal) -> Result<Operand, ScimError> {
    match literal {
        Literal::String(value) => Ok(text(value, false)),
        Literal::Number(value) => Ok(Operand::Number(value.clone())),
        Literal::Boolean(value) => Ok(Operand::Boolean(*value)),
        Literal::Null => Err(invalid("only `eq` and `ne` apply to null")),
    }
}
