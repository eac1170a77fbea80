//! Bulk requests (RFC 7644 §3.7): several calls in one request, each with a transaction of its own.
//!
//! Operations are carried out in the order of the request, except that one which refers to a
//! resource made further down waits for it. Where such references form a circle, one resource is
//! made without them first and completed afterwards (§3.7.1).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::bulk_operation::{Operation, Request};
use super::{Answer, Call, Service, Verb};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::schema::urn;
use crate::server::quirks::hooks;

/// Most operations in one request.
pub(super) const MAX_OPERATIONS: usize = 1_000;

impl Service {
    /// Carries out a bulk request.
    pub(super) fn bulk(&self, call: &Call) -> Result<Answer, ScimError> {
        let request = Request::parse(&call.body, self.mode)?;
        Ok(Run::new(self, call, &request).all())
    }
}

/// What became of a resource that an operation was to make.
enum Made {
    Id(String),
    Failed,
}

/// An operation that was carried out.
struct Outcome {
    answer: Answer,
    location: Option<String>,
}

/// A resource that was made without some of its references.
struct Incomplete<'a> {
    place: usize,
    type_index: usize,
    id: String,
    data: &'a Value,
}

struct Run<'a> {
    service: &'a Service,
    call: &'a Call,
    request: &'a Request,
    /// By the bulkId.
    made: BTreeMap<&'a str, Made>,
    /// By the place in the request.
    outcomes: BTreeMap<usize, Outcome>,
    incomplete: Vec<Incomplete<'a>>,
    errors: u64,
}

impl<'a> Run<'a> {
    fn new(service: &'a Service, call: &'a Call, request: &'a Request) -> Self {
        Self {
            service,
            call,
            request,
            made: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            incomplete: Vec::new(),
            errors: 0,
        }
    }

    fn all(mut self) -> Answer {
        let mut waiting: Vec<usize> = (0..self.request.operations.len()).collect();
        while !waiting.is_empty() && !self.is_over() {
            let before = waiting.len();
            waiting.retain(|&place| self.is_over() || !self.step(place));
            if waiting.len() == before && !self.is_over() {
                let place = self.breaks_circle(&waiting);
                self.without_references(place);
                waiting.retain(|&other| other != place);
            }
            self.complete();
        }
        self.give_up_incomplete();
        self.response()
    }

    /// Whether as many operations failed as the client allows.
    fn is_over(&self) -> bool {
        self.request
            .fail_on_errors
            .is_some_and(|most| self.errors >= most)
    }

    /// Carries an operation out unless it has to wait.
    fn step(&mut self, place: usize) -> bool {
        let Some(operation) = self.request.operations.get(place) else {
            return true;
        };
        if !self.pending(operation).is_empty() {
            return false;
        }
        let answer = self.carried_out(operation, &operation.data);
        self.note(place, operation, answer);
        true
    }

    /// The references of an operation to resources that are still to be made.
    fn pending(&self, operation: &'a Operation) -> BTreeSet<&'a str> {
        let mut references = BTreeSet::new();
        if hooks::ignores_references(self.call.quirks) {
            return references;
        }
        collect(&operation.data, &mut references);
        references.extend(operation.path.split('/').filter_map(reference));
        references.retain(|id| self.request.makes(id) && !self.made.contains_key(id));
        references
    }

    fn carried_out(&self, operation: &Operation, data: &Value) -> Answer {
        self.try_out(operation, data).unwrap_or_else(Answer::from)
    }

    fn try_out(&self, operation: &Operation, data: &Value) -> Result<Answer, ScimError> {
        let verb = operation.verb()?;
        let path = self.resolved_path(&operation.path)?;
        let (type_index, id) = self.service.locate(&path, verb)?;
        let mut body = data.clone();
        if !hooks::ignores_references(self.call.quirks) {
            self.resolve(&mut body)?;
        }
        let mut call = self.call.sibling(verb, type_index, id, body);
        call.conditions.if_match.clone_from(&operation.version);
        Ok(self.service.handle(&call))
    }

    fn resolved_path(&self, path: &str) -> Result<String, ScimError> {
        let segments = path.split('/').map(|segment| match reference(segment) {
            Some(id) => self.id_of(id),
            None => Ok(segment),
        });
        Ok(segments.collect::<Result<Vec<_>, _>>()?.join("/"))
    }

    /// Puts the real ids in the place of references.
    fn resolve(&self, value: &mut Value) -> Result<(), ScimError> {
        match value {
            Value::String(text) => {
                if let Some(id) = reference(text) {
                    *text = self.id_of(id)?.to_owned();
                }
                Ok(())
            }
            Value::Array(values) => values.iter_mut().try_for_each(|value| self.resolve(value)),
            Value::Object(members) => members
                .values_mut()
                .try_for_each(|value| self.resolve(value)),
            _ => Ok(()),
        }
    }

    fn id_of(&self, bulk_id: &str) -> Result<&str, ScimError> {
        match self.made.get(bulk_id) {
            Some(Made::Id(id)) => Ok(id),
            Some(Made::Failed) => Err(ScimError::status(
                409,
                format!("the operation with the bulkId `{bulk_id}` failed"),
            )),
            None => Err(ScimError::new(
                ScimType::InvalidValue,
                format!("no operation makes a resource with the bulkId `{bulk_id}`"),
            )),
        }
    }

    fn note(&mut self, place: usize, operation: &'a Operation, answer: Answer) {
        let is_error = answer.status >= 400;
        self.errors += u64::from(is_error);
        let is_create = operation.is_create();
        let location = match (is_create, is_error) {
            (true, false) => answer.location.clone(),
            (true, true) => None,
            (false, _) => self
                .resolved_path(&operation.path)
                .ok()
                .map(|path| format!("{}{path}", self.call.base)),
        };
        if let Some(bulk_id) = operation.bulk_id.as_deref().filter(|_| is_create) {
            let id = location.as_deref().and_then(|url| url.rsplit('/').next());
            let made = id.map_or(Made::Failed, |id| Made::Id(id.to_owned()));
            self.made.insert(bulk_id, made);
        }
        self.outcomes.insert(place, Outcome { answer, location });
    }

    /// Of operations that wait for each other, the one to go first: one that makes a resource, since
    /// that can be completed later. All wait, so there is one in each circle.
    fn breaks_circle(&self, waiting: &[usize]) -> usize {
        let makes = |place: &&usize| {
            let operation = self.request.operations.get(**place);
            operation.is_some_and(Operation::is_create)
        };
        let first = waiting.iter().find(makes).or(waiting.first());
        first.copied().unwrap_or_default()
    }

    /// Makes a resource without what refers to resources that are not there yet.
    fn without_references(&mut self, place: usize) {
        let Some(operation) = self.request.operations.get(place) else {
            return;
        };
        let pending = self.pending(operation);
        let mut data = operation.data.clone();
        prune(&mut data, &pending);
        let answer = self.carried_out(operation, &data);
        self.note(place, operation, answer);
        let made = operation
            .bulk_id
            .as_deref()
            .and_then(|id| self.made.get(id));
        if let Some(Made::Id(id)) = made
            && let Ok((type_index, _)) = self.service.locate(&operation.path, Verb::Create)
        {
            self.incomplete.push(Incomplete {
                place,
                type_index,
                id: id.clone(),
                data: &operation.data,
            });
        }
    }

    /// Gives resources of a circle the references that can be resolved by now.
    fn complete(&mut self) {
        for one in std::mem::take(&mut self.incomplete) {
            let Some(operation) = self.request.operations.get(one.place) else {
                continue;
            };
            if !self.pending(operation).is_empty() {
                self.incomplete.push(one);
                continue;
            }
            let mut body = one.data.clone();
            let answer = match self.resolve(&mut body) {
                Ok(()) => self
                    .service
                    .handle(&self.on_made(&one, Verb::Replace, body)),
                Err(error) => error.into(),
            };
            if answer.status >= 400 {
                self.undo(&one, operation, answer);
            } else if let Some(outcome) = self.outcomes.get_mut(&one.place) {
                outcome.answer.version = answer.version;
            }
        }
    }

    /// What could not be completed must not stay behind half made (RFC 7644 §3.7.1: 409).
    fn give_up_incomplete(&mut self) {
        for one in std::mem::take(&mut self.incomplete) {
            if let Some(operation) = self.request.operations.get(one.place) {
                let detail = "the circle of references could not be completed";
                self.undo(&one, operation, ScimError::status(409, detail).into());
            }
        }
    }

    fn undo(&mut self, one: &Incomplete<'_>, operation: &'a Operation, answer: Answer) {
        self.service
            .handle(&self.on_made(one, Verb::Delete, Value::Null));
        self.note(one.place, operation, answer);
    }

    fn on_made(&self, one: &Incomplete<'_>, verb: Verb, body: Value) -> Call {
        self.call
            .sibling(verb, one.type_index, one.id.clone(), body)
    }

    fn response(self) -> Answer {
        let operations = &self.request.operations;
        let results = self.outcomes.into_iter().filter_map(|(place, outcome)| {
            let operation = operations.get(place)?;
            let mut result = Map::new();
            result.insert("method".to_owned(), operation.method.as_str().into());
            if let Some(bulk_id) = &operation.bulk_id {
                result.insert("bulkId".to_owned(), bulk_id.as_str().into());
            }
            if let Some(version) = outcome.answer.version {
                result.insert("version".to_owned(), version.into());
            }
            if let Some(location) = outcome.location {
                result.insert("location".to_owned(), location.into());
            }
            let status = outcome.answer.status;
            result.insert("status".to_owned(), status.to_string().into());
            if status >= 400 {
                let response = outcome.answer.body.unwrap_or_default();
                result.insert("response".to_owned(), response);
            }
            Some(Value::Object(result))
        });
        let body = json!({
            "schemas": [urn::BULK_RESPONSE], "Operations": results.collect::<Vec<_>>(),
        });
        Answer::message(200, body)
    }
}

/// The bulkId that a text refers to.
fn reference(text: &str) -> Option<&str> {
    text.strip_prefix("bulkId:")
}

fn collect<'a>(value: &'a Value, references: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) => references.extend(reference(text)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        Value::Object(members) => members
            .values()
            .for_each(|value| collect(value, references)),
        _ => {}
    }
}

/// Takes away the innermost values that hold a reference: elements of a list, or attributes.
fn prune(value: &mut Value, pending: &BTreeSet<&str>) {
    let refers = |value: &Value| match value {
        Value::String(text) => reference(text).is_some_and(|id| pending.contains(id)),
        Value::Object(members) => members.values().any(|part| {
            let text = part.as_str().and_then(reference);
            text.is_some_and(|id| pending.contains(id))
        }),
        _ => false,
    };
    match value {
        Value::Array(values) => {
            values.retain(|value| !refers(value));
            for value in values {
                prune(value, pending);
            }
        }
        Value::Object(members) => {
            members.retain(|_, value| !refers(value));
            for value in members.values_mut() {
                prune(value, pending);
            }
        }
        _ => {}
    }
}
