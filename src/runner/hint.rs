//! What to do about a target with which nothing can be begun.

use crate::transcript::{Exchange, FailureKind, Level, Method, Outcome, Response, SentRequest};

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

/// What is said of a connection test that fails.
pub(super) struct Advice {
    /// Whether it says anything about the target at all.
    pub(super) level: Level,
    /// What would have been right.
    pub(super) expected: &'static str,
    /// What to do about it.
    pub(super) hint: String,
}

/// What is said of a connection test that ended with this exchange.
pub(super) fn for_connection(exchange: &Exchange) -> Advice {
    let asked = Asked::of(&exchange.request);
    let (level, hint) = match &exchange.outcome {
        Outcome::Failure(failure) if failure.kind.is_unreachable() => {
            (Level::Error, for_failure(failure.kind).to_owned())
        }
        Outcome::Failure(failure) => (Level::Fail, for_failure(failure.kind).to_owned()),
        Outcome::Response(response) => (Level::Fail, for_answer(response, asked)),
    };
    Advice {
        level,
        expected: asked.expected(),
        hint,
    }
}

/// What a request of a connection test is for. Which requests a test has, is each identity
/// provider's own habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Users,
    Groups,
    Config,
    Creation,
    /// Of what was created for the test.
    Removal,
    Other,
}

impl Asked {
    fn of(request: &SentRequest) -> Self {
        let path = request.target.split('?').next().unwrap_or_default();
        match (request.method, path) {
            (Method::Get, "/Users") => Self::Users,
            (Method::Get, "/Groups") => Self::Groups,
            (Method::Get, "/ServiceProviderConfig") => Self::Config,
            (Method::Post, _) => Self::Creation,
            (Method::Delete | Method::Patch, _) => Self::Removal,
            _ => Self::Other,
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Users => "a list of users, empty or not",
            Self::Groups => "a list of groups, empty or not",
            Self::Config => "the service provider's configuration, a JSON object",
            Self::Creation => "201 and the new resource with its `id`",
            Self::Removal | Self::Other => "success",
        }
    }
}

fn for_answer(response: &Response, asked: Asked) -> String {
    let hint = match response.status {
        404 => not_found(asked),
        200..=299 => no_such_answer(asked),
        status => for_status(status, asked),
    };
    match (response.status, response.header("location")) {
        (300..=399, Some(location)) => format!("{hint}; this one leads to `{location}`"),
        _ => hint.to_owned(),
    }
}

const fn not_found(asked: Asked) -> &'static str {
    match asked {
        Asked::Groups => {
            "this identity provider asks for groups too, unless its admin switches them off; a \
             target without groups must answer with 200 and an empty list"
        }
        Asked::Config => {
            "check the base URL in `--target`: `/ServiceProviderConfig` is appended to it; this \
             identity provider reads it first, and every SCIM server must have it (RFC 7644 §4)"
        }
        Asked::Users => {
            "check the base URL in `--target`: `/Users` is appended to it; and a query that finds \
             nobody must be answered with 200 and an empty list"
        }
        Asked::Creation | Asked::Removal => {
            "this identity provider makes a user and a group to test the connection, and removes \
             them; the target lacks the endpoint, or what it has just made"
        }
        Asked::Other => {
            "the target lacks an endpoint that this identity provider reads before it provisions"
        }
    }
}

const fn no_such_answer(asked: Asked) -> &'static str {
    match asked {
        Asked::Users | Asked::Groups => {
            "the answer is no list as SCIM has it; does `--target` lead to the SCIM endpoint, and \
             not to a login page?"
        }
        Asked::Config => {
            "the answer is no JSON object; does `--target` lead to the SCIM endpoint, and not to a \
             login page?"
        }
        Asked::Creation => {
            "the answer to a create request must hold the resource with its `id`; without that \
             nothing can be linked"
        }
        Asked::Removal | Asked::Other => "the answer is not what SCIM has for this request",
    }
}

const fn for_status(status: u16, asked: Asked) -> &'static str {
    match (status, asked) {
        // The first look, in plain form, was not refused.
        (401 | 403, _) => {
            "the target took the token a moment ago and refuses this request: the token may not \
             have the right to it, or a firewall may miss a header (Entra ID sends no `User-Agent`)"
        }
        (300..=399, _) => {
            "identity providers follow no redirects; name the URL of the SCIM endpoint itself as \
             `--target`"
        }
        (429, _) => {
            "the target refuses even a few requests as too many; raise its rate limit, or the \
             longest wait that a `Retry-After` is granted with `--max-wait SECONDS`"
        }
        (_, Asked::Users) => {
            "the target answered the first query with an error, so that no provisioning begins; \
             its own log may say why"
        }
        (_, Asked::Creation | Asked::Removal) => {
            "this identity provider makes a user and a group to test the connection and removes \
             them, and the target refuses that; its own log may say why"
        }
        (_, Asked::Groups | Asked::Config | Asked::Other) => {
            "the target answered a request of the connection test with an error, so that no \
             provisioning begins; its own log may say why"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Origin;

    fn advice(method: Method, target: &str, status: u16) -> Advice {
        for_connection(&Exchange {
            origin: Origin::Idp,
            step: None,
            request: SentRequest {
                method,
                target: target.into(),
                headers: Vec::new(),
                body: None,
            },
            outcome: Outcome::from(Response {
                status,
                reason: "".into(),
                headers: Vec::new(),
                body: "".into(),
            }),
            trouble: None,
            started_ms: 0,
            elapsed_ms: 0,
        })
    }

    #[test]
    fn what_was_expected_and_what_to_do_follow_the_request() {
        let cases = [
            (
                Method::Get,
                "/Users?startIndex=1&count=2",
                500,
                "a list of users",
                "the first query",
            ),
            (
                Method::Get,
                "/Users?filter=x",
                404,
                "a list of users",
                "`/Users` is appended",
            ),
            (
                Method::Get,
                "/Groups",
                404,
                "a list of groups",
                "asks for groups too",
            ),
            (
                Method::Get,
                "/Groups",
                200,
                "a list of groups",
                "no list as SCIM has it",
            ),
            (
                Method::Get,
                "/Groups",
                500,
                "a list of groups",
                "a request of the connection test",
            ),
            (
                Method::Get,
                "/ServiceProviderConfig?",
                404,
                "configuration",
                "`/ServiceProviderConfig` is",
            ),
            (
                Method::Get,
                "/ServiceProviderConfig",
                200,
                "configuration",
                "no JSON object",
            ),
            (
                Method::Post,
                "/Users",
                201,
                "201 and the new",
                "with its `id`",
            ),
            (
                Method::Post,
                "/Users",
                400,
                "201 and the new",
                "makes a user and a group",
            ),
            (
                Method::Delete,
                "/Groups/7",
                404,
                "success",
                "what it has just made",
            ),
        ];
        for (method, target, status, expected, hint) in cases {
            let advice = advice(method, target, status);
            assert!(advice.expected.contains(expected), "{target} {status}");
            assert!(
                advice.hint.contains(hint),
                "{target} {status}: {}",
                advice.hint
            );
        }
    }
}
