//! A scenario after loading: checked, positions kept.

use indexmap::IndexMap;
use serde_json::Value;

use crate::idp::directory::Attributes;

/// Line and column in a file, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A story that identity providers play against a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// File name without `.yaml`; what selectors and snapshots use.
    pub name: String,
    /// The file as the user knows it: a path on disk, or `scenarios/NAME.yaml` when bundled.
    pub file: String,
    /// One line.
    pub title: String,
    /// What the story shows, who reported such a thing, which outcomes are legitimate and why.
    pub description: String,
    /// For selection.
    pub tags: Vec<String>,
    /// Identity providers that play it, canonical names in the file's order.
    pub idps: Vec<String>,
    /// Name of the directory file.
    pub directory: String,
    /// Mapping file per identity provider family (`entra`, `okta`), where not the default.
    pub mappings: IndexMap<String, String>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One line of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it starts.
    pub at: Position,
    /// What it is.
    pub kind: StepKind,
}

/// What a step does. People are named by their key in the directory.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// The admin assigns people to the application.
    Assign(Vec<String>),
    /// The admin takes people off the application.
    Unassign(Vec<String>),
    /// People change in the directory.
    Update(IndexMap<String, Attributes>),
    /// People are barred from signing in (Entra: block sign-in; Okta: deactivate).
    Disable(Vec<String>),
    /// People may sign in again.
    Enable(Vec<String>),
    /// People are removed from the directory for good.
    Delete(Vec<String>),
    /// The identity provider's next cycle; whatever waits for its time comes due.
    Sync,
    /// An account that the target has already, made by somebody else.
    Existing(ExistingAccount),
    /// A raw request.
    Request(RawRequest),
    /// What must be so now.
    Expect(Expectation),
}

/// An account that exists at the target before the identity provider comes.
#[derive(Debug, Clone, PartialEq)]
pub struct ExistingAccount {
    /// Label by which expectations refer to it.
    pub account: String,
    /// The resource as it is posted, `schemas` added when missing. Strings may hold `${…}`.
    pub resource: Value,
}

/// A request exactly as written, to reproduce a bug.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRequest {
    /// HTTP method, upper case.
    pub method: String,
    /// Path and raw query below the base URL. May hold `${…}`.
    pub path: String,
    /// Extra headers, in order.
    pub headers: IndexMap<String, String>,
    /// Body; a string is sent as it is, anything else as JSON. Strings may hold `${…}`.
    pub body: Option<Value>,
    /// Statuses that are right; empty for any.
    pub status: Vec<u16>,
    /// SCIM attribute path or JSON Pointer → value in the answer, `null` for absent.
    pub attributes: IndexMap<String, Value>,
}

/// What must be so.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Only as these identity providers; empty for all.
    pub idps: Vec<String>,
    /// Outcomes of which one must hold completely. One entry unless the file says `any`.
    pub outcomes: Vec<LegitimateOutcome>,
}

/// One outcome that is right.
#[derive(Debug, Clone, PartialEq)]
pub struct LegitimateOutcome {
    /// Where it stands.
    pub at: Position,
    /// Why it is legitimate; empty when it is the only one.
    pub because: String,
    /// Per person of the directory.
    pub people: IndexMap<String, AccountExpectation>,
    /// Per account made by `existing`.
    pub accounts: IndexMap<String, AccountExpectation>,
    /// Per person: the newest entry of the provisioning log.
    pub log: IndexMap<String, LogExpectation>,
}

/// What an account must be like at the target.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountExpectation {
    /// Where it stands.
    pub at: Position,
    /// The identity provider knows the account, and the target has it (`exists` for accounts).
    pub provisioned: Option<bool>,
    /// The `active` attribute of the account; a target that leaves it out counts as active.
    pub active: Option<bool>,
    /// Against the first id that the person's account had.
    pub id: Option<IdExpectation>,
    /// Whether the person's account is one that existed before: its label, or `own` for a new one.
    pub account: Option<String>,
    /// SCIM attribute path → value, `null` for absent. Strings may hold `${…}`.
    pub attributes: IndexMap<String, Value>,
}

/// How an id must relate to the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdExpectation {
    /// The same.
    Unchanged,
    /// Another one.
    Changed,
}

/// What the newest log entry about a person must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogExpectation {
    /// Where it stands.
    pub at: Position,
    /// `success`, `failure`, `skipped` or `warning`.
    pub status: crate::transcript::LogStatus,
    /// Codes of which one must be there; empty for any.
    pub codes: Vec<String>,
    /// Text that the message must contain.
    pub message: Option<String>,
}
