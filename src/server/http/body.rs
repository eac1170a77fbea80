//! Request bodies.

use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use http_body_util::LengthLimitError;
use serde_json::Value;

use crate::scim::error::{ScimError, ScimType};

/// Media types of requests (RFC 7644 §3.8, §8.1).
const ACCEPTED: [&str; 2] = ["application/scim+json", "application/json"];

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
        format!("expected `application/scim+json` or `application/json`, got `{essence}`"),
    ))
}

/// Collects a body.
///
/// # Errors
///
/// 413 above `limit` bytes, 408 when it takes longer than `timeout`, 400 when the client breaks off.
pub(super) async fn read(body: Body, limit: usize, timeout: Duration) -> Result<Bytes, ScimError> {
    let collected = tokio::time::timeout(timeout, axum::body::to_bytes(body, limit)).await;
    match collected {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let too_large = error
                .source()
                .is_some_and(<dyn Error>::is::<LengthLimitError>);
            Err(if too_large {
                ScimError::status(413, format!("the body is larger than {limit} bytes"))
            } else {
                ScimError::new(ScimType::InvalidSyntax, "the body is incomplete")
            })
        }
        Err(_) => Err(ScimError::status(408, "the body did not arrive in time")),
    }
}

/// Reads JSON. `serde_json` refuses what is nested deeper than 128 levels.
///
/// # Errors
///
/// `invalidSyntax`.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, ScimError> {
    serde_json::from_slice(bytes).map_err(|error| {
        ScimError::new(
            ScimType::InvalidSyntax,
            format!("the body is not JSON: {error}"),
        )
    })
}
