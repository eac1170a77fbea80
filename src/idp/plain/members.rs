//! Members of groups.

use indexmap::IndexSet;
use serde_json::{Value, json};

use super::call::{Failed, body, status};
use super::flow::Plain;
use super::groups::members_of;
use super::log::About;
use super::request::Endpoint;
use super::settings::{MemberForm, MemberOperations, MemberRemoval, Settings};
use crate::idp::{Wire, equals};

const MEMBERS: &str = "update members";

impl Settings {
    /// A member in a PATCH operation.
    pub(super) fn member(&self, id: &str) -> Value {
        match self.member_form {
            MemberForm::Value => json!({ "value": id }),
            MemberForm::Reference => json!({ "value": id, "type": "User" }),
        }
    }

    /// A member in a whole group.
    pub(super) fn member_of_whole(&self, id: &str) -> Value {
        let mut member = self.member(id);
        if self.member_form == MemberForm::Reference {
            member["$ref"] = format!("Users/{id}").into();
        }
        member
    }

    /// Operations that add and remove members.
    fn membership(&self, add: &[&String], remove: &[&String]) -> Vec<Value> {
        let listed = |op: &str, ids: &[&String]| -> Vec<Value> {
            let operation = |ids: &[&String]| {
                let members: Value = ids.iter().map(|id| self.member(id)).collect();
                json!({ "op": op, "path": "members", "value": members })
            };
            match self.member_operations {
                MemberOperations::Together if ids.is_empty() => Vec::new(),
                MemberOperations::Together => vec![operation(ids)],
                MemberOperations::Each | MemberOperations::Requests => {
                    ids.chunks(1).map(operation).collect()
                }
            }
        };
        let mut operations = listed("add", add);
        match self.member_removal {
            MemberRemoval::Value => operations.extend(listed("remove", remove)),
            MemberRemoval::Filter => operations.extend(remove.iter().map(|id| {
                let path = format!("members[{}]", equals("value", id));
                json!({ "op": "remove", "path": path })
            })),
        }
        operations
    }
}

impl Plain {
    /// Ids of the accounts that should be members of a group: those of members that have one.
    pub(super) fn wanted(&self, key: &str) -> IndexSet<String> {
        let members = self.groups.get(key).map(|group| &group.members);
        let ids = members.into_iter().flatten();
        // These clients know no groups in groups, or lay them flat.
        let ids = ids.filter(|member| self.people.contains_key(*member));
        ids.filter_map(|member| self.links.get(member))
            .cloned()
            .collect()
    }

    /// Writes members that differ from those that were written.
    pub(super) async fn write_members<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let there = self.members.get(key).cloned().unwrap_or_default();
        self.change_members(key, &there, wire).await;
    }

    /// Writes members that differ: from those that the group shows, for a client that compares, or
    /// else from those that were written.
    pub(super) async fn compare_members<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if !self.settings.compares_members {
            self.write_members(key, wire).await;
            return;
        }
        let Some(link) = self.links.get(key).cloned() else {
            return;
        };
        let request = self.settings.read(Endpoint::Groups, &link);
        let outcome = self.call(request, wire).await;
        if status(&outcome) == 404 && self.settings.recreates {
            self.forget(key);
            // Boxed, because a comparison may follow an update, and that a creation.
            Box::pin(self.create_group(key, wire)).await;
            return;
        }
        let group = match body(&outcome) {
            Ok(group) => group,
            Err(failed) => {
                self.note_result(MEMBERS, About::Group(key), &Err(failed));
                return;
            }
        };
        // A group that does not show its members cannot be compared; authentik adds nobody then.
        if group.get("members").is_some_and(Value::is_array) {
            self.change_members(key, &members_of(&group), wire).await;
        }
    }

    async fn change_members<W: Wire>(&mut self, key: &str, there: &IndexSet<String>, wire: &mut W) {
        let Some(link) = self.links.get(key).cloned() else {
            return;
        };
        let wanted = self.wanted(key);
        let add: Vec<_> = wanted.difference(there).collect();
        let remove: Vec<_> = there.difference(&wanted).collect();
        let operations = self.settings.membership(&add, &remove);
        if operations.is_empty() {
            self.members.insert(key.to_owned(), wanted);
            return;
        }
        let limit = match (self.settings.member_operations, self.config) {
            (MemberOperations::Requests, _) => 1,
            (_, Some(config)) if config.operations > 0 => config.operations,
            _ => operations.len(),
        };
        let mut result: Result<(), Failed> = Ok(());
        for chunk in operations.chunks(limit) {
            let request = self.settings.patch(Endpoint::Groups, &link, chunk);
            let outcome = self.call(request, wire).await;
            result = body(&outcome).map(|_| ());
            if result.is_err() {
                break;
            }
        }
        if result.is_ok() {
            self.members.insert(key.to_owned(), wanted);
        }
        self.note_result(MEMBERS, About::Group(key), &result);
    }
}
