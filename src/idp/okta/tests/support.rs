//! One person or a team, one application, one act after the other.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::idp::directory::{Attributes, Directory, GroupEntry};
use crate::idp::mapping::Mapping;
use crate::idp::okta::{App, Okta, Settings};
use crate::idp::simulator::{Act, LinkedGroup, Setup};
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

pub(super) fn catalog_put() -> Settings {
    Settings::documented(App::CatalogPut)
}

pub(super) fn oin_wizard() -> Settings {
    Settings::documented(App::OinWizard)
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
        Self::of(settings, testing::setup("ines", person, mapping))
    }

    pub(super) fn of(settings: Settings, setup: Setup) -> Self {
        Self {
            app: Okta::new(settings, setup),
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

/// Three people, of whom `ines` and `omar` are in the group `pastry`, and an application.
pub(super) struct Team {
    pub(super) app: Okta,
    pub(super) wire: Script,
    read: usize,
}

/// Lookup of the group.
pub(super) const GROUP_LOOKUP: &str =
    "GET /Groups?filter=displayName%20eq%20%22Pastry%20t%22&startIndex=1&count=100";

/// The act of pushing the group.
pub(super) fn push() -> Act {
    let group = "pastry".into();
    Act::Push { group, link: None }
}

/// The act of linking the group with `g-9`.
pub(super) fn link(rename: bool) -> Act {
    let id = "g-9".into();
    Act::Push {
        group: "pastry".into(),
        link: Some(LinkedGroup { id, rename }),
    }
}

/// A group as a target shows it.
pub(super) fn group(id: &str, members: &[&str]) -> Value {
    let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": id,
        "displayName": "Pastry t",
        "members": members,
    })
}

impl Team {
    pub(super) fn new(settings: Settings) -> Self {
        Self::of(settings, ["ines", "omar", "uma"].map(str::to_owned).into())
    }

    /// With these people, the first two in the group.
    pub(super) fn of(settings: Settings, people: Vec<String>) -> Self {
        let mut setup = testing::setup("nobody", &[], testing::mapping(SMALL));
        let person = |key: &String| {
            let name = vec![format!("{key}@orchard.example")];
            let attributes = Attributes::from([("userName".into(), name)]);
            (key.clone(), attributes.into())
        };
        let pastry = GroupEntry {
            attributes: Attributes::from([("displayName".into(), vec!["Pastry".into()])]),
            members: people[..2].to_vec(),
        };
        setup.directory = Arc::new(Directory {
            name: "team".into(),
            people: people.iter().map(person).collect(),
            groups: IndexMap::from([("pastry".to_owned(), pastry)]),
        });
        Self {
            app: Okta::new(settings, setup),
            wire: Script::of([]),
            read: 0,
        }
    }

    /// Creates accounts for these people, `u-` and the key.
    pub(super) async fn with_accounts(mut self, people: &[&str]) -> Self {
        for key in people {
            let made = testing::answer(201, user(json!({ "id": format!("u-{key}") })));
            self.play(&Act::Assign((*key).into()), [list(&[]), made])
                .await;
        }
        self.log();
        self
    }

    /// Everybody has an account, and the group is pushed as `g-1`.
    pub(super) async fn pushed(settings: Settings) -> Self {
        let patches = settings.app.patches();
        let twice = settings.group_pushes_twice;
        let lookup = (!settings.import_groups).then(|| list(&[]));
        let mut team = Self::new(settings)
            .with_accounts(&["ines", "omar", "uma"])
            .await;
        let shown = || testing::answer(200, group("g-1", &[]));
        let made = testing::answer(201, group("g-1", &[]));
        let mut answers: Vec<_> = lookup.into_iter().chain([made]).collect();
        let more = if twice { 4 } else { 2 };
        answers.extend((0..more).map(|_| {
            if patches {
                testing::empty(204)
            } else {
                shown()
            }
        }));
        team.play(&push(), answers).await;
        assert_eq!(team.app.link("pastry"), Some("g-1"));
        team.log();
        team
    }

    /// Plays an act; returns its requests in full.
    pub(super) async fn requests(
        &mut self,
        act: &Act,
        answers: impl IntoIterator<Item = Outcome>,
    ) -> Vec<String> {
        self.wire.prepare(answers);
        self.app.act(act, &mut self.wire).await;
        self.wire.take()
    }

    /// Plays an act; returns method and target of its requests.
    pub(super) async fn play(
        &mut self,
        act: &Act,
        answers: impl IntoIterator<Item = Outcome>,
    ) -> Vec<String> {
        first_lines(self.requests(act, answers).await)
    }

    /// Plays an act; returns the bodies of its requests, for a read none.
    pub(super) async fn bodies(
        &mut self,
        act: &Act,
        answers: impl IntoIterator<Item = Outcome>,
    ) -> Vec<String> {
        let requests = self.requests(act, answers).await;
        let bodies = requests.iter().filter_map(|text| text.split_once("\n\n"));
        bodies.map(|(_, body)| body.to_owned()).collect()
    }

    /// Log entries since the last call.
    pub(super) fn log(&mut self) -> Vec<String> {
        let entries = testing::written(&self.app.log()[self.read..]);
        self.read = self.app.log().len();
        entries
    }

    /// Texts of the open tasks.
    pub(super) fn tasks(&self) -> Vec<&str> {
        let tasks = self.app.tasks().iter();
        tasks.map(|task| task.text.as_str()).collect()
    }
}
