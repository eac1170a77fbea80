//! The query string.

use crate::server::rfc::Query;

/// Reads the parameters that RFC 7644 knows; others are ignored (§3.4.2), as is a repetition.
///
/// `+` is a blank and `%2B` a plus, because Entra ID writes its filters in the form encoding.
pub(super) fn parse(text: Option<&str>) -> Query {
    let mut query = Query::default();
    for (name, value) in url::form_urlencoded::parse(text.unwrap_or_default().as_bytes()) {
        let slot = match name.as_ref() {
            "filter" => &mut query.filter,
            "sortBy" => &mut query.sort_by,
            "sortOrder" => &mut query.sort_order,
            "startIndex" => &mut query.start_index,
            "count" => &mut query.count,
            "cursor" => &mut query.cursor,
            "attributes" => &mut query.attributes,
            "excludedAttributes" => &mut query.excluded_attributes,
            _ => continue,
        };
        slot.get_or_insert_with(|| value.into_owned());
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plus_is_a_blank() {
        let query = parse(Some(
            "filter=userName+eq+%22a%2Bb%40x%22&foo=bar&count=1&count=2",
        ));
        assert_eq!(query.filter.as_deref(), Some("userName eq \"a+b@x\""));
        assert_eq!(query.count.as_deref(), Some("1"));
        assert_eq!(parse(None), Query::default());
    }
}
