//! Plays one case: connects, goes through the steps, judges.

use std::sync::Arc;

use indexmap::IndexMap;

use super::wire::CaseWire;
use super::{CasePlan, hint};
use crate::idp::{Act, LinkedGroup, Setup, Simulator};
use crate::scenario::{ResourceKind, Step, StepKind};
use crate::transcript::{Finding, Level, Verdict};

/// A case in the middle of being played.
pub(super) struct Player<'a> {
    pub(super) plan: &'a CasePlan,
    pub(super) idp: Simulator,
    pub(super) wire: CaseWire,
    /// Marker that makes the names of this case unique.
    pub(super) marker: String,
    pub(super) findings: Vec<Finding>,
    /// First id that a person's account, or a group at the target, had.
    pub(super) first_ids: IndexMap<String, String>,
    /// Newest id of it, also after the link is gone.
    pub(super) last_ids: IndexMap<String, String>,
    /// The accounts and groups that existed before, by label.
    pub(super) accounts: IndexMap<String, Existing>,
    /// Whether the story came to its own end.
    pub(super) complete: bool,
    /// Number of exchanges when something was last judged.
    pub(super) judged: usize,
    /// Number of exchanges at the last expectation: requests are counted from there.
    pub(super) counted: usize,
}

/// A resource that existed at the target before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Existing {
    /// What it is.
    pub(super) kind: ResourceKind,
    /// Its id.
    pub(super) id: String,
}

impl<'a> Player<'a> {
    pub(super) fn new(plan: &'a CasePlan, wire: CaseWire, marker: String, seed: u64) -> Self {
        let setup = Setup {
            directory: Arc::clone(&plan.directory),
            mapping: Arc::clone(&plan.mapping),
            settings: plan.settings(),
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
            counted: 0,
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
        let here = self.kind().name();
        if !step.idps.is_empty() && !step.idps.iter().any(|idp| idp == here) {
            return;
        }
        match &step.kind {
            StepKind::Acts(acts) => {
                for act in acts {
                    self.idp.act(act, &mut self.wire).await;
                }
            }
            StepKind::PushLinked {
                group,
                label,
                rename,
            } => {
                let Some(existing) = self.accounts.get(label) else {
                    let why = format!("the group `{label}` was not made");
                    return self.cannot(step, &why);
                };
                let act = Act::Push {
                    group: group.clone(),
                    link: Some(LinkedGroup {
                        id: existing.id.clone(),
                        rename: *rename,
                    }),
                };
                self.idp.act(&act, &mut self.wire).await;
            }
            StepKind::ChangeMapping(mappings) => {
                if let Some(mapping) = mappings.get(self.kind().family().name()) {
                    let act = Act::ChangeMapping(Arc::clone(mapping));
                    self.idp.act(&act, &mut self.wire).await;
                }
            }
            StepKind::Sync(times) => {
                for _ in 0..*times {
                    self.idp.sync(&mut self.wire).await;
                }
            }
            StepKind::Existing(account) => self.make_existing(step, account).await,
            StepKind::Request(raw) => self.send_raw(step, raw).await,
            StepKind::Trouble(None) => self.wire.troubles.end(),
            StepKind::Trouble(Some(trouble)) => match self.fill_trouble(trouble) {
                Ok(trouble) => self.wire.troubles.begin(trouble),
                Err(error) => self.cannot(step, &error.message),
            },
            StepKind::Expect(expectation) => self.judge(step, expectation).await,
        }
    }

    /// What comes after a violated expectation would only repeat it in other words.
    fn has_failed(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.level == Level::Fail)
    }

    fn remember_links(&mut self) {
        let directory = &self.plan.directory;
        for key in directory.people.keys().chain(directory.groups.keys()) {
            let Some(id) = self.idp.link(key) else {
                continue;
            };
            if self.last_ids.get(key).is_some_and(|last| last == id) {
                continue;
            }
            self.first_ids
                .entry(key.clone())
                .or_insert_with(|| id.to_owned());
            self.last_ids.insert(key.clone(), id.to_owned());
        }
    }

    /// Whether going on would say nothing: the case cannot be carried out or cannot happen here, or
    /// the target's answers lead to other people's accounts.
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
            .any(|finding| matches!(finding.level, Level::Error | Level::Skip))
    }

    fn connection_failed(&mut self) {
        let advice = self.wire.exchanges.last().map(hint::for_connection);
        let advice = advice.unwrap_or_else(|| hint::Advice {
            level: Level::Error,
            expected: "an answer",
            hint: "nothing was sent".to_owned(),
        });
        let said = self
            .idp
            .log()
            .last()
            .map(|entry| entry.message.clone())
            .unwrap_or_default();
        self.findings.push(Finding {
            level: advice.level,
            step: None,
            place: None,
            message: format!(
                "the connection test of {} fails",
                self.kind().family().title()
            ),
            expected: Some(advice.expected.into()),
            got: Some(said),
            hint: Some(advice.hint),
            exchange: self.wire.exchanges.len().checked_sub(1),
        });
    }

    /// What the findings come to.
    pub(super) fn verdict(&self) -> Verdict {
        match self.findings.iter().map(|finding| finding.level).max() {
            None => Verdict::Pass,
            Some(Level::Skip) => Verdict::Skipped,
            Some(Level::Warn) => Verdict::Warn,
            Some(Level::Fail) => Verdict::Fail,
            Some(Level::Error) => Verdict::Error,
        }
    }
}

const fn is_expectation(step: Option<&StepKind>) -> bool {
    matches!(step, Some(StepKind::Expect(_)))
}
