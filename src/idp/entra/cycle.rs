//! The synchronisation cycle: users, then groups, then the references between them.

use super::Entra;
use crate::idp::Wire;
use crate::transcript::ObjectKind;

impl Entra {
    /// One cycle, at the time when it is due. An initial cycle looks at everything, an incremental
    /// one at what changed or failed. A disabled job does nothing, nor does one that is off.
    pub async fn sync<W: Wire>(&mut self, wire: &mut W) {
        if !self.settings.provisioning_on || !self.wait_for_cycle() {
            return;
        }
        self.cycles += 1;
        self.cycle = self.cycles;
        let before = self.log.len();
        self.run(wire).await;
        self.notify(before);
        self.cycle = 0;
    }

    async fn run<W: Wire>(&mut self, wire: &mut W) {
        let place = "While attempting to validate our authorization to access your application, \
                     we received this unexpected response: ";
        let kinds = self.probed();
        if let Err(refusal) = self.probe(kinds, place, wire).await {
            return self.refuse(refusal);
        }
        let purged = self.tenant.empty_bin(self.clock.now());
        self.remember(purged);
        let selected = self.select();
        let changed = std::mem::take(&mut self.changed);
        self.is_initial = false;
        for kind in [ObjectKind::User, ObjectKind::Group] {
            for key in &selected {
                if self.kind(key) == Some(kind) {
                    self.process(key, wire).await;
                }
            }
        }
        let updated = changed.iter().filter(|(_, in_attributes)| **in_attributes);
        for (key, _) in updated {
            self.reconsider_member(key);
        }
        self.resolve_references(wire).await;
        self.deletions.end();
        self.judge_cycle();
    }

    /// Objects that the cycle looks at, in the directory's order.
    fn select(&mut self) -> Vec<String> {
        let now = self.clock.now();
        let held = self.deletions.begin();
        let is_due = |key: &String| {
            let due = self.escrow.get(key).and_then(|it| it.failures.due);
            due.is_some_and(|due| due <= now)
        };
        let groups_are_mapped = !self.mapping.groups.is_empty();
        let groups = self.tenant.groups.keys().filter(|_| groups_are_mapped);
        self.tenant
            .people
            .keys()
            .chain(groups)
            .filter(|key| {
                self.is_initial
                    || self.changed.contains_key(*key)
                    || held.contains(*key)
                    || is_due(key)
            })
            .cloned()
            .collect()
    }

    /// What the key stands for.
    pub(super) fn kind(&self, key: &str) -> Option<ObjectKind> {
        if self.tenant.people.contains_key(key) {
            return Some(ObjectKind::User);
        }
        let is_group = self.tenant.groups.contains_key(key);
        is_group.then_some(ObjectKind::Group)
    }
}
