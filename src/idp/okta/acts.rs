//! What the admin's acts change in Okta, and what that makes Okta do at once.

use std::sync::Arc;

use indexmap::IndexSet;

use super::users::is_entitled;
use super::{Assignment, Okta, profile};
use crate::idp::Wire;
use crate::idp::directory::Person;
use crate::idp::simulator::Act;

impl Okta {
    /// An act of the admin; whatever it causes is sent at once.
    pub async fn act<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        match act {
            Act::Push { group, link } => self.push(group, link.as_ref(), wire).await,
            Act::Unpush { group, leave } => self.unpush(group, *leave, wire).await,
            Act::PushNow(group) => self.push_now(group, wire).await,
            Act::PausePush(group) => self.pause_push(group),
            Act::ResumePush(group) => self.resume_push(group, wire).await,
            Act::Import => self.import(wire).await,
            Act::Retry(key) => self.retry(key, wire).await,
            Act::SetPassword(key) => self.push_password(key, wire).await,
            // New rows flow with the next change of each person.
            Act::ChangeMapping(mapping) => self.mapping = Arc::clone(mapping),
            Act::Wait(time) => self.clock.advance(*time),
            // A suspension sends nothing (reference); the others are not Okta's.
            Act::Suspend(_)
            | Act::Unsuspend(_)
            | Act::SoftDelete(_)
            | Act::Restore(_)
            | Act::ProvisionOnDemand(..)
            | Act::Restart
            | Act::AllowDeletes => {}
            Act::Assign(_)
            | Act::Unassign(_)
            | Act::Update(..)
            | Act::Disable(_)
            | Act::Enable(_)
            | Act::Delete(_)
            | Act::Join(..)
            | Act::Leave(..) => self.change(act, wire).await,
        }
    }

    /// A change in the directory or of assignments: first the people whom it concerns, then the
    /// pushed groups.
    async fn change<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        let before: Vec<Person> = self
            .concerned(act)
            .iter()
            .filter_map(|key| self.profile_of(key))
            .collect();
        let names = self.live_names();
        self.apply(act);
        let mut pushes = IndexSet::new();
        for before in before {
            self.settle_assignment(&before.key);
            let Some(after) = self.profile_of(&before.key) else {
                continue;
            };
            match (is_entitled(&before), is_entitled(&after)) {
                (false, true) => pushes.extend(self.assign(&after, wire).await),
                (true, false) => self.deprovision(&after, wire).await,
                (true, true) if self.flows(&before, &after) => {
                    self.push_profile(&after, wire).await;
                }
                _ => {}
            }
        }
        match act {
            // The membership is pushed although nobody who counts may have come or gone (lab
            // notes).
            Act::Join(group, _) | Act::Leave(group, _) => {
                pushes.extend(self.live(group).then(|| group.clone()));
            }
            Act::Delete(group) if self.pushes.contains_key(group) => {
                self.unpush(group, false, wire).await;
            }
            _ => {}
        }
        self.push_members_of(pushes, wire).await;
        self.push_names_unlike(&names, wire).await;
    }

    fn flows(&self, before: &Person, after: &Person) -> bool {
        profile::is_affected(&self.settings, &self.mapping, before, after)
    }

    /// Whom an act may give or take the application, or whose profile it changes.
    fn concerned(&self, act: &Act) -> Vec<String> {
        match act {
            Act::Join(_, members) | Act::Leave(_, members) => members.clone(),
            Act::Assign(key)
            | Act::Unassign(key)
            | Act::Update(key, _)
            | Act::Disable(key)
            | Act::Enable(key)
            | Act::Delete(key) => match self.groups.get(key) {
                Some(group) => group.members.iter().cloned().collect(),
                None => vec![key.clone()],
            },
            _ => Vec::new(),
        }
    }

    /// Changes the directory and the assignments.
    fn apply(&mut self, act: &Act) {
        match act {
            Act::Join(group, members) => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.members.extend(members.iter().cloned());
                }
            }
            Act::Leave(group, members) => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.members.retain(|member| !members.contains(member));
                }
            }
            Act::Assign(key)
            | Act::Unassign(key)
            | Act::Update(key, _)
            | Act::Disable(key)
            | Act::Enable(key)
            | Act::Delete(key) => {
                self.apply_to_group(key, act);
                self.apply_to_person(key, act);
            }
            _ => {}
        }
    }

    fn apply_to_group(&mut self, key: &str, act: &Act) {
        let Some(group) = self.groups.get_mut(key) else {
            return;
        };
        match act {
            Act::Assign(_) => group.assigned = true,
            Act::Unassign(_) => group.assigned = false,
            Act::Update(_, changes) => group.update(changes, &self.marker),
            Act::Delete(_) => {
                group.deleted = true;
                group.assigned = false;
            }
            _ => {}
        }
    }

    fn apply_to_person(&mut self, key: &str, act: &Act) {
        let Some(person) = self.people.get_mut(key) else {
            return;
        };
        let by_group = self.settings.assignment == Assignment::ByGroup;
        match act {
            // Nothing can be assigned to somebody who is deactivated.
            Act::Assign(_) if person.enabled || by_group => {
                self.individually.insert(key.to_owned());
            }
            Act::Unassign(_) => {
                self.individually.shift_remove(key);
            }
            Act::Disable(_) => {
                person.enabled = false;
                if !by_group {
                    self.individually.shift_remove(key);
                }
            }
            Act::Enable(_) => person.enabled = true,
            Act::Delete(_) => person.deleted = true,
            Act::Update(_, changes) => person.update(changes, &self.marker),
            _ => {}
        }
    }

    /// Somebody has the application by an assignment of one's own or by a group.
    pub(super) fn settle_assignment(&mut self, key: &str) {
        let by_group = self
            .groups
            .values()
            .any(|group| group.assigned && group.members.contains(key));
        if let Some(person) = self.people.get_mut(key) {
            person.assigned = by_group || self.individually.contains(key);
        }
    }
}
