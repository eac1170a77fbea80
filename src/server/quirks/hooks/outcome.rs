//! Answers to writes that say something else than was done.

use serde_json::{Value, json};

use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Answer, Call, Verb};

/// Changes the answer to a call.
pub(crate) fn outcome(call: &Call, answer: &mut Answer) {
    let quirks = call.quirks;
    if quirks.is_empty() {
        return;
    }
    match (call.verb, answer.status) {
        (Verb::Create, 409) => conflict(quirks, answer),
        (Verb::Delete, 404) if quirks.has(Quirk::DeleteUnknown204) => *answer = Answer::empty(),
        (Verb::Delete, 404) if quirks.has(Quirk::DeleteUnknown500) => {
            *answer = ScimError::status(500, "internal server error").into();
        }
        (Verb::Patch, 200) if quirks.has(Quirk::PatchEmpty200) => answer.body = None,
        (Verb::Bulk, 200) if quirks.has(Quirk::BulkStatusObject) => results(answer),
        _ => {}
    }
    if let Some(body) = &mut answer.body {
        let (alone, listed) = match body.get_mut("Resources") {
            Some(Value::Array(listed)) => (None, listed.as_mut_slice()),
            _ => (Some(body), [].as_mut_slice()),
        };
        for resource in alone.into_iter().chain(listed) {
            representation(quirks, resource);
        }
    }
}

/// How a server says that a user name is taken.
fn conflict(quirks: QuirkSet, answer: &mut Answer) {
    let error = |status, detail| Answer::from(ScimError::status(status, detail));
    if quirks.has(Quirk::Duplicate400) {
        *answer = error(400, "`userName` is taken by another resource");
    } else if quirks.has(Quirk::Duplicate500) {
        *answer = error(500, "internal server error");
    } else if quirks.has(Quirk::DuplicateNoScimType) {
        *answer = error(409, "`userName` is taken by another resource");
    }
}

/// Results of a bulk request in the form of a printed example of RFC 7644 that is wrong.
fn results(answer: &mut Answer) {
    let operations = answer
        .body
        .as_mut()
        .and_then(|body| body["Operations"].as_array_mut());
    for operation in operations.into_iter().flatten() {
        let code = operation["status"]
            .as_str()
            .and_then(|code| code.parse().ok());
        let code: u16 = code.unwrap_or_default();
        operation["status"] = json!({ "code": code });
        if let Some(response) = operation.get_mut("response") {
            *response = response.to_string().into();
        }
    }
}

fn representation(quirks: QuirkSet, resource: &mut Value) {
    if quirks.has(Quirk::InactiveWithoutActive)
        && resource["active"] == false
        && let Some(members) = resource.as_object_mut()
    {
        members.shift_remove("active");
    }
    if quirks.has(Quirk::VersionAsNumber)
        && let Some(version) = resource.pointer_mut("/meta/version")
    {
        let digits = version.as_str().unwrap_or_default();
        let digits = digits.trim_matches(|c: char| !c.is_ascii_digit());
        *version = digits.parse::<u64>().unwrap_or_default().into();
    }
}
