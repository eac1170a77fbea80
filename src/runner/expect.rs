//! Judges what the identity provider's admin must end up with.

use indexmap::IndexMap;
use serde_json::Value;

use super::case::Player;
use super::setup::differs;
use crate::scenario::{
    AccountExpectation, Expectation, IdExpectation, LegitimateOutcome, LogExpectation, Position,
    Step,
};
use crate::transcript::{Finding, Level, LogStatus, Origin, Place};

/// Accounts as read back during one step, so that each is read once.
type Read = IndexMap<String, Result<Option<Value>, String>>;

impl Player<'_> {
    /// Judges an expectation; one of its outcomes must hold completely.
    pub(super) async fn judge(&mut self, step: &Step, expectation: &Expectation) {
        let here = self.kind().name();
        if !expectation.idps.is_empty() && !expectation.idps.iter().any(|idp| idp == here) {
            return;
        }
        let mut read = Read::new();
        let mut missed = Vec::new();
        for outcome in &expectation.outcomes {
            let found = self.judge_outcome(outcome, &mut read).await;
            if !found.iter().any(|finding| finding.level > Level::Warn) {
                self.findings.extend(found);
                return;
            }
            missed.push((outcome, found));
        }
        match missed.as_slice() {
            [(_, found)] => self.findings.extend(found.iter().cloned()),
            several => {
                let reasons: Vec<String> = several
                    .iter()
                    .map(|(outcome, found)| {
                        let first = found.iter().find(|finding| finding.level > Level::Warn);
                        let what = first.map(Self::in_one_line).unwrap_or_default();
                        format!("not \"{}\": {what}", outcome.because.trim())
                    })
                    .collect();
                let first = several.iter().flat_map(|(_, found)| found).next();
                let finding = Finding {
                    got: Some(reasons.join("; ")),
                    exchange: first.and_then(|finding| finding.exchange),
                    ..self.finding(step, Level::Fail, "none of the legitimate outcomes holds")
                };
                self.findings.push(finding);
            }
        }
        self.judged = self.wire.exchanges.len();
    }

    fn in_one_line(finding: &Finding) -> String {
        match (&finding.expected, &finding.got) {
            (Some(expected), Some(got)) => {
                format!("{} (expected {expected}, got {got})", finding.message)
            }
            _ => finding.message.clone(),
        }
    }

    async fn judge_outcome(
        &mut self,
        outcome: &LegitimateOutcome,
        read: &mut Read,
    ) -> Vec<Finding> {
        // What the log says is the reason for most of the rest.
        let mut findings: Vec<Finding> = outcome
            .log
            .iter()
            .filter_map(|(person, wanted)| self.judge_log(person, wanted))
            .collect();
        for (person, wanted) in &outcome.people {
            let linked = self.idp.link(person).map(str::to_owned);
            let id = linked
                .clone()
                .or_else(|| self.last_ids.get(person).cloned());
            if let Some(provisioned) = wanted.provisioned
                && provisioned != linked.is_some()
            {
                let idp = self.kind().family().title();
                let (expected, got) = if provisioned {
                    ("provisioned", "not provisioned")
                } else {
                    ("not provisioned", "provisioned")
                };
                let message = format!("{idp} counts {person} as {got}");
                findings.push(self.failed(wanted.at, message, expected, got));
                continue;
            }
            findings.extend(self.judge_ids(person, id.as_deref(), wanted));
            let needs_reading = wanted.provisioned == Some(true)
                || wanted.active.is_some()
                || !wanted.attributes.is_empty();
            if needs_reading {
                let found = self.judge_account(person, id, wanted, read).await;
                findings.extend(found);
            }
        }
        for (label, wanted) in &outcome.accounts {
            let id = self.accounts.get(label).cloned();
            let found = self.judge_account(label, id, wanted, read).await;
            findings.extend(found);
        }
        findings
    }

    fn judge_ids(
        &self,
        person: &str,
        id: Option<&str>,
        wanted: &AccountExpectation,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let shown = |id: Option<&str>| id.unwrap_or("none").to_owned();
        if let Some(relation) = wanted.id {
            let first = self.first_ids.get(person).map(String::as_str);
            let same = first.is_some() && first == id;
            if same != (relation == IdExpectation::Unchanged) {
                let message = match relation {
                    IdExpectation::Unchanged => format!("{person} has another account than before"),
                    IdExpectation::Changed => format!("{person} still has the same account"),
                };
                findings.push(self.failed(wanted.at, message, &shown(first), &shown(id)));
            }
        }
        if let Some(account) = &wanted.account {
            let known = self
                .accounts
                .iter()
                .find(|(_, known)| Some(known.as_str()) == id);
            let is = known.map_or("own", |(label, _)| label.as_str());
            if account != is {
                let message = format!("{person} is linked with the wrong account");
                let words = |label: &str| match label {
                    "own" => "an account of their own".to_owned(),
                    label => format!("the account `{label}`"),
                };
                findings.push(self.failed(wanted.at, message, &words(account), &words(is)));
            }
        }
        findings
    }

    async fn judge_account(
        &mut self,
        name: &str,
        id: Option<String>,
        wanted: &AccountExpectation,
        read: &mut Read,
    ) -> Vec<Finding> {
        let Some(id) = id else {
            let message = format!("{name} has no account that could be read");
            return vec![self.failed(wanted.at, message, "an account", "none")];
        };
        if !read.contains_key(&id) {
            let account = self.read_account(&id).await;
            read.insert(id.clone(), account);
        }
        let account = match read.get(&id) {
            Some(Ok(account)) => account.as_ref(),
            Some(Err(why)) => {
                let message = format!("the account of {name} could not be read back");
                return vec![self.failed(wanted.at, message, "the account", why)];
            }
            None => None,
        };
        let Some(account) = account else {
            if wanted.provisioned == Some(false) {
                return Vec::new();
            }
            let message = format!("the account of {name} is gone");
            return vec![self.failed(wanted.at, message, "the account", "404 on reading it by id")];
        };
        let mut findings = Vec::new();
        if let Some(active) = wanted.active {
            let is = account.get("active").cloned().unwrap_or(Value::Bool(true));
            if is != Value::Bool(active) {
                let message = format!("`active` of {name} is wrong");
                let expected = active.to_string();
                findings.push(self.failed(wanted.at, message, &expected, &is.to_string()));
            }
        }
        for (path, value) in &wanted.attributes {
            let value = match self.fill_value(value) {
                Ok(value) => value,
                Err(error) => {
                    let message = format!("`{path}` of {name} cannot be judged: {error}");
                    findings.push(Finding {
                        level: Level::Error,
                        ..self.failed(wanted.at, message, "", "")
                    });
                    continue;
                }
            };
            if let Some(got) = differs(account, path, &value) {
                let message = format!("`{path}` of {name} is wrong");
                let expected = match &value {
                    Value::Null => "nothing".to_owned(),
                    value => value.to_string(),
                };
                findings.push(self.failed(wanted.at, message, &expected, &got));
            }
        }
        findings
    }

    fn judge_log(&self, person: &str, wanted: &LogExpectation) -> Option<Finding> {
        let idp = self.kind().family().title();
        let about = |entry: &&crate::transcript::LogEntry| entry.subject.as_deref() == Some(person);
        let Some(entry) = self.idp.log().iter().rev().find(about) else {
            let message = format!("the provisioning log of {idp} says nothing about {person}");
            return Some(self.failed(wanted.at, message, wanted.status.as_str(), "no entry"));
        };
        let got = match &entry.code {
            Some(code) => format!("{} [{code}] {}", entry.status.as_str(), entry.message),
            None => format!("{} {}", entry.status.as_str(), entry.message),
        };
        let tolerated = wanted.status == LogStatus::Success && entry.status == LogStatus::Warning;
        let code_fits = wanted.codes.is_empty()
            || entry
                .code
                .as_ref()
                .is_some_and(|code| wanted.codes.contains(code));
        let text_fits = wanted
            .message
            .as_ref()
            .is_none_or(|text| entry.message.contains(text));
        if (entry.status == wanted.status || tolerated) && code_fits && text_fits {
            return tolerated.then(|| Finding {
                level: Level::Warn,
                ..self.failed(wanted.at, entry.message.clone(), "success", "warning")
            });
        }
        let mut expected = wanted.status.as_str().to_owned();
        if !wanted.codes.is_empty() {
            expected = format!("{expected} [{}]", wanted.codes.join(" or "));
        }
        if let Some(text) = &wanted.message {
            expected = format!("{expected} with `{text}`");
        }
        let message = format!("the provisioning log of {idp} is not as it should be for {person}");
        Some(self.failed(wanted.at, message, &expected, &got))
    }

    fn failed(&self, at: Position, message: String, expected: &str, got: &str) -> Finding {
        Finding {
            level: Level::Fail,
            step: self.wire.step,
            place: Some(Place {
                file: self.plan.scenario.file.clone(),
                line: at.line,
                column: at.column,
            }),
            message,
            expected: Some(expected.to_owned()),
            got: Some(got.to_owned()),
            hint: None,
            exchange: self.culprit(),
        }
    }

    /// The exchange that shows best what went wrong: the identity provider's last one since the
    /// previous expectation that failed, else its last write, else whatever came last.
    pub(super) fn culprit(&self) -> Option<usize> {
        let of_idp: Vec<usize> = (0..self.wire.exchanges.len())
            .filter(|at| self.wire.exchanges[*at].origin == Origin::Idp)
            .collect();
        let is_error = |at: &&usize| {
            self.wire.exchanges[**at]
                .response()
                .is_none_or(|response| response.status >= 400)
        };
        let is_write = |at: &&usize| {
            self.wire.exchanges[**at].request.method != crate::transcript::Method::Get
        };
        let recent = |at: &&usize| **at >= self.judged;
        of_idp
            .iter()
            .rev()
            .filter(recent)
            .find(is_error)
            .or_else(|| of_idp.iter().rev().find(is_write))
            .or_else(|| of_idp.last())
            .copied()
    }
}
