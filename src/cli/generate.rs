//! `scimulate generate`: schemas, man page and completions, checked in and checked fresh.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::GenerateArgs;
use super::output;
use super::problem::Problem;
use super::{Args, Environment, Exit, profiles};

pub(super) fn run(args: &GenerateArgs, environment: &Environment) -> Result<Exit, Problem> {
    let mut stale = Vec::new();
    for (name, text) in files()? {
        let path = environment.folder.join(&name);
        let current = std::fs::read_to_string(&path).unwrap_or_default();
        if current == text {
            continue;
        }
        if args.check {
            stale.push(name);
        } else {
            write(&path, &text)?;
            output::print(&format!("wrote {name}\n"))?;
        }
    }
    if stale.is_empty() {
        return Ok(Exit::Success);
    }
    Err(Problem {
        exit: Exit::Failed,
        message: format!("generated files are stale: {}", stale.join(", ")),
        hint: Some("run `cargo run -- generate` and commit what it writes".into()),
        rendered: false,
    })
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| {
            Problem::failed(format!("`{}` cannot be written: {error}", path.display()))
        })
}

/// Every generated file: path from the root of the repository, and text.
fn files() -> Result<Vec<(String, String)>, Problem> {
    let mut files: Vec<(String, String)> = crate::scenario::schema::generated_files()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text))
        .collect();
    files.push(("docs/gitlab-switches.md".to_owned(), profiles::page()));
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut Args::command(), "scimulate", &mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        files.push((format!("docs/completions/scimulate.{shell}"), text));
    }
    let mut pages = vec![("scimulate".to_owned(), Args::command())];
    let mut root = Args::command();
    root.build();
    for command in root
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        if command.get_name() != "help" {
            let name = format!("scimulate-{}", command.get_name());
            pages.push((name.clone(), command.clone().name(name)));
        }
    }
    for (name, command) in pages {
        let mut text = Vec::new();
        clap_mangen::Man::new(command)
            .render(&mut text)
            .map_err(|error| Problem::failed(format!("the man page cannot be made: {error}")))?;
        files.push((
            format!("docs/man/{name}.1"),
            String::from_utf8_lossy(&text).into_owned(),
        ));
    }
    Ok(files)
}
