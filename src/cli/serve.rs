//! `scimulate serve`.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::args::ServeArgs;
use super::interrupt::Interrupts;
use super::options::quirks;
use super::output::{self, Stream};
use super::problem::Problem;
use super::{Environment, Exit, token};
use crate::idp::IdSource;
use crate::server::quirks::AREAS;
use crate::server::{Profile, Server, ServerConfig};

pub(super) fn run(args: &ServeArgs, environment: &Environment) -> Result<Exit, Problem> {
    if args.list_quirks {
        output::write(Stream::Stdout, &quirk_list());
        return Ok(Exit::Success);
    }
    let chosen = token::chosen(args.token_file.as_deref(), token::VARIABLE, environment)?;
    // Whoever can reach the port would otherwise depend on a token that scrolls by.
    if !args.bind.to_canonical().is_loopback() && !chosen.is_given {
        return Err(Problem::usage(
            format!(
                "`--bind {}` lets other machines in, but no token was given",
                args.bind
            ),
            format!(
                "put a token into the environment variable {} or name its file with `--token-file FILE`",
                token::VARIABLE
            ),
        ));
    }
    let mut config = ServerConfig::new(SocketAddr::new(args.bind, args.port), chosen.token);
    config.data.clone_from(&args.data);
    config.quirks = quirks(&args.quirk)?;
    if let Some(profile) = Profile::find(&args.profile) {
        config.mode = profile.mode;
    }
    let names: Vec<&str> = config.quirks.entries().map(|entry| entry.name).collect();
    let source = Mutex::new(IdSource::seeded(environment.random_seed));
    let ids = Arc::new(move || source.lock().unwrap_or_else(PoisonError::into_inner).uuid());
    let clock = Arc::new(environment.now);
    output::runtime()?.block_on(async {
        let server = Server::start(config, clock, ids).await.map_err(|error| {
            let cause = std::error::Error::source(&error)
                .map(|cause| format!(": {cause}"))
                .unwrap_or_default();
            Problem::failed(format!("{error}{cause}"))
        })?;
        let mut text = format!(
            "base URL  {}\ntoken     {}\n",
            server.base_url(),
            chosen.shown
        );
        if !names.is_empty() {
            let _ = writeln!(text, "quirks    {}", names.join(", "));
        }
        // Whoever reads the address may stop the server at once, so listen before telling it.
        let mut interrupts = Interrupts::listen()
            .map_err(|error| Problem::failed(format!("signals cannot be received: {error}")))?;
        output::write(Stream::Stdout, &text);
        output::write(Stream::Stderr, "Ctrl-C stops the server\n");
        interrupts.next().await;
        server.shutdown().await;
        Ok(Exit::Success)
    })
}

/// The catalogue to read.
fn quirk_list() -> String {
    let mut text = String::new();
    for area in AREAS {
        let _ = writeln!(text, "{}\n", area.title);
        for entry in area.entries {
            let _ = writeln!(
                text,
                "  {}\n    {}\n    {}\n    {}\n",
                entry.name, entry.breaks, entry.hurts, entry.source
            );
        }
    }
    text
}
