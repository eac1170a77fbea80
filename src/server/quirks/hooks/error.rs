//! Errors in other forms, and under other codes.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Asked;
use super::reply::Reply;
use super::transport::LOGIN_PAGE;
use crate::scim::error::{ERROR_URN, ScimError};
use crate::server::quirks::{Quirk, QuirkSet};

/// Endpoints that there are.
const ENDPOINTS: [&str; 8] = [
    "Users",
    "Groups",
    "ServiceProviderConfig",
    "ResourceTypes",
    "Schemas",
    "Bulk",
    "Me",
    ".search",
];

/// Changes an error.
pub(super) fn change(quirks: QuirkSet, asked: &Asked, reply: &mut Reply) {
    let is_error = reply
        .json()
        .is_some_and(|body| body["schemas"] == json!([ERROR_URN]));
    if !is_error {
        return;
    }
    if quirks.has(Quirk::HtmlUnknownPath)
        && reply.status == StatusCode::NOT_FOUND
        && !ENDPOINTS.contains(&asked.endpoint())
    {
        reply.status = StatusCode::OK;
        reply.become_text("text/html; charset=utf-8", LOGIN_PAGE);
        return;
    }
    match other_status(quirks, asked, reply.status) {
        Some(StatusCode::INTERNAL_SERVER_ERROR) => {
            reply.become_error(&ScimError::status(500, "internal server error"));
        }
        Some(status) => {
            reply.status = status;
            if let Some(body) = reply.json() {
                body["status"] = status.as_str().into();
            }
        }
        None => {}
    }
    change_members(quirks, reply);
    change_form(quirks, reply);
    if quirks.has(Quirk::ErrorAs200) {
        reply.status = StatusCode::OK;
    }
}

fn other_status(quirks: QuirkSet, asked: &Asked, status: StatusCode) -> Option<StatusCode> {
    let is_foreign = asked.id().is_some_and(|id| Uuid::parse_str(id).is_err());
    let is_resource = ["Users", "Groups"].contains(&asked.endpoint());
    match status {
        StatusCode::NOT_FOUND if !is_resource || asked.id().is_none() => None,
        StatusCode::NOT_FOUND if quirks.has(Quirk::NotFound401) => Some(StatusCode::UNAUTHORIZED),
        StatusCode::NOT_FOUND if quirks.has(Quirk::ForeignId500) && is_foreign => {
            Some(StatusCode::INTERNAL_SERVER_ERROR)
        }
        StatusCode::CONFLICT if quirks.has(Quirk::Conflict400) => Some(StatusCode::BAD_REQUEST),
        StatusCode::CONFLICT if quirks.has(Quirk::Conflict500) => {
            Some(StatusCode::INTERNAL_SERVER_ERROR)
        }
        StatusCode::BAD_REQUEST if quirks.has(Quirk::Refusal422) => {
            Some(StatusCode::UNPROCESSABLE_ENTITY)
        }
        _ => None,
    }
}

fn change_members(quirks: QuirkSet, reply: &mut Reply) {
    let status = reply.status;
    let Some(Value::Object(members)) = reply.json() else {
        return;
    };
    if quirks.has(Quirk::ScimTypeMissing) {
        members.shift_remove("scimType");
    }
    if quirks.has(Quirk::ScimTypeNullText) && !members.contains_key("scimType") {
        members.insert("scimType".to_owned(), "null".into());
    }
    if quirks.has(Quirk::ScimTypeOn404) && status == StatusCode::NOT_FOUND {
        members.insert("scimType".to_owned(), "noTarget".into());
    }
    if quirks.has(Quirk::DetailMissing) {
        members.shift_remove("detail");
    }
    if quirks.has(Quirk::DetailLeaks) {
        let detail = "org.example.scim.StoreException: SELECT * FROM users WHERE id = ?\n\
            \tat org.example.scim.UserStore.find(UserStore.java:84)";
        members.insert("detail".to_owned(), detail.into());
    }
    if quirks.has(Quirk::ErrorStatusAsNumber) {
        members.insert("status".to_owned(), status.as_u16().into());
    }
    if quirks.has(Quirk::ErrorSchemasAsText) {
        members.insert("schemas".to_owned(), ERROR_URN.into());
    }
}

fn change_form(quirks: QuirkSet, reply: &mut Reply) {
    let status = reply.status;
    let code = status.as_u16();
    let reason = status.canonical_reason().unwrap_or_default();
    let message = format!("{code} {reason}");
    let Some(body) = reply.json() else { return };
    if quirks.has(Quirk::ErrorWrapped) {
        *body = json!({ "response": body.take() });
    } else if quirks.has(Quirk::ErrorMessageOnly) {
        *body = json!({ "message": message });
        reply.set(CONTENT_TYPE, "application/json");
    } else if quirks.has(Quirk::ErrorsArray) {
        let detail = body["detail"].take();
        let code = code.to_string();
        *body = json!({ "Errors": [{ "description": detail, "code": code }] });
    } else if quirks.has(Quirk::ErrorPlainText) {
        let detail = body["detail"].as_str().unwrap_or_default().to_owned();
        reply.become_text("text/plain; charset=utf-8", detail);
    } else if quirks.has(Quirk::ErrorHtml) {
        let page = format!(
            "<html>\n<head><title>{message}</title></head>\n<body>\n<center><h1>{message}</h1>\
             </center>\n</body>\n</html>\n"
        );
        reply.become_text("text/html", page);
    } else if quirks.has(Quirk::ErrorEmpty) {
        reply.become_empty();
    } else if quirks.has(Quirk::ErrorMediaTypeJson) {
        reply.set(CONTENT_TYPE, "application/json");
    }
}
