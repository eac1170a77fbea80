//! Steps at the target itself: the connection test, control acts, sign-ins.

use serde_json::json;

use super::super::node::{At, Kind};
use super::super::raw::{
    RawConnect, RawControl, RawOutcomeOfSignIn, RawSignIn, RawStart, Takes, TargetNames,
};
use super::super::read::{Any, wrong_type};
use super::{Linter, choice};
use crate::scenario::model::{
    ConnectStep, ControlStep, Sent, SignInOutcome, SignInStart, SignInStep,
};
use crate::scenario::names::{control_acts, did_you_mean, listed};
use crate::server::gitlab::{GitLabProfile, acts};

impl Linter<'_> {
    /// The profiles of `targets`, which limit a step or an expectation.
    pub(super) fn targets(&mut self, names: Option<&At<TargetNames>>) -> Vec<String> {
        let known = self.profiles.clone();
        names
            .map(|names| choice::targets("targets", names, &known, &mut self.problems))
            .unwrap_or_default()
    }

    pub(super) fn connect(&mut self, raw: Option<&RawConnect>) -> ConnectStep {
        let Some(raw) = raw else {
            return ConnectStep::default();
        };
        if let Some(path) = &raw.path {
            self.references(path);
            if !path.value.starts_with('/') {
                let message = format!("the path `{}` does not start with `/`", path.value);
                let label = "expected the path of a base URL";
                self.problems.add(&path.span, message, label, None);
            }
        }
        ConnectStep {
            fails: self.text(
                raw.fails.as_ref(),
                "`fails`",
                "what the identity provider shows",
            ),
            path: raw.path.as_ref().map(|path| path.value.clone()),
            token: self.filled(raw.token.as_ref()),
        }
    }

    pub(super) fn control(&mut self, raw: &RawControl) -> ControlStep {
        let act = &raw.act;
        let takes = acts().find(|(name, _)| *name == act.value);
        if takes.is_none() {
            self.problems.add(
                &act.span,
                format!("unknown act `{}`", act.value),
                format!("expected {}", listed(control_acts(), "or")),
                did_you_mean(&act.value, control_acts()),
            );
        }
        let with = raw.with.as_ref().map(|with| {
            self.check_arguments(&act.value, takes.map_or(&[], |(_, takes)| takes), with);
            self.value(with)
        });
        let attributes = self.attributes(raw.attributes.as_ref());
        if let Some(refused) = raw.refused.as_ref().filter(|_| !attributes.is_empty()) {
            let message = "`refused` beside `attributes`";
            let label = "an act that is refused has no result";
            self.problems.add(&refused.span, message, label, None);
        }
        ControlStep {
            act: act.value.clone(),
            with: with.unwrap_or_else(|| json!({})),
            attributes,
            refused: self.text(raw.refused.as_ref(), "`refused`", "part of the refusal"),
        }
    }

    /// Notes arguments that an act does not take; without a list of them it takes any.
    fn check_arguments(&mut self, act: &str, takes: &[&str], with: &Any) {
        let Kind::Map(given) = &with.0.value else {
            return wrong_type(&with.0, "`with`", "a map", &mut self.problems);
        };
        for (name, _) in given {
            if !takes.is_empty() && !takes.contains(&name.value.as_str()) {
                self.problems.add(
                    &name.span,
                    format!("`{act}` takes no `{}`", name.value),
                    format!("expected {}", listed(takes.iter().copied(), "or")),
                    did_you_mean(&name.value, takes.iter().copied()),
                );
            }
        }
    }

    pub(super) fn sign_in(&mut self, raw: &RawSignIn) -> SignInStep {
        self.known(&raw.person, Takes::People, &[]);
        let outcome = match raw.outcome.as_ref().map(|outcome| outcome.value) {
            Some(RawOutcomeOfSignIn::Refused) => SignInOutcome::Refused,
            Some(RawOutcomeOfSignIn::SignedIn) | None => SignInOutcome::SignedIn,
        };
        let is_refused = outcome == SignInOutcome::Refused;
        if let Some(outcome) = raw.outcome.as_ref().filter(|_| is_refused)
            && raw.message.is_none()
        {
            let message = "a sign-in that is refused without `message`";
            let label = "whatever breaks would do";
            let hint = "add `message: …` with a part of what the person sees".to_owned();
            self.problems.add(&outcome.span, message, label, hint);
        }
        let account = raw.account.as_ref().map(|account| &account.span);
        let member = raw.member.as_ref().map(|member| &member.span);
        for (name, span) in [("account", account), ("member", member)] {
            if let Some(span) = span.filter(|_| is_refused) {
                let message = format!("`{name}` of a sign-in that is refused");
                let label = "nobody is signed in then";
                let hint = "look with `control: { act: account, … }` instead".to_owned();
                self.problems.add(span, message, label, hint);
            }
        }
        SignInStep {
            person: raw.person.value.clone(),
            name_id: self.sent(raw.name_id.as_ref()),
            email: self.sent(raw.email.as_ref()),
            start: match raw.start {
                Some(RawStart::Idp) => SignInStart::Idp,
                Some(RawStart::Target) | None => SignInStart::Target,
            },
            signed_in_as: self.filled(raw.signed_in_as.as_ref()),
            assigned: raw.assigned,
            outcome,
            message: self.text(raw.message.as_ref(), "`message`", "what the person sees"),
            account: self.filled(raw.account.as_ref()),
            member: raw.member.as_ref().map(|member| member.value),
        }
    }

    /// Notes a step that only a product's profile can play, where others may meet it. `places` are
    /// the profiles that it is limited to.
    pub(super) fn check_steerable(&mut self, word: &At<&'static str>, places: &[String]) {
        let hint = "write `targets: ['gitlab-*']` beside it, or add `target: { profiles: ['gitlab-*'] }` to \
                    the scenario";
        if places.is_empty() && !self.has_target {
            let message = format!("the step `{}` needs a target", word.value);
            let label = "no SCIM server can do this, only a profile of the bundled one";
            let hint = hint.to_owned();
            self.problems.add(&word.span, message, label, hint);
            return;
        }
        let about: Vec<&str> = if places.is_empty() {
            self.profiles.clone()
        } else {
            places.iter().map(String::as_str).collect()
        };
        let mut others = about.into_iter();
        if let Some(other) = others.find(|name| GitLabProfile::find(name).is_none()) {
            let message = format!("`{other}` cannot play the step `{}`", word.value);
            let label = "only GitLab profiles can";
            let hint = hint.to_owned();
            self.problems.add(&word.span, message, label, hint);
        }
    }

    /// A text with references.
    fn filled(&mut self, text: Option<&At<String>>) -> Option<String> {
        let text = text?;
        self.references(text);
        Some(text.value.clone())
    }

    fn sent(&mut self, text: Option<&At<String>>) -> Option<Sent> {
        self.filled(text).map(|text| match text.as_str() {
            "none" => Sent::Nothing,
            _ => Sent::Text(text),
        })
    }

    /// A text that something must contain, which an empty one would not say.
    fn text(&mut self, text: Option<&At<String>>, what: &str, expected: &str) -> Option<String> {
        let text = text?;
        if text.value.trim().is_empty() {
            let label = format!("expected {expected}");
            self.problems
                .add(&text.span, format!("{what} is empty"), label, None);
        }
        self.filled(Some(text))
    }
}
