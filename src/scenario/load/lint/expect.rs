//! Expectations: whom and what they are about.

use std::ops::Range;

use indexmap::IndexMap;

use super::super::node::At;
use super::super::raw::{RawAccount, RawExpect, RawId, RawLog, RawPerson};
use super::super::read::{Deferred, Entries};
use super::{Linter, idps};
use crate::scenario::model::{
    AccountExpectation, Expectation, IdExpectation, LegitimateOutcome, LogExpectation, Position,
};

/// People, accounts and log entries of an outcome.
type Parts<'a> = (
    &'a Entries<Deferred<RawPerson>>,
    Option<&'a Entries<RawAccount>>,
    Option<&'a Entries<RawLog>>,
);

impl Linter<'_> {
    pub(super) fn expect(&mut self, at: &At<RawExpect>) -> Expectation {
        let expect = &at.value;
        let known: Vec<_> = self.idps.iter().map(String::as_str).collect();
        let only = expect
            .idps
            .as_ref()
            .map(|only| idps(only, &known, &mut self.problems))
            .unwrap_or_default();
        let outside =
            !expect.people.is_empty() || expect.accounts.is_some() || expect.log.is_some();
        let outcomes = if let Some(any) = &expect.any {
            if outside {
                self.problems.add(
                    &any.span,
                    "`any` stands beside other expectations",
                    "expected `any` alone, or with `idps`",
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
                .map(|at| {
                    let raw = &at.value;
                    if raw.because.value.trim().is_empty() {
                        self.problems.add(
                            &raw.because.span,
                            "`because` is empty",
                            "expected the reason why this outcome is right",
                            None,
                        );
                    }
                    let because = raw.because.value.clone();
                    let parts = (&raw.people, raw.accounts.as_ref(), raw.log.as_ref());
                    self.outcome(
                        (at.position, &at.span),
                        because,
                        parts,
                        &["because", "accounts", "log"],
                    )
                })
                .collect()
        } else {
            let parts = (
                &expect.people,
                expect.accounts.as_ref(),
                expect.log.as_ref(),
            );
            let fields = ["idps", "accounts", "log", "any"];
            vec![self.outcome((at.position, &at.span), String::new(), parts, &fields)]
        };
        Expectation {
            idps: only,
            outcomes,
        }
    }

    fn outcome(
        &mut self,
        (at, span): (Position, &Range<usize>),
        because: String,
        (people, accounts, log): Parts<'_>,
        fields: &[&str],
    ) -> LegitimateOutcome {
        let accounts = accounts.map(|accounts| &**accounts).unwrap_or_default();
        let log = log.map(|log| &**log).unwrap_or_default();
        if people.is_empty() && accounts.is_empty() && log.is_empty() {
            self.problems.add(
                span,
                "nothing is expected here",
                "expected a person, `accounts` or `log`",
                Some("for example `alice: { active: true }`".into()),
            );
        }
        let mut outcome = LegitimateOutcome {
            at,
            because,
            people: IndexMap::new(),
            accounts: IndexMap::new(),
            log: IndexMap::new(),
        };
        for (key, person) in &**people {
            if !self.person(key, fields) {
                continue;
            }
            if let Some(person) = person.now(&format!("`{}`", key.value), &mut self.problems) {
                outcome
                    .people
                    .insert(key.value.clone(), self.expected_person(key, &person));
            }
        }
        for (key, account) in accounts {
            self.label(key, &[]);
            let expected = AccountExpectation {
                at: key.position,
                provisioned: account.exists,
                active: account.active,
                id: None,
                account: None,
                attributes: self.attributes(account.attributes.as_ref()),
            };
            self.check_not_empty(key, &expected);
            outcome.accounts.insert(key.value.clone(), expected);
        }
        for (key, entry) in log {
            self.person(key, &[]);
            outcome
                .log
                .insert(key.value.clone(), log_expectation(key.position, entry));
        }
        outcome
    }

    fn expected_person(&mut self, key: &At<String>, person: &RawPerson) -> AccountExpectation {
        if let Some(label) = &person.account {
            self.label(label, &["own"]);
        }
        let expected = AccountExpectation {
            at: key.position,
            provisioned: person.provisioned,
            active: person.active,
            id: person.id.map(|id| match id {
                RawId::Unchanged => IdExpectation::Unchanged,
                RawId::Changed => IdExpectation::Changed,
            }),
            account: person.account.as_ref().map(|label| label.value.clone()),
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
            && expected.attributes.is_empty();
        if empty {
            self.problems.add(
                &key.span,
                format!("nothing is expected of `{}`", key.value),
                "",
                Some(format!("for example `{}: {{ active: true }}`", key.value)),
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
