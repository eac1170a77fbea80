//! What a step may say.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::super::node::{At, Kind, Node};
use super::super::problems::Problems;
use super::super::read::{Entries, OneOrMany, Read, note_duplicates, wrong_type};
use super::{
    IdpNames, Length, PerFamily, RawConnect, RawControl, RawDemand, RawExisting, RawExpect,
    RawPush, RawRequest, RawSignIn, RawTrouble, RawUnpush, TargetNames,
};
use crate::idp::Act;
use crate::scenario::names::{did_you_mean, listed};

/// Something that happens, or an expectation.
#[derive(Debug)]
pub(in crate::scenario::load) struct RawStep {
    /// Only as these identity providers.
    pub(in crate::scenario::load) idps: Option<At<IdpNames>>,
    /// Only against these profiles.
    pub(in crate::scenario::load) targets: Option<At<TargetNames>>,
    /// The word that says what happens.
    pub(in crate::scenario::load) word: At<&'static str>,
    /// What happens.
    pub(in crate::scenario::load) act: RawAct,
}

/// What happens in a step.
#[derive(Debug)]
pub(in crate::scenario::load) enum RawAct {
    /// The same to each of those that are named.
    Each(Takes, fn(String) -> Act, OneOrMany<At<String>>),
    /// Something that concerns nobody in particular.
    Alone(Act),
    /// Attributes change.
    Update(Entries<Entries<Option<OneOrMany<At<String>>>>>),
    /// Groups get or lose members.
    Members(
        fn(String, Vec<String>) -> Act,
        Entries<OneOrMany<At<String>>>,
    ),
    /// Groups are provisioned.
    Push(RawPush),
    /// Groups are no longer provisioned.
    Unpush(RawUnpush),
    /// Provisioned at once.
    Demand(RawDemand),
    /// Other mappings.
    ChangeMapping(PerFamily<At<String>>),
    /// Time passes.
    Wait(At<Length>),
    /// Cycles.
    Sync(Option<At<u32>>),
    /// An account that is there.
    Existing(RawExisting),
    /// A raw request.
    Request(RawRequest),
    /// Trouble on the way; `None` ends it.
    Trouble(Option<RawTrouble>),
    /// The connection test.
    Connect(Option<RawConnect>),
    /// Something at the target itself.
    Control(RawControl),
    /// A sign-in.
    SignIn(RawSignIn),
    /// What must be so.
    Expect(At<RawExpect>),
}

/// Whom a step may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario::load) enum Takes {
    /// People.
    People,
    /// Groups.
    Groups,
    /// Both.
    Both,
}

/// A word that a step begins with.
pub(in crate::scenario::load) struct Word {
    name: &'static str,
    /// What an editor shows.
    doc: &'static str,
    form: Form,
}

/// What follows the word of a step.
#[derive(Clone, Copy)]
pub(in crate::scenario::load) enum Form {
    /// Names.
    Each(Takes, fn(String) -> Act),
    /// Nothing.
    Alone(fn() -> Act),
    /// Groups, each with its members.
    Members(fn(String, Vec<String>) -> Act),
    Update,
    Push,
    Unpush,
    Demand,
    ChangeMapping,
    Wait,
    Sync,
    Existing,
    Request,
    Trouble,
    Connect,
    Control,
    SignIn,
    Expect,
}

/// A row of [`STEPS`].
const fn step(name: &'static str, form: Form, doc: &'static str) -> Word {
    Word { name, doc, form }
}

use Form::{Alone, Each, Members};
use Takes::{Both, Groups, People};

/// All steps, those of every day first.
pub(in crate::scenario::load) const STEPS: [Word; 33] = [
    step(
        "assign",
        Each(Both, Act::Assign),
        "The admin assigns people, or groups and thereby their members, to the application.",
    ),
    step(
        "unassign",
        Each(Both, Act::Unassign),
        "The admin takes people or groups off the application.",
    ),
    step(
        "update",
        Form::Update,
        "People or groups change in the directory: name, attribute, new value; `null` clears it.",
    ),
    step(
        "disable",
        Each(People, Act::Disable),
        "People are barred from signing in.",
    ),
    step(
        "enable",
        Each(People, Act::Enable),
        "People may sign in again.",
    ),
    step(
        "delete",
        Each(Both, Act::Delete),
        "People or groups are removed from the directory for good.",
    ),
    step("join", Members(Act::Join), "Groups get members."),
    step("leave", Members(Act::Leave), "Groups lose members."),
    step(
        "push",
        Form::Push,
        "Groups themselves are provisioned from now on.",
    ),
    step(
        "unpush",
        Form::Unpush,
        "Groups themselves are no longer provisioned.",
    ),
    step(
        "sync",
        Form::Sync,
        "The identity provider's next cycle, or the next few.",
    ),
    step(
        "wait",
        Form::Wait,
        "Time passes without a cycle, for example `6h`.",
    ),
    step(
        "existing",
        Form::Existing,
        "An account, or a group, that the target has already, made by somebody else.",
    ),
    step(
        "request",
        Form::Request,
        "A raw request, to reproduce a bug.",
    ),
    step(
        "trouble",
        Form::Trouble,
        "What stands between identity provider and target misbehaves; `none` ends it.",
    ),
    step("expect", Form::Expect, "What must be so now."),
    step(
        "connect",
        Form::Connect,
        "The admin enters address and token, and has them tested.",
    ),
    step(
        "control",
        Form::Control,
        "Something is done or looked up at the target itself, beside SCIM.",
    ),
    step(
        "sign-in",
        Form::SignIn,
        "A person signs in at the target through the identity provider.",
    ),
    step(
        "soft-delete",
        Each(People, Act::SoftDelete),
        "People are deleted, but may be restored (Entra ID).",
    ),
    step(
        "restore",
        Each(People, Act::Restore),
        "Deleted people are restored (Entra ID).",
    ),
    step(
        "provision-on-demand",
        Form::Demand,
        "A person, or a group with some of its members, is provisioned at once (Entra ID).",
    ),
    step(
        "restart",
        Alone(|| Act::Restart),
        "Provisioning is restarted: the next cycle is an initial one (Entra ID).",
    ),
    step(
        "allow-deletes",
        Alone(|| Act::AllowDeletes),
        "Deletions that were held back are allowed (Entra ID).",
    ),
    step(
        "change-mapping",
        Form::ChangeMapping,
        "Attributes flow by another mapping from now on.",
    ),
    step(
        "suspend",
        Each(People, Act::Suspend),
        "People are suspended (Okta).",
    ),
    step(
        "unsuspend",
        Each(People, Act::Unsuspend),
        "The suspension is lifted (Okta).",
    ),
    step(
        "set-password",
        Each(People, Act::SetPassword),
        "People get a new password (Okta).",
    ),
    step(
        "push-now",
        Each(Groups, Act::PushNow),
        "Whole groups are written again (Okta).",
    ),
    step(
        "pause-push",
        Each(Groups, Act::PausePush),
        "The push of groups is deactivated (Okta).",
    ),
    step(
        "resume-push",
        Each(Groups, Act::ResumePush),
        "The push of groups is activated again (Okta).",
    ),
    step(
        "retry",
        Each(Both, Act::Retry),
        "A failed task is tried again (Okta).",
    ),
    step(
        "import",
        Alone(|| Act::Import),
        "Users and groups of the target are imported (Okta).",
    ),
];

/// The names of all steps.
fn names() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.name)
}

impl Form {
    /// Whether the word may stand without a value.
    const fn may_stand_alone(self) -> bool {
        matches!(self, Self::Alone(_) | Self::Sync | Self::Connect)
    }

    /// Reads what follows the word.
    fn read(self, node: &Node, what: &str, problems: &mut Problems) -> Option<RawAct> {
        Some(match self {
            Self::Each(takes, act) => RawAct::Each(takes, act, Read::read(node, what, problems)?),
            Self::Members(act) => RawAct::Members(act, Read::read(node, what, problems)?),
            Self::Alone(act) => {
                if node.value != Kind::Null {
                    problems.add(
                        &node.span,
                        format!("{what} takes no value"),
                        "expected the word alone",
                        Some(format!("write `- {}`", what.trim_matches('`'))),
                    );
                    return None;
                }
                RawAct::Alone(act())
            }
            Self::Update => RawAct::Update(Read::read(node, what, problems)?),
            Self::Push => RawAct::Push(Read::read(node, what, problems)?),
            Self::Unpush => RawAct::Unpush(Read::read(node, what, problems)?),
            Self::Demand => RawAct::Demand(Read::read(node, what, problems)?),
            Self::ChangeMapping => RawAct::ChangeMapping(Read::read(node, what, problems)?),
            Self::Wait => RawAct::Wait(Read::read(node, what, problems)?),
            Self::Sync => RawAct::Sync(Read::read(node, what, problems)?),
            Self::Existing => RawAct::Existing(Read::read(node, what, problems)?),
            Self::Request => RawAct::Request(Read::read(node, what, problems)?),
            Self::Expect => RawAct::Expect(Read::read(node, what, problems)?),
            Self::Connect => RawAct::Connect(Read::read(node, what, problems)?),
            Self::Control => RawAct::Control(Read::read(node, what, problems)?),
            Self::SignIn => RawAct::SignIn(Read::read(node, what, problems)?),
            Self::Trouble => match &node.value {
                Kind::Text(word) if word == "none" => RawAct::Trouble(None),
                _ => RawAct::Trouble(Some(Read::read(node, what, problems)?)),
            },
        })
    }

    /// JSON Schema of what follows the word.
    fn schema(self, generator: &mut SchemaGenerator) -> Schema {
        match self {
            Self::Each(..) => generator.subschema_for::<OneOrMany<String>>(),
            Self::Members(_) => generator.subschema_for::<Entries<OneOrMany<String>>>(),
            Self::Alone(_) => json_schema!({ "type": "null" }),
            Self::Update => {
                generator.subschema_for::<Entries<Entries<Option<OneOrMany<String>>>>>()
            }
            Self::Push => generator.subschema_for::<RawPush>(),
            Self::Unpush => generator.subschema_for::<RawUnpush>(),
            Self::Demand => generator.subschema_for::<RawDemand>(),
            Self::ChangeMapping => generator.subschema_for::<PerFamily<String>>(),
            Self::Wait => generator.subschema_for::<Length>(),
            Self::Sync => json_schema!({ "type": ["integer", "null"], "minimum": 1 }),
            Self::Existing => generator.subschema_for::<RawExisting>(),
            Self::Request => generator.subschema_for::<RawRequest>(),
            Self::Expect => generator.subschema_for::<RawExpect>(),
            Self::Connect => generator.subschema_for::<Option<RawConnect>>(),
            Self::Control => generator.subschema_for::<RawControl>(),
            Self::SignIn => generator.subschema_for::<RawSignIn>(),
            Self::Trouble => {
                let trouble = generator.subschema_for::<RawTrouble>();
                json_schema!({ "anyOf": [{ "const": "none" }, trouble] })
            }
        }
    }
}

impl Read for RawStep {
    fn read(node: &Node, _what: &str, problems: &mut Problems) -> Option<Self> {
        let alone = At {
            position: node.position,
            span: node.span.clone(),
            value: Kind::Null,
        };
        let (beside, key, value) = match &node.value {
            Kind::Text(word) => {
                let key = At {
                    position: node.position,
                    span: node.span.clone(),
                    value: word.clone(),
                };
                (Vec::new(), key, &alone)
            }
            Kind::Map(entries) => {
                note_duplicates(entries, problems);
                let (beside, others): (Vec<_>, Vec<_>) = entries
                    .iter()
                    .partition(|(key, _)| BESIDE.contains(&key.value.as_str()));
                let [(key, value)] = others.as_slice() else {
                    one_key(node, &others, problems);
                    return None;
                };
                (beside, key.clone(), value)
            }
            _ => {
                wrong_type(node, "a step", "a word or a map with one key", problems);
                return None;
            }
        };
        let limit = |name: &str| beside.iter().find(|(key, _)| key.value == name);
        let idps = limit("idps").and_then(|(_, node)| Read::read(node, "`idps`", problems));
        let targets =
            limit("targets").and_then(|(_, node)| Read::read(node, "`targets`", problems));
        let name = key.value.as_str();
        let Some(step) = STEPS.iter().find(|step| step.name == name) else {
            problems.add(
                &key.span,
                format!("unknown step `{name}`"),
                format!("expected {}", listed(names(), "or")),
                did_you_mean(name, names()),
            );
            return None;
        };
        if value.value == Kind::Null && !step.form.may_stand_alone() {
            let label = match &node.value {
                Kind::Text(_) => format!("expected `{name}: …`"),
                _ => "expected a value after it".to_owned(),
            };
            problems.add(
                &key.span,
                format!("the step `{name}` has no value"),
                label,
                None,
            );
            return None;
        }
        let act = step.form.read(value, &format!("`{name}`"), problems)?;
        Some(Self {
            idps,
            targets,
            word: At {
                position: key.position,
                span: key.span,
                value: step.name,
            },
            act,
        })
    }
}

/// Keys that may stand beside the word of a step.
const BESIDE: [&str; 2] = ["idps", "targets"];

/// Notes that a step has no key, or several.
fn one_key(node: &Node, keys: &[&(At<String>, Node)], problems: &mut Problems) {
    let hint = "a step has one key, and `idps` or `targets` if need be; put `- ` before each step"
        .to_owned();
    match keys {
        [(first, _), (second, _), ..] => problems.add_second(
            &second.span,
            &first.span,
            format!(
                "a step with {} keys: {}",
                keys.len(),
                listed(keys.iter().map(|(key, _)| key.value.as_str()), "and")
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
}

impl JsonSchema for RawStep {
    fn schema_name() -> Cow<'static, str> {
        "step".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let idps = generator.subschema_for::<IdpNames>().to_value();
        let targets = generator.subschema_for::<TargetNames>().to_value();
        let alone = STEPS.iter().filter(|step| step.form.may_stand_alone());
        let mut forms: Vec<Value> = alone
            .map(|step| json!({ "description": step.doc, "const": step.name }))
            .collect();
        for step in &STEPS {
            let value = step.form.schema(generator).to_value();
            let mut properties = Map::new();
            properties.insert(step.name.to_owned(), value);
            properties.insert("idps".to_owned(), idps.clone());
            properties.insert("targets".to_owned(), targets.clone());
            forms.push(json!({
                "description": step.doc,
                "type": "object",
                "properties": properties,
                "required": [step.name],
                "additionalProperties": false,
            }));
        }
        json_schema!({
            "description": "Something that happens, or an expectation.",
            "oneOf": forms,
        })
    }
}
