//! Keeps a simulated identity provider from writing to accounts that are not its own.
//!
//! A target that ignores filters answers a query with somebody's real account, and a faithful
//! simulator would link and change it. The real identity provider does just that; a rehearsal must
//! not.

use std::collections::BTreeSet;

use memchr::memchr_iter;
use serde_json::Value;

use crate::transcript::{Body, Method, Outcome, Request};

/// Knows which resources belong to the case.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    marker: String,
    /// Names and addresses of accounts that the story itself made at the target, in lower case.
    names: BTreeSet<String>,
    own: BTreeSet<String>,
}

/// What a create request was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// Path of the resource below the base URL.
    pub(super) path: String,
    /// Whether it is the case's own, as it should be.
    pub(super) own: bool,
}

impl Guard {
    pub(super) fn new(marker: &str) -> Self {
        Self {
            marker: marker.to_lowercase(),
            names: BTreeSet::new(),
            own: BTreeSet::new(),
        }
    }

    /// Whether the request may go out: it writes to nothing, or to something of this case.
    pub(super) fn permits(&self, request: &Request) -> bool {
        if matches!(request.method, Method::Get | Method::Post) {
            return true;
        }
        let path = request.target.split('?').next().unwrap_or_default();
        path.rsplit('/')
            .next()
            .is_some_and(|id| self.own.contains(id))
    }

    /// Learns names of accounts from what an act beside SCIM was given: the story made them, or
    /// renamed them.
    pub(super) fn learn_accounts(&mut self, with: &Value) {
        for member in ["username", "email", "emails"] {
            let value = with.get(member).into_iter();
            let all = value.flat_map(|value| {
                value
                    .as_array()
                    .map_or(std::slice::from_ref(value), |list| list)
            });
            let names = all.filter_map(Value::as_str).map(str::to_lowercase);
            self.names.extend(names);
        }
    }

    /// Learns from an answer which resources are the case's own: those that it created, and those
    /// that carry its marker. Returns what a create request came to.
    pub(super) fn learn(&mut self, request: &Request, outcome: &Outcome) -> Option<Made> {
        let Outcome::Response(response) = outcome else {
            return None;
        };
        if response.is_success() && request.method == Method::Patch && self.permits(request) {
            self.follow(request);
        }
        if !response.is_success() || self.teaches_nothing(request, &response.body) {
            return None;
        }
        let body = response.json()?;
        for resource in body
            .get("Resources")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.adopt(resource);
        }
        let is_adopted = self.adopt(&body);
        if request.method != Method::Post {
            return None;
        }
        let id = crate::idp::path_segment(body.get("id")?.as_str()?);
        // An answer that names nobody is believed; one that names somebody else is a server that
        // hands out the account of another person instead of making one.
        let own = is_adopted || body.get("userName").is_none() || self.is_own(&body);
        let collection = request.target.split('?').next().unwrap_or_default();
        let path = format!("{collection}/{id}");
        if own {
            self.own.insert(id);
        }
        Some(Made { path, own })
    }

    /// Whether an answer can be passed over unread, as most can: it reads what is known to be the
    /// case's own, or it holds no resource.
    fn teaches_nothing(&self, request: &Request, body: &[u8]) -> bool {
        let texts = || memchr_iter(b'"', body).map(|at| &body[at + 1..]);
        let is_name = |text: &[u8]| {
            let name = text.get(..3);
            name.is_some_and(|name| name.eq_ignore_ascii_case(b"id\""))
        };
        let names_resource = || texts().any(is_name);
        let id = request.target.rsplit('/').next().unwrap_or_default();
        let is_id = |text: &[u8]| {
            let rest = text.strip_prefix(id.as_bytes());
            rest.is_some_and(|rest| rest.starts_with(b"\""))
        };
        let same = || texts().any(is_id);
        match request.method {
            Method::Get if self.own.contains(id) => true,
            // Unless the id is another one now.
            Method::Put | Method::Patch if self.own.contains(id) && same() => true,
            _ => !names_resource(),
        }
    }

    /// Learns the new id of a resource whose id changes: GitLab answers to what it was last sent as
    /// `externalId`, and takes `id` for the same.
    fn follow(&mut self, request: &Request) {
        let body = request.body.as_ref().and_then(Body::json);
        let operations = body.as_ref().and_then(|body| body.get("Operations"));
        for operation in operations.and_then(Value::as_array).into_iter().flatten() {
            let value = operation.get("value");
            let id = match operation.get("path").and_then(Value::as_str) {
                Some("id" | "externalId") => value.and_then(Value::as_str),
                Some(_) => None,
                None => ["id", "externalId"]
                    .iter()
                    .find_map(|name| value?.get(name)?.as_str()),
            };
            self.own.extend(id.map(crate::idp::path_segment));
        }
    }

    /// Whether the resource carries the marker of the case, or the name of an account that the story
    /// made, in one of its values.
    pub(super) fn is_own(&self, resource: &Value) -> bool {
        match resource {
            Value::String(text) => {
                if text.contains(&self.marker) {
                    return true;
                }
                let text = text.to_lowercase();
                text.contains(&self.marker) || self.names.contains(&text)
            }
            Value::Array(values) => values.iter().any(|value| self.is_own(value)),
            Value::Object(members) => members.values().any(|value| self.is_own(value)),
            _ => false,
        }
    }

    /// Counts a resource among the case's own from now on, if it carries the marker. Says whether
    /// that is new.
    fn adopt(&mut self, resource: &Value) -> bool {
        let Some(id) = resource.get("id").and_then(Value::as_str) else {
            return false;
        };
        let id = crate::idp::path_segment(id);
        !self.own.contains(&id) && self.is_own(resource) && self.own.insert(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Response;

    fn request(method: Method, target: &str) -> Request {
        Request {
            method,
            target: target.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    fn answer(body: &str) -> Outcome {
        Outcome::from(Response {
            status: 200,
            reason: "".into(),
            headers: Vec::new(),
            body: body.into(),
        })
    }

    #[test]
    fn only_own_resources_are_written_to() {
        let mut guard = Guard::new("m4rk");
        let list = request(Method::Get, "/Users?filter=x");
        let found =
            r#"{"Resources":[{"id":"1","userName":"al.M4RK@x"},{"id":"2","userName":"bo"}]}"#;
        assert_eq!(guard.learn(&list, &answer(found)), None);
        let create = request(Method::Post, "/Users");
        let made = |path: &str, own| {
            let path = path.into();
            Some(Made { path, own })
        };
        assert_eq!(
            guard.learn(&create, &answer(r#"{"id":"a b"}"#)),
            made("/Users/a%20b", true)
        );
        let stranger = r#"{"id":"3","userName":"bo"}"#;
        assert_eq!(
            guard.learn(&create, &answer(stranger)),
            made("/Users/3", false)
        );
        for (method, target, permitted) in [
            (Method::Patch, "/Users/1", true),
            (Method::Patch, "/Users/2", false),
            (Method::Put, "/Users/a%20b", true),
            (Method::Delete, "/Users/2?x=1", false),
            (Method::Delete, "/Users/3", false),
            (Method::Get, "/Users/2", true),
            (Method::Post, "/Users", true),
        ] {
            assert_eq!(
                guard.permits(&request(method, target)),
                permitted,
                "{method} {target}"
            );
        }
    }

    #[test]
    fn an_answer_with_a_longer_id_is_about_another_resource() {
        let mut guard = Guard::new("m4rk");
        guard.learn(&request(Method::Post, "/Users"), &answer(r#"{"id":"1"}"#));
        let moved = r#"{"id":"12","userName":"al.m4rk@x"}"#;
        guard.learn(&request(Method::Put, "/Users/1"), &answer(moved));
        assert!(guard.permits(&request(Method::Patch, "/Users/12")));
        assert!(!guard.permits(&request(Method::Patch, "/Users/2")));
    }

    #[test]
    fn accounts_that_the_story_made_and_new_ids_are_its_own() {
        let mut guard = Guard::new("m4rk");
        let patch = |id: &str, body: serde_json::Value| Request {
            body: Some(body.to_string().into()),
            ..request(Method::Patch, &format!("/Users/{id}"))
        };
        let list = request(Method::Get, "/Users");
        let bo = r#"{"Resources":[{"id":"2","userName":"Bo","emails":[{"value":"bo@x"}]}]}"#;
        guard.learn(&list, &answer(bo));
        assert!(!guard.permits(&request(Method::Patch, "/Users/2")));
        guard.learn_accounts(&serde_json::json!({ "emails": ["b@x", "BO@x"], "account": "al" }));
        guard.learn(&list, &answer(bo));
        assert!(guard.permits(&request(Method::Patch, "/Users/2")));
        let operation =
            serde_json::json!({ "op": "replace", "path": "externalId", "value": "n w" });
        let change = patch("2", serde_json::json!({ "Operations": [operation] }));
        let refused = Outcome::from(Response {
            status: 412,
            reason: "".into(),
            headers: Vec::new(),
            body: Body::default(),
        });
        guard.learn(&change, &refused);
        assert!(!guard.permits(&request(Method::Patch, "/Users/n%20w")));
        guard.learn(&change, &answer(""));
        assert!(guard.permits(&request(Method::Patch, "/Users/n%20w")));
        let pathless =
            serde_json::json!({ "Operations": [{ "op": "Add", "value": { "id": "3" } }] });
        guard.learn(&patch("somebody", pathless.clone()), &answer(""));
        assert!(!guard.permits(&request(Method::Delete, "/Users/3")));
        guard.learn(&patch("2", pathless), &answer(""));
        assert!(guard.permits(&request(Method::Delete, "/Users/3")));
    }
}
