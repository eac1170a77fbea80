//! One request and its answer.

use axum::http::{HeaderMap, Method, StatusCode, Uri};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::mask;
use super::tee::{Copy, LIMIT};
use crate::server::control::state::shown_name;
use crate::transcript::Masker;

/// What an entry takes beside its texts, roughly.
const FRAME: usize = 512;

/// A request that is over.
#[derive(Debug, Default)]
pub(in crate::server::control) struct Entry {
    pub(super) time: Timestamp,
    pub(super) ended: Option<Timestamp>,
    pub(super) method: Method,
    pub(super) uri: Uri,
    /// The tenant that it went to; empty for the default one.
    pub(super) tenant: String,
    /// Without credentials.
    pub(super) request_headers: HeaderMap,
    pub(super) request_body: Copy,
    /// `None` when the request ended before there was an answer.
    pub(super) status: Option<StatusCode>,
    pub(super) response_headers: HeaderMap,
    pub(super) response_body: Copy,
}

impl Entry {
    /// Room that it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let headers = |headers: &HeaderMap| -> usize {
            let each = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
                name.as_str().len() + value.len()
            };
            headers.iter().map(each).sum()
        };
        FRAME
            + self.uri.path().len()
            + self.uri.query().map_or(0, str::len)
            + headers(&self.request_headers)
            + headers(&self.response_headers)
            + self.request_body.bytes.len()
            + self.response_body.bytes.len()
    }

    /// The tenant that it went to; empty for the default one.
    pub(in crate::server::control) fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The entry as it may be read: without tokens and passwords.
    pub(in crate::server::control) fn shown(&self, seq: u64, masker: &Masker) -> Value {
        let mut path = self.uri.path().to_owned();
        if let Some(query) = self.uri.query() {
            path = format!("{path}?{}", mask::query(query));
        }
        let ended = self.ended.unwrap_or(self.time);
        let micros = ended.as_microsecond() - self.time.as_microsecond();
        json!({
            "seq": seq,
            "time": format!("{:.3}", self.time),
            "tenant": shown_name(self.tenant()),
            "method": self.method.as_str(),
            "path": masker.mask_owned(path),
            "status": self.status.map(|status| status.as_u16()),
            "durationMicros": micros,
            "request": half(&self.request_headers, &self.request_body, masker),
            "response": half(&self.response_headers, &self.response_body, masker),
        })
    }
}

/// Headers and body. A body that is cut has its whole length beside it.
fn half(headers: &HeaderMap, body: &Copy, masker: &Masker) -> Value {
    let shown = |bytes: &[u8]| masker.mask_owned(String::from_utf8_lossy(bytes).into_owned());
    let headers: Vec<Value> = headers
        .iter()
        .map(|(name, value)| json!({ "name": name.as_str(), "value": shown(value.as_bytes()) }))
        .collect();
    let mut half = json!({ "headers": headers, "length": body.length });
    match mask::body(&String::from_utf8_lossy(&body.bytes)) {
        Some(text) => half["body"] = masker.mask_owned(text).into(),
        None => half["hidden"] = "it names a password and is not whole JSON".into(),
    }
    if body.length > LIMIT {
        half["cut"] = true.into();
    }
    half
}

#[cfg(test)]
impl Entry {
    /// An entry that takes that much room, roughly.
    pub(super) fn of_size(size: usize) -> Self {
        Self {
            request_body: Copy {
                bytes: vec![0; size],
                length: size,
            },
            ..Self::default()
        }
    }
}
