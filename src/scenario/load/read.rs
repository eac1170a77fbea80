//! From nodes to typed values. Everything that is wrong is noted, not only the first.

use std::borrow::Cow;
use std::ops::Deref;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::node::{At, Kind, Node};
use super::problems::Problems;
use crate::scenario::names::{did_you_mean, listed, nearest};

/// A type that is read from a node.
pub(super) trait Read: Sized {
    /// Reads the node; `what` names it in messages. `None` once a problem is noted.
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self>;

    /// The value of a key that is not there; `None` when the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Notes that a node is of the wrong type. `expected` is for example `text`.
pub(super) fn wrong_type(node: &Node, what: &str, expected: &str, problems: &mut Problems) {
    let message = match &node.value {
        Kind::Null => format!("{what} has no value"),
        other => format!("{what} must be {expected}, not {}", kind_name(other)),
    };
    let written = problems.source().get(node.span.clone());
    let hint = match (&node.value, expected, written) {
        (Kind::Bool(_) | Kind::Number(_), "text", Some(written)) => {
            Some(format!("put it in quotes: `\"{written}\"`"))
        }
        (Kind::Text(text), "`true` or `false`", Some(written)) => {
            let meant = match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some("true"),
                "false" | "no" | "off" => Some("false"),
                _ => None,
            };
            meant.map(|meant| {
                if written.starts_with(['"', '\'']) {
                    format!("write `{meant}` without quotes")
                } else {
                    format!("write `{meant}`")
                }
            })
        }
        (Kind::Map(_), "a list", _) => Some("put `- ` before each item".into()),
        (Kind::Bool(_) | Kind::Number(_) | Kind::Text(_), "a list", Some(written)) => Some(
            format!("write `[{written}]`, or one line `- item` for each item"),
        ),
        (Kind::Text(text), "a whole number", Some(written))
            if written != text && text.parse::<u32>().is_ok() =>
        {
            Some(format!("write `{text}` without quotes"))
        }
        _ => None,
    };
    problems.add(&node.span, message, format!("expected {expected}"), hint);
}

fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::Null => "nothing".into(),
        Kind::Bool(value) => format!("`{value}`"),
        Kind::Number(number) => format!("the number {number}"),
        Kind::Text(_) => "text".into(),
        Kind::List(_) => "a list".into(),
        Kind::Map(_) => "a map".into(),
    }
}

impl Read for String {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        if let Kind::Text(text) = &node.value {
            return Some(text.clone());
        }
        wrong_type(node, what, "text", problems);
        None
    }
}

impl Read for bool {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        if let Kind::Bool(value) = node.value {
            return Some(value);
        }
        wrong_type(node, what, "`true` or `false`", problems);
        None
    }
}

impl Read for u32 {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        if let Kind::Number(number) = &node.value
            && let Some(number) = number.as_u64()
            && let Ok(number) = Self::try_from(number)
        {
            return Some(number);
        }
        wrong_type(node, what, "a whole number", problems);
        None
    }
}

impl<T: Read> Read for At<T> {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        Some(Self {
            position: node.position,
            span: node.span.clone(),
            value: T::read(node, what, problems)?,
        })
    }
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        match node.value {
            Kind::Null => Some(None),
            _ => T::read(node, what, problems).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let Kind::List(items) = &node.value else {
            wrong_type(node, what, "a list", problems);
            return None;
        };
        let what = format!("an item of {what}");
        let read: Vec<_> = items
            .iter()
            .map(|item| T::read(item, &what, problems))
            .collect();
        read.into_iter().collect()
    }
}

/// One value, or a list of them.
#[derive(Debug)]
pub(super) struct OneOrMany<T>(pub(super) Vec<T>);

impl<T: Read> Read for OneOrMany<T> {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        match node.value {
            Kind::List(_) => Vec::read(node, what, problems).map(Self),
            Kind::Map(_) => {
                wrong_type(node, what, "one value or a list", problems);
                None
            }
            _ => T::read(node, what, problems).map(|one| Self(vec![one])),
        }
    }
}

/// A map whose keys are the author's, in the file's order.
#[derive(Debug)]
pub(super) struct Entries<T>(pub(super) Vec<(At<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Entries<T> {
    type Target = [(At<String>, T)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Read> Read for Entries<T> {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let fields = Fields::of(node, what, problems)?;
        let read: Vec<_> = fields
            .entries
            .into_iter()
            .map(|(key, value)| {
                let what = format!("`{}`", key.value);
                Some((key.clone(), T::read(value, &what, problems)?))
            })
            .collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }
}

/// Any value, kept with its places until it is known what to make of it.
#[derive(Debug)]
pub(super) struct Any(pub(super) Node);

impl Read for Any {
    fn read(node: &Node, _what: &str, problems: &mut Problems) -> Option<Self> {
        // Duplicates are found here; the value itself is made later.
        json(node, problems);
        Some(Self(node.clone()))
    }
}

/// A node whose key must be judged before its value is read.
#[derive(Debug)]
pub(super) struct Deferred<T> {
    node: Node,
    kind: std::marker::PhantomData<T>,
}

impl<T: Read> Deferred<T> {
    /// Reads it now; `None` once a problem is noted.
    pub(super) fn now(&self, what: &str, problems: &mut Problems) -> Option<T> {
        let before = problems.count();
        T::read(&self.node, what, problems).filter(|_| problems.count() == before)
    }
}

impl<T> Read for Deferred<T> {
    fn read(node: &Node, _what: &str, _problems: &mut Problems) -> Option<Self> {
        Some(Self {
            node: node.clone(),
            kind: std::marker::PhantomData,
        })
    }
}

/// The value as JSON; duplicate keys are noted.
pub(super) fn json(node: &Node, problems: &mut Problems) -> Value {
    match &node.value {
        Kind::Null => Value::Null,
        Kind::Bool(value) => (*value).into(),
        Kind::Number(number) => Value::Number(number.clone()),
        Kind::Text(text) => text.as_str().into(),
        Kind::List(items) => items.iter().map(|item| json(item, problems)).collect(),
        Kind::Map(entries) => {
            note_duplicates(entries, problems);
            Value::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.value.clone(), json(value, problems)))
                    .collect(),
            )
        }
    }
}

pub(super) fn note_duplicates(entries: &[(At<String>, Node)], problems: &mut Problems) {
    let mut seen: IndexMap<&str, &At<String>> = IndexMap::new();
    for (key, _) in entries {
        if let Some(first) = seen.get(key.value.as_str()) {
            problems.add_second(
                &key.span,
                &first.span,
                format!("`{}` is given twice", key.value),
                ("given again here", "first given here"),
                Some("remove one of the two".into()),
            );
        } else {
            seen.insert(&key.value, key);
        }
    }
}

/// The entries of a map, taken one by one.
pub(super) struct Fields<'a> {
    node: &'a Node,
    what: String,
    /// Names of all fields; empty while the keys are the author's.
    known: &'static [&'static str],
    entries: Vec<(&'a At<String>, &'a Node)>,
}

impl<'a> Fields<'a> {
    /// The entries of a node that must be a map; duplicate keys are noted.
    pub(super) fn of(node: &'a Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let Kind::Map(entries) = &node.value else {
            wrong_type(node, what, "a map of `key: value` lines", problems);
            return None;
        };
        note_duplicates(entries, problems);
        Some(Self {
            node,
            what: what.to_owned(),
            known: &[],
            entries: entries.iter().map(|(key, value)| (key, value)).collect(),
        })
    }

    /// Names the map in messages about its keys, and says which keys there are.
    pub(super) fn called(mut self, what: &str, known: &'static [&'static str]) -> Self {
        what.clone_into(&mut self.what);
        self.known = known;
        self
    }

    /// Reads the value of a key, which is required unless the type has a value for its absence.
    pub(super) fn take<T: Read>(&mut self, key: &str, problems: &mut Problems) -> Option<T> {
        let index = self.entries.iter().position(|(name, _)| name.value == key);
        let Some(index) = index else {
            return T::absent().or_else(|| {
                self.note_missing(key, problems);
                None
            });
        };
        let (name, node) = self.entries.remove(index);
        if node.value == Kind::Null && T::absent().is_none() {
            problems.add(
                &name.span,
                format!("`{key}` has no value"),
                "expected a value after it",
                None,
            );
            return None;
        }
        T::read(node, &format!("`{key}`"), problems)
    }

    /// Reads what is left as a map whose keys are the author's.
    pub(super) fn rest<T: Read>(&mut self, problems: &mut Problems) -> Option<Entries<T>> {
        let read: Vec<_> = std::mem::take(&mut self.entries)
            .into_iter()
            .map(|(key, node)| {
                let what = format!("`{}`", key.value);
                Some((key.clone(), T::read(node, &what, problems)?))
            })
            .collect();
        read.into_iter().collect::<Option<_>>().map(Entries)
    }

    /// Notes every key that was not taken.
    pub(super) fn refuse_rest(self, problems: &mut Problems) {
        for (key, _) in &self.entries {
            // A second one of a known name is noted as such.
            if !self.known.contains(&key.value.as_str()) {
                self.note_unknown(key, problems);
            }
        }
    }

    /// Notes that a required key is missing, or the misspelt key that stands for it.
    fn note_missing(&mut self, key: &str, problems: &mut Problems) {
        let misspelt = self.entries.iter().position(|(name, _)| {
            !self.known.contains(&name.value.as_str()) && nearest(&name.value, [key]).is_some()
        });
        if let Some(index) = misspelt {
            let (name, _) = self.entries.remove(index);
            self.note_unknown(name, problems);
            return;
        }
        problems.add(
            &self.node.span,
            format!("{} has no `{key}`", self.what),
            format!("`{key}` is missing here"),
            Some(format!("add `{key}: …`")),
        );
    }

    fn note_unknown(&self, key: &At<String>, problems: &mut Problems) {
        problems.add(
            &key.span,
            format!("unknown field `{}` in {}", key.value, self.what),
            format!("expected {}", listed(self.known.iter().copied(), "or")),
            did_you_mean(&key.value, self.known.iter().copied()),
        );
    }
}

/// A struct that is read from a map: its type, its reader and its JSON Schema from one place.
/// Every field stands as `"key" name: Type`; `rest` takes the keys that are the author's.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident as $what:literal {
            $($(#[$field_meta:meta])* $key:literal $field:ident: $type:ty,)*
        }
        $(rest { $(#[$rest_meta:meta])* $rest:ident: $rest_type:ty })?
    ) => {
        #[derive(Debug, schemars::JsonSchema)]
        $(#[$meta])*
        pub(in crate::scenario::load) struct $name {
            $($(#[$field_meta])* #[schemars(rename = $key)] pub(in crate::scenario::load) $field: $type,)*
            $($(#[$rest_meta])* #[schemars(flatten)] pub(in crate::scenario::load) $rest: $crate::scenario::load::read::Entries<$rest_type>,)?
        }

        impl $crate::scenario::load::read::Read for $name {
            fn read(
                node: &$crate::scenario::load::node::Node,
                what: &str,
                problems: &mut $crate::scenario::load::problems::Problems,
            ) -> Option<Self> {
                let mut fields = $crate::scenario::load::read::Fields::of(node, what, problems)?
                    .called($what, &[$($key),*]);
                $(let $field = fields.take::<$type>($key, problems);)*
                $(let $rest = fields.rest::<$rest_type>(problems);)?
                fields.refuse_rest(problems);
                Some(Self {
                    $($field: $field?,)*
                    $($rest: $rest?,)?
                })
            }
        }
    };
}
pub(super) use record;

/// The JSON Schema of a wrapper is that of what it wraps.
macro_rules! same_schema {
    ($wrapper:ident) => {
        impl<T: JsonSchema> JsonSchema for $wrapper<T> {
            fn inline_schema() -> bool {
                T::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                T::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                T::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    };
}
same_schema!(At);
same_schema!(Deferred);

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Entries_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

impl JsonSchema for Any {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Any".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}
