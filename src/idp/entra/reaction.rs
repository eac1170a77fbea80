//! How Entra takes an answer: error codes and texts of the provisioning log.
//!
//! Codes are those of Microsoft's "analyze provisioning logs" article; the longer
//! `SystemForCrossDomainIdentityManagement…` ones that it does not list were seen in published log
//! lines (1Password/scim-examples#82, goauthentik/authentik#25837, Microsoft Q&A 1185756 and
//! 4969398, Microsoft's ECMA troubleshooting article).

use super::retry::Retry;
use crate::idp::answer::{excerpt, remark};
use crate::transcript::{FailureKind, Outcome, Response};

/// The call that was answered; the same status means different things for different calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// Query by matching attribute.
    Match,
    /// Read by cached id.
    Read,
    /// Create.
    Create,
    /// Modify.
    Patch,
    /// Remove.
    Delete,
}

/// A failed call, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Error code.
    pub(super) code: &'static str,
    /// Reason.
    pub(super) message: String,
    /// When it is tried again.
    pub(super) retry: Retry,
}

pub(super) const INCOMPATIBLE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatible";

pub(super) const INCOMPATIBLE_FILTERING: &str =
    "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
pub(super) const CONFLICT: &str = "EntryConflict";

/// How much of an answer goes into a message, in characters.
const EXCERPT: usize = 400;

/// The same for an error, whose reason may stand at its end: GitLab's guide quotes the last words of one
/// behind a whole request (docs.gitlab.com, Troubleshooting SCIM).
const ERROR_EXCERPT: usize = 8_000;

impl Trouble {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry: Retry::Escrow,
        }
    }

    /// An answer that could not be understood.
    pub(super) fn unreadable(response: &Response, why: &str) -> Self {
        Self::new(INCOMPATIBLE, undeserializable(response, why))
    }
}

/// The text for an answer that could not be understood; the body is echoed (grokability/snipe-it
/// issues 11094 and 14138 print it in full).
pub(super) fn undeserializable(response: &Response, why: &str) -> String {
    format!(
        "We are not able to deserialize the resource received from your SCIM endpoint because \
         your SCIM endpoint is not fully compatible with the Azure Active Directory SCIM client. \
         Here is the resource we received from your SCIM endpoint: {}{}",
        excerpt(&response.body, EXCERPT),
        remark(why)
    )
}

/// Sorts an outcome: a 2xx response, or trouble.
pub(super) fn judge(call: Call, outcome: &Outcome) -> Result<&Response, Trouble> {
    let response = match outcome {
        Outcome::Response(response) => response,
        Outcome::Failure(failure) => {
            let code = match failure.kind {
                FailureKind::Timeout => "Timeout",
                _ => "WebExceptionProtocolError",
            };
            let message = format!(
                "An error occurred while sending the request{}",
                remark(&failure.message)
            );
            return Err(Trouble {
                code,
                message,
                retry: Retry::NextCycle,
            });
        }
    };
    let (code, retry) = match (response.status, call) {
        (200..=299, _) => return Ok(response),
        (404, Call::Read | Call::Patch | Call::Delete) => ("InvalidAnchor", Retry::Escrow),
        (404, _) => (INCOMPATIBLE, Retry::Escrow),
        (400, _) => (
            "SystemForCrossDomainIdentityManagementBadRequest",
            Retry::Escrow,
        ),
        (401, _) => ("Unauthorized", Retry::Escrow),
        (403, _) => ("InsufficientRights", Retry::Escrow),
        (405, _) => ("MethodNotAllowed", Retry::Escrow),
        (409, Call::Patch) => (INCOMPATIBLE_FILTERING, Retry::Escrow),
        (409, _) => (CONFLICT, Retry::Escrow),
        (422, _) => ("UnprocessableEntity", Retry::Escrow),
        (429, _) => ("TooManyRequests", Retry::NextCycle),
        (501, _) => ("NotImplemented", Retry::Escrow),
        (500..=599, Call::Match) => (
            "SystemForCrossDomainIdentityManagementServerError",
            Retry::NextCycle,
        ),
        (500..=599, _) => ("InternalServerError", Retry::NextCycle),
        _ => (
            "SystemForCrossDomainIdentityManagementBadResponse",
            Retry::Escrow,
        ),
    };
    Err(Trouble {
        code,
        message: received(response),
        retry,
    })
}

/// The text for an answer with an error status, as it stands in published logs
/// (1Password/scim-examples#82).
fn received(response: &Response) -> String {
    format!(
        "StatusCode: {} Message: Processing of the HTTP request resulted in an exception. Please \
         see the HTTP response returned by the 'Response' property of this exception for details. \
         Web Response: {}",
        status_name(response.status),
        content(response)
    )
}

/// A status in the words of .NET: `BadRequest`.
pub(super) fn status_name(status: u16) -> String {
    let known = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    known.map_or_else(
        || status.to_string(),
        |name| name.chars().filter(char::is_ascii_alphanumeric).collect(),
    )
}

/// A body as messages show it: HTML is withheld (goauthentik/authentik#25837).
pub(super) fn content(response: &Response) -> String {
    if is_html(response) {
        return "[RedactedHtmlContent]".to_owned();
    }
    excerpt(&response.body, ERROR_EXCERPT)
}

fn is_html(response: &Response) -> bool {
    let start = response
        .body
        .iter()
        .find(|byte| !byte.is_ascii_whitespace());
    start == Some(&b'<')
        || response
            .header("content-type")
            .is_some_and(|media| media.contains("text/html"))
}
