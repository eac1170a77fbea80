//! Provisioning on demand: one user, or one group with some of its members, at once.

use indexmap::IndexSet;

use super::object::{Object, noun};
use super::rows::Trace;
use super::{Dialect, Entra, OnDemandKinds};
use crate::idp::Wire;
use crate::idp::answer::remark;
use crate::transcript::{LogStatus, ObjectKind};

/// Members of a group that can be chosen ("On-demand provisioning").
const MOST_MEMBERS: usize = 5;

impl Entra {
    /// Provisions one object now, outside the cycle. The tenant URL's flag is ignored
    /// (compatibility article). A user who is disabled or deleted cannot be chosen; one who is not
    /// assigned can, and is disabled. Of a group, up to five members are looked at.
    pub async fn provision_on_demand<W: Wire>(
        &mut self,
        key: &str,
        members: &[String],
        wire: &mut W,
    ) {
        let Some(object) = Object::of(&self.tenant, &self.mapping, key) else {
            return;
        };
        if let Some(why) = refusal(&object, members) {
            let text = format!(
                "{} '{}' cannot be provisioned on demand{}",
                noun(object.kind()),
                object.name,
                remark(&why)
            );
            let outcome = ("other", LogStatus::Failure, Some("NotPermitted"));
            return self.row(&object, Trace::default(), outcome, text);
        }
        let place = "While attempting to validate our authorization to access your application, \
                     we received this unexpected response: ";
        let kinds = self.probed_on_demand(object.kind());
        for _ in 0..self.settings.on_demand_probes {
            if let Err((code, text)) = self.probe(kinds, place, wire).await {
                // A step of the answer to the admin. The article on quarantine speaks of cycles, the
                // next of which comes to its own result.
                let mut trace = Trace::default();
                trace.check_failed(&text);
                let outcome = ("other", LogStatus::Failure, Some(code));
                return self.row(&object, trace, outcome, text);
            }
        }
        let dialect = std::mem::replace(&mut self.settings.dialect, Dialect::Legacy);
        self.process(key, wire).await;
        let pending = std::mem::take(&mut self.pending);
        if let Some(id) = self.link(key).map(str::to_owned) {
            match object.kind() {
                ObjectKind::User => {
                    self.pending = pending;
                    self.resolve_references(wire).await;
                }
                ObjectKind::Group => {
                    let chosen: IndexSet<_> = members.iter().cloned().collect();
                    self.fill(&object, &id, Some(&chosen), wire).await;
                }
            }
        }
        self.settings.dialect = dialect;
    }
}

impl Entra {
    /// Kinds of objects that the check before such a run asks for.
    fn probed_on_demand(&self, kind: ObjectKind) -> &'static [ObjectKind] {
        let all = self.probed();
        match (self.settings.on_demand_kinds, kind, all) {
            (OnDemandKinds::Own, ObjectKind::Group, [_, _]) => &[ObjectKind::Group],
            (OnDemandKinds::Own, _, _) => &[ObjectKind::User],
            (OnDemandKinds::All, _, _) => all,
        }
    }
}

/// Why an object cannot be chosen.
fn refusal(object: &Object, members: &[String]) -> Option<String> {
    let standing = object.standing;
    if standing.deleted || standing.in_bin {
        return Some("it is deleted".into());
    }
    if !standing.enabled {
        return Some("sign-in is blocked".into());
    }
    if object.kind() == ObjectKind::Group && members.len() > MOST_MEMBERS {
        let count = members.len();
        return Some(format!(
            "{count} members were chosen, {MOST_MEMBERS} are the most"
        ));
    }
    None
}
