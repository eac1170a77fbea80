//! What the harness adds to an exchange: the first stories as `run` plays them, against the same
//! requests sent by a bare loop over the same HTTP library, to the same server, in the same
//! process. The two take turns, so that a drifting machine hits both alike. What it adds is the same
//! whatever the target; what share that is depends on how long the target takes, so there are two:
//! the bundled server in memory, and with its data on disk.
//!
//! `cargo bench --bench overhead`
//!
//! Where other work disturbs the clock, instructions can be counted instead, of all threads, server
//! included. What is dumped by `valgrind --tool=callgrind --dump-before='overhead::plan'
//! --dump-before='overhead::script' BENCHMARK 2` is in turn the bare loop and the harness; the
//! number is that of the rounds.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark has nobody to report an error to but its reader"
)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use scimulate::client::{BaseUrl, DEFAULT_BODY_LIMIT, TlsPolicy};
use scimulate::idp::{IdSource, IdpKind};
use scimulate::runner::{CasePlan, Limits, Plan, SnapshotPlan, TargetPlan, execute};
use scimulate::scenario::{Library, select};
use scimulate::server::{RunningServer, Server, ServerConfig};
use scimulate::snapshot::Store;
use scimulate::transcript::{
    CaseResult, Exchange, RunResult, Secret, SentRequest, SnapshotState, Verdict,
};
use tokio_util::sync::CancellationToken;

const TOKEN: &str = "benchmark-token";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let rounds = std::env::args().find_map(|argument| argument.parse().ok());
    runtime.block_on(async {
        measure("in memory", None, rounds.unwrap_or(60)).await;
        if rounds.is_none() {
            let folder = tempfile::tempdir().unwrap();
            measure("on disk", Some(folder.path().join("data")), 10).await;
        }
    });
}

async fn measure(name: &str, data: Option<PathBuf>, rounds: u64) {
    let server = server(data).await;
    let cases = cases();
    let accepted = tempfile::tempdir().unwrap();
    // The first round warms up and takes the snapshots; it is not counted.
    let (mut harness, mut bare, mut exchanges) = (Vec::new(), Vec::new(), 0);
    for round in 0..=rounds {
        let times = if round == 0 { 1 } else { TIMES };
        let once = cases.len();
        let cases = vec![cases.clone(); times].concat();
        let started = Instant::now();
        let result = play(&server, cases, accepted.path(), round).await;
        let played = started.elapsed();
        if round == 0 {
            accept(&result);
        } else {
            let compared = |case: &CaseResult| case.snapshot == SnapshotState::Matched;
            assert!(result.cases.iter().all(compared));
        }
        let script = script(&result.cases[..once]);
        let started = Instant::now();
        exchanges = replay(&server, &script, round, times).await;
        let replayed = started.elapsed();
        let recorded = result.cases.iter().map(|case| case.exchanges.len());
        assert_eq!(u32::try_from(recorded.sum::<usize>()), Ok(exchanges));
        if round > 0 {
            harness.push(played);
            bare.push(replayed);
        }
    }
    // Medians say what is usual, minima what it takes when nothing else wants the machine.
    let per_exchange = |times: &[Duration]| {
        let mut times = times.to_vec();
        times.sort();
        let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(exchanges);
        (each(times[times.len() / 2]), each(times[0]))
    };
    let mut ratios: Vec<f64> = harness
        .iter()
        .zip(&bare)
        .map(|(a, b)| a.as_secs_f64() / b.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let (harness, bare) = (per_exchange(&harness), per_exchange(&bare));
    println!("{name}: {exchanges} exchanges, {rounds} rounds of each in turn, µs per exchange");
    println!("            median     least");
    println!("harness    {:7.1}   {:7.1}", harness.0, harness.1);
    println!("bare loop  {:7.1}   {:7.1}", bare.0, bare.1);
    println!(
        "ratio      {:7.3}   {:7.3}\n",
        ratios[ratios.len() / 2],
        harness.1 / bare.1
    );
}

async fn server(data: Option<PathBuf>) -> RunningServer {
    let ids = std::sync::Mutex::new(IdSource::seeded(1));
    let mut config = ServerConfig::new(([127, 0, 0, 1], 0).into(), Secret::new(TOKEN));
    config.data = data;
    let clock = Arc::new(|| jiff::Timestamp::from_second(1_767_600_000).unwrap());
    Server::start(config, clock, Arc::new(move || ids.lock().unwrap().uuid()))
        .await
        .unwrap()
}

/// The life of a user, in which every request reaches the server. In larger stories the bare loop
/// would mostly be looking for ids that it has to replace.
const STORIES: [&str; 6] = [
    "blank-name",
    "create-user",
    "duplicate-email",
    "externalid-drift",
    "late-attributes",
    "remove-and-readd",
];

/// How often a round plays the cases. What a run costs once, whatever it plays (the first contact,
/// the record of the last case), weighs little in a run of all stories; playing these once would
/// make it a part of every exchange.
const TIMES: usize = 4;

/// All cases of these stories, read once.
fn cases() -> Vec<CasePlan> {
    let library = Library::default();
    let mut cases = Vec::new();
    for scenario in select::scenarios(&library, &STORIES).unwrap() {
        let scenario = Arc::new(scenario);
        for idp in &scenario.idps {
            let idp = IdpKind::named(idp).unwrap();
            cases.push(CasePlan::load(&library, &scenario, idp).unwrap());
        }
    }
    cases
}

/// Plays the cases, one after the other, with snapshots compared, in a tenant of their own.
async fn play(
    server: &RunningServer,
    cases: Vec<CasePlan>,
    accepted: &Path,
    round: u64,
) -> RunResult {
    let plan = plan(server, cases, accepted, round);
    let (events, mut sink) = tokio::sync::mpsc::unbounded_channel();
    let result = execute(plan, events, CancellationToken::new()).await;
    while sink.try_recv().is_ok() {}
    assert!(
        result
            .cases
            .iter()
            .all(|case| case.verdict == Verdict::Pass)
    );
    result
}

/// What the harness is to do. Never inlined: with this call its part of a profile begins.
#[inline(never)]
fn plan(server: &RunningServer, cases: Vec<CasePlan>, accepted: &Path, round: u64) -> Plan {
    let snapshots = SnapshotPlan {
        target: "ref".into(),
        store: Store {
            dir: Some(accepted.to_owned()),
            bundled: None,
            write: true,
        },
    };
    Plan {
        target: TargetPlan::Foreign {
            base: BaseUrl::parse(&server.tenant_url(&format!("harness-{round}"))).unwrap(),
            token: Some(Secret::new(TOKEN)),
            tls: TlsPolicy::System,
            like: None,
        },
        cases,
        jobs: 1,
        seed: round,
        limits: Limits {
            exchange: Duration::from_secs(10),
            case: Duration::from_mins(1),
            retry_after: Duration::ZERO,
            body: DEFAULT_BODY_LIMIT,
        },
        snapshots: [(None, snapshots)].into_iter().collect(),
    }
}

/// Accepts the snapshots that wait for it.
fn accept(result: &RunResult) {
    for case in &result.cases {
        let SnapshotState::New {
            pending: Some(pending),
        } = &case.snapshot
        else {
            panic!("{} has no new snapshot", case.id);
        };
        let accepted = pending.strip_suffix(".new").unwrap();
        std::fs::rename(pending, accepted).unwrap();
    }
}

/// The same requests again, in another tenant: nothing is judged or kept. Only what must be is
/// done: ids that the server now makes anew are put in the place of those it made before.
async fn replay(server: &RunningServer, script: &[Arc<Script>], round: u64, times: usize) -> u32 {
    let mut sent = 0;
    for case in script.iter().cycle().take(times * script.len()) {
        let prefix = format!("/t/bare-{round}/v2");
        let address = server.local_addr();
        // A task of its own, as the harness gives to each case.
        sent += tokio::spawn(replay_case(address, prefix, Arc::clone(case)))
            .await
            .unwrap();
    }
    sent
}

/// Requests of a case, each with the id that it created, if it did.
type Script = Vec<(SentRequest, Option<String>)>;

/// What the cases sent, laid out beforehand: nothing of that is the bare loop's work. Never inlined:
/// with this call the bare loop's part of a profile begins.
#[inline(never)]
fn script(cases: &[CaseResult]) -> Vec<Arc<Script>> {
    let line = |exchange: &Exchange| {
        let answer = exchange.response().filter(|answer| answer.status == 201);
        let id = answer.map(|answer| answer.json().unwrap()["id"].as_str().unwrap().to_owned());
        (exchange.request.clone(), id)
    };
    let case = |case: &CaseResult| Arc::new(case.exchanges.iter().map(line).collect());
    cases.iter().map(case).collect()
}

async fn replay_case(address: SocketAddr, prefix: String, case: Arc<Script>) -> u32 {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut sender, connection) = http1::Builder::new()
        .title_case_headers(true)
        .handshake::<_, Full<Bytes>>(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let mut ids = Vec::new();
    for (asked, old) in case.iter() {
        let body = asked.body.as_deref().unwrap_or_default();
        let body = renamed(std::str::from_utf8(body).unwrap(), &ids);
        let target = renamed(&asked.target, &ids);
        let mut request = http::Request::builder()
            .method(asked.method.as_str())
            .uri(format!("{prefix}{target}"));
        for (name, value) in &asked.headers {
            match &**name {
                "Authorization" => request = request.header(&**name, format!("Bearer {TOKEN}")),
                "Content-Length" => request = request.header(&**name, body.len()),
                _ => request = request.header(&**name, &**value),
            }
        }
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        sender.ready().await.unwrap();
        let answer = sender.send_request(request).await.unwrap();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        if let Some(old) = old {
            let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            ids.push((old, answer["id"].as_str().unwrap().to_owned()));
        }
    }
    u32::try_from(case.len()).unwrap()
}

fn renamed(text: &str, ids: &[(&String, String)]) -> String {
    ids.iter().fold(text.to_owned(), |text, (old, new)| {
        text.replace(old.as_str(), new)
    })
}
