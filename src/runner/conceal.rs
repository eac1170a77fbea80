//! Takes secrets out of everything that is kept of a case, whatever way they came into it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::idp::okta::{Task, TaskKind};
use crate::transcript::{
    Exchange, Failure, Finding, HeaderLine, Leftover, LogDetail, LogEntry, Masker, OpenTask,
    Outcome, Response, SentRequest, SignIn,
};

/// Masks an exchange.
pub(super) fn exchange(exchange: Exchange, masker: &Masker) -> Exchange {
    let outcome = match exchange.outcome {
        Outcome::Response(answer) => response(Arc::unwrap_or_clone(answer), masker).into(),
        Outcome::Failure(failure) => Outcome::Failure(Failure {
            kind: failure.kind,
            message: masker.mask_owned(failure.message),
            partial: failure.partial.map(|partial| {
                let kept = masker.without_cut_secret(&partial.body).to_vec();
                let body = kept.into();
                response(Response { body, ..partial }, masker)
            }),
        }),
    };
    let sent = exchange.request;
    let request = SentRequest {
        method: sent.method,
        target: masker.mask_owned(sent.target),
        headers: sent
            .headers
            .into_iter()
            .map(|(name, value)| {
                if name.eq_ignore_ascii_case("authorization") {
                    let value = credentials(&value).into();
                    return (name, value);
                }
                header((name, value), masker)
            })
            .collect(),
        body: sent.body.map(|body| masker.mask_body(&body)),
    };
    Exchange {
        request,
        outcome,
        ..exchange
    }
}

/// Credentials without all but their scheme: also those that no masker knows, as of a request that
/// a scenario spells out.
fn credentials(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) => format!("{scheme} ***"),
        None => "***".into(),
    }
}

fn response(response: Response, masker: &Masker) -> Response {
    let headers = response.headers.into_iter();
    Response {
        status: response.status,
        reason: text(response.reason, masker),
        headers: headers.map(|line| header(line, masker)).collect(),
        body: masker.mask_body(&response.body),
    }
}

fn header((name, value): HeaderLine, masker: &Masker) -> HeaderLine {
    (name, text(value, masker))
}

fn text(text: Cow<'static, str>, masker: &Masker) -> Cow<'static, str> {
    match masker.mask_text(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(masked) => masked.into(),
    }
}

/// Masks a finding; it may quote an answer.
pub(super) fn finding(finding: Finding, masker: &Masker) -> Finding {
    let mask = |text: Option<String>| text.map(|text| masker.mask_owned(text));
    Finding {
        message: masker.mask_owned(finding.message),
        expected: mask(finding.expected),
        got: mask(finding.got),
        hint: mask(finding.hint),
        ..finding
    }
}

/// Masks an entry of the provisioning log; identity providers quote what they read.
pub(super) fn log_entry(entry: LogEntry, masker: &Masker) -> LogEntry {
    LogEntry {
        code: entry.code.map(|code| masker.mask_owned(code)),
        message: masker.mask_owned(entry.message),
        detail: detail(entry.detail, masker),
        ..entry
    }
}

fn detail(mut detail: LogDetail, masker: &Masker) -> LogDetail {
    let mask = |text: &mut String| *text = masker.mask_owned(std::mem::take(text));
    mask(&mut detail.source_id);
    mask(&mut detail.source_name);
    detail.target_id.iter_mut().for_each(mask);
    for step in &mut detail.steps {
        mask(&mut step.description);
        step.details.iter_mut().for_each(|(_, value)| mask(value));
    }
    for property in &mut detail.modified {
        property.old.iter_mut().for_each(mask);
        property.new.iter_mut().for_each(mask);
    }
    detail
}

/// Masks what a sign-in showed.
pub(super) fn sign_in(sign_in: SignIn, masker: &Masker) -> SignIn {
    SignIn {
        message: masker.mask_owned(sign_in.message),
        ..sign_in
    }
}

/// Masks the text of a task of Okta's dashboard.
pub(super) fn task(task: &Task, masker: &Masker) -> OpenTask {
    OpenTask {
        subject: task.key.clone(),
        kind: match task.kind {
            TaskKind::Assignment => "assignment",
            TaskKind::Profile => "profile",
            TaskKind::Deprovisioning => "deprovisioning",
            TaskKind::GroupPush => "group-push",
        },
        text: masker.mask_owned(task.text.clone()),
        can_be_retried: task.can_be_retried(),
    }
}

/// Masks a leftover.
pub(super) fn leftover(leftover: &Leftover, masker: &Masker) -> Leftover {
    Leftover {
        path: masker.mask_owned(leftover.path.clone()),
        name: masker.mask_owned(leftover.name.clone()),
        reason: masker.mask_owned(leftover.reason.clone()),
    }
}
