//! What a scenario file may say, before names are looked up. The doc comments are what an editor
//! shows: they are the descriptions in the JSON Schema.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::node::{At, Kind, Node};
use super::problems::Problems;
use super::read::{Any, Entries, OneOrMany, Read, record, wrong_type};
use crate::scenario::model::ResourceKind;
use crate::scenario::names::{did_you_mean, families, idps, listed};
use crate::transcript::Method;

mod expect;
mod parts;
mod sign_in;
mod step;
mod target;
mod trouble;

pub(super) use expect::{
    RawAccount, RawExpect, RawGroup, RawId, RawJob, RawLog, RawMembers, RawOutcome, RawPerson,
    RawTask,
};
pub(super) use parts::{Length, RawDemand, RawPush, RawUnpush};
pub(super) use sign_in::{RawOutcomeOfSignIn, RawSignIn, RawStart};
pub(super) use step::{RawAct, RawStep, Takes};
pub(super) use target::{RawConnect, RawControl, RawTarget, TargetNames};
pub(super) use trouble::RawTrouble;

record! {
    /// A story that identity providers play against a SCIM server.
    #[schemars(rename = "scenario", deny_unknown_fields)]
    RawScenario as "the scenario" {
        /// What the story is about, in one line.
        "name" name: At<String>,
        /// What the story shows, who reported such a thing, which outcomes are right and why.
        "description" description: Option<String>,
        /// Words by which scenarios are selected: `scimulate run tag:WORD`.
        "tags" tags: Option<Vec<At<String>>>,
        /// Identity providers that play the story.
        "idps" idps: At<IdpNames>,
        /// Name of the file in `fixtures/directories` with the people; `small-company` if absent.
        "directory" directory: Option<At<String>>,
        /// Name of the file in `fixtures/mappings` per family of identity providers.
        "mappings" mappings: Option<PerFamily<At<String>>>,
        /// Settings of the simulated identity providers, per family: names and values.
        "settings" settings: Option<PerFamily<Entries<At<Scalar>>>>,
        /// The profiles of the bundled server that the story is about; it plays on all of them.
        "target" target: Option<RawTarget>,
        /// What happens, in order.
        #[schemars(length(min = 1))]
        "steps" steps: At<Vec<At<RawStep>>>,
    }
}

/// One value per family of identity providers.
#[derive(Debug)]
pub(super) struct PerFamily<T>(pub(super) Entries<T>);

impl<T: Read> Read for PerFamily<T> {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let entries = Entries::read(node, what, problems)?;
        let before = problems.count();
        for (family, _) in &*entries {
            if !families().any(|known| known == family.value) {
                problems.add(
                    &family.span,
                    format!("unknown field `{}` in {what}", family.value),
                    format!("expected {}", listed(families(), "or")),
                    did_you_mean(&family.value, families()),
                );
            }
        }
        (problems.count() == before).then_some(Self(entries))
    }
}

impl<T: JsonSchema> JsonSchema for PerFamily<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("PerFamily_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        let properties: serde_json::Map<_, _> = families()
            .map(|family| (family.to_owned(), value.clone().to_value()))
            .collect();
        json_schema!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}

/// A text, a number or a flag, as text.
#[derive(Debug)]
pub(super) struct Scalar(pub(super) String);

impl Read for Scalar {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Kind::Text(text) => Some(Self(text.clone())),
            Kind::Number(number) => Some(Self(number.to_string())),
            Kind::Bool(flag) => Some(Self(flag.to_string())),
            Kind::Null | Kind::List(_) | Kind::Map(_) => {
                wrong_type(node, what, "text, a number or a flag", problems);
                None
            }
        }
    }
}

impl JsonSchema for Scalar {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "scalar".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

record! {
    /// An account, or a group, that the target has already.
    #[schemars(rename = "existing", deny_unknown_fields)]
    RawExisting as "`existing`" {
        /// Label by which later steps refer to the account.
        "account" account: At<String>,
        /// What it is; an account of a user if absent.
        "type" kind: Option<RawKind>,
        /// The SCIM resource as it is posted. Texts may hold `${run}` and `${alice.userName}`.
        #[schemars(schema_with = "object")]
        "resource" resource: Any,
        /// Why a correct target may refuse it with 409. The story cannot happen there, and is
        /// skipped.
        "may-refuse" may_refuse: Option<At<String>>,
    }
}

/// Kind of a resource.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(rename = "type")]
pub(super) enum RawKind {
    /// An account of a user.
    User,
    /// A group.
    Group,
}

impl Read for RawKind {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let words = [("User", Self::User), ("Group", Self::Group)];
        word(node, what, &words, problems)
    }
}

impl RawKind {
    pub(super) const fn kind(self) -> ResourceKind {
        match self {
            Self::User => ResourceKind::User,
            Self::Group => ResourceKind::Group,
        }
    }
}

record! {
    /// A request exactly as written.
    #[schemars(rename = "request", deny_unknown_fields)]
    RawRequest as "`request`" {
        /// HTTP method.
        #[schemars(schema_with = "method")]
        "method" method: At<String>,
        /// Path and query below the base URL, for example `/Users/${alice.id}`.
        #[schemars(regex(pattern = "^/"))]
        "path" path: At<String>,
        /// Extra headers.
        "headers" headers: Option<Entries<At<String>>>,
        /// Body: text is sent as it is, anything else as JSON.
        "body" body: Option<Any>,
        /// Status or statuses that are right; any if absent.
        "status" status: Option<OneOrMany<At<Status>>>,
        /// SCIM attribute path or JSON Pointer, and the value in the answer; `null` for absent.
        "attributes" attributes: Option<Entries<Any>>,
    }
}

/// Reads one of a few words.
pub(super) fn word<T: Copy>(
    node: &Node,
    what: &str,
    words: &[(&str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let names = || words.iter().map(|(name, _)| *name);
    let Kind::Text(text) = &node.value else {
        wrong_type(node, what, &listed(names(), "or"), problems);
        return None;
    };
    let found = words.iter().find(|(name, _)| name == text);
    if found.is_none() {
        problems.add(
            &node.span,
            format!("{what} must be {}, not `{text}`", listed(names(), "or")),
            "",
            did_you_mean(text, names()),
        );
    }
    found.map(|(_, value)| *value)
}

/// An HTTP status.
#[derive(Debug, Clone, Copy)]
pub(super) struct Status(pub(super) u16);

impl Read for Status {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let status = u32::read(node, what, problems)?;
        if let Ok(status) = u16::try_from(status)
            && (100..600).contains(&status)
        {
            return Some(Self(status));
        }
        problems.add(
            &node.span,
            format!("{status} is not an HTTP status"),
            "expected a number from 100 to 599",
            None,
        );
        None
    }
}

impl JsonSchema for Status {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "status".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 100, "maximum": 599 })
    }
}

/// Identity providers: `all`, or a list of names and patterns.
#[derive(Debug)]
pub(super) enum IdpNames {
    /// All that there are.
    All,
    /// Those of the list.
    Listed(Vec<At<String>>),
}

impl Read for IdpNames {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Kind::Text(word) if word == "all" => Some(Self::All),
            _ => Vec::read(node, what, problems).map(Self::Listed),
        }
    }
}

impl JsonSchema for IdpNames {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "idps".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = idps().chain(["azure"]).collect();
        json_schema!({
            "anyOf": [
                { "const": "all" },
                {
                    "type": "array",
                    "items": { "anyOf": [{ "enum": names }, { "pattern": "[*?]" }] },
                    "minItems": 1,
                    "uniqueItems": true,
                },
            ],
        })
    }
}

/// HTTP methods that a raw request may have.
pub(super) const METHODS: [Method; 5] = [
    Method::Get,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
];

fn method(_generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": METHODS.map(Method::as_str) })
}

fn object(_generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}
