//! `scimulate serve`.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::args::ServeArgs;
use super::interrupt::Interrupts;
use super::options::quirks;
use super::output;
use super::problem::Problem;
use super::{Environment, Exit, definitions, profiles, seed, token};
use crate::idp::IdSource;
use crate::server::quirks::AREAS;
use crate::server::{
    ControlConfig, Profile, SeedRefusal, Server, ServerConfig, ServerTls, ServerTlsError,
};

pub(super) fn run(args: &ServeArgs, environment: &Environment) -> Result<Exit, Problem> {
    if args.list_quirks {
        output::print(&quirk_list())?;
        return Ok(Exit::Success);
    }
    if args.list_profiles {
        output::print(&profiles::list())?;
        return Ok(Exit::Success);
    }
    let gitlab = profiles::gitlab(args)?;
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
    let control = token::chosen(
        args.control_token_file.as_deref(),
        token::CONTROL_VARIABLE,
        environment,
    )?;
    if control.token == chosen.token {
        return Err(Problem::usage(
            "the control plane has the same token as SCIM",
            "clients of SCIM must not be able to steer the server; choose another token",
        ));
    }
    let seed = args.seed.as_deref().map(seed::text).transpose()?;
    let mut config = ServerConfig::new(SocketAddr::new(args.bind, args.port), chosen.token);
    config.control = Some(ControlConfig {
        token: control.token,
        reader: seed::reader(environment),
    });
    config.tls = tls(args)?;
    config.data.clone_from(&args.data);
    config.resource_types = definitions::resource_types(&args.schema, &args.resource_type)?;
    config.quirks = quirks(&args.quirk)?;
    config.gitlab = gitlab;
    if let Some(profile) = Profile::find(&args.profile) {
        config.mode = profile.mode;
    }
    let is_gitlab = config.gitlab.is_some();
    let is_extended = !args.schema.is_empty() || !args.resource_type.is_empty();
    let types = config.resource_types.iter();
    let endpoints: Vec<String> = types.map(|one| one.endpoint.clone()).collect();
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
        if let Some(seed) = seed {
            server
                .seed("", &seed)
                .map_err(|refusal| seed_problem(args, refusal))?;
        }
        let mut text = format!(
            "base URL  {}\ntoken     {}\ncontrol   {}\nits token {}\n",
            server.base_url(),
            chosen.shown,
            server.control_url(),
            control.shown
        );
        if is_gitlab {
            let _ = writeln!(text, "profile   {}", args.profile);
        }
        if is_extended {
            let _ = writeln!(text, "types     {}", endpoints.join(", "));
        }
        if !names.is_empty() {
            let _ = writeln!(text, "quirks    {}", names.join(", "));
        }
        // Whoever reads the address may stop the server at once, so listen before telling it.
        let mut interrupts = Interrupts::listen()
            .map_err(|error| Problem::failed(format!("signals cannot be received: {error}")))?;
        output::print(&text)?;
        output::tell("Ctrl-C stops the server\n");
        interrupts.next().await;
        server.shutdown().await;
        Ok(Exit::Success)
    })
}

/// The certificate to show, if the server shall speak TLS.
fn tls(args: &ServeArgs) -> Result<Option<ServerTls>, Problem> {
    let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) else {
        return Ok(None);
    };
    let pem = (output::read(certificate)?, output::read(key)?);
    let tls = ServerTls::from_pem(&pem.0, &pem.1).map_err(|error| {
        let (option, file) = match error {
            ServerTlsError::Certificate(_) => ("--tls-cert", certificate),
            _ => ("--tls-key", key),
        };
        Problem::usage(
            format!("`{option} {}`: {error}", file.display()),
            "both files must be in PEM form, and the key must not be encrypted",
        )
    })?;
    Ok(Some(tls))
}

fn seed_problem(args: &ServeArgs, refusal: SeedRefusal) -> Problem {
    let name = args.seed.as_deref().unwrap_or_default();
    Problem {
        exit: Exit::Usage,
        message: format!("`--seed {name}` cannot be used: {}", refusal.message),
        hint: refusal.hint,
        rendered: false,
    }
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
