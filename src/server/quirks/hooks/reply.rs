//! Finished responses.

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{Asked, access, bytes, discovery, error, header, listing, resource};
use crate::scim::error::ScimError;
use crate::server::quirks::QuirkSet;

/// A response taken apart.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content: Content,
}

pub(super) enum Content {
    Empty,
    Json(Value),
    Text(String),
}

/// Changes a response; `stop` ends what would go on for ever.
pub(crate) async fn spoil(
    quirks: QuirkSet,
    asked: &Asked,
    response: Response,
    stop: &CancellationToken,
) -> Response {
    let mut reply = Reply::read(response).await;
    resource::change(quirks, &mut reply);
    listing::change(quirks, asked, &mut reply);
    discovery::change(quirks, asked, &mut reply);
    header::change(quirks, asked, &mut reply);
    access::change(quirks, asked, &mut reply);
    error::change(quirks, asked, &mut reply);
    bytes::change(quirks, reply, stop)
}

impl Reply {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        // The server's own bodies are in memory, so that this neither waits nor fails.
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let content = match serde_json::from_slice(&bytes) {
            _ if bytes.is_empty() => Content::Empty,
            Ok(value) => Content::Json(value),
            Err(_) => Content::Text(String::from_utf8_lossy(&bytes).into_owned()),
        };
        Self {
            status: parts.status,
            headers: parts.headers,
            content,
        }
    }

    pub(super) fn into_parts(self) -> (StatusCode, HeaderMap, Vec<u8>) {
        let bytes = match self.content {
            Content::Empty => Vec::new(),
            Content::Json(value) => value.to_string().into_bytes(),
            Content::Text(text) => text.into_bytes(),
        };
        (self.status, self.headers, bytes)
    }

    pub(super) fn json(&mut self) -> Option<&mut Value> {
        match &mut self.content {
            Content::Json(value) => Some(value),
            _ => None,
        }
    }

    /// The resources in it, one or many.
    pub(super) fn resources(&mut self) -> impl Iterator<Item = &mut Value> {
        let (one, many) = match self.json() {
            Some(body) if body["Resources"].is_array() => (None, body["Resources"].as_array_mut()),
            body => (body, None),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    pub(super) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::try_from(value) {
            self.headers.insert(name, value);
        }
    }

    pub(super) fn text_of(&self, name: &HeaderName) -> Option<String> {
        let value = self.headers.get(name)?;
        value.to_str().ok().map(str::to_owned)
    }

    /// Becomes a text of another type.
    pub(super) fn become_text(&mut self, media: &str, text: impl Into<String>) {
        self.content = Content::Text(text.into());
        self.set(CONTENT_TYPE, media);
    }

    pub(super) fn become_empty(&mut self) {
        self.content = Content::Empty;
        self.headers.remove(CONTENT_TYPE);
    }

    /// Becomes an error, headers aside.
    pub(super) fn become_error(&mut self, error: &ScimError) {
        self.status = StatusCode::from_u16(error.status).unwrap_or_default();
        self.content = Content::Json(error.to_json());
        if !self.headers.contains_key(CONTENT_TYPE) {
            self.set(CONTENT_TYPE, "application/scim+json");
        }
    }
}

/// A response put together.
pub(super) fn response(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
