//! What a host keeps of browsers and of its identity provider.

use std::collections::VecDeque;

use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::saml::{Certificate, SigningKey};
use crate::server::gitlab::model::AccountId;

/// Most sessions, used answers and records of sign-ins that are kept, and most requests of one browser that wait for
/// an answer.
const MOST: usize = 10_000;
const MOST_REQUESTS: usize = 10;

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
    used: VecDeque<String>,
    traces: VecDeque<Trace>,
}

impl SignIns {
    /// Remembers a new browser by its token.
    pub(in crate::server::gitlab) fn open(&mut self, token: String, account: Option<AccountId>) {
        let session = Session {
            token,
            account,
            ..Session::default()
        };
        keep(&mut self.sessions, session);
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
            keep(&mut self.used, id.to_owned());
        }
        is_first
    }

    pub(super) fn record(&mut self, trace: Trace) {
        keep(&mut self.traces, trace);
    }

    /// The answers that came, oldest first.
    pub(in crate::server::gitlab) fn traces(&self) -> Vec<Value> {
        let traces = self.traces.iter().map(|trace| {
            let attributes = trace.attributes.iter();
            let attributes: serde_json::Map<String, Value> = attributes
                .map(|(name, values)| (name.clone(), json!(values)))
                .collect();
            json!({
                "name_id": trace.name_id,
                "email": trace.email,
                "attributes": attributes,
                "in_response_to": trace.in_response_to,
                "user_id": trace.outcome.as_ref().ok().map(|account| account.0),
                "refused": trace.outcome.as_ref().err(),
            })
        });
        traces.collect()
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

fn keep<T>(list: &mut VecDeque<T>, item: T) {
    list.push_back(item);
    if list.len() > MOST {
        list.pop_front();
    }
}
