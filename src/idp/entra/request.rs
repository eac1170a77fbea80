//! Requests as Entra writes them.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::Settings;
use crate::transcript::{Header, HeaderValue, Method, Request};

/// `PatchOp` message (RFC 7644 §3.5.2).
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A query for the users whose attribute equals the value.
///
/// `GET /Users?filter=userName+eq+%22ada%40example.com%22`: blanks as `+`, quotes and everything
/// else that is special percent-encoded (observed, AzureAD/SCIMReferenceCode#63). Matching queries
/// carry neither `startIndex` nor `count`.
pub(super) fn match_users(settings: &Settings, attribute: &str, value: &str) -> Request {
    request(
        settings,
        Method::Get,
        format!("/Users?filter={}", equals(attribute, value)),
        None,
    )
}

/// A query for groups by name; the order of the two parameters is Microsoft's own (tutorial,
/// "Get group by displayName").
pub(super) fn match_groups(settings: &Settings, name: &str) -> Request {
    let filter = equals("displayName", name);
    let target = format!("/Groups?excludedAttributes=members&filter={filter}");
    request(settings, Method::Get, target, None)
}

/// Reads one user.
pub(super) fn read_user(settings: &Settings, id: &str) -> Request {
    request(settings, Method::Get, user_path(id), None)
}

/// Creates a user.
pub(super) fn create_user(settings: &Settings, resource: &Map<String, Value>) -> Request {
    let body = Value::Object(resource.clone()).to_string().into_bytes();
    request(settings, Method::Post, "/Users".into(), Some(body))
}

/// Modifies a user.
pub(super) fn patch_user(settings: &Settings, id: &str, operations: Vec<Value>) -> Request {
    let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
    request(
        settings,
        Method::Patch,
        user_path(id),
        Some(body.to_string().into_bytes()),
    )
}

/// Removes a user.
pub(super) fn delete_user(settings: &Settings, id: &str) -> Request {
    request(settings, Method::Delete, user_path(id), None)
}

fn equals(attribute: &str, value: &str) -> String {
    let filter = format!("{attribute} eq {}", Value::from(value));
    form_urlencoded::byte_serialize(filter.as_bytes()).collect()
}

fn user_path(id: &str) -> String {
    format!("/Users/{}", crate::idp::path_segment(id))
}

/// Adds the headers. Entra sends the token, for bodies the media type, and no `User-Agent`
/// (observed, kortix-ai/suna#7297); `Accept` is in no published capture, so it is left out.
fn request(settings: &Settings, method: Method, target: String, body: Option<Vec<u8>>) -> Request {
    let mut headers = vec![
        Header::slot("Host", HeaderValue::Host),
        Header::slot("Authorization", HeaderValue::Authorization),
    ];
    if body.is_some() {
        let media_type = if settings.charset {
            "application/scim+json; charset=utf-8"
        } else {
            "application/scim+json"
        };
        headers.push(Header::text("Content-Type", media_type));
        headers.push(Header::slot("Content-Length", HeaderValue::ContentLength));
    }
    Request {
        method,
        target,
        headers,
        body,
    }
}
