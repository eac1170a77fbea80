//! The order of a list: `sortBy` and `sortOrder` (RFC 7644 §3.4.2.3).
//!
//! Where the RFC is open: a complex attribute with a `value` is ordered by it, as filters compare it;
//! resources without a value come last in ascending order and so first in descending order.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use super::datetime;
use super::error::{ScimError, ScimType};
use super::json::member;
use super::mode::Mode;
use super::path::AttrPath;
use super::schema::{AttributeType, ResourceType, Returned};
use super::text::fold;

/// By what, and in which direction, the resources of one type are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    steps: Vec<String>,
    kind: AttributeType,
    exact: bool,
    descending: bool,
}

/// Place of one resource in an order.
#[derive(Debug, Clone, PartialEq)]
pub struct SortKey(Option<Key>);

#[derive(Debug, Clone, PartialEq)]
enum Key {
    Boolean(bool),
    Number(f64),
    Instant(Timestamp),
    Text(String),
}

impl Sort {
    /// Reads the two parameters. Without `sortBy` there is no order; `sortOrder` is looked at all the
    /// same. [`Mode::Lenient`] takes `sortOrder` in any case.
    ///
    /// # Errors
    ///
    /// `invalidValue` for a `sortBy` that names nothing that can be ordered and for another
    /// `sortOrder` than `ascending` and `descending`.
    pub fn parse(
        by: Option<&str>,
        order: Option<&str>,
        resource_type: &ResourceType,
        mode: Mode,
    ) -> Result<Option<Self>, ScimError> {
        let descending = is_descending(order, mode)?;
        let Some(by) = by else { return Ok(None) };
        let refuse = |why: &str| Err(invalid(format!("cannot sort by `{by}`: {why}")));
        let path =
            AttrPath::parse(by.trim()).map_err(|error| error.to_scim(ScimType::InvalidValue))?;
        let resolved = path.resolve(resource_type, mode, ScimType::InvalidValue)?;
        let Some(attribute) = resolved.attribute else {
            return refuse("it is a schema");
        };
        let mut steps: Vec<_> = [attribute].into_iter().chain(resolved.sub).collect();
        if let Some(last) = steps.last()
            && last.kind == AttributeType::Complex
        {
            match last.sub("value") {
                Some(value) => steps.push(value),
                None => return refuse("it is complex; name one of its sub-attributes"),
            }
        }
        if steps.iter().any(|step| step.returned == Returned::Never) {
            return refuse("it is never returned");
        }
        let Some(&last) = steps.last() else {
            return refuse("it names nothing");
        };
        let extension = resolved.extension.map(|schema| schema.id.clone());
        let names = steps.iter().map(|step| step.name.clone());
        Ok(Some(Self {
            steps: extension.into_iter().chain(names).collect(),
            kind: last.kind,
            exact: last.case_exact,
            descending,
        }))
    }

    /// Where a resource belongs. Of several values the primary one counts, else the first.
    pub fn key(&self, resource: &Value) -> SortKey {
        let mut value = resource;
        for step in &self.steps {
            let found = value.as_object().and_then(|object| member(object, step));
            match found.map(preferred) {
                Some(found) => value = found,
                None => return SortKey(None),
            }
        }
        SortKey(match self.kind {
            AttributeType::Boolean => value.as_bool().map(Key::Boolean),
            AttributeType::Integer | AttributeType::Decimal => value.as_f64().map(Key::Number),
            AttributeType::DateTime => value.as_str().and_then(datetime::instant).map(Key::Instant),
            _ if self.exact => value.as_str().map(|text| Key::Text(text.to_owned())),
            _ => value.as_str().map(|text| Key::Text(fold(text))),
        })
    }

    /// The order of two resources; equal ones are to keep the order they had.
    pub fn compare(&self, one: &SortKey, other: &SortKey) -> Ordering {
        let ascending = match (&one.0, &other.0) {
            (Some(one), Some(other)) => one.compare(other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        };
        if self.descending {
            ascending.reverse()
        } else {
            ascending
        }
    }
}

impl Key {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(one), Self::Boolean(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Instant(one), Self::Instant(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            // One name with different types in two schemas: any fixed order will do.
            (one, other) => one.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Boolean(_) => 0,
            Self::Number(_) => 1,
            Self::Instant(_) => 2,
            Self::Text(_) => 3,
        }
    }
}

fn is_descending(order: Option<&str>, mode: Mode) -> Result<bool, ScimError> {
    let is = |order: &str, word: &str| match mode {
        Mode::Strict => order == word,
        Mode::Lenient => order.eq_ignore_ascii_case(word),
    };
    match order {
        None => Ok(false),
        Some(order) if is(order, "ascending") => Ok(false),
        Some(order) if is(order, "descending") => Ok(true),
        Some(order) => Err(invalid(format!(
            "`sortOrder` must be `ascending` or `descending`, got `{order}`"
        ))),
    }
}

fn preferred(value: &Value) -> &Value {
    match value {
        Value::Array(values) => values
            .iter()
            .find(|value| value["primary"] == true)
            .or(values.first())
            .unwrap_or(&Value::Null),
        single => single,
    }
}

fn invalid(detail: String) -> ScimError {
    ScimError::new(ScimType::InvalidValue, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::urn;
    use serde_json::json;

    fn sorted(by: &str, order: Option<&str>, values: &[Value]) -> Vec<u64> {
        let sort = Sort::parse(Some(by), order, &ResourceType::user(), Mode::Lenient)
            .unwrap()
            .unwrap();
        let mut keyed: Vec<_> = (0..)
            .zip(values.iter().map(|value| sort.key(value)))
            .collect();
        keyed.sort_by(|(_, one), (_, other)| sort.compare(one, other));
        keyed.into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn case_counts_where_the_schema_says_so() {
        let values = |name: &str| ["b", "C", "a"].map(|text| json!({ name: text }));
        for by in ["userName", "USERNAME", &format!("{}:userName", urn::USER)] {
            assert_eq!(sorted(by, None, &values("userName")), [2, 0, 1], "{by}");
        }
        assert_eq!(sorted("externalId", None, &values("externalId")), [1, 2, 0]);
    }

    #[test]
    fn equal_ones_keep_their_order_in_both_directions() {
        let values = ["b", "a", "B", "A"].map(|text| json!({ "title": text }));
        assert_eq!(sorted("title", Some("ascending"), &values), [1, 3, 0, 2]);
        assert_eq!(sorted("title", Some("Descending"), &values), [0, 2, 1, 3]);
    }

    #[test]
    fn absent_ones_are_last_and_then_first() {
        let values = [json!({}), json!({ "title": "x" }), json!({ "title": null })];
        assert_eq!(sorted("title", None, &values), [1, 0, 2]);
        assert_eq!(sorted("title", Some("descending"), &values), [0, 2, 1]);
    }

    // holds: RFC7644-3.4.2.3-06
    #[test]
    fn the_primary_value_counts_else_the_first() {
        let values = [
            json!({ "emails": [{ "value": "z" }, { "value": "b", "primary": true }] }),
            json!({ "emails": [{ "value": "a" }, { "value": "z" }] }),
            json!({ "emails": [] }),
            json!({ "emails": [{ "type": "work" }, { "value": "0" }] }),
        ];
        assert_eq!(sorted("emails.value", None, &values), [1, 0, 2, 3]);
        assert_eq!(sorted("emails", None, &values), [1, 0, 2, 3]);
    }

    // holds: RFC7644-3.4.2.3-05
    #[test]
    fn types_have_their_own_order() {
        let at = |text: &str| json!({ "meta": { "created": text } });
        let values = [at("2011-05-13T04:42:34Z"), at("2011-05-13T05:42:34+02:00")];
        assert_eq!(sorted("meta.created", None, &values), [1, 0]);
        let values = [json!({ "active": true }), json!({ "active": false })];
        assert_eq!(sorted("active", None, &values), [1, 0]);
        let department = |text: &str| json!({ urn::ENTERPRISE_USER: { "department": text } });
        let values = [department("b"), department("a")];
        let by = format!("{}:Department", urn::ENTERPRISE_USER);
        assert_eq!(sorted(&by, None, &values), [1, 0]);
        assert_eq!(sorted("department", None, &values), [1, 0]);
    }

    #[test]
    fn what_cannot_be_ordered_is_refused() {
        for (by, order) in [
            ("noSuch", None),
            ("", None),
            ("name", None),
            ("name.noSuch", None),
            ("password", None),
            ("a b", None),
            (urn::ENTERPRISE_USER, None),
            ("userName", Some("sideways")),
            ("userName", Some("")),
        ] {
            let error =
                Sort::parse(Some(by), order, &ResourceType::user(), Mode::Lenient).unwrap_err();
            assert_eq!(
                error.scim_type,
                Some(ScimType::InvalidValue),
                "{by} {order:?}"
            );
        }
        let strict = |by, order| Sort::parse(by, order, &ResourceType::user(), Mode::Strict);
        assert!(strict(Some("userName"), Some("Descending")).is_err());
        assert!(strict(Some("department"), None).is_err());
        assert!(strict(None, Some("sideways")).is_err());
        assert_eq!(strict(None, Some("descending")), Ok(None));
    }
}
