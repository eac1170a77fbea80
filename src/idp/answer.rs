//! Reading answers the way both families of identity providers need it.

use serde_json::Value;

use crate::transcript::{Outcome, Response};

/// A list answer: what the directory of the target holds for a query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listing {
    /// The resources of the page.
    pub(crate) resources: Vec<Value>,
}

impl Listing {
    /// Reads a `ListResponse` (RFC 7644 §3.4.2). `Err` says in a few words what is wrong with it.
    pub(crate) fn read(body: &Value) -> Result<Self, String> {
        let Some(members) = body.as_object() else {
            return Err("the answer is not a JSON object".into());
        };
        for counter in ["totalResults", "startIndex", "itemsPerPage"] {
            match members.get(counter) {
                None if counter != "totalResults" => {}
                Some(value) if value.is_u64() => {}
                None => return Err("`totalResults` is missing".into()),
                Some(other) => return Err(format!("`{counter}` is {other}, not a number")),
            }
        }
        match members.get("Resources") {
            Some(Value::Array(resources)) => Ok(Self {
                resources: resources.clone(),
            }),
            Some(_) => Err("`Resources` is not an array".into()),
            None if members["totalResults"] == 0 => Ok(Self {
                resources: Vec::new(),
            }),
            None => Err("`Resources` is missing".into()),
        }
    }
}

/// The `id` of a resource, if it is a text with something in it.
pub(crate) fn id_of(resource: &Value) -> Option<&str> {
    resource
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty())
}

/// The `detail` of an error body (RFC 7644 §3.12).
pub(crate) fn detail_of(response: &Response) -> Option<String> {
    let body = response.json()?;
    body.get("detail")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// The reason phrase: the server's own, or the usual one where it sent none.
pub(crate) fn reason_of(response: &Response) -> String {
    if !response.reason.is_empty() {
        return response.reason.to_string();
    }
    http::StatusCode::from_u16(response.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Unknown")
        .to_owned()
}

/// The response, if there is a complete one.
pub(crate) fn response_of(outcome: &Outcome) -> Option<&Response> {
    match outcome {
        Outcome::Response(response) => Some(response),
        Outcome::Failure(_) => None,
    }
}

/// What scimulate knows beyond the identity provider's own text, marked as such.
pub(crate) fn remark(why: &str) -> String {
    format!(" (scimulate: {why})")
}

/// The first part of a body as one line of printable text, for messages. A word that would be cut is
/// left out: half a token would not be recognised as one, and so not be masked.
pub(crate) fn excerpt(body: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(most * 4)]).into_owned();
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most)
        .collect();
    if body.len() <= line.len() {
        return line.trim().to_owned();
    }
    format!("{}…", line.trim_end_matches(in_credentials).trim())
}

/// Whether credentials are written with this character (RFC 9110 §11.2).
pub(crate) fn in_credentials(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/=".contains(c)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_excerpt_holds_whole_words() {
        assert_eq!(excerpt(b" no\nentry ", 10), "no entry");
        assert_eq!(excerpt(b"bad token: s3cr3t-t0ken", 18), "bad token:…");
        assert_eq!(excerpt(b"{\"token\":\"s3cr3t\"}", 12), "{\"token\":\"…");
    }

    #[test]
    fn a_list_needs_whole_numbers_and_an_array() {
        let read = |body: Value| Listing::read(&body).map(|listing| listing.resources.len());
        assert_eq!(read(json!({ "totalResults": 0 })), Ok(0));
        assert_eq!(read(json!({ "totalResults": 1, "Resources": [{}] })), Ok(1));
        assert_eq!(
            read(json!([])),
            Err("the answer is not a JSON object".into())
        );
        assert_eq!(
            read(json!({ "Resources": [] })),
            Err("`totalResults` is missing".into())
        );
        assert_eq!(
            read(json!({ "totalResults": 1 })),
            Err("`Resources` is missing".into())
        );
        assert_eq!(
            read(json!({ "totalResults": 0, "startIndex": "1", "Resources": [] })),
            Err("`startIndex` is \"1\", not a number".into())
        );
    }

    #[test]
    fn an_excerpt_is_one_harmless_line() {
        assert_eq!(excerpt(b"a\x1b[31m\nb", 20), "a [31m b");
        assert_eq!(excerpt("äöü and more".as_bytes(), 3), "äöü…");
    }
}
