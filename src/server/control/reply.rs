//! Answers of the control plane: plain JSON.

use std::io;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize as _;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use serde_json::{Value, json};

use crate::scim::error::ScimError;

/// A request that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: u16, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

impl From<ScimError> for Refusal {
    fn from(error: ScimError) -> Self {
        Self {
            status: error.status,
            message: error.detail,
            hint: None,
        }
    }
}

/// The response to a request that was done or refused.
pub(super) fn respond(done: Result<Value, Refusal>) -> Response {
    let (status, body) = match done {
        Ok(body) => (200, body),
        Err(refusal) => {
            let mut body = json!({ "message": refusal.message });
            if let Some(hint) = refusal.hint {
                body["hint"] = hint.into();
            }
            (refusal.status, body)
        }
    };
    let mut response = Response::new(Body::from(ascii(&body)));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// JSON in printable ASCII, so that nothing which a client once sent steers the terminal on which
/// the answer is read.
fn ascii(body: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Neither writing to memory nor a `Value` can fail.
    let _ = body.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii));
    bytes.push(b'\n');
    bytes
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(|c: char| c >= '\u{7f}') {
            let (plain, special) = rest.split_at(at);
            CompactFormatter.write_string_fragment(writer, plain)?;
            let mut chars = special.chars();
            for unit in chars.next().iter().flat_map(|c| {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).to_vec()
            }) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_goes_out() {
        let body = json!({ "a": "b\u{1b}[2J\u{7f}\u{9b}\u{202e}\"\\ë🙂c\n" });
        let text = String::from_utf8(ascii(&body)).unwrap();
        assert_eq!(
            text,
            "{\"a\":\"b\\u001b[2J\\u007f\\u009b\\u202e\\\"\\\\\\u00eb\\ud83d\\ude42c\\n\"}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), body);
    }
}
