//! Mails about failures: "Notification Email" with "Send an email notification when a failure occurs"
//! (docs.gitlab.com, SCIM provisioning using SAML SSO for groups; Microsoft's provisioning settings).

use jiff::Timestamp;

use super::Entra;
use crate::transcript::LogStatus;

/// A mail to whoever looks after provisioning. Its wording is scimulate's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// When it was sent.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
    /// The failures of the cycle, a line each.
    pub text: String,
}

impl Entra {
    /// The mails so far.
    pub fn mails(&self) -> &[Mail] {
        &self.mails
    }

    /// Sends a mail about what failed in the cycle that has just ended, if anything did. `before` is
    /// how long the log was when it began.
    pub(super) fn notify(&mut self, before: usize) {
        let Some(to) = self.settings.notification_mail.clone() else {
            return;
        };
        let entries = self.log.iter().skip(before);
        let failed = entries.filter(|entry| entry.status == LogStatus::Failure);
        let line = |entry: &crate::transcript::LogEntry| match &entry.subject {
            Some(subject) => format!("{} {subject}: {}", entry.action, entry.message),
            None => format!("{}: {}", entry.action, entry.message),
        };
        let lines: Vec<String> = failed.map(line).collect();
        if !lines.is_empty() {
            self.mails.push(Mail {
                at: self.clock.now(),
                to,
                text: lines.join("\n"),
            });
        }
    }
}
