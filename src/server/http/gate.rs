//! What stands before all routes: quirks that answer everything, authentication, and the choice of
//! the media type.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::middleware::Next;
use axum::response::Response;

use super::negotiate::{JSON, SCIM_JSON};
use super::respond::refuse;
use super::{App, auth, negotiate};
use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, hooks};

/// Lets a request through or answers it, and labels the answer.
pub(super) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let quirks = app.quirks.get();
    if let Some(response) = hooks::instead(quirks) {
        return response;
    }
    if quirks.has(Quirk::Error500) {
        return refuse(ScimError::status(500, "internal server error"));
    }
    let media = negotiate::choose(request.headers());
    let mut response = admit(&app, request, media.is_some(), next).await;
    if let Some(media) = media
        && let Some(label) = response.headers_mut().get_mut(CONTENT_TYPE)
    {
        *label = HeaderValue::from_static(media);
    }
    response
}

/// Authentication comes before the route is looked at, so that whoever has no token learns nothing
/// of what exists.
async fn admit(app: &App, request: Request, is_acceptable: bool, next: Next) -> Response {
    if !is_public(&request)
        && let Err(denied) = auth::check(request.headers(), &app.token)
    {
        let mut response = refuse(ScimError::status(401, denied.detail()));
        let challenge = HeaderValue::from_static(denied.challenge());
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return response;
    }
    if !is_acceptable {
        let detail = format!("there is only `{SCIM_JSON}` and `{JSON}`");
        return refuse(ScimError::status(406, detail));
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
