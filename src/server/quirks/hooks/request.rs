//! Requests that a correct server takes, refused.

use serde_json::Value;

use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::member;
use crate::scim::mode::Mode;
use crate::scim::path::PatchPath;
use crate::scim::select::select;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::Verb;
use crate::server::store::Stored;

/// Refuses request bodies that a correct server takes.
pub(crate) fn refuse_body(quirks: QuirkSet, verb: Verb, body: &Value) -> Result<(), ScimError> {
    if quirks.has(Quirk::StringBooleansRefused) && has_text_boolean(body) {
        return Err(ScimError::new(
            ScimType::InvalidValue,
            "expected a boolean, got a string",
        ));
    }
    if verb != Verb::Patch {
        return Ok(());
    }
    for operation in operations(body).filter_map(Value::as_object) {
        let op = member(operation, "op").and_then(Value::as_str);
        if quirks.has(Quirk::OpCaseSensitive)
            && !op.is_some_and(|op| ["add", "remove", "replace"].contains(&op))
        {
            return Err(ScimError::new(
                ScimType::InvalidSyntax,
                "`op` must be one of `add`, `remove`, `replace`",
            ));
        }
        if quirks.has(Quirk::PathlessPatchRefused) && member(operation, "path").is_none() {
            return Err(ScimError::new(
                ScimType::InvalidPath,
                "an operation needs a `path`",
            ));
        }
    }
    Ok(())
}

/// Refuses a PATCH, knowing the resource, that a correct server takes.
pub(crate) fn refuse_patch(
    quirks: QuirkSet,
    stored: &Stored,
    body: &Value,
) -> Result<(), ScimError> {
    if !quirks.has(Quirk::FilteredPathRefused) {
        return Ok(());
    }
    for operation in operations(body).filter_map(Value::as_object) {
        let text = |name| member(operation, name).and_then(Value::as_str);
        let removes = text("op").is_some_and(|op| op.eq_ignore_ascii_case("remove"));
        let path = text("path").and_then(|path| PatchPath::parse(path, Mode::Lenient).ok());
        let Some(mut path) = path.filter(|path| path.filter.is_some() && !removes) else {
            continue;
        };
        path.path.sub = None;
        if select(&stored.body, &path).is_empty() {
            let detail = format!("`{path}` selects no value");
            return Err(ScimError::new(ScimType::NoTarget, detail));
        }
    }
    Ok(())
}

/// Attributes of the built-in schemas that are boolean.
const BOOLEANS: [&str; 2] = ["active", "primary"];

/// Whether a boolean is given as text, under its name or by the path of an operation.
fn has_text_boolean(body: &Value) -> bool {
    match body {
        Value::Array(elements) => elements.iter().any(has_text_boolean),
        Value::Object(members) => {
            let by_path = member(members, "value").is_some_and(Value::is_string)
                && member(members, "path")
                    .and_then(Value::as_str)
                    .is_some_and(names_boolean);
            by_path
                || members.iter().any(|(name, value)| {
                    (value.is_string() && names_boolean(name)) || has_text_boolean(value)
                })
        }
        _ => false,
    }
}

fn names_boolean(path: &str) -> bool {
    let last = path.rsplit(['.', ':']).next().unwrap_or(path);
    BOOLEANS.iter().any(|name| name.eq_ignore_ascii_case(last))
}

/// The operations of a PATCH, as they were sent.
pub(super) fn operations(body: &Value) -> impl Iterator<Item = &Value> {
    body.as_object()
        .and_then(|members| member(members, "Operations"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}
