//! Steps: people, groups, accounts and identity providers are looked up.

mod choice;
mod expect;
mod target;
mod values;

use std::ops::Range;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::directory::{check_attribute, check_value};
use super::node::At;
use super::problems::Problems;
use super::raw::{PerFamily, RawAct, RawDemand, RawPush, RawStep, RawUnpush, Takes};
use super::read::{Entries, OneOrMany};
use super::scenario;
use crate::idp::directory::{Attributes, Directory};
use crate::idp::mapping::Mapping;
use crate::idp::{Act, IdpKind};
use crate::scenario::library::Library;
use crate::scenario::model::{ScenarioTarget, Step, StepKind};
use crate::scenario::names::{did_you_mean, is_pattern, listed, profiles};

use self::choice::pattern;
pub(super) use self::choice::{idps, targets};

/// What steps may refer to, and what is wrong with those that refer to something else.
pub(super) struct Linter<'a> {
    idps: &'a [String],
    /// Profiles that the scenario is played on; any if it names none.
    profiles: Vec<&'a str>,
    /// Whether it names them.
    has_target: bool,
    /// `None` when it could not be loaded; then people are not judged.
    directory: Option<&'a Directory>,
    library: &'a Library,
    /// Labels of accounts anywhere in the scenario, and where they are given.
    all_labels: IndexMap<&'a str, Range<usize>>,
    /// Labels of accounts that exist by now.
    labels: IndexSet<&'a str>,
    problems: Problems,
}

impl Takes {
    /// What people call one of them.
    const fn noun(self) -> &'static str {
        match self {
            Self::People => "person",
            Self::Groups => "group",
            Self::Both => "person or group",
        }
    }
}

/// Keys of the directory that may be named.
fn keys(directory: &Directory, takes: Takes) -> Vec<&str> {
    let people = (takes != Takes::Groups).then(|| directory.people.keys());
    let groups = (takes != Takes::People).then(|| directory.groups.keys());
    let people = people.into_iter().flatten();
    let groups = groups.into_iter().flatten();
    people.chain(groups).map(String::as_str).collect()
}

impl<'a> Linter<'a> {
    pub(super) fn new(
        (idps, target): (&'a [String], Option<&'a ScenarioTarget>),
        directory: Option<&'a Directory>,
        library: &'a Library,
        steps: &'a [At<RawStep>],
        problems: Problems,
    ) -> Self {
        let mut all_labels = IndexMap::new();
        for step in steps {
            if let RawAct::Existing(existing) = &step.value.act {
                all_labels
                    .entry(existing.account.value.as_str())
                    .or_insert_with(|| existing.account.span.clone());
            }
        }
        Self {
            idps,
            profiles: target.map_or_else(
                || profiles().collect(),
                |target| target.profiles.iter().map(String::as_str).collect(),
            ),
            has_target: target.is_some(),
            directory,
            library,
            all_labels,
            labels: IndexSet::new(),
            problems,
        }
    }

    pub(super) fn finish(self) -> Problems {
        self.problems
    }

    /// One step, in the order of the file.
    pub(super) fn step(&mut self, step: &'a At<RawStep>) -> Step {
        let raw = &step.value;
        let known: Vec<_> = self.idps.iter().map(String::as_str).collect();
        let only = raw
            .idps
            .as_ref()
            .map(|only| idps(only, &known, &mut self.problems));
        let players = only.clone().unwrap_or_else(|| self.idps.to_vec());
        let places = self.targets(raw.targets.as_ref());
        Step {
            at: step.position,
            idps: only.unwrap_or_default(),
            kind: self.kind(step, (&players, &places)),
            targets: places,
        }
    }

    fn kind(
        &mut self,
        step: &'a At<RawStep>,
        (players, places): (&[String], &[String]),
    ) -> StepKind {
        let (at, word) = (&step.span, &step.value.word);
        let acts = match &step.value.act {
            RawAct::Sync(times) => return StepKind::Sync(self.times(times.as_ref())),
            RawAct::Existing(existing) => return StepKind::Existing(self.existing(existing)),
            RawAct::Request(request) => return StepKind::Request(self.request(request)),
            RawAct::Expect(expect) => return StepKind::Expect(self.expect(expect, players)),
            RawAct::Trouble(trouble) => {
                let trouble = trouble.as_ref();
                return StepKind::Trouble(trouble.map(|raw| self.trouble(word, raw)));
            }
            RawAct::Connect(connect) => return StepKind::Connect(self.connect(connect.as_ref())),
            RawAct::Control(control) => {
                self.check_steerable(word, places);
                return StepKind::Control(self.control(control));
            }
            RawAct::SignIn(sign_in) => {
                self.check_steerable(word, places);
                return StepKind::SignIn(self.sign_in(sign_in));
            }
            RawAct::ChangeMapping(mappings) => {
                self.check_known(word, word.value, players);
                return StepKind::ChangeMapping(self.mappings(word, mappings, players));
            }
            RawAct::Push(push) => {
                self.check_known(word, word.value, players);
                return self.push(at, word, push, players);
            }
            RawAct::Each(takes, act, names) => {
                let names = self.names(at, names, *takes);
                names.into_iter().map(act).collect()
            }
            RawAct::Alone(act) => vec![act.clone()],
            RawAct::Update(changes) => self.update(at, changes),
            RawAct::Members(act, groups) => self.members(at, *act, groups),
            RawAct::Unpush(unpush) => self.unpush(at, word, unpush, players),
            RawAct::Demand(demand) => self.demand(at, demand),
            RawAct::Wait(length) => vec![Act::Wait(length.value.0)],
        };
        self.check_known(word, word.value, players);
        StepKind::Acts(acts)
    }

    /// Notes identity providers that have no such act. `asked` is the act that tells.
    fn check_known(&mut self, word: &At<&'static str>, asked: &str, players: &[String]) {
        let knows = |idp: &&String| IdpKind::named(idp).is_some_and(|idp| idp.knows(asked));
        let (able, unable): (Vec<_>, Vec<_>) = players.iter().partition(knows);
        if unable.is_empty() {
            return;
        }
        let able: Vec<_> = able.into_iter().map(String::as_str).collect();
        let hint = if able.is_empty() {
            "take the step out, or let another identity provider play the story".to_owned()
        } else {
            format!("write `idps: [{}]` beside it", able.join(", "))
        };
        self.problems.add(
            &word.span,
            format!(
                "{} cannot play the step `{}`",
                listed(unable.into_iter().map(String::as_str), "and"),
                word.value
            ),
            "not an act of their admins",
            Some(hint),
        );
    }

    fn times(&mut self, times: Option<&At<u32>>) -> u32 {
        /// Most cycles in one step.
        const MOST: u32 = 1000;
        let Some(times) = times else { return 1 };
        if !(1..=MOST).contains(&times.value) {
            let message = format!("{} is not a number of cycles", times.value);
            let label = format!("expected a number from 1 to {MOST}");
            self.problems.add(&times.span, message, label, None);
        }
        times.value
    }

    /// The people and groups that are named, patterns replaced by what they stand for.
    fn names(
        &mut self,
        at: &Range<usize>,
        names: &OneOrMany<At<String>>,
        takes: Takes,
    ) -> Vec<String> {
        if names.0.is_empty() {
            let label = match takes {
                Takes::Groups => "expected a group",
                Takes::People | Takes::Both => "expected a person",
            };
            self.empty(at, "the step names nobody", label);
        }
        self.named(&names.0, takes, |linter, key| linter.known(key, takes, &[]))
    }

    /// The keys that are meant, each once. `check` notes those that are unknown.
    fn named(
        &mut self,
        names: &[At<String>],
        takes: Takes,
        check: impl Fn(&mut Self, &At<String>) -> bool,
    ) -> Vec<String> {
        let mut found: IndexSet<String> = IndexSet::new();
        let mut spelt: IndexSet<&str> = IndexSet::new();
        for key in names {
            if is_pattern(&key.value) {
                let keys = self.directory.map(|directory| keys(directory, takes));
                let keys = keys.map(|keys| pattern(key, &keys, &mut self.problems));
                found.extend(keys.into_iter().flatten().map(str::to_owned));
                continue;
            }
            check(self, key);
            if !spelt.insert(&key.value) {
                let message = format!("`{}` is named twice", key.value);
                self.problems
                    .add(&key.span, message, "named again here", None);
            }
            found.insert(key.value.clone());
        }
        found.into_iter().collect()
    }

    /// Whether a key is that of a person or of a group.
    fn kind_of(&self, key: &str) -> Option<Takes> {
        let directory = self.directory?;
        if directory.people.contains_key(key) {
            return Some(Takes::People);
        }
        directory.groups.contains_key(key).then_some(Takes::Groups)
    }

    /// Whether the directory has such a person or group; noted if not. `fields` are words that
    /// could have been meant instead.
    fn known(&mut self, key: &At<String>, takes: Takes, fields: &[&str]) -> bool {
        let Some(directory) = self.directory else {
            return true;
        };
        let is = self.kind_of(&key.value);
        if let Some(is) = is {
            if takes == Takes::Both || takes == is {
                return true;
            }
            let hint = (is == Takes::Groups && !fields.is_empty())
                .then(|| "what is expected of groups stands below `groups`".to_owned());
            self.problems.add(
                &key.span,
                format!("`{}` is a {}", key.value, is.noun()),
                format!("expected a {}", takes.noun()),
                hint,
            );
            return false;
        }
        let takes = match takes {
            Takes::Both if directory.groups.is_empty() => Takes::People,
            takes => takes,
        };
        let has = keys(directory, takes);
        let known = has.iter().chain(fields).copied();
        self.problems.add(
            &key.span,
            format!("unknown {} `{}`", takes.noun(), key.value),
            format!("not in the directory `{}`", directory.name),
            did_you_mean(&key.value, known).or_else(|| {
                let has = match (takes, has.is_empty()) {
                    (Takes::Groups, true) => "no groups".to_owned(),
                    _ => listed(has, "and"),
                };
                Some(format!("the directory has {has}"))
            }),
        );
        false
    }

    /// Notes a label that no account has by now.
    fn label(&mut self, label: &At<String>, also: &[&str]) {
        let name = label.value.as_str();
        if self.labels.contains(name) || also.contains(&name) {
            return;
        }
        if let Some(later) = self.all_labels.get(name) {
            self.problems.add_second(
                &label.span,
                later,
                format!("the account `{name}` does not exist yet"),
                ("used here", "made here, later"),
                Some("move its step `existing` up".into()),
            );
            return;
        }
        let known: Vec<_> = self
            .all_labels
            .keys()
            .copied()
            .chain(also.iter().copied())
            .collect();
        let hint = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
            "an account gets its label from a step `existing: { account: LABEL, resource: … }`"
                .into()
        });
        let label_text = if known.is_empty() {
            "no step makes an account".into()
        } else {
            format!("expected {}", listed(known, "or"))
        };
        self.problems.add(
            &label.span,
            format!("unknown account `{name}`"),
            label_text,
            Some(hint),
        );
    }

    fn empty(&mut self, at: &Range<usize>, message: &str, label: &str) {
        self.problems.add(at, message, label, None);
    }

    fn update(
        &mut self,
        at: &Range<usize>,
        changes: &Entries<Entries<Option<OneOrMany<At<String>>>>>,
    ) -> Vec<Act> {
        let mut acts = Vec::new();
        if changes.is_empty() {
            self.empty(at, "the step changes nobody", "expected a person");
        }
        for (key, attributes) in &**changes {
            let names = std::slice::from_ref(key);
            let keys = self.named(names, Takes::Both, |linter, key| {
                linter.known(key, Takes::Both, &[])
            });
            let kind = keys.first().and_then(|key| self.kind_of(key));
            let takes = kind.unwrap_or(Takes::People);
            let mut values = Attributes::new();
            if attributes.is_empty() {
                let message = format!("nothing changes for `{}`", key.value);
                self.empty(&key.span, &message, "expected an attribute");
            }
            for (attribute, value) in &**attributes {
                check_attribute(attribute, takes, &mut self.problems);
                let given = value.as_ref().map_or(&[][..], |value| &value.0);
                self.check_cleared(attribute, takes, given.is_empty());
                check_value(attribute, given, self.directory, &mut self.problems);
                let given = given.iter().map(|value| value.value.clone()).collect();
                values.insert(attribute.value.clone(), given);
            }
            acts.extend(keys.into_iter().map(|key| Act::Update(key, values.clone())));
        }
        acts
    }

    /// Notes a name that is cleared although nothing is without one.
    fn check_cleared(&mut self, attribute: &At<String>, takes: Takes, is_cleared: bool) {
        let (name, label) = match takes {
            Takes::Groups => ("displayName", "every group needs one"),
            Takes::People | Takes::Both => ("userName", "every person needs one"),
        };
        if attribute.value == name && is_cleared {
            let message = format!("`{name}` cannot be cleared");
            self.problems.add(&attribute.span, message, label, None);
        }
    }

    fn members(
        &mut self,
        at: &Range<usize>,
        act: fn(String, Vec<String>) -> Act,
        groups: &Entries<OneOrMany<At<String>>>,
    ) -> Vec<Act> {
        if groups.is_empty() {
            self.empty(at, "the step names no group", "expected a group");
        }
        let mut acts = Vec::new();
        for (group, members) in &**groups {
            self.known(group, Takes::Groups, &[]);
            let members = self.names(&group.span, members, Takes::Both);
            acts.push(act(group.value.clone(), members));
        }
        acts
    }

    fn push(
        &mut self,
        at: &Range<usize>,
        word: &At<&'static str>,
        push: &RawPush,
        players: &[String],
    ) -> StepKind {
        let groups = self.names(at, &push.named, Takes::Groups);
        let rename = push.rename.as_ref();
        let Some(label) = &push.link else {
            if let Some(rename) = rename {
                self.problems.add(
                    &rename.span,
                    "`rename` without `link`",
                    "only a group that is linked can be renamed",
                    Some("add `link: LABEL`".into()),
                );
            }
            let push = |group| Act::Push { group, link: None };
            return StepKind::Acts(groups.into_iter().map(push).collect());
        };
        self.check_push_groups(word, "link", players);
        self.label(label, &[]);
        if groups.len() > 1 {
            let message = "several groups are linked with one";
            self.problems
                .add(&label.span, message, "expected one group for it", None);
        }
        StepKind::PushLinked {
            group: groups.into_iter().next().unwrap_or_default(),
            label: label.value.clone(),
            rename: rename.is_some_and(|rename| rename.value),
        }
    }

    fn unpush(
        &mut self,
        at: &Range<usize>,
        word: &At<&'static str>,
        unpush: &RawUnpush,
        players: &[String],
    ) -> Vec<Act> {
        let leave = unpush.leave.as_ref().is_some_and(|leave| leave.value);
        if leave {
            self.check_push_groups(word, "leave", players);
        }
        let groups = self.names(at, &unpush.named, Takes::Groups).into_iter();
        groups.map(|group| Act::Unpush { group, leave }).collect()
    }

    /// Notes identity providers whose admins have no choice of that name when they push groups.
    fn check_push_groups(&mut self, word: &At<&'static str>, choice: &str, players: &[String]) {
        // Who can push at once has "Push Groups" with all its choices.
        let has = |idp: &&String| IdpKind::named(idp).is_some_and(|idp| idp.knows("push-now"));
        let lacks: Vec<_> = players.iter().filter(|idp| !has(idp)).collect();
        if !lacks.is_empty() {
            let lacks = listed(lacks.into_iter().map(String::as_str), "and");
            self.problems.add(
                &word.span,
                format!("{lacks} cannot `{}` with `{choice}`", word.value),
                "only Okta has this choice",
                Some("write `idps: [okta*]` beside it".into()),
            );
        }
    }

    fn demand(&mut self, at: &Range<usize>, demand: &RawDemand) -> Vec<Act> {
        let Some(members) = &demand.members else {
            let names = self.names(at, &demand.named, Takes::Both).into_iter();
            let demand = |key| Act::ProvisionOnDemand(key, Vec::new());
            return names.map(demand).collect();
        };
        let groups = self.names(at, &demand.named, Takes::Groups).into_iter();
        let members = self.names(at, members, Takes::People);
        groups
            .map(|group| Act::ProvisionOnDemand(group, members.clone()))
            .collect()
    }

    fn mappings(
        &mut self,
        word: &At<&'static str>,
        mappings: &PerFamily<At<String>>,
        players: &[String],
    ) -> IndexMap<String, Arc<Mapping>> {
        let found = scenario::mappings(mappings, self.library, &mut self.problems);
        let families: IndexSet<_> = players
            .iter()
            .filter_map(|idp| Some(IdpKind::named(idp)?.family().name()))
            .collect();
        for family in families {
            let given = mappings.0.iter().any(|(name, _)| name.value == family);
            if !given {
                let message = format!("no mapping for `{family}`");
                let hint = format!("add `{family}: NAME`");
                self.problems
                    .add(&word.span, message, "every player needs one", Some(hint));
            }
        }
        found
            .into_iter()
            .map(|(family, mapping)| (family, Arc::new(mapping)))
            .collect()
    }
}
