//! `scimulate run`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

use super::args::RunArgs;
use super::idp_log::LogFolder;
use super::interrupt::Interrupts;
use super::output;
use super::problem::Problem;
use super::target::{self, Asked};
use super::{Environment, Exit, known, progress, snapshots};
use crate::client::DEFAULT_BODY_LIMIT;
use crate::idp::IdpKind;
use crate::report::escape::visible_line;
use crate::report::{json, terminal};
use crate::runner::known::apply;
use crate::runner::{CasePlan, Limits, Plan, Stop, execute};
use crate::scenario::Library;
use crate::scenario::select::{self, SelectError};
use crate::transcript::RunResult;

/// Length of a story, in exchanges of the longest permitted duration.
const EXCHANGES_PER_STORY: u32 = 20;
/// Cases at the same time against the bundled server; a foreign one gets one after the other, as a
/// single identity provider would come.
const REFERENCE_JOBS: usize = 4;
/// What to do when something else was selected than there is.
const LIST: &str = "`scimulate run --list` shows what there is";

pub(super) fn run(args: &RunArgs, environment: &Environment) -> Result<Exit, Problem> {
    let asked = Asked::read(args)?;
    let cases = cases(args, &asked, environment)?;
    if cases.is_empty() {
        return Err(nothing_selected(
            "no selected scenario is played as these identity providers",
        ));
    }
    if args.list {
        let lines: Vec<String> = cases
            .iter()
            .map(|case| format!("{}  {}", case.id(), case.scenario.title))
            .map(|line| format!("{}\n", visible_line(&line)))
            .collect();
        output::print(&lines.concat())?;
        return Ok(Exit::Success);
    }
    let lists = known::lists(args, &cases, environment)?;
    let plan = plan(args, &asked, cases, environment)?;
    // An output that cannot be written must be known before an hour of work, not after it.
    snapshots::make_folders(args, &plan.snapshots)?;
    let mut sink = args.json.as_deref().map(output::Sink::open).transpose()?;
    let logs = args.idp_log.clone().map(LogFolder::open).transpose()?;
    let mut result = play(plan, args.quiet)?;
    for list in &lists {
        apply(&mut result, list);
    }
    let mut problems = Vec::new();
    let mut attempt = |done: Result<(), Problem>| problems.extend(done.err());
    if let Some(logs) = &logs {
        attempt(logs.write(&result));
    }
    if let Some(sink) = &mut sink {
        attempt(sink.write(&json::render(&result)));
    }
    let text = if args.quiet {
        terminal::problems(&result, environment.width)
    } else {
        terminal::render(&result, environment.width)
    };
    if args.json.as_deref() == Some("-") {
        output::tell(&text);
    } else {
        attempt(output::print(&text));
    }
    for problem in &problems {
        output::tell(&problem.render());
    }
    Ok(match (Exit::of(&result), problems.first()) {
        (Exit::Failed, _) | (_, None) => Exit::of(&result),
        (_, Some(problem)) => problem.exit,
    })
}

/// Plays the plan on a runtime of its own; Ctrl-C ends the stories but not their clean-up.
fn play(plan: Plan, quiet: bool) -> Result<RunResult, Problem> {
    let runtime = output::runtime()?;
    Ok(runtime.block_on(async {
        let (sender, receiver) = unbounded_channel();
        let cases = plan.cases.len();
        let done = CancellationToken::new();
        let shown = tokio::spawn(progress::show(receiver, cases, quiet, done.clone()));
        let stop = Stop::default();
        let listener = Interrupts::listen()
            .ok()
            .map(|interrupts| tokio::spawn(interrupt(interrupts, stop.clone(), plan.seed)));
        let result = execute(plan, sender, stop).await;
        if let Some(listener) = listener {
            listener.abort();
        }
        done.cancel();
        // The display ends when the last sender is gone; it cannot fail in a way that matters.
        let _ = shown.await;
        result
    }))
}

/// Ends the stories at the first Ctrl-C, their clean-up at the second, and the process at the third.
async fn interrupt(mut interrupts: Interrupts, stop: Stop, seed: u64) {
    interrupts.next().await;
    output::tell("interrupted; cleaning up (Ctrl-C again to stop at once)\n");
    stop.stories.cancel();
    interrupts.next().await;
    stop.clean_up.cancel();
    interrupts.next().await;
    output::tell(&format!("stopped without a report; seed {seed}\n"));
    output::end_at_once();
}

/// The selected scenarios as the selected identity providers, on the targets that are meant.
fn cases(
    args: &RunArgs,
    asked: &Asked,
    environment: &Environment,
) -> Result<Vec<CasePlan>, Problem> {
    let library = Library::new(vec![environment.folder.clone()]);
    let idps = select::idps(&args.idp).map_err(|error| selection_problem(&error))?;
    let scenarios =
        select::scenarios(&library, &args.selectors).map_err(|error| selection_problem(&error))?;
    let mut cases = Vec::new();
    for scenario in scenarios {
        let scenario = Arc::new(scenario);
        let profiles = asked.profiles(&scenario, !args.selectors.is_empty());
        if profiles.is_empty() {
            continue;
        }
        for name in &scenario.idps {
            if !idps.is_empty() && !idps.contains(&name.as_str()) {
                continue;
            }
            let Some(idp) = IdpKind::named(name) else {
                continue;
            };
            let case = CasePlan::load(&library, &scenario, idp);
            let case = case.map_err(|error| Problem::refused(&error))?;
            for profile in &profiles {
                let case = case.clone().set_up_on(&library, profile);
                cases.push(case.map_err(|error| Problem::refused(&error))?);
            }
        }
    }
    Ok(cases)
}

fn plan(
    args: &RunArgs,
    asked: &Asked,
    cases: Vec<CasePlan>,
    environment: &Environment,
) -> Result<Plan, Problem> {
    let is_reference = asked.is_reference();
    let exchange = Duration::from_secs(args.timeout);
    let snapshots = snapshots::plan(args, asked, &cases, environment)?;
    Ok(Plan {
        target: target::plan(args, asked, &cases, environment)?,
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
        snapshots,
    })
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
