//! A tree of values with their places.

use std::ops::Range;

use crate::scenario::Position;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    /// Line and column.
    pub(super) position: Position,
    /// Byte range in the text.
    pub(super) span: Range<usize>,
    /// The value.
    pub(super) value: T,
}

/// One node of a file.
pub(super) type Node = At<Kind>;

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(serde_json::Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map with its entries in order; a key may stand twice.
    Map(Vec<(At<String>, Node)>),
}
