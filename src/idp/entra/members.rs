//! Memberships. Entra never reads them: it sends what changed since it last sent something.

use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::job::Member;
use super::object::{Object, reference_row};
use super::reaction::Trouble;
use super::retry::Retry;
use super::rows::{Action, Trace};
use super::{Dialect, Entra, MemberBatch, MemberForm};
use crate::idp::{Wire, equals};
use crate::transcript::{ModifiedProperty, ObjectKind};

/// What is to be done about the members of a group.
#[derive(Debug, Default)]
pub(super) struct MemberChanges {
    /// Key and id of those who come.
    add: Vec<(String, String)>,
    /// Key and id of those who go.
    remove: Vec<(String, String)>,
    /// Keys of those who have no account.
    unresolved: Vec<String>,
}

impl MemberChanges {
    pub(super) const fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty() && self.unresolved.is_empty()
    }
}

/// One PATCH, and whose membership it changes.
struct Batch {
    operations: Vec<Value>,
    members: Vec<(String, String)>,
    adds: bool,
}

impl Entra {
    /// Compares the members of the directory with those that were exported. `only` limits it to
    /// some of them.
    pub(super) fn member_changes(
        &self,
        group: &Object,
        only: Option<&IndexSet<String>>,
    ) -> MemberChanges {
        let mut changes = MemberChanges::default();
        let Some(record) = self.records.get(&group.key) else {
            return changes;
        };
        let is_meant = |key: &str| only.is_none_or(|only| only.contains(key));
        let wanted: IndexSet<&String> = group.members().collect();
        for key in wanted.iter().copied().filter(|key| is_meant(key)) {
            let exported = record.members.get(key);
            if exported.is_some_and(|member| member.is_current)
                || record.unresolved_members.contains(key)
                || self.is_gone(key)
            {
                continue;
            }
            match self.resolve(key) {
                Some(id) => changes.add.push((key.clone(), id)),
                None => changes.unresolved.push(key.clone()),
            }
        }
        for (key, Member { id, .. }) in &record.members {
            // What is gone at the target has left its groups there.
            if !wanted.contains(key) && is_meant(key) && self.link(key).is_some() {
                changes.remove.push((key.clone(), id.clone()));
            }
        }
        changes
    }

    fn is_gone(&self, key: &str) -> bool {
        Object::of(&self.tenant, &self.mapping, key).is_none_or(|object| object.standing.deleted)
    }

    /// Sends the memberships of a group that changed, as one row.
    pub(super) async fn fill<W: Wire>(
        &mut self,
        group: &Object,
        id: &str,
        only: Option<&IndexSet<String>>,
        wire: &mut W,
    ) {
        let changes = self.member_changes(group, only);
        let mapping = Arc::clone(&self.mapping);
        let Some(row) = reference_row(&mapping, ObjectKind::Group) else {
            return;
        };
        let path = row.target.path.as_str();
        let mut trace = Trace::default();
        let mut trouble = None;
        let mut is_written = false;
        for batch in self.batches(path, &changes) {
            match self.patch(group, id, &batch.operations, wire).await {
                Ok(()) => {
                    is_written = true;
                    self.exported_members(group, path, &batch, &mut trace);
                }
                Err(another) => {
                    let ends = ends_the_group(&another);
                    trouble.get_or_insert(another);
                    if ends {
                        break;
                    }
                }
            }
        }
        self.record(&group.key)
            .unresolved_members
            .extend(changes.unresolved.iter().cloned());
        match trouble {
            Some(trouble) => {
                let failures = self.put_in_escrow(&group.key, &trouble, true);
                self.row_of_failure(group, trace, (Action::Update, trouble), failures);
            }
            None => {
                // Some of the members being done does not end the failure of others.
                if self.member_changes(group, None).is_empty() {
                    self.references_done(&group.key);
                }
                if is_written {
                    self.row_of_success(group, trace, Action::Update);
                }
            }
        }
        if !changes.unresolved.is_empty() {
            let missing: Vec<_> = changes.unresolved.iter().map(String::as_str).collect();
            self.warn(group, Trace::default(), &missing);
        }
    }

    /// Remembers who came and went.
    fn exported_members(&mut self, group: &Object, path: &str, batch: &Batch, trace: &mut Trace) {
        let record = self.record(&group.key);
        for (key, id) in &batch.members {
            let (old, new) = if batch.adds {
                let member = Member {
                    id: id.clone(),
                    is_current: true,
                };
                record.members.insert(key.clone(), member);
                (None, Some(id.clone()))
            } else {
                record.members.shift_remove(key);
                (Some(id.clone()), None)
            };
            trace.modified.push(ModifiedProperty {
                name: path.to_owned(),
                old,
                new,
            });
        }
    }

    /// A member whose attributes changed is looked at again by the groups that could not resolve
    /// it.
    pub(super) fn reconsider_member(&mut self, key: &str) {
        for (group, record) in &mut self.records {
            if record.id.is_some() && record.unresolved_members.shift_remove(key) {
                self.pending.entry(group.clone()).or_default();
            }
        }
    }

    /// The changes as PATCH requests.
    fn batches(&self, path: &str, changes: &MemberChanges) -> Vec<Batch> {
        let sides = [(true, &changes.add), (false, &changes.remove)];
        let sides = sides.into_iter().filter(|(_, members)| !members.is_empty());
        sides
            .flat_map(|(adds, members)| {
                let batch = |operations, members: &[(String, String)]| Batch {
                    operations,
                    members: members.to_vec(),
                    adds,
                };
                let one = |member: &(String, String)| {
                    self.operations(path, adds, std::slice::from_ref(member))
                };
                match self.settings.member_batch {
                    MemberBatch::OneEach => members
                        .iter()
                        .map(|member| batch(one(member), std::slice::from_ref(member)))
                        .collect(),
                    MemberBatch::OneOperation => {
                        vec![batch(self.operations(path, adds, members), members)]
                    }
                    MemberBatch::ManyOperations => {
                        vec![batch(members.iter().flat_map(one).collect(), members)]
                    }
                }
            })
            .collect()
    }

    /// Operations for some members at once. With flag each removal is an operation of its own,
    /// because its path selects one member.
    fn operations(&self, path: &str, adds: bool, members: &[(String, String)]) -> Vec<Value> {
        let is_legacy = self.settings.dialect == Dialect::Legacy;
        let op = self.op(if adds { "Add" } else { "Remove" });
        if !adds && !is_legacy {
            let filtered = |(_, id): &(String, String)| {
                let path = format!("{path}[{}]", equals("value", id));
                json!({ "op": op, "path": path })
            };
            return members.iter().map(filtered).collect();
        }
        let element = |(_, id): &(String, String)| {
            let mut element = Map::new();
            if is_legacy && self.settings.member_form == MemberForm::RefNull {
                element.insert("$ref".into(), Value::Null);
            }
            element.insert("value".into(), Value::from(id.as_str()));
            Value::Object(element)
        };
        let value: Vec<_> = members.iter().map(element).collect();
        vec![json!({ "op": op, "path": path, "value": value })]
    }
}

/// Whether a failure says more about the group, or the target, than about one member.
fn ends_the_group(trouble: &Trouble) -> bool {
    let is_about_all = ["InvalidAnchor", "Unauthorized", "InsufficientRights"];
    trouble.retry == Retry::NextCycle || is_about_all.contains(&trouble.code)
}
