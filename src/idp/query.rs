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
        match self {
            Self::Percent => utf8_percent_encode(value, QUERY).to_string(),
            Self::Form => form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_differ_in_blanks_and_in_what_forms_leave_alone() {
        let filter = r#"a eq "x*~@é""#;
        let percent = QueryEncoding::Percent.encode(filter);
        assert_eq!(percent, "a%20eq%20%22x%2A~%40%C3%A9%22");
        let form = QueryEncoding::Form.encode(filter);
        assert_eq!(form, "a+eq+%22x*%7E%40%C3%A9%22");
    }
}
