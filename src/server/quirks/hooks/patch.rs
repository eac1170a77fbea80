//! PATCH requests that are refused or carried out otherwise.

use serde_json::Value;

use super::groups;
use super::operations::{Sent, operations};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::member;
use crate::scim::mode::Mode;
use crate::scim::patch::PatchRequest;
use crate::scim::path::PatchPath;
use crate::scim::schema::ResourceType;
use crate::scim::select::select;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::store::Stored;

/// Refuses a PATCH, knowing the resource, that a correct server takes.
pub(crate) fn refuse_patch(
    quirks: QuirkSet,
    stored: &Stored,
    body: &Value,
) -> Result<(), ScimError> {
    if quirks.is_empty() {
        return Ok(());
    }
    for sent in operations(body).filter_map(Sent::read) {
        groups::refuse(quirks, &stored.body["members"], &sent)?;
    }
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

/// What a PATCH comes to.
pub(crate) struct Applied {
    /// The new resource, `None` when nothing changed.
    pub(crate) resource: Option<Value>,
    /// What is answered although the new resource is stored.
    pub(crate) error: Option<ScimError>,
}

/// Carries out a request.
pub(crate) fn applied(
    quirks: QuirkSet,
    request: &PatchRequest,
    resource: &Value,
    resource_type: &ResourceType,
    mode: Mode,
) -> Result<Applied, ScimError> {
    let mut applied = match request.apply(resource, resource_type, mode) {
        Ok(resource) => Applied {
            resource,
            error: None,
        },
        Err(error) => match before_error(quirks, request, resource, resource_type, mode) {
            None => return Err(error),
            resource => Applied {
                resource,
                error: Some(error),
            },
        },
    };
    if quirks.has(Quirk::NoChange400) && applied.resource.is_none() {
        let detail = "the request changes nothing";
        return Err(ScimError::new(ScimType::InvalidValue, detail));
    }
    if quirks.has(Quirk::DoubleMembers) {
        // What is there already is not looked for, so that something is always to be stored.
        applied.resource.get_or_insert_with(|| resource.clone());
    }
    Ok(applied)
}

/// What the operations before the first failing one come to.
fn before_error(
    quirks: QuirkSet,
    request: &PatchRequest,
    resource: &Value,
    resource_type: &ResourceType,
    mode: Mode,
) -> Option<Value> {
    if !quirks.has(Quirk::PatchNotAtomic) {
        return None;
    }
    let all = &request.operations;
    let done = (1..all.len()).rev().find_map(|count| {
        let operations = all[..count].to_vec();
        let request = PatchRequest { operations };
        request.apply(resource, resource_type, mode).ok()
    });
    done.flatten()
}

/// The state that the answer to a PATCH shows.
pub(crate) fn shown(quirks: QuirkSet, old: Stored, new: Stored) -> Stored {
    if quirks.has(Quirk::PatchAnswersOld) {
        old
    } else {
        new
    }
}
