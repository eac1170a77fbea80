//! Removes what a case made on a foreign target, and says what stayed.

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::case::Player;
use super::setup::{describe, plain};
use super::wire::CaseWire;
use crate::idp::{QueryEncoding, equals, path_segment};
use crate::scenario::ResourceKind;
use crate::transcript::{FailureKind, Leftover, Method, Origin, Outcome};

/// Requests in a row that nobody answers before the rest is left alone: each takes as long as an
/// exchange may.
const UNANSWERED: u32 = 3;

impl Player<'_> {
    /// Deletes every resource of this case: those whose creation was answered with an id, and
    /// those that carry the marker although no answer said so. Returns what is still there, and what
    /// may be because the clean-up was ended or nobody answered.
    pub(super) async fn clean_up(&mut self, end: &CancellationToken) -> Vec<Leftover> {
        self.wire.step = None;
        self.wire.remember_given_up();
        let clean_up = CleanUp {
            wire: &mut self.wire,
            end,
            unanswered: 0,
        };
        clean_up.run().await
    }
}

/// A clean-up that is under way.
struct CleanUp<'a> {
    wire: &'a mut CaseWire,
    /// Ends it.
    end: &'a CancellationToken,
    /// Requests to which no answer came since the last to which one came.
    unanswered: u32,
}

impl CleanUp<'_> {
    async fn run(mut self) -> Vec<Leftover> {
        let mut leftovers: Vec<Leftover> = Vec::new();
        let mut created: Vec<_> = self.wire.created.clone().into_iter().rev().collect();
        // Groups first: some targets delete no member of a group.
        created.sort_by_key(|(path, _)| ResourceKind::of(path) != Some(ResourceKind::Group));
        for (path, created) in created {
            let reason = if created.own {
                self.delete(&path).await
            } else {
                let why = "the create request was answered with this account, which is somebody \
                           else's; it was left alone";
                Some(why.to_owned())
            };
            if let Some(reason) = reason {
                let name = created.name;
                leftovers.push(Leftover { path, name, reason });
            }
        }
        let mut names: Vec<_> = self.wire.names.clone().into_iter().collect();
        names.sort_by_key(|((kind, _), _)| *kind != ResourceKind::Group);
        for ((kind, name), untold) in names {
            let query = query_for(kind, &name);
            let found = match self.find_own(kind, &query).await {
                Ok(found) => found,
                Err(why) if untold => {
                    let reason = format!("may have been created; looking for it failed: {why}");
                    leftovers.push(Leftover {
                        path: query,
                        name,
                        reason,
                    });
                    continue;
                }
                Err(_) => continue,
            };
            for (path, is_inactive) in found {
                if leftovers.iter().any(|leftover| leftover.path == path) {
                    continue;
                }
                let reason = if self.wire.created.contains_key(&path) {
                    let still = "still there after DELETE was answered with success";
                    Some(if is_inactive {
                        format!("{still}, but no longer active")
                    } else {
                        still.to_owned()
                    })
                } else {
                    self.delete(&path).await
                };
                if let Some(reason) = reason {
                    let name = name.clone();
                    leftovers.push(Leftover { path, name, reason });
                }
            }
        }
        leftovers
    }

    /// Paths of the resources that the query finds and that carry this case's marker, and whether
    /// each is inactive; anything else is somebody else's. `Err` says why they cannot be told.
    async fn find_own(
        &mut self,
        kind: ResourceKind,
        query: &str,
    ) -> Result<Vec<(String, bool)>, String> {
        let outcome = self.send(Method::Get, query).await?;
        let body = match &outcome {
            Outcome::Response(response) if response.is_success() => response.json(),
            // Servers that answer so when nobody is found break the rules, but clearly.
            Outcome::Response(response) if response.status == 404 => return Ok(Vec::new()),
            other => return Err(describe(other)),
        };
        let body = body.ok_or("something that is not JSON")?;
        let resources = body.get("Resources").and_then(Value::as_array);
        Ok(resources
            .into_iter()
            .flatten()
            .filter(|resource| self.wire.guard.is_own(resource))
            .filter_map(|resource| {
                let id = path_segment(resource.get("id")?.as_str()?);
                let is_inactive = resource.get("active") == Some(&Value::Bool(false));
                Some((format!("{}/{id}", kind.endpoint()), is_inactive))
            })
            .collect())
    }

    /// Deletes a resource; `Some` says why it is still there.
    async fn delete(&mut self, path: &str) -> Option<String> {
        let mut outcome = match self.send(Method::Delete, path).await {
            Ok(outcome) => outcome,
            Err(why) => return Some(format!("DELETE {why}")),
        };
        let is_open = match &outcome {
            Outcome::Response(response) => response.status >= 500,
            Outcome::Failure(_) => true,
        };
        // It may be gone all the same, which a second request tells.
        if is_open && let Ok(second) = self.send(Method::Delete, path).await {
            outcome = second;
        }
        match &outcome {
            Outcome::Response(response) if response.is_success() || response.status == 404 => None,
            other => Some(format!("DELETE failed: {}", describe(other))),
        }
    }

    /// Sends a request; `Err` says why its answer was not waited for.
    async fn send(&mut self, method: Method, target: &str) -> Result<Outcome, &'static str> {
        if self.end.is_cancelled() {
            return Err("not tried: the clean-up was interrupted");
        }
        if self.unanswered >= UNANSWERED {
            return Err("not tried: the target no longer answers");
        }
        let request = plain(method, target.to_owned(), None);
        let outcome = tokio::select! {
            outcome = self.wire.send_patiently(Origin::Cleanup, &request) => outcome,
            () = self.end.cancelled() => return Err("given up: the clean-up was interrupted"),
        };
        let is_unanswered = match &outcome {
            Outcome::Response(_) => false,
            // The others take no time.
            Outcome::Failure(failure) => {
                failure.kind == FailureKind::Timeout || failure.kind.is_unreachable()
            }
        };
        self.unanswered = if is_unanswered {
            self.unanswered + 1
        } else {
            0
        };
        Ok(outcome)
    }
}

/// The query that finds the user or group of that name.
fn query_for(kind: ResourceKind, name: &str) -> String {
    let filter = equals(kind.naming_attribute(), name);
    let filter = QueryEncoding::Form.encode(&filter);
    [kind.endpoint(), "?filter=", &filter].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_groups_are_looked_for_by_what_names_them() {
        assert_eq!(
            query_for(ResourceKind::User, "al@x"),
            "/Users?filter=userName+eq+%22al%40x%22"
        );
        assert_eq!(
            query_for(ResourceKind::Group, "Sales m1"),
            "/Groups?filter=displayName+eq+%22Sales+m1%22"
        );
        assert_eq!(ResourceKind::of("/Groups/1?x"), Some(ResourceKind::Group));
        assert_eq!(ResourceKind::of("/Users"), Some(ResourceKind::User));
        assert_eq!(ResourceKind::of("/Bulk"), None);
    }
}
