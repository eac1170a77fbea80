//! Lists: the paging parameters of a query and the `ListResponse` message (RFC 7644 §3.4.2).

use serde_json::{Map, Value, json};

use super::error::{ScimError, ScimType};
use super::schema::urn;

/// Which part of a result is asked for (RFC 7644 §3.4.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Place of the first resource, counted from 1.
    pub start_index: u64,
    /// Most resources wanted; `None` leaves it to the server.
    pub count: Option<u64>,
}

impl Page {
    /// Reads `startIndex` and `count`. A start below 1 counts as 1, a negative count as 0.
    ///
    /// # Errors
    ///
    /// `invalidValue` when a parameter is not a whole number, the empty text included.
    pub fn parse(start_index: Option<&str>, count: Option<&str>) -> Result<Self, ScimError> {
        let start_index = whole_number("startIndex", start_index)?;
        let count = whole_number("count", count)?;
        Ok(Self {
            start_index: start_index.map_or(1, |number| number.max(1)),
            count,
        })
    }

    /// Number of resources before the page.
    pub fn offset(self) -> u64 {
        self.start_index.saturating_sub(1)
    }

    /// Most resources on the page, where a server gives `default` unasked and never more than
    /// `most`.
    pub fn limit(self, default: u64, most: u64) -> u64 {
        self.count.unwrap_or(default).min(most)
    }
}

/// A whole number; a negative one counts as 0.
fn whole_number(name: &str, text: Option<&str>) -> Result<Option<u64>, ScimError> {
    let Some(text) = text else { return Ok(None) };
    let number: i64 = text.trim().parse().map_err(|_| {
        ScimError::new(
            ScimType::InvalidValue,
            format!("`{name}` must be a whole number, got `{text}`"),
        )
    })?;
    Ok(Some(u64::try_from(number).unwrap_or(0)))
}

/// The `ListResponse` message. `Resources` is there even when it is empty, because identity providers
/// read it unasked.
pub fn list_response(resources: Vec<Value>, total: u64, start_index: u64) -> Value {
    let mut message = Map::new();
    message.insert("schemas".to_owned(), json!([urn::LIST_RESPONSE]));
    message.insert("totalResults".to_owned(), total.into());
    message.insert("startIndex".to_owned(), start_index.into());
    message.insert("itemsPerPage".to_owned(), resources.len().into());
    message.insert("Resources".to_owned(), Value::Array(resources));
    Value::Object(message)
}

/// The `ListResponse` message of a walk with cursors (RFC 9865 §2). The last page has no `next`.
pub fn cursor_response(resources: Vec<Value>, total: u64, next: Option<String>) -> Value {
    let mut message = Map::new();
    message.insert("schemas".to_owned(), json!([urn::LIST_RESPONSE]));
    message.insert("totalResults".to_owned(), total.into());
    message.insert("itemsPerPage".to_owned(), resources.len().into());
    if let Some(next) = next {
        message.insert("nextCursor".to_owned(), next.into());
    }
    message.insert("Resources".to_owned(), Value::Array(resources));
    Value::Object(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paging_parameters_follow_the_rfc() {
        for (start, count, page) in [
            (None, None, (1, None)),
            (Some("0"), Some("-1"), (1, Some(0))),
            (Some("-5"), Some("0"), (1, Some(0))),
            (Some("7"), Some("25"), (7, Some(25))),
        ] {
            let parsed = Page::parse(start, count).unwrap();
            assert_eq!((parsed.start_index, parsed.count), page);
        }
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        for text in ["abc", "", "1e20", "1.5", "99999999999999999999"] {
            for page in [Page::parse(Some(text), None), Page::parse(None, Some(text))] {
                let error = page.unwrap_err();
                assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{text}");
            }
        }
    }

    #[test]
    fn the_page_is_capped() {
        let page = Page::parse(None, Some("5000")).unwrap();
        assert_eq!(page.limit(100, 1000), 1000);
        assert_eq!(Page::parse(None, None).unwrap().limit(100, 1000), 100);
    }

    #[test]
    fn an_empty_list_has_resources() {
        assert_eq!(
            list_response(Vec::new(), 3, 9),
            json!({
                "schemas": [urn::LIST_RESPONSE],
                "totalResults": 3, "startIndex": 9, "itemsPerPage": 0, "Resources": [],
            })
        );
    }
}
