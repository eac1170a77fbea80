//! `--known`: which lists of known failures hold for a run.

use std::collections::BTreeSet;

use super::Environment;
use super::args::RunArgs;
use super::options::found;
use super::problem::Problem;
use crate::runner::CasePlan;
use crate::scenario::known::KnownFailures;
use crate::scenario::load;
use crate::scenario::{Folder, Found, Library};

/// What stands for no list at all.
const NONE: &str = "none";

/// The lists that are named, or else those of the products whose profiles are played on.
pub(super) fn lists(
    args: &RunArgs,
    cases: &[CasePlan],
    environment: &Environment,
) -> Result<Vec<KnownFailures>, Problem> {
    let library = Library::new(vec![environment.folder.clone()]);
    let files = if args.known.is_empty() {
        let products: BTreeSet<&str> = cases.iter().filter_map(product).collect();
        let lists = products.into_iter();
        lists
            .filter_map(|product| library.find(Folder::Known, product))
            .collect()
    } else {
        named(&args.known, &library)?
    };
    let read = |found: Found| {
        let text = found.text()?;
        load::known_failures(&found.file, &text)
    };
    let lists = files.into_iter().map(read).collect::<Result<_, _>>();
    lists.map_err(|error| Problem::refused(&error))
}

/// The product that a profile is a version of: `gitlab` of `gitlab-saas-14`.
fn product(case: &CasePlan) -> Option<&str> {
    let (product, _version) = case.profile.as_deref()?.split_once('-')?;
    Some(product)
}

fn named(names: &[String], library: &Library) -> Result<Vec<Found>, Problem> {
    let meant = names.iter().filter(|name| *name != NONE);
    meant
        .map(|name| found(library, Folder::Known, name))
        .collect()
}
