//! A host with a clock and ids that count.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::gitlab::model::World;
use crate::server::gitlab::{GitLabProfile, Incoming, Reply, handle, perform};
use crate::transcript::Secret;

pub(super) const TOKEN: &str = "correct-horse";
pub(super) const GROUP: &str = "/api/scim/v2/groups/my-group";
pub(super) const INSTANCE: &str = "/api/scim/v2/application";
pub(super) const SIGN_IN: &str = "https://gitlab.test/users/sign_in";

/// The profiles with SCIM of groups.
pub(super) const SAAS: [&str; 6] = [
    "gitlab-saas-11.10",
    "gitlab-saas-14",
    "gitlab-saas-15",
    "gitlab-saas-16-flag-off",
    "gitlab-saas-16.4",
    "gitlab-saas-now",
];

/// Those with SCIM identities.
pub(super) const MODERN: [&str; 5] = [
    "gitlab-saas-14",
    "gitlab-saas-15",
    "gitlab-saas-16-flag-off",
    "gitlab-saas-16.4",
    "gitlab-saas-now",
];

/// Those of self-managed instances.
pub(super) const SELF_MANAGED: [&str; 2] = ["gitlab-self-managed-16", "gitlab-self-managed-groups"];

pub(super) struct Host {
    pub(super) world: World,
    /// What all requests are sent to.
    pub(super) base: &'static str,
}

impl Host {
    pub(super) fn new(profile: &str) -> Self {
        Self::with(profile, &[])
    }

    pub(super) fn with(profile: &str, settings: &[(&str, &str)]) -> Self {
        let mut switches = GitLabProfile::find(profile).unwrap().switches();
        for (name, value) in settings {
            switches.set(name, value).unwrap();
        }
        let base = match switches.get("surface").as_deref() {
            Some("instance") => INSTANCE,
            _ => GROUP,
        };
        let seconds = AtomicI64::new(1_700_000_000);
        let next = AtomicU64::new(1);
        let world = World::new(
            switches,
            "https://gitlab.test".to_owned(),
            Secret::new(TOKEN),
            Arc::new(move || {
                Timestamp::from_second(seconds.fetch_add(1, Ordering::Relaxed)).unwrap()
            }),
            Arc::new(move || Uuid::from_u128(next.fetch_add(1, Ordering::Relaxed).into())),
        );
        Self { world, base }
    }

    pub(super) fn act(&mut self, act: &str, with: Value) -> Value {
        perform(&mut self.world, act, &with).unwrap_or_else(|refusal| panic!("{act}: {refusal:?}"))
    }

    pub(super) fn refused(&mut self, act: &str, with: Value) -> String {
        perform(&mut self.world, act, &with).unwrap_err().message
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.act("set", json!({ name: value }));
    }

    /// Sends whatever.
    pub(super) fn raw(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::try_from(*name).unwrap(),
                HeaderValue::try_from(*value).unwrap(),
            );
        }
        let incoming = Incoming {
            method: &Method::try_from(method).unwrap(),
            path,
            query,
            headers: &map,
            body: body.as_bytes(),
            remote_ip: Some("192.0.2.9".parse().unwrap()),
        };
        handle(&mut self.world, &incoming)
    }

    /// Sends a SCIM request with the token; `target` follows the base URL.
    pub(super) fn send(&mut self, method: &str, target: &str, body: &Value) -> Reply {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let token = format!("Bearer {TOKEN}");
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/scim+json"),
        ];
        self.raw(method, &format!("{}{target}", self.base), &headers, &body)
    }

    pub(super) fn get(&mut self, target: &str) -> Reply {
        self.send("GET", target, &Value::Null)
    }

    pub(super) fn delete(&mut self, id: &str) -> Reply {
        self.send("DELETE", &format!("/Users/{id}"), &Value::Null)
    }

    pub(super) fn post(&mut self, body: &Value) -> Reply {
        self.send("POST", "/Users", body)
    }

    pub(super) fn patch(&mut self, id: &str, operations: &Value) -> Reply {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": operations,
        });
        self.send("PATCH", &format!("/Users/{id}"), &body)
    }

    /// `Replace` with a path is understood by every version.
    pub(super) fn replace(&mut self, id: &str, path: &str, value: impl Into<Value>) -> Reply {
        let value = value.into();
        self.patch(
            id,
            &json!([{ "op": "Replace", "path": path, "value": value }]),
        )
    }

    /// Provisions somebody: `ada` is `ada-uid`, `ada@example.com`, `Ada Byron`.
    pub(super) fn provision(&mut self, name: &str) {
        let reply = self.post(&person(name));
        assert_eq!(reply.status, 201, "{reply:?}");
    }

    pub(super) fn account(&mut self, name: &str) -> Value {
        self.act("account", json!({ "account": name }))
    }

    /// The role in the group; null for who is no member.
    pub(super) fn role(&mut self, name: &str) -> Value {
        let account = self.account(name);
        let memberships = account["memberships"].as_array().unwrap();
        let mut own = memberships.iter().filter(|one| one["path"] == "my-group");
        own.next().map_or(Value::Null, |one| one["role"].clone())
    }

    pub(super) fn is_member(&mut self, name: &str) -> bool {
        !self.role(name).is_null()
    }

    /// `extern_uid` of the SAML identity; null without one.
    pub(super) fn saml(&mut self, name: &str) -> Value {
        self.account(name)["identities"]["saml"][0]["extern_uid"].clone()
    }

    /// The SCIM identity; null without one.
    pub(super) fn scim(&mut self, name: &str) -> Value {
        self.account(name)["identities"]["scim"][0].clone()
    }

    /// How many accounts there are beside the owner's.
    pub(super) fn accounts(&mut self) -> u64 {
        self.act("accounts", Value::Null)["count"].as_u64().unwrap()
    }

    /// Registers an account that SCIM did not make.
    pub(super) fn register(&mut self, name: &str) {
        let with = json!({
            "username": name,
            "email": format!("{name}@example.com"),
            "name": format!("{} Byron", capital(name)),
        });
        self.act("add-account", with);
    }

    /// Links an account to SAML.
    pub(super) fn link(&mut self, name: &str, uid: &str) {
        let account = self.world.account_named(name).unwrap().id;
        let group = match self.base {
            GROUP => Some(self.world.main_group()),
            _ => None,
        };
        self.world.saml_identities.add(group, account, uid).unwrap();
    }
}

fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// What an identity provider sends of somebody.
pub(super) fn person(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": format!("{name}-uid"),
        "userName": name,
        "active": true,
        "name": { "formatted": format!("{} Byron", capital(name)) },
        "emails": [{ "primary": true, "type": "work", "value": format!("{name}@example.com") }],
    })
}

/// The same with another value at a place.
pub(super) fn person_with(name: &str, pointer: &str, value: impl Into<Value>) -> Value {
    let mut person = person(name);
    *person.pointer_mut(pointer).unwrap() = value.into();
    person
}

pub(super) fn body(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {reply:?}"))
}

/// What a SCIM error says after the request that it quotes.
pub(super) fn tail(reply: &Reply) -> String {
    let detail = body(reply)["detail"].as_str().unwrap().to_owned();
    detail
        .split_once("}: ")
        .map_or(detail.clone(), |(_, tail)| tail.to_owned())
}

/// A SCIM error, to the byte.
pub(super) fn error(status: u16, detail: &str) -> String {
    let detail = Value::from(detail);
    format!(
        "{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"detail\":{detail},\
         \"status\":{status}}}"
    )
}

pub(super) fn location(reply: &Reply) -> Option<&str> {
    header(reply, "location")
}

pub(super) fn header<'a>(reply: &'a Reply, wanted: &str) -> Option<&'a str> {
    let mut found = reply.headers.iter().filter(|(name, _)| *name == wanted);
    found.next().map(|(_, value)| value.as_str())
}
