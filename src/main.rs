//! parse → resolve → dispatch → exit code; nothing else. The one place that reads the clock,
//! randomness and the environment.

use std::process::ExitCode;

use clap::Parser as _;
use scimulate::cli::{Args, Environment, dispatch};

#[expect(
    clippy::disallowed_methods,
    reason = "the clock, randomness and the environment enter the program here and nowhere else"
)]
fn main() -> ExitCode {
    let args = Args::parse();
    let environment = Environment {
        variables: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        folder: ".".into(),
        random_seed: fastrand::Rng::new().u64(..),
        now: jiff::Timestamp::now,
        width: console::Term::stdout()
            .size_checked()
            .map(|(_, columns)| columns.into())
            .or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
            .unwrap_or(100),
    };
    ExitCode::from(dispatch(args, &environment).code())
}
