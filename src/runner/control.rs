//! What a story does or looks up at the target itself, beside SCIM.

use serde_json::{Map, Value, json};

use super::case::Player;
use super::finish::problem;
use super::setup::differs;
use crate::scenario::{ConnectStep, ControlStep, Step};
use crate::server::gitlab::Refusal;
use crate::transcript::{Finding, Level, Secret};

impl Player<'_> {
    /// Sets the target as the scenario wants it, before anything happens; whether that succeeded.
    pub(super) fn set_target(&mut self) -> bool {
        let settings = self.plan.scenario.target.as_ref();
        let settings: Map<String, Value> = settings
            .iter()
            .flat_map(|target| &target.settings)
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        if settings.is_empty() {
            return true;
        }
        if let Err(refusal) = self.steer("set", &Value::Object(settings)) {
            let finding = problem(refusal.message, refusal.hint);
            self.findings.push(finding);
            return false;
        }
        // The address may be another one now.
        if let Err(why) = self.enter(&ConnectStep::default()) {
            self.findings.push(problem(why, None));
            return false;
        }
        true
    }

    /// Plays a step `control`.
    pub(super) fn control(&mut self, step: &Step, control: &ControlStep) {
        let with = match self.fill_value(&control.with) {
            Ok(with) => with,
            Err(error) => return self.cannot(step, &error.message),
        };
        let act = &control.act;
        let result = match (self.steer(act, &with), &control.refused) {
            (Ok(result), None) => result,
            (Ok(result), Some(wanted)) => {
                let message = format!("`{act}` was not refused");
                return self.wrong(step, &message, &format!("`{wanted}`"), &result.to_string());
            }
            (Err(refusal), wanted) => {
                let wanted = match wanted.as_ref().map(|text| self.fill(text)).transpose() {
                    Ok(wanted) => wanted,
                    Err(error) => return self.cannot(step, &error.message),
                };
                return self.judge_refusal(step, act, &refusal, wanted.as_deref());
            }
        };
        for (path, wanted) in &control.attributes {
            let wanted = match self.fill_value(wanted) {
                Ok(wanted) => wanted,
                Err(error) => return self.cannot(step, &error.message),
            };
            if let Some(got) = differs(&result, path, &wanted) {
                let message = format!("`{path}` of `{act}` is wrong");
                self.wrong(step, &message, &wanted.to_string(), &got);
            }
        }
    }

    fn judge_refusal(&mut self, step: &Step, act: &str, refusal: &Refusal, wanted: Option<&str>) {
        match wanted {
            Some(wanted) if refusal.message.contains(wanted) => {}
            Some(wanted) => {
                let message = format!("`{act}` was refused for another reason than expected");
                self.wrong(step, &message, &format!("`{wanted}`"), &refusal.message);
            }
            None => {
                let message = format!("`{act}` was refused");
                self.wrong(step, &message, "done", &refusal.message);
                if let Some(finding) = self.findings.last_mut() {
                    finding.hint.clone_from(&refusal.hint);
                }
            }
        }
    }

    /// Does something at the case's own tenant. Tokens are secrets from then on, and accounts that
    /// the story makes are its own.
    pub(super) fn steer(&mut self, act: &str, with: &Value) -> Result<Value, Refusal> {
        let result = self.target.control(&self.marker, act, with)?;
        self.wire.guard.learn_accounts(with);
        for (name, value) in result.as_object().into_iter().flatten() {
            if let (true, Some(token)) = (name.contains("token"), value.as_str()) {
                let token = Secret::new(token);
                self.wire.keep_secret(&token);
                if act == "rotate-token" {
                    self.token = Some(token);
                }
            }
        }
        Ok(result)
    }

    /// Notes that something is not as the step has it.
    pub(super) fn wrong(&mut self, step: &Step, message: &str, expected: &str, got: &str) {
        let finding = Finding {
            expected: Some(expected.to_owned()),
            got: Some(got.to_owned()),
            ..self.finding(step, Level::Fail, message)
        };
        self.findings.push(finding);
    }
}
