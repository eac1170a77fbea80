//! Request bodies.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::negotiate::{JSON, SCIM_JSON};
use crate::scim::error::{ScimError, ScimType};

/// Media types of requests (RFC 7644 §3.8, §8.1).
const ACCEPTED: [&str; 2] = [SCIM_JSON, JSON];

/// Refuses bodies of other media types; no media type at all passes.
pub(super) fn check_type(headers: &HeaderMap) -> Result<(), ScimError> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let text = value.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    if ACCEPTED
        .iter()
        .any(|accepted| accepted.eq_ignore_ascii_case(essence))
    {
        return Ok(());
    }
    Err(ScimError::status(
        415,
        format!("expected `{SCIM_JSON}` or `{JSON}`, got `{essence}`"),
    ))
}

/// How many times the limit is read off a body that is too large, so that a client that sends
/// first and listens then gets to see the answer.
const DRAINED: usize = 8;

/// Collects a body.
///
/// # Errors
///
/// 413 above `limit` bytes, 408 when it takes longer than `timeout`, 400 when the client breaks off.
pub(in crate::server) async fn read(
    body: Body,
    limit: usize,
    timeout: Duration,
) -> Result<Vec<u8>, ScimError> {
    tokio::time::timeout(timeout, collect(body, limit))
        .await
        .unwrap_or_else(|_| Err(ScimError::status(408, "the body did not arrive in time")))
}

async fn collect(mut body: Body, limit: usize) -> Result<Vec<u8>, ScimError> {
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| ScimError::new(ScimType::InvalidSyntax, "the body is incomplete"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        seen = seen.saturating_add(data.len());
        if seen <= limit {
            bytes.extend_from_slice(&data);
        } else if seen > limit.saturating_mul(DRAINED) {
            break;
        }
    }
    if seen > limit {
        let detail = format!("the body is larger than {limit} bytes");
        return Err(ScimError::status(413, detail));
    }
    Ok(bytes)
}

/// Reads JSON. `serde_json` refuses what is nested deeper than 128 levels.
///
/// # Errors
///
/// `invalidSyntax`.
pub(in crate::server) fn parse(bytes: &[u8]) -> Result<Value, ScimError> {
    serde_json::from_slice(bytes).map_err(|error| {
        ScimError::new(
            ScimType::InvalidSyntax,
            format!("the body is not JSON: {error}"),
        )
    })
}
