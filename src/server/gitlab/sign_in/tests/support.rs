//! A browser at a host, and the identity provider that it goes to.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::saml::{Answer, AuthnRequest, SigningKey, issue};
use crate::server::gitlab::handle;
use crate::server::gitlab::model::World;
use crate::server::gitlab::perform;
use crate::server::gitlab::wire::{Incoming, Reply};

/// The key of the identity provider.
pub(super) fn key() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::simulated().unwrap());
    &KEY
}

/// What a visitor sees in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Seen {
    pub(super) status: u16,
    pub(super) alert: Option<String>,
    pub(super) notice: Option<String>,
    pub(super) username: Option<String>,
}

/// A browser at a host.
pub(super) struct Browser {
    pub(super) world: World,
    pub(super) session: Option<String>,
    /// Address that it has.
    pub(super) ip: &'static str,
    /// Where the answers of the identity provider go.
    path: &'static str,
    answers: usize,
}

impl Browser {
    pub(super) fn at(world: World) -> Self {
        Self {
            world,
            session: None,
            ip: "192.0.2.1",
            path: "/groups/my-group/-/saml",
            answers: 0,
        }
    }

    pub(super) fn at_instance(world: World) -> Self {
        Self {
            path: "/users/auth/saml",
            ..Self::at(world)
        }
    }

    /// Signs an account in with its password.
    pub(super) fn with_password(&mut self, account: &str) {
        let seen = self.act("session", serde_json::json!({ "account": account }));
        self.session = Some(seen["session"].as_str().unwrap().to_owned());
    }

    pub(super) fn act(&mut self, act: &str, with: Value) -> Value {
        perform(&mut self.world, act, &with).unwrap()
    }

    pub(super) fn send(&mut self, method: Method, path: &str, query: &str, body: &str) -> Reply {
        let mut headers = HeaderMap::new();
        if let Some(session) = &self.session {
            let cookie = format!("theme=dark; _gitlab_session={session}");
            headers.insert("cookie", HeaderValue::try_from(cookie).unwrap());
        }
        let reply = self.carry(&method, path, query, &headers, body);
        for (name, value) in &reply.headers {
            if let ("set-cookie", Some(rest)) = (*name, value.strip_prefix("_gitlab_session=")) {
                self.session = rest.split(';').next().map(str::to_owned);
            }
        }
        reply
    }

    fn carry(
        &mut self,
        method: &Method,
        path: &str,
        query: &str,
        headers: &HeaderMap,
        body: &str,
    ) -> Reply {
        let incoming = Incoming {
            method,
            path,
            query,
            headers,
            body: body.as_bytes(),
            remote_ip: Some(self.ip.parse().unwrap()),
        };
        handle(&mut self.world, &incoming)
    }

    /// What the provisioning of the identity provider sends; gives the status.
    fn scim(&mut self, method: Method, target: &str, body: &Value) -> u16 {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer t0ken"));
        headers.insert(
            "content-type",
            HeaderValue::from_static("application/scim+json"),
        );
        let base = match self.path.strip_suffix("/-/saml") {
            Some(group) => format!("/api/scim/v2{group}/Users"),
            None => "/api/scim/v2/application/Users".to_owned(),
        };
        let path = format!("{base}{target}");
        self.carry(&method, &path, "", &headers, &body.to_string())
            .status
    }

    /// Provisions somebody with an address at `example.com`.
    pub(super) fn provision(&mut self, name: &str, uid: &str) -> u16 {
        let person = serde_json::json!({
            "externalId": uid,
            "userName": name,
            "name": { "formatted": name },
            "emails": [{ "type": "work", "primary": true, "value": format!("{name}@example.com") }],
        });
        self.scim(Method::POST, "", &person)
    }

    /// Replaces one attribute.
    pub(super) fn replace(&mut self, uid: &str, path: &str, value: impl Into<Value>) -> u16 {
        let value: Value = value.into();
        let operation = serde_json::json!({ "op": "Replace", "path": path, "value": value });
        let body = serde_json::json!({ "Operations": [operation] });
        self.scim(Method::PATCH, &format!("/{uid}"), &body)
    }

    pub(super) fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, "", "")
    }

    /// Begins at the host, and gives the request that the identity provider gets.
    pub(super) fn start(&mut self) -> (AuthnRequest, String) {
        let path = self.path;
        let reply = self.get(path);
        assert_eq!(reply.status, 302);
        let url = Url::parse(header(&reply, "location").unwrap()).unwrap();
        let value = |wanted: &str| {
            let mut pairs = url.query_pairs();
            pairs
                .find(|(name, _)| name == wanted)
                .unwrap()
                .1
                .into_owned()
        };
        let request = AuthnRequest::from_parameter(&value("SAMLRequest")).unwrap();
        (request, value("RelayState"))
    }

    /// Signs in from the host: the identity provider says this name and e-mail.
    pub(super) fn sign_in(&mut self, name_id: &str, email: &str) -> Seen {
        let (request, state) = self.start();
        let attributes = [("email", email), ("name", "Ada Lovelace")];
        self.bring(Some(name_id), &attributes, Some(&request.id), Some(&state))
    }

    /// Signs in from the identity provider, whose answer answers nothing.
    pub(super) fn sign_in_unasked(&mut self, name_id: &str, email: &str) -> Seen {
        self.bring(Some(name_id), &[("email", email)], None, None)
    }

    /// The answer of the identity provider.
    pub(super) fn answer(
        &mut self,
        name_id: Option<&str>,
        attributes: &[(&str, &str)],
        in_response_to: Option<&str>,
    ) -> String {
        self.answers += 1;
        let entity = match self.path.strip_suffix("/-/saml") {
            Some(group) => format!("https://gitlab.test{group}"),
            None => "https://gitlab.test".to_owned(),
        };
        let answer = Answer {
            id: &format!("_r{}", self.answers),
            assertion_id: &format!("_a{}", self.answers),
            issuer: "https://idp.test",
            audience: &entity,
            destination: &format!("https://gitlab.test{}/callback", self.path),
            in_response_to,
            name_id,
            attributes,
            now: self.world.now(),
        };
        issue(&answer, key()).unwrap()
    }

    /// Carries an answer to the host.
    pub(super) fn bring(
        &mut self,
        name_id: Option<&str>,
        attributes: &[(&str, &str)],
        in_response_to: Option<&str>,
        state: Option<&str>,
    ) -> Seen {
        let response = self.answer(name_id, attributes, in_response_to);
        self.post(&response, state)
    }

    /// Posts the form, and follows where that leads.
    pub(super) fn post(&mut self, response: &str, state: Option<&str>) -> Seen {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("SAMLResponse", response);
        if let Some(state) = state {
            form.append_pair("RelayState", state);
        }
        let callback = format!("{}/callback", self.path);
        let reply = self.send(Method::POST, &callback, "", &form.finish());
        assert_eq!(reply.status, 302, "{}", reply.body);
        let location = header(&reply, "location").unwrap().to_owned();
        let path = location
            .strip_prefix("https://gitlab.test")
            .unwrap()
            .to_owned();
        self.look(&path)
    }

    /// What a page shows.
    pub(super) fn look(&mut self, path: &str) -> Seen {
        let reply = self.get(path);
        let between = |begin: &str, end: &str| {
            let (_, rest) = reply.body.split_once(begin)?;
            let text = rest.split_once(end)?.0.replace("&quot;", "\"");
            Some(
                text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&"),
            )
        };
        let told = |kind: &str| {
            between(
                &format!("gl-alert-{kind}\"><div class=\"gl-alert-body\">"),
                "</div>",
            )
        };
        Seen {
            status: reply.status,
            alert: told("danger"),
            notice: told("info"),
            username: between("data-current-username=\"", "\""),
        }
    }

    /// The usernames of the members.
    pub(super) fn members(&mut self) -> Vec<String> {
        let seen = self.act("members", Value::Null);
        let members = seen["members"].as_array().unwrap();
        let names = members
            .iter()
            .map(|member| member["username"].as_str().unwrap().to_owned());
        names.filter(|name| name != "group-owner").collect()
    }

    /// The names that SAML knows an account by.
    pub(super) fn saml(&mut self, account: &str) -> Vec<String> {
        let seen = self.act("identities", serde_json::json!({ "account": account }));
        let all = seen["saml"].as_array().unwrap();
        all.iter()
            .map(|one| one["extern_uid"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub(super) fn header<'a>(reply: &'a Reply, wanted: &str) -> Option<&'a str> {
    let mut headers = reply.headers.iter();
    headers
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.as_str())
}

/// Somebody got in and sees the group, or not.
pub(super) fn entered(status: u16, username: &str) -> Seen {
    Seen {
        status,
        notice: Some("Signed in with SAML for my-group".to_owned()),
        username: Some(username.to_owned()),
        alert: None,
    }
}

/// Nobody got in.
pub(super) fn refused(message: &str) -> Seen {
    Seen {
        status: 200,
        alert: Some(message.to_owned()),
        ..Seen::default()
    }
}

/// Somebody stays signed in, and is told that it did not work.
pub(super) fn still(username: &str, message: &str) -> Seen {
    Seen {
        username: Some(username.to_owned()),
        ..refused(message)
    }
}

/// The XML of an answer.
pub(super) fn xml(response: &str) -> String {
    String::from_utf8(STANDARD.decode(response).unwrap()).unwrap()
}
