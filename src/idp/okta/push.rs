//! Group push mappings: what the admin does with them.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::about::About;
use super::answer::{is_gone, success};
use super::application::{CALL, Event};
use super::listing::PageError;
use super::message::{code, why};
use super::push_write::{GroupFailed, Write};
use super::tasks::TaskKind;
use super::{Okta, group_request as request};
use crate::idp::Wire;
use crate::idp::answer::{id_of, remark};
use crate::idp::directory::Group;
use crate::idp::simulator::LinkedGroup;
use crate::transcript::LogStatus;

const REMOVE: Event = "application.provision.group.remove";
const UPDATED: Event = "application.provision.group_push.updated";
const REMOVED: Event = "application.provision.group_push.removed";
const DELETED: Event = "application.provision.group_push.delete_appgroup";
const ACTIVATED: Event = "application.provision.group_push.activate_mapping";
const DEACTIVATED: Event = "application.provision.group_push.deactivate_mapping";
const IN_ERROR: Event =
    "application.provision.group_push.mapping.update.or.delete.failed.with.error";

/// One group push mapping.
#[derive(Debug, Default)]
pub(super) struct Push {
    /// Id of the target's group; `None` until it is created.
    pub(super) id: Option<String>,
    /// Whether the target's group has the name of Okta's.
    pub(super) is_named: bool,
    /// Whether the target's group is linked, but nothing was written to it with success yet.
    pub(super) is_new_link: bool,
    /// Whether the admin has deactivated the mapping.
    pub(super) is_paused: bool,
    /// What the target was last told of members: `display` by `value`.
    pub(super) sent: IndexMap<String, Value>,
    /// Members of a linked group that are not Okta's. They stay until the next "Push now".
    pub(super) kept: Vec<Value>,
    /// What failed, for "Retry".
    pub(super) failed: Option<Failure>,
}

/// What of a mapping failed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    /// The creation.
    Creation,
    /// A change.
    Write(Write),
    /// The deletion.
    Deletion,
}

impl Okta {
    /// Whether changes of the group are pushed.
    pub(super) fn live(&self, key: &str) -> bool {
        self.pushes.get(key).is_some_and(|push| !push.is_paused)
    }

    /// Live mappings of the groups that a person belongs to.
    pub(super) fn live_pushes_of(&self, person: &str) -> Vec<String> {
        let with = |key: &&String| {
            let group = self.groups.get(*key);
            group.is_some_and(|group| group.members.contains(person)) && self.live(key)
        };
        self.pushes.keys().filter(with).cloned().collect()
    }

    /// Names of the groups that are pushed, by key.
    pub(super) fn live_names(&self) -> IndexMap<String, String> {
        let name = |key: &String| Some((key.clone(), self.groups.get(key)?.display_name().into()));
        self.pushes.keys().filter_map(name).collect()
    }

    /// Pushes members of these groups.
    pub(super) async fn push_members_of<W: Wire>(
        &mut self,
        groups: impl IntoIterator<Item = String>,
        wire: &mut W,
    ) {
        let groups: IndexSet<String> = groups.into_iter().collect();
        for key in groups {
            self.write(&key, Write::Members, wire).await;
        }
    }

    /// Pushes the names of the groups that are called otherwise by now.
    pub(super) async fn push_names_unlike<W: Wire>(
        &mut self,
        names: &IndexMap<String, String>,
        wire: &mut W,
    ) {
        let renamed: Vec<String> = self
            .live_names()
            .into_iter()
            .filter(|(key, name)| names.get(key).is_some_and(|before| before != name))
            .map(|(key, _)| key)
            .filter(|key| self.live(key) && self.pushes[key].is_named)
            .collect();
        for key in renamed {
            self.write(&key, Write::Name, wire).await;
        }
    }

    /// "Push Groups": creates the group at the target, or links it with one.
    pub(super) async fn push<W: Wire>(
        &mut self,
        key: &str,
        link: Option<&LinkedGroup>,
        wire: &mut W,
    ) {
        let Some(group) = self.groups.get_mut(key).filter(|group| !group.deleted) else {
            return;
        };
        if self.pushes.contains_key(key) {
            return;
        }
        group.pushed = true;
        let group = group.clone();
        let Some(link) = link else {
            let is_named = true;
            let push = Push {
                is_named,
                ..Push::default()
            };
            self.pushes.insert(key.to_owned(), push);
            self.create_group(&group, wire).await;
            return;
        };
        // The admin picks from the list that was read last, and has it read anew ("Refresh App
        // Groups") when the group is not on it.
        if !self.app_groups.contains_key(&link.id) && !self.refresh_app_groups(wire).await {
            return;
        }
        if !self.app_groups.contains_key(&link.id) {
            let text = format!(
                "{} cannot be linked{}",
                group.display_name(),
                remark("the list of application groups does not have the group")
            );
            self.note(IN_ERROR, &group, LogStatus::Failure, None, text);
            return;
        }
        let push = Push {
            id: Some(link.id.clone()),
            is_named: link.rename,
            is_new_link: true,
            ..Push::default()
        };
        self.pushes.insert(key.to_owned(), push);
        self.write(key, Write::Link, wire).await;
    }

    /// "Refresh App Groups": reads the target's groups; returns whether that succeeded.
    pub(super) async fn refresh_app_groups<W: Wire>(&mut self, wire: &mut W) -> bool {
        let mut attempts = self.begin();
        let result = loop {
            let result = self.pages(request::GROUPS, wire).await;
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        match result {
            Ok(groups) => {
                self.remember_groups(&groups);
                true
            }
            Err(error) => {
                let (code, why) = match &error {
                    PageError::Refused(outcome) => (code(outcome), why(outcome)),
                    PageError::Unusable(what) => {
                        ("null".to_owned(), format!("null{}", remark(what)))
                    }
                };
                let text = format!("Error while refreshing app groups: {why}");
                let status = LogStatus::Failure;
                self.note(CALL, About::Application, status, Some(code), text);
                false
            }
        }
    }

    /// Keeps names and ids of a list of groups.
    pub(super) fn remember_groups(&mut self, groups: &[Value]) {
        let entry = |group: &Value| {
            let name = group.get("displayName").and_then(Value::as_str);
            Some((
                id_of(group)?.to_owned(),
                name.unwrap_or_default().to_owned(),
            ))
        };
        self.app_groups = groups.iter().filter_map(entry).collect();
    }

    /// Carries out a change of a pushed group, and notes how that ended.
    pub(super) async fn write<W: Wire>(&mut self, key: &str, what: Write, wire: &mut W) {
        let Some(group) = self.groups.get(key).cloned() else {
            return;
        };
        let Some((id, what)) = self.pushes.get(key).and_then(|push| {
            let what = what.after_link(push.is_new_link);
            Some((push.id.clone()?, what))
        }) else {
            return;
        };
        let mut attempts = self.begin();
        let result = loop {
            let result = self.write_group(&group, &id, what, wire).await;
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        match result {
            Ok(done) => {
                if let Some(push) = self.pushes.get_mut(key) {
                    push.failed = None;
                    push.is_new_link = false;
                }
                self.close_tasks(&[TaskKind::GroupPush], key);
                self.note_done(UPDATED, &group, what.success(), done);
            }
            Err(failed) => self.push_failed(&group, failed, Failure::Write(what)),
        }
    }

    /// The mapping goes to error.
    pub(super) fn push_failed(&mut self, group: &Group, failed: GroupFailed, what: Failure) {
        if let Some(push) = self.pushes.get_mut(&group.key) {
            push.failed = Some(what);
        }
        let at = self.clock.now().to_zoned(jiff::tz::TimeZone::UTC);
        let text = format!(
            "Failed on {}: Unable to update Group Push mapping target App group {}: {}",
            at.strftime("%m-%d-%Y %I:%M:%S%p UTC"),
            group.display_name(),
            failed.text
        );
        let code = Some(failed.code);
        for event in [failed.event, IN_ERROR] {
            let status = LogStatus::Failure;
            self.note(event, group, status, code.clone(), text.clone());
        }
        self.open_task(TaskKind::GroupPush, &group.key, text);
    }

    /// "Push now": Okta becomes the source of the whole group.
    pub(super) async fn push_now<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if !self.live(key) {
            return;
        }
        if let Some(push) = self.pushes.get_mut(key)
            && push.id.is_some()
        {
            push.kept.clear();
            self.write(key, Write::Everything, wire).await;
        } else {
            self.retry_push(key, wire).await;
        }
    }

    /// "Retry" of a mapping in error.
    pub(super) async fn retry_push<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let failed = self.pushes.get(key).and_then(|push| push.failed);
        match failed {
            Some(Failure::Creation) => {
                if let Some(group) = self.groups.get(key).cloned() {
                    self.create_group(&group, wire).await;
                }
            }
            Some(Failure::Write(what)) => self.write(key, what, wire).await,
            Some(Failure::Deletion) => self.unpush(key, false, wire).await,
            None => {}
        }
    }

    /// "Deactivate group push": silence until it is activated.
    pub(super) fn pause_push(&mut self, key: &str) {
        self.switch(key, true, DEACTIVATED, "Deactivate group push mapping");
    }

    /// "Activate group push": what was missed is pushed in full.
    pub(super) async fn resume_push<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if self.switch(key, false, ACTIVATED, "Activate group push mapping") {
            self.push_now(key, wire).await;
        }
    }

    /// Returns whether the mapping was in the other state.
    fn switch(&mut self, key: &str, pause: bool, event: Event, text: &str) -> bool {
        let Some(group) = self.groups.get(key).cloned() else {
            return false;
        };
        match self.pushes.get_mut(key) {
            Some(push) if push.is_paused != pause => {
                push.is_paused = pause;
                self.note_success(event, &group, text);
                true
            }
            _ => false,
        }
    }

    /// "Unlink pushed group": the target's group is deleted, or left as it is.
    pub(super) async fn unpush<W: Wire>(&mut self, key: &str, leave: bool, wire: &mut W) {
        let Some(group) = self.groups.get(key).cloned() else {
            return;
        };
        let Some(push) = self.pushes.get(key) else {
            return;
        };
        if let Some(id) = push.id.clone()
            && !leave
        {
            let mut attempts = self.begin();
            let outcome = loop {
                let outcome = self.call(request::delete(&id), wire).await;
                if !self.again(&mut attempts, wire).await {
                    break outcome;
                }
            };
            if success(&outcome).is_none() && !is_gone(&outcome) {
                let failed = GroupFailed {
                    event: REMOVE,
                    code: code(&outcome),
                    text: format!(
                        "Error while deleting user group {}: {}",
                        group.display_name(),
                        why(&outcome)
                    ),
                };
                self.push_failed(&group, failed, Failure::Deletion);
                return;
            }
            self.app_groups.shift_remove(&id);
            self.note_success(DELETED, &group, "Delete group in external application");
        }
        self.note_success(REMOVED, &group, "Remove group push mapping");
        self.pushes.shift_remove(key);
        self.close_tasks(&[TaskKind::GroupPush], key);
        if let Some(group) = self.groups.get_mut(key) {
            group.pushed = false;
        }
    }
}
