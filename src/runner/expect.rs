//! Judges what the identity provider's admin must end up with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::admin::Sent;
use super::case::Player;
use super::setup::differs;
use crate::scenario::{
    AccountExpectation, Expectation, IdExpectation, LegitimateOutcome, Position, ResourceKind, Step,
};
use crate::transcript::{Finding, Level, Origin, Place};

/// Accounts and groups as read back during one step, so that each is read once.
type Read = IndexMap<(&'static str, String), Result<Option<Arc<Value>>, String>>;

impl Player<'_> {
    /// Judges an expectation; one of its outcomes must hold completely.
    pub(super) async fn judge(&mut self, step: &Step, expectation: &Expectation) {
        if !self.is_meant(&expectation.idps, &expectation.targets) {
            return;
        }
        let from = std::mem::replace(&mut self.counted, self.wire.exchanges.len());
        let sent = self.sent_since(from);
        let mut read = Read::new();
        let mut missed = Vec::new();
        for outcome in &expectation.outcomes {
            let found = self.judge_outcome(outcome, sent, &mut read).await;
            if !found.iter().any(|finding| finding.level > Level::Warn) {
                self.findings.extend(found);
                self.counted = self.wire.exchanges.len();
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
        self.counted = self.judged;
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
        sent: Sent,
        read: &mut Read,
    ) -> Vec<Finding> {
        // What the log says is the reason for most of the rest.
        let mut findings = self.judge_admin(outcome, sent);
        for (person, wanted) in &outcome.people {
            let found = self
                .judge_provisioned(ResourceKind::User, person, wanted, read)
                .await;
            findings.extend(found);
        }
        for (group, wanted) in &outcome.groups {
            let found = self
                .judge_provisioned(ResourceKind::Group, group, wanted, read)
                .await;
            findings.extend(found);
        }
        for (label, wanted) in &outcome.accounts {
            let existing = self.accounts.get(label).cloned();
            let kind = existing
                .as_ref()
                .map_or(ResourceKind::User, |existing| existing.kind);
            let id = existing.map(|existing| existing.id);
            let found = self.judge_resource((kind, label), id, wanted, read).await;
            findings.extend(found);
        }
        findings
    }

    /// Judges what a person or a group of the directory has become.
    async fn judge_provisioned(
        &mut self,
        kind: ResourceKind,
        key: &str,
        wanted: &AccountExpectation,
        read: &mut Read,
    ) -> Vec<Finding> {
        let linked = self.idp.link(key).map(str::to_owned);
        if let Some(provisioned) = wanted.provisioned
            && provisioned != linked.is_some()
        {
            let idp = self.kind().family().title();
            let (expected, got) = if provisioned {
                ("provisioned", "not provisioned")
            } else {
                ("not provisioned", "provisioned")
            };
            let message = format!("{idp} counts {key} as {got}");
            return vec![self.failed(wanted.at, message, expected, got)];
        }
        let id = linked.or_else(|| self.last_ids.get(key).cloned());
        let mut findings = self.judge_ids(kind, key, id.as_deref(), wanted);
        let needs_reading = wanted.provisioned == Some(true)
            || wanted.active.is_some()
            || wanted.members.is_some()
            || !wanted.attributes.is_empty();
        if needs_reading {
            findings.extend(self.judge_resource((kind, key), id, wanted, read).await);
        }
        findings
    }

    fn judge_ids(
        &self,
        kind: ResourceKind,
        key: &str,
        id: Option<&str>,
        wanted: &AccountExpectation,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let noun = kind.noun();
        let shown = |id: Option<&str>| id.unwrap_or("none").to_owned();
        if let Some(relation) = wanted.id {
            let first = self.first_ids.get(key).map(String::as_str);
            let same = first.is_some() && first == id;
            if same != (relation == IdExpectation::Unchanged) {
                let message = match relation {
                    IdExpectation::Unchanged => format!("{key} has another {noun} than before"),
                    IdExpectation::Changed => format!("{key} still has the same {noun}"),
                };
                findings.push(self.failed(wanted.at, message, &shown(first), &shown(id)));
            }
        }
        if let Some(account) = &wanted.account {
            let known = self
                .accounts
                .iter()
                .find(|(_, known)| known.kind == kind && Some(known.id.as_str()) == id);
            let is = known.map_or("own", |(label, _)| label.as_str());
            if account != is {
                let message = format!("{key} is linked with the wrong {noun}");
                let words = |label: &str| match label {
                    "own" if kind == ResourceKind::User => "an account of their own".to_owned(),
                    "own" => "a group of its own".to_owned(),
                    label => format!("the {noun} `{label}`"),
                };
                findings.push(self.failed(wanted.at, message, &words(account), &words(is)));
            }
        }
        findings
    }

    /// Judges an account or a group as the target has it.
    async fn judge_resource(
        &mut self,
        (kind, name): (ResourceKind, &str),
        id: Option<String>,
        wanted: &AccountExpectation,
        read: &mut Read,
    ) -> Vec<Finding> {
        let noun = kind.noun();
        let the = || format!("the {noun}");
        let Some(id) = id else {
            if wanted.provisioned == Some(false) {
                return Vec::new();
            }
            let message = format!("{name} has no {noun} that could be read");
            let expected = match kind {
                ResourceKind::User => "an account",
                ResourceKind::Group => "a group",
            };
            return vec![self.failed(wanted.at, message, expected, "none")];
        };
        let place = (kind.endpoint(), id);
        if !read.contains_key(&place) {
            let resource = self.read_back(kind, &place.1).await;
            read.insert(place.clone(), resource);
        }
        let resource = match read.get(&place) {
            Some(Ok(resource)) => resource.as_ref(),
            Some(Err(why)) => {
                let message = format!("the {noun} of {name} could not be read back");
                return vec![self.failed(wanted.at, message, &the(), why)];
            }
            None => None,
        };
        let Some(resource) = resource else {
            if wanted.provisioned == Some(false) {
                return Vec::new();
            }
            let message = format!("the {noun} of {name} is gone");
            return vec![self.failed(wanted.at, message, &the(), "404 on reading it by id")];
        };
        let mut findings = Vec::new();
        if let Some(active) = wanted.active {
            let is = resource.get("active").cloned().unwrap_or(Value::Bool(true));
            if is != Value::Bool(active) {
                let message = format!("`active` of {name} is wrong");
                let expected = active.to_string();
                findings.push(self.failed(wanted.at, message, &expected, &is.to_string()));
            }
        }
        findings.extend(self.judge_members(name, resource, wanted));
        for (path, value) in &wanted.attributes {
            let (path, value) = match self.fill_wanted(path, value) {
                Ok(filled) => filled,
                Err(error) => {
                    let message = format!("`{path}` of {name} cannot be judged: {error}");
                    findings.push(Finding {
                        level: Level::Error,
                        ..self.failed(wanted.at, message, "", "")
                    });
                    continue;
                }
            };
            if let Some(got) = differs(resource, &path, &value) {
                let message = format!("`{path}` of {name} is wrong");
                let expected = match &*value {
                    Value::Null => "nothing".to_owned(),
                    value => value.to_string(),
                };
                findings.push(self.failed(wanted.at, message, &expected, &got));
            }
        }
        findings
    }

    /// Judges who the members of a group are.
    fn judge_members(
        &self,
        name: &str,
        resource: &Value,
        wanted: &AccountExpectation,
    ) -> Option<Finding> {
        let keys = wanted.members.as_ref()?;
        let mut missing = Vec::new();
        let mut expected = BTreeMap::new();
        for key in keys {
            match self.id_of(key) {
                Some(id) => {
                    expected.insert(id, key.as_str());
                }
                None => missing.push(format!("{key} (who has no account)")),
            }
        }
        let members = resource.get("members").and_then(Value::as_array);
        let (mut surplus, mut again) = (Vec::new(), Vec::new());
        let mut found = BTreeSet::new();
        for member in members.into_iter().flatten() {
            let id = member.get("value").and_then(Value::as_str);
            if id.and_then(|id| expected.remove(id)).is_some() {
                found.extend(id);
            } else if id.is_some_and(|id| found.contains(id)) {
                again.extend(id.map(|id| self.whose(id)));
            } else {
                surplus.push(self.whose(id.unwrap_or("a member without `value`")));
            }
        }
        missing.extend(expected.into_values().map(str::to_owned));
        if missing.is_empty() && surplus.is_empty() && again.is_empty() {
            return None;
        }
        let parts = [
            ("missing: ", missing),
            ("not expected: ", surplus),
            ("more than once: ", again),
        ];
        let parts = parts.into_iter().filter(|(_, names)| !names.is_empty());
        let got: Vec<_> = parts
            .map(|(word, names)| format!("{word}{}", in_short(&names)))
            .collect();
        let message = format!("the members of {name} are wrong");
        let wanted_names = if keys.is_empty() {
            "none".to_owned()
        } else {
            in_short(keys)
        };
        Some(self.failed(wanted.at, message, &wanted_names, &got.join("; ")))
    }

    /// Whose account or which group it is, if it is known.
    fn whose(&self, id: &str) -> String {
        let known = self.last_ids.iter().find(|(_, last)| last.as_str() == id);
        let existing = self.accounts.iter().find(|(_, existing)| existing.id == id);
        known
            .map(|(key, _)| key)
            .or_else(|| existing.map(|(label, _)| label))
            .map_or_else(|| id.to_owned(), Clone::clone)
    }

    pub(super) fn failed(
        &self,
        at: Position,
        message: String,
        expected: &str,
        got: &str,
    ) -> Finding {
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

/// A list of names; of a long one the beginning and how many there are.
fn in_short(names: &[String]) -> String {
    const MOST: usize = 10;
    if names.len() <= MOST {
        return names.join(", ");
    }
    format!("{}, … ({} in all)", names[..MOST].join(", "), names.len())
}
