//! A parsed expression.

use std::ops::Range;

use super::function::Function;
use super::parse;

/// What a provisioning log shows in place of a value that went through `Redact`.
pub const REDACTED: &str = "[Redact]";

/// A parsed expression. Function names and attribute names are case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    pub(super) node: Node,
    /// Byte range in the text that was parsed.
    pub(super) span: Range<usize>,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// `[attribute]`, with the byte at which the name begins.
    Attribute(String, usize),
    /// `"literal"`.
    Literal(String),
    /// `7`, `-10` or `&HF7`.
    Number(i64),
    /// `vbTextCompare` (`true`) or `vbBinaryCompare`.
    CompareType(bool),
    /// An argument left empty.
    Empty,
    /// `Function(argument, …)`.
    Call(Function, Vec<Expression>),
    /// `left = right`, in a condition.
    Comparison(Box<Expression>, Operator, Box<Expression>),
}

/// Operators of a condition (reference, `IIF`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// Why an expression was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// Byte range in the expression.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

impl Expression {
    /// Parses an expression and checks all that can be known before a person is looked at: names
    /// and number of arguments, and the literals that a function reads (patterns, date formats,
    /// intervals, positions).
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parse::parse(text)
    }

    /// Names of the source attributes in the expression, from left to right.
    pub fn attributes(&self) -> Vec<&str> {
        self.references()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    /// The source attributes in the expression with the byte range of the name, from left to right.
    pub fn references(&self) -> Vec<(&str, Range<usize>)> {
        match &self.node {
            Node::Attribute(name, at) => vec![(name.as_str(), *at..at + name.len())],
            _ => self.parts().flat_map(Self::references).collect(),
        }
    }

    /// Whether a provisioning log must show [`REDACTED`] instead of the value: something in the
    /// expression goes through `Redact`.
    pub fn is_redacted(&self) -> bool {
        matches!(self.node, Node::Call(Function::Redact, _)) || self.parts().any(Self::is_redacted)
    }

    /// What the expression is made of, one level down.
    fn parts(&self) -> impl Iterator<Item = &Self> {
        let (arguments, sides) = match &self.node {
            Node::Call(_, arguments) => (arguments.as_slice(), None),
            Node::Comparison(left, _, right) => ([].as_slice(), Some([&**left, &**right])),
            _ => ([].as_slice(), None),
        };
        arguments.iter().chain(sides.into_iter().flatten())
    }
}
