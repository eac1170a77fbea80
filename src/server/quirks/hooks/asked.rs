//! What quirks know of a request when they change its answer.

use axum::extract::Request;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{HeaderName, Method};

/// A request without its body.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: String,
    /// What follows the version in the path.
    pub(super) segments: Vec<String>,
    pub(super) host: String,
    pub(super) accept: String,
    pub(super) media: String,
    pub(super) has_token: bool,
    /// How many requests the tenant has had, this one included.
    pub(super) number: u64,
}

impl Asked {
    pub(crate) fn new(request: &Request, number: u64) -> Self {
        let uri = request.uri();
        let mut segments = uri.path().split('/').filter(|one| !one.is_empty());
        if uri.path().starts_with("/t/") {
            segments.nth(1);
        }
        let is_versioned = segments.next() == Some("v2");
        let segments = segments.filter(|_| is_versioned).map(str::to_owned);
        let text = |name: HeaderName| {
            let value = request.headers().get(name);
            let text = value.and_then(|value| value.to_str().ok());
            text.unwrap_or_default().to_ascii_lowercase()
        };
        Self {
            method: request.method().clone(),
            target: uri
                .path_and_query()
                .map_or("/", |all| all.as_str())
                .to_owned(),
            segments: segments.collect(),
            host: text(HOST),
            accept: text(ACCEPT),
            media: text(CONTENT_TYPE),
            has_token: request.headers().contains_key(AUTHORIZATION),
            number,
        }
    }

    /// The tenant that a path belongs to, by which requests are counted.
    pub(crate) fn tenant(path: &str) -> &str {
        let mut segments = path.split('/').skip(1);
        match segments.next() {
            Some("t") => segments.next().unwrap_or_default(),
            _ => "",
        }
    }

    /// `Users`, `Schemas`, …; empty for the base URL and outside of it.
    pub(super) fn endpoint(&self) -> &str {
        self.segments.first().map_or("", String::as_str)
    }

    /// The id in the path.
    pub(super) fn id(&self) -> Option<&str> {
        self.segments.get(1).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn asked(uri: &str) -> Asked {
        Asked::new(&Request::get(uri).body(Body::empty()).unwrap(), 1)
    }

    #[test]
    fn paths_are_taken_apart() {
        for (uri, endpoint, id) in [
            ("/v2/Users", "Users", None),
            ("/v2/Users/7?count=1", "Users", Some("7")),
            ("/t/a/v2/Schemas/urn:x", "Schemas", Some("urn:x")),
            ("/v2/", "", None),
            ("/t/v2", "", None),
            ("/login/Users", "", None),
        ] {
            let asked = asked(uri);
            assert_eq!((asked.endpoint(), asked.id()), (endpoint, id), "{uri}");
        }
        assert_eq!(Asked::tenant("/t/a/v2/Users"), "a");
        assert_eq!(Asked::tenant("/v2/Users"), "");
    }
}
