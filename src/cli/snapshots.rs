//! With which snapshots a run compares: a folder for each target.

use std::fs;

use indexmap::IndexMap;

use super::Environment;
use super::args::RunArgs;
use super::problem::Problem;
use super::target::{self, Asked};
use crate::runner::{CasePlan, SnapshotPlan, Snapshots};
use crate::snapshot::Store;

/// The snapshots of the targets that the cases are played on.
pub(super) fn plan(
    args: &RunArgs,
    asked: &Asked,
    cases: &[CasePlan],
    environment: &Environment,
) -> Result<Snapshots, Problem> {
    let is_reference = asked.is_reference();
    let folder = match (&args.snapshots, asked) {
        (Some(folder), _) => folder.clone(),
        // Its name says only what the server is like.
        (None, Asked::Foreign { like: Some(_), .. }) => return Ok(Snapshots::new()),
        (None, Asked::Foreign { .. }) if args.name.is_some() => {
            return Err(Problem::usage(
                "`--as` names a target among the snapshots, but none are taken",
                "add `--snapshots DIR`",
            ));
        }
        (None, Asked::Foreign { .. }) => return Ok(Snapshots::new()),
        (None, Asked::Nothing | Asked::Profiles(_)) => environment.folder.join("snapshots"),
    };
    let mut plans = IndexMap::new();
    for case in cases {
        if plans.contains_key(&case.profile) {
            continue;
        }
        let name = match (&args.name, asked) {
            (Some(name), _) => name.clone(),
            (None, Asked::Foreign { url, .. }) => target::base(url)?.authority().replace(':', "-"),
            (None, Asked::Nothing | Asked::Profiles(_)) => case.id().place().to_owned(),
        };
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
            return Err(Problem::usage(
                format!("`{name}` cannot name a folder of snapshots"),
                "use letters, digits, `-`, `_` and `.`",
            ));
        }
        let shipped = format!("snapshots/{name}");
        let bundled = move |file: &str| crate::bundled::file(&format!("{shipped}/{file}"));
        let plan = SnapshotPlan {
            store: Store {
                dir: Some(folder.join(&name)),
                bundled: is_reference.then(|| Box::new(bundled) as _),
                // A server that is wrong on command must not leave its answers to be accepted
                // beside those of the correct one.
                write: !environment.is_ci() && (args.quirk.is_empty() || args.snapshots.is_some()),
            },
            target: name,
        };
        plans.insert(case.profile.clone(), plan);
    }
    if args.name.is_some() && plans.len() > 1 {
        return Err(Problem::usage(
            "`--as` names one target, but several are played on",
            "leave it out: each profile has a folder of its own",
        ));
    }
    Ok(plans)
}

/// Makes the folders in the one that was asked for, if need be; that must be possible before anything
/// is played. Where none was asked for nothing is left behind unless an answer differs.
pub(super) fn make_folders(args: &RunArgs, snapshots: &Snapshots) -> Result<(), Problem> {
    if args.snapshots.is_none() {
        return Ok(());
    }
    let stores = snapshots.values().map(|plan| &plan.store);
    for folder in stores
        .filter(|store| store.write)
        .filter_map(|store| store.dir.as_deref())
    {
        fs::create_dir_all(folder).map_err(|error| {
            Problem::failed(format!("`{}` cannot be made: {error}", folder.display()))
        })?;
    }
    Ok(())
}
