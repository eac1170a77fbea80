//! Requests as these clients write them.

use std::fmt::Write as _;

use serde::Serialize as _;
use serde_json::{Value, json};

use super::profile::Header as Slot;
use super::settings::{JsonStyle, Settings};
use crate::idp::path_segment;
use crate::scim::schema::urn::PATCH_OP;
use crate::transcript::{Body, Header, HeaderValue, Method, Request};

/// An endpoint for resources of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    Users,
    Groups,
}

impl Endpoint {
    const fn path(self) -> &'static str {
        match self {
            Self::Users => "/Users",
            Self::Groups => "/Groups",
        }
    }
}

impl Settings {
    /// Reads something.
    pub(super) fn get(&self, path: &str) -> Request {
        self.request(Method::Get, path.to_owned(), None)
    }

    /// All resources of a type, from the given one on.
    pub(super) fn list(&self, endpoint: Endpoint, start: usize) -> Request {
        let path = endpoint.path();
        match start {
            1 => self.get(path),
            _ => self.request(Method::Get, format!("{path}?startIndex={start}"), None),
        }
    }

    /// Looks something up by a filter, in which `%s` stands for the value.
    pub(super) fn lookup(&self, endpoint: Endpoint, filter: &str, value: &str) -> Request {
        // Only what stands in quotes has a way to be escaped.
        let value = if filter.contains("\"%s\"") {
            let quoted = Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        } else {
            value.to_owned()
        };
        let filter = filter.replace("%s", &value);
        let filter = self.encoding.encode(&filter);
        let target = [endpoint.path(), "?filter=", &filter, &*self.paging].concat();
        self.request(Method::Get, target, None)
    }

    /// Reads one resource.
    pub(super) fn read(&self, endpoint: Endpoint, id: &str) -> Request {
        self.request(Method::Get, one(endpoint, id), None)
    }

    /// Creates a resource.
    pub(super) fn create(&self, endpoint: Endpoint, resource: Value) -> Request {
        self.request(Method::Post, endpoint.path().to_owned(), Some(resource))
    }

    /// Replaces a resource.
    pub(super) fn put(&self, endpoint: Endpoint, id: &str, resource: Value) -> Request {
        self.request(Method::Put, one(endpoint, id), Some(resource))
    }

    /// Modifies a resource.
    pub(super) fn patch(&self, endpoint: Endpoint, id: &str, operations: &[Value]) -> Request {
        let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
        self.request(Method::Patch, one(endpoint, id), Some(body))
    }

    /// Deletes a resource.
    pub(super) fn delete(&self, endpoint: Endpoint, id: &str) -> Request {
        self.request(Method::Delete, one(endpoint, id), None)
    }

    fn request(&self, method: Method, mut target: String, body: Option<Value>) -> Request {
        if self.dangling {
            target.push(if target.contains('?') { '&' } else { '?' });
        }
        let body = body.map(|body| match self.json {
            JsonStyle::Compact => Body::from(body),
            JsonStyle::Python => Body::from(python(&body)),
        });
        let has_body = body.is_some();
        let header = |slot: &Slot| match slot {
            Slot::Host => Some(Header::slot("Host", HeaderValue::Host)),
            Slot::Authorization => Some(Header::slot("Authorization", HeaderValue::Authorization)),
            Slot::Accept => Some(Header::text("Accept", self.media_type.clone())),
            Slot::ContentType | Slot::ContentLength if !has_body => None,
            Slot::ContentType | Slot::ContentTypeAlways => {
                Some(Header::text("Content-Type", self.media_type.clone()))
            }
            Slot::ContentLength => Some(Header::slot("Content-Length", HeaderValue::ContentLength)),
            Slot::UserAgent => {
                let user_agent = self.user_agent.clone()?;
                Some(Header::text("User-Agent", user_agent))
            }
            Slot::Other(name, value) => Some(Header::text(*name, *value)),
        };
        Request {
            method,
            target,
            headers: self.headers.iter().filter_map(header).collect(),
            body,
        }
    }
}

fn one(endpoint: Endpoint, id: &str) -> String {
    [endpoint.path(), "/", &path_segment(id)].concat()
}

/// Writes JSON as Python's `json.dumps` does: a blank after `,` and `:`, letters outside ASCII as
/// `\uXXXX`.
fn python(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Python);
    // Writing a JSON value into memory cannot fail.
    let _ = value.serialize(&mut serializer);
    let mut text = String::new();
    for letter in String::from_utf8_lossy(&bytes).chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

struct Python;

impl serde_json::ser::Formatter for Python {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
    ) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}
