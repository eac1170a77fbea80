//! What stands before all routes: quirks that answer everything, and authentication.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::middleware::Next;
use axum::response::Response;

use super::respond::refuse;
use super::{App, auth};
use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, hooks};

/// Lets a request through or answers it. It comes before the route is looked at, so that whoever
/// has no token learns nothing of what exists.
pub(super) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let quirks = app.quirks.get();
    if quirks.has(Quirk::HtmlLogin) {
        let mut response = Response::new(Body::from(hooks::LOGIN_PAGE));
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, html);
        return response;
    }
    if quirks.has(Quirk::Error500) {
        return refuse(ScimError::status(500, "internal server error"));
    }
    if !is_public(&request)
        && let Err(denied) = auth::check(request.headers(), &app.token)
    {
        let mut response = refuse(ScimError::status(401, denied.detail()));
        let challenge = HeaderValue::from_static(denied.challenge());
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return response;
    }
    next.run(request).await
}

/// How to authenticate can be read without authentication (RFC 7643 §5).
fn is_public(request: &Request) -> bool {
    let segments: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    request.method().is_safe()
        && matches!(
            segments[..],
            ["v2", "ServiceProviderConfig"] | ["t", _, "v2", "ServiceProviderConfig"]
        )
}
