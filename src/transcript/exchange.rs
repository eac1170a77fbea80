//! One HTTP request with its response or transport failure, as bytes.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::Body;
use super::request::Method;

/// Who caused an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The simulated identity provider.
    Idp,
    /// The scenario: an account that must exist before, a raw request.
    Setup,
    /// The judge, reading back what the target holds.
    Probe,
    /// Removal of what the case created.
    Cleanup,
}

impl Origin {
    /// Name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idp => "idp",
            Self::Setup => "setup",
            Self::Probe => "probe",
            Self::Cleanup => "cleanup",
        }
    }
}

/// Name and value of a header.
pub type HeaderLine = (Cow<'static, str>, Cow<'static, str>);

/// A request as it went out, secrets masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRequest {
    /// HTTP method.
    pub method: Method,
    /// Path and raw query below the base URL.
    pub target: String,
    /// Headers in wire order and spelling.
    pub headers: Vec<HeaderLine>,
    /// Body bytes, if there was a body.
    pub body: Option<Body>,
}

/// A response as it came in, secrets masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Reason phrase; empty when the server sent none.
    pub reason: Cow<'static, str>,
    /// Headers in wire order, names in lower case.
    pub headers: Vec<HeaderLine>,
    /// Body bytes with the content coding undone, cut at the client's limit.
    pub body: Body,
}

impl Response {
    /// First header of that name, any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| &**value)
    }

    /// What `Retry-After` says, in whole seconds; `None` for absent, a date or anything else.
    pub fn retry_after(&self) -> Option<u64> {
        self.header("retry-after")?.trim().parse().ok()
    }

    /// The body as JSON, or `None` when it is not JSON.
    pub fn json(&self) -> Option<Arc<Value>> {
        self.body.json()
    }

    /// Whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Why no complete response came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The host name has no address.
    Dns,
    /// No TCP connection.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// Nothing complete within the time limit.
    Timeout,
    /// The connection ended before the response was complete.
    Closed,
    /// The body is larger than the client's limit.
    TooLarge,
    /// What came is not HTTP.
    Protocol,
}

impl FailureKind {
    /// Name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Closed => "closed",
            Self::TooLarge => "too-large",
            Self::Protocol => "protocol",
        }
    }

    /// Whether the target could not be reached at all, so that nothing can be said about it.
    pub const fn is_unreachable(self) -> bool {
        matches!(self, Self::Dns | Self::Connect | Self::Tls)
    }
}

/// A transport failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// What happened, in words without volatile parts (ports, times).
    pub message: String,
    /// Status, headers and the bytes that did arrive, if any.
    pub partial: Option<Response>,
}

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A complete response. The record of the exchange and the identity provider share it.
    Response(Arc<Response>),
    /// No complete response.
    Failure(Failure),
}

impl From<Response> for Outcome {
    fn from(response: Response) -> Self {
        Self::Response(Arc::new(response))
    }
}

/// One request with its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Who caused it.
    pub origin: Origin,
    /// Index of the scenario step during which it happened; `None` before the first and after the
    /// last step (connecting, cleaning up).
    pub step: Option<usize>,
    /// What was sent.
    pub request: SentRequest,
    /// What came back.
    pub outcome: Outcome,
    /// Set when the outcome is not the target's: which trouble of the scenario, standing between
    /// identity provider and target, it comes from.
    pub trouble: Option<String>,
    /// Milliseconds from the start of the case to the start of this request.
    pub started_ms: u64,
    /// Milliseconds until the outcome was known.
    pub elapsed_ms: u64,
}

impl Exchange {
    /// Gives back the room of what the bodies were read into.
    pub(crate) fn forget(&self) {
        let answer = match &self.outcome {
            Outcome::Response(response) => Some(&**response),
            Outcome::Failure(failure) => failure.partial.as_ref(),
        };
        let received = answer.map(|answer| &answer.body);
        self.request
            .body
            .iter()
            .chain(received)
            .for_each(Body::forget);
    }

    /// The complete response, if there is one.
    pub fn response(&self) -> Option<&Response> {
        match &self.outcome {
            Outcome::Response(response) => Some(response),
            Outcome::Failure(_) => None,
        }
    }

    /// The transport failure, if there is one.
    pub const fn failure(&self) -> Option<&Failure> {
        match &self.outcome {
            Outcome::Response(_) => None,
            Outcome::Failure(failure) => Some(failure),
        }
    }
}
