//! Requests and answers of a host, without a socket.

use std::net::IpAddr;

use http::header::HeaderName;
use http::{HeaderMap, Method};
use serde_json::Value;

/// A request to a host.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) struct Incoming<'a> {
    pub(in crate::server) method: &'a Method,
    /// Path below the URL of the host as it was sent, with a slash at its start.
    pub(in crate::server) path: &'a str,
    /// Query as it was sent; empty for none.
    pub(in crate::server) query: &'a str,
    pub(in crate::server) headers: &'a HeaderMap,
    pub(in crate::server) body: &'a [u8],
    /// Address of the client; `None` when it came by no socket.
    pub(in crate::server) remote_ip: Option<IpAddr>,
}

impl Incoming<'_> {
    /// A header that is text.
    pub(in crate::server::gitlab) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The bearer token.
    pub(in crate::server::gitlab) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header(http::header::AUTHORIZATION)?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// Where the request comes from: whom a proxy names in `X-Forwarded-For`, as GitLab has it behind
    /// its load balancers, else the other end of the connection.
    pub(in crate::server::gitlab) fn client_ip(&self) -> Option<IpAddr> {
        let named = self.header(HeaderName::from_static("x-forwarded-for"));
        let first = named.and_then(|list| list.split(',').next());
        first
            .and_then(|address| address.trim().parse().ok())
            .or(self.remote_ip)
    }
}

/// The answer of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Reply {
    pub(in crate::server) status: u16,
    pub(in crate::server) headers: Vec<(&'static str, String)>,
    pub(in crate::server) body: String,
}

impl Reply {
    pub(in crate::server::gitlab) const fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    pub(in crate::server::gitlab) fn typed(status: u16, media: &str, body: String) -> Self {
        Self {
            status,
            headers: vec![("content-type", media.to_owned())],
            body,
        }
    }

    pub(in crate::server::gitlab) fn json(status: u16, body: &Value) -> Self {
        Self::typed(status, "application/json", body.to_string())
    }

    pub(in crate::server::gitlab) fn html(status: u16, body: String) -> Self {
        Self::typed(status, "text/html; charset=utf-8", body)
    }

    pub(in crate::server::gitlab) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sends a browser elsewhere.
    pub(in crate::server::gitlab) fn redirect(to: &str) -> Self {
        let to_shown = escaped(to);
        let body = format!(
            "<html><body>You are being <a href=\"{to_shown}\">redirected</a>.</body></html>"
        );
        Self::html(302, body).with("location", to.to_owned())
    }
}

/// Text as HTML.
pub(in crate::server::gitlab) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
