//! The tasks on the admin's dashboard: what failed, and what "Retry Selected" does about it.
//!
//! Nothing but a 429 is retried by itself: a failure flags the assignment and waits for an admin
//! (lab notes, Okta forum topic 22746).

use super::{Okta, users};
use crate::idp::Wire;

/// What a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// An assignment that could not be provisioned.
    Assignment,
    /// A profile that could not be pushed.
    Profile,
    /// An account that could not be deactivated. Such a task can only be marked as done (lab
    /// notes).
    Deprovisioning,
    /// A group push mapping in error.
    GroupPush,
}

/// Something that waits for the admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What it is about.
    pub kind: TaskKind,
    /// Key of the person or the group.
    pub key: String,
    /// The text that the admin reads.
    pub text: String,
}

impl Task {
    /// Whether there is a button to try it again.
    pub fn can_be_retried(&self) -> bool {
        self.kind != TaskKind::Deprovisioning
    }
}

impl Okta {
    /// Opens a task, or gives the one that is open another text.
    pub(super) fn open_task(&mut self, kind: TaskKind, key: &str, text: String) {
        self.close_tasks(&[kind], key);
        let key = key.to_owned();
        self.tasks.push(Task { kind, key, text });
    }

    /// Closes the tasks of these kinds.
    pub(super) fn close_tasks(&mut self, kinds: &[TaskKind], key: &str) {
        self.tasks
            .retain(|task| task.key != key || !kinds.contains(&task.kind));
    }

    /// "Retry Selected" on the tasks of a person or a group.
    pub(super) async fn retry<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let of_key = self.tasks.iter().filter(|task| task.key == key);
        let kinds: Vec<_> = of_key
            .filter(|task| task.can_be_retried())
            .map(|task| task.kind)
            .collect();
        let person = self.profile_of(key).filter(users::is_entitled);
        for kind in kinds {
            match (kind, &person) {
                (TaskKind::GroupPush, _) => self.retry_push(key, wire).await,
                (TaskKind::Assignment, Some(person)) => {
                    let groups = self.assign(person, wire).await;
                    self.push_members_of(groups, wire).await;
                }
                (TaskKind::Profile, Some(person)) => self.push_profile(person, wire).await,
                (TaskKind::Assignment | TaskKind::Profile, None)
                | (TaskKind::Deprovisioning, _) => {}
            }
        }
    }
}
