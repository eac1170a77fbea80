//! A request as an identity provider composes it, before the client adds what only it knows.

use std::borrow::Cow;
use std::fmt;

use super::Body;

/// HTTP methods that SCIM uses (RFC 7644 §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read or query.
    Get,
    /// Create.
    Post,
    /// Replace.
    Put,
    /// Modify.
    Patch,
    /// Remove.
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Parses a method name in any case; `None` for a method that SCIM does not use.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The value of a header: text that the simulator knows, or a slot that the client fills in place
/// so that the order of headers stays the identity provider's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// Sent as it is.
    Text(Cow<'static, str>),
    /// The credentials of the target, in the form `Bearer <token>`.
    Authorization,
    /// The credentials of the target after another prefix, or after none.
    Credentials {
        /// What stands before them.
        prefix: &'static str,
    },
    /// The credentials of the target, `user:password`, in the form `Basic <base64>` (RFC 7617 §2).
    BasicCredentials,
    /// Authority of the target.
    Host,
    /// Length of the body in bytes.
    ContentLength,
}

/// One header, in the spelling and at the position in which it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Name as written on the wire.
    pub name: Cow<'static, str>,
    /// Value or slot.
    pub value: HeaderValue,
}

impl Header {
    /// A header with literal text.
    pub fn text(name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            value: HeaderValue::Text(value.into()),
        }
    }

    /// A header whose value the client knows.
    pub fn slot(name: impl Into<Cow<'static, str>>, value: HeaderValue) -> Self {
        Self {
            name: name.into(),
            value,
        }
    }
}

/// One request, complete but for the slots of [`HeaderValue`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// Path and raw query below the base URL, percent-encoded as the identity provider does it,
    /// for example `/Users?filter=userName+eq+%22ada%40example.com%22`.
    pub target: String,
    /// Headers in the order in which they are sent.
    pub headers: Vec<Header>,
    /// Body bytes, if there is a body.
    pub body: Option<Body>,
}
