//! One person, one application, one act after the other.

use serde_json::{Value, json};

use crate::idp::mapping::Mapping;
use crate::idp::okta::{App, Okta, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{self, Script, changes, list};
use crate::transcript::Outcome;

/// A person with a value for every attribute that Okta knows.
pub(super) const INES: &[(&str, &str)] = &[
    ("userName", "ines@orchard.example"),
    ("email", "ines.moreau@orchard.example"),
    ("givenName", "Ines"),
    ("familyName", "Moreau"),
    ("displayName", "Ines Moreau"),
    ("title", "Baker"),
    ("department", "Ovens"),
    ("employeeNumber", "17"),
    ("preferredLanguage", "en"),
    ("locale", "en_US"),
    ("phone", "+1 555 0100"),
    ("street", "1 Mill Rd"),
    ("city", "Ithaca"),
    ("state", "NY"),
    ("postalCode", "14850"),
    ("country", "United States"),
    ("countryCode", "US"),
];

/// A person with a user name only.
pub(super) const BARE: &[(&str, &str)] = &[("userName", "ines@orchard.example")];

/// Rows of small mappings: target and source, the first is matched on.
pub(super) const SMALL: &[(&str, &str)] = &[("userName", "user.login"), ("title", "user.title")];

pub(super) const LOOKUP: &str =
    "GET /Users?filter=userName%20eq%20%22ines.t%40orchard.example%22&startIndex=1&count=100";

pub(super) fn catalog() -> Settings {
    Settings::documented(App::Catalog)
}

pub(super) fn wizard() -> Settings {
    Settings::documented(App::Aiw)
}

/// An application with the person `ines`, and the target's answers.
pub(super) struct Story {
    pub(super) app: Okta,
    pub(super) wire: Script,
    read: usize,
}

impl Story {
    /// With the bundled mapping and every attribute.
    pub(super) fn new(settings: Settings) -> Self {
        Self::with(settings, INES, testing::bundled("okta-default"))
    }

    /// With user name and title only.
    pub(super) fn small(settings: Settings) -> Self {
        let person = [BARE[0], ("title", "Baker")];
        Self::with(settings, &person, testing::mapping(SMALL))
    }

    pub(super) fn with(settings: Settings, person: &[(&str, &str)], mapping: Mapping) -> Self {
        Self {
            app: Okta::new(settings, testing::setup("ines", person, mapping)),
            wire: Script::of([]),
            read: 0,
        }
    }

    /// The same, assigned and created as `u-1`.
    pub(super) async fn linked(mut self) -> Self {
        let created = testing::answer(201, user(json!({})));
        self.play(Act::Assign, [list(&[]), created]).await;
        assert_eq!(self.app.link("ines"), Some("u-1"));
        self.log();
        self
    }

    /// Plays an act; returns its requests in full.
    pub(super) async fn requests<const N: usize>(
        &mut self,
        act: fn(String) -> Act,
        answers: [Outcome; N],
    ) -> Vec<String> {
        self.perform(&act("ines".into()), answers).await
    }

    async fn perform<const N: usize>(&mut self, act: &Act, answers: [Outcome; N]) -> Vec<String> {
        self.wire.prepare(answers);
        self.app.act(act, &mut self.wire).await;
        self.wire.take()
    }

    /// Plays an act; returns method and target of its requests.
    pub(super) async fn play<const N: usize>(
        &mut self,
        act: fn(String) -> Act,
        answers: [Outcome; N],
    ) -> Vec<String> {
        first_lines(self.requests(act, answers).await)
    }

    /// Attributes change; returns method and target of the requests.
    pub(super) async fn update<const N: usize>(
        &mut self,
        attributes: &[(&str, &str)],
        answers: [Outcome; N],
    ) -> Vec<String> {
        let act = Act::Update("ines".into(), changes(attributes));
        first_lines(self.perform(&act, answers).await)
    }

    /// Attributes change while the target shows this user; returns the body of the PUT.
    pub(super) async fn put(&mut self, attributes: &[(&str, &str)], current: Value) -> String {
        let act = Act::Update("ines".into(), changes(attributes));
        let answers = [
            testing::answer(200, current.clone()),
            testing::answer(200, current),
        ];
        body(&self.perform(&act, answers).await)
    }

    /// Log entries since the last call.
    pub(super) fn log(&mut self) -> Vec<String> {
        let entries = testing::written(&self.app.log()[self.read..]);
        self.read = self.app.log().len();
        entries
    }
}

fn first_lines(requests: Vec<String>) -> Vec<String> {
    let first = |text: String| text.lines().next().unwrap_or_default().to_owned();
    requests.into_iter().map(first).collect()
}

/// The body of the last request.
pub(super) fn body(requests: &[String]) -> String {
    let last = requests.last().expect("a request");
    last.split("\n\n").nth(1).expect("a body").to_owned()
}

/// The state of `u-1` as a target shows it: what is given, over a sound user.
pub(super) fn user(more: Value) -> Value {
    let mut user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "u-1",
        "userName": "ines.t@orchard.example",
        "active": true,
    });
    if let (Some(user), Value::Object(more)) = (user.as_object_mut(), more) {
        user.extend(more);
    }
    user
}
