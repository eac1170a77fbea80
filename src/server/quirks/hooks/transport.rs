//! What is in the way of the service.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::Asked;
use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, QuirkSet};

/// Body that a login page has.
pub(super) const LOGIN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n\
    <body><form method=\"post\" action=\"/login\"><input name=\"user\"><input name=\"password\" \
    type=\"password\"><button>Sign in</button></form></body></html>\n";

/// Every so many requests of a tenant one is not served.
const INTERVAL: u64 = 3;

/// Longer than Okta waits, which is a minute.
const SLOW: Duration = Duration::from_secs(65);

/// What is said in the place of the service.
pub(crate) enum Instead {
    Page(Response),
    Error(ScimError),
}

/// A response without a look at who asks.
pub(crate) fn instead(quirks: QuirkSet, asked: &Asked) -> Option<Instead> {
    if quirks.has(Quirk::HtmlLogin) {
        return Some(Instead::Page(page(StatusCode::OK, LOGIN_PAGE)));
    }
    let error = |status, detail| Some(Instead::Error(ScimError::status(status, detail)));
    if quirks.has(Quirk::Error500) {
        return error(500, "internal server error");
    }
    if quirks.has(Quirk::HttpsRedirect) {
        let mut response = page(StatusCode::MOVED_PERMANENTLY, "");
        let target = format!("https://{}{}", asked.host, asked.target);
        if let Ok(target) = HeaderValue::try_from(target) {
            response.headers_mut().insert(LOCATION, target);
        }
        return Some(Instead::Page(response));
    }
    let is_limited = quirks.has(Quirk::RateLimitWithRetryAfter) || quirks.has(Quirk::RateLimitBare);
    match asked.number % INTERVAL {
        0 if is_limited => error(429, "too many requests"),
        0 if quirks.has(Quirk::Unavailable503) => error(503, "the service is not available"),
        _ => None,
    }
}

/// How long an answer takes; `None` is for ever.
pub(crate) fn delay(quirks: QuirkSet) -> Option<Duration> {
    if quirks.has(Quirk::NoAnswer) {
        None
    } else if quirks.has(Quirk::Slow) {
        Some(SLOW)
    } else {
        Some(Duration::ZERO)
    }
}

fn page(status: StatusCode, html: &'static str) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let media = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, media);
    response
}
