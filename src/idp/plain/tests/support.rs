//! A bakery of two people and a group, one application, one act after the other.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::idp::directory::{Directory, GroupEntry};
use crate::idp::mapping::Mapping;
use crate::idp::plain::{Client, Plain, Settings};
use crate::idp::simulator::{Act, Setup};
use crate::idp::testing::{self, MARKER, Script, answer, changes, list};
use crate::transcript::Outcome;

/// Every client, in the order of reports.
pub(super) const CLIENTS: [Client; 7] = [
    Client::OneLogin,
    Client::JumpCloud,
    Client::GoogleWorkspace,
    Client::PingOne,
    Client::Authentik,
    Client::Keycloak,
    Client::Generic,
];

const INES: &[(&str, &str)] = &[
    ("userName", "ines@orchard.example"),
    ("email", "ines@orchard.example"),
    ("givenName", "Inès"),
    ("familyName", "Moreau"),
    ("displayName", "Inès Moreau"),
    ("title", "Baker"),
    ("locale", "en_US"),
    ("phone", "+1 555 0100"),
    ("countryCode", "US"),
];

const OMAR: &[(&str, &str)] = &[
    ("userName", "omar@orchard.example"),
    ("email", "omar@orchard.example"),
    ("familyName", "Haddad"),
];

/// The mapping that is bundled for a client.
pub(super) fn default_mapping(client: Client) -> Mapping {
    let name = match client {
        Client::OneLogin => "onelogin-default",
        Client::JumpCloud => "jumpcloud-default",
        Client::GoogleWorkspace => "google-workspace-default",
        Client::PingOne => "pingone-default",
        Client::Authentik => "authentik-default",
        Client::Keycloak => "keycloak-default",
        Client::Generic => "generic-default",
    };
    testing::bundled(name)
}

/// An application and the target's answers.
pub(super) struct Story {
    pub(super) app: Plain,
    pub(super) wire: Script,
    read: usize,
}

impl Story {
    /// With the bundled mapping.
    pub(super) fn new(client: Client) -> Self {
        Self::with(client, &[])
    }

    /// With other settings.
    pub(super) fn with(client: Client, settings: &[(&str, &str)]) -> Self {
        Self::mapped(client, settings, default_mapping(client))
    }

    /// With user name and title as the only attributes.
    pub(super) fn small(client: Client, settings: &[(&str, &str)]) -> Self {
        let rows = [
            ("userName", "userName"),
            ("title", "title"),
            ("active", "active"),
        ];
        let mut mapping = default_mapping(client);
        mapping.users = testing::mapping(&rows).users;
        Self::mapped(client, settings, mapping)
    }

    pub(super) fn mapped(client: Client, settings: &[(&str, &str)], mapping: Mapping) -> Self {
        let attributes = |entries| changes(entries);
        let people = [("ines", attributes(INES)), ("omar", attributes(OMAR))];
        let bakers = GroupEntry {
            attributes: changes(&[("displayName", "Bakers")]),
            members: vec!["ines".into()],
        };
        let people = people.map(|(key, entry)| (key.to_owned(), entry.into()));
        // With authentik the target may say something else at every act.
        let reads = (client == Client::Authentik).then_some(("config", "every-task"));
        let pairs = reads.iter().chain(settings);
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let setup = Setup {
            directory: Arc::new(Directory {
                name: "bakery".into(),
                people: people.into(),
                groups: IndexMap::from([("bakers".to_owned(), bakers)]),
            }),
            mapping: Arc::new(mapping),
            settings: pairs.collect(),
            marker: MARKER.into(),
            seed: 7,
        };
        Self {
            app: Plain::new(Settings::documented(client), setup),
            wire: Script::of([]),
            read: 0,
        }
    }

    /// The same, `ines` being linked with `u-1`. Clients that read the configuration find what
    /// [`config`] says.
    pub(super) async fn linked(mut self) -> Self {
        let act = Act::Assign("ines".into());
        let mut story = std::mem::replace(&mut self.wire, served());
        self.app.act(&act, &mut self.wire).await;
        self.wire.take();
        std::mem::swap(&mut self.wire, &mut story);
        assert_eq!(self.app.link("ines"), Some("u-1"));
        self.log();
        self
    }

    /// The same, and the group `bakers` being linked with `g-1`.
    pub(super) async fn pushed(self) -> Self {
        let mut story = self.linked().await;
        let wire = std::mem::replace(&mut story.wire, served());
        let act = Act::Push {
            group: "bakers".into(),
            link: None,
        };
        story.app.act(&act, &mut story.wire).await;
        story.wire.take();
        story.wire = wire;
        assert_eq!(story.app.link("bakers"), Some("g-1"));
        story.log();
        story
    }

    /// Plays an act; returns its requests in full.
    pub(super) async fn play<const N: usize>(
        &mut self,
        act: Act,
        answers: [Outcome; N],
    ) -> Vec<String> {
        self.wire.prepare(answers);
        self.app.act(&act, &mut self.wire).await;
        let ids = self.app.own_ids();
        let named = |request: String| {
            let request = ids.iter().fold(request, |text, (key, id)| {
                text.replace(id, &format!("<id of {key}>"))
            });
            // A header without value, as `http` writes it.
            request.replace(": \n", ":\n")
        };
        self.wire.take().into_iter().map(named).collect()
    }

    /// Plays an act; returns method and target of its requests.
    pub(super) async fn lines<const N: usize>(
        &mut self,
        act: Act,
        answers: [Outcome; N],
    ) -> Vec<String> {
        self.wire.prepare(answers);
        self.app.act(&act, &mut self.wire).await;
        self.wire.lines()
    }

    /// Log entries since the last call.
    pub(super) fn log(&mut self) -> Vec<String> {
        let entries = testing::written(&self.app.log()[self.read..]);
        self.read = self.app.log().len();
        entries
    }
}

/// A target without anybody that makes `u-1` and `g-1` and takes everything else.
fn served() -> Script {
    Script::answering(|request| {
        let path = request.target.split('?').next().unwrap_or_default();
        Some(match (request.method.as_str(), path) {
            ("GET", "/ServiceProviderConfig") => config(0),
            ("GET", _) => list(&[]),
            ("POST", "/Users") => answer(201, json!({ "id": "u-1" })),
            ("POST", _) => answer(201, json!({ "id": "g-1" })),
            _ => testing::empty(204),
        })
    })
}

/// A sound configuration: PATCH and filters, with this limit of operations.
pub(super) fn config(operations: u32) -> Outcome {
    answer(
        200,
        json!({
            "patch": { "supported": true },
            "bulk": { "supported": true, "maxOperations": operations, "maxPayloadSize": 1000 },
            "filter": { "supported": true, "maxResults": 100 },
            "changePassword": { "supported": false },
            "sort": { "supported": false },
            "authenticationSchemes": [],
        }),
    )
}

/// The state of `u-1` as a target shows it.
pub(super) fn user() -> Value {
    json!({ "id": "u-1", "userName": "ines.t@orchard.example", "active": true })
}

pub(super) fn assign(key: &str) -> Act {
    Act::Assign(key.into())
}

pub(super) fn update(key: &str, attributes: &[(&str, &str)]) -> Act {
    Act::Update(key.into(), changes(attributes))
}

pub(super) fn push(group: &str) -> Act {
    Act::Push {
        group: group.into(),
        link: None,
    }
}

/// The body of a request.
pub(super) fn body(request: &str) -> &str {
    request.split("\n\n").nth(1).unwrap_or_default()
}
