//! Finding, making, writing and removing one object at the target.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;

use super::deletions::Verdict;
use super::differences::differences;
use super::object::{Object, matching_rows, noun, reference_row};
use super::process::{Done, Step, not_enabled, not_entitled};
use super::reaction::{CONFLICT, Call, INCOMPATIBLE_FILTERING, Trouble, judge};
use super::reading::{read_list, read_one};
use super::resource::create;
use super::rows::{Action, Trace};
use super::values::Mapped;
use super::{Entra, MissingOnDelete, request};
use crate::idp::Wire;
use crate::idp::answer::{id_of, response_of};
use crate::idp::mapping::member;
use crate::transcript::{Outcome, Request, Response};

/// Times that a call answered with 429 and `Retry-After` is repeated within a cycle.
const REPEATS: u32 = 5;

impl Entra {
    /// Matches, then creates or links.
    pub(super) async fn provision<W: Wire>(
        &mut self,
        object: &Object,
        trace: &mut Trace,
        wire: &mut W,
    ) -> Step {
        let kind = object.kind();
        let mapping = Arc::clone(&self.mapping);
        let failed = |trouble| (Action::Match, trouble);
        let mut is_keyless = true;
        for row in matching_rows(&mapping, kind) {
            let Some(value) = self.text_of(&row.source, object).map_err(failed)? else {
                continue;
            };
            is_keyless = false;
            let target = &row.target.path;
            let query = request::find(&self.settings, kind, target, &value);
            let outcome = self.call(query, wire).await;
            let response = judge(Call::Match, &outcome).map_err(failed)?;
            let found = read_list(&self.settings, kind, response).map_err(failed)?;
            match found.as_slice() {
                [] => {}
                [one] => {
                    let id = id_of(one).unwrap_or_default().to_owned();
                    self.record(&object.key).id = Some(id.clone());
                    if self.settings.reads_after_match {
                        return self.update(object, &id, trace, wire).await;
                    }
                    trace.retrieved(object);
                    return self.export(object, &id, one, trace, wire).await;
                }
                many => {
                    let text = format!(
                        "{} {}s in the target system match `{target}` = `{value}`",
                        many.len(),
                        noun(kind).to_lowercase()
                    );
                    return Err(failed(Trouble::new("DuplicateTargetEntries", text)));
                }
            }
        }
        if is_keyless {
            return Ok(Done::Skipped {
                code: "EntryJoiningPropertyValueIsMissing",
                text: format!(
                    "The {} has no value in any matching attribute",
                    noun(kind).to_lowercase()
                ),
            });
        }
        if !self.actions(kind).create {
            return Ok(not_enabled(object, "Create"));
        }
        trace.will_be_created(object);
        self.create(object, trace, wire).await
    }

    async fn create<W: Wire>(&mut self, object: &Object, trace: &mut Trace, wire: &mut W) -> Step {
        let kind = object.kind();
        let mapping = Arc::clone(&self.mapping);
        let failed = |trouble| (Action::Create, trouble);
        let mapped = self.evaluate(&mapping, object).map_err(failed)?;
        let (resource, modified) = create(&self.settings, kind, &mapped);
        trace.modified = modified;
        let request = request::create(&self.settings, kind, resource);
        let outcome = self.call(request, wire).await;
        let response = judge(Call::Create, &outcome).map_err(failed)?;
        let created = read_one(&self.settings, kind, Call::Create, response).map_err(failed)?;
        let id = id_of(&created).unwrap_or_default().to_owned();
        let record = self.record(&object.key);
        record.id = Some(id);
        record.disabled = false;
        self.expect_references(object, &created);
        Ok(Done::Written(Action::Create))
    }

    /// Reads by cached id, then exports the differences.
    pub(super) async fn update<W: Wire>(
        &mut self,
        object: &Object,
        id: &str,
        trace: &mut Trace,
        wire: &mut W,
    ) -> Step {
        let kind = object.kind();
        let request = request::read(&self.settings, kind, id);
        let outcome = self.call(request, wire).await;
        let failed = |trouble| (Action::Update, trouble);
        let response = judge(Call::Read, &outcome).map_err(failed)?;
        let current = read_one(&self.settings, kind, Call::Read, response).map_err(failed)?;
        trace.retrieved(object);
        self.export(object, id, &current, trace, wire).await
    }

    /// Sends what differs.
    async fn export<W: Wire>(
        &mut self,
        object: &Object,
        id: &str,
        current: &Value,
        trace: &mut Trace,
        wire: &mut W,
    ) -> Step {
        let kind = object.kind();
        let mapping = Arc::clone(&self.mapping);
        let mapped = self
            .evaluate(&mapping, object)
            .map_err(|trouble| (Action::Update, trouble))?;
        let changes = differences(&self.settings, &mapped, current);
        let is_soft_deleted = object.standing.is_soft_deleted();
        let is_disable = is_soft_deleted && changes.touches_active;
        let is_different = !changes.operations.is_empty();
        // Who is not entitled is disabled, or left alone when no row can do that.
        if is_soft_deleted && is_different && !mapped.iter().any(Mapped::can_disable) {
            self.exported(object, current);
            return Ok(not_entitled(object));
        }
        if !is_different {
            self.exported(object, current);
            if self.has_reference_changes(object) {
                return Ok(Done::Silently);
            }
            let noun = noun(kind).to_lowercase();
            return Ok(Done::Skipped {
                code: "RedundantExport",
                text: format!("The state of the {noun} in both systems already matches"),
            });
        }
        if !self.actions(kind).update {
            return Ok(not_enabled(object, "Update"));
        }
        if is_disable && let Some(held) = self.hold_back(object) {
            return Ok(held);
        }
        let action = if is_disable {
            Action::Disable
        } else {
            Action::Update
        };
        trace.modified = changes.modified;
        if let Err(trouble) = self.patch(object, id, &changes.operations, wire).await {
            return Err((action, self.look_again(object, trouble, wire).await));
        }
        self.exported(object, current);
        Ok(Done::Written(action))
    }

    /// Sends one PATCH. Entra does not need the resource back, but what is there must be JSON.
    pub(super) async fn patch<W: Wire>(
        &mut self,
        object: &Object,
        id: &str,
        operations: &[Value],
        wire: &mut W,
    ) -> Result<(), Trouble> {
        let request = request::patch(&self.settings, object.kind(), id, operations);
        let outcome = self.call(request, wire).await;
        let response = judge(Call::Patch, &outcome)?;
        if !response.body.is_empty() && response.json().is_none() {
            return Err(Trouble::unreadable(response, "it is not JSON"));
        }
        Ok(())
    }

    /// After a conflict, looks for whoever is in the way: nobody means that the target's filtering
    /// is at fault, as the code says already.
    async fn look_again<W: Wire>(
        &mut self,
        object: &Object,
        mut trouble: Trouble,
        wire: &mut W,
    ) -> Trouble {
        if trouble.code != INCOMPATIBLE_FILTERING || !self.settings.matches_after_conflict {
            return trouble;
        }
        let kind = object.kind();
        let mapping = Arc::clone(&self.mapping);
        for row in matching_rows(&mapping, kind) {
            let Ok(Some(value)) = self.text_of(&row.source, object) else {
                continue;
            };
            let query = request::find(&self.settings, kind, &row.target.path, &value);
            let outcome = self.call(query, wire).await;
            let found = judge(Call::Match, &outcome)
                .and_then(|response| read_list(&self.settings, kind, response));
            if found.is_ok_and(|found| !found.is_empty()) {
                trouble.code = CONFLICT;
                break;
            }
        }
        trouble
    }

    /// Remembers a state that the target has now, and what is left to do about references.
    fn exported(&mut self, object: &Object, current: &Value) {
        let is_soft_deleted = object.standing.is_soft_deleted();
        self.record(&object.key).disabled = is_soft_deleted;
        if !is_soft_deleted {
            self.expect_references(object, current);
        }
    }

    /// The references of an object come after all objects. What the target shows of its manager is
    /// kept until then.
    fn expect_references(&mut self, object: &Object, current: &Value) {
        let Some(row) = reference_row(&self.mapping, object.kind()) else {
            return;
        };
        let shown = row.target.get(current);
        let manager = shown.and_then(|manager| member(manager, "value")?.as_str());
        let manager = manager.map(str::to_owned);
        self.pending.insert(object.key.clone(), manager);
    }

    /// Removes an object for good.
    pub(super) async fn remove<W: Wire>(
        &mut self,
        object: &Object,
        id: &str,
        trace: &mut Trace,
        wire: &mut W,
    ) -> Step {
        let kind = object.kind();
        if !self.actions(kind).delete {
            return Ok(not_enabled(object, "Delete"));
        }
        if let Some(held) = self.hold_back(object) {
            return Ok(held);
        }
        trace.modified.clear();
        let request = request::delete(&self.settings, kind, id);
        let outcome = self.call(request, wire).await;
        let is_missing = response_of(&outcome).is_some_and(|response| response.status == 404);
        if !is_missing || self.settings.missing_on_delete == MissingOnDelete::Failure {
            judge(Call::Delete, &outcome).map_err(|trouble| (Action::Delete, trouble))?;
        }
        *self.record(&object.key) = super::job::Record::default();
        Ok(Done::Written(Action::Delete))
    }

    /// Whether a disable or delete must wait for the admin. What the admin asks for by hand never
    /// does: the threshold is one of cycles.
    fn hold_back(&mut self, object: &Object) -> Option<Done> {
        if self.cycle == 0 {
            return None;
        }
        let limit = self.settings.accidental_deletions;
        match self.deletions.judge(&object.key, limit) {
            Verdict::Go => None,
            Verdict::Held => Some(Done::Held),
            Verdict::StillHeld => Some(Done::Silently),
        }
    }

    /// Sends a request; repeats it after a 429 that says how long to wait.
    async fn call<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
        let mut outcome = wire.send(&request).await;
        for _ in 0..REPEATS {
            let wait = response_of(&outcome)
                .filter(|response| self.settings.honours_retry_after && response.status == 429)
                .and_then(Response::retry_after);
            let Some(seconds) = wait else { break };
            if !wire.pause(Duration::from_secs(seconds)).await {
                break;
            }
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            self.clock.advance(SignedDuration::from_secs(seconds));
            outcome = wire.send(&request).await;
        }
        outcome
    }
}
