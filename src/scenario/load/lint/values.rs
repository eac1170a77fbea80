//! Resources, requests and trouble as written: attribute paths and `${…}` are looked up.

use indexmap::IndexMap;
use serde_json::Value;

use super::super::directory::check_key;
use super::super::node::{At, Kind};
use super::super::raw::{METHODS, RawExisting, RawKind, RawRequest, RawTrouble, Takes};
use super::super::read::{Any, Entries, json, wrong_type};
use super::super::references::{check_path, texts};
use super::{Linter, keys};
use crate::idp::directory::{GROUP_ATTRIBUTES, PERSON_ATTRIBUTES};
use crate::scenario::model::{
    ExistingAccount, RawRequest as Request, ResourceKind, Trouble, TroubleEffect,
};
use crate::scenario::names::{did_you_mean, listed};
use crate::scenario::template::{self, Part, SOURCE_ID};
use crate::transcript::Method;

impl<'a> Linter<'a> {
    pub(super) fn existing(&mut self, existing: &'a RawExisting) -> ExistingAccount {
        let account = &existing.account;
        check_key(account, "account", &mut self.problems);
        if let Some(takes) = self.kind_of(&account.value) {
            let noun = takes.noun();
            self.problems.add(
                &account.span,
                format!("`{}` is a {noun} of the directory", account.value),
                format!("expected a label that is no {noun}"),
                Some(format!("for example `old-{}`", account.value)),
            );
        }
        let first = self.all_labels.get(account.value.as_str());
        if let Some(first) = first
            && *first != account.span
        {
            self.problems.add_second(
                &account.span,
                first,
                format!("two accounts are called `{}`", account.value),
                ("given again here", "first given here"),
                Some("choose another label".into()),
            );
        }
        let resource = &existing.resource.0;
        if !matches!(resource.value, Kind::Map(_)) {
            wrong_type(resource, "`resource`", "a map", &mut self.problems);
        }
        let resource = self.value(&existing.resource);
        if let Some(reason) = &existing.may_refuse
            && reason.value.trim().is_empty()
        {
            self.problems.add(
                &reason.span,
                "`may-refuse` is empty",
                "expected the reason why a correct target may refuse it",
                None,
            );
        }
        self.labels.insert(account.value.as_str());
        ExistingAccount {
            account: account.value.clone(),
            kind: existing.kind.map_or(ResourceKind::User, RawKind::kind),
            resource,
            may_refuse: existing
                .may_refuse
                .as_ref()
                .map(|reason| reason.value.clone()),
        }
    }

    pub(super) fn request(&mut self, request: &RawRequest) -> Request {
        let method = request.method.value.as_str();
        let methods = METHODS.map(Method::as_str);
        if !methods.contains(&method) {
            self.problems.add(
                &request.method.span,
                format!("unknown method `{method}`"),
                format!("expected {}", listed(methods, "or")),
                did_you_mean(method, methods),
            );
        }
        self.references(&request.path);
        if !request.path.value.starts_with('/') {
            self.problems.add(
                &request.path.span,
                format!("the path `{}` does not start with `/`", request.path.value),
                "expected a path below the base URL",
                Some("for example `/Users?count=1`".into()),
            );
        }
        Request {
            method: method.to_owned(),
            path: request.path.value.clone(),
            headers: request
                .headers
                .iter()
                .flat_map(|headers| headers.iter())
                .map(|(name, value)| (name.value.clone(), value.value.clone()))
                .collect(),
            body: request.body.as_ref().map(|body| self.value(body)),
            status: request
                .status
                .iter()
                .flat_map(|statuses| &statuses.0)
                .map(|status| status.value.0)
                .collect(),
            attributes: self.attributes(request.attributes.as_ref()),
        }
    }

    pub(super) fn attributes(
        &mut self,
        attributes: Option<&Entries<Any>>,
    ) -> IndexMap<String, Value> {
        let mut expected = IndexMap::new();
        for (path, value) in attributes
            .map(|attributes| &**attributes)
            .unwrap_or_default()
        {
            check_path(path, "the attribute path", &mut self.problems);
            self.references(path);
            expected.insert(path.value.clone(), self.value(value));
        }
        expected
    }

    /// The value as JSON, its references looked up.
    pub(super) fn value(&mut self, value: &Any) -> Value {
        texts(&value.0, &mut |text| self.references(&text));
        json(&value.0, &mut self.problems)
    }

    pub(super) fn trouble(&mut self, at: &At<&'static str>, raw: &RawTrouble) -> Trouble {
        let (method, path) = raw.target(&mut self.problems);
        if let Some(on) = &raw.on {
            self.references(on);
        }
        if let Some(times) = raw.times.as_ref().filter(|times| times.value == 0) {
            let message = "`times` is 0";
            self.problems
                .add(&times.span, message, "expected 1 or more", None);
        }
        for (name, flag) in [("lost", &raw.lost), ("refused", &raw.refused)] {
            if let Some(flag) = flag.as_ref().filter(|flag| !flag.value) {
                let message = format!("`{name}` can only be `true`");
                let hint = "for the end of all trouble write `trouble: none`".to_owned();
                self.problems.add(&flag.span, message, "", hint);
            }
        }
        let effects = [
            raw.answer.as_ref().map(|answer| &answer.span),
            raw.lost.as_ref().map(|flag| &flag.span),
            raw.html.as_ref().map(|page| &page.span),
            raw.refused.as_ref().map(|flag| &flag.span),
            raw.redirect.as_ref().map(|url| &url.span),
        ];
        let given: Vec<_> = effects.into_iter().flatten().collect();
        let expected = "`answer`, `lost`, `html`, `refused` or `redirect`";
        match given.as_slice() {
            [] => {
                let message = "the trouble does nothing";
                let label = format!("expected {expected}");
                self.problems.add(&at.span, message, label, None);
            }
            [_] => {}
            [first, second, ..] => self.problems.add_second(
                second,
                first,
                "the trouble does two things",
                ("second", "first"),
                Some(format!("give only one of {expected}")),
            ),
        }
        let effect = if let Some(answer) = &raw.answer {
            let answer = &answer.value;
            let headers = answer.headers.iter().flat_map(|headers| headers.iter());
            TroubleEffect::Answer {
                status: answer.status.value.0,
                headers: headers
                    .map(|(name, value)| (name.value.clone(), value.value.0.clone()))
                    .collect(),
                body: answer.body.as_ref().map(|body| self.value(body)),
            }
        } else if let Some(url) = &raw.redirect {
            self.references(url);
            TroubleEffect::Redirect(url.value.clone())
        } else if raw.html.is_some() {
            TroubleEffect::LoginPage
        } else if raw.lost.is_some() {
            TroubleEffect::Lost
        } else {
            TroubleEffect::Refused
        };
        Trouble {
            method,
            path,
            after: raw.after.unwrap_or_default(),
            times: raw.times.as_ref().map(|times| times.value),
            effect,
        }
    }

    /// Notes references that name nothing.
    pub(super) fn references(&mut self, text: &At<String>) {
        let parts = match template::parse(&text.value) {
            Ok(parts) => parts,
            Err(error) => {
                self.problems.add_inside(
                    text,
                    &error.span,
                    error.message,
                    "expected `${run}`, `${person.attribute}` or `${account.id}`",
                    Some("for a plain `${` write `$${`".into()),
                );
                return;
            }
        };
        for part in parts {
            if let Part::Reference { name, span } = part
                && let Err((label, hint)) = self.reference(name)
            {
                let message = format!("unknown reference `${{{name}}}`");
                self.problems
                    .add_inside(text, &span, message, label, Some(hint));
            }
        }
    }

    /// Whether a reference names something; label and hint if not.
    fn reference(&self, name: &str) -> Result<(), (String, String)> {
        const PLAIN: &str = "for a plain `${` write `$${`";
        let Some(directory) = self.directory else {
            return Ok(());
        };
        if name == "run" {
            return Ok(());
        }
        let expected = "expected `run`, `person.attribute` or `account.id`";
        let Some((owner, attribute)) = name.split_once('.') else {
            let hint = did_you_mean(name, ["run"]).unwrap_or_else(|| PLAIN.into());
            return Err((expected.into(), hint));
        };
        let kind = self.kind_of(owner);
        if kind.is_none() && !self.labels.contains(owner) {
            let known = keys(directory, Takes::Both)
                .into_iter()
                .chain(self.labels.iter().copied());
            return Err(if self.all_labels.contains_key(owner) {
                let label = format!("the account `{owner}` does not exist yet");
                (
                    label,
                    "its step `existing` must come before this one".into(),
                )
            } else {
                let label = if directory.groups.is_empty() {
                    format!("`{owner}` is no person and no account")
                } else {
                    format!("`{owner}` is no person, no group and no account")
                };
                (
                    label,
                    did_you_mean(owner, known).unwrap_or_else(|| PLAIN.into()),
                )
            });
        }
        let has: &[&str] = match kind {
            Some(Takes::Groups) => &GROUP_ATTRIBUTES,
            Some(_) => &PERSON_ATTRIBUTES,
            None => &[],
        };
        let own: &[&str] = if kind.is_some() {
            &["id", SOURCE_ID]
        } else {
            &["id"]
        };
        let known = || own.iter().chain(has).copied();
        if known().any(|known| known == attribute) {
            return Ok(());
        }
        Err(if let Some(kind) = kind {
            let has = || format!("a {} has {}", kind.noun(), listed(known(), "and"));
            let label = format!("`{attribute}` is not an attribute of the directory");
            (label, did_you_mean(attribute, known()).unwrap_or_else(has))
        } else {
            (
                "an account has only `id`".into(),
                format!("write `${{{owner}.id}}`"),
            )
        })
    }
}
