//! Requests as Entra writes them.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{Dialect, PatchOrder, Settings};
use crate::transcript::{Body, Header, HeaderValue, Method, Request};

/// `PatchOp` message (RFC 7644 §3.5.2).
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// Media type of SCIM (RFC 7644 §3.1).
const MEDIA_TYPE: &str = "application/scim+json";
/// The tenant URL flag of the dialect that follows RFC 7644.
const FLAG: &str = "aadOptscim062020";

/// A query for the users whose attribute equals the value.
///
/// `GET /Users?filter=userName+eq+%22ada%40example.com%22`: blanks as `+`, quotes and everything
/// else that is special percent-encoded (observed, AzureAD/SCIMReferenceCode#63). Matching queries
/// carry neither `startIndex` nor `count`.
pub(super) fn match_users(settings: &Settings, attribute: &str, value: &str) -> Request {
    let query = format!("filter={}", equals(attribute, value));
    request(settings, Method::Get, "/Users", Some(&query), None)
}

/// A query for groups by name; the order of the two parameters is Microsoft's own (tutorial,
/// "Get group by displayName").
pub(super) fn match_groups(settings: &Settings, name: &str) -> Request {
    let filter = equals("displayName", name);
    let query = format!("excludedAttributes=members&filter={filter}");
    request(settings, Method::Get, "/Groups", Some(&query), None)
}

/// Reads one user.
pub(super) fn read_user(settings: &Settings, id: &str) -> Request {
    request(settings, Method::Get, &user_path(id), None, None)
}

/// Creates a user.
pub(super) fn create_user(settings: &Settings, resource: &Map<String, Value>) -> Request {
    let body = Value::Object(resource.clone()).to_string().into();
    request(settings, Method::Post, "/Users", None, Some(body))
}

/// Modifies a user.
pub(super) fn patch_user(settings: &Settings, id: &str, operations: Vec<Value>) -> Request {
    let body = match settings.patch_order {
        PatchOrder::SchemasFirst => json!({ "schemas": [PATCH_OP], "Operations": operations }),
        PatchOrder::OperationsFirst => json!({ "Operations": operations, "schemas": [PATCH_OP] }),
    };
    let body = Some(body.to_string().into());
    request(settings, Method::Patch, &user_path(id), None, body)
}

/// Removes a user.
pub(super) fn delete_user(settings: &Settings, id: &str) -> Request {
    request(settings, Method::Delete, &user_path(id), None, None)
}

fn equals(attribute: &str, value: &str) -> String {
    let filter = format!("{attribute} eq {}", Value::from(value));
    form_urlencoded::byte_serialize(filter.as_bytes()).collect()
}

fn user_path(id: &str) -> String {
    format!("/Users/{}", crate::idp::path_segment(id))
}

/// Adds query and headers. Entra sends the token, for bodies the media type, and no `User-Agent`
/// (observed, kortix-ai/suna#7297 and OneUptime/oneuptime#2134). Microsoft prints `Authorization`
/// before `Content-type`; where the other headers stand is not published.
fn request(
    settings: &Settings,
    method: Method,
    path: &str,
    query: Option<&str>,
    body: Option<Body>,
) -> Request {
    let transport = &settings.transport;
    let flag = (transport.flag_in_query && settings.dialect == Dialect::Rfc).then_some(FLAG);
    let query: Vec<&str> = flag.into_iter().chain(query).collect();
    let mut target = path.to_owned();
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let mut headers = vec![
        Header::slot("Host", HeaderValue::Host),
        Header::slot("Authorization", HeaderValue::Authorization),
    ];
    if transport.accept {
        headers.push(Header::text("Accept", MEDIA_TYPE));
    }
    if body.is_some() {
        let charset = if transport.charset {
            "; charset=utf-8"
        } else {
            ""
        };
        headers.push(Header::text(
            "Content-Type",
            &format!("{MEDIA_TYPE}{charset}"),
        ));
        headers.push(Header::slot("Content-Length", HeaderValue::ContentLength));
    }
    Request {
        method,
        target,
        headers,
        body,
    }
}
