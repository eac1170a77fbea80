//! Plays stories against the bundled server, in this process.

use std::sync::Arc;
use std::time::Duration;

use scimulate::client::DEFAULT_BODY_LIMIT;
use scimulate::runner::{CasePlan, Limits, Plan, ReferencePlan, Snapshots, TargetPlan, execute};
use scimulate::server::quirks::QuirkSet;
use scimulate::transcript::RunResult;
use tokio_util::sync::CancellationToken;

/// Plays cases, so many at once; no exchange may take longer than `exchange`.
pub(crate) async fn play(
    cases: Vec<CasePlan>,
    quirks: QuirkSet,
    jobs: usize,
    exchange: Duration,
) -> RunResult {
    let plan = Plan {
        target: TargetPlan::Reference(ReferencePlan {
            quirks,
            clock: Arc::new(|| jiff::Timestamp::from_second(1_767_600_000).expect("a time")),
        }),
        jobs,
        cases,
        seed: 0,
        limits: Limits {
            exchange,
            case: exchange * 20,
            retry_after: Duration::ZERO,
            body: DEFAULT_BODY_LIMIT,
        },
        snapshots: Snapshots::default(),
    };
    let (events, mut sink) = tokio::sync::mpsc::unbounded_channel();
    let drained = tokio::spawn(async move { while sink.recv().await.is_some() {} });
    let result = execute(plan, events, CancellationToken::new()).await;
    drained.await.expect("no panic");
    result
}
