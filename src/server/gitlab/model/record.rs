//! What the host writes down: mails, audit events.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A mail that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::gitlab) struct Mail {
    pub(in crate::server::gitlab) time: Timestamp,
    pub(in crate::server::gitlab) to: String,
    /// What it is for, such as `group_invitation`.
    pub(in crate::server::gitlab) kind: &'static str,
    pub(in crate::server::gitlab) subject: String,
}

impl Mail {
    pub(in crate::server::gitlab) fn shown(&self) -> Value {
        json!({
            "time": format!("{:.3}", self.time),
            "to": self.to,
            "kind": self.kind,
            "subject": self.subject,
        })
    }
}

/// An audit event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::gitlab) struct AuditEvent {
    pub(in crate::server::gitlab) time: Timestamp,
    /// Empty for a line that only the log file has.
    pub(in crate::server::gitlab) name: &'static str,
    pub(in crate::server::gitlab) message: String,
    pub(in crate::server::gitlab) author: String,
    /// Path of the group.
    pub(in crate::server::gitlab) scope: String,
    /// Username that it is about.
    pub(in crate::server::gitlab) target: String,
    pub(in crate::server::gitlab) details: Map<String, Value>,
}

impl AuditEvent {
    pub(in crate::server::gitlab) fn shown(&self) -> Value {
        json!({
            "time": format!("{:.3}", self.time),
            "name": self.name,
            "message": self.message,
            "author": self.author,
            "scope": self.scope,
            "target": self.target,
            "details": self.details,
        })
    }
}

/// Author of what nobody in particular did.
pub(in crate::server::gitlab) const SYSTEM: &str = "(System)";
