//! What goes over the wire, as text that two servers can be compared by.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_LENGTH;
use regex::{Captures, Regex};
use serde_json::{Value, json};

use crate::support::{Api, PATCH, Reply, TOKEN};

/// A client that writes down each request with its answer.
pub(crate) struct Wire {
    api: Api,
    probe: &'static str,
    exchanges: Vec<Exchange>,
    /// Ids, times and versions with their names.
    seen: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// The probe and the request, as a heading.
    pub(crate) request: String,
    pub(crate) status: u16,
    /// Headers and body, one thing a line.
    pub(crate) answer: String,
}

impl Wire {
    pub(crate) fn new(api: Api, probe: &'static str) -> Self {
        Self {
            api,
            probe,
            exchanges: Vec::new(),
            seen: Vec::new(),
        }
    }

    pub(crate) fn into_exchanges(self) -> Vec<Exchange> {
        self.exchanges
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[], body.to_string()).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: &Value) -> Reply {
        self.send("PUT", path, &[], body.to_string()).await
    }

    pub(crate) async fn patch(&mut self, path: &str, operations: Value) -> Reply {
        let body = json!({ "schemas": [PATCH], "Operations": operations });
        self.send("PATCH", path, &[], body.to_string()).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Reply {
        self.send("DELETE", path, &[], Body::empty()).await
    }

    /// Sends what a probe needs and a method of its own does not offer; `headers` come on top.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/scim+json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let reply = self.api.request(request.body(body.into()).unwrap()).await;
        let path = self.named(path);
        let answer = self.named(&text_of(&reply));
        let number = self.exchanges.len() + 1;
        self.exchanges.push(Exchange {
            request: format!("{} {number}: {method} {path}", self.probe),
            status: reply.status,
            answer,
        });
        reply
    }

    /// The text with names for what the server makes: the request that first showed a value gives
    /// it its name. So it does not matter what was made before, only which value it is.
    fn named(&mut self, text: &str) -> String {
        let number = self.exchanges.len() + 1;
        let name = |found: &Captures<'_>| {
            let value = found[0].replace('\\', "");
            if let Some((_, name)) = self.seen.iter().find(|(seen, _)| *seen == value) {
                return name.clone();
            }
            let kind = match value.len() {
                36 => "id",
                _ if value.contains(':') => "time",
                _ => "version",
            };
            let stem = format!("[{kind} of {number}");
            let alike = self.seen.iter().filter(|(_, name)| name.starts_with(&stem));
            let name = match alike.count() {
                0 => format!("{stem}]"),
                others => format!("{stem}, {}]", others + 1),
            };
            self.seen.push((value, name.clone()));
            name
        };
        MADE_BY_SERVER.replace_all(text, name).into_owned()
    }
}

/// Ids, times and entity tags.
static MADE_BY_SERVER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        r"|\d{4}-\d\d-\d\dT[0-9:.]+Z",
        r#"|W/\\?"\d+\\?""#,
    ))
    .unwrap()
});

/// JSON is spread over lines, so that a difference is a line.
fn text_of(reply: &Reply) -> String {
    let headers = reply.headers.iter();
    let mut lines: Vec<String> = headers
        .filter(|(name, _)| *name != CONTENT_LENGTH)
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    if reply.body.is_null() {
        lines.push(reply.text.clone());
    } else {
        lines.push(serde_json::to_string_pretty(&reply.body).unwrap());
    }
    lines.join("\n")
}
