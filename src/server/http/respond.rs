//! From answers to responses.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use super::negotiate::SCIM_JSON;
use crate::scim::error::ScimError;
use crate::server::rfc::Answer;

/// The response to an answer. It is `application/scim+json` (RFC 7644 §3.8, §3.12) until the gate
/// finds that the client wants `application/json`.
pub(super) fn respond(answer: Answer) -> Response {
    let body = answer.body.as_ref().map(ToString::to_string);
    let mut response = Response::new(body.clone().map_or_else(Body::empty, Body::from));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut set = |name: HeaderName, value: Option<String>| {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    };
    set(CONTENT_TYPE, body.map(|_| SCIM_JSON.to_owned()));
    set(LOCATION, answer.location);
    set(ETAG, answer.version);
    response
}

/// The response to a request that was refused.
pub(super) fn refuse(error: ScimError) -> Response {
    respond(Answer::from(error))
}
