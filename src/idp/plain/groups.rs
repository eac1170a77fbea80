//! Groups: looked up, created, renamed, deleted. Their members are in `members.rs`.

use indexmap::IndexSet;
use serde_json::{Value, json};

use super::attributes;
use super::call::{Failed, body, id, resources, status};
use super::flow::{Plain, nothing};
use super::log::About;
use super::request::Endpoint;
use super::resource::{CORE_GROUP, Purpose, Sources, Values, found, names_members, pathless};
use super::settings::{ConfigReading, GroupLookup, GroupRename, MembersOnCreate, PatchForm, Write};
use crate::idp::Wire;
use crate::transcript::Outcome;

const LOOK_UP: &str = "look up group";
const LINK: &str = "link group";
const CREATE: &str = "create group";
const UPDATE: &str = "update group";
const DELETE: &str = "delete group";

impl Plain {
    /// Brings the target's group to the state of the directory. `again` also compares the members
    /// of a group that has not changed.
    pub(super) async fn settle_group<W: Wire>(&mut self, key: &str, again: bool, wire: &mut W) {
        if !self.is_provisioned(key) {
            self.delete_group(key, wire).await;
        } else if self.mapping.groups.is_empty() {
            let why = "the mapping has no rows for groups, which are not provisioned";
            self.note_skipped(CREATE, About::Group(key), why);
        } else if !self.links.contains_key(key) {
            self.provision_group(key, wire).await;
        } else {
            self.update_group(key, again, wire).await;
        }
    }

    /// A group that the target does not have yet, as far as the client knows.
    async fn provision_group<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let group = match self.settings.group_lookup {
            GroupLookup::Filter => self.look_group_up(key, wire).await,
            GroupLookup::ListAll => self.find_in_list(key, wire).await,
            GroupLookup::OnConflict | GroupLookup::Never => Ok(None),
        };
        match group {
            Ok(None) => self.create_group(key, wire).await,
            Ok(Some(group)) => {
                if self.link_group(key, &group) {
                    self.update_group(key, false, wire).await;
                }
            }
            Err(failed) => self.note_result(LOOK_UP, About::Group(key), &Err(failed)),
        }
    }

    pub(super) async fn create_group<W: Wire>(&mut self, key: &str, wire: &mut W) {
        // What the target can do decides where members are.
        self.know_config(wire).await;
        let within = match self.config {
            Some(config) => !config.patch,
            None => self.settings.members_on_create == MembersOnCreate::Within,
        };
        let values = self.group_values(key);
        let group = self.group(key, &values, Purpose::Create, within);
        let request = self.settings.create(Endpoint::Groups, group);
        let outcome = self.call(request, wire).await;
        let by_conflict = self.settings.group_lookup == GroupLookup::OnConflict;
        if status(&outcome) == 409 && by_conflict && self.may_filter() {
            self.link_existing_group(key, &outcome, wire).await;
            return;
        }
        let words = self.settings.missing_id;
        // A client that acts upon the configuration adds all members afterwards, whether or not
        // they stood in the request.
        let adds = !within || self.config.is_some();
        let created = body(&outcome).and_then(|group| Ok((id(&group, words)?, group)));
        let result = created.map(|(id, group)| {
            self.links.insert(key.to_owned(), id);
            self.written.insert(key.to_owned(), values);
            self.keep_answer(key, group);
            let members = if adds {
                IndexSet::new()
            } else {
                self.wanted(key)
            };
            self.members.insert(key.to_owned(), members);
        });
        self.note_result(CREATE, About::Group(key), &result);
        if result.is_ok() && adds {
            self.write_members(key, wire).await;
        }
    }

    async fn link_existing_group<W: Wire>(&mut self, key: &str, conflict: &Outcome, wire: &mut W) {
        match self.look_group_up(key, wire).await {
            Ok(Some(group)) => {
                if self.link_group(key, &group) {
                    // All members are added, whoever is in the group already.
                    self.members.insert(key.to_owned(), IndexSet::new());
                    self.write_members(key, wire).await;
                }
            }
            Ok(None) => self.note_result(CREATE, About::Group(key), &Err(Failed::of(conflict))),
            Err(failed) => self.note_result(LOOK_UP, About::Group(key), &Err(failed)),
        }
    }

    /// A group that was found is linked. Returns whether it can be.
    pub(super) fn link_group(&mut self, key: &str, group: &Value) -> bool {
        let result = id(group, "the group that was found has no `id`").map(|id| {
            self.links.insert(key.to_owned(), id);
            let there = found(&self.mapping.groups, group);
            self.written.insert(key.to_owned(), there);
            self.keep_answer(key, group.clone());
            self.members.insert(key.to_owned(), members_of(group));
        });
        self.note_result(LINK, About::Group(key), &result);
        result.is_ok()
    }

    /// The first group that a filter on the row that is matched on finds.
    async fn look_group_up<W: Wire>(
        &mut self,
        key: &str,
        wire: &mut W,
    ) -> Result<Option<Value>, Failed> {
        let name = self.group_name(key);
        let filter = "displayName eq \"%s\"";
        let request = self.settings.lookup(Endpoint::Groups, filter, &name);
        let outcome = self.call(request, wire).await;
        Ok(resources(&outcome)?.into_iter().next())
    }

    /// The group of that name among all groups of the target.
    async fn find_in_list<W: Wire>(
        &mut self,
        key: &str,
        wire: &mut W,
    ) -> Result<Option<Value>, Failed> {
        let name = self.group_name(key);
        let groups = self.all(Endpoint::Groups, wire).await?;
        let mut groups = groups.into_iter();
        Ok(groups.find(|group| group.get("displayName").and_then(Value::as_str) == Some(&name)))
    }

    /// All users or groups of the target; the next page begins after those that were seen.
    pub(super) async fn all<W: Wire>(
        &mut self,
        endpoint: Endpoint,
        wire: &mut W,
    ) -> Result<Vec<Value>, Failed> {
        let mut all = Vec::new();
        loop {
            let request = self.settings.list(endpoint, all.len() + 1);
            let outcome = self.call(request, wire).await;
            let page = resources(&outcome)?;
            let total = body(&outcome)?.get("totalResults").and_then(Value::as_u64);
            let is_last = page.is_empty();
            all.extend(page);
            // A page without resources would be asked for again and again.
            if is_last || total.is_none_or(|total| all.len() as u64 >= total) {
                return Ok(all);
            }
        }
    }

    async fn update_group<W: Wire>(&mut self, key: &str, again: bool, wire: &mut W) {
        self.know_config(wire).await;
        let values = self.group_values(key);
        let renamed = self.written.get(key) != Some(&values);
        let regrouped = self.members.get(key) != Some(&self.wanted(key));
        let whole = self.group_update() == Write::Put;
        if self.settings.compares_answers && (renamed || again || whole && regrouped) {
            self.update_group_compared(key, values, wire).await;
            return;
        }
        match self.group_update() {
            Write::Put if renamed || regrouped || again => {
                self.put_group(key, values, wire).await;
            }
            Write::Patch if self.settings.group_rename == GroupRename::Whole => {
                if !(renamed || regrouped || again) {
                    return;
                }
                let operations = self.rename_operations(key, &values);
                self.patch_group(key, values, operations, wire).await;
            }
            Write::Patch if renamed => {
                let operations = self.rename_operations(key, &values);
                if self.patch_group(key, values, operations, wire).await {
                    self.compare_members(key, wire).await;
                }
            }
            Write::Patch if again => self.compare_members(key, wire).await,
            Write::Patch if regrouped => self.write_members(key, wire).await,
            _ => {}
        }
    }

    /// Writes the group, unless the last answer had all of it, and compares the members. No update
    /// counts as an answer.
    async fn update_group_compared<W: Wire>(&mut self, key: &str, values: Values, wire: &mut W) {
        let link = self.links.get(key).cloned().unwrap_or_default();
        let whole = self.group_update() == Write::Put;
        let group = self.group(key, &values, Purpose::Replace(&link), whole);
        if self.is_answered(key, &group) {
            self.written.insert(key.to_owned(), values);
            self.compare_members(key, wire).await;
        } else if whole {
            self.put_group(key, values, wire).await;
        } else {
            let operations = self.rename_operations(key, &values);
            if self.patch_group(key, values, operations, wire).await {
                self.compare_members(key, wire).await;
            }
        }
    }

    async fn put_group<W: Wire>(&mut self, key: &str, values: Values, wire: &mut W) {
        let Some(link) = self.links.get(key).cloned() else {
            return;
        };
        let group = self.group(key, &values, Purpose::Replace(&link), true);
        let request = self.settings.put(Endpoint::Groups, &link, group);
        let outcome = self.call(request, wire).await;
        let refused = body(&outcome).is_err() && status(&outcome) != 404;
        if refused && self.settings.config != ConfigReading::Never {
            // The target may take PATCH although it does not say so.
            let operations = self.rename_operations(key, &values);
            if self.patch_group(key, values, operations, wire).await {
                self.compare_members(key, wire).await;
            }
            return;
        }
        let wanted = self.wanted(key);
        if self.settle_update(key, values, &outcome, wire).await {
            self.members.insert(key.to_owned(), wanted);
            self.compare_members(key, wire).await;
        }
    }

    /// Sends a PATCH of a group's attributes. Returns whether it was done.
    async fn patch_group<W: Wire>(
        &mut self,
        key: &str,
        values: Values,
        operations: Vec<Value>,
        wire: &mut W,
    ) -> bool {
        let Some(link) = self.links.get(key).cloned() else {
            return false;
        };
        let request = self.settings.patch(Endpoint::Groups, &link, &operations);
        let outcome = self.call(request, wire).await;
        let whole = self.settings.group_rename == GroupRename::Whole;
        let wanted = self.wanted(key);
        let done = self.settle_update(key, values, &outcome, wire).await;
        if done && whole {
            self.members.insert(key.to_owned(), wanted);
        }
        done
    }

    /// Takes the answer to an update. Returns whether the group that was updated is there.
    async fn settle_update<W: Wire>(
        &mut self,
        key: &str,
        values: Values,
        outcome: &Outcome,
        wire: &mut W,
    ) -> bool {
        if status(outcome) == 404 && self.settings.recreates {
            self.forget(key);
            // Boxed, because a creation may lead to an update.
            Box::pin(self.create_group(key, wire)).await;
            return false;
        }
        let result = body(outcome).map(|_| ());
        self.note_result(UPDATE, About::Group(key), &result);
        if result.is_ok() {
            self.written.insert(key.to_owned(), values);
        }
        result.is_ok()
    }

    /// Operations that write a group's name.
    fn rename_operations(&self, key: &str, values: &Values) -> Vec<Value> {
        let settings = &self.settings;
        let rows = &self.mapping.groups;
        let link = self.links.get(key).cloned().unwrap_or_default();
        let whole = || self.group(key, values, Purpose::Replace(&link), false);
        match settings.group_rename {
            GroupRename::Path => {
                let old = self.written.get(key).cloned();
                settings.operations(rows, &old.unwrap_or_else(|| nothing(rows)), values)
            }
            GroupRename::Resource => vec![pathless(PatchForm::Resource, &whole())],
            GroupRename::ResourceText => vec![pathless(PatchForm::ResourceText, &whole())],
            GroupRename::Aws => {
                settings.fixed_operations(rows, values, &["displayName", "externalId"])
            }
            GroupRename::Whole => {
                let members = self.wanted(key);
                let members = if members.is_empty() {
                    json!({ "op": "remove", "path": "members" })
                } else {
                    let members: Vec<_> = members.iter().map(|id| settings.member(id)).collect();
                    json!({ "op": "replace", "path": "members", "value": members })
                };
                let names = settings.fixed_operations(rows, values, &["displayName", "externalId"]);
                [vec![members], names].concat()
            }
        }
    }

    /// The group is no longer provisioned.
    async fn delete_group<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let Some(link) = self.links.get(key).cloned() else {
            return;
        };
        let request = self.settings.delete(Endpoint::Groups, &link);
        let outcome = self.call(request, wire).await;
        let result = match status(&outcome) {
            404 => Ok(()),
            _ => body(&outcome).map(|_| ()),
        };
        self.note_result(DELETE, About::Group(key), &result);
        if result.is_ok() {
            self.forget(key);
        }
    }

    /// The group as a resource, with or without its members.
    fn group(&self, key: &str, values: &Values, purpose: Purpose<'_>, members: bool) -> Value {
        let mut values = values.clone();
        let wanted = self.wanted(key);
        if members && !wanted.is_empty() {
            let members: Value = wanted
                .iter()
                .map(|id| self.settings.member_of_whole(id))
                .collect();
            for (row, value) in self.mapping.groups.iter().zip(&mut values) {
                if names_members(row) {
                    *value = Some(members.clone());
                }
            }
        }
        let rows = &self.mapping.groups;
        self.settings.resource(CORE_GROUP, rows, &values, purpose)
    }

    /// The values that the target should have of a group, its members left out.
    fn group_values(&self, key: &str) -> Values {
        let Some(group) = self.groups.get(key) else {
            return nothing(&self.mapping.groups);
        };
        let own_id = self.own_id(key);
        let sources = Sources {
            attribute: &|name| attributes::of_group(group, &own_id, name),
            list: &|_| Vec::new(),
            reference: &|_| None,
        };
        self.settings.values(&self.mapping.groups, &sources)
    }

    fn group_name(&self, key: &str) -> String {
        let group = self.groups.get(key);
        group.map_or_else(String::new, |group| group.display_name().to_owned())
    }
}

/// Ids of the members that a group of the target shows.
pub(super) fn members_of(group: &Value) -> IndexSet<String> {
    let members = group.get("members").and_then(Value::as_array);
    let ids = members.into_iter().flatten();
    let ids = ids.filter_map(|member| member.get("value")?.as_str());
    ids.map(str::to_owned).collect()
}
