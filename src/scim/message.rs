//! Request messages: bodies that say by `schemas` what they are (RFC 7644 §3.1).

use serde_json::{Map, Value};

use super::error::{ScimError, ScimType};
use super::json::{elements, member};

/// The members of a message of this URN; `what` is its name for people.
///
/// # Errors
///
/// `invalidSyntax` when the body is none.
pub(crate) fn message<'a>(
    body: &'a Value,
    urn: &str,
    what: &str,
) -> Result<&'a Map<String, Value>, ScimError> {
    let message = body
        .as_object()
        .ok_or_else(|| syntax(format!("expected a JSON object as the body of {what}")))?;
    let schemas = member(message, "schemas").map(elements).unwrap_or_default();
    let mut schemas = schemas.iter().filter_map(Value::as_str);
    if schemas.any(|schema| schema.eq_ignore_ascii_case(urn)) {
        Ok(message)
    } else {
        Err(syntax(format!("expected `{urn}` in `schemas`")))
    }
}

/// The `Operations` of a message.
///
/// # Errors
///
/// `invalidSyntax` when there are none, status 413 when there are more than `most`.
pub(crate) fn operations(message: &Map<String, Value>, most: usize) -> Result<&[Value], ScimError> {
    match member(message, "Operations") {
        Some(Value::Array(operations)) if operations.len() > most => {
            let got = operations.len();
            let detail = format!("expected at most {most} operations, got {got}");
            Err(ScimError::status(413, detail))
        }
        Some(Value::Array(operations)) if !operations.is_empty() => Ok(operations),
        _ => Err(syntax(
            "expected `Operations` to be an array of one or more".to_owned(),
        )),
    }
}

fn syntax(detail: String) -> ScimError {
    ScimError::new(ScimType::InvalidSyntax, detail)
}
