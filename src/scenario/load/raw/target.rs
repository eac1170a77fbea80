//! What a scenario may say about its target: the profiles of `target`, and the steps `connect` and
//! `control`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::node::{At, Node};
use super::super::problems::Problems;
use super::super::read::{Any, Entries, OneOrMany, Read, record};
use super::Scalar;
use crate::scenario::names::{control_acts, profiles};

record! {
    /// The profiles of the bundled server that the story is about.
    #[schemars(rename = "target", deny_unknown_fields)]
    RawTarget as "`target`" {
        /// Names of profiles, or patterns.
        "profiles" profiles: At<TargetNames>,
        /// Switches and settings of the profile: names and values.
        "settings" settings: Option<Entries<At<OneOrMany<Scalar>>>>,
    }
}

/// Profiles of the bundled server: a list of names and patterns.
#[derive(Debug)]
pub(in crate::scenario::load) struct TargetNames(pub(crate) Vec<At<String>>);

impl Read for TargetNames {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        Vec::read(node, what, problems).map(Self)
    }
}

impl JsonSchema for TargetNames {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "targets".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = profiles().collect();
        json_schema!({
            "type": "array",
            "items": { "anyOf": [{ "enum": names }, { "pattern": "[*?]" }] },
            "minItems": 1,
            "uniqueItems": true,
        })
    }
}

record! {
    /// The admin enters address and token, and has them tested.
    #[schemars(rename = "connect", deny_unknown_fields)]
    RawConnect as "`connect`" {
        /// Text that the identity provider shows, because the test must fail.
        "fails" fails: Option<At<String>>,
        /// Path of the base URL, if another than the right one is entered.
        #[schemars(regex(pattern = "^/"))]
        "path" path: Option<At<String>>,
        /// Token, if another than the right one is entered.
        "token" token: Option<At<String>>,
    }
}

record! {
    /// Something is done or looked up at the target itself, beside SCIM.
    #[schemars(rename = "control", deny_unknown_fields)]
    RawControl as "`control`" {
        /// The act or the view.
        #[schemars(schema_with = "act")]
        "act" act: At<String>,
        /// What the act is given, a map. Texts may hold `${run}` and `${alice.email}`.
        "with" with: Option<Any>,
        /// SCIM attribute path or JSON Pointer, and the value in the result; `null` for absent.
        "attributes" attributes: Option<Entries<Any>>,
        /// Text of the refusal, because the act must be refused.
        "refused" refused: Option<At<String>>,
    }
}

fn act(_generator: &mut SchemaGenerator) -> Schema {
    let names: Vec<_> = control_acts().collect();
    json_schema!({ "enum": names })
}
