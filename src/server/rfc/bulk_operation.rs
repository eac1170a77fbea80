//! The body of a bulk request (RFC 7644 §3.7).

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::bulk::MAX_OPERATIONS;
use super::{Service, Verb};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::member;
use crate::scim::message::{message, operations};
use crate::scim::mode::Mode;
use crate::scim::schema::urn;

/// What an operation may be (RFC 7644 §3.7).
const METHODS: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

/// A bulk request.
pub(super) struct Request {
    pub(super) operations: Vec<Operation>,
    /// How many errors end it.
    pub(super) fail_on_errors: Option<u64>,
    /// The bulkIds of the resources that it makes.
    makes: BTreeSet<String>,
}

/// One operation. Whether it can be done is found out when it is carried out, since it must not keep
/// the others from being carried out.
pub(super) struct Operation {
    /// In capitals when it is one of [`METHODS`].
    pub(super) method: String,
    pub(super) bulk_id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) path: String,
    pub(super) data: Value,
}

impl Request {
    /// # Errors
    ///
    /// `invalidSyntax` for another shape, `invalidValue` for a `failOnErrors` that is no number above
    /// 0 and for a `bulkId` that is there twice, 413 for more than [`MAX_OPERATIONS`].
    pub(super) fn parse(body: &Value, mode: Mode) -> Result<Self, ScimError> {
        let body = message(body, urn::BULK_REQUEST, "a bulk request")?;
        let operations = operations(body, MAX_OPERATIONS)?;
        let operations = operations.iter().map(|one| Operation::parse(one, mode));
        let operations: Vec<Operation> = operations.collect::<Result<_, _>>()?;
        let mut makes = BTreeSet::new();
        for operation in operations.iter().filter(|operation| operation.is_create()) {
            let Some(bulk_id) = &operation.bulk_id else {
                continue;
            };
            if !makes.insert(bulk_id.clone()) {
                return Err(invalid(&format!("the bulkId `{bulk_id}` is there twice")));
            }
        }
        Ok(Self {
            operations,
            fail_on_errors: fail_on_errors(body)?,
            makes,
        })
    }

    /// Whether an operation is to make a resource with this bulkId.
    pub(super) fn makes(&self, bulk_id: &str) -> bool {
        self.makes.contains(bulk_id)
    }
}

fn fail_on_errors(body: &Map<String, Value>) -> Result<Option<u64>, ScimError> {
    match member(body, "failOnErrors") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64() {
            Some(most) if most > 0 => Ok(Some(most)),
            _ => Err(invalid("`failOnErrors` must be a whole number above 0")),
        },
    }
}

impl Operation {
    /// [`Mode::Strict`] takes methods in capitals only.
    fn parse(operation: &Value, mode: Mode) -> Result<Self, ScimError> {
        let operation = operation
            .as_object()
            .ok_or_else(|| syntax("expected each of `Operations` to be a JSON object"))?;
        let text = |name: &str| match member(operation, name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(syntax(&format!("expected `{name}` to be a string"))),
        };
        let method = text("method")?.ok_or_else(|| syntax("expected a `method`"))?;
        let mut known = METHODS.into_iter();
        let known = known.find(|known| mode.reads(&method, known));
        Ok(Self {
            method: known.map_or(method, str::to_owned),
            bulk_id: text("bulkId")?,
            version: text("version")?,
            path: text("path")?.ok_or_else(|| syntax("expected a `path`"))?,
            data: member(operation, "data").cloned().unwrap_or_default(),
        })
    }

    pub(super) fn is_create(&self) -> bool {
        self.method == "POST"
    }

    /// # Errors
    ///
    /// 405 for a method that bulk requests do not have, `invalidValue` for a POST without `bulkId`.
    pub(super) fn verb(&self) -> Result<Verb, ScimError> {
        match self.method.as_str() {
            "POST" if self.bulk_id.is_none() => Err(invalid("`bulkId` is required for POST")),
            "POST" => Ok(Verb::Create),
            "PUT" => Ok(Verb::Replace),
            "PATCH" => Ok(Verb::Patch),
            "DELETE" => Ok(Verb::Delete),
            method => Err(ScimError::status(
                405,
                format!("`{method}` is not one of POST, PUT, PATCH, DELETE"),
            )),
        }
    }
}

impl Service {
    /// Resource type and id that a path below the base URL names.
    ///
    /// # Errors
    ///
    /// 404 when there is no such endpoint, 405 when it does not have the verb.
    pub(super) fn locate(&self, path: &str, verb: Verb) -> Result<(usize, String), ScimError> {
        let no_such = || ScimError::status(404, format!("no endpoint has the path `{path}`"));
        let (type_index, rest) = self
            .types()
            .iter()
            .enumerate()
            .find_map(|(index, one)| {
                let rest = path.strip_prefix(&one.endpoint)?;
                // One endpoint may begin like another: `/Users`, `/UsersOnLeave`.
                (rest.is_empty() || rest.starts_with('/')).then_some((index, rest))
            })
            .ok_or_else(no_such)?;
        let id = match rest.strip_prefix('/') {
            Some(id) if !id.is_empty() && !id.contains('/') => percent_decode_str(id)
                .decode_utf8()
                .map_err(|_| no_such())?
                .into_owned(),
            None if rest.is_empty() => String::new(),
            _ => return Err(no_such()),
        };
        if id.is_empty() != (verb == Verb::Create) {
            let detail = format!("the path `{path}` does not have the method");
            return Err(ScimError::status(405, detail));
        }
        Ok((type_index, id))
    }
}

fn syntax(detail: &str) -> ScimError {
    ScimError::new(ScimType::InvalidSyntax, detail)
}

fn invalid(detail: &str) -> ScimError {
    ScimError::new(ScimType::InvalidValue, detail)
}
