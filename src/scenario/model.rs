//! A scenario after loading: checked, positions kept.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::idp::Act;
use crate::idp::mapping::Mapping;

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
    /// Settings of the simulators per family: name and value, checked.
    pub settings: IndexMap<String, Vec<(String, String)>>,
    /// The products that it is about; `None` for any SCIM server.
    pub target: Option<ScenarioTarget>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// The profiles of the bundled server that a story is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioTarget {
    /// Names of the profiles, in the file's order.
    pub profiles: Vec<String>,
    /// Switches and settings of the profile that differ from its own, set before anything happens.
    pub settings: IndexMap<String, String>,
}

/// One line of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it starts.
    pub at: Position,
    /// Only as these identity providers; empty for all.
    pub idps: Vec<String>,
    /// Only against these profiles of the bundled server; empty for all.
    pub targets: Vec<String>,
    /// What it is.
    pub kind: StepKind,
}

/// What a step does. People and groups are named by their keys in the directory.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// The admin acts, several times if the step names several people or groups.
    Acts(Vec<Act>),
    /// A group is pushed to a group that the target has already.
    PushLinked {
        /// Key of the group.
        group: String,
        /// Label of the target's group, made by `existing`.
        label: String,
        /// Whether it gets the name of the directory's group.
        rename: bool,
    },
    /// Attributes flow by other mappings from now on, by family.
    ChangeMapping(IndexMap<String, Arc<Mapping>>),
    /// As many cycles of the identity provider; whatever waits for its time comes due.
    Sync(u32),
    /// An account that the target has already, made by somebody else.
    Existing(ExistingAccount),
    /// A raw request.
    Request(RawRequest),
    /// What stands between identity provider and target misbehaves; `None` ends all of it.
    Trouble(Option<Trouble>),
    /// The admin enters address and token, and has them tested.
    Connect(ConnectStep),
    /// Something is done at the target itself, beside SCIM.
    Control(ControlStep),
    /// A person signs in at the target through the identity provider.
    SignIn(SignInStep),
    /// What must be so now.
    Expect(Expectation),
}

/// Kinds of resources that scenarios tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// An account.
    User,
    /// A group.
    Group,
}

impl ResourceKind {
    /// Its endpoint below the base URL (RFC 7644 §3.2).
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
        }
    }

    /// The kind of what a path below the base URL leads to.
    pub fn of(target: &str) -> Option<Self> {
        let path = target.split('?').next().unwrap_or_default();
        let endpoint = path.trim_start_matches('/').split('/').next();
        [Self::User, Self::Group]
            .into_iter()
            .find(|kind| endpoint == kind.endpoint().strip_prefix('/'))
    }

    /// The attribute by whose value one is looked for.
    pub const fn naming_attribute(self) -> &'static str {
        match self {
            Self::User => "userName",
            Self::Group => "displayName",
        }
    }

    /// Its core schema (RFC 7643 §8.7.1).
    pub const fn schema(self) -> &'static str {
        match self {
            Self::User => "urn:ietf:params:scim:schemas:core:2.0:User",
            Self::Group => "urn:ietf:params:scim:schemas:core:2.0:Group",
        }
    }

    /// What people call it.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::User => "account",
            Self::Group => "group",
        }
    }
}

/// Something on the way between identity provider and target that keeps requests from being
/// answered by the target.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// Only requests of this method, upper case.
    pub method: Option<String>,
    /// Only requests whose path begins so. May hold `${…}`.
    pub path: Option<String>,
    /// So many requests get through first.
    pub after: u32,
    /// So many requests meet it; `None` for all that follow.
    pub times: Option<u32>,
    /// What happens to them.
    pub effect: TroubleEffect,
}

/// What happens to a request that meets trouble.
#[derive(Debug, Clone, PartialEq)]
pub enum TroubleEffect {
    /// Something on the way answers.
    Answer {
        /// HTTP status.
        status: u16,
        /// Headers, in order. Values may hold `${…}`.
        headers: IndexMap<String, String>,
        /// Body; a string is sent as it is, anything else as SCIM JSON. Strings may hold `${…}`.
        body: Option<Value>,
    },
    /// The target gets the request, but its answer is lost.
    Lost,
    /// A login page answers with 200.
    LoginPage,
    /// No connection.
    Refused,
    /// 302 to another URL. May hold `${…}`.
    Redirect(String),
}

/// An account that exists at the target before the identity provider comes.
#[derive(Debug, Clone, PartialEq)]
pub struct ExistingAccount {
    /// Label by which expectations refer to it.
    pub account: String,
    /// What it is.
    pub kind: ResourceKind,
    /// The resource as it is posted, `schemas` added when missing. Strings may hold `${…}`.
    pub resource: Value,
    /// Why a correct target may refuse it with 409, so that the story cannot happen there.
    pub may_refuse: Option<String>,
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

/// The connection test.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConnectStep {
    /// Text that the identity provider must show because the test fails; `None` when it must not
    /// fail.
    pub fails: Option<String>,
    /// Path of the base URL instead of the right one. May hold `${…}`.
    pub path: Option<String>,
    /// Token instead of the right one. May hold `${…}`.
    pub token: Option<String>,
}

/// An act at the target, or a look at it, beside SCIM: what its own admin or a person does there.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlStep {
    /// Name of the act or view.
    pub act: String,
    /// What it is given. Strings may hold `${…}`.
    pub with: Value,
    /// SCIM attribute path or JSON Pointer → value in the result, `null` for absent.
    pub attributes: IndexMap<String, Value>,
    /// Text that the refusal must contain; `None` when it must not be refused.
    pub refused: Option<String>,
}

/// A sign-in by SAML, and how it must end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInStep {
    /// Key of the person.
    pub person: String,
    /// The name identifier of the assertion; `None` for the value that the person's account gets as
    /// `externalId`.
    pub name_id: Option<Sent>,
    /// The e-mail address of the assertion; `None` for the person's own.
    pub email: Option<Sent>,
    /// Where it starts.
    pub start: SignInStart,
    /// Account that the person's browser is signed in with before.
    pub signed_in_as: Option<String>,
    /// Whether the person is assigned to the application for signing in; `None` as for
    /// provisioning.
    pub assigned: Option<bool>,
    /// How it must end.
    pub outcome: SignInOutcome,
    /// Text that the person must see.
    pub message: Option<String>,
    /// Account that the person must be signed in with.
    pub account: Option<String>,
    /// Whether that account must be a member of the group.
    pub member: Option<bool>,
}

/// A value of an assertion that differs from the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is left out.
    Nothing,
    /// This one. May hold `${…}`.
    Text(String),
}

/// Where a sign-in starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInStart {
    /// At the target, which sends the person to the identity provider.
    Target,
    /// On the identity provider's dashboard.
    Idp,
}

/// How a sign-in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInOutcome {
    /// The person is in.
    SignedIn,
    /// The person is not.
    Refused,
}

/// What must be so.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Only as these identity providers; empty for all.
    pub idps: Vec<String>,
    /// Only against these profiles of the bundled server; empty for all.
    pub targets: Vec<String>,
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
    /// Per group of the directory.
    pub groups: IndexMap<String, AccountExpectation>,
    /// Per account made by `existing`.
    pub accounts: IndexMap<String, AccountExpectation>,
    /// Per person or group: the newest entry of the provisioning log.
    pub log: IndexMap<String, LogExpectation>,
    /// State of the provisioning job (Entra ID).
    pub job: Option<(Position, JobExpectation)>,
    /// Per person or group: text of the open task (Okta), `None` for no task.
    pub tasks: IndexMap<String, (Position, Option<String>)>,
    /// How many requests that write the identity provider has sent since the last expectation.
    pub writes: Option<(Position, u32)>,
    /// How many requests the identity provider has sent since the last expectation.
    pub requests: Option<(Position, u32)>,
}

/// State of a provisioning job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobExpectation {
    /// It runs.
    Running,
    /// It is in quarantine, with this reason if one is given.
    Quarantine(Option<String>),
    /// It is disabled.
    Disabled,
}

/// What an account or a group must be like at the target.
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
    /// Members of a group: people and groups of the directory, and labels of `existing`. No other
    /// may be there.
    pub members: Option<Vec<String>>,
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
