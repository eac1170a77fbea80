//! `--target`: the bundled server, in one or several of its profiles, or a server of somebody else's.

use std::sync::Arc;

use super::args::RunArgs;
use super::options::quirks;
use super::problem::Problem;
use super::{Environment, output, token};
use crate::client::{BaseUrl, TlsPolicy};
use crate::runner::{CasePlan, ReferencePlan, TargetPlan, USUAL_PROFILE};
use crate::scenario::Scenario;
use crate::scenario::names::{did_you_mean, listed, profiles};
use crate::server::Profile;

/// What `--target` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing: every story on what it is about.
    Nothing,
    /// These profiles of the bundled server.
    Profiles(Vec<&'static str>),
    /// A server at this URL.
    Foreign {
        /// As it was written.
        url: String,
        /// The profile that it is said to be like.
        like: Option<&'static str>,
    },
}

impl Asked {
    pub(super) fn read(args: &RunArgs) -> Result<Self, Problem> {
        let (bundled, foreign): (Vec<_>, Vec<_>) =
            args.target.iter().partition(|one| is_bundled(one));
        match (bundled.as_slice(), foreign.as_slice()) {
            // Quirks are those of the RFC service.
            ([], []) if !args.quirk.is_empty() => Ok(Self::Profiles(vec![USUAL_PROFILE])),
            ([], []) => Ok(Self::Nothing),
            ([], [url]) => Ok(Self::Foreign {
                url: (*url).clone(),
                like: args.name.as_deref().and_then(known),
            }),
            (_, []) => {
                let mut all = Vec::new();
                for one in bundled {
                    let profile = profile(one)?;
                    if !all.contains(&profile) {
                        all.push(profile);
                    }
                }
                Ok(Self::Profiles(all))
            }
            _ => Err(Problem::usage(
                "`--target` takes one URL, or profiles of the bundled server",
                "for example `--target ref:gitlab-saas-14,ref:gitlab-saas-now`",
            )),
        }
    }

    /// Whether the bundled server is meant.
    pub(super) const fn is_reference(&self) -> bool {
        !matches!(self, Self::Foreign { .. })
    }

    /// The profiles on which a story is played; for a foreign server one in place of none. A story
    /// that is about something else is played nowhere, unless it was asked for: then its result
    /// says so.
    pub(super) fn profiles<'a>(
        &'a self,
        scenario: &'a Scenario,
        is_selected: bool,
    ) -> Vec<&'a str> {
        let about = scenario.target.as_ref().map(|target| &target.profiles);
        let is_about = |profile: &str| {
            is_selected || about.is_none_or(|about| about.iter().any(|known| known == profile))
        };
        match self {
            Self::Nothing => about.map_or_else(
                || vec![USUAL_PROFILE],
                |about| about.iter().map(String::as_str).collect(),
            ),
            Self::Profiles(profiles) => {
                let all = profiles.iter().copied();
                all.filter(|profile| is_about(profile)).collect()
            }
            Self::Foreign { like, .. } => {
                let is_played = is_selected || about.is_none() || like.is_some_and(is_about);
                is_played.then_some(USUAL_PROFILE).into_iter().collect()
            }
        }
    }
}

fn is_bundled(target: &str) -> bool {
    target == "ref" || target.starts_with("ref:")
}

/// The profile of `ref`, or `ref:PROFILE`.
pub(super) fn profile(target: &str) -> Result<&'static str, Problem> {
    let name = match target.split_once(':') {
        Some((_, name)) => name,
        None => USUAL_PROFILE,
    };
    known(name).ok_or_else(|| {
        let all = format!("there are {}", listed(profiles(), "and"));
        Problem::usage(
            format!("the bundled server has no profile `{name}`"),
            did_you_mean(name, profiles()).unwrap_or(all),
        )
    })
}

fn known(name: &str) -> Option<&'static str> {
    profiles().find(|known| *known == name)
}

/// The target of a run.
pub(super) fn plan(
    args: &RunArgs,
    asked: &Asked,
    cases: &[CasePlan],
    environment: &Environment,
) -> Result<TargetPlan, Problem> {
    let Asked::Foreign { url, like } = asked else {
        let mut others = cases.iter().filter_map(|case| case.profile.as_deref());
        let other = others.find(|name| Profile::find(name).is_none());
        if let Some(other) = other.filter(|_| !args.quirk.is_empty()) {
            return Err(Problem::usage(
                format!("`--quirk` is for `ref`, not for `{other}`"),
                "leave `--target` out, or write `--target ref`",
            ));
        }
        if let Some(option) = only_for_others(args) {
            return Err(Problem::usage(
                format!("`{option}` is for a server of your own"),
                "name that server with `--target URL`; the bundled one has a token of its own",
            ));
        }
        return Ok(TargetPlan::Reference(ReferencePlan {
            quirks: quirks(&args.quirk)?,
            clock: Arc::new(environment.now),
        }));
    };
    if !args.quirk.is_empty() {
        return Err(Problem::usage(
            "`--quirk` is for the bundled server",
            "leave `--target` out, or start it with `scimulate serve --quirk NAME`",
        ));
    }
    let base = base(url)?;
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
    Ok(TargetPlan::Foreign {
        base,
        token,
        tls,
        like: like.map(str::to_owned),
    })
}

/// The base URL that was given.
pub(super) fn base(url: &str) -> Result<BaseUrl, Problem> {
    BaseUrl::parse(url)
        .map_err(|error| Problem::usage(format!("`--target`: {}", error.message), error.hint))
}

/// An option that says how a server of somebody else's is reached. Whoever gives it and forgets that
/// server would see the bundled one pass.
fn only_for_others(args: &RunArgs) -> Option<&'static str> {
    let given = [
        ("--token-env", args.token_env.is_some()),
        ("--token-file", args.token_file.is_some()),
        ("--cacert", args.cacert.is_some()),
        ("--insecure", args.insecure),
    ];
    let mut given = given.into_iter().filter(|(_, is_given)| *is_given);
    given.next().map(|(option, _)| option)
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
