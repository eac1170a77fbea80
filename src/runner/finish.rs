//! What remains when a case has been played: its snapshot is compared, secrets are taken out, and
//! the result is put together. It needs nothing of the target.

use super::wire::CaseWire;
use super::{CasePlan, SnapshotPlan, conceal};
use crate::idp::Simulator;
use crate::snapshot::StoreError;
use crate::snapshot::format::Head;
use crate::snapshot::normalise::{Context, render};
use crate::transcript::{
    CaseResult, Exchange, Finding, Leftover, Level, Masker, SignIn, SnapshotState, Verdict,
};

/// What is left of a case that was played.
pub(super) struct Played {
    pub(super) plan: CasePlan,
    pub(super) idp: Simulator,
    pub(super) wire: CaseWire,
    /// Marker that made the names of this case unique.
    pub(super) marker: String,
    /// Where the target was.
    pub(super) base_url: String,
    /// Who signed in.
    pub(super) sign_ins: Vec<SignIn>,
    pub(super) findings: Vec<Finding>,
    /// What is still at the target.
    pub(super) leftovers: Vec<Leftover>,
    /// Whether the story came to its own end.
    pub(super) complete: bool,
    /// Milliseconds that it took.
    pub(super) elapsed_ms: u64,
}

impl Played {
    /// The result, without secrets. A story that broke off is not compared.
    pub(super) fn finish(mut self, snapshots: Option<&SnapshotPlan>) -> CaseResult {
        let masker = self.wire.masker();
        let exchanges = std::mem::take(&mut self.wire.exchanges).into_iter();
        let exchanges: Vec<Exchange> = exchanges
            .map(|exchange| conceal::exchange(exchange, &masker))
            .collect();
        let comparable =
            self.complete && !matches!(self.verdict(), Verdict::Error | Verdict::Skipped);
        let snapshot = match snapshots.filter(|_| comparable) {
            Some(plan) => self.compare(&exchanges, &masker, plan),
            None => Ok(SnapshotState::NotTaken),
        };
        let snapshot = snapshot.unwrap_or_else(|error| {
            // What failed has failed, whatever becomes of its snapshot.
            let level = match self.verdict() {
                Verdict::Fail => Level::Warn,
                _ => Level::Error,
            };
            let finding = problem(error.to_string(), None);
            self.findings.push(Finding { level, ..finding });
            SnapshotState::NotTaken
        });
        exchanges.iter().for_each(Exchange::forget);
        let verdict = self.verdict();
        let findings = self.findings.into_iter();
        let log = self.idp.log().iter();
        let tasks = self.idp.tasks().iter();
        let sign_ins = self.sign_ins.into_iter();
        CaseResult {
            id: self.plan.id(),
            title: self.plan.scenario.title.clone(),
            verdict,
            findings: findings
                .map(|finding| conceal::finding(finding, &masker))
                .collect(),
            log: log
                .map(|entry| conceal::log_entry(entry.clone(), &masker))
                .collect(),
            tasks: tasks.map(|task| conceal::task(task, &masker)).collect(),
            sign_ins: sign_ins.map(|one| conceal::sign_in(one, &masker)).collect(),
            known: None,
            snapshot,
            leftovers: self
                .leftovers
                .iter()
                .map(|leftover| conceal::leftover(leftover, &masker))
                .collect(),
            elapsed_ms: self.elapsed_ms,
            exchanges,
        }
    }

    /// What the findings come to.
    fn verdict(&self) -> Verdict {
        match self.findings.iter().map(|finding| finding.level).max() {
            None => Verdict::Pass,
            Some(Level::Skip) => Verdict::Skipped,
            Some(Level::Warn) => Verdict::Warn,
            Some(Level::Fail) => Verdict::Fail,
            Some(Level::Error) => Verdict::Error,
        }
    }

    fn compare(
        &self,
        exchanges: &[Exchange],
        masker: &Masker,
        plan: &SnapshotPlan,
    ) -> Result<SnapshotState, StoreError> {
        let case = self.plan.id();
        let scenario = &self.plan.scenario;
        let own_ids = self.idp.own_ids().into_iter();
        let context = Context {
            base_url: self.base_url.clone(),
            marker: self.marker.clone(),
            secrets: masker.clone(),
            fixed: own_ids
                .map(|(person, id)| (id, format!("[idp-id-{person}]")))
                .collect(),
        };
        let text = render(&case, &scenario.title, exchanges, self.idp.log(), &context);
        let head = Head {
            source: format!("scenarios/{}.yaml", scenario.name),
            description: scenario.title.clone(),
            info: vec![
                ("idp".into(), self.plan.idp.name().into()),
                ("target".into(), plan.target.clone()),
            ],
        };
        plan.store.compare(&case, &head, &text)
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
