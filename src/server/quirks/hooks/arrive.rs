//! Requests as they come in, before anything of the server sees them.

use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Uri};

use super::Asked;
use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, QuirkSet};

/// After how many requests of a tenant a token expires.
const LIFE: u64 = 5;

/// Changes a request.
pub(crate) fn arrive(quirks: QuirkSet, asked: &Asked, request: &mut Request) {
    if let Some(query) = request.uri().query() {
        let target = format!("{}?{}", request.uri().path(), read_query(quirks, query));
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = PathAndQuery::try_from(target).ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    let is_other_case = |value: &HeaderValue| !value.as_bytes().starts_with(b"Bearer ");
    let headers = request.headers_mut();
    if quirks.has(Quirk::TokenExpires) && asked.number > LIFE && asked.has_token {
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer expired"));
    }
    if quirks.has(Quirk::SchemeCaseSensitive)
        && headers.get(AUTHORIZATION).is_some_and(is_other_case)
    {
        headers.remove(AUTHORIZATION);
    }
}

/// The query in an encoding that the server then reads as the quirk would.
fn read_query(quirks: QuirkSet, query: &str) -> String {
    let mut query = query.to_owned();
    if quirks.has(Quirk::PlusNotDecoded) {
        query = query.replace('+', "%2B");
    }
    if quirks.has(Quirk::QueryDecodedTwice) {
        query = query.replace("%2B", "+").replace("%2b", "+");
    }
    query
}

/// Refuses a request that has been let in, before its route is looked at.
pub(crate) fn refuse_request(quirks: QuirkSet, asked: &Asked) -> Result<(), ScimError> {
    let is_missing = match asked.endpoint() {
        "Groups" => quirks.has(Quirk::GroupsMissing),
        "ServiceProviderConfig" => quirks.has(Quirk::ConfigMissing),
        "Schemas" if asked.id().is_some() && quirks.has(Quirk::DiscoveryByIdMissing) => true,
        "Schemas" => quirks.has(Quirk::SchemasMissing),
        "ResourceTypes" => asked.id().is_some() && quirks.has(Quirk::DiscoveryByIdMissing),
        _ => false,
    };
    if is_missing {
        return Err(ScimError::status(404, "no such endpoint"));
    }
    let takes_body = ["POST", "PUT", "PATCH"].contains(&asked.method.as_str());
    let refused = takes_body
        && (quirks.has(Quirk::ScimBodyRefused) && asked.media.starts_with("application/scim+json")
            || quirks.has(Quirk::JsonBodyRefused) && asked.media.starts_with("application/json"));
    if refused {
        let detail = format!("the media type `{}` is not supported", asked.media);
        return Err(ScimError::status(415, detail));
    }
    if quirks.has(Quirk::ScimAcceptRefused) && asked.accept.starts_with("application/scim+json") {
        return Err(ScimError::status(406, "there is only `application/json`"));
    }
    Ok(())
}
