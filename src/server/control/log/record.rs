//! Taking note of a request while it is answered.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use super::Log;
use super::entry::Entry;
use super::tee::{Copy, Keep, Tee};

/// Headers that carry credentials.
const SECRET: [HeaderName; 4] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, SET_COOKIE];

/// Lets a request through. Its entry is written when the last byte of the answer is given away, or
/// when the client or the server gives up before.
pub(in crate::server::control) async fn record(
    State(log): State<Arc<Log>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut open = Open {
        sent: None,
        entry: Entry {
            time: (log.clock)(),
            method: parts.method.clone(),
            tenant: (log.tenant_of)(parts.uri.path())
                .unwrap_or_default()
                .to_owned(),
            uri: parts.uri.clone(),
            request_headers: without_secrets(&parts.headers),
            ..Entry::default()
        },
        log,
    };
    let body = if body.is_end_stream() {
        body
    } else {
        let sent = Sent::default();
        open.sent = Some(sent.clone());
        Tee::body(body, sent)
    };
    let response = next.run(Request::from_parts(parts, body)).await;
    let (parts, body) = response.into_parts();
    open.entry.status = Some(parts.status);
    open.entry.response_headers = without_secrets(&parts.headers);
    Response::from_parts(parts, Tee::body(body, open))
}

fn without_secrets(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in SECRET {
        headers.remove(name);
    }
    headers
}

/// A request that is under way; dropping it writes its entry.
struct Open {
    log: Arc<Log>,
    sent: Option<Sent>,
    entry: Entry,
}

impl Keep for Open {
    fn with(&mut self, change: impl FnOnce(&mut Copy)) {
        change(&mut self.entry.response_body);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut entry = std::mem::take(&mut self.entry);
        entry.ended = Some((self.log.clock)());
        if let Some(sent) = &self.sent {
            let mut copy = sent.0.lock().unwrap_or_else(PoisonError::into_inner);
            entry.request_body = std::mem::take(&mut *copy);
        }
        self.log.push(entry);
    }
}

/// The body of a request, which is read while the request is open.
#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Copy>>);

impl Keep for Sent {
    fn with(&mut self, change: impl FnOnce(&mut Copy)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
