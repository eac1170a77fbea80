//! One person or a team, one job, one cycle after the other.

use std::sync::{Arc, Mutex};

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::idp::directory::{Attributes, Directory, GroupEntry};
use crate::idp::entra::{Dialect, Entra, Settings};
use crate::idp::mapping::Mapping;
use crate::idp::simulator::{Act, Setup};
use crate::idp::testing::{self, Script, changes, list};
use crate::transcript::{Method, Outcome, Request};

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

/// A job for several people and groups, and a small target that holds what is created.
pub(super) struct Team {
    pub(super) job: Entra,
    pub(super) wire: Script,
    target: Arc<Mutex<Held>>,
    read: usize,
}

/// What the small target holds. It takes every PATCH and applies none.
#[derive(Default)]
struct Held {
    resources: IndexMap<String, Value>,
    /// Answers to requests whose first line begins so.
    answers: Vec<(String, Outcome)>,
}

impl Held {
    fn answer(&mut self, request: &Request) -> Outcome {
        let line = format!("{} {}", request.method, request.target);
        let prepared = self
            .answers
            .iter()
            .find(|(start, _)| line.starts_with(start));
        if let Some((_, outcome)) = prepared {
            return outcome.clone();
        }
        let path = request
            .target
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        if path == "/Users" || path == "/Groups" {
            let Some(body) = &request.body else {
                return list(&[]);
            };
            let mut resource: Value = serde_json::from_slice(body).expect("JSON");
            // `ada.t@example.com` becomes `u-ada`, `Sales t` becomes `g-sales`.
            let (letter, name) = match path.as_str() {
                "/Users" => ("u", &resource["userName"]),
                _ => ("g", &resource["displayName"]),
            };
            let name = name.as_str().expect("a name").to_lowercase();
            let word = name.split(['.', ' ']).next().unwrap_or_default();
            let id = format!("{letter}-{word}");
            resource["id"] = Value::from(id.as_str());
            self.resources
                .insert(format!("{path}/{id}"), resource.clone());
            return testing::answer(201, resource);
        }
        match request.method {
            Method::Get => match self.resources.get(&path) {
                Some(resource) => testing::answer(200, resource.clone()),
                None => testing::refusal(404, ""),
            },
            Method::Delete => {
                self.resources.shift_remove(&path);
                testing::empty(204)
            }
            _ => testing::empty(204),
        }
    }
}

/// Attributes of people: name, and `attribute=value` of each, several values with commas.
pub(super) type People<'a> = &'a [(&'a str, &'a [(&'a str, &'a str)])];

/// The small mapping with a manager, and the bundled rows for groups.
pub(super) fn team_mapping() -> Mapping {
    let bundled = testing::bundled("entra-default");
    let mut mapping = testing::mapping(SMALL);
    mapping.users.extend(bundled.users.last().cloned());
    mapping.groups = bundled.groups;
    mapping
}

impl Team {
    /// People with a user name only.
    pub(super) fn new(settings: Settings, people: &[&str], groups: &[(&str, &[&str])]) -> Self {
        let people: Vec<(&str, &[(&str, &str)])> =
            people.iter().map(|name| (*name, [].as_slice())).collect();
        Self::with(settings, team_mapping(), &people, groups)
    }

    pub(super) fn with(
        settings: Settings,
        mapping: Mapping,
        people: People<'_>,
        groups: &[(&str, &[&str])],
    ) -> Self {
        let person = |(name, more): &(&str, &[(&str, &str)])| {
            let user_name = ("userName".to_owned(), vec![format!("{name}@example.com")]);
            let more = more.iter().map(|(name, value)| {
                let values = value.split(',').map(str::to_owned).collect();
                ((*name).to_owned(), values)
            });
            let attributes: Attributes = [user_name].into_iter().chain(more).collect();
            ((*name).to_owned(), attributes.into())
        };
        let group = |(name, members): &(&str, &[&str])| {
            let shown = name[..1].to_uppercase() + &name[1..];
            let entry = GroupEntry {
                attributes: [("displayName".to_owned(), vec![shown])].into(),
                members: members.iter().map(|member| (*member).to_owned()).collect(),
            };
            ((*name).to_owned(), entry)
        };
        let setup = Setup {
            directory: Arc::new(Directory {
                name: "team".into(),
                people: people.iter().map(person).collect(),
                groups: groups.iter().map(group).collect(),
            }),
            mapping: Arc::new(mapping),
            settings: Vec::new(),
            marker: testing::MARKER.into(),
            seed: 7,
        };
        let target = Arc::new(Mutex::new(Held::default()));
        let held = Arc::clone(&target);
        Self {
            job: Entra::new(settings, setup),
            wire: Script::answering(move |request| {
                Some(held.lock().expect("unpoisoned").answer(request))
            }),
            target,
            read: 0,
        }
    }

    /// The same, with these objects assigned and provisioned.
    pub(super) async fn provisioned(mut self, assigned: &[&str]) -> Self {
        self.assign(assigned);
        self.cycle().await;
        self.log();
        self
    }

    pub(super) fn act(&mut self, act: Act) {
        self.job.act(&act);
    }

    pub(super) fn assign(&mut self, keys: &[&str]) {
        for key in keys {
            self.act(Act::Assign((*key).to_owned()));
        }
    }

    pub(super) fn unassign(&mut self, keys: &[&str]) {
        for key in keys {
            self.act(Act::Unassign((*key).to_owned()));
        }
    }

    pub(super) fn update(&mut self, key: &str, attributes: &[(&str, &str)]) {
        self.act(Act::Update(key.to_owned(), changes(attributes)));
    }

    pub(super) fn join(&mut self, group: &str, members: &[&str]) {
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.act(Act::Join(group.to_owned(), members));
    }

    pub(super) fn leave(&mut self, group: &str, members: &[&str]) {
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.act(Act::Leave(group.to_owned(), members));
    }

    /// What the target has of an object, over what it had.
    pub(super) fn show(&mut self, path: &str, more: Value) {
        let mut target = self.target.lock().expect("unpoisoned");
        let resource = target.resources.get_mut(path).expect("a resource");
        if let (Some(resource), Value::Object(more)) = (resource.as_object_mut(), more) {
            resource.extend(more);
        }
    }

    /// Requests whose first line begins so are answered so from now on.
    pub(super) fn answer(&mut self, start: &str, outcome: Outcome) {
        let mut target = self.target.lock().expect("unpoisoned");
        target.answers.push((start.to_owned(), outcome));
    }

    /// Nothing is answered out of the ordinary any more.
    pub(super) fn mend(&mut self) {
        self.target.lock().expect("unpoisoned").answers.clear();
    }

    /// Plays a cycle; returns its requests in full, without the credential check.
    pub(super) async fn requests(&mut self) -> Vec<String> {
        self.job.sync(&mut self.wire).await;
        self.taken()
    }

    fn taken(&mut self) -> Vec<String> {
        let mut requests = self.wire.take();
        requests.retain(|request| !request.contains("eq+%22<guid>%22"));
        requests
    }

    /// Plays a cycle; returns method and target of its requests, and the operations of a PATCH.
    pub(super) async fn cycle(&mut self) -> Vec<String> {
        let requests = self.requests().await;
        requests.iter().map(|request| short(request)).collect()
    }

    /// The PATCH requests of a cycle, shortened like those of [`Team::cycle`].
    pub(super) async fn patches(&mut self) -> Vec<String> {
        let mut lines = self.cycle().await;
        lines.retain(|line| line.starts_with("PATCH"));
        lines
    }

    /// Provisions on demand; returns the requests like [`Team::cycle`].
    pub(super) async fn on_demand(&mut self, key: &str, members: &[&str]) -> Vec<String> {
        let members: Vec<_> = members.iter().map(|member| (*member).to_owned()).collect();
        let job = &mut self.job;
        job.provision_on_demand(key, &members, &mut self.wire).await;
        self.taken().iter().map(|request| short(request)).collect()
    }

    /// Log entries since the last call.
    pub(super) fn log(&mut self) -> Vec<String> {
        let entries = testing::written(&self.job.log()[self.read..]);
        self.read = self.job.log().len();
        entries
    }

    /// The only log entry since the last call, without the sentence about retries.
    pub(super) fn entry(&mut self) -> String {
        let log = self.log();
        assert_eq!(log.len(), 1, "{log:?}");
        let entry = log[0].split(". This operation was").next();
        entry.unwrap_or_default().to_owned()
    }
}

/// A request in one line.
fn short(request: &str) -> String {
    let line = request.lines().next().unwrap_or_default();
    let body = request.split("\n\n").nth(1).unwrap_or("null");
    let body: Value = serde_json::from_str(body).expect("JSON");
    match body.get("Operations") {
        Some(operations) => format!("{line} {operations}"),
        None => line.to_owned(),
    }
}
