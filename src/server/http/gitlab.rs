//! A GitLab profile on HTTP.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::{App, body};
use crate::server::gitlab::{Hosts, Incoming, Reply, handle};
use crate::server::tenant;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) struct Peer(pub(in crate::server) IpAddr);

/// The hosts as a router: the host of a tenant is below `/t/{tenant}`, that of the default tenant at
/// the root.
pub(super) fn routes(app: App, hosts: Arc<Hosts>) -> Router {
    Router::new().fallback(answer).with_state((app, hosts))
}

async fn answer(State((app, hosts)): State<(App, Arc<Hosts>)>, request: Request) -> Response {
    let (parts, sent) = request.into_parts();
    let sent = match body::read(sent, app.body_limit, app.read_timeout).await {
        Ok(sent) => sent,
        Err(error) => {
            return respond(Reply {
                status: error.status,
                headers: vec![("content-type", "application/json".to_owned())],
                body: json!({ "message": error.detail }).to_string(),
            });
        }
    };
    let work = move || {
        let whole = parts.uri.path();
        let (tenant, path) = tenant::split(whole).unwrap_or(("", whole));
        let incoming = Incoming {
            method: &parts.method,
            path,
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body: &sent,
            remote_ip: parts.extensions.get::<Peer>().map(|peer| peer.0),
        };
        hosts.answer(tenant, |world| handle(world, &incoming))
    };
    let done = std::panic::catch_unwind(AssertUnwindSafe(work));
    respond(done.unwrap_or_else(|_| Reply {
        status: 500,
        headers: vec![("content-type", "application/json".to_owned())],
        body: json!({ "message": "500 Internal Server Error" }).to_string(),
    }))
}

fn respond(reply: Reply) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response
                .headers_mut()
                .append(HeaderName::from_static(name), value);
        }
    }
    response
}
