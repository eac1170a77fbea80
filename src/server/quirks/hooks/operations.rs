//! PATCH operations that are taken for others.

use serde_json::{Map, Value, json};

use crate::scim::json::{elements, member, put, take};
use crate::scim::mode::Mode;
use crate::scim::path::{PatchPath, ResolvedPath};
use crate::scim::schema::{AttributeType, ResourceType};
use crate::server::quirks::{Quirk, QuirkSet};

/// The operations of a PATCH, as they were sent.
pub(super) fn operations(body: &Value) -> impl Iterator<Item = &Value> {
    body.as_object()
        .and_then(|members| member(members, "Operations"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// An operation as it was sent, with what decides over it.
pub(super) struct Sent<'a> {
    /// In lower case.
    pub(super) op: String,
    pub(super) path: Option<&'a str>,
    pub(super) value: Option<&'a Value>,
    members: &'a Map<String, Value>,
}

impl<'a> Sent<'a> {
    pub(super) fn read(operation: &'a Value) -> Option<Self> {
        let members = operation.as_object()?;
        Some(Self {
            op: member(members, "op")?.as_str()?.to_ascii_lowercase(),
            path: member(members, "path").and_then(Value::as_str),
            value: member(members, "value"),
            members,
        })
    }

    /// Whether `op` was written in another case.
    pub(super) fn is_capital(&self) -> bool {
        let op = member(self.members, "op").and_then(Value::as_str);
        op.is_some_and(|op| op != self.op)
    }

    /// The attributes of a value without path.
    pub(super) fn pathless(&self) -> Option<&'a Map<String, Value>> {
        self.value
            .filter(|_| self.path.is_none())
            .and_then(Value::as_object)
    }

    /// Whether the members of a group as a whole are meant.
    pub(super) fn is_on_members(&self) -> bool {
        self.path
            .is_some_and(|path| path.eq_ignore_ascii_case("members"))
    }

    pub(super) fn is_on_some_members(&self) -> bool {
        let start = self.path.and_then(|path| path.get(.."members[".len()));
        start.is_some_and(|start| start.eq_ignore_ascii_case("members["))
    }

    fn resolved<'t>(&self, resource_type: &'t ResourceType) -> Option<ResolvedPath<'t>> {
        let path = PatchPath::parse(self.path?, Mode::Lenient).ok()?;
        path.resolve(resource_type, Mode::Lenient).ok()
    }

    fn with(&self, name: &str, value: Value) -> Value {
        let mut members = self.members.clone();
        put(&mut members, name, value);
        Value::Object(members)
    }

    fn without(&self, name: &str) -> Value {
        let mut members = self.members.clone();
        take(&mut members, name);
        Value::Object(members)
    }
}

/// The operations that the server hears in the place of one.
pub(super) fn heard(
    quirks: QuirkSet,
    resource_type: &ResourceType,
    operation: &Value,
) -> Vec<Value> {
    let Some(sent) = Sent::read(operation) else {
        return vec![operation.clone()];
    };
    if is_ignored(quirks, resource_type, &sent) {
        // A request must have an operation; this one does nothing.
        return vec![json!({ "op": "add", "value": {} })];
    }
    if let Some(changed) = on_members(quirks, &sent) {
        return vec![changed];
    }
    if let Some(values) = sent.pathless() {
        return pathless(quirks, resource_type, &sent, values);
    }
    let is_whole = |target: ResolvedPath<'_>| {
        let is_complex = |kind| kind == AttributeType::Complex;
        let attribute = target.attribute.filter(|one| !one.multi_valued);
        target.sub.is_none() && attribute.is_some_and(|one| is_complex(one.kind))
    };
    if quirks.has(Quirk::ComplexReplacedWhole)
        && sent.op == "replace"
        && sent.resolved(resource_type).is_some_and(is_whole)
    {
        let removal = json!({ "op": "remove", "path": sent.path });
        return vec![removal, operation.clone()];
    }
    vec![operation.clone()]
}

fn is_ignored(quirks: QuirkSet, resource_type: &ResourceType, sent: &Sent<'_>) -> bool {
    let names_extension = || {
        sent.path
            .is_some_and(|path| is_in_extension(resource_type, path))
    };
    let leads_nowhere = || sent.path.is_some() && sent.resolved(resource_type).is_none();
    (quirks.has(Quirk::CapitalOpIgnored) && sent.is_capital())
        || (quirks.has(Quirk::RemoveIgnored) && sent.op == "remove")
        || (quirks.has(Quirk::MemberFilterIgnored) && sent.is_on_some_members())
        || (quirks.has(Quirk::ExtensionPathLost) && names_extension())
        || (quirks.has(Quirk::UnknownPathIgnored) && leads_nowhere())
}

/// Whether a path is qualified with the URN of an extension.
fn is_in_extension(resource_type: &ResourceType, path: &str) -> bool {
    let extensions = resource_type.extensions.iter();
    let mut urns = extensions.map(|(extension, _)| extension.id.as_str());
    urns.any(|urn| {
        let start = path.get(..urn.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(urn))
            && path[urn.len()..].starts_with(':')
    })
}

/// What becomes of an operation on the members of a group, where that is another.
fn on_members(quirks: QuirkSet, sent: &Sent<'_>) -> Option<Value> {
    if quirks.has(Quirk::MemberFilterEmpties) && sent.op == "remove" && sent.is_on_some_members() {
        return Some(sent.with("path", "members".into()));
    }
    if !sent.is_on_members() {
        return None;
    }
    match sent.op.as_str() {
        "remove" if quirks.has(Quirk::MemberListEmpties) => Some(sent.without("value")),
        "add" if quirks.has(Quirk::MemberAddReplaces) => Some(sent.with("op", "replace".into())),
        "add" if quirks.has(Quirk::FirstMemberOnly) => {
            let first = elements(sent.value?).iter().take(1).cloned();
            Some(sent.with("value", first.collect()))
        }
        "replace" if quirks.has(Quirk::MemberReplaceAdds) => Some(sent.with("op", "add".into())),
        _ => None,
    }
}

/// What becomes of an operation whose value has the names.
fn pathless(
    quirks: QuirkSet,
    resource_type: &ResourceType,
    sent: &Sent<'_>,
    values: &Map<String, Value>,
) -> Vec<Value> {
    let mut kept = values.clone();
    if quirks.has(Quirk::FirstKeyOnly) {
        kept = kept.into_iter().take(1).collect();
    }
    if quirks.has(Quirk::DottedKeysIgnored) {
        kept.retain(|key, _| key.contains(':') || !key.contains('.'));
    }
    if quirks.has(Quirk::ExtensionPathLost) {
        kept.retain(|key, _| !is_in_extension(resource_type, key));
    }
    let mut heard = Vec::new();
    if quirks.has(Quirk::ComplexReplacedWhole) && sent.op == "replace" {
        let complex = kept.iter().filter(|(key, value)| {
            value.is_object() && resource_type.schema.attribute(key).is_some()
        });
        heard.extend(complex.map(|(key, _)| json!({ "op": "remove", "path": key })));
    }
    let names_members = member(&kept, "members").is_some();
    heard.push(sent.with("value", Value::Object(kept)));
    if quirks.has(Quirk::RenameEmptiesGroup)
        && resource_type.name == "Group"
        && sent.op == "replace"
        && !names_members
    {
        heard.push(json!({ "op": "remove", "path": "members" }));
    }
    heard
}
