//! One person, one job, one cycle after the other.

use serde_json::{Value, json};

use crate::idp::entra::{Dialect, Entra, Settings};
use crate::idp::mapping::Mapping;
use crate::idp::simulator::Act;
use crate::idp::testing::{self, Script, changes, list};
use crate::transcript::Outcome;

/// A person with a value for every attribute.
pub(super) const ADA: &[(&str, &str)] = &[
    ("userName", "ada@example.com"),
    ("email", "ada@example.com"),
    ("givenName", "Ada"),
    ("familyName", "Lovelace"),
    ("displayName", "Ada Lovelace"),
    ("mailNickname", "ada.l"),
    ("title", "Engineer"),
    ("department", "R&D"),
    ("employeeNumber", "E17"),
    ("preferredLanguage", "en-GB"),
    ("phone", "+44 20 7946 0000"),
    ("mobile", "+44 7700 900000"),
    ("fax", "+44 20 7946 0001"),
    ("office", "Room 4"),
    ("street", "1 Mill Rd"),
    ("city", "Ely"),
    ("state", "CB"),
    ("postalCode", "CB7"),
    ("country", "United Kingdom"),
];

/// A person with a user name only.
pub(super) const BARE: &[(&str, &str)] = &[("userName", "ada@example.com")];

/// Rows of small mappings: target and source, the first is matched on.
pub(super) const SMALL: &[(&str, &str)] = &[
    ("userName", "userPrincipalName"),
    (
        "active",
        r#"=Switch([IsSoftDeleted], , "False", "True", "True", "False")"#,
    ),
];

pub(super) const LEGACY: Settings = Settings::documented(Dialect::Legacy);
pub(super) const FLAG: Settings = Settings::documented(Dialect::Rfc);

/// A job for the person `ada`, and the target's answers.
pub(super) struct Story {
    pub(super) job: Entra,
    pub(super) wire: Script,
    read: usize,
}

impl Story {
    /// With the bundled mapping and every attribute.
    pub(super) fn new(settings: Settings) -> Self {
        Self::with(settings, ADA, testing::bundled("entra-default"))
    }

    /// With the two rows that a life cycle needs, and a user name only.
    pub(super) fn small(settings: Settings) -> Self {
        Self::with(settings, BARE, testing::mapping(SMALL))
    }

    pub(super) fn with(settings: Settings, person: &[(&str, &str)], mapping: Mapping) -> Self {
        // Credential checks succeed unless a test is about them.
        let wire = Script::answering(|request| {
            let query = request.target.rsplit("%22").nth(1)?;
            let is_probe = query.len() == 36 && query.split('-').count() == 5;
            is_probe.then(|| list(&[]))
        });
        Self {
            job: Entra::new(settings, testing::setup("ada", person, mapping)),
            wire,
            read: 0,
        }
    }

    /// The same, assigned and created as `u-1`.
    pub(super) async fn linked(mut self) -> Self {
        self.assign();
        self.cycle([list(&[]), testing::answer(201, user(json!({})))])
            .await;
        assert_eq!(self.job.link("ada"), Some("u-1"));
        self.log();
        self
    }

    fn act(&mut self, act: fn(String) -> Act) {
        self.job.act(&act("ada".into()));
    }

    pub(super) fn assign(&mut self) {
        self.act(Act::Assign);
    }

    pub(super) fn unassign(&mut self) {
        self.act(Act::Unassign);
    }

    pub(super) fn disable(&mut self) {
        self.act(Act::Disable);
    }

    pub(super) fn enable(&mut self) {
        self.act(Act::Enable);
    }

    pub(super) fn delete(&mut self) {
        self.act(Act::Delete);
    }

    pub(super) fn update(&mut self, attributes: &[(&str, &str)]) {
        self.job
            .act(&Act::Update("ada".into(), changes(attributes)));
    }

    /// Plays a cycle; returns its requests in full, without the credential check. Answers that
    /// nobody asked for stay and fail the next cycle.
    pub(super) async fn requests<const N: usize>(&mut self, answers: [Outcome; N]) -> Vec<String> {
        self.wire.prepare(answers);
        self.job.sync(&mut self.wire).await;
        let mut requests = self.wire.take();
        requests.retain(|request| !request.contains("<guid>"));
        requests
    }

    /// Plays a cycle; returns method and target of its requests, without the credential check.
    pub(super) async fn cycle<const N: usize>(&mut self, answers: [Outcome; N]) -> Vec<String> {
        let requests = self.requests(answers).await;
        let first = |text: &String| text.lines().next().unwrap_or_default().to_owned();
        requests.iter().map(first).collect()
    }

    /// Plays a cycle in which one PATCH is sent; returns its body.
    pub(super) async fn patch<const N: usize>(&mut self, answers: [Outcome; N]) -> String {
        let requests = self.requests(answers).await;
        let patch = requests.last().expect("a request");
        assert!(patch.starts_with("PATCH /Users/u-1\n"), "{patch}");
        patch.split("\n\n").nth(1).expect("a body").to_owned()
    }

    /// Log entries since the last call.
    pub(super) fn log(&mut self) -> Vec<String> {
        let entries = testing::written(&self.job.log()[self.read..]);
        self.read = self.job.log().len();
        entries
    }
}

/// The state of `u-1` as a target shows it: what is given, over a sound user.
pub(super) fn user(more: Value) -> Value {
    let mut user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "u-1",
        "userName": "ada.t@example.com",
        "active": true,
    });
    if let (Some(user), Value::Object(more)) = (user.as_object_mut(), more) {
        user.extend(more);
    }
    user
}
