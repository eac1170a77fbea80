//! Plays one case: connects, goes through the steps, judges.

use std::sync::Arc;

use indexmap::IndexMap;

use super::CasePlan;
use super::target::Target;
use super::wire::CaseWire;
use crate::idp::{Act, IdSource, LinkedGroup, Setup, Simulator};
use crate::scenario::{ResourceKind, Step, StepKind};
use crate::transcript::{Finding, Level, Secret, SignIn};

/// A case in the middle of being played.
pub(super) struct Player<'a> {
    pub(super) plan: &'a CasePlan,
    pub(super) idp: Simulator,
    pub(super) wire: CaseWire,
    pub(super) target: &'a Target,
    /// Marker that makes the names of this case unique.
    pub(super) marker: String,
    /// Whether the last connection test succeeded.
    pub(super) connected: bool,
    /// The newest token of the target, where it gave one out during the story.
    pub(super) token: Option<Secret>,
    /// Who signed in.
    pub(super) sign_ins: Vec<SignIn>,
    /// Where ids come from that are nobody's in particular.
    pub(super) ids: IdSource,
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
    pub(super) fn new(
        (plan, target): (&'a CasePlan, &'a Target),
        wire: CaseWire,
        marker: String,
        seed: u64,
    ) -> Self {
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
            target,
            marker,
            connected: false,
            token: None,
            sign_ins: Vec::new(),
            ids: IdSource::seeded(seed.rotate_left(32)),
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
        if !self.set_target() {
            return;
        }
        if !self.begins_with_connect() && !self.test_connection(None).await {
            return;
        }
        let plan = self.plan;
        for (index, step) in plan.scenario.steps.iter().enumerate() {
            self.wire.step = Some(index);
            self.play_step(step).await;
            // Judging links nobody.
            if !is_expectation(Some(&step.kind)) {
                self.remember_links();
            }
            let next = plan.scenario.steps.get(index + 1).map(|step| &step.kind);
            if self.must_stop(step) || (self.has_failed() && !is_expectation(next)) {
                break;
            }
        }
        self.wire.step = None;
    }

    async fn play_step(&mut self, step: &Step) {
        if !self.is_meant(&step.idps, &step.targets) {
            return;
        }
        // A server that is only said to be like a profile cannot be steered; a story that is about
        // the profile is not played on it at all.
        let is_steering = matches!(step.kind, StepKind::Control(_) | StepKind::SignIn(_));
        if is_steering && self.target.is_foreign() {
            return;
        }
        let provisions = matches!(
            step.kind,
            StepKind::Acts(_) | StepKind::PushLinked { .. } | StepKind::Sync(_)
        );
        if provisions && !self.connected {
            let why = "nothing is provisioned before the connection test succeeds";
            return self.cannot(step, why);
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
            StepKind::Connect(connect) => self.connect(step, connect).await,
            StepKind::Control(control) => self.control(step, control),
            StepKind::SignIn(sign_in) => self.sign_in(step, sign_in).await,
        }
    }

    /// Whether a step or an expectation that is limited to these is meant for this case.
    pub(super) fn is_meant(&self, idps: &[String], targets: &[String]) -> bool {
        let here = self.kind().name();
        let there = self.target.profile();
        (idps.is_empty() || idps.iter().any(|idp| idp == here))
            && (targets.is_empty() || targets.iter().any(|target| Some(target.as_str()) == there))
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
}

const fn is_expectation(step: Option<&StepKind>) -> bool {
    matches!(step, Some(StepKind::Expect(_)))
}
