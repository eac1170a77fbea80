//! The wire of one case: sends, records, tells.

use std::sync::Arc;
use std::time::{Duration, Instant};

use indexmap::IndexMap;
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedSender;

use super::Event;
use super::guard::Guard;
use super::trouble::{Met, Troubles};
use crate::client::Client;
use crate::idp::Wire;
use crate::scenario::ResourceKind;
use crate::transcript::{
    Body, CaseId, Exchange, Failure, FailureKind, Masker, Method, Origin, Outcome, Request, Secret,
    SentRequest,
};

/// Times that a request is sent before "too many requests" is taken for the last word.
const ATTEMPTS: u32 = 4;

/// Exchanges of most stories, clean-up included.
const USUAL: usize = 32;

/// Answers among which one is looked for that says the same.
const RECOGNISED: usize = 8;

/// Everything that a case sends goes through here.
pub(super) struct CaseWire {
    client: Client,
    masker: Masker,
    events: UnboundedSender<Event>,
    case: Arc<CaseId>,
    started: Instant,
    longest_wait: Duration,
    /// Who is speaking now.
    pub(super) origin: Origin,
    /// Which step is being played.
    pub(super) step: Option<usize>,
    /// What was exchanged so far, secrets and all.
    pub(super) exchanges: Vec<Exchange>,
    /// What the case's create requests were answered with, by path, oldest first.
    pub(super) created: IndexMap<String, Created>,
    /// User names and names of groups that the case wrote, and whether a resource may have come of
    /// one that no answer told of.
    pub(super) names: IndexMap<(ResourceKind, String), bool>,
    /// Which resources are the case's own.
    pub(super) guard: Guard,
    /// Whether nobody but the case has anything at the target.
    pub(super) is_own_world: bool,
    /// The request that was held back because it would have written to a foreign account.
    pub(super) held_back: Option<String>,
    /// What stands between the identity provider and the target.
    pub(super) troubles: Troubles,
    /// Whether the last outcome came from there.
    was_trouble: bool,
    under_way: Arc<Mutex<()>>,
    /// The create request that is under way, without its headers.
    unanswered: Option<Request>,
}

/// A resource that came of a create request.
#[derive(Debug, Clone)]
pub(super) struct Created {
    /// The user name, or display name, that was asked for.
    pub(super) name: String,
    /// Whether the answer was about the case's own resource.
    pub(super) own: bool,
}

impl CaseWire {
    pub(super) fn new(
        client: Client,
        masker: Masker,
        events: UnboundedSender<Event>,
        case: CaseId,
        longest_wait: Duration,
        marker: &str,
    ) -> Self {
        Self {
            client,
            masker,
            events,
            case: case.into(),
            started: Instant::now(),
            longest_wait,
            origin: Origin::Idp,
            step: None,
            exchanges: Vec::with_capacity(USUAL),
            created: IndexMap::new(),
            names: IndexMap::new(),
            guard: Guard::new(marker),
            is_own_world: false,
            held_back: None,
            troubles: Troubles::default(),
            was_trouble: false,
            under_way: Arc::default(),
            unanswered: None,
        }
    }

    /// A lock that is held while a request is under way. Whoever stops the case takes it first:
    /// a create request must not be given up before it is known what came of it.
    pub(super) fn under_way(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.under_way)
    }

    /// Sends as somebody else than the identity provider.
    pub(super) async fn send_as(&mut self, origin: Origin, request: &Request) -> Outcome {
        let speaking = std::mem::replace(&mut self.origin, origin);
        let outcome = self.send(request).await;
        self.origin = speaking;
        outcome
    }

    /// The same, but waits and tries again when the target asks for that: a request of scimulate's
    /// own says nothing of how an identity provider takes it.
    pub(super) async fn send_patiently(&mut self, origin: Origin, request: &Request) -> Outcome {
        let mut outcome = self.send_as(origin, request).await;
        for _ in 1..ATTEMPTS {
            let busy = match &outcome {
                Outcome::Response(response) if response.status == 429 => response,
                _ => break,
            };
            let seconds = busy.retry_after().unwrap_or(1);
            if !self.pause(Duration::from_secs(seconds)).await {
                break;
            }
            outcome = self.send_as(origin, request).await;
        }
        outcome
    }

    /// Requests go to another address or with another token from now on.
    pub(super) fn enter(&mut self, client: Client, token: Option<&Secret>) {
        self.client = client;
        if let Some(token) = token {
            self.keep_secret(token);
        }
    }

    /// Nothing that is kept shows it from now on.
    pub(super) fn keep_secret(&mut self, secret: &Secret) {
        self.masker.add(secret);
    }

    /// Milliseconds since the case began.
    pub(super) fn elapsed_ms(&self) -> u64 {
        millis(self.started.elapsed())
    }

    /// A masker with all secrets that the case has met: the passwords in what it sent, too, so that
    /// they are found wherever the target echoes them.
    pub(super) fn masker(&self) -> Masker {
        let mut masker = self.masker.clone();
        let sent = self.exchanges.iter().map(|exchange| &exchange.request);
        let bodies = sent.filter_map(|request| request.body.as_deref());
        bodies.for_each(|body| masker.learn_passwords(body));
        masker
    }

    /// Sends for real.
    async fn deliver(&mut self, request: &Request) -> (SentRequest, Outcome) {
        if request.method == Method::Post && !self.is_own_world {
            self.unanswered = Some(Request {
                method: request.method,
                target: request.target.clone(),
                headers: Vec::new(),
                body: request.body.clone(),
            });
        }
        let (sent, mut outcome) = self.client.send(request).await;
        self.unanswered = None;
        if let Outcome::Response(response) = &mut outcome {
            self.recognise(&mut Arc::make_mut(response).body);
        }
        self.remember(request, &outcome);
        (sent, outcome)
    }

    /// Most answers of a story repeat one of the last, which has been read and need not be again.
    fn recognise(&self, body: &mut Body) {
        let last = self.exchanges.iter().rev().take(RECOGNISED);
        let mut last = last.filter_map(|exchange| Some(&exchange.response()?.body));
        if let Some(known) = last.find(|known| *known == body) {
            *body = known.clone();
        }
    }

    /// Remembers what may have come of a create request that was given up under way.
    pub(super) fn remember_given_up(&mut self) {
        if let Some(request) = self.unanswered.take() {
            let outcome = Outcome::Failure(Failure {
                kind: FailureKind::Closed,
                message: "given up".into(),
                partial: None,
            });
            self.remember(&request, &outcome);
        }
    }

    /// Remembers what must be removed afterwards.
    fn remember(&mut self, request: &Request, outcome: &Outcome) {
        let made = self.guard.learn(request, outcome);
        if request.body.is_none() && made.is_none() {
            return;
        }
        let body = request.body.as_ref().and_then(Body::json);
        let text = |name| Some(body.as_ref()?.get(name)?.as_str()?.to_owned());
        let user_name = text("userName");
        let display_name = || text("displayName");
        let kind = ResourceKind::of(&request.target);
        let name = match kind {
            Some(ResourceKind::Group) => display_name(),
            Some(ResourceKind::User) | None => user_name.clone(),
        };
        if let Some(name) = name {
            let key = (kind.unwrap_or(ResourceKind::User), name);
            let untold = self.names.entry(key).or_default();
            *untold |=
                request.method == Method::Post && made.is_none() && may_have_created(outcome);
        }
        if let Some(made) = made {
            let name = user_name.or_else(display_name).unwrap_or_default();
            let own = made.own;
            self.created
                .entry(made.path)
                .or_insert(Created { name, own });
        }
    }

    fn record(
        &mut self,
        sent: SentRequest,
        outcome: &Outcome,
        trouble: Option<String>,
        started_ms: u64,
    ) {
        let exchange = Exchange {
            origin: self.origin,
            step: self.step,
            request: sent,
            outcome: outcome.clone(),
            trouble,
            started_ms,
            elapsed_ms: self.elapsed_ms().saturating_sub(started_ms),
        };
        self.exchanges.push(exchange);
        // Nobody listens any more when the run is being torn down; the record is kept all the same.
        let _ = self.events.send(Event::Exchange(Arc::clone(&self.case)));
    }
}

impl Wire for CaseWire {
    async fn send(&mut self, request: &Request) -> Outcome {
        // At the bundled server there is nobody else, so that a story may write where it likes.
        let is_free = self.is_own_world && self.origin == Origin::Setup;
        if !is_free && !self.guard.permits(request) {
            let line = format!("{} {}", request.method, request.target);
            self.held_back.get_or_insert(line);
            let message = "held back: the account does not belong to this run".into();
            return Outcome::Failure(Failure {
                kind: FailureKind::Protocol,
                message,
                partial: None,
            });
        }
        let _under_way = Arc::clone(&self.under_way).lock_owned().await;
        let started_ms = self.elapsed_ms();
        let met = match self.origin {
            Origin::Idp => self.troubles.meet(request),
            Origin::Setup | Origin::Probe | Origin::Cleanup => None,
        };
        self.was_trouble = met.is_some();
        let (sent, outcome, trouble) = match met {
            Some(Met::Answered { outcome, note }) => {
                (self.client.fill(request), outcome, Some(note))
            }
            Some(Met::Lost { outcome: lost }) => {
                let (sent, outcome) = self.deliver(request).await;
                (sent, lost, Some(Troubles::lost_note(&outcome)))
            }
            None => {
                let (sent, outcome) = self.deliver(request).await;
                (sent, outcome, None)
            }
        };
        self.record(sent, &outcome, trouble, started_ms);
        outcome
    }

    async fn pause(&mut self, wait: Duration) -> bool {
        if self.was_trouble {
            // Nobody would be spared by a wait that something made up asks for.
            return true;
        }
        if wait > self.longest_wait {
            return false;
        }
        tokio::time::sleep(wait).await;
        true
    }
}

/// Whether an account may have come of a create request although no answer gave its id.
fn may_have_created(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Response(response) => response.is_success() || response.status >= 500,
        Outcome::Failure(failure) => !failure.kind.is_unreachable(),
    }
}

/// Whole milliseconds of a duration.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
