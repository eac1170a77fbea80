//! Filters in queries, encoded as the clients do it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use super::settings::Word;

/// How the filter of a query is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryEncoding {
    /// `%20` for blanks: RFC 3986; Okta in a raw request line of 2024 in its support forum.
    Percent,
    /// `+` for blanks, as in forms: Entra ID; Okta's text of 2018 and 2019.
    Form,
}

impl Word for QueryEncoding {
    const WORDS: &'static [(&'static str, Self)] =
        &[("percent", Self::Percent), ("form", Self::Form)];
}

/// Everything but the unreserved characters of RFC 3986 §2.3. Even `@` is encoded, which §3.4 would
/// allow (Okta's raw request line).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl QueryEncoding {
    /// The value of a query parameter.
    pub(crate) fn encode(self, value: &str) -> String {
        // Of a filter some characters take three times their room.
        let mut encoded = String::with_capacity(2 * value.len());
        match self {
            Self::Percent => encoded.extend(utf8_percent_encode(value, QUERY)),
            Self::Form => encoded.extend(form_urlencoded::byte_serialize(value.as_bytes())),
        }
        encoded
    }
}

/// A filter for what has this value: `userName eq "ada"`. The value is written as JSON (RFC 7644
/// §3.4.2.2).
pub(crate) fn equals(attribute: &str, value: &str) -> String {
    // Text is always JSON.
    let value = serde_json::to_string(value).unwrap_or_default();
    [attribute, " eq ", &value].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_special_in_json_is_escaped_in_a_filter() {
        assert_eq!(equals("userName", r#"a"b\c"#), r#"userName eq "a\"b\\c""#);
    }

    #[test]
    fn the_two_differ_in_blanks_and_in_what_forms_leave_alone() {
        let filter = r#"a eq "x*~@é""#;
        let percent = QueryEncoding::Percent.encode(filter);
        assert_eq!(percent, "a%20eq%20%22x%2A~%40%C3%A9%22");
        let form = QueryEncoding::Form.encode(filter);
        assert_eq!(form, "a+eq+%22x*%7E%40%C3%A9%22");
    }
}
