//! The log, in neutral words.

use super::call::{Failed, NO_ID};
use super::flow::Plain;
use crate::idp::directory::Group;
use crate::transcript::{LogDetail, LogEntry, LogStatus, ObjectKind};

/// What an entry is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'a> {
    /// The whole job.
    Job,
    /// The person of that key.
    User(&'a str),
    /// The group of that key.
    Group(&'a str),
}

impl Plain {
    /// Notes an entry.
    pub(super) fn note(
        &mut self,
        action: &str,
        about: About<'_>,
        status: LogStatus,
        code: Option<String>,
        message: String,
    ) {
        let (object, key) = match about {
            About::Job => (ObjectKind::User, None),
            About::User(key) => (ObjectKind::User, Some(key)),
            About::Group(key) => (ObjectKind::Group, Some(key)),
        };
        let name = |key: &str| match object {
            ObjectKind::User => self.people.get(key)?.attribute("userName"),
            ObjectKind::Group => self.groups.get(key).map(Group::display_name),
        };
        let detail = LogDetail {
            object,
            source_id: key.map(|key| self.own_id(key)).unwrap_or_default(),
            source_name: key.and_then(name).unwrap_or_default().to_owned(),
            target_id: key.and_then(|key| self.links.get(key)).cloned(),
            ..LogDetail::default()
        };
        self.log.push(LogEntry {
            at: self.clock.now(),
            action: action.to_owned(),
            subject: key.map(str::to_owned),
            status,
            code,
            message,
            detail,
        });
    }

    /// Notes how an action ended.
    pub(super) fn note_result(
        &mut self,
        action: &str,
        about: About<'_>,
        result: &Result<(), Failed>,
    ) {
        match result {
            Ok(()) => self.note(
                action,
                about,
                LogStatus::Success,
                None,
                format!("{action}: done"),
            ),
            Err(failed) => {
                self.is_stopped |= failed.code == NO_ID;
                let text = format!("{action}: {}", failed.text);
                self.note(
                    action,
                    about,
                    LogStatus::Failure,
                    Some(failed.code.clone()),
                    text,
                );
            }
        }
    }
}
