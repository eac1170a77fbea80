use base64::Engine as _;
use serde_json::{Value, json};

use super::render;
use crate::report::example::{
    answer, broken_off, case, exchange, failed, finding, on, run, sign_in,
};
use crate::transcript::{CaseResult, Exchange, Level, Outcome, SnapshotState, Verdict};

/// The tree as a reader of the file gets it.
fn read_back(cases: Vec<CaseResult>) -> Value {
    serde_json::from_str(&format!("{:#}", render(&run(cases)))).unwrap()
}

#[test]
fn a_reader_gets_back_what_is_known_of_a_run() {
    let report = read_back(vec![case("join", "entra", Verdict::Pass), failed()]);
    assert_eq!(report["format"], 1);
    assert_eq!(report["target"], "https://app.example.com/scim/v2");
    assert_eq!(
        (&report["seed"], &report["elapsedMs"]),
        (&json!(7), &json!(1234))
    );
    assert_eq!(report["interrupted"], false);
    let summary = json!({
        "cases": 2,
        "verdicts": {
            "pass": 1, "fail": 1, "warn": 0, "unsupported": 0, "skipped": 0, "known": 0,
            "fixed": 0, "error": 0,
        },
        "snapshots": { "matched": 2, "changed": 0, "new": 0 },
        "requests": 2,
        "leftovers": 1,
    });
    assert_eq!(report["summary"], summary);
    assert_eq!(report["cases"][0]["id"], "join@entra");
    assert_eq!(report["targets"], json!([report["target"]]));
    assert_eq!(
        report["cases"][1],
        json!({
            "id": "leave@okta",
            "scenario": "leave",
            "idp": "okta",
            "target": "https://app.example.com/scim/v2",
            "title": "The story of leave",
            "verdict": "fail",
            "elapsedMs": 12,
            "known": null,
            "findings": [{
                "level": "fail",
                "message": "`active` of alice is wrong",
                "expected": "false",
                "got": "\"no\u{1b}[31m\"",
                "hint": "a boolean is no text",
                "step": 2,
                "place": { "file": "scenarios/leave.yaml", "line": 17, "column": 7 },
                "exchange": 1,
            }],
            "snapshot": { "state": "matched" },
            "exchanges": [
                {
                    "origin": "idp",
                    "step": 1,
                    "startedMs": 3,
                    "elapsedMs": 4,
                    "request": {
                        "method": "GET",
                        "target": "/Users/42?a=%22b%22&&c+d",
                        "headers": [
                            ["Host", "localhost"],
                            ["Accept", "*/*"],
                            ["Authorization", "Bearer ***"],
                        ],
                    },
                    "response": {
                        "status": 200,
                        "reason": "Reason",
                        "headers": [["set-cookie", "b"], ["set-cookie", "a"]],
                        "body": "{}",
                    },
                },
                report["cases"][1]["exchanges"][1],
            ],
            "log": [{
                "at": "1970-01-01T00:00:00Z",
                "action": "disable",
                "subject": "alice",
                "status": "failure",
                "code": "Timeout",
                "message": "too late",
                "detail": {
                    "object": "User",
                    "sourceId": "00u1",
                    "sourceName": "alice@contoso.example",
                    "targetId": "42",
                    "cycle": 2,
                    "steps": [{
                        "name": "EntryExportUpdateSoftDelete",
                        "kind": "export",
                        "status": "failure",
                        "description": "Failed to disable User 'alice@contoso.example'",
                        "details": { "ReportableIdentifier": "alice@contoso.example" },
                    }],
                    "modified": [{ "name": "active", "old": "True", "new": null }],
                },
            }],
            "tasks": [{
                "subject": "alice",
                "kind": "deprovisioning",
                "title": "Application accounts need deprovisioning",
                "text": "by hand",
                "canBeRetried": false,
            }],
            "signIns": [],
            "leftovers": [{
                "path": "/Users/42",
                "name": "alice.m4rk@contoso.example",
                "reason": "DELETE failed: 405",
            }],
        })
    );
    let second = &report["cases"][1]["exchanges"][1];
    assert_eq!(second["request"]["method"], "PATCH");
    assert_eq!(second["request"]["body"], r#"{"active":false,"list":[1]}"#);
    assert_eq!(second["response"]["body"], r#"{"detail":"\u001b[2Jno"}"#);
}

fn with(exchange: Exchange) -> Value {
    let mut case = case("join", "entra", Verdict::Pass);
    case.exchanges.push(exchange);
    read_back(vec![case])["cases"][0]["exchanges"][0].clone()
}

#[test]
fn bodies_come_back_byte_by_byte() {
    let text = "\u{0}ü\r\n\u{feff}{\"a\" : 1.0}";
    let shown = with(exchange(Some(text.into()), answer(200, text.as_bytes())));
    assert_eq!(shown["request"]["body"], text);
    assert_eq!(shown["response"]["body"], text);

    let bytes = [0xff, 0x00, 0xfe];
    let shown = with(exchange(Some(bytes.to_vec()), answer(200, &bytes)));
    for side in ["request", "response"] {
        assert!(shown[side].get("body").is_none());
        let text = shown[side]["bodyBase64"].as_str().unwrap();
        let decoded = base64::engine::general_purpose::STANDARD.decode(text);
        assert_eq!(decoded.unwrap(), bytes);
    }
    // No body is not the same as an empty one.
    assert!(
        with(exchange(None, answer(204, b"")))["request"]
            .get("body")
            .is_none()
    );
    assert_eq!(
        with(exchange(Some(Vec::new()), answer(204, b"")))["request"]["body"],
        ""
    );
}

#[test]
fn a_failure_has_what_came_before_it() {
    let shown = with(exchange(None, broken_off()));
    assert!(shown.get("response").is_none());
    let failure = &shown["failure"];
    assert_eq!(failure["kind"], "closed");
    assert_eq!(
        failure["message"],
        "the connection ended in the middle of the body"
    );
    assert_eq!(failure["partial"]["status"], 200);
    assert_eq!(failure["partial"]["body"], "{\"id\": \"4");

    let Outcome::Failure(mut nothing) = broken_off() else {
        panic!("not a failure");
    };
    nothing.partial = None;
    let shown = with(exchange(None, Outcome::Failure(nothing)));
    assert_eq!(shown["failure"]["partial"], Value::Null);
}

#[test]
fn a_snapshot_has_its_difference_and_its_file() {
    let state = |snapshot| {
        let case = CaseResult {
            snapshot,
            ..case("join", "entra", Verdict::Pass)
        };
        read_back(vec![case])["cases"][0]["snapshot"].clone()
    };
    assert_eq!(
        state(SnapshotState::NotTaken),
        json!({ "state": "not-taken" })
    );
    let changed = SnapshotState::Changed {
        diff: "-a\n+b\n".into(),
        pending: None,
    };
    assert_eq!(
        state(changed),
        json!({ "state": "changed", "diff": "-a\n+b\n", "pending": null })
    );
    let new = SnapshotState::New {
        pending: Some("snapshots/x.snap.new".into()),
    };
    assert_eq!(
        state(new),
        json!({ "state": "new", "pending": "snapshots/x.snap.new" })
    );
}

#[test]
fn levels_and_verdicts_have_their_names() {
    for (level, name) in [
        (Level::Skip, "skip"),
        (Level::Warn, "warn"),
        (Level::Fail, "fail"),
        (Level::Error, "error"),
    ] {
        let mut one = finding("hm");
        one.level = level;
        let case = CaseResult {
            findings: vec![one],
            ..case("join", "entra", Verdict::Warn)
        };
        let report = read_back(vec![case]);
        assert_eq!(report["cases"][0]["findings"][0]["level"], name);
        assert_eq!(report["cases"][0]["verdict"], "warn");
        assert_eq!(report["summary"]["verdicts"]["warn"], 1);
    }
}

#[test]
fn a_case_on_a_profile_says_so_and_shows_who_signed_in() {
    let mut one = on("gitlab-saas-14", case("join", "okta", Verdict::Pass));
    one.sign_ins = vec![sign_in(true, "Signed in")];
    let report = read_back(vec![one]);
    let shown = &report["cases"][0];
    assert_eq!(shown["id"], "join@okta@gitlab-saas-14");
    assert_eq!(shown["target"], "ref:gitlab-saas-14");
    assert_eq!(
        shown["signIns"],
        json!([{
            "step": 3,
            "person": "alice",
            "nameId": "0b1d",
            "attributes": [["email", "alice@contoso.example"]],
            "externUid": "0b1d",
            "outcome": "signed-in",
            "message": "Signed in",
            "account": "alice",
            "member": true,
        }])
    );
}
