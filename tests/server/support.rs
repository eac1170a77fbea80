//! A router with a clock and ids that count.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use scimulate::server::quirks::QuirkSet;
use scimulate::server::{Clock, Ids, ServerConfig, router};
use scimulate::transcript::Secret;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
pub(crate) const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
pub(crate) const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
pub(crate) const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
pub(crate) const TOKEN: &str = "correct-horse";

/// Goes forward by a second each time it is looked at.
pub(crate) fn clock() -> Clock {
    let seconds = AtomicI64::new(1_700_000_000);
    Arc::new(move || Timestamp::from_second(seconds.fetch_add(1, Ordering::Relaxed)).unwrap())
}

/// Counts from `start`.
pub(crate) fn ids(start: u64) -> Ids {
    let next = AtomicU64::new(start);
    Arc::new(move || Uuid::from_u128(next.fetch_add(1, Ordering::Relaxed).into()))
}

pub(crate) fn config() -> ServerConfig {
    ServerConfig::new("127.0.0.1:0".parse().unwrap(), Secret::new(TOKEN))
}

#[derive(Clone)]
pub(crate) struct Api {
    router: Router,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    /// The bytes; what is no UTF-8 stands escaped.
    pub(crate) text: String,
    /// Null when there is no JSON.
    pub(crate) body: Value,
    pub(crate) ending: Ending,
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Complete,
    /// The connection would have been closed.
    Broken,
    /// Nothing more came for two minutes.
    Stalled,
    /// It was larger than a client would believe.
    Endless,
}

/// Reads a body to its end, or as far as is reasonable.
async fn read(mut body: Body) -> (Vec<u8>, Ending) {
    const LIMIT: usize = 1 << 20;
    let mut bytes = Vec::new();
    while bytes.len() < LIMIT {
        let frame = tokio::time::timeout(Duration::from_mins(2), body.frame());
        match frame.await {
            Err(_) => return (bytes, Ending::Stalled),
            Ok(None) => return (bytes, Ending::Complete),
            Ok(Some(Err(_))) => return (bytes, Ending::Broken),
            Ok(Some(Ok(frame))) => bytes.extend(frame.into_data().unwrap()),
        }
    }
    (bytes, Ending::Endless)
}

/// Bytes as text; what is no UTF-8 stands escaped.
fn text_of(bytes: &[u8]) -> String {
    let chunks = bytes.utf8_chunks();
    let chunks =
        chunks.map(|chunk| chunk.valid().to_owned() + &chunk.invalid().escape_ascii().to_string());
    chunks.collect()
}

impl Reply {
    /// In the place of an answer that did not come.
    pub(crate) fn none() -> Self {
        Self {
            status: 0,
            headers: HeaderMap::new(),
            bytes: Vec::new(),
            text: String::new(),
            body: Value::Null,
            ending: Ending::Broken,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().unwrap().to_owned()
    }

    /// Status and keyword of an error, after a look at its form.
    pub(crate) fn error(&self) -> (u16, &str) {
        assert_eq!(self.body["schemas"], json!([ERROR]), "{self:?}");
        assert_eq!(self.body["status"], self.status.to_string());
        assert_eq!(self.header("content-type"), Some("application/scim+json"));
        assert!(!self.body["detail"].as_str().unwrap().is_empty());
        (self.status, self.body["scimType"].as_str().unwrap_or(""))
    }

    /// One attribute of the resources of a list.
    pub(crate) fn listed(&self, name: &str) -> Vec<&str> {
        let resources = self.body["Resources"].as_array().unwrap();
        resources
            .iter()
            .map(|resource| resource[name].as_str().unwrap())
            .collect()
    }
}

impl Api {
    pub(crate) fn with(config: ServerConfig) -> Self {
        Self::with_clock(config, clock())
    }

    pub(crate) fn with_clock(config: ServerConfig, clock: Clock) -> Self {
        Self {
            router: router(config, clock, ids(1)).unwrap(),
        }
    }

    pub(crate) fn new() -> Self {
        Self::with(config())
    }

    pub(crate) fn quirky(quirks: &str) -> Self {
        let mut config = config();
        config.quirks = QuirkSet::parse(quirks).unwrap();
        Self::with(config)
    }

    pub(crate) fn on_file(data: PathBuf) -> Self {
        let mut config = config();
        config.data = Some(data);
        Self::with(config)
    }

    pub(crate) async fn request(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let (bytes, ending) = read(body).await;
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: text_of(&bytes),
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes,
            ending,
        }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: impl Into<Body>) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/scim+json; charset=utf-8");
        self.request(request.body(body.into()).unwrap()).await
    }

    /// Sends with one more header.
    pub(crate) async fn send_with(
        &self,
        method: &str,
        path: &str,
        header: (&str, &str),
        body: impl Into<Body>,
    ) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/scim+json")
            .header(header.0, header.1);
        self.request(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send("PUT", path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, operations: Value) -> Reply {
        let body = json!({ "schemas": [PATCH], "Operations": operations });
        self.send("PATCH", path, body.to_string()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, Body::empty()).await
    }

    /// Makes a user, gives the id.
    pub(crate) async fn user(&self, user_name: &str) -> String {
        let reply = self.post("/v2/Users", &user(user_name)).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.id()
    }

    /// Makes a group, gives the id.
    pub(crate) async fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({ "schemas": [GROUP], "displayName": name, "members": members });
        let reply = self.post("/v2/Groups", &body).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.id()
    }
}

/// The path of a location that the server gave.
pub(crate) fn path_of(location: &str) -> &str {
    location.strip_prefix("http://127.0.0.1:0").unwrap()
}

/// The smallest user.
pub(crate) fn user(user_name: &str) -> Value {
    json!({ "schemas": [USER], "userName": user_name })
}

/// The smallest user and more.
pub(crate) fn user_with(user_name: &str, more: Value) -> Value {
    let mut body = user(user_name);
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}
