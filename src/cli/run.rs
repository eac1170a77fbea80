//! `scimulate run`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

use super::args::RunArgs;
use super::idp_log::LogFolder;
use super::interrupt::Interrupts;
use super::options::quirks;
use super::output::{self, Stream};
use super::problem::Problem;
use super::{Environment, Exit, progress, token};
use crate::client::{BaseUrl, DEFAULT_BODY_LIMIT, TlsPolicy};
use crate::idp::IdpKind;
use crate::report::{json, terminal};
use crate::runner::{CasePlan, Limits, Plan, ReferencePlan, SnapshotPlan, TargetPlan, execute};
use crate::scenario::Library;
use crate::scenario::select::{self, SelectError};
use crate::snapshot::Store;
use crate::transcript::RunResult;

/// Length of a story, in exchanges of the longest permitted duration.
const EXCHANGES_PER_STORY: u32 = 20;
/// Cases at the same time against the bundled server; a foreign one gets one after the other, as a
/// single identity provider would come.
const REFERENCE_JOBS: usize = 4;
/// What to do when something else was selected than there is.
const LIST: &str = "`scimulate run --list` shows what there is";

pub(super) fn run(args: &RunArgs, environment: &Environment) -> Result<Exit, Problem> {
    let cases = cases(args, environment)?;
    if cases.is_empty() {
        return Err(nothing_selected(
            "no selected scenario is played as these identity providers",
        ));
    }
    if args.list {
        let lines: Vec<String> = cases
            .iter()
            .map(|case| format!("{}  {}\n", case.id(), case.scenario.title))
            .collect();
        output::write(Stream::Stdout, &lines.concat());
        return Ok(Exit::Success);
    }
    let plan = plan(args, cases, environment)?;
    // An output that cannot be written must be known before an hour of work, not after it.
    let mut sink = args.json.as_deref().map(output::Sink::open).transpose()?;
    let logs = args.idp_log.clone().map(LogFolder::open).transpose()?;
    let result = play(plan, args.quiet)?;
    if let Some(logs) = &logs {
        logs.write(&result)?;
    }
    if let Some(sink) = &mut sink {
        sink.write(&json::render(&result))?;
    }
    let stream = if args.json.as_deref() == Some("-") {
        Stream::Stderr
    } else {
        Stream::Stdout
    };
    let text = if args.quiet {
        terminal::problems(&result, environment.width)
    } else {
        terminal::render(&result, environment.width)
    };
    output::write(stream, &text);
    Ok(Exit::of(&result))
}

/// Plays the plan on a runtime of its own; Ctrl-C ends the stories but not their clean-up.
fn play(plan: Plan, quiet: bool) -> Result<RunResult, Problem> {
    let runtime = output::runtime()?;
    Ok(runtime.block_on(async {
        let (sender, receiver) = unbounded_channel();
        let cases = plan.cases.len();
        let done = CancellationToken::new();
        let shown = tokio::spawn(progress::show(receiver, cases, quiet, done.clone()));
        let cancel = CancellationToken::new();
        let listener = Interrupts::listen()
            .ok()
            .map(|interrupts| tokio::spawn(interrupt(interrupts, cancel.clone())));
        let result = execute(plan, sender, cancel).await;
        if let Some(listener) = listener {
            listener.abort();
        }
        done.cancel();
        // The display ends when the last sender is gone; it cannot fail in a way that matters.
        let _ = shown.await;
        result
    }))
}

/// Ends the stories at the first Ctrl-C, and everything at the second.
async fn interrupt(mut interrupts: Interrupts, stories: CancellationToken) {
    interrupts.next().await;
    output::write(
        Stream::Stderr,
        "interrupted; cleaning up (Ctrl-C again to stop at once)\n",
    );
    stories.cancel();
    interrupts.next().await;
    output::end_at_once();
}

/// The selected scenarios as the selected identity providers.
fn cases(args: &RunArgs, environment: &Environment) -> Result<Vec<CasePlan>, Problem> {
    let library = Library::new(vec![environment.folder.clone()]);
    let idps = select::idps(&args.idp).map_err(|error| selection_problem(&error))?;
    let scenarios =
        select::scenarios(&library, &args.selectors).map_err(|error| selection_problem(&error))?;
    let mut cases = Vec::new();
    for scenario in scenarios {
        let scenario = Arc::new(scenario);
        for name in &scenario.idps {
            if !idps.is_empty() && !idps.contains(&name.as_str()) {
                continue;
            }
            let Some(idp) = IdpKind::named(name) else {
                continue;
            };
            let case = CasePlan::load(&library, &scenario, idp);
            cases.push(case.map_err(|error| Problem::refused(&error))?);
        }
    }
    Ok(cases)
}

fn plan(args: &RunArgs, cases: Vec<CasePlan>, environment: &Environment) -> Result<Plan, Problem> {
    let is_reference = args.target == "ref" || args.target.starts_with("ref:");
    let target = if is_reference {
        if !matches!(args.target.as_str(), "ref" | "ref:rfc") {
            return Err(Problem::usage(
                format!("the bundled server has no profile `{}`", &args.target[4..]),
                "`ref` and `ref:rfc` are the profiles that there are; `--quirk` adds defects",
            ));
        }
        let now = environment.now;
        TargetPlan::Reference(ReferencePlan {
            quirks: quirks(&args.quirk)?,
            clock: Arc::new(now),
        })
    } else {
        foreign(args, environment)?
    };
    let exchange = Duration::from_secs(args.timeout);
    Ok(Plan {
        target,
        cases,
        jobs: args
            .jobs
            .map_or(if is_reference { REFERENCE_JOBS } else { 1 }, usize::from),
        // Names at the bundled server need not be unique, and its answers stay the same.
        // Readers of JSON take numbers for floating point, which has 53 bits for whole ones.
        seed: args.seed.unwrap_or(if is_reference {
            0
        } else {
            environment.random_seed >> 11
        }),
        limits: Limits {
            exchange,
            case: exchange * EXCHANGES_PER_STORY,
            retry_after: Duration::from_secs(args.max_wait),
            body: DEFAULT_BODY_LIMIT,
        },
        snapshots: snapshots(args, is_reference, environment)?,
    })
}

fn foreign(args: &RunArgs, environment: &Environment) -> Result<TargetPlan, Problem> {
    if !args.quirk.is_empty() {
        return Err(Problem::usage(
            "`--quirk` is for the bundled server",
            "leave `--target` out, or start it with `scimulate serve --quirk NAME`",
        ));
    }
    let base = BaseUrl::parse(&args.target)
        .map_err(|error| Problem::usage(format!("`--target`: {}", error.message), error.hint))?;
    let token = match (&args.token_file, &args.token_env) {
        (Some(file), _) => Some(token::in_file(file)?),
        (None, Some(name)) => Some(token::in_variable(name, environment)?.ok_or_else(|| {
            Problem::usage(
                format!("`--token-env`: the environment variable `{name}` is not set"),
                "it must hold the bearer token of the server under test",
            )
        })?),
        (None, None) => token::in_variable(token::VARIABLE, environment)?,
    };
    let tls = match (&args.cacert, args.insecure) {
        (Some(file), _) => TlsPolicy::Only(output::read(file)?),
        (None, true) => TlsPolicy::Anything,
        (None, false) => TlsPolicy::System,
    };
    check(&base, &tls)?;
    Ok(TargetPlan::Foreign { base, token, tls })
}

/// Refuses certificates that cannot be used, if they will be needed.
fn check(base: &BaseUrl, tls: &TlsPolicy) -> Result<(), Problem> {
    if !base.is_tls() && *tls == TlsPolicy::System {
        // Bare containers trust nobody, which does not matter without TLS.
        return Ok(());
    }
    tls.check().map_err(|error| match tls {
        TlsPolicy::Only(_) => Problem::usage(
            format!("`--cacert`: {error}"),
            "the file must hold certificates in PEM form",
        ),
        TlsPolicy::System | TlsPolicy::Anything => Problem::usage(
            error.to_string(),
            "name the authority that issued the server's certificate with `--cacert FILE`",
        ),
    })
}

fn snapshots(
    args: &RunArgs,
    is_reference: bool,
    environment: &Environment,
) -> Result<Option<SnapshotPlan>, Problem> {
    let folder = match (&args.snapshots, is_reference) {
        (Some(folder), _) => folder.clone(),
        (None, true) => environment.folder.join("snapshots"),
        (None, false) if args.name.is_some() => {
            return Err(Problem::usage(
                "`--as` names a target among the snapshots, but none are taken",
                "add `--snapshots DIR`",
            ));
        }
        (None, false) => return Ok(None),
    };
    let name = match &args.name {
        Some(name) => name.clone(),
        None if is_reference => "ref".into(),
        None => args
            .target
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap_or_default()
            .replace(':', "-"),
    };
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        return Err(Problem::usage(
            format!("`{name}` cannot name a folder of snapshots"),
            "use letters, digits, `-`, `_` and `.`",
        ));
    }
    let shipped = format!("snapshots/{name}");
    let bundled = move |file: &str| crate::bundled::file(&format!("{shipped}/{file}"));
    Ok(Some(SnapshotPlan {
        store: Store {
            dir: Some(folder.join(&name)),
            bundled: is_reference.then(|| Box::new(bundled) as _),
            // A server that is wrong on command must not leave its answers to be accepted beside
            // those of the correct one.
            write: !environment.is_ci() && (args.quirk.is_empty() || args.snapshots.is_some()),
        },
        target: name,
    }))
}

fn selection_problem(error: &SelectError) -> Problem {
    match error {
        SelectError::NoMatch { .. } => nothing_selected(&error.to_string()),
        other => Problem::selection(other, LIST),
    }
}

fn nothing_selected(message: &str) -> Problem {
    Problem {
        exit: Exit::NothingSelected,
        message: message.to_owned(),
        hint: Some(LIST.into()),
        rendered: false,
    }
}
