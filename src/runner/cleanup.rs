//! Removes what a case made on a foreign target, and says what stayed.

use serde_json::Value;

use super::case::Player;
use super::setup::{describe, plain};
use crate::idp::path_segment;
use crate::transcript::{Leftover, Method, Origin, Outcome};

impl Player<'_> {
    /// Deletes every resource of this case: those whose creation was answered with an id, and
    /// those that carry the marker although no answer said so. Returns what is still there.
    pub(super) async fn clean_up(&mut self) -> Vec<Leftover> {
        self.wire.step = None;
        let mut leftovers = Vec::new();
        for path in self.wire.created.clone().into_iter().rev() {
            if let Some(reason) = self.delete(&path).await {
                let name = format!("marker {}", self.marker);
                leftovers.push(Leftover { path, name, reason });
            }
        }
        for name in self.names_used() {
            for (path, name) in self.find_own(&name).await {
                let known = leftovers
                    .iter()
                    .any(|leftover: &Leftover| leftover.path == path);
                if known {
                    continue;
                }
                let reason = if self.wire.created.contains(&path) {
                    Some("still there after DELETE was answered with success".to_owned())
                } else {
                    self.delete(&path).await
                };
                if let Some(reason) = reason {
                    leftovers.push(Leftover { path, name, reason });
                }
            }
        }
        leftovers
    }

    /// User names that this case may have created: of the people whose create request went out.
    fn names_used(&self) -> Vec<String> {
        let mut names = Vec::new();
        for exchange in &self.wire.exchanges {
            let body = exchange.request.body.as_deref().filter(|_| {
                matches!(
                    exchange.request.method,
                    Method::Post | Method::Put | Method::Patch
                )
            });
            let Some(body) = body else { continue };
            let Ok(body) = serde_json::from_slice::<Value>(body) else {
                continue;
            };
            let name = body
                .get("userName")
                .and_then(Value::as_str)
                .map(str::to_owned);
            if let Some(name) = name.filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        names
    }

    /// Resources with that user name and this case's marker; anything else is somebody else's.
    async fn find_own(&mut self, name: &str) -> Vec<(String, String)> {
        let filter = format!("userName eq {}", Value::from(name));
        let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let request = plain(Method::Get, format!("/Users?filter={query}"), None);
        let outcome = self.wire.send_as(Origin::Cleanup, request).await;
        let Outcome::Response(response) = outcome else {
            return Vec::new();
        };
        let body = response.json().unwrap_or_default();
        let resources = body.get("Resources").and_then(Value::as_array).cloned();
        resources
            .unwrap_or_default()
            .iter()
            .filter(|resource| self.wire.guard.is_own(resource))
            .filter_map(|resource| {
                let id = resource.get("id")?.as_str()?;
                Some((format!("/Users/{}", path_segment(id)), name.to_owned()))
            })
            .collect()
    }

    /// Deletes a resource; `Some` says why it is still there.
    async fn delete(&mut self, path: &str) -> Option<String> {
        let request = plain(Method::Delete, path.to_owned(), None);
        let outcome = self.wire.send_as(Origin::Cleanup, request).await;
        match &outcome {
            Outcome::Response(response) if response.is_success() || response.status == 404 => None,
            other => Some(format!("DELETE was answered with {}", describe(other))),
        }
    }
}
