//! What is in the way of the service.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::server::quirks::{Quirk, QuirkSet};

/// Body that a login page has.
const LOGIN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n\
    <body><form method=\"post\" action=\"/login\"><input name=\"user\"><input name=\"password\" \
    type=\"password\"><button>Sign in</button></form></body></html>\n";

/// A response to everything, in the place of the service.
pub(crate) fn instead(quirks: QuirkSet) -> Option<Response> {
    if quirks.has(Quirk::HtmlLogin) {
        return Some(page(StatusCode::OK, LOGIN_PAGE));
    }
    None
}

fn page(status: StatusCode, html: &'static str) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let media = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, media);
    response
}
