//! What remains when a case has been played: its snapshot is compared, secrets are taken out, and
//! the result is put together. It needs nothing of the target.

use super::case::Player;
use super::{SnapshotPlan, conceal};
use crate::snapshot::StoreError;
use crate::snapshot::format::Head;
use crate::snapshot::normalise::{Context, render};
use crate::transcript::{CaseResult, Exchange, Finding, Leftover, Level, SnapshotState, Verdict};

/// The result of a case that was played. A story that broke off is not compared.
pub(super) fn finish(
    mut player: Player<'_>,
    leftovers: &[Leftover],
    base_url: String,
    snapshots: Option<&SnapshotPlan>,
) -> CaseResult {
    let comparable =
        player.complete && !matches!(player.verdict(), Verdict::Error | Verdict::Skipped);
    let snapshot = match snapshots.filter(|_| comparable) {
        Some(plan) => compare(&player, base_url, plan),
        None => Ok(SnapshotState::NotTaken),
    };
    let snapshot = snapshot.unwrap_or_else(|error| {
        player.findings.push(problem(error.to_string(), None));
        SnapshotState::NotTaken
    });
    player.wire.exchanges.iter_mut().for_each(Exchange::forget);
    let verdict = player.verdict();
    let masker = player.wire.masker();
    let findings = player.findings.into_iter();
    let log = player.idp.log().iter();
    let tasks = player.idp.tasks().iter();
    let sign_ins = player.sign_ins.into_iter();
    CaseResult {
        id: player.plan.id(),
        title: player.plan.scenario.title.clone(),
        verdict,
        findings: findings
            .map(|finding| conceal::finding(finding, masker))
            .collect(),
        log: log
            .map(|entry| conceal::log_entry(entry.clone(), masker))
            .collect(),
        tasks: tasks.map(|task| conceal::task(task, masker)).collect(),
        sign_ins: sign_ins.map(|one| conceal::sign_in(one, masker)).collect(),
        known: None,
        snapshot,
        leftovers: leftovers
            .iter()
            .map(|leftover| conceal::leftover(leftover, masker))
            .collect(),
        elapsed_ms: player.wire.elapsed_ms(),
        exchanges: player.wire.exchanges,
    }
}

fn compare(
    player: &Player<'_>,
    base_url: String,
    plan: &SnapshotPlan,
) -> Result<SnapshotState, StoreError> {
    let case = player.plan.id();
    let scenario = &player.plan.scenario;
    let own_ids = player.idp.own_ids().into_iter();
    let context = Context {
        base_url,
        marker: player.marker.clone(),
        secrets: player.wire.masker().clone(),
        fixed: own_ids
            .map(|(person, id)| (id, format!("[idp-id-{person}]")))
            .collect(),
    };
    let (exchanges, log) = (&player.wire.exchanges, player.idp.log());
    let text = render(&case, &scenario.title, exchanges, log, &context);
    let head = Head {
        source: format!("scenarios/{}.yaml", scenario.name),
        description: scenario.title.clone(),
        info: vec![
            ("idp".into(), player.plan.idp.name().into()),
            ("target".into(), plan.target.clone()),
        ],
    };
    plan.store.compare(&case, &head, &text)
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
