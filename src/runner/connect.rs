//! The connection test: before the story, or where a step `connect` has it.

use super::case::Player;
use super::hint;
use crate::scenario::{ConnectStep, Step, StepKind};
use crate::transcript::{Finding, Level, Secret};

impl Player<'_> {
    /// Whether the story tests the connection itself before the identity provider does anything.
    pub(super) fn begins_with_connect(&self) -> bool {
        let mut steps = self.plan.scenario.steps.iter();
        let first = steps.find(|step| {
            self.is_meant(&step.idps, &step.targets)
                && !matches!(
                    step.kind,
                    StepKind::Trouble(_)
                        | StepKind::Control(_)
                        | StepKind::Existing(_)
                        | StepKind::Request(_)
                )
        });
        first.is_some_and(|step| matches!(step.kind, StepKind::Connect(_)))
    }

    /// The identity provider tests the connection, which must succeed; whether it does.
    pub(super) async fn test_connection(&mut self, step: Option<&Step>) -> bool {
        self.connected = self.idp.connect(&mut self.wire).await;
        if !self.connected {
            self.connection_failed(step);
        }
        self.connected
    }

    /// The admin enters address and token as they are now, or what the story has instead, and tests
    /// the connection.
    pub(super) async fn connect(&mut self, step: &Step, connect: &ConnectStep) {
        let entered = self.enter(connect);
        if let Err(why) = entered {
            return self.cannot(step, &why);
        }
        let Some(text) = &connect.fails else {
            self.test_connection(Some(step)).await;
            return;
        };
        let text = match self.fill(text) {
            Ok(text) => text,
            Err(error) => return self.cannot(step, &error.message),
        };
        self.connected = self.idp.connect(&mut self.wire).await;
        let said = self.shown();
        if !self.connected && said.contains(&text) {
            return;
        }
        let idp = self.kind().family().title();
        let message = if self.connected {
            format!("the connection test of {idp} succeeds, but it must fail")
        } else {
            format!("the connection test of {idp} fails for another reason than expected")
        };
        let finding = Finding {
            expected: Some(format!("`{text}`")),
            got: Some(said),
            exchange: self.wire.exchanges.len().checked_sub(1),
            ..self.finding(step, Level::Fail, &message)
        };
        self.findings.push(finding);
    }

    /// From now on requests go to the address and with the token that the admin enters.
    pub(super) fn enter(&mut self, connect: &ConnectStep) -> Result<(), String> {
        let fill = |text: &Option<String>| text.as_ref().map(|text| self.fill(text)).transpose();
        let path = fill(&connect.path).map_err(|error| error.message)?;
        let token = fill(&connect.token).map_err(|error| error.message)?;
        let token = token.map(Secret::new).or_else(|| self.token.clone());
        let (client, config) = self
            .target
            .client_at(&self.marker, path.as_deref(), token)
            .map_err(|error| error.to_string())?;
        self.wire.enter(client, config.token.as_ref());
        Ok(())
    }

    /// What the identity provider shows after the connection test.
    fn shown(&self) -> String {
        let entry = self.idp.log().last();
        entry.map(|entry| entry.message.clone()).unwrap_or_default()
    }

    fn connection_failed(&mut self, step: Option<&Step>) {
        let advice = self.wire.exchanges.last().map(hint::for_connection);
        let advice = advice.unwrap_or_else(|| hint::Advice {
            level: Level::Error,
            expected: "an answer",
            hint: "nothing was sent".to_owned(),
        });
        let level = advice.level;
        let message = format!(
            "the connection test of {} fails",
            self.kind().family().title()
        );
        let place = step.and_then(|step| self.finding(step, level, &message).place);
        self.findings.push(Finding {
            level,
            step: self.wire.step,
            place,
            message,
            expected: Some(advice.expected.into()),
            got: Some(self.shown()),
            hint: Some(advice.hint),
            exchange: self.wire.exchanges.len().checked_sub(1),
        });
    }
}
