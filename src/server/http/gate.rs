//! What stands before all routes: quirks that answer everything, authentication, and the choice of
//! the media type.

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::negotiate::{JSON, SCIM_JSON};
use super::respond::refuse;
use super::{App, auth, negotiate};
use crate::scim::error::ScimError;
use crate::server::quirks::QuirkSet;
use crate::server::quirks::hooks::{self, Asked, Instead};

/// Lets a request through or answers it, and labels the answer.
pub(super) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let quirks = app.quirks.get();
    if quirks.is_empty() {
        return answer(&app, request, next, None).await;
    }
    quirky(&app, quirks, request, next).await
}

/// Lets quirks see a request before anybody else, and its response after everybody else.
async fn quirky(app: &App, quirks: QuirkSet, mut request: Request, next: Next) -> Response {
    let asked = Asked::new(&request, app.quirks.visit(request.uri().path()));
    let late = async {
        match hooks::delay(quirks) {
            Some(delay) => tokio::time::sleep(delay).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = late => {}
        () = app.stop.cancelled() => {}
    }
    let response = match hooks::instead(quirks, &asked) {
        Some(Instead::Page(response)) => return response,
        Some(Instead::Error(error)) => refuse(error),
        None => {
            hooks::arrive(quirks, &asked, &mut request);
            answer(app, request, next, Some((quirks, &asked))).await
        }
    };
    hooks::spoil(quirks, &asked, response, &app.stop).await
}

/// What the quirks of a server need; a correct server has none.
type Quirky<'a> = Option<(QuirkSet, &'a Asked)>;

async fn answer(app: &App, request: Request, next: Next, quirky: Quirky<'_>) -> Response {
    let media = negotiate::choose(request.headers());
    let mut response = admit(app, request, media.is_some(), next, quirky).await;
    if let Some(media) = media
        && let Some(label) = response.headers_mut().get_mut(CONTENT_TYPE)
    {
        *label = HeaderValue::from_static(media);
    }
    response
}

/// Authentication comes before the route is looked at, so that whoever has no token learns nothing
/// of what exists.
async fn admit(
    app: &App,
    request: Request,
    is_acceptable: bool,
    next: Next,
    quirky: Quirky<'_>,
) -> Response {
    let has = |quirk: fn(QuirkSet) -> bool| quirky.is_some_and(|(quirks, _)| quirk(quirks));
    if (!is_public(&request) || has(hooks::needs_token))
        && !has(hooks::is_let_in)
        && let Err(denied) = auth::check(request.headers(), &app.token)
    {
        if quirky.is_some_and(|(quirks, asked)| hooks::looks_up_first(quirks, asked)) {
            let found = next.run(request).await;
            if found.status() == StatusCode::NOT_FOUND {
                return found;
            }
        }
        let mut response = refuse(ScimError::status(401, denied.detail()));
        let challenge = HeaderValue::from_static(denied.challenge());
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return response;
    }
    if !is_acceptable {
        let detail = format!("there is only `{SCIM_JSON}` and `{JSON}`");
        return refuse(ScimError::status(406, detail));
    }
    if let Some((quirks, asked)) = quirky
        && let Err(error) = hooks::refuse_request(quirks, asked)
    {
        return refuse(error);
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
