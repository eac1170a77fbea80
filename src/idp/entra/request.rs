//! Requests as Entra writes them.

use serde_json::{Map, Value, json};

use super::{FilterBrackets, PatchOrder, Settings};
use crate::idp::{QueryEncoding, equals, path_segment};
use crate::scim::schema::urn::PATCH_OP;
use crate::transcript::{Body, Header, HeaderValue, Method, ObjectKind, Request};

/// Media type of SCIM (RFC 7644 §3.1).
const MEDIA_TYPE: &str = "application/scim+json";
/// The tenant URL flag of the dialect that follows RFC 7644.
const FLAG: &str = "aadOptscim062020";

/// A query for the objects whose attribute equals the value.
///
/// `GET /Users?filter=userName+eq+%22ada%40example.com%22`: blanks as `+`, quotes and everything
/// else that is special percent-encoded (observed, AzureAD/SCIMReferenceCode#63). Matching queries
/// carry neither `startIndex` nor `count`. Groups are asked for without members, and the order of
/// the two parameters is Microsoft's own (tutorial, "Get group by displayName").
pub(super) fn find(settings: &Settings, kind: ObjectKind, attribute: &str, value: &str) -> Request {
    let mut filter = QueryEncoding::Form.encode(&equals(attribute, value));
    if settings.filter_brackets == FilterBrackets::Raw {
        filter = filter.replace("%5B", "[").replace("%5D", "]");
    }
    let query = match without_members(kind) {
        Some(first) => [first, "&filter=", &filter].concat(),
        None => ["filter=", &filter].concat(),
    };
    request(settings, Method::Get, endpoint(kind), Some(&query), None)
}

/// Reads one object.
pub(super) fn read(settings: &Settings, kind: ObjectKind, id: &str) -> Request {
    let query = without_members(kind);
    request(settings, Method::Get, &path(kind, id), query, None)
}

/// Creates an object.
pub(super) fn create(
    settings: &Settings,
    kind: ObjectKind,
    resource: Map<String, Value>,
) -> Request {
    let body = Value::Object(resource).into();
    request(settings, Method::Post, endpoint(kind), None, Some(body))
}

/// Modifies an object.
pub(super) fn patch(
    settings: &Settings,
    kind: ObjectKind,
    id: &str,
    operations: &[Value],
) -> Request {
    let body = match settings.patch_order {
        PatchOrder::SchemasFirst => json!({ "schemas": [PATCH_OP], "Operations": operations }),
        PatchOrder::OperationsFirst => json!({ "Operations": operations, "schemas": [PATCH_OP] }),
    };
    let body = Some(body.into());
    request(settings, Method::Patch, &path(kind, id), None, body)
}

/// Removes an object.
pub(super) fn delete(settings: &Settings, kind: ObjectKind, id: &str) -> Request {
    request(settings, Method::Delete, &path(kind, id), None, None)
}

const fn endpoint(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::User => "/Users",
        ObjectKind::Group => "/Groups",
    }
}

/// Entra never asks for the members of a group (tutorial, "Get group").
const fn without_members(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::User => None,
        ObjectKind::Group => Some("excludedAttributes=members"),
    }
}

fn path(kind: ObjectKind, id: &str) -> String {
    [endpoint(kind), "/", &path_segment(id)].concat()
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
    let flag = (transport.flag_in_query && settings.has_flag).then_some(FLAG);
    let mut target = path.to_owned();
    for (sign, parameter) in ["?", "&"].into_iter().zip(flag.into_iter().chain(query)) {
        target.push_str(sign);
        target.push_str(parameter);
    }
    let mut headers = vec![
        Header::slot("Host", HeaderValue::Host),
        Header::slot("Authorization", HeaderValue::Authorization),
    ];
    if transport.accept {
        headers.push(Header::text("Accept", MEDIA_TYPE));
    }
    if body.is_some() {
        let media_type = if transport.charset {
            "application/scim+json; charset=utf-8"
        } else {
            MEDIA_TYPE
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
