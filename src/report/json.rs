//! The result tree as JSON: everything that is known of a run, for machines.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::idp_log::{entry, task};
use crate::transcript::{
    CaseResult, Exchange, Finding, Leftover, Outcome, Response, RunResult, SignIn, SnapshotState,
};

/// Version of the layout; grows when a member changes its meaning or goes away.
const FORMAT: u32 = 1;

/// Renders the tree.
///
/// `headers` are pairs in wire order. A body is `body` when it is UTF-8 and `bodyBase64` when it is
/// not; either holds the bytes as they were, but for masked secrets.
pub fn render(result: &RunResult) -> Value {
    let summary = result.summary();
    let verdicts: Map<String, Value> = summary
        .verdicts
        .iter()
        .map(|(name, count)| (name.clone(), json!(count)))
        .collect();
    json!({
        "format": FORMAT,
        "target": result.target,
        "targets": result.targets,
        "seed": result.seed,
        "interrupted": result.interrupted,
        "elapsedMs": result.elapsed_ms,
        "summary": {
            "cases": result.cases.len(),
            "verdicts": verdicts,
            "snapshots": {
                "matched": summary.snapshots_matched,
                "changed": summary.snapshots_changed,
                "new": summary.snapshots_new,
            },
            "requests": summary.requests,
            "leftovers": summary.leftovers,
        },
        "cases": result.cases.iter().map(|one| case(one, result)).collect::<Vec<_>>(),
    })
}

fn case(case: &CaseResult, result: &RunResult) -> Value {
    let target = case.id.profile.as_ref().map_or_else(
        || {
            let mut usual = result
                .targets
                .iter()
                .filter(|name| !name.starts_with("ref:"));
            usual.next().unwrap_or(&result.target).clone()
        },
        |profile| format!("ref:{profile}"),
    );
    json!({
        "id": case.id.to_string(),
        "scenario": case.id.scenario,
        "idp": case.id.idp,
        "target": target,
        "title": case.title,
        "verdict": case.verdict.as_str(),
        "elapsedMs": case.elapsed_ms,
        "known": case.known.as_ref().map(|known| {
            json!({ "reason": known.reason, "file": known.file, "line": known.line })
        }),
        "findings": case.findings.iter().map(finding).collect::<Vec<_>>(),
        "snapshot": snapshot(&case.snapshot),
        "exchanges": case.exchanges.iter().map(exchange).collect::<Vec<_>>(),
        "log": case.log.iter().map(entry).collect::<Vec<_>>(),
        "tasks": case.tasks.iter().map(task).collect::<Vec<_>>(),
        "signIns": case.sign_ins.iter().map(sign_in).collect::<Vec<_>>(),
        "leftovers": case.leftovers.iter().map(leftover).collect::<Vec<_>>(),
    })
}

fn sign_in(sign_in: &SignIn) -> Value {
    json!({
        "step": sign_in.step,
        "person": sign_in.person,
        "nameId": sign_in.name_id,
        "attributes": sign_in.attributes,
        "externUid": sign_in.extern_uid,
        "outcome": if sign_in.is_in { "signed-in" } else { "refused" },
        "message": sign_in.message,
        "account": sign_in.account,
        "member": sign_in.is_member,
    })
}

fn finding(finding: &Finding) -> Value {
    let place = finding
        .place
        .as_ref()
        .map(|place| json!({ "file": place.file, "line": place.line, "column": place.column }));
    json!({
        "level": finding.level.as_str(),
        "message": finding.message,
        "expected": finding.expected,
        "got": finding.got,
        "hint": finding.hint,
        "step": finding.step,
        "place": place,
        "exchange": finding.exchange,
    })
}

fn snapshot(state: &SnapshotState) -> Value {
    let mut object = json!({ "state": state.as_str() });
    match state {
        SnapshotState::Changed { diff, pending } => {
            object["diff"] = json!(diff);
            object["pending"] = json!(pending);
        }
        SnapshotState::New { pending } => object["pending"] = json!(pending),
        SnapshotState::NotTaken | SnapshotState::Matched => {}
    }
    object
}

fn exchange(exchange: &Exchange) -> Value {
    let mut request = json!({
        "method": exchange.request.method.as_str(),
        "target": exchange.request.target,
        "headers": exchange.request.headers,
    });
    if let Some(bytes) = &exchange.request.body {
        body(&mut request, bytes);
    }
    let mut object = json!({
        "origin": exchange.origin.as_str(),
        "step": exchange.step,
        "startedMs": exchange.started_ms,
        "elapsedMs": exchange.elapsed_ms,
        "request": request,
    });
    if let Some(trouble) = &exchange.trouble {
        object["trouble"] = json!(trouble);
    }
    match &exchange.outcome {
        Outcome::Response(answer) => object["response"] = response(answer),
        Outcome::Failure(failure) => {
            object["failure"] = json!({
                "kind": failure.kind.as_str(),
                "message": failure.message,
                "partial": failure.partial.as_ref().map(response),
            });
        }
    }
    object
}

fn response(response: &Response) -> Value {
    let mut object = json!({
        "status": response.status,
        "reason": response.reason,
        "headers": response.headers,
    });
    body(&mut object, &response.body);
    object
}

fn body(object: &mut Value, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => object["body"] = json!(text),
        Err(_) => {
            let text = base64::engine::general_purpose::STANDARD.encode(bytes);
            object["bodyBase64"] = json!(text);
        }
    }
}

fn leftover(leftover: &Leftover) -> Value {
    json!({ "path": leftover.path, "name": leftover.name, "reason": leftover.reason })
}

#[cfg(test)]
mod tests;
