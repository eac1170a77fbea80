//! The profiles of `serve` and their switches.

use std::fmt::Write as _;

use super::args::ServeArgs;
use super::problem::Problem;
use crate::server::PROFILES;
use crate::server::gitlab::{GITLAB_PROFILES, GitLabProfile, SWITCHES, SwitchKind, Switches};

/// The GitLab that the server shall be, if it shall be one.
pub(super) fn gitlab(args: &ServeArgs) -> Result<Option<Switches>, Problem> {
    let Some(profile) = GitLabProfile::find(&args.profile) else {
        return match args.set.first() {
            None => Ok(None),
            Some(set) => Err(Problem::usage(
                format!("`--set {set}` goes with a profile of GitLab"),
                "choose one, for example `--profile gitlab-saas-now`; `--list-profiles` lists them",
            )),
        };
    };
    let no_such = [
        (
            "--data",
            args.data.is_some(),
            "a GitLab profile keeps everything in memory",
        ),
        (
            "--seed",
            args.seed.is_some(),
            "add accounts through the control plane",
        ),
        (
            "--quirk",
            !args.quirk.is_empty(),
            "change it with `--set NAME=VALUE`",
        ),
        ("--schema", !args.schema.is_empty(), "GitLab has its own"),
        (
            "--resource-type",
            !args.resource_type.is_empty(),
            "GitLab has its own",
        ),
    ];
    for (option, is_given, hint) in no_such {
        if is_given {
            let message = format!("`{option}` does not go with `--profile {}`", profile.name);
            return Err(Problem::usage(message, hint));
        }
    }
    let mut switches = profile.switches();
    for set in &args.set {
        let Some((name, value)) = set.split_once('=') else {
            return Err(Problem::usage(
                format!("`--set {set}` has no value"),
                "write it as `--set NAME=VALUE`",
            ));
        };
        switches.set(name, value).map_err(|error| {
            let hint = "`scimulate serve --list-profiles` says what each does";
            Problem::usage(error, hint)
        })?;
    }
    Ok(Some(switches))
}

/// All profiles, and the switches of those of GitLab, to read.
pub(super) fn list() -> String {
    let mut text = String::from("Profiles\n\n");
    for profile in PROFILES {
        let _ = writeln!(text, "  {}\n    {}\n", profile.name, profile.description);
    }
    for profile in GITLAB_PROFILES {
        let _ = writeln!(
            text,
            "  {}\n    {}\n    {}; identity providers: {}",
            profile.name,
            profile.description,
            profile.offering,
            profile.providers.join(", ")
        );
        for (name, value) in profile.switches {
            let _ = writeln!(text, "      {name}={value}");
        }
        text.push('\n');
    }
    for (title, kind) in [
        ("Behaviour of the GitLab profiles", SwitchKind::Behaviour),
        ("Settings of the GitLab profiles", SwitchKind::Setting),
    ] {
        let _ = writeln!(text, "{title}, for `--set NAME=VALUE`\n");
        let newest = Switches::default();
        for switch in SWITCHES.iter().filter(|switch| switch.kind == kind) {
            let _ = writeln!(text, "  {}\n    {}", switch.name, switch.what);
            for choice in switch.choices {
                let _ = writeln!(text, "      {}: {}", choice.name, choice.what);
            }
            let _ = writeln!(
                text,
                "    gitlab-saas-now: {}\n    {} ({})\n",
                match switch.value(&newest).as_str() {
                    "" => "none",
                    value => value,
                },
                switch.source,
                switch.certainty.word()
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_profile_and_switch() {
        let text = list();
        let names = PROFILES.iter().map(|one| one.name);
        let names = names.chain(GITLAB_PROFILES.iter().map(|one| one.name));
        for name in names.chain(SWITCHES.iter().map(|one| one.name)) {
            assert!(text.contains(&format!("\n  {name}\n    ")), "{name}");
        }
        assert!(text.contains("\n  group\n    Path of the group that SCIM is for\n"));
        assert!(text.contains("    gitlab-saas-now: my-group\n"));
    }
}
