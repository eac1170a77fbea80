//! What an Okta client makes of answers.

use std::sync::Arc;

use serde_json::Value;

use super::{EmptyAnswer, ListKeys, NoResources, Settings};
use crate::idp::answer::response_of;
use crate::idp::mapping::member;
use crate::transcript::{Outcome, Response};

/// The resources of a list. `Err` says in a few words why there are none to be had: Okta itself
/// shows `null` then, or no reason at all (support question of 2024 on counters as text).
pub(super) fn resources(settings: &Settings, body: &Value) -> Result<Vec<Value>, String> {
    let value = |name: &str| match settings.list_keys {
        ListKeys::AsSpecified => body.get(name),
        ListKeys::AnyCase => member(body, name),
    };
    for counter in ["totalResults", "startIndex", "itemsPerPage"] {
        match value(counter) {
            Some(number) if !number.is_u64() => {
                return Err(format!("`{counter}` is {number}, not a number"));
            }
            _ => {}
        }
    }
    match value("Resources") {
        Some(Value::Array(resources)) => Ok(resources.clone()),
        Some(_) => Err("`Resources` is not an array".into()),
        None if value("totalResults") == Some(&Value::from(0))
            && settings.no_resources == NoResources::Nobody =>
        {
            Ok(Vec::new())
        }
        None => Err("`Resources` is missing".into()),
    }
}

/// How many resources a list has over all pages, and how many the target says are on this one.
pub(super) fn extent(settings: &Settings, body: &Value) -> (Option<u64>, Option<u64>) {
    let value = |name: &str| match settings.list_keys {
        ListKeys::AsSpecified => body.get(name),
        ListKeys::AnyCase => member(body, name),
    };
    let number = |name| value(name).and_then(Value::as_u64);
    (number("totalResults"), number("itemsPerPage"))
}

/// Whether a list answer has the array that the connection test looks for.
pub(super) fn has_resources(settings: &Settings, body: &Value) -> bool {
    let resources = match settings.list_keys {
        ListKeys::AsSpecified => body.get("Resources"),
        ListKeys::AnyCase => member(body, "Resources"),
    };
    resources.is_some_and(Value::is_array)
}

/// The response, if it is a success.
pub(super) fn success(outcome: &Outcome) -> Option<&Response> {
    response_of(outcome).filter(|response| response.is_success())
}

/// The user or group in a successful answer.
pub(super) fn resource_in(outcome: &Outcome) -> Option<Arc<Value>> {
    success(outcome)?.json().filter(|body| body.is_object())
}

/// A request that was carried out, as far as its answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// As expected.
    Fully,
    /// Answered with this status, but without the resource that Okta expects; how it takes that is not
    /// documented.
    WithoutResource(u16),
}

/// Whether a success is without a body, as it may be: 200 if the settings say so, 204 if that holds
/// for the method.
fn is_silent(settings: &Settings, response: &Response, no_content: EmptyAnswer) -> bool {
    let may_be = match response.status {
        204 => no_content,
        _ => settings.empty_answer,
    };
    may_be == EmptyAnswer::Success && response.body.is_empty()
}

/// Reads the answer to a PATCH: 200 with the resource or 204 without (SCIM 2.0 reference).
pub(super) fn patched(settings: &Settings, outcome: Outcome) -> Result<Done, Outcome> {
    let may_be = EmptyAnswer::Success;
    let is_silent = success(&outcome).is_some_and(|answer| is_silent(settings, answer, may_be));
    if is_silent || resource_in(&outcome).is_some() {
        Ok(Done::Fully)
    } else {
        Err(outcome)
    }
}

/// Reads the answer to a PUT: 200 with the resource (SCIM 2.0 reference). An answer without a body is
/// against RFC 7644 §3.5.1, and how Okta takes it is not documented.
pub(super) fn put(settings: &Settings, outcome: Outcome) -> Result<Done, Outcome> {
    match success(&outcome) {
        Some(response) if is_silent(settings, response, settings.no_content) => {
            Ok(Done::WithoutResource(response.status))
        }
        Some(_) if resource_in(&outcome).is_some() => Ok(Done::Fully),
        _ => Err(outcome),
    }
}

/// Whether the user or group is not there.
pub(super) fn is_gone(outcome: &Outcome) -> bool {
    response_of(outcome).is_some_and(|response| response.status == 404)
}
