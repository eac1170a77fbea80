//! The body of a PATCH request.

use serde_json::{Map, Value};

use super::apply::Patcher;
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::{kind, member};
use crate::scim::message::{message, operations};
use crate::scim::mode::Mode;
use crate::scim::path::PatchPath;
use crate::scim::schema::{ResourceType, urn};

/// Most operations in one request. Okta sends up to a thousand changes of members at once, each
/// removal as an operation of its own.
pub const MAX_OPERATIONS: usize = 2_000;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchOp {
    /// Adds a value, or sets one.
    Add,
    /// Takes a value away.
    Remove,
    /// Sets a value.
    Replace,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchOperation {
    /// What to do.
    pub op: PatchOp,
    /// Where; the resource as a whole when missing.
    pub path: Option<PatchPath>,
    /// With what; `null` is a value.
    pub value: Option<Value>,
}

/// The operations of one request, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchRequest {
    /// At least one.
    pub operations: Vec<PatchOperation>,
}

impl PatchOp {
    const ALL: [Self; 3] = [Self::Add, Self::Remove, Self::Replace];

    /// The word as it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }
}

impl PatchRequest {
    /// Reads a request.
    ///
    /// [`Mode::Strict`] takes `op` in lower case only, as RFC 7644 spells it; [`Mode::Lenient`] in
    /// any case, because Microsoft Entra ID writes `Add`, `Replace`, `Remove`.
    ///
    /// # Errors
    /// `invalidSyntax` for another shape, `invalidPath` for a malformed path, `invalidValue` for
    /// `add` and `replace` without a value, status 413 for more than [`MAX_OPERATIONS`].
    pub fn parse(body: &Value, mode: Mode) -> Result<Self, ScimError> {
        let body = message(body, urn::PATCH_OP, "a PATCH")?;
        let operations = operations(body, MAX_OPERATIONS)?;
        let numbered = (1..).zip(operations);
        let operations = numbered.map(|(number, operation)| {
            PatchOperation::parse(operation, mode).map_err(|error| at_operation(number, error))
        });
        Ok(Self {
            operations: operations.collect::<Result<_, _>>()?,
        })
    }

    /// The resource after all operations, or `None` when they change nothing. The given resource
    /// stays as it is, so a request takes effect as a whole or not at all.
    ///
    /// # Errors
    /// `mutability`, `invalidPath`, `invalidFilter`, `invalidValue` and `noTarget`, with the number
    /// of the operation in the detail.
    pub fn apply(
        &self,
        resource: &Value,
        resource_type: &ResourceType,
        mode: Mode,
    ) -> Result<Option<Value>, ScimError> {
        let before = resource
            .as_object()
            .ok_or_else(|| ScimError::status(500, "expected the resource to be a JSON object"))?;
        let mut patcher = Patcher {
            resource: before.clone(),
            resource_type,
            mode,
        };
        for (number, operation) in (1..).zip(&self.operations) {
            patcher
                .operation(operation)
                .map_err(|error| at_operation(number, error))?;
        }
        let after: Map<String, Value> = patcher.resource;
        Ok((after != *before).then_some(Value::Object(after)))
    }
}

impl PatchOperation {
    fn parse(operation: &Value, mode: Mode) -> Result<Self, ScimError> {
        let syntax = |detail: String| ScimError::new(ScimType::InvalidSyntax, detail);
        let operation = operation
            .as_object()
            .ok_or_else(|| syntax(format!("expected a JSON object, got {}", kind(operation))))?;
        let name = member(operation, "op").unwrap_or(&Value::Null);
        let op = name.as_str().and_then(|name| {
            let mut all = PatchOp::ALL.into_iter();
            all.find(|op| mode.reads(name, op.as_str()))
        });
        let op = op.ok_or_else(|| {
            syntax(format!(
                "expected `op` to be add, remove or replace, got {name}"
            ))
        })?;
        let path = match member(operation, "path") {
            None | Some(Value::Null) => None,
            Some(Value::String(path)) => {
                let path = PatchPath::parse(path, mode);
                Some(path.map_err(|error| error.to_scim(ScimType::InvalidPath))?)
            }
            Some(path) => {
                return Err(ScimError::new(
                    ScimType::InvalidPath,
                    format!("expected `path` to be a string, got {path}"),
                ));
            }
        };
        let value = member(operation, "value").cloned();
        if value.is_none() && op != PatchOp::Remove {
            return Err(ScimError::new(
                ScimType::InvalidValue,
                format!("expected a `value` for `{}`", op.as_str()),
            ));
        }
        Ok(Self { op, path, value })
    }
}

fn at_operation(number: usize, error: ScimError) -> ScimError {
    ScimError {
        detail: format!("operation {number}: {}", error.detail),
        ..error
    }
}
