//! Sending requests, and what comes of them in a few words.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;

use super::flow::Plain;
use super::settings::RetriedOn;
use crate::idp::answer::{detail_of, excerpt, id_of, reason_of, response_of};
use crate::idp::{Wire, pause_at_most};
use crate::transcript::{Outcome, Request, Response};

/// Wait before the second attempt where no answer comes; it grows by half each time (default of
/// resilience4j's exponential back-off, which the Keycloak plugin takes).
const FIRST_WAIT: SignedDuration = SignedDuration::from_millis(500);
/// Wait before the second attempt of a task; it doubles each time (defaults of dramatiq, which runs
/// authentik's tasks).
const FIRST_WAIT_OF_TASKS: SignedDuration = SignedDuration::from_secs(15);
/// Waits for a `Retry-After` that one request is granted.
const WAITS: u32 = 3;

/// Why something failed: a code and a text for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    pub(super) code: String,
    pub(super) text: String,
}

/// The code for a resource without `id`.
pub(super) const NO_ID: &str = "no-id";

impl Failed {
    /// A success that cannot be used.
    pub(super) fn unusable(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            text: text.into(),
        }
    }

    /// An answer that is no success, or none at all.
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Failure(failure) => Self {
                code: failure.kind.as_str().to_owned(),
                text: format!("no answer: {}", failure.message),
            },
            Outcome::Response(response) => {
                let detail = detail_of(response).unwrap_or_else(|| excerpt(&response.body, 200));
                let separator = if detail.is_empty() { "" } else { ": " };
                let reason = reason_of(response);
                Self {
                    code: response.status.to_string(),
                    text: format!("{} {reason}{separator}{detail}", response.status),
                }
            }
        }
    }
}

/// The status of an answer; 0 for none.
pub(super) fn status(outcome: &Outcome) -> u16 {
    response_of(outcome).map_or(0, |response| response.status)
}

/// The body of a success; `Err` says what came instead. A success without body holds `null`.
pub(super) fn body(outcome: &Outcome) -> Result<Arc<Value>, Failed> {
    let response = response_of(outcome)
        .filter(|response| response.is_success())
        .ok_or_else(|| Failed::of(outcome))?;
    if response.body.is_empty() {
        return Ok(Arc::new(Value::Null));
    }
    let not_json = || {
        let text = format!(
            "{} {}, but the body is not JSON: {}",
            response.status,
            reason_of(response),
            excerpt(&response.body, 80)
        );
        Failed::unusable("not-json", text)
    };
    response.json().ok_or_else(not_json)
}

/// The resources of a list in a success.
pub(super) fn resources(outcome: &Outcome) -> Result<Vec<Value>, Failed> {
    let body = body(outcome)?;
    match body.get("Resources") {
        Some(Value::Array(resources)) => Ok(resources.clone()),
        None if body.get("totalResults") == Some(&Value::from(0)) => Ok(Vec::new()),
        _ => Err(Failed::unusable(
            "no-list",
            "the answer has no array `Resources`",
        )),
    }
}

/// The id of a resource; `Err` with these words when it has none.
pub(super) fn id(resource: &Value, words: &str) -> Result<String, Failed> {
    let missing = || Failed::unusable(NO_ID, words);
    id_of(resource).map(str::to_owned).ok_or_else(missing)
}

impl Plain {
    /// Sends a request; before the first one of a task the configuration is read, where the client
    /// acts upon it.
    pub(super) async fn call<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
        self.know_config(wire).await;
        self.send(request, wire).await
    }

    /// Whether a request with such an answer, or without one, is tried again by itself.
    fn is_retried(&self, answer: Option<&Response>) -> bool {
        match self.settings.retried_on {
            RetriedOn::NoAnswer => answer.is_none(),
            // A full synchronisation goes on with the next object.
            RetriedOn::Busy => {
                let is_busy = answer.is_some_and(|answer| matches!(answer.status, 429 | 503));
                is_busy && !self.is_full
            }
        }
    }

    /// Sends a request, again where the client tries again by itself, and again after a
    /// `Retry-After` where it honours that (RFC 6585 §4).
    pub(super) async fn send<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
        let mut wait = match self.settings.retried_on {
            RetriedOn::NoAnswer => FIRST_WAIT,
            RetriedOn::Busy => FIRST_WAIT_OF_TASKS,
        };
        let mut attempts = 1;
        let mut waits = 0;
        loop {
            let outcome = wire.send(&request).await;
            let answer = response_of(&outcome);
            if attempts < self.settings.attempts && self.is_retried(answer) {
                // Only a 429 asks for a real wait.
                if answer.is_some_and(|answer| answer.status == 429) {
                    pause_at_most(wait.unsigned_abs(), wire).await;
                }
                attempts += 1;
                self.clock.advance(wait);
                wait = match self.settings.retried_on {
                    RetriedOn::NoAnswer => wait.saturating_add(wait / 2),
                    RetriedOn::Busy => wait.saturating_mul(2),
                };
                continue;
            }
            let asked = answer
                .filter(|answer| answer.status == 429 && self.settings.honours_retry_after)
                .and_then(Response::retry_after);
            let Some(seconds) = asked.filter(|_| waits < WAITS) else {
                return outcome;
            };
            waits += 1;
            if !wire.pause(Duration::from_secs(seconds)).await {
                return outcome;
            }
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            self.clock.advance(SignedDuration::from_secs(seconds));
        }
    }
}
