//! `scimulate explain`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

use super::args::ExplainArgs;
use super::output;
use super::problem::Problem;
use super::{Environment, Exit, target};
use crate::client::DEFAULT_BODY_LIMIT;
use crate::idp::{IdpKind, VirtualClock};
use crate::report::explain;
use crate::runner::{
    CasePlan, Limits, Plan, ReferencePlan, Snapshots, TargetPlan, USUAL_PROFILE, execute,
};
use crate::scenario::names::did_you_mean;
use crate::scenario::select::{self, SelectError};
use crate::scenario::{Library, Scenario};
use crate::server::quirks::QuirkSet;
use crate::transcript::RunResult;

/// Far more than a story against the bundled server needs.
const LONGEST: Duration = Duration::from_mins(10);
/// What to do when something else was named than there is.
const LIST: &str = "`scimulate explain` lists what there is";

pub(super) fn run(args: &ExplainArgs, environment: &Environment) -> Result<Exit, Problem> {
    let library = Library::new(vec![environment.folder.clone()]);
    let width = environment.width;
    let text = match &args.name {
        None => {
            let stories = selected(&library, &["*"])?;
            let titles: Vec<_> = stories
                .into_iter()
                .map(|one| (one.name, one.title))
                .collect();
            explain::list(&titles, width)
        }
        Some(name) => match IdpKind::named(name) {
            Some(idp) => explain::habits(idp, width),
            None => stories(name, args, &library, width)?,
        },
    };
    output::print(&text)?;
    Ok(Exit::Success)
}

/// The stories of that name, each really played against the bundled server.
fn stories(
    name: &str,
    args: &ExplainArgs,
    library: &Library,
    width: usize,
) -> Result<String, Problem> {
    let idps = select::idps(&args.idp).map_err(|error| Problem::selection(&error, LIST))?;
    let asked = args.target.as_deref().map(target::profile).transpose()?;
    let mut texts = Vec::new();
    for scenario in selected(library, &[name])? {
        let scenario = Arc::new(scenario);
        let about = scenario
            .target
            .as_ref()
            .and_then(|about| about.profiles.first());
        let profile = asked.or(about.map(String::as_str)).unwrap_or(USUAL_PROFILE);
        let mut cases = Vec::new();
        for idp in scenario.idps.iter().filter_map(|name| IdpKind::named(name)) {
            if idps.is_empty() || idps.contains(&idp.name()) {
                let case = CasePlan::load(library, &scenario, idp);
                let case = case.and_then(|case| case.set_up_on(library, profile));
                cases.push(case.map_err(|error| Problem::refused(&error))?);
            }
        }
        if cases.is_empty() {
            let message = format!("`{}` is not played as {}", scenario.name, idps.join(" or "));
            let hint = format!("it is played as {}", scenario.idps.join(", "));
            return Err(Problem::usage(message, hint));
        }
        let result = play(cases)?;
        let file = file_of(library, &scenario);
        texts.push(explain::story(&scenario, &file, &result, width));
    }
    Ok(texts.join("\n"))
}

fn play(cases: Vec<CasePlan>) -> Result<RunResult, Problem> {
    let plan = Plan {
        target: TargetPlan::Reference(ReferencePlan {
            quirks: QuirkSet::default(),
            // The same answers whenever it is asked.
            clock: Arc::new(|| VirtualClock::default().now()),
        }),
        cases,
        // One after the other, so that the server's ids are the same every time.
        jobs: 1,
        seed: 0,
        limits: Limits {
            exchange: LONGEST,
            case: LONGEST,
            retry_after: LONGEST,
            body: DEFAULT_BODY_LIMIT,
        },
        snapshots: Snapshots::new(),
    };
    let (events, _nobody_listens) = unbounded_channel();
    let played = execute(plan, events, CancellationToken::new());
    Ok(output::runtime()?.block_on(played))
}

/// The text of the scenario's file; without it the steps have numbers only.
fn file_of(library: &Library, scenario: &Scenario) -> String {
    let known = library.scenarios().into_iter();
    let mut found = known.filter(|found| found.file == scenario.file);
    match found.next() {
        Some(found) => found.text().unwrap_or_default(),
        None => output::read(Path::new(&scenario.file)).unwrap_or_default(),
    }
}

/// The stories that a name means; it may be that of an identity provider, misspelt.
fn selected<S: AsRef<str>>(library: &Library, names: &[S]) -> Result<Vec<Scenario>, Problem> {
    select::scenarios(library, names).map_err(|error| match &error {
        SelectError::NoMatch { selector, hint } => {
            let idps = IdpKind::ALL.into_iter().map(IdpKind::name);
            let hint = hint.clone().or_else(|| did_you_mean(selector, idps));
            let message = format!("there is no story and no identity provider `{selector}`");
            Problem::usage(
                message,
                hint.map_or_else(|| LIST.into(), |hint| format!("{hint} {LIST}")),
            )
        }
        other => Problem::selection(other, LIST),
    })
}
