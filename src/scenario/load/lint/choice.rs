//! Lists of names by which a step or an expectation is limited: identity providers and profiles.

use std::ops::Range;

use indexmap::IndexMap;

use super::super::node::At;
use super::super::problems::Problems;
use super::super::raw::{IdpNames, TargetNames};
use crate::scenario::names::{canonical_idp, did_you_mean, is_pattern, listed, matching, profiles};

/// What a list of names is about.
struct Choice {
    /// The key that has the list.
    field: &'static str,
    /// What people call one of those that are named.
    noun: &'static str,
    /// The name that is meant, if there is one.
    canonical: fn(&str) -> Option<&'static str>,
    /// What to say of a name that is right elsewhere: what it does not do, and where to add it.
    outside: (&'static str, &'static str),
}

const IDPS: Choice = Choice {
    field: "idps",
    noun: "identity provider",
    canonical: canonical_idp,
    outside: (
        "does not play this scenario",
        "to the `idps` of the scenario",
    ),
};

const TARGETS: Choice = Choice {
    field: "targets",
    noun: "profile",
    canonical: |name| profiles().find(|known| *known == name),
    outside: (
        "is no target of this scenario",
        "to the `profiles` of its `target`",
    ),
};

/// Canonical names of identity providers; unknown ones, ones outside `known` and repeated ones are
/// noted.
pub(in crate::scenario::load) fn idps(
    names: &At<IdpNames>,
    known: &[&str],
    problems: &mut Problems,
) -> Vec<String> {
    match &names.value {
        IdpNames::All => known.iter().copied().map(str::to_owned).collect(),
        IdpNames::Listed(listing) => IDPS.chosen(&names.span, listing, known, problems),
    }
}

/// Names of profiles of the bundled server, in the same way; `field` is the key that has them.
pub(in crate::scenario::load) fn targets(
    field: &'static str,
    names: &At<TargetNames>,
    known: &[&str],
    problems: &mut Problems,
) -> Vec<String> {
    let choice = Choice { field, ..TARGETS };
    choice.chosen(&names.span, &names.value.0, known, problems)
}

impl Choice {
    fn chosen(
        &self,
        span: &Range<usize>,
        listing: &[At<String>],
        known: &[&str],
        problems: &mut Problems,
    ) -> Vec<String> {
        if listing.is_empty() {
            problems.add(
                span,
                format!("`{}` is empty", self.field),
                format!(
                    "expected one or more of {}",
                    listed(known.iter().copied(), "and")
                ),
                None,
            );
        }
        let mut found: IndexMap<&str, Range<usize>> = IndexMap::new();
        for name in listing {
            if is_pattern(&name.value) {
                for one in pattern(name, known, problems) {
                    found.entry(one).or_insert_with(|| name.span.clone());
                }
                continue;
            }
            let Some(canonical) = (self.canonical)(&name.value) else {
                problems.add(
                    &name.span,
                    format!("unknown {} `{}`", self.noun, name.value),
                    format!("expected {}", listed(known.iter().copied(), "or")),
                    did_you_mean(&name.value, known.iter().copied()),
                );
                continue;
            };
            if !known.is_empty() && !known.contains(&canonical) {
                let (lacks, place) = self.outside;
                problems.add(
                    &name.span,
                    format!("`{canonical}` {lacks}"),
                    format!("expected {}", listed(known.iter().copied(), "or")),
                    Some(format!("add `{canonical}` {place}")),
                );
            }
            if let Some(first) = found.get(canonical) {
                let alias = (name.value != canonical)
                    .then(|| format!("`{}` is another name of `{canonical}`", name.value));
                problems.add_second(
                    &name.span,
                    first,
                    format!("`{canonical}` is named twice"),
                    ("named again here", "first named here"),
                    alias,
                );
            } else {
                found.insert(canonical, name.span.clone());
            }
        }
        found.into_keys().map(str::to_owned).collect()
    }
}

/// What a pattern stands for; noted if nothing.
pub(super) fn pattern<'n>(
    text: &At<String>,
    names: &[&'n str],
    problems: &mut Problems,
) -> Vec<&'n str> {
    let found = matching(&text.value, names.iter().copied());
    let expected = || {
        let known = listed(names.iter().copied(), "and");
        Some(format!("there are {known}"))
    };
    match found {
        Ok(found) if found.is_empty() => {
            let message = format!("`{}` matches nothing", text.value);
            problems.add(
                &text.span,
                message,
                "expected a pattern that matches",
                expected(),
            );
            found
        }
        Ok(found) => found,
        Err(why) => {
            let message = format!("`{}` is not a pattern: {why}", text.value);
            problems.add(&text.span, message, "expected for example `member-*`", None);
            Vec::new()
        }
    }
}
