//! Answers that say something else than was done.

use serde_json::{Map, Value, json};

use super::operations::{Sent, operations};
use crate::scim::error::ScimError;
use crate::scim::json::member;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Answer, Call, DEFAULT_RESULTS, Query, Verb};

/// Changes the answer to a call.
pub(crate) fn outcome(call: &Call, answer: &mut Answer) {
    let quirks = call.quirks;
    // A search is answered by a list, whose answer has been here.
    if quirks.is_empty() || call.verb == Verb::Search {
        return;
    }
    match (call.verb, answer.status) {
        (Verb::Create, 201) => created(quirks, answer),
        (Verb::Create, 409) => conflict(quirks, answer),
        (Verb::List, 200) => listed(quirks, &call.query, answer),
        (Verb::Delete, 404) if quirks.has(Quirk::DeleteUnknown204) => *answer = Answer::empty(),
        (Verb::Delete, 404) if quirks.has(Quirk::DeleteUnknown500) => {
            *answer = ScimError::status(500, "internal server error").into();
        }
        (Verb::Patch, 200) if quirks.has(Quirk::PatchEmpty200) => answer.body = None,
        (Verb::Bulk, 200) if quirks.has(Quirk::BulkStatusObject) => results(answer),
        _ => {}
    }
    if quirks.has(Quirk::PasswordEchoed) {
        echo_password(call, answer);
    }
    if let Some(body) = &mut answer.body {
        let (alone, listed) = match body.get_mut("Resources") {
            Some(Value::Array(listed)) => (None, listed.as_mut_slice()),
            _ => (Some(body), [].as_mut_slice()),
        };
        for resource in alone.into_iter().chain(listed) {
            representation(quirks, &call.query, resource);
        }
    }
}

fn created(quirks: QuirkSet, answer: &mut Answer) {
    if quirks.has(Quirk::CreateWithoutBody) {
        answer.body = None;
    } else if quirks.has(Quirk::CreateWithoutId)
        && let Some(Value::Object(members)) = &mut answer.body
    {
        members.shift_remove("id");
    }
}

/// What a list says of itself.
fn listed(quirks: QuirkSet, query: &Query, answer: &mut Answer) {
    let Some(Value::Object(message)) = &mut answer.body else {
        return;
    };
    if quirks.has(Quirk::NoMatch404) && query.filter.is_some() && message["totalResults"] == 0 {
        *answer = ScimError::status(404, "no resource matches the filter").into();
        return;
    }
    count(quirks, query, message);
    if quirks.has(Quirk::CountersAsStrings) {
        for name in ["totalResults", "startIndex", "itemsPerPage"] {
            if let Some(counter) = message.get_mut(name) {
                *counter = Value::from(counter.to_string());
            }
        }
    }
}

fn count(quirks: QuirkSet, query: &Query, message: &mut Map<String, Value>) {
    let number = |text: &Option<String>| text.as_deref()?.parse::<u64>().ok();
    if quirks.has(Quirk::TotalIsPageSize) {
        let shown = message["Resources"].as_array().map_or(0, Vec::len);
        message["totalResults"] = shown.into();
    }
    if quirks.has(Quirk::ItemsPerPageEcho) {
        let wanted = number(&query.count);
        message["itemsPerPage"] = wanted.unwrap_or(DEFAULT_RESULTS).into();
    }
    let Some(start) = message.get_mut("startIndex") else {
        return;
    };
    if quirks.has(Quirk::StartIndexFromZero) {
        *start = start.as_u64().unwrap_or(1).saturating_sub(1).into();
    }
    if quirks.has(Quirk::OverlappingPages)
        && let Some(wanted) = number(&query.start_index).filter(|wanted| *wanted > 1)
    {
        *start = wanted.into();
    }
}

/// Gives a password back that came with a write.
fn echo_password(call: &Call, answer: &mut Answer) {
    let by_operation = operations(&call.body)
        .filter_map(Sent::read)
        .find_map(|sent| {
            let names_it = |path: &str| path.eq_ignore_ascii_case("password");
            match sent.pathless() {
                Some(values) => member(values, "password"),
                None => sent.value.filter(|_| sent.path.is_some_and(names_it)),
            }
        });
    let own = call
        .body
        .as_object()
        .and_then(|body| member(body, "password"));
    if answer.status < 300
        && let Some(password) = own.or(by_operation)
        && let Some(Value::Object(members)) = &mut answer.body
    {
        members.insert("password".to_owned(), password.clone());
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

fn representation(quirks: QuirkSet, query: &Query, resource: &mut Value) {
    if quirks.has(Quirk::AttributesDropId)
        && query.attributes.is_some()
        && let Some(members) = resource.as_object_mut()
    {
        members.shift_remove("id");
    }
    if quirks.has(Quirk::InactiveWithoutActive)
        && resource["active"] == false
        && let Some(members) = resource.as_object_mut()
    {
        members.shift_remove("active");
    }
    if quirks.has(Quirk::VersionAsNumber)
        && let Some(version) = resource.pointer_mut("/meta/version")
        && let Some(text) = version.as_str()
    {
        let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
        *version = digits.parse::<u64>().unwrap_or_default().into();
    }
}
