//! Log entries in a form of our own, which has all that is known of them.

use serde_json::{Map, Value, json};

use crate::transcript::{LogDetail, LogEntry, ObjectKind};

/// The entries, in order.
pub(super) fn entries<'a>(log: impl IntoIterator<Item = &'a LogEntry>) -> Vec<Value> {
    log.into_iter().map(entry).collect()
}

/// One entry.
pub(in crate::report) fn entry(entry: &LogEntry) -> Value {
    json!({
        "at": entry.at.to_string(),
        "action": entry.action,
        "subject": entry.subject,
        "status": entry.status.as_str(),
        "code": entry.code,
        "message": entry.message,
        "detail": detail(&entry.detail),
    })
}

fn detail(detail: &LogDetail) -> Value {
    let steps = detail.steps.iter().map(|step| {
        json!({
            "name": step.name,
            "kind": step.kind,
            "status": step.status.as_str(),
            "description": step.description,
            "details": pairs(&step.details),
        })
    });
    let modified = detail
        .modified
        .iter()
        .map(|property| json!({ "name": property.name, "old": property.old, "new": property.new }));
    json!({
        "object": kind(detail.object),
        "sourceId": detail.source_id,
        "sourceName": detail.source_name,
        "targetId": detail.target_id,
        "cycle": detail.cycle,
        "steps": steps.collect::<Vec<_>>(),
        "modified": modified.collect::<Vec<_>>(),
    })
}

/// The name of a kind of object.
pub(super) const fn kind(object: ObjectKind) -> &'static str {
    match object {
        ObjectKind::User => "User",
        ObjectKind::Group => "Group",
    }
}

/// An object of texts.
pub(super) fn pairs(pairs: &[(&str, String)]) -> Map<String, Value> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect()
}
