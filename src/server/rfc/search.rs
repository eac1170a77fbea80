//! Queries by POST (RFC 7644 §3.4.3).

use serde_json::{Map, Value};

use super::Query;
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::member;
use crate::scim::message::message;
use crate::scim::mode::Mode;
use crate::scim::schema::urn;

/// Reads the body of a search. [`Mode::Lenient`] also takes what the query string would have:
/// numbers as text, names separated by commas.
///
/// # Errors
///
/// `invalidSyntax` for a body that is no search request, `invalidValue` for a parameter of another
/// type.
pub(super) fn parse(body: &Value, mode: Mode) -> Result<Query, ScimError> {
    let body = message(body, urn::SEARCH_REQUEST, "a search")?;
    let reader = Reader { body, mode };
    Ok(Query {
        filter: reader.text("filter")?,
        sort_by: reader.text("sortBy")?,
        sort_order: reader.text("sortOrder")?,
        start_index: reader.number("startIndex")?,
        count: reader.number("count")?,
        cursor: reader.text("cursor")?,
        attributes: reader.names("attributes")?,
        excluded_attributes: reader.names("excludedAttributes")?,
    })
}

struct Reader<'a> {
    body: &'a Map<String, Value>,
    mode: Mode,
}

impl Reader<'_> {
    /// `null` is no value (RFC 7643 §2.5).
    fn get(&self, name: &str) -> Option<&Value> {
        member(self.body, name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<String>, ScimError> {
        self.get(name)
            .map(|value| match value {
                Value::String(text) => Ok(text.clone()),
                _ => Err(wrong(name, "a string")),
            })
            .transpose()
    }

    fn number(&self, name: &str) -> Result<Option<String>, ScimError> {
        self.get(name)
            .map(|value| match value {
                Value::Number(number) => Ok(number.to_string()),
                Value::String(text) if self.mode.is_lenient() => Ok(text.clone()),
                _ => Err(wrong(name, "a whole number")),
            })
            .transpose()
    }

    fn names(&self, name: &str) -> Result<Option<String>, ScimError> {
        let expected = "an array of attribute names";
        self.get(name)
            .map(|value| match value {
                Value::Array(names) => {
                    let names = names.iter().map(Value::as_str);
                    let names: Option<Vec<_>> = names.collect();
                    names
                        .map(|names| names.join(","))
                        .ok_or_else(|| wrong(name, expected))
                }
                Value::String(names) if self.mode.is_lenient() => Ok(names.clone()),
                _ => Err(wrong(name, expected)),
            })
            .transpose()
    }
}

fn wrong(name: &str, expected: &str) -> ScimError {
    ScimError::new(
        ScimType::InvalidValue,
        format!("`{name}` must be {expected}"),
    )
}
