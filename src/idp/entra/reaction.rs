//! How Entra takes an answer: error codes and texts of the provisioning log.
//!
//! Codes are those of Microsoft's "analyze provisioning logs" article; the longer
//! `SystemForCrossDomainIdentityManagement…` ones that it does not list were seen in published log
//! lines (1Password/scim-examples#82, goauthentik/authentik#25837, Microsoft Q&A 1185756 and
//! 4969398, Microsoft's ECMA troubleshooting article).

use serde_json::Value;

use crate::idp::answer::{excerpt, reason_of};
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

/// When a failed object is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// In the next cycle.
    NextCycle,
    /// After growing gaps of 6, 12 and 24 hours, then daily.
    Escrow,
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

    /// An answer that could not be understood; the body is echoed, as Entra does.
    pub(super) fn unreadable(response: &Response, why: &str) -> Self {
        let body = excerpt(&response.body, EXCERPT);
        Self::new(
            INCOMPATIBLE,
            format!(
                "We were unable to deserialize the resource received from your SCIM endpoint: \
                 {why}. Response: {body}"
            ),
        )
    }
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
                "An error occurred while sending the request: {}",
                failure.message
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

/// The text for an answer with an error status.
fn received(response: &Response) -> String {
    let body = if is_html(response) {
        "[RedactedHtmlContent]".to_owned()
    } else {
        excerpt(&response.body, EXCERPT)
    };
    let name: String = reason_of(response)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    format!(
        "StatusCode: {name} ({}). Web Response: {body}",
        response.status
    )
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
pub(super) fn read_user(response: &Response, user: &ResourceType) -> Result<Value, Trouble> {
    let body: Value = serde_json::from_slice(&response.body)
        .map_err(|error| Trouble::unreadable(response, &format!("it is not JSON ({error})")))?;
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

/// What a credential check comes to: `Err` holds the error code and the text that the admin sees.
pub(super) fn judge_probe(outcome: &Outcome) -> Result<(), (&'static str, String)> {
    const FAILURE: &str = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";
    const UNAVAILABLE: &str =
        "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable";
    let response = match outcome {
        Outcome::Response(response) => response,
        Outcome::Failure(failure) => {
            let text = format!(
                "An error occurred while sending the request: {}",
                failure.message
            );
            return Err((UNAVAILABLE, text));
        }
    };
    match response.status {
        200..=299 => {
            let unreadable = |why: &str| {
                let body = excerpt(&response.body, EXCERPT);
                let text = format!(
                    "While attempting to validate our authorization, we were not able to \
                     deserialize the resource received from your SCIM endpoint: {why}. \
                     Response: {body}"
                );
                (INCOMPATIBLE, text)
            };
            let body = response
                .json()
                .ok_or_else(|| unreadable("it is not JSON"))?;
            crate::idp::answer::Listing::read(&body).map_err(|why| unreadable(&why))?;
            Ok(())
        }
        404 => {
            let text = "An HTTP/404 Not Found response was returned rather than the expected \
                        HTTP/200 OK response. Check the tenant URL; a query without results must \
                        answer 200 (RFC 7644 §3.4.2)"
                .to_owned();
            Err((INCOMPATIBLE, text))
        }
        500..=599 => Err((UNAVAILABLE, received(response))),
        _ => Err((FAILURE, received(response))),
    }
}
