//! Judges what the identity provider's admin reads: the provisioning log, the state of the job, open
//! tasks; and how much was sent.

use super::case::Player;
use crate::idp::JobState;
use crate::scenario::{JobExpectation, LegitimateOutcome, LogExpectation, Position};
use crate::transcript::{Finding, Level, LogEntry, LogStatus, Method, Origin};

/// How many requests an identity provider sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sent {
    /// All of them.
    requests: usize,
    /// Those that write.
    writes: usize,
}

impl Player<'_> {
    /// What the identity provider sent from that exchange on.
    pub(super) fn sent_since(&self, from: usize) -> Sent {
        let exchanges = self.wire.exchanges.get(from..).unwrap_or_default();
        let of_idp = || {
            exchanges
                .iter()
                .filter(|exchange| exchange.origin == Origin::Idp)
        };
        Sent {
            requests: of_idp().count(),
            writes: of_idp()
                .filter(|exchange| exchange.request.method != Method::Get)
                .count(),
        }
    }

    /// Everything in an outcome that is not about resources at the target.
    pub(super) fn judge_admin(&self, outcome: &LegitimateOutcome, sent: Sent) -> Vec<Finding> {
        let mut findings: Vec<Finding> = outcome
            .log
            .iter()
            .filter_map(|(key, wanted)| self.judge_log(key, wanted))
            .collect();
        findings.extend(self.judge_job(outcome.job.as_ref()));
        let tasks = outcome.tasks.iter();
        findings.extend(
            tasks.filter_map(|(key, (at, wanted))| self.judge_task(*at, key, wanted.as_deref())),
        );
        findings.extend(self.judge_count(outcome.writes, "writes", sent.writes));
        findings.extend(self.judge_count(outcome.requests, "requests", sent.requests));
        findings
    }

    fn judge_job(&self, wanted: Option<&(Position, JobExpectation)>) -> Option<Finding> {
        let (at, wanted) = wanted?;
        let is = self.idp.job();
        let is_right = match (wanted, is) {
            (JobExpectation::Running, JobState::Running)
            | (JobExpectation::Disabled, JobState::Disabled)
            | (JobExpectation::Quarantine(None), JobState::Quarantined(_)) => true,
            (JobExpectation::Quarantine(Some(wanted)), JobState::Quarantined(reason)) => {
                wanted == reason
            }
            _ => false,
        };
        if is_right {
            return None;
        }
        let expected = match wanted {
            JobExpectation::Running => "running".to_owned(),
            JobExpectation::Disabled => "disabled".to_owned(),
            JobExpectation::Quarantine(None) => "in quarantine".to_owned(),
            JobExpectation::Quarantine(Some(reason)) => format!("in quarantine: {reason}"),
        };
        let got = match is {
            JobState::Running => "running".to_owned(),
            JobState::Disabled => "disabled".to_owned(),
            JobState::Quarantined(reason) => format!("in quarantine: {reason}"),
        };
        let idp = self.kind().family().title();
        let message = format!("the provisioning job of {idp} is not as it should be");
        Some(self.failed(*at, message, &expected, &got))
    }

    fn judge_task(&self, at: Position, key: &str, wanted: Option<&str>) -> Option<Finding> {
        let tasks = self.idp.tasks().iter();
        let texts: Vec<&str> = tasks
            .filter(|task| task.key == key)
            .map(|task| task.text.as_str())
            .collect();
        let is_right = wanted.map_or(texts.is_empty(), |wanted| {
            texts.iter().any(|text| text.contains(wanted))
        });
        if is_right {
            return None;
        }
        let idp = self.kind().family().title();
        let message = format!("the tasks of {idp} are not as they should be for {key}");
        let expected = wanted.map_or_else(|| "no task".to_owned(), |text| format!("`{text}`"));
        let got = if texts.is_empty() {
            "no task".to_owned()
        } else {
            texts.join("; ")
        };
        Some(self.failed(at, message, &expected, &got))
    }

    fn judge_count(
        &self,
        wanted: Option<(Position, u32)>,
        what: &str,
        sent: usize,
    ) -> Option<Finding> {
        let (at, wanted) = wanted?;
        if usize::try_from(wanted) == Ok(sent) {
            return None;
        }
        let idp = self.kind().family().title();
        let message = format!("{idp} sent another number of {what} than expected");
        Some(self.failed(at, message, &wanted.to_string(), &sent.to_string()))
    }

    fn judge_log(&self, key: &str, wanted: &LogExpectation) -> Option<Finding> {
        let idp = self.kind().family().title();
        let about = |entry: &&LogEntry| entry.subject.as_deref() == Some(key);
        let Some(entry) = self.idp.log().iter().rev().find(about) else {
            let message = format!("the provisioning log of {idp} says nothing about {key}");
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
        let message = format!("the provisioning log of {idp} is not as it should be for {key}");
        Some(self.failed(wanted.at, message, &expected, &got))
    }
}
