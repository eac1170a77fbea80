//! What a host keeps of browsers and of its identity provider.

use std::collections::VecDeque;

use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::saml::{Certificate, SigningKey};
use crate::server::gitlab::model::{AccountId, Ring};

/// Most sessions that are kept, and most requests of one browser that wait for an answer.
const MOST_SESSIONS: usize = 10_000;
const MOST_REQUESTS: usize = 10;

/// Most characters of a message on the next page.
const LONGEST_MESSAGE: usize = 1_000;

/// The identity provider of a host.
#[derive(Debug, Clone)]
pub(in crate::server::gitlab) struct Provider {
    /// By what its signatures are known; without one nobody is let in.
    pub(in crate::server::gitlab) certificate: Option<Certificate>,
    /// Its entity id; `None` takes any.
    pub(in crate::server::gitlab) issuer: Option<String>,
    /// Where browsers are sent.
    pub(in crate::server::gitlab) sso_url: String,
}

impl Default for Provider {
    /// The simulated one.
    fn default() -> Self {
        Self {
            certificate: Certificate::from_pem(SigningKey::SIMULATED_CERTIFICATE).ok(),
            issuer: None,
            sso_url: "https://idp.invalid/saml/sso".to_owned(),
        }
    }
}

/// What the next page says on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flash {
    pub(super) is_alert: bool,
    pub(super) text: String,
}

/// A browser.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    token: String,
    pub(super) account: Option<AccountId>,
    /// Ids of the requests that it carried away, newest last.
    pub(super) requests: Vec<String>,
    pub(super) flash: Option<Flash>,
}

/// What an answer of the identity provider said, and what came of it: what a tracer of SAML shows.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    pub(super) name_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) attributes: Vec<(String, Vec<String>)>,
    pub(super) in_response_to: Option<String>,
    pub(super) outcome: Result<AccountId, String>,
}

/// Browsers and identity provider of a host.
#[derive(Debug, Default)]
pub(in crate::server::gitlab) struct SignIns {
    pub(in crate::server::gitlab) provider: Provider,
    sessions: VecDeque<Session>,
    used: Ring<String>,
    traces: Ring<Value>,
}

impl SignIns {
    /// Remembers a new browser by its token.
    pub(in crate::server::gitlab) fn open(&mut self, token: String, account: Option<AccountId>) {
        let session = Session {
            token,
            account,
            ..Session::default()
        };
        self.sessions.push_back(session);
        if self.sessions.len() > MOST_SESSIONS {
            self.sessions.pop_front();
        }
    }

    /// Whether a browser has a session.
    pub(in crate::server::gitlab) fn has_sessions(&self) -> bool {
        !self.sessions.is_empty()
    }

    /// Forgets a browser.
    pub(super) fn close(&mut self, token: &str) {
        self.sessions.retain(|session| session.token != token);
    }

    pub(super) fn session(&mut self, token: &str) -> Option<&mut Session> {
        let mut sessions = self.sessions.iter_mut();
        sessions.find(|session| session.token.as_bytes().ct_eq(token.as_bytes()).into())
    }

    /// Whether an answer comes for the first time; from now on it does not.
    pub(super) fn is_first_use(&mut self, id: &str) -> bool {
        let is_first = self.used.iter().all(|used| used != id);
        if is_first {
            self.used.push(id.to_owned(), id.len());
        }
        is_first
    }

    pub(super) fn record(&mut self, trace: &Trace) {
        let shown = trace.shown();
        let bytes = shown.to_string().len();
        self.traces.push(shown, bytes);
    }

    /// The answers that came, oldest first.
    pub(in crate::server::gitlab) fn traces(&self) -> impl Iterator<Item = &Value> {
        self.traces.iter()
    }
}

impl Flash {
    /// A message of bearable length.
    pub(super) fn new(is_alert: bool, text: &str) -> Self {
        Self {
            is_alert,
            text: text.chars().take(LONGEST_MESSAGE).collect(),
        }
    }
}

impl Trace {
    fn shown(&self) -> Value {
        let attributes = self.attributes.iter();
        let attributes: serde_json::Map<String, Value> = attributes
            .map(|(name, values)| (name.clone(), json!(values)))
            .collect();
        json!({
            "name_id": self.name_id,
            "email": self.email,
            "attributes": attributes,
            "in_response_to": self.in_response_to,
            "user_id": self.outcome.as_ref().ok().map(|account| account.0),
            "refused": self.outcome.as_ref().err(),
        })
    }
}

impl Session {
    /// Remembers a request that the browser carries away.
    pub(super) fn asked(&mut self, id: String) {
        self.requests.push(id);
        if self.requests.len() > MOST_REQUESTS {
            self.requests.remove(0);
        }
    }
}
