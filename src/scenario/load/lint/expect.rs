//! Expectations: whom and what they are about.

use std::ops::Range;

use indexmap::IndexMap;

use super::super::node::At;
use super::super::raw::{
    RawAccount, RawExpect, RawGroup, RawId, RawJob, RawLog, RawMembers, RawOutcome, RawPerson,
    RawTask, Takes,
};
use super::super::read::{Deferred, Entries};
use super::{Linter, idps};
use crate::idp::{Family, IdpKind};
use crate::scenario::model::{
    AccountExpectation, Expectation, IdExpectation, JobExpectation, LegitimateOutcome,
    LogExpectation, Position,
};
use crate::scenario::names::listed;

/// What an outcome consists of.
struct Parts<'a> {
    people: &'a Entries<Deferred<RawPerson>>,
    groups: Option<&'a Entries<RawGroup>>,
    accounts: Option<&'a Entries<RawAccount>>,
    log: Option<&'a Entries<RawLog>>,
    job: Option<&'a At<RawJob>>,
    tasks: Option<&'a Entries<At<RawTask>>>,
    writes: Option<&'a At<u32>>,
    requests: Option<&'a At<u32>>,
}

/// The parts of anything that has them as fields.
macro_rules! parts {
    ($raw:expr) => {
        Parts {
            people: &$raw.people,
            groups: $raw.groups.as_ref(),
            accounts: $raw.accounts.as_ref(),
            log: $raw.log.as_ref(),
            job: $raw.job.as_ref(),
            tasks: $raw.tasks.as_ref(),
            writes: $raw.writes.as_ref(),
            requests: $raw.requests.as_ref(),
        }
    };
}

impl Parts<'_> {
    fn is_empty(&self) -> bool {
        let nobody = self.people.is_empty()
            && self.groups.is_none_or(|groups| groups.is_empty())
            && self.accounts.is_none_or(|accounts| accounts.is_empty())
            && self.log.is_none_or(|log| log.is_empty())
            && self.tasks.is_none_or(|tasks| tasks.is_empty());
        nobody && self.job.is_none() && self.writes.is_none() && self.requests.is_none()
    }
}

/// Fields of an outcome, of which none is a person.
const FIELDS: [&str; 7] = [
    "groups", "accounts", "log", "job", "tasks", "writes", "requests",
];

impl Linter<'_> {
    pub(super) fn expect(&mut self, at: &At<RawExpect>, players: &[String]) -> Expectation {
        let expect = &at.value;
        let known: Vec<_> = players.iter().map(String::as_str).collect();
        let only = expect
            .idps
            .as_ref()
            .map(|only| idps(only, &known, &mut self.problems));
        let players = only.as_deref().unwrap_or(players);
        let places = self.targets(expect.targets.as_ref());
        let outcomes = if let Some(any) = &expect.any {
            if !parts!(expect).is_empty() {
                self.problems.add(
                    &any.span,
                    "`any` stands beside other expectations",
                    "expected `any` alone, or with `idps` or `targets`",
                    Some("put what must always hold into an `expect` of its own".into()),
                );
            }
            if any.value.len() < 2 {
                self.problems.add(
                    &any.span,
                    format!("`any` has {} outcomes", any.value.len())
                        .replace("1 outcomes", "1 outcome"),
                    "expected two or more",
                    Some("if only one outcome is right, write it without `any`".into()),
                );
            }
            any.value
                .iter()
                .map(|outcome| self.one_of(outcome, players))
                .collect()
        } else {
            let fields: Vec<_> = ["idps", "targets", "any"]
                .into_iter()
                .chain(FIELDS)
                .collect();
            let place = (at.position, &at.span);
            vec![self.outcome(place, String::new(), &parts!(expect), (&fields, players))]
        };
        Expectation {
            idps: only.unwrap_or_default(),
            targets: places,
            outcomes,
        }
    }

    fn one_of(&mut self, at: &At<RawOutcome>, players: &[String]) -> LegitimateOutcome {
        let raw = &at.value;
        if raw.because.value.trim().is_empty() {
            self.problems.add(
                &raw.because.span,
                "`because` is empty",
                "expected the reason why this outcome is right",
                None,
            );
        }
        let fields: Vec<_> = ["because"].into_iter().chain(FIELDS).collect();
        let (place, because) = ((at.position, &at.span), raw.because.value.clone());
        self.outcome(place, because, &parts!(raw), (&fields, players))
    }

    fn outcome(
        &mut self,
        (at, span): (Position, &Range<usize>),
        because: String,
        parts: &Parts<'_>,
        (fields, players): (&[&str], &[String]),
    ) -> LegitimateOutcome {
        if parts.is_empty() {
            self.problems.add(
                span,
                "nothing is expected here",
                "expected a person, `groups`, `accounts` or `log`",
                Some("for example `alice: { active: true }`".into()),
            );
        }
        let count = |count: &At<u32>| (count.position, count.value);
        let mut outcome = LegitimateOutcome {
            at,
            because,
            people: IndexMap::new(),
            groups: IndexMap::new(),
            accounts: IndexMap::new(),
            log: IndexMap::new(),
            job: None,
            tasks: IndexMap::new(),
            writes: parts.writes.map(count),
            requests: parts.requests.map(count),
        };
        for (key, person) in &**parts.people {
            let names = std::slice::from_ref(key);
            let before = self.problems.count();
            let keys = self.named(names, Takes::People, |linter, key| {
                linter.known(key, Takes::People, fields)
            });
            if self.problems.count() > before {
                continue;
            }
            if let Some(person) = person.now(&format!("`{}`", key.value), &mut self.problems) {
                let expected = self.expected_person(key, &person);
                let people = keys.into_iter().map(|key| (key, expected.clone()));
                outcome.people.extend(people);
            }
        }
        for (key, group) in parts.groups.map(|groups| &**groups).unwrap_or_default() {
            self.known(key, Takes::Groups, &[]);
            let expected = self.expected_group(key, group);
            outcome.groups.insert(key.value.clone(), expected);
        }
        let accounts = parts.accounts.map(|accounts| &**accounts);
        for (key, account) in accounts.unwrap_or_default() {
            self.label(key, &[]);
            let expected = AccountExpectation {
                at: key.position,
                provisioned: account.exists,
                active: account.active,
                id: None,
                account: None,
                members: self.expected_members(account.members.as_ref()),
                attributes: self.attributes(account.attributes.as_ref()),
            };
            self.check_not_empty(key, &expected);
            outcome.accounts.insert(key.value.clone(), expected);
        }
        for (key, entry) in parts.log.map(|log| &**log).unwrap_or_default() {
            for name in self.about(key) {
                outcome
                    .log
                    .insert(name, log_expectation(key.position, entry));
            }
        }
        if let Some(job) = parts.job {
            self.check_family(&job.span, "job", Family::Entra, players);
            outcome.job = Some((job.position, job_expectation(&job.value)));
        }
        for (key, task) in parts.tasks.map(|tasks| &**tasks).unwrap_or_default() {
            self.check_family(&key.span, "tasks", Family::Okta, players);
            for name in self.about(key) {
                let text = task.value.0.clone();
                outcome.tasks.insert(name, (key.position, text));
            }
        }
        outcome
    }

    /// The people and groups that a key is about.
    fn about(&mut self, key: &At<String>) -> Vec<String> {
        self.named(std::slice::from_ref(key), Takes::Both, |linter, key| {
            linter.known(key, Takes::Both, &[])
        })
    }

    /// Notes an expectation that only makes sense for one family of identity providers.
    fn check_family(
        &mut self,
        span: &Range<usize>,
        what: &str,
        family: Family,
        players: &[String],
    ) {
        let of_family =
            |idp: &&String| IdpKind::named(idp).is_some_and(|idp| idp.family() == family);
        let (right, wrong): (Vec<_>, Vec<_>) = players.iter().partition(of_family);
        if wrong.is_empty() {
            return;
        }
        let right: Vec<_> = right.into_iter().map(String::as_str).collect();
        let hint = (!right.is_empty()).then(|| format!("add `idps: [{}]`", right.join(", ")));
        let wrong = listed(wrong.into_iter().map(String::as_str), "and");
        let label = format!("only {} has this", family.title());
        self.problems.add(
            span,
            format!("{wrong} cannot be judged by `{what}`"),
            label,
            hint,
        );
    }

    fn expected_members(&mut self, members: Option<&At<RawMembers>>) -> Option<Vec<String>> {
        let members = members?;
        Some(self.named(&members.value.0, Takes::Both, |linter, key| {
            linter.labels.contains(key.value.as_str()) || linter.known(key, Takes::Both, &[])
        }))
    }

    fn expected_group(&mut self, key: &At<String>, group: &RawGroup) -> AccountExpectation {
        if let Some(label) = &group.account {
            self.label(label, &["own"]);
        }
        let expected = AccountExpectation {
            at: key.position,
            provisioned: group.provisioned,
            active: None,
            id: group.id.map(id_expectation),
            account: group.account.as_ref().map(|label| label.value.clone()),
            members: self.expected_members(group.members.as_ref()),
            attributes: self.attributes(group.attributes.as_ref()),
        };
        self.check_not_empty(key, &expected);
        expected
    }

    fn expected_person(&mut self, key: &At<String>, person: &RawPerson) -> AccountExpectation {
        if let Some(label) = &person.account {
            self.label(label, &["own"]);
        }
        let expected = AccountExpectation {
            at: key.position,
            provisioned: person.provisioned,
            active: person.active,
            id: person.id.map(id_expectation),
            account: person.account.as_ref().map(|label| label.value.clone()),
            members: None,
            attributes: self.attributes(person.attributes.as_ref()),
        };
        self.check_not_empty(key, &expected);
        expected
    }

    fn check_not_empty(&mut self, key: &At<String>, expected: &AccountExpectation) {
        let empty = expected.provisioned.is_none()
            && expected.active.is_none()
            && expected.id.is_none()
            && expected.account.is_none()
            && expected.members.is_none()
            && expected.attributes.is_empty();
        let example = match self.kind_of(&key.value) {
            Some(Takes::Groups) => "provisioned",
            _ => "active",
        };
        if empty {
            self.problems.add(
                &key.span,
                format!("nothing is expected of `{}`", key.value),
                "",
                Some(format!(
                    "for example `{}: {{ {example}: true }}`",
                    key.value
                )),
            );
        }
    }
}

fn log_expectation(at: Position, entry: &RawLog) -> LogExpectation {
    LogExpectation {
        at,
        status: entry.status.0,
        codes: entry.codes.clone(),
        message: entry.message.clone(),
    }
}

const fn id_expectation(id: RawId) -> IdExpectation {
    match id {
        RawId::Unchanged => IdExpectation::Unchanged,
        RawId::Changed => IdExpectation::Changed,
    }
}

fn job_expectation(job: &RawJob) -> JobExpectation {
    match job {
        RawJob::Running => JobExpectation::Running,
        RawJob::Disabled => JobExpectation::Disabled,
        RawJob::Quarantine(reason) => JobExpectation::Quarantine(reason.clone()),
    }
}
