//! What may be typed.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::check::mapping::{Needs, TARGETS, needs_of};
use crate::server::PROFILES;
use crate::server::gitlab::GITLAB_PROFILES;

const EXIT_CODES: &str = "\
Exit codes: 0 all cases pass (with a warning, too) or are skipped, 1 a case failed, 2 wrong command line
or scenario file, 3 the run was interrupted, it or a case could not be carried out, or a report could not
be written, 4 nothing selected, 5 only snapshots changed or wait for review.";

const LINT_EXIT_CODES: &str = "\
Exit codes: 0 no errors, 1 an error was found, 2 wrong command line or file.";

/// Rehearse a SCIM 2.0 server against the identity providers its customers use
#[derive(Debug, Parser)]
#[command(name = "scimulate", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play provisioning stories as Entra ID and Okta against a SCIM server and judge the outcome
    Run(RunArgs),
    /// Say what a story or an identity provider sends, and why
    Explain(ExplainArgs),
    /// Hold an attribute mapping against what a target needs, before anything is sent
    Lint(LintArgs),
    /// Start the reference server
    Serve(ServeArgs),
    /// Accept or reject answers that differ from their snapshots
    Review(ReviewArgs),
    /// Write the files that are generated from the source and checked in
    #[command(hide = true)]
    Generate(GenerateArgs),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = EXIT_CODES)]
pub(super) struct RunArgs {
    /// Scenarios: names, globs, tags or paths to .yaml files [default: those in ./scenarios, or
    /// else all bundled ones]
    #[arg(value_name = "SELECTOR")]
    pub(super) selectors: Vec<String>,

    /// Play only as these identity providers: entra (or azure), entra-rfc, okta, okta-put,
    /// okta-aiw, okta-wizard, onelogin, jumpcloud, google-workspace, pingone, authentik, keycloak,
    /// generic
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) idp: Vec<String>,

    /// Base URL of the server under test, `ref` for the bundled reference server, `ref:PROFILE` for it
    /// as another product; several profiles are compared [default: `ref`, and for stories about a
    /// product each profile that they name]
    #[arg(long, value_name = "URL", value_delimiter = ',')]
    pub(super) target: Vec<String>,

    /// Defects for the bundled server, to see what each does to an identity provider
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) quirk: Vec<String>,

    /// Lists of known failures: files, or names of bundled ones; `none` for none [default: for a
    /// product's profile of the bundled server the list of that product]
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    pub(super) known: Vec<String>,

    /// List the selected cases and play nothing
    #[arg(long)]
    pub(super) list: bool,

    /// Write the whole result as JSON to a file, or to standard output with `-`
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<String>,

    /// Write what each identity provider's admin would read to a folder: Entra ID's provisioning log
    /// as Microsoft Graph gives it out, Okta's System Log and open tasks
    #[arg(long, value_name = "DIR")]
    pub(super) idp_log: Option<PathBuf>,

    /// Cases at the same time [default: 4 against the bundled server, else 1]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: Option<u16>,

    /// Time limit of one exchange, in seconds; a whole story may take twenty times as long
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,

    /// Longest wait that a `Retry-After` of the server is granted, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(0..=3600))]
    pub(super) max_wait: u64,

    /// Repeat the data of an earlier run; it prints its seed
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Environment variable that holds the bearer token [default: `SCIMULATE_TOKEN`]
    #[arg(long, value_name = "NAME", conflicts_with = "token_file")]
    pub(super) token_env: Option<String>,

    /// File that holds the bearer token
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,

    /// Trust only the certificate authorities in this PEM file
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub(super) cacert: Option<PathBuf>,

    /// Accept any TLS certificate
    #[arg(long)]
    pub(super) insecure: bool,

    /// Folder of snapshots [default: ./snapshots for the bundled server, else none are taken]
    #[arg(long, value_name = "DIR")]
    pub(super) snapshots: Option<PathBuf>,

    /// Name of the target among the snapshots [default: the profile, or host and port of the URL]; that
    /// of a profile says that the server under test is such a product
    #[arg(long = "as", value_name = "NAME")]
    pub(super) name: Option<String>,

    /// Show no progress and no table, only what is wrong
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// A story (name, pattern, tag or path) or an identity provider [default: list them]
    #[arg(value_name = "STORY|IDP")]
    pub(super) name: Option<String>,

    /// Tell a story only as these identity providers
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "name")]
    pub(super) idp: Vec<String>,

    /// Profile of the bundled server against which a story is told: `ref`, or `ref:PROFILE` [default:
    /// the first that the story names, else `ref`]
    #[arg(long, value_name = "NAME", requires = "name")]
    pub(super) target: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = LINT_EXIT_CODES)]
pub(super) struct LintArgs {
    /// Mappings: names of bundled ones or paths to .yaml files
    #[arg(value_name = "MAPPING", required = true)]
    pub(super) mappings: Vec<String>,

    /// Target that the mapping is for
    #[arg(long = "for", value_name = "TARGET", value_parser = lint_targets())]
    pub(super) target: &'static Needs,

    /// Look at the values of these people too: a bundled directory or a path to a .yaml file
    #[arg(long, value_name = "NAME")]
    pub(super) directory: Option<String>,

    /// Attribute that SAML sends as `NameID`, for example `user.objectid` [default: what the
    /// target's guide has people enter]
    #[arg(long, value_name = "SOURCE")]
    pub(super) name_id: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ServeArgs {
    /// Address to listen on; one that other machines reach needs a token of your choice
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,

    /// Port to listen on; 0 for a free one
    #[arg(long, short, value_name = "PORT", default_value_t = 0)]
    pub(super) port: u16,

    /// File that holds the bearer token [default: `SCIMULATE_TOKEN`, else a new random one]
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,

    /// Speak TLS with the certificate in this PEM file, followed by those of its authorities
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(super) tls_cert: Option<PathBuf>,

    /// The private key of the certificate, in a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,

    /// File that holds the bearer token of the control plane [default: `SCIMULATE_CONTROL_TOKEN`,
    /// else a new random one]
    #[arg(long, value_name = "FILE")]
    pub(super) control_token_file: Option<PathBuf>,

    /// Begin with these people: a directory file, a file with SCIM resources, or the name of a
    /// bundled directory
    #[arg(long, value_name = "FILE")]
    pub(super) seed: Option<String>,

    /// Keep the data in this SQLite file [default: in memory]
    #[arg(long, value_name = "FILE")]
    pub(super) data: Option<PathBuf>,

    /// Schemas to serve besides the built-in ones, as JSON (RFC 7643 §7)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) schema: Vec<PathBuf>,

    /// Resource types to serve besides users and groups, or in their place, as JSON (RFC 7643 §6)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) resource_type: Vec<PathBuf>,

    /// What kind of server to be
    #[arg(long, value_name = "NAME", default_value = PROFILES.first().map_or("", |one| one.name), value_parser = profiles())]
    pub(super) profile: String,

    /// Change a switch or setting of a GitLab profile, for example `sso-enforced=true`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,

    /// List the profiles, and the switches of those of GitLab
    #[arg(long)]
    pub(super) list_profiles: bool,

    /// Defects that the server shall have
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) quirk: Vec<String>,

    /// List the defects with what they break and whom they hurt
    #[arg(long)]
    pub(super) list_quirks: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ReviewArgs {
    /// Folder of snapshots [default: snapshots]
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,

    /// List what waits for review
    #[arg(long, conflicts_with_all = ["accept_all", "reject_all"])]
    pub(super) list: bool,

    /// Accept everything that waits
    #[arg(long, conflicts_with = "reject_all")]
    pub(super) accept_all: bool,

    /// Reject everything that waits
    #[arg(long)]
    pub(super) reject_all: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct GenerateArgs {
    /// Compare with the files on disk instead of writing them
    #[arg(long)]
    pub(super) check: bool,
}

fn profiles() -> PossibleValuesParser {
    let own = PROFILES.iter().map(|one| (one.name, one.description));
    let gitlab = GITLAB_PROFILES
        .iter()
        .map(|one| (one.name, one.description));
    PossibleValuesParser::new(
        own.chain(gitlab)
            .map(|(name, description)| PossibleValue::new(name).help(description)),
    )
}

fn lint_targets() -> impl TypedValueParser<Value = &'static Needs> {
    let target = |needs: &'static Needs| PossibleValue::new(needs.name).help(needs.title);
    PossibleValuesParser::new(TARGETS.iter().map(target))
        .try_map(|name| needs_of(&name).ok_or("no such target"))
}
