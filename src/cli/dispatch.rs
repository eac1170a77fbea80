//! From a command to its file.

use super::args::Command;
use super::output;
use super::{Args, Environment, Exit, explain, generate, lint, review, run, serve};

/// Runs the command and says how the process ends.
pub fn dispatch(args: Args, environment: &Environment) -> Exit {
    let done = match args.command {
        Command::Run(args) => run::run(&args, environment),
        Command::Explain(args) => explain::run(&args, environment),
        Command::Lint(args) => lint::run(&args, environment),
        Command::Serve(args) => serve::run(&args, environment),
        Command::Review(args) => review::run(&args, environment),
        Command::Generate(args) => generate::run(&args, environment),
    };
    done.unwrap_or_else(|problem| {
        output::tell(&problem.render());
        problem.exit
    })
}
