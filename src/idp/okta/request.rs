//! Requests as Okta writes them.

use serde_json::{Map, Value, json};

use super::profile::CORE_USER;
use super::{PasswordPatch, PatchValue, Settings};
use crate::idp::{equals, path_segment};
use crate::scim::schema::urn::PATCH_OP;
use crate::transcript::{Body, Header, HeaderValue, Method, Request};

/// Resources that Okta asks for at once.
pub(super) const PAGE: u64 = 100;

/// "Test API Credentials", and every saving of the connection (lab notes; SCIM 1.1 reference).
pub(super) fn probe() -> Request {
    request(Method::Get, "/Users?startIndex=1&count=2".into(), None)
}

/// Looks a user up; the parameters always come in this order (SCIM 2.0 reference).
pub(super) fn lookup(settings: &Settings, attribute: &str, value: &str) -> Request {
    filtered(settings, "/Users", attribute, value)
}

/// A lookup among all resources of an endpoint.
pub(super) fn filtered(
    settings: &Settings,
    endpoint: &str,
    attribute: &str,
    value: &str,
) -> Request {
    let filter = settings.encoding.encode(&equals(attribute, value));
    get([endpoint, "?filter=", &filter, "&startIndex=1&count=100"].concat())
}

/// One page of everything that an endpoint has (imports; the list of groups).
pub(super) fn page(endpoint: &str, start: u64) -> Request {
    get(format!("{endpoint}?startIndex={start}&count={PAGE}"))
}

/// What is read without paging: `/ResourceTypes`, `/Schemas`.
pub(super) fn get(target: String) -> Request {
    request(Method::Get, target, None)
}

/// Reads one user.
pub(super) fn read_user(id: &str) -> Request {
    request(Method::Get, user_path(id), None)
}

/// Creates a user.
pub(super) fn create_user(resource: Map<String, Value>) -> Request {
    request(Method::Post, "/Users".into(), Some(Value::Object(resource)))
}

/// Replaces a user.
pub(super) fn put_user(id: &str, resource: Value) -> Request {
    request(Method::Put, user_path(id), Some(resource))
}

/// Activates or deactivates a user of a catalog application: one operation without path, a real
/// boolean (SCIM 2.0 reference).
pub(super) fn patch_active(settings: &Settings, id: &str, active: bool) -> Request {
    let value = match settings.patch_value {
        PatchValue::Active => json!({ "active": active }),
        PatchValue::WithIdentity => {
            json!({ "schemas": [CORE_USER], "id": id, "active": active })
        }
    };
    patch_user(id, json!([{ "op": "replace", "value": value }]))
}

/// Sets a password. The body is not published; without path it has the form of Okta's other PATCH
/// for users.
pub(super) fn patch_password(settings: &Settings, id: &str, password: &str) -> Request {
    let operation = match settings.password_patch {
        PasswordPatch::Pathless => json!({ "op": "replace", "value": { "password": password } }),
        PasswordPatch::Pathed => json!({ "op": "replace", "path": "password", "value": password }),
    };
    patch_user(id, json!([operation]))
}

/// Modifies a user.
pub(super) fn patch_user(id: &str, operations: Value) -> Request {
    patch(user_path(id), operations)
}

/// A PATCH with these operations.
pub(super) fn patch(target: String, operations: Value) -> Request {
    let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
    request(Method::Patch, target, Some(body))
}

/// Deletes a user, where deprovisioning means that.
pub(super) fn delete_user(id: &str) -> Request {
    request(Method::Delete, user_path(id), None)
}

fn user_path(id: &str) -> String {
    ["/Users/", &path_segment(id)].concat()
}

/// Adds the headers in the order in which Okta printed them in its documentation of 2019; bodies
/// are compact JSON of known length, never chunked.
pub(super) fn request(method: Method, target: String, body: Option<Value>) -> Request {
    let mut headers = vec![
        Header::text("Accept", "application/scim+json"),
        Header::text("Accept-Charset", "utf-8"),
    ];
    if body.is_some() {
        headers.push(Header::text(
            "Content-Type",
            "application/scim+json; charset=utf-8",
        ));
    }
    headers.push(Header::text("User-Agent", "Okta SCIM Client 1.0.0"));
    headers.push(Header::slot("Authorization", HeaderValue::Authorization));
    if body.is_some() {
        headers.push(Header::slot("Content-Length", HeaderValue::ContentLength));
    }
    headers.push(Header::slot("Host", HeaderValue::Host));
    headers.push(Header::text("Connection", "Keep-Alive"));
    headers.push(Header::text("Accept-Encoding", "gzip,deflate"));
    Request {
        method,
        target,
        headers,
        body: body.map(Body::from),
    }
}
