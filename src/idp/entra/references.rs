//! The second pass of a cycle: managers and members, once everything that can be linked is.

use std::sync::Arc;

use serde_json::{Value, json};

use super::object::{Object, reference_row};
use super::rows::{Action, Trace};
use super::{Dialect, Entra, ManagerForm, ManagerRemoval};
use crate::idp::{Wire, equals};
use crate::transcript::{LogStatus, ModifiedProperty, ObjectKind};

/// Step and code of a reference to something that has no account (Log Analytics article).
const UNRESOLVED: &str = "UnableToResolveReferenceAttributeValue";

/// What is to be done about a manager.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Plan {
    /// Nothing.
    Nothing,
    /// The target shows the manager with this id already.
    Same(String),
    /// The id is written over what is there, if anything.
    Set { id: String, has_value: bool },
    /// The id is taken away in this form.
    Remove { id: String, form: ManagerRemoval },
    /// The manager with this key has no account.
    Unresolved(String),
}

impl Entra {
    /// Sends the references of all objects that were looked at.
    pub(super) async fn resolve_references<W: Wire>(&mut self, wire: &mut W) {
        for (key, manager) in std::mem::take(&mut self.pending) {
            let object = Object::of(&self.tenant, &self.mapping, &key);
            let object = object.filter(|object| self.actions(object.kind()).update);
            let (Some(object), Some(id)) = (object, self.link(&key).map(str::to_owned)) else {
                self.references_done(&key);
                continue;
            };
            match object.kind() {
                ObjectKind::User => self.refer(&object, &id, manager.as_deref(), wire).await,
                ObjectKind::Group => self.fill(&object, &id, None, wire).await,
            }
        }
    }

    /// Whether the references of an object that is pending would lead to a row of their own.
    pub(super) fn has_reference_changes(&self, object: &Object) -> bool {
        let Some(manager) = self.pending.get(&object.key) else {
            return false;
        };
        match object.kind() {
            ObjectKind::User => !matches!(
                self.plan(object, manager.as_deref()),
                Plan::Nothing | Plan::Same(_)
            ),
            ObjectKind::Group => !self.member_changes(object, None).is_empty(),
        }
    }

    /// Id of an object that others may refer to.
    pub(super) fn resolve(&self, key: &str) -> Option<String> {
        let id = self.link(key)?.to_owned();
        let object = Object::of(&self.tenant, &self.mapping, key)?;
        object.standing.is_there().then_some(id)
    }

    /// Compares the manager of the directory with the one that the target shows. What was cleared
    /// is only taken away if this job has set it, or has found it as it wanted it.
    fn plan(&self, object: &Object, shown: Option<&str>) -> Plan {
        let Some(record) = self.records.get(&object.key) else {
            return Plan::Nothing;
        };
        let Some(manager) = object.manager() else {
            return match (&record.manager, self.settings.manager_removal) {
                (Some(id), Some(form)) => Plan::Remove {
                    id: id.clone(),
                    form,
                },
                _ => Plan::Nothing,
            };
        };
        if record.unresolved_manager.as_deref() == Some(manager) {
            return Plan::Nothing;
        }
        match self.resolve(manager) {
            None => Plan::Unresolved(manager.to_owned()),
            Some(id) if shown == Some(&id) => Plan::Same(id),
            Some(id) => Plan::Set {
                id,
                has_value: shown.is_some(),
            },
        }
    }

    /// Sets or takes away the manager.
    async fn refer<W: Wire>(
        &mut self,
        object: &Object,
        id: &str,
        shown: Option<&str>,
        wire: &mut W,
    ) {
        let mapping = Arc::clone(&self.mapping);
        let Some(row) = reference_row(&mapping, ObjectKind::User) else {
            return;
        };
        let path = &row.target.path;
        let plan = self.plan(object, shown);
        let (operation, manager) = match plan {
            Plan::Nothing => {
                self.references_done(&object.key);
                return;
            }
            Plan::Same(id) => {
                self.manager_is(&object.key, Some(id));
                return;
            }
            Plan::Unresolved(manager) => {
                self.warn(object, Trace::default(), &[&manager]);
                self.record(&object.key).unresolved_manager = Some(manager);
                self.references_done(&object.key);
                return;
            }
            Plan::Set { id, has_value } => (self.manager_set(path, &id, has_value), Some(id)),
            Plan::Remove { id, form } => (self.manager_removed(path, &id, form), None),
        };
        let mut trace = Trace::default();
        trace.modified.push(ModifiedProperty {
            name: path.clone(),
            old: shown.map(str::to_owned),
            new: manager.clone(),
        });
        match self.patch(object, id, &[operation], wire).await {
            Ok(()) => {
                self.manager_is(&object.key, manager);
                self.row_of_success(object, trace, Action::Update);
            }
            Err(trouble) => {
                let failures = self.put_in_escrow(&object.key, &trouble, true);
                self.row_of_failure(object, trace, (Action::Update, trouble), failures);
            }
        }
    }

    /// Remembers the manager that the target has now.
    fn manager_is(&mut self, key: &str, manager: Option<String>) {
        let record = self.record(key);
        record.manager = manager;
        record.unresolved_manager = None;
        self.references_done(key);
    }

    fn manager_set(&self, path: &str, id: &str, has_value: bool) -> Value {
        let op = self.op(if has_value { "Replace" } else { "Add" });
        let is_legacy = self.settings.dialect == Dialect::Legacy;
        if is_legacy && self.settings.manager_form == ManagerForm::Elements {
            // The documentation has the whole address; the simulator knows the path only.
            let reference = format!("../Users/{}", crate::idp::path_segment(id));
            let value = json!([{ "$ref": reference, "value": id }]);
            return json!({ "op": op, "path": "manager", "value": value });
        }
        json!({ "op": op, "path": path, "value": id })
    }

    fn manager_removed(&self, path: &str, id: &str, form: ManagerRemoval) -> Value {
        let replace = self.op("Replace");
        match form {
            ManagerRemoval::FilteredRemove => {
                let path = format!("manager[{}]", equals("value", id));
                json!({ "op": self.op("Remove"), "path": path })
            }
            ManagerRemoval::EmptyText => json!({ "op": replace, "path": path, "value": "" }),
            ManagerRemoval::EmptyObject => {
                json!({ "op": replace, "path": path, "value": { "value": "" } })
            }
        }
    }

    /// The name of an operation in the dialect: capitalised without flag.
    pub(super) fn op(&self, name: &str) -> String {
        match self.settings.dialect {
            Dialect::Legacy => name.to_owned(),
            Dialect::Rfc => name.to_lowercase(),
        }
    }

    /// A failure of references is over.
    pub(super) fn references_done(&mut self, key: &str) {
        if self.escrow.get(key).is_some_and(|it| it.in_references) {
            self.escrow.shift_remove(key);
        }
    }

    /// The row about references to objects that have no account.
    pub(super) fn warn(&mut self, object: &Object, mut trace: Trace, missing: &[&str]) {
        let attribute = match object.kind() {
            ObjectKind::User => "manager",
            ObjectKind::Group => "members",
        };
        let named = |key: &&str| {
            let object = Object::of(&self.tenant, &self.mapping, key);
            object.map_or_else(|| (*key).to_owned(), |object| object.name)
        };
        let names: Vec<_> = missing.iter().map(named).collect();
        let text = format!(
            "The value of the reference attribute '{attribute}' of '{}' could not be resolved, \
             because it is not provisioned: {}",
            object.name,
            names.join(", ")
        );
        trace.unresolved(&text);
        let outcome = ("other", LogStatus::Warning, Some(UNRESOLVED));
        self.row(object, trace, outcome, text);
    }
}
