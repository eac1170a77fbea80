//! Runs the cases of a plan, several at a time, and folds what happens into the result tree.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use indexmap::{IndexMap, IndexSet};
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::case::Player;
use super::finish::{Played, problem};
use super::setup::{describe, plain};
use super::target::Target;
use super::wire::{CaseWire, millis};
use super::{CasePlan, Event, Limits, Plan, Snapshots, Stop, hint};
use crate::idp::IdSource;
use crate::transcript::{
    CaseResult, Finding, Level, Masker, Method, Outcome, RunResult, SnapshotState, Verdict,
};

/// Length of the marker in the names of a case: the run's part and the case's part.
const RUN_MARKER: usize = 6;

/// Plays all cases. Always returns a result: what could not be carried out is in it.
pub async fn execute(
    plan: Plan,
    events: UnboundedSender<Event>,
    stop: impl Into<Stop>,
) -> RunResult {
    let Stop {
        stories: cancel,
        clean_up: end_clean_up,
    } = stop.into();
    let started = Instant::now();
    let Plan {
        target,
        cases,
        jobs,
        seed,
        limits,
        snapshots,
    } = plan;
    let result = |targets: Vec<String>, cases: Vec<CaseResult>, interrupted: bool| RunResult {
        target: match targets.as_slice() {
            [only] => only.clone(),
            _ => "ref".into(),
        },
        targets,
        seed,
        interrupted,
        cases,
        elapsed_ms: millis(started.elapsed()),
    };
    let stopped = |finding: &Finding| {
        cases
            .iter()
            .map(|case| not_played(case, finding))
            .collect::<Vec<_>>()
    };
    let mut targets = Targets::new();
    for case in &cases {
        if targets.contains_key(&case.profile) {
            continue;
        }
        let profile = case.profile.as_deref();
        match Target::ready(target.clone(), profile, seed, &limits).await {
            Ok(ready) => targets.insert(case.profile.clone(), ready),
            Err(error) => {
                let finding = problem(error.to_string(), None);
                let cases = stopped(&finding);
                close(targets).await;
                return result(vec!["ref".into()], cases, false);
            }
        };
    }
    let names: Vec<String> = targets.values().map(Target::name).collect();
    for target in targets.values() {
        let reached = tokio::select! {
            reached = preflight(target) => reached,
            () = cancel.cancelled() => {
                let skipped = cases.iter().map(skipped).collect();
                return result(names, skipped, true);
            }
        };
        if let Err(finding) = reached {
            return result(names, stopped(&finding), false);
        }
    }
    let shared = Arc::new(Shared {
        masker: Masker::new(targets.values().filter_map(Target::token)),
        numbers: numbers(&cases),
        cases,
        targets,
        limits,
        snapshots,
        seed,
        events,
        cancel,
        end_clean_up,
    });
    let results = shared.play_all(jobs).await;
    let interrupted = shared.cancel.is_cancelled();
    if let Ok(shared) = Arc::try_unwrap(shared) {
        close(shared.targets).await;
    }
    result(names, results, interrupted)
}

/// Targets by the profile of their cases.
type Targets = IndexMap<Option<String>, Target>;

async fn close(targets: Targets) {
    for (_, target) in targets {
        target.close().await;
    }
}

/// Numbers of the cases. The same story has the same number on every target, and so the same data.
fn numbers(cases: &[CasePlan]) -> Vec<usize> {
    let mut stories = IndexSet::new();
    let number = |case: &CasePlan| stories.insert_full(case.id().story()).0;
    cases.iter().map(number).collect()
}

/// What all cases of a run share.
struct Shared {
    cases: Vec<CasePlan>,
    /// By the place of the case.
    numbers: Vec<usize>,
    targets: Targets,
    /// Knows the tokens of the targets.
    masker: Masker,
    limits: Limits,
    snapshots: Snapshots,
    seed: u64,
    events: UnboundedSender<Event>,
    cancel: CancellationToken,
    end_clean_up: CancellationToken,
}

impl Shared {
    /// Plays the cases, so many at a time; they begin in their order.
    async fn play_all(self: &Arc<Self>, jobs: usize) -> Vec<CaseResult> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut playing = JoinSet::new();
        for _ in 0..jobs.clamp(1, self.cases.len().max(1)) {
            playing.spawn(Arc::clone(self).play_on(Arc::clone(&next)));
        }
        let mut results: Vec<Option<CaseResult>> = self.cases.iter().map(|_| None).collect();
        while let Some(joined) = playing.join_next().await {
            for (index, result) in joined.into_iter().flatten() {
                results[index] = Some(result);
            }
        }
        let message = "the case ended without a result; this is a defect of scimulate";
        let lost = problem(message.into(), None);
        results
            .into_iter()
            .zip(&self.cases)
            .map(|(result, case)| result.unwrap_or_else(|| not_played(case, &lost)))
            .collect()
    }

    /// Plays one case after the other until none is left. What remains to be done for a case that
    /// needs nothing of the target is done while the next is played.
    async fn play_on(self: Arc<Self>, next: Arc<AtomicUsize>) -> Vec<(usize, CaseResult)> {
        let mut results = Vec::new();
        let mut finishing = None;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= self.cases.len() {
                break;
            }
            let shared = Arc::clone(&self);
            // A task of its own: should it panic, the others are still played.
            let played = tokio::spawn(async move { shared.play(index).await }).await;
            let shared = Arc::clone(&self);
            // Not on a thread for blocking work: those are what the bundled server works with, and
            // the next case would wait for them.
            let finished = tokio::spawn(async move { Some((index, shared.finish(played.ok()?))) });
            // At most one waits, so that records do not heap up.
            if let Some(before) = finishing.replace(finished) {
                results.extend(before.await.ok().flatten());
            }
        }
        if let Some(last) = finishing {
            results.extend(last.await.ok().flatten());
        }
        results
    }

    /// Plays a case, to where the target has nothing more to do for it.
    async fn play(&self, index: usize) -> Ended {
        let case = &self.cases[index];
        if self.cancel.is_cancelled() {
            return Ended::unplayed(skipped(case));
        }
        let Some(target) = self.targets.get(&case.profile) else {
            let finding = problem("the case has no target".into(), None);
            return Ended::unplayed(not_played(case, &finding));
        };
        if let Some(reason) = target.excludes(case) {
            return Ended::unplayed(excluded(case, reason));
        }
        let id = case.id();
        let _ = self.events.send(Event::CaseStarted(id.clone()));
        let number = self.numbers[index];
        // The order of cases must not matter for their data, only the seed and the case's number.
        let seed = self
            .seed
            .wrapping_add((number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let run = IdSource::seeded(self.seed).marker(RUN_MARKER);
        // The letter at the end keeps one marker from being the beginning of another.
        let marker = format!("{run}{number:02}x");
        let (client, config) = match target.client(&marker) {
            Ok(client) => client,
            Err(error) => {
                let finding = problem(error.to_string(), None);
                return Ended::unplayed(not_played(case, &finding));
            }
        };
        let mut wire = CaseWire::new(
            client,
            self.masker.clone(),
            self.events.clone(),
            id,
            self.limits.retry_after,
            &marker,
        );
        wire.is_own_world = !target.is_foreign();
        let under_way = wire.under_way();
        let mut player = Player::new((case, target), wire, marker, seed);
        let ended = tokio::select! {
            biased;
            () = player.play() => None,
            finding = self.stopped(&under_way) => Some(finding),
        };
        player.complete = ended.is_none();
        player.findings.extend(ended);
        let leftovers = if target.is_foreign() {
            player.clean_up(&self.end_clean_up).await
        } else {
            Vec::new()
        };
        Ended::Played(Box::new(Played {
            plan: case.clone(),
            elapsed_ms: player.wire.elapsed_ms(),
            idp: player.idp,
            wire: player.wire,
            marker: player.marker,
            base_url: config.base.to_string(),
            sign_ins: player.sign_ins,
            findings: player.findings,
            leftovers,
            complete: player.complete,
        }))
    }

    /// The result of a case.
    fn finish(&self, ended: Ended) -> CaseResult {
        let result = match ended {
            Ended::Unplayed(result) => *result,
            Ended::Played(played) => {
                let snapshots = self.snapshots.get(&played.plan.profile);
                played.finish(snapshots)
            }
        };
        let finished = Event::CaseFinished(result.id.clone(), result.verdict);
        let _ = self.events.send(finished);
        result
    }

    /// Waits for what ends a story before its end, and for the request that is under way then.
    async fn stopped(&self, under_way: &Mutex<()>) -> Finding {
        let finding = tokio::select! {
            biased;
            () = self.cancel.cancelled() => interrupted(),
            () = tokio::time::sleep(self.limits.case) => Finding {
                level: Level::Fail,
                hint: Some("the target is too slow; `--timeout` sets the limit".into()),
                ..problem(
                    format!("the story was not over after {} s", self.limits.case.as_secs()),
                    None,
                )
            },
        };
        tokio::select! {
            _nothing_under_way = under_way.lock() => {}
            () = self.end_clean_up.cancelled() => {}
        }
        finding
    }
}

/// One request before anything is played, so that an unreachable target or a wrong token is said
/// once and at once.
async fn preflight(target: &Target) -> Result<(), Finding> {
    if !target.is_foreign() {
        return Ok(());
    }
    let (mut client, config) = target
        .client("")
        .map_err(|error| problem(error.to_string(), None))?;
    let request = plain(Method::Get, "/Users?startIndex=1&count=1".into(), None);
    let (_, outcome) = client.send(&request).await;
    let masker = Masker::new(config.token.as_ref());
    match &outcome {
        Outcome::Failure(failure) => {
            let what = if failure.kind.is_unreachable() {
                "cannot be reached"
            } else {
                "gives no answer that could be used"
            };
            let why = masker.mask_text(&failure.message);
            let hint = hint::for_failure(failure.kind);
            let message = format!("{} {what}: {why}", config.base);
            Err(problem(message, Some(hint.into())))
        }
        Outcome::Response(response) => {
            let Some((what, hint)) = hint::for_token(response.status, config.token.is_some())
            else {
                return Ok(());
            };
            let answer = masker.mask_owned(describe(&outcome));
            let message = format!("{} {what} ({answer})", config.base);
            Err(problem(message, Some(hint.into())))
        }
    }
}

/// What came of a case.
enum Ended {
    /// It never began.
    Unplayed(Box<CaseResult>),
    /// It has a record.
    Played(Box<Played>),
}

impl Ended {
    fn unplayed(result: CaseResult) -> Self {
        Self::Unplayed(Box::new(result))
    }
}

fn not_played(case: &CasePlan, finding: &Finding) -> CaseResult {
    CaseResult {
        id: case.id(),
        title: case.scenario.title.clone(),
        verdict: Verdict::Error,
        findings: vec![finding.clone()],
        exchanges: Vec::new(),
        log: Vec::new(),
        tasks: Vec::new(),
        sign_ins: Vec::new(),
        known: None,
        snapshot: SnapshotState::NotTaken,
        leftovers: Vec::new(),
        elapsed_ms: 0,
    }
}

/// A case that the user no longer wanted.
fn skipped(case: &CasePlan) -> CaseResult {
    CaseResult {
        verdict: Verdict::Skipped,
        ..not_played(case, &interrupted())
    }
}

/// A case that says nothing about its target.
fn excluded(case: &CasePlan, reason: String) -> CaseResult {
    let finding = Finding {
        level: Level::Skip,
        ..problem(reason, None)
    };
    CaseResult {
        verdict: Verdict::Skipped,
        ..not_played(case, &finding)
    }
}

fn interrupted() -> Finding {
    problem("interrupted before the story was over".into(), None)
}
