//! What a pushed group sends: PATCH or GET and PUT.

use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};

use super::answer::{Done, is_gone, patched, put, resource_in};
use super::application::Event;
use super::message::{code, why};
use super::users::{is_entitled, login};
use super::{FullPush, LinkMembers, MemberDisplay, NewMembers, Okta, group_request as request};
use crate::idp::Wire;
use crate::idp::directory::Group;
use crate::transcript::{Outcome, Request};

const UPDATE: Event = "application.provision.group.update";
const VERIFY: Event = "application.provision.group.verify_exists";
const MEMBERSHIP: Event = "application.provision.group_membership.update";
const RENAME_FAILED: Event = "application.provision.group_push.mapping.app.group.renamed.failed";

/// A change of a group at the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    /// What follows a creation.
    First,
    /// What follows a link: members are added to those of the target, or take their place.
    Link,
    /// Name and all members.
    Everything,
    /// Members who came or went.
    Members,
    /// Another name.
    Name,
}

impl Write {
    /// The change that is sent where the group was just linked: anything but a full push is the
    /// first push after the link, until one has succeeded.
    pub(super) const fn after_link(self, is_new_link: bool) -> Self {
        match self {
            Self::Members | Self::Name if is_new_link => Self::Link,
            _ => self,
        }
    }

    /// The text of its success.
    pub(super) const fn success(self) -> &'static str {
        match self {
            Self::First => "Push group to external application",
            Self::Link => "Link group with one of the external application",
            Self::Everything => "Push group in full to external application",
            Self::Members => "Push group memberships to external application",
            Self::Name => "Rename group in external application",
        }
    }
}

/// Why a mapping goes to error: event, code and reason.
pub(super) struct GroupFailed {
    pub(super) event: Event,
    pub(super) code: String,
    pub(super) text: String,
}

type Members = IndexMap<String, Value>;

impl Okta {
    /// Members who count: people with the application and an account. Everybody else is left out
    /// silently, and so are groups in groups, which Okta does not have.
    fn members_of(&self, group: &Group) -> Members {
        let member = |key: &String| {
            let person = self.people.get(key).filter(|person| is_entitled(person))?;
            let display = match self.settings.member_display {
                MemberDisplay::UserName => Value::from(login(person)),
                MemberDisplay::Null => Value::Null,
            };
            Some((self.links.get(key)?.clone(), display))
        };
        group.members.iter().filter_map(member).collect()
    }

    /// Members in the request that creates a group.
    pub(super) fn members_on_creation(&self, group: &Group) -> Vec<Value> {
        match self.settings.new_members {
            NewMembers::Included => {
                let mut members = objects(&self.members_of(group));
                if self.settings.full_push == FullPush::CutFromCreation {
                    members.truncate(self.settings.batch);
                }
                members
            }
            NewMembers::Afterwards => Vec::new(),
        }
    }

    /// Sends what the change takes.
    pub(super) async fn write_group<W: Wire>(
        &mut self,
        group: &Group,
        id: &str,
        what: Write,
        wire: &mut W,
    ) -> Result<Done, GroupFailed> {
        let members = self.members_of(group);
        let mut done = Done::Fully;
        if self.settings.app.patches() {
            self.patch_group(group, id, what, &members, wire).await?;
        } else {
            done = self.put_group(group, id, what, &members, wire).await?;
        }
        if let Some(push) = self.pushes.get_mut(&group.key) {
            // A new name says nothing about members.
            if what != Write::Name || !self.settings.app.patches() {
                push.sent = members;
            }
        }
        Ok(done)
    }

    /// First the name, unless the target's own stays, then the members.
    async fn patch_group<W: Wire>(
        &mut self,
        group: &Group,
        id: &str,
        what: Write,
        members: &Members,
        wire: &mut W,
    ) -> Result<(), GroupFailed> {
        let name = group.display_name();
        let (is_named, sent) = match self.pushes.get(&group.key) {
            Some(push) => (push.is_named, push.sent.clone()),
            None => return Ok(()),
        };
        if self.settings.reads_before_patch {
            self.read_group(name, id, wire).await?;
        }
        if is_named {
            let event = match what {
                Write::Name => RENAME_FAILED,
                _ => UPDATE,
            };
            let patch = request::rename(&self.settings, id, name);
            self.send_patch(name, event, patch, wire).await?;
        }
        let size = self.settings.batch;
        let (gone, come) = match what {
            Write::Name => return Ok(()),
            Write::Members => {
                let gone = sent.keys().filter(|id| !members.contains_key(*id));
                let gone: Vec<_> = gone.cloned().collect();
                (gone, objects_without(members, &sent))
            }
            Write::Link if self.settings.link_members == LinkMembers::Add => {
                (Vec::new(), objects(members))
            }
            Write::First | Write::Link | Write::Everything => {
                let all = objects(members);
                let size = match self.settings.full_push {
                    FullPush::Whole => all.len(),
                    FullPush::Cut | FullPush::CutFromCreation => size.min(all.len()),
                };
                let (first, rest) = all.split_at(size);
                let patch = request::replace_members(id, first);
                self.send_patch(name, MEMBERSHIP, patch, wire).await?;
                (Vec::new(), rest.to_vec())
            }
        };
        for (gone, come) in batches(&gone, &come, size) {
            let patch = request::change_members(id, gone, come);
            self.send_patch(name, MEMBERSHIP, patch, wire).await?;
        }
        Ok(())
    }

    async fn send_patch<W: Wire>(
        &mut self,
        name: &str,
        event: Event,
        patch: Request,
        wire: &mut W,
    ) -> Result<(), GroupFailed> {
        let outcome = self.call(patch, wire).await;
        match patched(&self.settings, outcome) {
            Ok(_) => Ok(()),
            Err(outcome) => Err(not_updated(event, name, &outcome)),
        }
    }

    /// Reads the group, then writes it whole: name and all members.
    async fn put_group<W: Wire>(
        &mut self,
        group: &Group,
        id: &str,
        what: Write,
        members: &Members,
        wire: &mut W,
    ) -> Result<Done, GroupFailed> {
        let name = group.display_name();
        let twice = self.settings.group_pushes_twice;
        let mut current = self.read_group(name, id, wire).await?;
        if twice {
            current = self.read_group(name, id, wire).await?;
        }
        let Some(push) = self.pushes.get_mut(&group.key) else {
            return Ok(Done::Fully);
        };
        let theirs = current.get("members").and_then(Value::as_array);
        if what == Write::Link && self.settings.link_members == LinkMembers::Add {
            push.kept = theirs.cloned().unwrap_or_default();
        } else if let Some(theirs) = theirs {
            // Who has left the target's group meanwhile is not brought back.
            let there: IndexSet<_> = theirs.iter().filter_map(member_id).collect();
            push.kept
                .retain(|member| member_id(member).is_none_or(|id| there.contains(id)));
        }
        // A linked group that is not renamed keeps the name that was read.
        let theirs = current.get("displayName").and_then(Value::as_str);
        let name_there = theirs.filter(|_| !push.is_named).unwrap_or(name);
        let kept = std::mem::take(&mut push.kept);
        let sent = push.sent.clone();
        let with_kept = |members: &Members| {
            let is_foreign =
                |member: &&Value| member_id(member).is_none_or(|id| !members.contains_key(id));
            let foreign = kept.iter().filter(is_foreign);
            foreign.cloned().chain(objects(members)).collect::<Vec<_>>()
        };
        let mut bodies = vec![with_kept(members)];
        if twice {
            // The first one of a removal still carries the old list; that of an addition does not
            // (lab notes).
            let shrinks = sent.keys().any(|id| !members.contains_key(id));
            bodies.insert(0, with_kept(if shrinks { &sent } else { members }));
        }
        let mut result = Ok(Done::Fully);
        for body in bodies {
            let outcome = self.call(request::put(id, name_there, &body), wire).await;
            result = put(&self.settings, outcome);
            if result.is_err() {
                break;
            }
        }
        if let Some(push) = self.pushes.get_mut(&group.key) {
            push.kept = kept;
        }
        result.map_err(|outcome| not_updated(MEMBERSHIP, name, &outcome))
    }

    /// Reads the target's group; one that is gone leaves the mapping in error.
    async fn read_group<W: Wire>(
        &mut self,
        name: &str,
        id: &str,
        wire: &mut W,
    ) -> Result<Value, GroupFailed> {
        let outcome = self.call(request::read(id), wire).await;
        if let Some(group) = resource_in(&outcome) {
            return Ok(std::sync::Arc::unwrap_or_clone(group));
        }
        let what = format!(
            "Error while trying to get the group {name} with the externalId {id} and id \
             com.saasure.db.dto.platform.entity.AppGroup@…"
        );
        Err(GroupFailed {
            event: VERIFY,
            code: code(&outcome),
            text: if is_gone(&outcome) {
                what
            } else {
                format!("{what}: {}", why(&outcome))
            },
        })
    }
}

fn not_updated(event: Event, name: &str, outcome: &Outcome) -> GroupFailed {
    GroupFailed {
        event,
        code: code(outcome),
        text: format!(
            "Error while updating user group membership for group {name} {}",
            why(outcome)
        ),
    }
}

/// Id of a member that the target shows.
fn member_id(member: &Value) -> Option<&str> {
    member.get("value")?.as_str()
}

/// Members as Okta writes them: `value` and `display`, nothing else.
fn objects(members: &Members) -> Vec<Value> {
    objects_without(members, &Members::new())
}

fn objects_without(members: &Members, known: &Members) -> Vec<Value> {
    members
        .iter()
        .filter(|(id, _)| !known.contains_key(*id))
        .map(|(id, display)| json!({ "value": id, "display": display }))
        .collect()
}

/// Changes in portions: whoever goes first, whoever comes last.
fn batches<'a>(
    gone: &'a [String],
    come: &'a [Value],
    size: usize,
) -> Vec<(&'a [String], &'a [Value])> {
    let mut batches = Vec::new();
    let (mut gone, mut come) = (gone, come);
    while !gone.is_empty() || !come.is_empty() {
        let (leaving, rest) = gone.split_at(gone.len().min(size));
        gone = rest;
        let (coming, rest) = come.split_at(come.len().min(size - leaving.len()));
        come = rest;
        batches.push((leaving, coming));
    }
    batches
}
