//! What happens beside the identity provider: accounts that exist before, raw requests, reading
//! back.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};

use super::case::{Existing, Player};
use crate::idp::directory::MANAGER;
use crate::idp::{IdpKind, path_segment};
use crate::scenario::template::{SOURCE_ID, TemplateError, expand, expand_value};
use crate::scenario::{ExistingAccount, RawRequest, ResourceKind, Step, Trouble, TroubleEffect};
use crate::scim::mode::Mode;
use crate::scim::path::PatchPath;
use crate::scim::select::select;
use crate::transcript::{
    Body, Finding, Header, HeaderValue, Level, Method, Origin, Outcome, Place, Request,
};

/// A request of scimulate itself, in plain RFC 7644 form.
pub(super) fn plain(method: Method, target: String, body: Option<Body>) -> Request {
    let mut headers = vec![
        Header::slot("Host", HeaderValue::Host),
        Header::text(
            "User-Agent",
            concat!("scimulate/", env!("CARGO_PKG_VERSION")),
        ),
        Header::text("Accept", "application/scim+json"),
        Header::slot("Authorization", HeaderValue::Authorization),
    ];
    if body.is_some() {
        headers.push(Header::text("Content-Type", "application/scim+json"));
        headers.push(Header::slot("Content-Length", HeaderValue::ContentLength));
    }
    Request {
        method,
        target,
        headers,
        body,
    }
}

impl Player<'_> {
    /// What `${…}` stands for.
    fn variable(&self, name: &str) -> Option<String> {
        if name == "run" {
            return Some(self.marker.clone());
        }
        let (owner, attribute) = name.split_once('.')?;
        if attribute == "id" {
            return self.id_of(owner).map(str::to_owned);
        }
        if attribute == SOURCE_ID {
            let own = self.idp.own_ids().into_iter().find(|(key, _)| key == owner);
            return own.map(|(_, id)| id);
        }
        if let Some(group) = self.idp.groups().get(owner) {
            return group.attribute(attribute).map(str::to_owned);
        }
        let value = self.idp.people().get(owner)?.attribute(attribute)?;
        match attribute {
            // As at the target: managers are named by their accounts.
            MANAGER => self.id_of(value).map(str::to_owned),
            _ => Some(value.to_owned()),
        }
    }

    /// Id at the target of a person, a group or a label.
    pub(super) fn id_of(&self, name: &str) -> Option<&str> {
        let existing = self.accounts.get(name).map(|existing| &existing.id);
        existing
            .or_else(|| self.last_ids.get(name))
            .map(String::as_str)
    }

    /// Fills in a text of the scenario.
    pub(super) fn fill(&self, text: &str) -> Result<String, TemplateError> {
        expand(text, &|name| self.variable(name)).map(Cow::into_owned)
    }

    /// Fills in all texts of a value.
    pub(super) fn fill_value(&self, value: &Value) -> Result<Value, TemplateError> {
        expand_value(value, &|name| self.variable(name)).map(Cow::into_owned)
    }

    /// Fills in what is expected of an attribute: its path, and its value.
    pub(super) fn fill_wanted<'t>(
        &self,
        path: &'t str,
        value: &'t Value,
    ) -> Result<(Cow<'t, str>, Cow<'t, Value>), TemplateError> {
        let lookup = |name: &str| self.variable(name);
        Ok((expand(path, &lookup)?, expand_value(value, &lookup)?))
    }

    /// Fills in the texts of a trouble.
    pub(super) fn fill_trouble(&self, trouble: &Trouble) -> Result<Trouble, TemplateError> {
        let path = trouble.path.as_ref().map(|path| self.fill(path));
        let effect = match &trouble.effect {
            TroubleEffect::Answer {
                status,
                headers,
                body,
            } => TroubleEffect::Answer {
                status: *status,
                headers: headers.clone(),
                body: body
                    .as_ref()
                    .map(|body| self.fill_value(body))
                    .transpose()?,
            },
            TroubleEffect::Redirect(url) => TroubleEffect::Redirect(self.fill(url)?),
            other => other.clone(),
        };
        Ok(Trouble {
            path: path.transpose()?,
            effect,
            ..trouble.clone()
        })
    }

    /// Makes an account or a group that the target has before the identity provider comes.
    pub(super) async fn make_existing(&mut self, step: &Step, account: &ExistingAccount) {
        let mut resource = match self.fill_value(&account.resource) {
            Ok(resource) => resource,
            Err(error) => return self.cannot(step, &error.message),
        };
        if let Some(members) = resource.as_object_mut()
            && !members.contains_key("schemas")
        {
            members.shift_insert(0, "schemas".into(), json!([account.kind.schema()]));
        }
        let body = resource.into();
        let request = plain(Method::Post, account.kind.endpoint().into(), Some(body));
        let outcome = self.wire.send_patiently(Origin::Setup, &request).await;
        let id = match &outcome {
            Outcome::Response(response) if response.is_success() => response
                .json()
                .and_then(|body| body.get("id")?.as_str().map(str::to_owned)),
            _ => None,
        };
        match id {
            Some(id) => {
                let kind = account.kind;
                let existing = Existing { kind, id };
                self.accounts.insert(account.account.clone(), existing);
            }
            None => {
                if let (Outcome::Response(response), Some(reason)) = (&outcome, &account.may_refuse)
                    && response.status == 409
                {
                    let message = format!("the story cannot happen at this target: {reason}");
                    let finding = Finding {
                        got: Some(describe(&outcome)),
                        exchange: self.wire.exchanges.len().checked_sub(1),
                        ..self.finding(step, Level::Skip, &message)
                    };
                    self.findings.push(finding);
                    return;
                }
                let why = match &outcome {
                    Outcome::Response(response) if response.is_success() => {
                        format!("{}, but no `id` in the answer", describe(&outcome))
                    }
                    _ => describe(&outcome),
                };
                let what = format!(
                    "the {} `{}` that the story begins with could not be made: {why}",
                    account.kind.noun(),
                    account.account
                );
                self.cannot(step, &what);
            }
        }
    }

    /// Sends a request exactly as written and judges its answer.
    pub(super) async fn send_raw(&mut self, step: &Step, raw: &RawRequest) {
        let filled = self.fill(&raw.path).and_then(|path| {
            let body = raw
                .body
                .as_ref()
                .map(|body| self.fill_value(body))
                .transpose()?;
            Ok((path, body))
        });
        let (path, body) = match filled {
            Ok(filled) => filled,
            Err(error) => return self.cannot(step, &error.message),
        };
        let Some(method) = Method::parse(&raw.method) else {
            return self.cannot(step, &format!("`{}` is not a method", raw.method));
        };
        let body = body.map(|body| match body {
            Value::String(text) => text.into(),
            other => other.into(),
        });
        let mut request = plain(method, path, body);
        for (name, value) in &raw.headers {
            request
                .headers
                .retain(|header| !header.name.eq_ignore_ascii_case(name));
            request
                .headers
                .push(Header::text(name.clone(), value.clone()));
        }
        let outcome = self.wire.send_as(Origin::Setup, &request).await;
        let exchange = self.wire.exchanges.len().checked_sub(1);
        let wanted = raw
            .status
            .iter()
            .map(u16::to_string)
            .collect::<Vec<_>>()
            .join(" or ");
        let response = match &outcome {
            Outcome::Response(response)
                if raw.status.is_empty() || raw.status.contains(&response.status) =>
            {
                response
            }
            other => {
                let finding = Finding {
                    expected: Some(if wanted.is_empty() {
                        "an answer".into()
                    } else {
                        wanted
                    }),
                    got: Some(describe(other)),
                    exchange,
                    ..self.finding(
                        step,
                        Level::Fail,
                        "the request was not answered as expected",
                    )
                };
                self.findings.push(finding);
                return;
            }
        };
        let body = response.json().unwrap_or_default();
        for (path, wanted) in &raw.attributes {
            let (path, wanted) = match self.fill_wanted(path, wanted) {
                Ok(filled) => filled,
                Err(error) => return self.cannot(step, &error.message),
            };
            if let Some(got) = differs(&body, &path, &wanted) {
                let finding = Finding {
                    expected: Some(wanted.to_string()),
                    got: Some(got),
                    exchange,
                    ..self.finding(
                        step,
                        Level::Fail,
                        &format!("`{path}` of the answer is wrong"),
                    )
                };
                self.findings.push(finding);
            }
        }
    }

    /// Reads an account or a group back. `Ok(None)` is one that is gone.
    pub(super) async fn read_back(
        &mut self,
        kind: ResourceKind,
        id: &str,
    ) -> Result<Option<Arc<Value>>, String> {
        let path = format!("{}/{}", kind.endpoint(), path_segment(id));
        let request = plain(Method::Get, path, None);
        let outcome = self.wire.send_patiently(Origin::Probe, &request).await;
        match &outcome {
            Outcome::Response(response) if response.status == 404 => Ok(None),
            Outcome::Response(response) if response.is_success() => response
                .json()
                .filter(|body| body.is_object())
                .map(Some)
                .ok_or_else(|| {
                    let noun = kind.noun();
                    format!("the {noun} was answered as something that is no resource")
                }),
            other => Err(describe(other)),
        }
    }

    /// Notes that the case cannot go on.
    pub(super) fn cannot(&mut self, step: &Step, why: &str) {
        let finding = self.finding(step, Level::Error, why);
        self.findings.push(Finding {
            exchange: self.wire.exchanges.len().checked_sub(1),
            ..finding
        });
    }

    /// A finding about a step.
    pub(super) fn finding(&self, step: &Step, level: Level, message: &str) -> Finding {
        Finding {
            level,
            step: self.wire.step,
            place: Some(Place {
                file: self.plan.scenario.file.clone(),
                line: step.at.line,
                column: step.at.column,
            }),
            message: message.to_owned(),
            expected: None,
            got: None,
            hint: None,
            exchange: None,
        }
    }

    /// Which identity provider this is.
    pub(super) const fn kind(&self) -> IdpKind {
        self.plan.idp
    }
}

/// An outcome in a few words.
pub(super) fn describe(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Failure(failure) => failure.message.clone(),
        Outcome::Response(response) => {
            let detail = response
                .json()
                .and_then(|body| body.get("detail")?.as_str().map(str::to_owned))
                .map(|detail| format!(": {detail}"))
                .unwrap_or_default();
            format!("{} {}{detail}", response.status, response.reason)
                .trim()
                .to_owned()
        }
    }
}

/// Compares the value at a SCIM attribute path or JSON Pointer; `None` when it is as wanted, else
/// what is there. `null` wants nothing, and empty values count as nothing (RFC 7643 §2.5).
pub(super) fn differs(resource: &Value, path: &str, wanted: &Value) -> Option<String> {
    let found: Vec<&Value> = if path.starts_with('/') {
        resource.pointer(path).into_iter().collect()
    } else {
        match PatchPath::parse(path, Mode::Lenient) {
            Ok(parsed) => select(resource, &parsed),
            Err(error) => return Some(format!("`{path}` is not a path: {}", error.message)),
        }
    };
    let found: Vec<&Value> = found
        .into_iter()
        .filter(|value| !is_unassigned(value))
        .collect();
    let right = if is_unassigned(wanted) {
        found.is_empty()
    } else {
        found.contains(&wanted)
    };
    if right {
        return None;
    }
    Some(match found.as_slice() {
        [] => "nothing".into(),
        [one] => one.to_string(),
        many => many
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    })
}

fn is_unassigned(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}
