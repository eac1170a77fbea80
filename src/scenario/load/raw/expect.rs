//! What an `expect` may say.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::node::{At, Kind, Node};
use super::super::problems::Problems;
use super::super::read::{Any, Deferred, Entries, OneOrMany, Read, record};
use super::{IdpNames, TargetNames, word};
use crate::transcript::LogStatus;

record! {
    /// What must be so now. Every key that is none of the known ones is a person of the directory.
    #[schemars(rename = "expect")]
    RawExpect as "`expect`" {
        /// Only as these identity providers; as all if absent.
        "idps" idps: Option<At<IdpNames>>,
        /// Only against these profiles of the bundled server; against all if absent.
        "targets" targets: Option<At<TargetNames>>,
        /// Groups of the directory.
        "groups" groups: Option<Entries<RawGroup>>,
        /// Accounts and groups made by `existing`, by label.
        "accounts" accounts: Option<Entries<RawAccount>>,
        /// Per person or group: the newest entry of the provisioning log.
        "log" log: Option<Entries<RawLog>>,
        /// State of the provisioning job (Entra ID).
        "job" job: Option<At<RawJob>>,
        /// Per person or group: text of the open task (Okta), `none` for no task.
        "tasks" tasks: Option<Entries<At<RawTask>>>,
        /// How many requests that write the identity provider sent since the last expectation.
        "writes" writes: Option<At<u32>>,
        /// How many requests the identity provider sent since the last expectation.
        "requests" requests: Option<At<u32>>,
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
        /// Groups of the directory.
        "groups" groups: Option<Entries<RawGroup>>,
        /// Accounts and groups made by `existing`, by label.
        "accounts" accounts: Option<Entries<RawAccount>>,
        /// Per person or group: the newest entry of the provisioning log.
        "log" log: Option<Entries<RawLog>>,
        /// State of the provisioning job (Entra ID).
        "job" job: Option<At<RawJob>>,
        /// Per person or group: text of the open task (Okta), `none` for no task.
        "tasks" tasks: Option<Entries<At<RawTask>>>,
        /// How many requests that write the identity provider sent since the last expectation.
        "writes" writes: Option<At<u32>>,
        /// How many requests the identity provider sent since the last expectation.
        "requests" requests: Option<At<u32>>,
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
    /// What a group of the directory must be like at the target.
    #[schemars(rename = "group", deny_unknown_fields)]
    RawGroup as "the expectation" {
        /// Whether the identity provider knows the group and the target has it.
        "provisioned" provisioned: Option<bool>,
        /// Whether the group still has the id that it had first.
        "id" id: Option<RawId>,
        /// Label of the group that it has taken over, or `own` for a new one.
        "account" account: Option<At<String>>,
        /// All members that the group has: people, groups and labels; `none` for no member.
        "members" members: Option<At<RawMembers>>,
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
        /// All members that it has, if it is a group; `none` for no member.
        "members" members: Option<At<RawMembers>>,
        /// SCIM attribute path and value, `null` for absent.
        "attributes" attributes: Option<Entries<Any>>,
    }
}

/// How an id must relate to the first one.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(rename = "id", rename_all = "lowercase")]
pub(in crate::scenario::load) enum RawId {
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

/// What the newest log entry must say: a status, or a map.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawLog {
    pub(in crate::scenario::load) status: RawStatus,
    pub(in crate::scenario::load) codes: Vec<String>,
    pub(in crate::scenario::load) message: Option<String>,
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
pub(in crate::scenario::load) struct RawStatus(pub(crate) LogStatus);

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

/// Members of a group: `none`, or names.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawMembers(pub(crate) Vec<At<String>>);

impl Read for RawMembers {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Kind::Text(word) if word == "none" => Some(Self(Vec::new())),
            _ => OneOrMany::read(node, what, problems).map(|names| Self(names.0)),
        }
    }
}

impl JsonSchema for RawMembers {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "members".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<OneOrMany<String>>()
    }
}

/// State of a provisioning job: a word, or `quarantine` with its reason.
#[derive(Debug, Clone)]
pub(in crate::scenario::load) enum RawJob {
    Running,
    Quarantine(Option<String>),
    Disabled,
}

record! {
    /// A job in quarantine.
    #[schemars(rename = "quarantine", deny_unknown_fields)]
    RawQuarantine as "`job`" {
        /// Why.
        "quarantine" reason: String,
    }
}

impl Read for RawJob {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        if let Kind::Map(_) = node.value {
            let quarantine = RawQuarantine::read(node, what, problems)?;
            return Some(Self::Quarantine(Some(quarantine.reason)));
        }
        let words = ["running", "quarantine", "disabled"].map(|word| (word, word));
        Some(match word(node, what, &words, problems)? {
            "running" => Self::Running,
            "disabled" => Self::Disabled,
            _ => Self::Quarantine(None),
        })
    }
}

impl JsonSchema for RawJob {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "job".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quarantine = generator.subschema_for::<RawQuarantine>();
        let words = ["running", "quarantine", "disabled"];
        json_schema!({ "anyOf": [{ "enum": words }, quarantine] })
    }
}

/// Text of a task, or `none`.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawTask(pub(crate) Option<String>);

impl Read for RawTask {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let text = String::read(node, what, problems)?;
        Some(Self((text != "none").then_some(text)))
    }
}

impl JsonSchema for RawTask {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "task".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
