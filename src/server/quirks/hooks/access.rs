//! Who is let in, and what the others hear.

use axum::http::StatusCode;
use axum::http::header::{LOCATION, WWW_AUTHENTICATE};

use super::Asked;
use super::reply::Reply;
use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, QuirkSet};

/// Whether everybody is let in.
pub(crate) fn is_let_in(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::TokenIgnored)
}

/// Whether a token is needed where a correct server needs none.
pub(crate) fn needs_token(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::ConfigNeedsToken)
}

/// Whether what is not there is told apart before the token is looked at.
pub(crate) fn looks_up_first(quirks: QuirkSet, asked: &Asked) -> bool {
    quirks.has(Quirk::LookupBeforeToken) && asked.method.is_safe()
}

/// Changes what is said to who is not let in.
pub(super) fn change(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    if reply.status != StatusCode::UNAUTHORIZED {
        return;
    }
    if quirks.has(Quirk::ChallengeMissing) {
        reply.headers.remove(WWW_AUTHENTICATE);
    }
    if quirks.has(Quirk::WrongToken403) {
        reply.headers.remove(WWW_AUTHENTICATE);
        reply.become_error(&ScimError::status(403, "forbidden"));
    } else if quirks.has(Quirk::NoToken500) && !asked.has_token {
        reply.headers.remove(WWW_AUTHENTICATE);
        reply.become_error(&ScimError::status(500, "internal server error"));
    } else if quirks.has(Quirk::LoginRedirect) {
        reply.headers.remove(WWW_AUTHENTICATE);
        reply.status = StatusCode::FOUND;
        reply.set(LOCATION, "/users/sign_in");
        reply.become_text(
            "text/html; charset=utf-8",
            "<html><body>You are being <a href=\"/users/sign_in\">redirected</a>.</body></html>",
        );
    }
}
