//! Status codes of success and headers.

use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{Method, StatusCode};
use serde_json::json;

use super::Asked;
use super::reply::{Content, Reply};
use crate::server::quirks::{Quirk, QuirkSet};

/// Changes a reply beside its body.
pub(super) fn change(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    if quirks.has(Quirk::CreateAs200) && reply.status == StatusCode::CREATED {
        reply.status = StatusCode::OK;
    }
    if quirks.has(Quirk::DeleteWithBody)
        && asked.method == Method::DELETE
        && reply.status == StatusCode::NO_CONTENT
    {
        reply.status = StatusCode::OK;
        reply.content = Content::Json(json!({ "success": true }));
        reply.set(CONTENT_TYPE, "application/json");
    }
    if quirks.has(Quirk::LocationMissing) {
        reply.headers.remove(LOCATION);
    }
    change_tags(quirks, asked, reply);
    let media = reply.text_of(&CONTENT_TYPE).unwrap_or_default();
    if media != "application/scim+json" {
        return;
    }
    if quirks.has(Quirk::MediaTypeJson) {
        reply.set(CONTENT_TYPE, "application/json");
    } else if quirks.has(Quirk::MediaTypeText) {
        reply.set(CONTENT_TYPE, "text/plain;charset=UTF-8");
    } else if quirks.has(Quirk::MediaTypeMisspelt) {
        reply.set(CONTENT_TYPE, "application/json+scim");
    } else if quirks.has(Quirk::MediaTypeMissing) {
        reply.headers.remove(CONTENT_TYPE);
    }
}

fn change_tags(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    if quirks.has(Quirk::EtagMissing) {
        reply.headers.remove(ETAG);
    }
    if quirks.has(Quirk::EtagChanges)
        && let Some(tag) = reply.text_of(&ETAG)
    {
        let tag = tag.trim_end_matches('"');
        let tag = format!("{tag}{:06}\"", asked.number);
        reply.set(ETAG, &tag);
        if let Some(version) = reply
            .json()
            .and_then(|body| body.pointer_mut("/meta/version"))
        {
            *version = tag.into();
        }
    }
}
