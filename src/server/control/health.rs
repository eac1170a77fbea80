//! `GET /health`: whether the server answers.

use axum::response::Response;
use serde_json::json;

use super::reply::respond;

/// Needs no token, so that whatever waits for the server needs no secret.
pub(super) async fn health() -> Response {
    respond(Ok(
        json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }),
    ))
}
