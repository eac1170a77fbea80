//! YAML text to a tree that remembers where everything stands. The only module that knows which
//! YAML library does the work.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Location, Spanned};

use super::node::{At, Kind, Node};
use crate::scenario::Position;

/// Deepest nesting; a SCIM resource in a step needs about ten.
const DEEPEST: usize = 48;
/// Most nodes, whether written or repeated by aliases, so that a small file cannot grow huge.
const MOST_NODES: usize = 100_000;
const MOST_REPEATED: usize = 10_000;

/// Why a text is not YAML that can be read.
#[derive(Debug)]
pub(super) struct YamlError {
    /// Byte range in the text.
    pub(super) span: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: Option<&'static str>,
}

/// Parses one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, YamlError> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_nodes: MOST_NODES,
            max_events: 4 * MOST_NODES,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MOST_REPEATED,
        },
        // Duplicates are reported by our own reader, which can point at both places.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        // YAML 1.2: `yes` is a word; a postal code such as `01234` keeps its zero.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    let tree: Spanned<Tree> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| refuse(&error, text))?;
    Ok(convert(tree, text))
}

/// One node before positions are made ours.
enum Tree {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Tree, E> {
        serde_json::Number::from_f64(value)
            .map(Tree::Number)
            .ok_or_else(|| E::custom("a number must be finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Tree::Map(map))
    }
}

fn convert(tree: Spanned<Tree>, text: &str) -> Node {
    let own = span(tree.referenced, text).unwrap_or(0..0);
    // A block collection has no extent, so something else must stand for it: the first dash of a
    // list, the first key of a map, or the key whose value it is.
    let block = own.is_empty();
    let mut node = At {
        position: position(tree.referenced),
        span: own,
        value: Kind::Null,
    };
    node.value = match tree.value {
        Tree::Null => Kind::Null,
        Tree::Bool(value) => Kind::Bool(value),
        Tree::Number(value) => Kind::Number(value),
        Tree::Text(value) => Kind::Text(value),
        Tree::List(items) => {
            if block && text[node.span.start..].starts_with('-') {
                node.span.end += 1;
            }
            Kind::List(items.into_iter().map(|item| convert(item, text)).collect())
        }
        Tree::Map(entries) => {
            let entries: Vec<_> = entries
                .into_iter()
                .map(|(key, value)| entry(key, value, text))
                .collect();
            if let (true, Some((key, _))) = (block, entries.first()) {
                node.span.clone_from(&key.span);
            }
            Kind::Map(entries)
        }
    };
    node
}

fn entry(key: Spanned<String>, value: Spanned<Tree>, text: &str) -> (At<String>, Node) {
    let key = At {
        position: position(key.referenced),
        span: span(key.referenced, text).unwrap_or(0..0),
        value: key.value,
    };
    let block = span(value.referenced, text).is_none_or(|span| span.is_empty());
    let mut value = convert(value, text);
    if block && matches!(value.value, Kind::List(_) | Kind::Map(_)) {
        value.span.clone_from(&key.span);
    }
    (key, value)
}

fn position(location: Location) -> Position {
    let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    Position {
        line: number(location.line()),
        column: number(location.column()),
    }
}

/// Byte range of a location, always on character boundaries of the text.
fn span(location: Location, text: &str) -> Option<Range<usize>> {
    let start = usize::try_from(location.span().byte_offset()?).ok()?;
    let length = usize::try_from(location.span().byte_len()?).ok()?;
    let start = text.floor_char_boundary(start);
    let end = text.floor_char_boundary(start.saturating_add(length));
    Some(start..end)
}

/// Byte range of the character at a line and column.
fn character(at: Position, text: &str) -> Range<usize> {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(at.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = &text[line_start..];
    let line = rest.lines().next().unwrap_or_default();
    let (offset, length) = line
        .char_indices()
        .nth(at.column.saturating_sub(1))
        .map_or((line.len(), 0), |(offset, letter)| {
            (offset, letter.len_utf8())
        });
    line_start + offset..line_start + offset + length
}

/// Puts the library's error into our words.
fn refuse(error: &Error, text: &str) -> YamlError {
    let error = error.without_snippet();
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let span = span(location, text).unwrap_or_else(|| character(position(location), text));
    let (message, hint) = words(error);
    YamlError {
        span,
        message,
        hint,
    }
}

fn words(error: &Error) -> (String, Option<&'static str>) {
    match error {
        Error::AliasError { error, .. } => words(error),
        Error::Budget {
            breach: BudgetBreach::Depth { .. },
            ..
        } => too_deep(),
        Error::Budget { .. } => (
            format!("the file holds more than {MOST_NODES} values"),
            Some("split it into several files"),
        ),
        Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => (
            format!("aliases such as `*name` repeat more than {MOST_REPEATED} values"),
            Some("write the values out, or repeat less"),
        ),
        Error::UnknownAnchor { .. } => unknown_alias(),
        Error::RecursiveReferencesRequireWeakTypes { .. } => (
            "an alias repeats what it stands in".into(),
            Some("write the value out"),
        ),
        Error::MultipleDocuments { .. } => (
            "a second document starts here, and a file holds one".into(),
            Some("remove the line `---`, or move what follows into a file of its own"),
        ),
        Error::MergeKeyNotAllowed { .. } => (
            "merge keys (`<<`) are not supported".into(),
            Some("write the keys out"),
        ),
        Error::NonFiniteFloat { value, .. } => (
            format!("`{value}` is not a finite number"),
            Some("if it is text, put it in quotes"),
        ),
        Error::NullIntoString { .. } | Error::Unexpected { .. } => {
            ("a key must be text".into(), Some("put the key in quotes"))
        }
        Error::InvalidScalar { .. } => (
            "the value is not what its tag says".into(),
            Some("remove the tag (`!!…`)"),
        ),
        other => {
            let full = other.to_string();
            // The place is shown anyway.
            let plain = full
                .rfind(" at line ")
                .map_or(full.as_str(), |end| &full[..end]);
            if plain.contains("recursion limit") {
                return too_deep();
            }
            if plain.contains("unknown anchor") {
                return unknown_alias();
            }
            (
                format!("the file is not valid YAML: {plain}"),
                advice(plain),
            )
        }
    }
}

fn too_deep() -> (String, Option<&'static str>) {
    (
        format!("the file is nested deeper than {DEEPEST} levels"),
        None,
    )
}

fn unknown_alias() -> (String, Option<&'static str>) {
    (
        "the alias has no anchor of that name before it".into(),
        Some("if it is text that starts with `*`, put it in quotes"),
    )
}

/// What mostly lies behind a complaint of the parser.
fn advice(complaint: &str) -> Option<&'static str> {
    [
        (
            "mapping values are not allowed",
            "indent the keys of one map alike, and put a value that holds `: ` in quotes",
        ),
        (
            "illegal placement of ':'",
            "close the `[` or `{` on a line above",
        ),
        (
            "unexpected character",
            "put a value that starts with a special character in quotes",
        ),
        (
            "multiline quoted scalar",
            "close the quote that is opened on a line above",
        ),
        ("unclosed quote", "close the quote"),
        (
            "while parsing a quoted scalar",
            "in double quotes a backslash is written `\\\\`; in single quotes it is itself",
        ),
        (
            "did not find expected '-'",
            "indent the keys deeper than the `-` of the item that they belong to",
        ),
        ("tab", "indent with spaces"),
    ]
    .into_iter()
    .find(|(part, _)| complaint.contains(part))
    .map(|(_, advice)| advice)
}
