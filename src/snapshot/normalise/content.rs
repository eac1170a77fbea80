//! What an exchange carries, read once: bodies as JSON or text, and what the request was about.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::transcript::{Body, Exchange, Masker, Method, Response};

/// A body.
pub(super) enum Content {
    Empty,
    Json(Arc<Value>),
    Text(String),
    Binary(usize),
}

impl Content {
    fn read(body: &Body, secrets: &Masker) -> Self {
        if body.is_empty() {
            return Self::Empty;
        }
        let masked = secrets.mask_body(body);
        if let Some(value) = masked.json() {
            return Self::Json(value);
        }
        match std::str::from_utf8(&masked) {
            Ok(text) if !text.contains('\0') => Self::Text(text.to_owned()),
            _ => Self::Binary(body.len()),
        }
    }
}

/// An exchange with its bodies read.
pub(super) struct Seen<'a> {
    pub(super) exchange: &'a Exchange,
    /// Kind of resource that the path is about: `user` for `/Users` and everything below.
    pub(super) kind: String,
    /// Id in the path, decoded.
    pub(super) path_id: Option<String>,
    /// `/Schemas` and its like, which describe the server and nobody's data.
    pub(super) discovery: bool,
    /// Whether the query asks for certain resources only.
    pub(super) filtered: bool,
    pub(super) sent: Content,
    pub(super) received: Content,
}

impl<'a> Seen<'a> {
    pub(super) fn read(exchange: &'a Exchange, secrets: &Masker) -> Self {
        let target = &exchange.request.target;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut segments = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(decode);
        let endpoint = segments.next().unwrap_or_default();
        let path_id = segments.next().filter(|id| id != ".search");
        let body = |body: &Body| Content::read(body, secrets);
        let sent = exchange.request.body.as_ref().map_or(Content::Empty, body);
        // A search by POST has its filter in the body (RFC 7644 §3.4.3).
        let search = matches!(&sent, Content::Json(search) if search.get("filter").is_some());
        Self {
            exchange,
            kind: kind_of_endpoint(&endpoint),
            discovery: matches!(
                endpoint.to_ascii_lowercase().as_str(),
                "schemas" | "resourcetypes" | "serviceproviderconfig" | "serviceproviderconfigs"
            ),
            filtered: search || query.split('&').any(|part| part.starts_with("filter=")),
            path_id,
            sent,
            received: exchange
                .response()
                .map_or(Content::Empty, |response| body(&response.body)),
        }
    }

    pub(super) fn response(&self) -> Option<&'a Response> {
        self.exchange.response()
    }

    /// The answer's body as JSON, when the request succeeded.
    pub(super) fn result(&self) -> Option<&Value> {
        match &self.received {
            Content::Json(value) if self.response().is_some_and(Response::is_success) => {
                Some(value)
            }
            _ => None,
        }
    }

    /// Whether this made a resource, which then is the case's own whatever it looks like.
    pub(super) fn creates(&self) -> bool {
        self.exchange.request.method == Method::Post
            && self
                .response()
                .is_some_and(|response| response.status == 201)
    }
}

/// `user` for `Users` and `User`; `resource` for what names no kind.
pub(super) fn kind_of_endpoint(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let kind = lower.strip_suffix('s').unwrap_or(&lower);
    match kind {
        "" | "bulk" | ".search" => "resource".to_owned(),
        "me" => "user".to_owned(),
        // Placeholders must not hold what a hostile path or answer makes up.
        _ if kind.len() > 32 || !kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            "resource".to_owned()
        }
        _ => kind.to_owned(),
    }
}

/// Member of that name, any case (RFC 7643 §2.1).
pub(super) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// An id as text. RFC 7643 §3.1 wants a string; servers that send a number are understood.
pub(super) fn id_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) if !text.is_empty() => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
