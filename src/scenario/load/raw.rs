//! What a scenario file may say, before names are looked up. The doc comments are what an editor
//! shows: they are the descriptions in the JSON Schema.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::node::{At, Kind, Node};
use super::problems::Problems;
use super::read::{Any, Deferred, Entries, Fields, OneOrMany, Read, record, wrong_type};
use crate::idp::{Family, IdpKind};
use crate::scenario::names::{did_you_mean, idps, listed};
use crate::transcript::{LogStatus, Method};

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
        #[schemars(with = "IdpNames")]
        "idps" idps: At<Vec<At<String>>>,
        /// Name of the file in `fixtures/directories` with the people; `small-company` if absent.
        "directory" directory: Option<At<String>>,
        /// Name of the file in `fixtures/mappings` per family of identity providers.
        "mappings" mappings: Option<RawMappings>,
        /// What happens, in order.
        #[schemars(length(min = 1))]
        "steps" steps: At<Vec<At<RawStep>>>,
    }
}

/// Attribute mappings, where not the default ones: one name per family of identity providers.
#[derive(Debug)]
pub(super) struct RawMappings(pub(super) Vec<(Family, At<String>)>);

impl RawMappings {
    /// Names of all families.
    const FAMILIES: [&'static str; Family::ALL.len()] = {
        let mut names = [""; Family::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Family::ALL[at].name();
            at += 1;
        }
        names
    };
}

impl Read for RawMappings {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let fields = Fields::of(node, what, problems)?;
        let mut fields = fields.called("`mappings`", &Self::FAMILIES);
        let mut mappings = Vec::new();
        for family in Family::ALL {
            let name: Option<At<String>> = fields.take(family.name(), problems)?;
            mappings.extend(name.map(|name| (family, name)));
        }
        fields.refuse_rest(problems);
        Some(Self(mappings))
    }
}

impl JsonSchema for RawMappings {
    fn schema_name() -> Cow<'static, str> {
        "mappings".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        let mapping = |family: Family| {
            let default = family.default_mapping();
            let kinds = IdpKind::ALL.into_iter();
            let kinds = kinds.filter(|kind| kind.family() == family);
            let kinds = listed(kinds.map(IdpKind::name), "and");
            let schema = json!({
                "type": ["string", "null"],
                "description": format!("Mapping for {kinds}; `{default}` if absent."),
            });
            (family.name().to_owned(), schema)
        };
        let properties: Map<String, Value> = Family::ALL.into_iter().map(mapping).collect();
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
            "description": "Attribute mappings, where not the default ones.",
        })
    }
}

/// Something that happens, or an expectation.
#[derive(Debug, JsonSchema)]
#[schemars(rename = "step", rename_all = "lowercase")]
pub(super) enum RawStep {
    /// The admin assigns people to the application.
    Assign(OneOrMany<At<String>>),
    /// The admin takes people off the application.
    Unassign(OneOrMany<At<String>>),
    /// People change in the directory: person, attribute, new value; `null` clears it.
    Update(Entries<Entries<Option<At<String>>>>),
    /// People are barred from signing in.
    Disable(OneOrMany<At<String>>),
    /// People may sign in again.
    Enable(OneOrMany<At<String>>),
    /// People are removed from the directory for good.
    Delete(OneOrMany<At<String>>),
    /// The identity provider's next cycle.
    Sync,
    /// An account that the target has already, made by somebody else.
    Existing(RawExisting),
    /// A raw request, to reproduce a bug.
    Request(RawRequest),
    /// What must be so now.
    Expect(At<RawExpect>),
}

const STEPS: [&str; 10] = [
    "assign", "unassign", "update", "disable", "enable", "delete", "sync", "existing", "request",
    "expect",
];

impl Read for RawStep {
    fn read(node: &Node, _what: &str, problems: &mut Problems) -> Option<Self> {
        let entries = match &node.value {
            Kind::Text(word) if word == "sync" => return Some(Self::Sync),
            Kind::Text(word) if STEPS.contains(&word.as_str()) => {
                problems.add(
                    &node.span,
                    format!("the step `{word}` has no value"),
                    format!("expected `{word}: …`"),
                    None,
                );
                return None;
            }
            Kind::Text(word) => {
                unknown_step(word, &node.span, problems);
                return None;
            }
            Kind::Map(entries) => entries,
            _ => {
                wrong_type(node, "a step", "`sync` or a map with one key", problems);
                return None;
            }
        };
        let [(key, value)] = entries.as_slice() else {
            let hint = "a step has one key; put `- ` before each step".to_owned();
            match entries.as_slice() {
                [(first, _), (second, _), ..] => problems.add_second(
                    &second.span,
                    &first.span,
                    format!(
                        "a step with {} keys: {}",
                        entries.len(),
                        listed(entries.iter().map(|(key, _)| key.value.as_str()), "and")
                    ),
                    (
                        "expected the next step to start with `- `",
                        "the step starts here",
                    ),
                    Some(hint),
                ),
                _ => problems.add(
                    &node.span,
                    "a step without a key",
                    "expected a step",
                    Some(hint),
                ),
            }
            return None;
        };
        let name = key.value.as_str();
        let what = format!("`{name}`");
        if STEPS.contains(&name) && name != "sync" && value.value == Kind::Null {
            problems.add(
                &key.span,
                format!("the step `{name}` has no value"),
                "expected a value after it",
                None,
            );
            return None;
        }
        Some(match name {
            "assign" => Self::Assign(Read::read(value, &what, problems)?),
            "unassign" => Self::Unassign(Read::read(value, &what, problems)?),
            "update" => Self::Update(Read::read(value, &what, problems)?),
            "disable" => Self::Disable(Read::read(value, &what, problems)?),
            "enable" => Self::Enable(Read::read(value, &what, problems)?),
            "delete" => Self::Delete(Read::read(value, &what, problems)?),
            "existing" => Self::Existing(Read::read(value, &what, problems)?),
            "request" => Self::Request(Read::read(value, &what, problems)?),
            "expect" => Self::Expect(Read::read(value, &what, problems)?),
            "sync" => {
                problems.add(
                    &key.span,
                    "`sync` takes no value",
                    "expected the word alone",
                    Some("write `- sync`".into()),
                );
                return None;
            }
            other => {
                unknown_step(other, &key.span, problems);
                return None;
            }
        })
    }
}

fn unknown_step(name: &str, span: &std::ops::Range<usize>, problems: &mut Problems) {
    problems.add(
        span,
        format!("unknown step `{name}`"),
        format!("expected {}", listed(STEPS, "or")),
        did_you_mean(name, STEPS),
    );
}

record! {
    /// An account that the target has already.
    #[schemars(rename = "existing", deny_unknown_fields)]
    RawExisting as "`existing`" {
        /// Label by which later steps refer to the account.
        "account" account: At<String>,
        /// The SCIM resource as it is posted. Texts may hold `${run}` and `${alice.userName}`.
        #[schemars(schema_with = "object")]
        "resource" resource: Any,
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

record! {
    /// What must be so now. Every key that is none of the known ones is a person of the directory.
    #[schemars(rename = "expect")]
    RawExpect as "`expect`" {
        /// Only as these identity providers; as all if absent.
        #[schemars(with = "Option<IdpNames>")]
        "idps" idps: Option<At<Vec<At<String>>>>,
        /// Accounts made by `existing`, by label.
        "accounts" accounts: Option<Entries<RawAccount>>,
        /// Per person: the newest entry of the provisioning log.
        "log" log: Option<Entries<RawLog>>,
        /// Outcomes of which one must hold completely, each with the reason why it is right.
        #[schemars(length(min = 2))]
        "any" any: Option<At<Vec<At<RawOutcome>>>>,
    }
    rest { people: Deferred<RawPerson> }
}

record! {
    /// One of several outcomes that are right.
    #[schemars(rename = "outcome")]
    RawOutcome as "an outcome" {
        /// Why this outcome is right.
        "because" because: At<String>,
        /// Accounts made by `existing`, by label.
        "accounts" accounts: Option<Entries<RawAccount>>,
        /// Per person: the newest entry of the provisioning log.
        "log" log: Option<Entries<RawLog>>,
    }
    rest { people: Deferred<RawPerson> }
}

record! {
    /// What a person's account must be like at the target.
    #[schemars(rename = "person", deny_unknown_fields)]
    RawPerson as "the expectation" {
        /// Whether the identity provider knows the account and the target has it.
        "provisioned" provisioned: Option<bool>,
        /// Whether the account is active; one without the attribute counts as active.
        "active" active: Option<bool>,
        /// Whether the account still has the id that it had first.
        "id" id: Option<RawId>,
        /// Label of the account that the person has taken over, or `own` for a new one.
        "account" account: Option<At<String>>,
        /// SCIM attribute path and value, `null` for absent.
        "attributes" attributes: Option<Entries<Any>>,
    }
}

record! {
    /// What an account made by `existing` must be like now.
    #[schemars(rename = "account", deny_unknown_fields)]
    RawAccount as "the expectation" {
        /// Whether the target still has it.
        "exists" exists: Option<bool>,
        /// Whether it is active; an account without the attribute counts as active.
        "active" active: Option<bool>,
        /// SCIM attribute path and value, `null` for absent.
        "attributes" attributes: Option<Entries<Any>>,
    }
}

/// How an id must relate to the first one.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(rename = "id", rename_all = "lowercase")]
pub(super) enum RawId {
    /// The same.
    Unchanged,
    /// Another one.
    Changed,
}

impl Read for RawId {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        word(
            node,
            what,
            &[("unchanged", Self::Unchanged), ("changed", Self::Changed)],
            problems,
        )
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

/// What the newest log entry must say: a status, or a map.
#[derive(Debug)]
pub(super) struct RawLog {
    pub(super) status: RawStatus,
    pub(super) codes: Vec<String>,
    pub(super) message: Option<String>,
}

record! {
    /// What the newest entry of the provisioning log must say.
    #[schemars(rename = "log", deny_unknown_fields)]
    RawLogEntry as "the log expectation" {
        /// How the entry ended.
        "status" status: RawStatus,
        /// Code or codes of which the entry must have one; any if absent.
        "code" code: Option<OneOrMany<At<String>>>,
        /// Text that the message must contain.
        "message" message: Option<String>,
    }
}

impl Read for RawLog {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        if let Kind::Map(_) = node.value {
            let entry = RawLogEntry::read(node, what, problems)?;
            let codes = entry.code.map_or_else(Vec::new, |codes| codes.0);
            return Some(Self {
                status: entry.status,
                codes: codes.into_iter().map(|code| code.value).collect(),
                message: entry.message,
            });
        }
        Some(Self {
            status: RawStatus::read(node, what, problems)?,
            codes: Vec::new(),
            message: None,
        })
    }
}

impl JsonSchema for RawLog {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "logOrStatus".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let status = generator.subschema_for::<RawStatus>();
        let entry = generator.subschema_for::<RawLogEntry>();
        json_schema!({ "anyOf": [status, entry] })
    }
}

/// Status of a log entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawStatus(pub(super) LogStatus);

const LOG_STATUSES: [LogStatus; 4] = [
    LogStatus::Success,
    LogStatus::Failure,
    LogStatus::Skipped,
    LogStatus::Warning,
];

impl Read for RawStatus {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let words = LOG_STATUSES.map(|status| (status.as_str(), Self(status)));
        // The key is a person when the status stands alone: say what the word is.
        let what = if what == "`status`" {
            what.to_owned()
        } else {
            format!("the log status of {what}")
        };
        word(node, &what, &words, problems)
    }
}

impl JsonSchema for RawStatus {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "logStatus".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": LOG_STATUSES.map(LogStatus::as_str) })
    }
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

/// Stands for a list of identity providers in the JSON Schema.
struct IdpNames;

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
            "type": "array",
            "items": { "enum": names },
            "minItems": 1,
            "uniqueItems": true,
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
