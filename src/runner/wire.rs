//! The wire of one case: sends, masks, records, tells.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::Event;
use super::guard::Guard;
use crate::client::Client;
use crate::idp::Wire;
use crate::transcript::{
    CaseId, Exchange, Failure, FailureKind, Masker, Origin, Outcome, Request, Response, Secret,
    SentRequest,
};

/// Everything that a case sends goes through here.
pub(super) struct CaseWire {
    client: Client,
    masker: Masker,
    events: UnboundedSender<Event>,
    case: CaseId,
    started: Instant,
    longest_wait: Duration,
    /// Who is speaking now.
    pub(super) origin: Origin,
    /// Which step is being played.
    pub(super) step: Option<usize>,
    /// What was exchanged so far, secrets masked.
    pub(super) exchanges: Vec<Exchange>,
    /// Paths of the resources that the case created, oldest first.
    pub(super) created: Vec<String>,
    /// Which resources are the case's own.
    pub(super) guard: Guard,
    /// The request that was held back because it would have written to a foreign account.
    pub(super) held_back: Option<String>,
}

impl CaseWire {
    pub(super) fn new(
        client: Client,
        token: Option<&Secret>,
        events: UnboundedSender<Event>,
        case: CaseId,
        longest_wait: Duration,
        marker: &str,
    ) -> Self {
        Self {
            client,
            masker: Masker::new(token),
            events,
            case,
            started: Instant::now(),
            longest_wait,
            origin: Origin::Idp,
            step: None,
            exchanges: Vec::new(),
            created: Vec::new(),
            guard: Guard::new(marker),
            held_back: None,
        }
    }

    /// Sends as somebody else than the identity provider.
    pub(super) async fn send_as(&mut self, origin: Origin, request: Request) -> Outcome {
        let speaking = std::mem::replace(&mut self.origin, origin);
        let outcome = self.send(request).await;
        self.origin = speaking;
        outcome
    }

    /// Milliseconds since the case began.
    pub(super) fn elapsed_ms(&self) -> u64 {
        millis(self.started.elapsed())
    }

    /// The masker, with all secrets that the case has met.
    pub(super) const fn masker(&self) -> &Masker {
        &self.masker
    }

    fn record(&mut self, sent: &SentRequest, outcome: &Outcome, started_ms: u64) {
        let masker = &self.masker;
        let headers = |headers: &[(String, String)]| {
            let masked = |(name, value): &(String, String)| (name.clone(), masker.mask_text(value));
            headers.iter().map(masked).collect::<Vec<_>>()
        };
        let response = |response: &Response| Response {
            status: response.status,
            reason: masker.mask_text(&response.reason),
            headers: headers(&response.headers),
            body: masker.mask(&response.body),
        };
        let outcome = match outcome {
            Outcome::Response(answer) => Outcome::Response(response(answer)),
            Outcome::Failure(failure) => Outcome::Failure(Failure {
                kind: failure.kind,
                message: masker.mask_text(&failure.message),
                partial: failure.partial.as_ref().map(response),
            }),
        };
        let request = SentRequest {
            method: sent.method,
            target: masker.mask_text(&sent.target),
            headers: headers(&sent.headers),
            body: sent.body.as_deref().map(|body| masker.mask(body)),
        };
        self.exchanges.push(Exchange {
            origin: self.origin,
            step: self.step,
            request,
            outcome,
            started_ms,
            elapsed_ms: self.elapsed_ms().saturating_sub(started_ms),
        });
        // Nobody listens any more when the run is being torn down; the record is kept all the same.
        let _ = self.events.send(Event::Exchange(self.case.clone()));
    }
}

impl Wire for CaseWire {
    async fn send(&mut self, request: Request) -> Outcome {
        if !self.guard.permits(&request) {
            let line = format!("{} {}", request.method, request.target);
            self.held_back.get_or_insert(line);
            let message = "held back: the account does not belong to this run".into();
            return Outcome::Failure(Failure {
                kind: FailureKind::Protocol,
                message,
                partial: None,
            });
        }
        let started_ms = self.elapsed_ms();
        let (sent, outcome) = self.client.send(&request).await;
        self.masker
            .learn_passwords(request.body.as_deref().unwrap_or_default());
        if let Some(path) = self.guard.learn(&request, &outcome)
            && !self.created.contains(&path)
        {
            self.created.push(path);
        }
        self.record(&sent, &outcome, started_ms);
        outcome
    }

    async fn pause(&mut self, wait: Duration) -> bool {
        if wait > self.longest_wait {
            return false;
        }
        tokio::time::sleep(wait).await;
        true
    }
}

/// Whole milliseconds of a duration.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
