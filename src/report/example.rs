//! Small results made by hand, for the tests of the reports.

use std::sync::Arc;

use crate::transcript::{
    Body, CaseId, CaseResult, Exchange, Failure, FailureKind, Finding, Leftover, Level, LogDetail,
    LogEntry, LogStatus, LogStep, Method, ModifiedProperty, ObjectKind, OpenTask, Origin, Outcome,
    Place, Response, RunResult, SentRequest, SignIn, SnapshotState, Verdict,
};

/// A case in which nothing happened, with its snapshot matched.
pub(crate) fn case(scenario: &str, idp: &str, verdict: Verdict) -> CaseResult {
    CaseResult {
        id: CaseId {
            scenario: scenario.into(),
            idp: idp.into(),
            profile: None,
        },
        title: format!("The story of {scenario}"),
        verdict,
        findings: Vec::new(),
        exchanges: Vec::new(),
        log: Vec::new(),
        tasks: Vec::new(),
        sign_ins: Vec::new(),
        known: None,
        snapshot: SnapshotState::Matched,
        leftovers: Vec::new(),
        elapsed_ms: 12,
    }
}

/// A case on a profile of the bundled server.
pub(super) fn on(profile: &str, case: CaseResult) -> CaseResult {
    CaseResult {
        id: CaseId {
            profile: Some(profile.into()),
            ..case.id
        },
        ..case
    }
}

/// A sign-in that ended so.
pub(super) fn sign_in(is_in: bool, message: &str) -> SignIn {
    SignIn {
        step: 3,
        person: "alice".into(),
        name_id: Some("0b1d".into()),
        attributes: vec![("email".into(), "alice@contoso.example".into())],
        extern_uid: Some("0b1d".into()),
        is_in,
        message: message.into(),
        account: is_in.then(|| "alice".into()),
        is_member: is_in.then_some(true),
    }
}

/// A case that failed over an exchange, said why, and left somebody behind.
pub(super) fn failed() -> CaseResult {
    CaseResult {
        findings: vec![Finding {
            step: Some(2),
            place: Some(Place {
                file: "scenarios/leave.yaml".into(),
                line: 17,
                column: 7,
            }),
            expected: Some("false".into()),
            got: Some("\"no\u{1b}[31m\"".into()),
            hint: Some("a boolean is no text".into()),
            exchange: Some(1),
            ..finding("`active` of alice is wrong")
        }],
        exchanges: vec![exchange(None, answer(200, b"{}")), deactivation()],
        log: vec![too_late()],
        tasks: vec![OpenTask {
            subject: "alice".into(),
            kind: "deprovisioning",
            text: "by hand".into(),
            can_be_retried: false,
        }],
        leftovers: vec![Leftover {
            path: "/Users/42".into(),
            name: "alice.m4rk@contoso.example".into(),
            reason: "DELETE failed: 405".into(),
        }],
        ..case("leave", "okta", Verdict::Fail)
    }
}

/// A log entry with everything that an entry can have.
pub(super) fn too_late() -> LogEntry {
    let name = || "alice@contoso.example".to_owned();
    LogEntry {
        at: jiff::Timestamp::UNIX_EPOCH,
        action: "disable".into(),
        subject: Some("alice".into()),
        status: LogStatus::Failure,
        code: Some("Timeout".into()),
        message: "too late".into(),
        detail: LogDetail {
            object: ObjectKind::User,
            source_id: "00u1".into(),
            source_name: name(),
            target_id: Some("42".into()),
            steps: vec![LogStep {
                name: "EntryExportUpdateSoftDelete",
                kind: "export",
                status: LogStatus::Failure,
                description: format!("Failed to disable User '{}'", name()),
                details: vec![("ReportableIdentifier", name())],
            }],
            modified: vec![ModifiedProperty {
                name: "active".into(),
                old: Some("True".into()),
                new: None,
            }],
            cycle: 2,
        },
    }
}

fn deactivation() -> Exchange {
    let body = br#"{"active":false,"list":[1]}"#.to_vec();
    exchange(Some(body), answer(400, br#"{"detail":"\u001b[2Jno"}"#))
}

/// An exchange with a body in the middle of a story.
pub(super) fn exchange(body: Option<Vec<u8>>, outcome: Outcome) -> Exchange {
    Exchange {
        origin: Origin::Idp,
        step: Some(1),
        request: SentRequest {
            method: if body.is_some() {
                Method::Patch
            } else {
                Method::Get
            },
            target: "/Users/42?a=%22b%22&&c+d".into(),
            headers: vec![
                ("Host".into(), "localhost".into()),
                ("Accept".into(), "*/*".into()),
                ("Authorization".into(), "Bearer ***".into()),
            ],
            body: body.map(Body::from),
        },
        outcome,
        trouble: None,
        started_ms: 3,
        elapsed_ms: 4,
    }
}

pub(super) fn answer(status: u16, body: &[u8]) -> Outcome {
    Outcome::from(Response {
        status,
        reason: "Reason".into(),
        headers: vec![
            ("set-cookie".into(), "b".into()),
            ("set-cookie".into(), "a".into()),
        ],
        body: body.to_vec().into(),
    })
}

/// An answer of which only the beginning came.
pub(super) fn broken_off() -> Outcome {
    let Outcome::Response(partial) = answer(200, b"{\"id\": \"4") else {
        panic!("an answer is a response");
    };
    Outcome::Failure(Failure {
        kind: FailureKind::Closed,
        message: "the connection ended in the middle of the body".into(),
        partial: Some(Arc::unwrap_or_clone(partial)),
    })
}

/// A finding with nothing but its message.
pub(crate) fn finding(message: &str) -> Finding {
    Finding {
        level: Level::Fail,
        step: None,
        place: None,
        message: message.into(),
        expected: None,
        got: None,
        hint: None,
        exchange: None,
    }
}

/// A finished run.
pub(super) fn run(cases: Vec<CaseResult>) -> RunResult {
    let target = "https://app.example.com/scim/v2".to_owned();
    RunResult {
        targets: vec![target.clone()],
        target,
        seed: 7,
        interrupted: false,
        cases,
        elapsed_ms: 1234,
    }
}
