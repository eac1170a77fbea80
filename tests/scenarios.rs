//! Every scenario file, played as every identity provider that it names against the reference
//! server, in every profile that it names: it must pass, and every exchange must be as its accepted snapshot has it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use datatest_stable::Result;
use jiff::Timestamp;
use scimulate::client::DEFAULT_BODY_LIMIT;
use scimulate::idp::IdpKind;
use scimulate::runner::{
    CasePlan, Limits, Plan, ReferencePlan, SnapshotPlan, TargetPlan, USUAL_PROFILE, execute,
};
use scimulate::scenario::{Library, select};
use scimulate::server::quirks::QuirkSet;
use scimulate::snapshot::Store;
use scimulate::transcript::{CaseResult, SnapshotState, Verdict};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

datatest_stable::harness! {
    { test = plays, root = "scenarios", pattern = r"\.yaml$" },
}

fn plays(file: &Path) -> Result<()> {
    let library = Library::new(vec![PathBuf::from(".")]);
    let mut found = select::scenarios(&library, &[file.display().to_string()])?;
    let scenario = Arc::new(found.pop().ok_or("the file was not found")?);
    let usual = vec![USUAL_PROFILE.to_owned()];
    let profiles = scenario
        .target
        .as_ref()
        .map_or(usual, |one| one.profiles.clone());
    let mut cases = Vec::new();
    for name in &scenario.idps {
        let idp = IdpKind::named(name).ok_or("unknown identity provider")?;
        let case = CasePlan::load(&library, &scenario, idp)?;
        for profile in &profiles {
            cases.push(case.clone().set_up_on(&library, profile)?);
        }
    }
    let count = cases.len();
    let (events, _nobody_listens) = unbounded_channel();
    let result = Runtime::new()?.block_on(execute(plan(cases), events, CancellationToken::new()));
    if result.cases.len() != count || result.cases.is_empty() {
        return Err("not every case was played".into());
    }
    let wrong: Vec<String> = result.cases.iter().filter_map(complaint).collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Box::new(Wrong(wrong.join("\n"))))
    }
}

/// What is wrong with a scenario. The harness prints errors by `Debug`, which would make one line
/// of a difference.
struct Wrong(String);

impl fmt::Debug for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

fn plan(cases: Vec<CasePlan>) -> Plan {
    // Goes forward, so that a change can be told from what was before.
    let seconds = AtomicI64::new(1_700_000_000);
    let clock = move || seconds.fetch_add(1, Ordering::Relaxed);
    let clock = move || Timestamp::from_second(clock()).unwrap_or_default();
    let snapshots = cases
        .iter()
        .map(|case| (case.profile.clone(), accepted(case.id().place())))
        .collect();
    Plan {
        target: TargetPlan::Reference(ReferencePlan {
            quirks: QuirkSet::default(),
            clock: Arc::new(clock),
        }),
        jobs: cases.len(),
        cases,
        seed: 0,
        limits: Limits {
            exchange: Duration::from_secs(10),
            case: Duration::from_mins(1),
            retry_after: Duration::ZERO,
            body: DEFAULT_BODY_LIMIT,
        },
        snapshots,
    }
}

/// The accepted snapshots of a target.
fn accepted(target: &str) -> SnapshotPlan {
    SnapshotPlan {
        target: target.to_owned(),
        store: Store {
            dir: Some(format!("snapshots/{target}").into()),
            bundled: None,
            write: false,
        },
    }
}

/// What is wrong with a case, if anything is.
fn complaint(case: &CaseResult) -> Option<String> {
    if case.verdict != Verdict::Pass {
        let findings = format!("{:#?}", case.findings);
        return Some(format!("{} is not pass: {findings}", case.id));
    }
    match &case.snapshot {
        SnapshotState::Matched => None,
        SnapshotState::Changed { diff, .. } => {
            Some(format!("{} differs from its snapshot:\n{diff}", case.id))
        }
        SnapshotState::New { .. } => Some(format!(
            "{} has no snapshot; `scimulate run` takes one and `scimulate review` accepts it",
            case.id
        )),
        SnapshotState::NotTaken => Some(format!("{}: no snapshot was taken", case.id)),
    }
}
