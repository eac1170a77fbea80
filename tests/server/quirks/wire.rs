//! What goes over the wire, as text that two servers can be compared by.

use std::io::Read as _;
use std::sync::LazyLock;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, Request};
use regex::{Captures, Regex};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Api, Ending, PATCH, Reply, TOKEN};

/// How long a client waits for an answer to begin.
const PATIENCE: Duration = Duration::from_mins(5);

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

impl Exchange {
    /// The JSON of the answer, if there is any.
    pub(crate) fn body(&self) -> &str {
        let mut start = 0;
        for line in self.answer.split_inclusive('\n') {
            if line.starts_with(['{', '[']) {
                return &self.answer[start..];
            }
            start += line.len();
        }
        ""
    }
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

    /// Sends what a probe needs and a method of its own does not offer; `headers` come on top or in
    /// the place of the usual ones, and an empty value leaves one out.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        let bearer = format!("Bearer {TOKEN}");
        let defaults = [
            ("authorization", bearer.as_str()),
            ("host", "scim.test"),
            ("content-type", "application/scim+json"),
        ];
        let is_default = |(name, _): &&(&str, &str)| headers.iter().all(|(own, _)| own != name);
        let headers = headers.iter().chain(defaults.iter().filter(is_default));
        for (name, value) in headers.filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let begin = Instant::now();
        let request = self.api.request(request.body(body.into()).unwrap());
        let reply = tokio::time::timeout(PATIENCE, request).await;
        let path = self.named(path);
        // The clock stands still unless somebody waits, so that this is what the server waited.
        let waited = begin.elapsed().as_secs();
        let Ok(reply) = reply else {
            self.note(method, &path, 0, format!("(no answer in {waited} seconds)"));
            return Reply::none();
        };
        let mut answer = self.named(&text_of(&reply));
        if waited > 0 && reply.ending != Ending::Stalled {
            answer.insert_str(0, &format!("(after {waited} seconds)\n"));
        }
        // Without a byte of the body not even the header leaves the server.
        let status = if reply.ending == Ending::Broken && reply.bytes.is_empty() {
            answer = "(the connection closes without an answer)".to_owned();
            0
        } else {
            reply.status
        };
        self.note(method, &path, status, answer);
        reply
    }

    fn note(&mut self, method: &str, path: &str, status: u16, answer: String) {
        let number = self.exchanges.len() + 1;
        self.exchanges.push(Exchange {
            request: format!("{} {number}: {method} {path}", self.probe),
            status,
            answer,
        });
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
    let is_shown = |(name, value): &(&HeaderName, &HeaderValue)| {
        *name != CONTENT_LENGTH || value.to_str().unwrap() != reply.bytes.len().to_string()
    };
    let mut lines: Vec<String> = headers
        .filter(is_shown)
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let unpacked = if reply.header("content-encoding") == Some("gzip") {
        let mut text = String::new();
        let mut decoder = flate2::read::GzDecoder::new(reply.bytes.as_slice());
        decoder.read_to_string(&mut text).unwrap();
        text
    } else {
        reply.text.clone()
    };
    let mut text = unpacked.as_str();
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        lines.push("(byte order mark)".to_owned());
        text = rest;
    }
    let body = text.trim_end_matches(' ');
    if is_half(reply) {
        // Where the cut is says nothing but how long the body is.
        lines.retain(|line| !line.starts_with("content-length"));
        lines.push("(half of the body)".to_owned());
    } else if body.starts_with(['{', '[']) {
        lines.push(spread(body));
    } else if !body.is_empty() {
        lines.push(body.to_owned());
    }
    if reply.ending != Ending::Complete {
        let blanks = if body.len() < text.len() {
            ", in blanks"
        } else {
            ""
        };
        lines.push(format!("({:?}{blanks})", reply.ending).to_lowercase());
    }
    lines.join("\n")
}

/// Whether half of what was announced came, and then no more.
fn is_half(reply: &Reply) -> bool {
    let announced = reply
        .header("content-length")
        .and_then(|length| length.parse().ok());
    reply.ending != Ending::Complete
        && announced.is_some_and(|length: usize| length > 0 && reply.bytes.len() == length / 2)
}

/// Spreads JSON over lines as it is, even if it is broken or has a member twice.
fn spread(json: &str) -> String {
    let (mut text, mut depth, mut quoted, mut escaped) = (String::new(), 0_usize, false, false);
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    let mut chars = json.chars().peekable();
    while let Some(char) = chars.next() {
        if quoted {
            text.push(char);
            match char {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match char {
            '{' | '[' => {
                text.push(char);
                if let Some(end) = chars.next_if(|next| ['}', ']'].contains(next)) {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(char);
            }
            ',' => {
                text.push(char);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                quoted = char == '"';
                text.push(char);
            }
        }
    }
    text
}
