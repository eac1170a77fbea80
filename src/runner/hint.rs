//! What to do about a target with which nothing can be begun.

use crate::transcript::{Exchange, FailureKind, Level, Outcome, Response};

/// What to do about a transport failure.
pub(super) const fn for_failure(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Dns => "check the host name in `--target`",
        FailureKind::Connect => "is the server running, and is this the right port?",
        FailureKind::Tls => {
            "if this is a test system, name the authority that issued the certificate with \
             `--cacert FILE`, or accept any with `--insecure`; identity providers accept none but \
             publicly trusted ones"
        }
        FailureKind::Timeout => {
            "the server is too slow, or something on the way swallows the connection; \
             `--timeout SECONDS` sets the limit"
        }
        FailureKind::Closed => "the server broke the connection off; its own log may say why",
        FailureKind::TooLarge => {
            "the server sends far more than a page of users; is this its SCIM endpoint?"
        }
        FailureKind::Protocol => {
            "is this an HTTP server? `http://` and `https://` may be mixed up in `--target`"
        }
    }
}

/// What to do about a token that is refused on the first look; `None` for any other answer.
pub(super) const fn for_token(
    status: u16,
    has_token: bool,
) -> Option<(&'static str, &'static str)> {
    match (status, has_token) {
        (401 | 403, false) => Some((
            "wants a token",
            "put the token into SCIMULATE_TOKEN, or name a file with `--token-file`",
        )),
        (401, true) => Some((
            "refuses the token",
            "check the token in SCIMULATE_TOKEN (or `--token-env`, `--token-file`)",
        )),
        (403, true) => Some((
            "forbids the request",
            "the token may not have the right to provision users, or a firewall in front of the \
             server refuses the request; their logs may say which",
        )),
        _ => None,
    }
}

/// What to do about the last exchange of a connection test that fails, and whether it says anything
/// about the target at all.
pub(super) fn for_connection(exchange: &Exchange) -> (Level, String) {
    let response = match &exchange.outcome {
        Outcome::Failure(failure) => {
            let level = if failure.kind.is_unreachable() {
                Level::Error
            } else {
                Level::Fail
            };
            return (level, for_failure(failure.kind).to_owned());
        }
        Outcome::Response(response) => response,
    };
    let is_about_groups = exchange.request.target.starts_with("/Groups");
    let mut hint = for_status(response, is_about_groups).to_owned();
    if let (300..=399, Some(location)) = (response.status, response.header("location")) {
        hint = format!("{hint}; this one leads to `{location}`");
    }
    (Level::Fail, hint)
}

const fn for_status(response: &Response, is_about_groups: bool) -> &'static str {
    match response.status {
        // The first look, in plain form, was not refused.
        401 | 403 => {
            "the target took the token a moment ago and refuses this request: the token may not \
             have the right to it, or a firewall may miss a header (Entra ID sends no `User-Agent`)"
        }
        404 if is_about_groups => {
            "this identity provider asks for groups too, unless its admin switches them off; a \
             target without groups must answer with 200 and an empty list"
        }
        404 => {
            "check the base URL in `--target`: `/Users` is appended to it; and a query that finds \
             nobody must be answered with 200 and an empty list"
        }
        300..=399 => {
            "identity providers follow no redirects; name the URL of the SCIM endpoint itself as \
             `--target`"
        }
        429 => {
            "the target refuses even a few requests as too many; raise its rate limit, or the \
             longest wait that a `Retry-After` is granted with `--max-wait SECONDS`"
        }
        200..=299 => {
            "the answer is no list as SCIM has it; does `--target` lead to the SCIM endpoint, and \
             not to a login page?"
        }
        _ => {
            "the target answered the first query with an error, so that no provisioning begins; \
             its own log may say why"
        }
    }
}
