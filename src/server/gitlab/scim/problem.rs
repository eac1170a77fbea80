//! What a SCIM request can fail with.

use serde_json::{Value, json};

use crate::server::gitlab::switch::{GenericErrorStatus, Switches};
use crate::server::gitlab::wire::Reply;

/// The media type of all answers of SCIM, errors included.
pub(super) const SCIM_JSON: &str = "application/scim+json";

const ERROR_URN: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Why a request fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// A SCIM error: status and detail.
    Scim(u16, String),
    /// What the API around it says: status and message.
    Message(u16, String),
    /// What the framework of the API says before anybody looks at the request.
    Framework(u16, String),
}

impl Problem {
    pub(super) fn unauthorized() -> Self {
        Self::Message(401, "401 Unauthorized".to_owned())
    }

    pub(super) fn forbidden() -> Self {
        Self::Message(403, "403 Forbidden".to_owned())
    }

    pub(super) fn no_resource(id: &str) -> Self {
        Self::Scim(404, format!("Resource {id} not found"))
    }

    /// An error that is no conflict.
    pub(super) fn generic(switches: &Switches, detail: impl Into<String>) -> Self {
        let status = match switches.generic_error_status {
            GenericErrorStatus::Conflict => 409,
            GenericErrorStatus::PreconditionFailed => 412,
        };
        Self::Scim(status, detail.into())
    }

    pub(super) fn reply(&self) -> Reply {
        let (status, body) = match self {
            Self::Scim(status, detail) => (
                *status,
                json!({ "schemas": [ERROR_URN], "detail": detail, "status": status }),
            ),
            Self::Message(status, message) => (*status, json!({ "message": message })),
            Self::Framework(status, error) => (*status, json!({ "error": error })),
        };
        scim(status, &body)
    }
}

/// An answer of SCIM.
pub(super) fn scim(status: u16, body: &Value) -> Reply {
    Reply::typed(status, SCIM_JSON, body.to_string())
}

/// Messages in one sentence, as Rails joins them.
pub(super) fn sentence(messages: &[String]) -> String {
    match messages {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The members of a SCIM error stand in this order, its status is a number, and it has no
    /// `scimType`.
    #[test]
    fn errors_to_the_byte() {
        for (problem, status, body) in [
            (
                Problem::unauthorized(),
                401,
                r#"{"message":"401 Unauthorized"}"#,
            ),
            (Problem::forbidden(), 403, r#"{"message":"403 Forbidden"}"#),
            (
                Problem::no_resource("abc"),
                404,
                r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"Resource abc not found","status":404}"#,
            ),
            (
                Problem::generic(&Switches::default(), "Unsupported Filter"),
                412,
                r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"Unsupported Filter","status":412}"#,
            ),
            (
                Problem::Framework(405, "405 Not Allowed".to_owned()),
                405,
                r#"{"error":"405 Not Allowed"}"#,
            ),
        ] {
            let reply = problem.reply();
            assert_eq!((reply.status, reply.body.as_str()), (status, body));
            assert_eq!(
                reply.headers,
                [("content-type", "application/scim+json".to_owned())]
            );
        }
    }

    #[test]
    fn messages_join_as_in_rails() {
        let messages = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(sentence(&messages[..1]), "A");
        assert_eq!(sentence(&messages[..2]), "A and B");
        assert_eq!(sentence(&messages), "A, B, and C");
    }
}
