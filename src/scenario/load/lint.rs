//! Steps: people, accounts, identity providers and references are looked up.

mod expect;

use std::ops::Range;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::directory::{check_attribute, check_key};
use super::node::{At, Kind};
use super::problems::Problems;
use super::raw::{METHODS, RawExisting, RawRequest, RawStep};
use super::read::{Any, Entries, OneOrMany, json};
use super::references::{check_path, texts};
use crate::idp::directory::{Attributes, Directory, PERSON_ATTRIBUTES};
use crate::scenario::model::{ExistingAccount, RawRequest as Request, StepKind};
use crate::scenario::names::{canonical_idp, did_you_mean, listed};
use crate::scenario::template::{self, Part};
use crate::transcript::Method;

/// What steps may refer to, and what is wrong with those that refer to something else.
pub(super) struct Linter<'a> {
    idps: &'a [String],
    /// `None` when it could not be loaded; then people are not judged.
    directory: Option<&'a Directory>,
    /// Labels of accounts anywhere in the scenario, and where they are given.
    all_labels: IndexMap<&'a str, Range<usize>>,
    /// Labels of accounts that exist by now.
    labels: IndexSet<&'a str>,
    problems: Problems,
}

impl<'a> Linter<'a> {
    pub(super) fn new(
        idps: &'a [String],
        directory: Option<&'a Directory>,
        steps: &'a [At<RawStep>],
        problems: Problems,
    ) -> Self {
        let mut all_labels = IndexMap::new();
        for step in steps {
            if let RawStep::Existing(existing) = &step.value {
                all_labels
                    .entry(existing.account.value.as_str())
                    .or_insert_with(|| existing.account.span.clone());
            }
        }
        Self {
            idps,
            directory,
            all_labels,
            labels: IndexSet::new(),
            problems,
        }
    }

    pub(super) fn finish(self) -> Problems {
        self.problems
    }

    /// One step, in the order of the file.
    pub(super) fn step(&mut self, step: &'a At<RawStep>) -> StepKind {
        let at = &step.span;
        match &step.value {
            RawStep::Assign(people) => StepKind::Assign(self.people(at, people)),
            RawStep::Unassign(people) => StepKind::Unassign(self.people(at, people)),
            RawStep::Disable(people) => StepKind::Disable(self.people(at, people)),
            RawStep::Enable(people) => StepKind::Enable(self.people(at, people)),
            RawStep::Delete(people) => StepKind::Delete(self.people(at, people)),
            RawStep::Update(changes) => StepKind::Update(self.update(at, changes)),
            RawStep::Sync => StepKind::Sync,
            RawStep::Existing(existing) => StepKind::Existing(self.existing(existing)),
            RawStep::Request(request) => StepKind::Request(self.request(request)),
            RawStep::Expect(expect) => StepKind::Expect(self.expect(expect)),
        }
    }

    fn people(&mut self, at: &Range<usize>, keys: &OneOrMany<At<String>>) -> Vec<String> {
        let mut people = IndexSet::new();
        if keys.0.is_empty() {
            self.empty(at, "the step names nobody", "expected a person");
        }
        for key in &keys.0 {
            self.person(key, &[]);
            if !people.insert(key.value.clone()) {
                let message = format!("`{}` is named twice", key.value);
                self.problems
                    .add(&key.span, message, "named again here", None);
            }
        }
        people.into_iter().collect()
    }

    /// Whether the directory has this person; noted if not. `fields` are words that could have
    /// been meant instead.
    fn person(&mut self, key: &At<String>, fields: &[&str]) -> bool {
        let Some(directory) = self.directory else {
            return true;
        };
        if directory.people.contains_key(&key.value) {
            return true;
        }
        let people = || directory.people.keys().map(String::as_str);
        let known = people().chain(fields.iter().copied());
        let has = || format!("the directory has {}", listed(people(), "and"));
        self.problems.add(
            &key.span,
            format!("unknown person `{}`", key.value),
            format!("not in the directory `{}`", directory.name),
            did_you_mean(&key.value, known).or_else(|| Some(has())),
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
        changes: &Entries<Entries<Option<At<String>>>>,
    ) -> IndexMap<String, Attributes> {
        let mut update = IndexMap::new();
        if changes.is_empty() {
            self.empty(at, "the step changes nobody", "expected a person");
        }
        for (person, attributes) in &**changes {
            self.person(person, &[]);
            let mut values = Attributes::new();
            if attributes.is_empty() {
                let message = format!("nothing changes for `{}`", person.value);
                self.empty(&person.span, &message, "expected an attribute");
            }
            for (attribute, value) in &**attributes {
                check_attribute(attribute, &mut self.problems);
                if attribute.value == "userName" && value.is_none() {
                    let message = "`userName` cannot be cleared";
                    self.problems
                        .add(&attribute.span, message, "every person needs one", None);
                }
                let value = value.iter().map(|value| value.value.clone()).collect();
                values.insert(attribute.value.clone(), value);
            }
            update.insert(person.value.clone(), values);
        }
        update
    }

    fn existing(&mut self, existing: &'a RawExisting) -> ExistingAccount {
        let account = &existing.account;
        check_key(account, "account", &mut self.problems);
        if let Some(directory) = self.directory
            && directory.people.contains_key(&account.value)
        {
            self.problems.add(
                &account.span,
                format!("`{}` is a person of the directory", account.value),
                "expected a label that is no person",
                Some(format!("for example `old-{}`", account.value)),
            );
        }
        let first = self.all_labels.get(account.value.as_str());
        if let Some(first) = first
            && *first != account.span
        {
            self.problems.add_second(
                &account.span,
                first,
                format!("two accounts are called `{}`", account.value),
                ("given again here", "first given here"),
                Some("choose another label".into()),
            );
        }
        let resource = &existing.resource.0;
        if !matches!(resource.value, Kind::Map(_)) {
            super::read::wrong_type(resource, "`resource`", "a map", &mut self.problems);
        }
        let resource = self.value(&existing.resource);
        self.labels.insert(account.value.as_str());
        ExistingAccount {
            account: account.value.clone(),
            resource,
        }
    }

    fn request(&mut self, request: &RawRequest) -> Request {
        let method = request.method.value.as_str();
        let methods = METHODS.map(Method::as_str);
        if !methods.contains(&method) {
            self.problems.add(
                &request.method.span,
                format!("unknown method `{method}`"),
                format!("expected {}", listed(methods, "or")),
                did_you_mean(method, methods),
            );
        }
        self.references(&request.path);
        if !request.path.value.starts_with('/') {
            self.problems.add(
                &request.path.span,
                format!("the path `{}` does not start with `/`", request.path.value),
                "expected a path below the base URL",
                Some("for example `/Users?count=1`".into()),
            );
        }
        Request {
            method: method.to_owned(),
            path: request.path.value.clone(),
            headers: request
                .headers
                .iter()
                .flat_map(|headers| headers.iter())
                .map(|(name, value)| (name.value.clone(), value.value.clone()))
                .collect(),
            body: request.body.as_ref().map(|body| self.value(body)),
            status: request
                .status
                .iter()
                .flat_map(|statuses| &statuses.0)
                .map(|status| status.value.0)
                .collect(),
            attributes: self.attributes(request.attributes.as_ref()),
        }
    }

    fn attributes(&mut self, attributes: Option<&Entries<Any>>) -> IndexMap<String, Value> {
        let mut expected = IndexMap::new();
        for (path, value) in attributes
            .map(|attributes| &**attributes)
            .unwrap_or_default()
        {
            check_path(path, "the attribute path", &mut self.problems);
            expected.insert(path.value.clone(), self.value(value));
        }
        expected
    }

    /// The value as JSON, its references looked up.
    fn value(&mut self, value: &Any) -> Value {
        texts(&value.0, &mut |text| self.references(&text));
        json(&value.0, &mut self.problems)
    }

    /// Notes references that name nothing.
    fn references(&mut self, text: &At<String>) {
        let parts = match template::parse(&text.value) {
            Ok(parts) => parts,
            Err(error) => {
                self.problems.add_inside(
                    text,
                    &error.span,
                    error.message,
                    "expected `${run}`, `${person.attribute}` or `${account.id}`",
                    Some("for a plain `${` write `$${`".into()),
                );
                return;
            }
        };
        for part in parts {
            if let Part::Reference { name, span } = part
                && let Err((label, hint)) = self.reference(name)
            {
                let message = format!("unknown reference `${{{name}}}`");
                self.problems
                    .add_inside(text, &span, message, label, Some(hint));
            }
        }
    }

    /// Whether a reference names something; label and hint if not.
    fn reference(&self, name: &str) -> Result<(), (String, String)> {
        const PLAIN: &str = "for a plain `${` write `$${`";
        let Some(directory) = self.directory else {
            return Ok(());
        };
        if name == "run" {
            return Ok(());
        }
        let expected = "expected `run`, `person.attribute` or `account.id`";
        let Some((owner, attribute)) = name.split_once('.') else {
            let hint = did_you_mean(name, ["run"]).unwrap_or_else(|| PLAIN.into());
            return Err((expected.into(), hint));
        };
        let is_person = directory.people.contains_key(owner);
        if !is_person && !self.labels.contains(owner) {
            let known = directory
                .people
                .keys()
                .map(String::as_str)
                .chain(self.labels.iter().copied());
            return Err(if self.all_labels.contains_key(owner) {
                let label = format!("the account `{owner}` does not exist yet");
                (
                    label,
                    "its step `existing` must come before this one".into(),
                )
            } else {
                let label = format!("`{owner}` is no person and no account");
                (
                    label,
                    did_you_mean(owner, known).unwrap_or_else(|| PLAIN.into()),
                )
            });
        }
        let known = || {
            ["id"]
                .into_iter()
                .chain(PERSON_ATTRIBUTES.into_iter().filter(|_| is_person))
        };
        if known().any(|known| known == attribute) {
            return Ok(());
        }
        Err(if is_person {
            let has = || format!("a person has {}", listed(known(), "and"));
            let label = format!("`{attribute}` is not an attribute of the directory");
            (label, did_you_mean(attribute, known()).unwrap_or_else(has))
        } else {
            (
                "an account has only `id`".into(),
                format!("write `${{{owner}.id}}`"),
            )
        })
    }
}

/// Canonical names of identity providers; unknown ones, ones outside `known` and repeated ones are
/// noted.
pub(super) fn idps(
    names: &At<Vec<At<String>>>,
    known: &[&str],
    problems: &mut Problems,
) -> Vec<String> {
    if names.value.is_empty() {
        problems.add(
            &names.span,
            "`idps` is empty",
            format!(
                "expected one or more of {}",
                listed(known.iter().copied(), "and")
            ),
            None,
        );
    }
    let mut found: IndexMap<&str, Range<usize>> = IndexMap::new();
    for name in &names.value {
        let Some(canonical) = canonical_idp(&name.value) else {
            problems.add(
                &name.span,
                format!("unknown identity provider `{}`", name.value),
                format!("expected {}", listed(known.iter().copied(), "or")),
                did_you_mean(&name.value, known.iter().copied()),
            );
            continue;
        };
        if !known.is_empty() && !known.contains(&canonical) {
            problems.add(
                &name.span,
                format!("`{canonical}` does not play this scenario"),
                format!("expected {}", listed(known.iter().copied(), "or")),
                Some(format!("add `{canonical}` to the `idps` of the scenario")),
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
