//! Plays one case: connects, goes through the steps, judges.

use std::sync::Arc;

use indexmap::IndexMap;

use super::wire::CaseWire;
use super::{CasePlan, hint};
use crate::idp::{Act, Setup, Simulator};
use crate::scenario::{Step, StepKind};
use crate::transcript::{Finding, Level, Verdict};

/// A case in the middle of being played.
pub(super) struct Player<'a> {
    pub(super) plan: &'a CasePlan,
    pub(super) idp: Simulator,
    pub(super) wire: CaseWire,
    /// Marker that makes the names of this case unique.
    pub(super) marker: String,
    pub(super) findings: Vec<Finding>,
    /// First id that a person's account had.
    pub(super) first_ids: IndexMap<String, String>,
    /// Newest id that a person's account had, also after the link is gone.
    pub(super) last_ids: IndexMap<String, String>,
    /// Ids of the accounts that existed before, by label.
    pub(super) accounts: IndexMap<String, String>,
    /// Whether the story came to its own end.
    pub(super) complete: bool,
    /// Number of exchanges when something was last judged.
    pub(super) judged: usize,
}

impl<'a> Player<'a> {
    pub(super) fn new(plan: &'a CasePlan, wire: CaseWire, marker: String, seed: u64) -> Self {
        let setup = Setup {
            directory: Arc::clone(&plan.directory),
            mapping: Arc::clone(&plan.mapping),
            settings: Vec::new(),
            marker: marker.clone(),
            seed,
        };
        Self {
            plan,
            idp: Simulator::new(plan.idp, setup),
            wire,
            marker,
            findings: Vec::new(),
            first_ids: IndexMap::new(),
            last_ids: IndexMap::new(),
            accounts: IndexMap::new(),
            complete: false,
            judged: 0,
        }
    }

    /// Plays to the end, or to where nothing more can be said.
    pub(super) async fn play(&mut self) {
        if !self.idp.connect(&mut self.wire).await {
            self.connection_failed();
            return;
        }
        let plan = self.plan;
        for (index, step) in plan.scenario.steps.iter().enumerate() {
            self.wire.step = Some(index);
            self.play_step(step).await;
            self.remember_links();
            let next = plan.scenario.steps.get(index + 1).map(|step| &step.kind);
            if self.must_stop(step) || (self.has_failed() && !is_expectation(next)) {
                break;
            }
        }
        self.wire.step = None;
    }

    async fn play_step(&mut self, step: &Step) {
        let each = |people: &[String], act: fn(String) -> Act| -> Vec<Act> {
            people.iter().cloned().map(act).collect()
        };
        let acts = match &step.kind {
            StepKind::Assign(people) => each(people, Act::Assign),
            StepKind::Unassign(people) => each(people, Act::Unassign),
            StepKind::Disable(people) => each(people, Act::Disable),
            StepKind::Enable(people) => each(people, Act::Enable),
            StepKind::Delete(people) => each(people, Act::Delete),
            StepKind::Update(people) => people
                .iter()
                .map(|(person, changes)| Act::Update(person.clone(), changes.clone()))
                .collect(),
            StepKind::Sync => return self.idp.sync(&mut self.wire).await,
            StepKind::Existing(account) => return self.make_existing(step, account).await,
            StepKind::Request(raw) => return self.send_raw(step, raw).await,
            StepKind::Expect(expectation) => return self.judge(step, expectation).await,
        };
        for act in acts {
            self.idp.act(&act, &mut self.wire).await;
        }
    }

    /// What comes after a violated expectation would only repeat it in other words.
    fn has_failed(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.level == Level::Fail)
    }

    fn remember_links(&mut self) {
        for person in self.plan.directory.people.keys() {
            if let Some(id) = self.idp.link(person) {
                self.first_ids
                    .entry(person.clone())
                    .or_insert_with(|| id.to_owned());
                self.last_ids.insert(person.clone(), id.to_owned());
            }
        }
    }

    /// Whether going on would say nothing: the case cannot be carried out, or the target's answers
    /// lead to other people's accounts.
    fn must_stop(&mut self, step: &Step) -> bool {
        if let Some(request) = self.wire.held_back.take() {
            let message = format!(
                "the target led {} to an account that is not part of this run",
                self.kind().family().title()
            );
            let finding = Finding {
                got: Some(format!("`{request}` was held back")),
                hint: Some(
                    "the target answered a filtered query with somebody else's account; the real \
                     identity provider would have changed it"
                        .into(),
                ),
                exchange: self.wire.exchanges.len().checked_sub(1),
                ..self.finding(step, Level::Fail, &message)
            };
            self.findings.push(finding);
            return true;
        }
        self.findings
            .iter()
            .any(|finding| finding.level == Level::Error)
    }

    fn connection_failed(&mut self) {
        let (level, hint) = self.wire.exchanges.last().map_or_else(
            || (Level::Error, "nothing was sent".to_owned()),
            hint::for_connection,
        );
        let said = self
            .idp
            .log()
            .last()
            .map(|entry| entry.message.clone())
            .unwrap_or_default();
        self.findings.push(Finding {
            level,
            step: None,
            place: None,
            message: format!(
                "the connection test of {} fails",
                self.kind().family().title()
            ),
            expected: Some("a list of users, empty or not".into()),
            got: Some(said),
            hint: Some(hint),
            exchange: self.wire.exchanges.len().checked_sub(1),
        });
    }

    /// What the findings come to.
    pub(super) fn verdict(&self) -> Verdict {
        match self.findings.iter().map(|finding| finding.level).max() {
            None => Verdict::Pass,
            Some(Level::Warn) => Verdict::Warn,
            Some(Level::Fail) => Verdict::Fail,
            Some(Level::Error) => Verdict::Error,
        }
    }
}

const fn is_expectation(step: Option<&StepKind>) -> bool {
    matches!(step, Some(StepKind::Expect(_)))
}
