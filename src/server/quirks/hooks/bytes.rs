//! Bodies as bytes, and how they end.

use std::io::Write as _;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio_util::sync::CancellationToken;

use super::body::{End, Failing};
use super::reply::{Reply, response};
use crate::server::quirks::{Quirk, QuirkSet};

/// Puts the response together.
pub(super) fn change(quirks: QuirkSet, mut reply: Reply, stop: &CancellationToken) -> Response {
    if quirks.has(Quirk::RateLimitWithRetryAfter) && reply.status == StatusCode::TOO_MANY_REQUESTS {
        reply.headers.insert(RETRY_AFTER, HeaderValue::from(1));
    }
    let is_json = reply.json().is_some();
    let (status, mut headers, mut bytes) = reply.into_parts();
    if is_json {
        bytes = encoded(quirks, bytes, &mut headers);
    }
    let end = if quirks.has(Quirk::ConnectionDropped) {
        bytes.clear();
        Some(End::Break)
    } else if bytes.is_empty() {
        None
    } else if quirks.has(Quirk::BodyTruncated) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        bytes.truncate(bytes.len() / 2);
        Some(End::Break)
    } else if quirks.has(Quirk::BodyStalls) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        bytes.truncate(bytes.len() / 2);
        Some(End::Stall)
    } else if quirks.has(Quirk::BodyEndless) {
        Some(End::Never)
    } else {
        None
    };
    let body = match end {
        Some(end) => Body::new(Failing::new(bytes, end, stop.clone())),
        None => Body::from(bytes),
    };
    response(status, headers, body)
}

fn encoded(quirks: QuirkSet, mut bytes: Vec<u8>, headers: &mut HeaderMap) -> Vec<u8> {
    if quirks.has(Quirk::DuplicateMembers)
        && let Some(rest) = bytes.strip_prefix(b"{\"schemas\":")
        && let Some(end) = rest.iter().position(|byte| *byte == b']')
    {
        let first = bytes[..=end + b"{\"schemas\":".len()].to_vec();
        bytes = [first.as_slice(), b",", &bytes[1..]].concat();
    }
    if quirks.has(Quirk::Latin1) {
        bytes = String::from_utf8_lossy(&bytes)
            .chars()
            .map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?'))
            .collect();
    }
    if quirks.has(Quirk::ByteOrderMark) {
        bytes.splice(..0, *b"\xEF\xBB\xBF");
    }
    if quirks.has(Quirk::GzipUnasked) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        // Nothing fails when writing to memory.
        if encoder.write_all(&bytes).is_ok()
            && let Ok(packed) = encoder.finish()
        {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            bytes = packed;
        }
    }
    if quirks.has(Quirk::Latin1)
        && let Some(media) = headers.get(CONTENT_TYPE)
        && let Ok(media) = [media.as_bytes(), b"; charset=ISO-8859-1"]
            .concat()
            .try_into()
    {
        headers.insert(CONTENT_TYPE, media);
    }
    bytes
}
