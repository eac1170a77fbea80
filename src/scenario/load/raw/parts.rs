//! What steps about groups and time may say.

use std::borrow::Cow;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::node::{At, Kind, Node};
use super::super::problems::Problems;
use super::super::read::{OneOrMany, Read, record, wrong_type};

/// A map, or the name of a group alone.
macro_rules! or_group {
    ($name:ident, $record:ident { $($field:ident),* }) => {
        impl Read for $name {
            fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
                if let Kind::Map(_) = node.value {
                    let raw = $record::read(node, what, problems)?;
                    return Some(Self { named: raw.named, $($field: raw.$field),* });
                }
                Some(Self { named: Read::read(node, what, problems)?, $($field: None),* })
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let names = generator.subschema_for::<OneOrMany<String>>();
                let record = generator.subschema_for::<$record>();
                json_schema!({ "anyOf": [names, record] })
            }
        }
    };
}

/// Groups that are pushed.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawPush {
    pub(in crate::scenario::load) named: OneOrMany<At<String>>,
    pub(in crate::scenario::load) link: Option<At<String>>,
    pub(in crate::scenario::load) rename: Option<At<bool>>,
}

record! {
    /// A group that is pushed to one that the target has.
    #[schemars(rename = "push", deny_unknown_fields)]
    RawPushMap as "`push`" {
        /// The group.
        "group" named: OneOrMany<At<String>>,
        /// Label of the target's group, made by `existing` (Okta).
        "link" link: Option<At<String>>,
        /// Whether the target's group gets the name of the directory's group.
        "rename" rename: Option<At<bool>>,
    }
}

or_group!(RawPush, RawPushMap { link, rename });

/// Groups that are no longer pushed.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawUnpush {
    pub(in crate::scenario::load) named: OneOrMany<At<String>>,
    pub(in crate::scenario::load) leave: Option<At<bool>>,
}

record! {
    /// A group that is no longer pushed.
    #[schemars(rename = "unpush", deny_unknown_fields)]
    RawUnpushMap as "`unpush`" {
        /// The group.
        "group" named: OneOrMany<At<String>>,
        /// Whether the target keeps its group (Okta).
        "leave" leave: Option<At<bool>>,
    }
}

or_group!(RawUnpush, RawUnpushMap { leave });

/// A person, or a group with members.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawDemand {
    pub(in crate::scenario::load) named: OneOrMany<At<String>>,
    pub(in crate::scenario::load) members: Option<OneOrMany<At<String>>>,
}

record! {
    /// A group with some of its members.
    #[schemars(rename = "demand", deny_unknown_fields)]
    RawDemandMap as "`provision-on-demand`" {
        /// The group.
        "group" named: OneOrMany<At<String>>,
        /// Those of its members that are provisioned with it.
        "members" members: Option<OneOrMany<At<String>>>,
    }
}

or_group!(RawDemand, RawDemandMap { members });

/// A length of time.
#[derive(Debug, Clone, Copy)]
pub(in crate::scenario::load) struct Length(pub(in crate::scenario::load) SignedDuration);

/// Longest time that passes in one step, in days.
const LONGEST: i64 = 3660;

impl Read for Length {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let Kind::Text(text) = &node.value else {
            wrong_type(node, what, "a length of time", problems);
            return None;
        };
        let length = text
            .parse::<Span>()
            .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
            .ok()
            .filter(|length| length.is_positive() && length.as_hours() <= LONGEST * 24);
        if length.is_none() {
            problems.add(
                &node.span,
                format!("`{text}` is no length of time"),
                "expected for example `40m`, `6h` or `30d`",
                None,
            );
        }
        length.map(Self)
    }
}

impl JsonSchema for Length {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "length".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
