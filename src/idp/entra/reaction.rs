//! How Entra takes an answer: error codes and texts of the provisioning log.
//!
//! Codes are those of Microsoft's "analyze provisioning logs" article; the longer
//! `SystemForCrossDomainIdentityManagement…` ones that it does not list were seen in published log
//! lines (1Password/scim-examples#82, goauthentik/authentik#25837, Microsoft Q&A 1185756 and
//! 4969398, Microsoft's ECMA troubleshooting article).

use serde_json::Value;
use std::sync::Arc;

use super::retry::Retry;
use crate::idp::answer::{Listing, excerpt, remark};
use crate::idp::mapping::member;
use crate::scim::schema::{AttributeType, ResourceType};
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

const INCOMPATIBLE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatible";

/// The text for a probe that was answered with 404 (grokability/snipe-it#11913).
const NOT_FOUND: &str = "An HTTP/404 Not Found response was returned rather than the expected \
    HTTP/200 OK response. To address this issue, ensure that the tenant URL is correct. The tenant \
    URL is usually in a format like: https://<>/scim. If this does not resolve the issue, contact \
    the application developer to ensure their SCIM endpoint conforms with the protocol \
    https://tools.ietf.org/html/rfc7644#section-3.4.2";

/// How much of an answer goes into a message, in characters.
const EXCERPT: usize = 400;

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
fn undeserializable(response: &Response, why: &str) -> String {
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
        // 404 to a DELETE is undocumented; a user that is gone is what was wanted.
        (200..=299, _) | (404, Call::Delete) => return Ok(response),
        (404, Call::Read | Call::Patch) => ("InvalidAnchor", Retry::Escrow),
        (404, _) => (INCOMPATIBLE, Retry::Escrow),
        (400, _) => (
            "SystemForCrossDomainIdentityManagementBadRequest",
            Retry::Escrow,
        ),
        (401, _) => ("Unauthorized", Retry::Escrow),
        (403, _) => ("InsufficientRights", Retry::Escrow),
        (405, _) => ("MethodNotAllowed", Retry::Escrow),
        (409, Call::Patch) => (
            "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering",
            Retry::Escrow,
        ),
        (409, _) => ("EntryConflict", Retry::Escrow),
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
fn status_name(status: u16) -> String {
    let known = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    known.map_or_else(
        || status.to_string(),
        |name| name.chars().filter(char::is_ascii_alphanumeric).collect(),
    )
}

/// A body as messages show it: HTML is withheld (goauthentik/authentik#25837).
fn content(response: &Response) -> String {
    if is_html(response) {
        return "[RedactedHtmlContent]".to_owned();
    }
    excerpt(&response.body, EXCERPT)
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

/// Reads a user out of an answer. Entra's client reads into typed objects, so a value of the wrong
/// JSON type makes the whole resource unreadable: booleans as text, a manager that is not an
/// object, an address list that is not an array (Budibase/budibase#15369, Microsoft's validator).
pub(super) fn read_user(response: &Response, user: &ResourceType) -> Result<Arc<Value>, Trouble> {
    let body = response.json().ok_or_else(|| {
        let error = serde_json::from_slice::<Value>(&response.body).err();
        let error = error.map(|error| format!(" ({error})")).unwrap_or_default();
        Trouble::unreadable(response, &format!("it is not JSON{error}"))
    })?;
    check_user(&body, user).map_err(|why| Trouble::unreadable(response, &why))?;
    Ok(body)
}

/// Whether a resource can be read as a user; `Err` says what is wrong.
pub(super) fn check_user(resource: &Value, user: &ResourceType) -> Result<(), String> {
    if !resource.is_object() {
        return Err("it is not a JSON object".into());
    }
    if crate::idp::answer::id_of(resource).is_none() {
        return Err("it has no `id`".into());
    }
    check_schema(resource, &user.schema.attributes)?;
    for (extension, _) in &user.extensions {
        if let Some(container) = member(resource, &extension.id) {
            check_schema(container, &extension.attributes)?;
        }
    }
    Ok(())
}

fn check_schema(
    container: &Value,
    attributes: &[crate::scim::schema::Attribute],
) -> Result<(), String> {
    for attribute in attributes {
        let Some(value) = member(container, &attribute.name) else {
            continue;
        };
        if value.is_null() {
            continue;
        }
        let elements = match (attribute.multi_valued, value) {
            (true, Value::Array(elements)) => elements.as_slice(),
            (true, _) => return Err(format!("`{}` is not an array", attribute.name)),
            (false, single) => std::slice::from_ref(single),
        };
        for element in elements {
            let fits = match attribute.kind {
                AttributeType::Boolean => element.is_boolean(),
                AttributeType::Complex => element.is_object(),
                AttributeType::Integer | AttributeType::Decimal => element.is_number(),
                _ => element.is_string(),
            };
            if !fits {
                let name = &attribute.name;
                return Err(format!(
                    "the value of `{name}` has the wrong type: {element}"
                ));
            }
            check_schema(element, &attribute.sub_attributes)?;
        }
    }
    Ok(())
}

/// What a credential check comes to: `Err` holds the error code and what went wrong. The text that
/// the admin sees begins with where it went wrong, which `place` gives.
pub(super) fn judge_probe(
    place: &str,
    target: &str,
    outcome: &Outcome,
) -> Result<(), (&'static str, String)> {
    const FAILURE: &str = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";
    const UNAVAILABLE: &str =
        "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable";
    let response = match outcome {
        Outcome::Response(response) => response,
        Outcome::Failure(failure) => {
            let text = format!(
                "{place}An error occurred while sending the request{}",
                remark(&failure.message)
            );
            return Err((UNAVAILABLE, text));
        }
    };
    match response.status {
        200..=299 => {
            let why = match response.json() {
                None => "it is not JSON".to_owned(),
                Some(body) => match Listing::read(&body) {
                    Ok(_) => return Ok(()),
                    Err(why) => why,
                },
            };
            let text = format!("{place}{}", undeserializable(response, &why));
            Err((INCOMPATIBLE, text))
        }
        404 => Err((INCOMPATIBLE, NOT_FOUND.to_owned())),
        status => {
            // Printed so in Microsoft's ECMA troubleshooting article: quotes raw, no headers.
            let text = format!(
                "{place}Received response from Web resource. Resource: {} Operation: GET Response \
                 Status Code: {} Response Headers: Response Content: {}",
                target.replace("%22", "\""),
                status_name(status),
                content(response)
            );
            let is_down = (500..=599).contains(&status);
            Err((if is_down { UNAVAILABLE } else { FAILURE }, text))
        }
    }
}
