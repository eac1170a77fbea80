//! What remains when a case has been played: its snapshot is compared, secrets are taken out, and
//! the result is put together. It needs nothing of the target.

use std::sync::Arc;

use super::case::Player;
use super::{SnapshotPlan, conceal};
use crate::snapshot::StoreError;
use crate::snapshot::format::Head;
use crate::snapshot::normalise::{Context, render};
use crate::transcript::{
    CaseId, CaseResult, Exchange, Finding, Leftover, Level, LogEntry, Masker, SnapshotState,
    Verdict,
};

/// A case that was played.
pub(super) struct Played {
    id: CaseId,
    title: String,
    /// Where the scenario is bundled, for the head of the snapshot.
    source: String,
    verdict: Verdict,
    findings: Vec<Finding>,
    exchanges: Vec<Exchange>,
    log: Vec<LogEntry>,
    leftovers: Vec<Leftover>,
    elapsed_ms: u64,
    masker: Masker,
    /// What is not the same in each run.
    context: Context,
    /// With what it is compared, if it is.
    snapshots: Option<Arc<SnapshotPlan>>,
}

impl Played {
    /// Takes what is needed out of the player. A story that broke off is not compared.
    pub(super) fn new(
        player: Player<'_>,
        leftovers: Vec<Leftover>,
        base_url: String,
        snapshots: Option<Arc<SnapshotPlan>>,
    ) -> Self {
        let own_ids = player.idp.own_ids().into_iter();
        let masker = player.wire.masker().clone();
        let scenario = &player.plan.scenario;
        Self {
            id: player.plan.id(),
            title: scenario.title.clone(),
            source: format!("scenarios/{}.yaml", scenario.name),
            verdict: player.verdict(),
            log: player.idp.log().to_vec(),
            leftovers,
            elapsed_ms: player.wire.elapsed_ms(),
            context: Context {
                base_url,
                marker: player.marker,
                secrets: masker.clone(),
                fixed: own_ids
                    .map(|(person, id)| (id, format!("[idp-id-{person}]")))
                    .collect(),
            },
            masker,
            findings: player.findings,
            exchanges: player.wire.exchanges,
            snapshots: snapshots.filter(|_| player.complete),
        }
    }

    /// The result.
    pub(super) fn finish(mut self) -> CaseResult {
        let snapshot = match &self.snapshots {
            Some(plan) if self.verdict != Verdict::Error => self.compare(plan),
            _ => Ok(SnapshotState::NotTaken),
        };
        let snapshot = snapshot.unwrap_or_else(|error| {
            self.findings.push(problem(error.to_string(), None));
            self.verdict = Verdict::Error;
            SnapshotState::NotTaken
        });
        let (masker, findings) = (&self.masker, self.findings.into_iter());
        CaseResult {
            id: self.id,
            title: self.title,
            verdict: self.verdict,
            findings: findings
                .map(|finding| conceal::finding(finding, masker))
                .collect(),
            log: self
                .log
                .iter()
                .map(|entry| conceal::log_entry(entry, masker))
                .collect(),
            snapshot,
            leftovers: self
                .leftovers
                .iter()
                .map(|leftover| conceal::leftover(leftover, masker))
                .collect(),
            elapsed_ms: self.elapsed_ms,
            exchanges: self.exchanges,
        }
    }

    fn compare(&self, plan: &SnapshotPlan) -> Result<SnapshotState, StoreError> {
        let text = render(
            &self.id,
            &self.title,
            &self.exchanges,
            &self.log,
            &self.context,
        );
        let head = Head {
            source: self.source.clone(),
            description: self.title.clone(),
            info: vec![
                ("idp".into(), self.id.idp.clone()),
                ("target".into(), plan.target.clone()),
            ],
        };
        plan.store.compare(&self.id, &head, &text)
    }
}

/// A finding of what could not be carried out.
pub(super) fn problem(message: String, hint: Option<String>) -> Finding {
    Finding {
        level: Level::Error,
        step: None,
        place: None,
        message,
        expected: None,
        got: None,
        hint,
        exchange: None,
    }
}
