//! Stories as identity providers tell them, and as servers answer them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Context, render};
use crate::transcript::{
    Body, CaseId, Exchange, Failure, FailureKind, HeaderLine, LogDetail, LogEntry, LogStatus,
    Masker, Method, Origin, Outcome, Response, Secret, SentRequest,
};

/// What a run and a server make up.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) base: String,
    pub(super) marker: String,
    pub(super) user: String,
    pub(super) second: String,
    pub(super) group: String,
    pub(super) probe: String,
    pub(super) time: String,
    pub(super) etag: String,
    pub(super) token: String,
    pub(super) others: Vec<Value>,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            base: "http://127.0.0.1:43211/scim/v2".into(),
            marker: "k3x9q".into(),
            user: "2819c223-7f76-453a-919d-413861904646".into(),
            second: "902c246b-6245-4190-8e05-00816be7344a".into(),
            group: "e9e30dba-f08f-4109-8486-d5c6a331660a".into(),
            probe: "8646d011-1693-4cd3-9ee6-0d7482ca2219".into(),
            time: "2026-01-05T10:00:00.123Z".into(),
            etag: "a330bc54f0671c9".into(),
            token: "s3cr3t-t0ken/+\"x".into(),
            others: vec![json!({
                "id": "7", "userName": "bob@corp.example", "emails": [{"value": "bob@corp.example"}]
            })],
        }
    }
}

impl Made {
    pub(super) fn context(&self) -> Context {
        Context {
            base_url: self.base.clone(),
            marker: self.marker.clone(),
            secrets: Masker::new([&Secret::new(self.token.clone())]),
            fixed: vec![("00uEXAMPLE0000000001".into(), "[okta-ada]".into())],
        }
    }

    pub(super) fn user(&self, id: &str, name: &str, active: bool) -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": format!("{name}+{}@example.com", self.marker),
            "id": id,
            "active": active,
            "meta": {
                "resourceType": "User",
                "created": self.time,
                "version": format!("W/\"{}\"", self.etag),
                "location": format!("{}/Users/{id}", self.base),
            },
        })
    }

    fn render(&self, exchanges: &[Exchange], log: &[LogEntry]) -> String {
        let case = CaseId {
            scenario: "re-add".into(),
            idp: "entra".into(),
            profile: None,
        };
        render(
            &case,
            "Remove a user and add them back",
            exchanges,
            log,
            &self.context(),
        )
    }
}

pub(super) fn exchange(
    step: Option<usize>,
    (method, target): (Method, &str),
    sent: Option<Value>,
    (status, reason): (u16, &str),
    received: Option<Value>,
) -> Exchange {
    let scim =
        |name: &str| -> HeaderLine { (name.to_owned().into(), "application/scim+json".into()) };
    Exchange {
        origin: Origin::Idp,
        step,
        request: SentRequest {
            method,
            target: target.to_owned(),
            headers: [("Host".into(), "127.0.0.1".into())]
                .into_iter()
                .chain([("Authorization".into(), "Bearer ***".into())])
                .chain(sent.is_some().then(|| scim("Content-Type")))
                .collect(),
            body: sent.map(|body| body.to_string().into()),
        },
        outcome: Outcome::from(Response {
            status,
            reason: reason.to_owned().into(),
            headers: received
                .is_some()
                .then(|| scim("content-type"))
                .into_iter()
                .chain([("date".into(), "Mon, 05 Jan 2026 10:00:00 GMT".into())])
                .collect(),
            body: received.map_or_else(Body::default, |body| body.to_string().into()),
        }),
        trouble: None,
        started_ms: 17,
        elapsed_ms: 4,
    }
}

pub(super) fn list(resources: &[Value]) -> Value {
    json!({
        "totalResults": resources.len(), "itemsPerPage": resources.len(), "startIndex": 1,
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "Resources": resources,
    })
}

fn entry(status: LogStatus, action: &str, code: Option<&str>, message: &str) -> LogEntry {
    LogEntry {
        at: jiff::Timestamp::UNIX_EPOCH,
        action: action.into(),
        subject: Some("ada".into()),
        status,
        code: code.map(str::to_owned),
        message: message.into(),
        detail: LogDetail::default(),
    }
}

/// Entra's probe, match, create, read and disable, with a second account for the same person.
pub(super) fn entra_story(made: &Made) -> Vec<Exchange> {
    let Made {
        marker,
        user,
        second,
        group,
        probe,
        ..
    } = made;
    let filter = format!("/Users?filter=userName+eq+%22ada%2B{marker}%40example.com%22");
    let mut created = exchange(
        Some(1),
        (Method::Post, "/Users"),
        Some(json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
            "userName": format!("ada+{marker}@example.com"),
            "active": true,
            "password": "********",
        })),
        (201, "Created"),
        Some(made.user(user, "ada", true)),
    );
    if let Outcome::Response(response) = &mut created.outcome {
        let response = Arc::make_mut(response);
        let location = format!("{}/Users/{user}", made.base);
        response.headers.push(("location".into(), location.into()));
        response
            .headers
            .push(("etag".into(), format!("W/\"{}\"", made.etag).into()));
    }
    vec![
        exchange(
            None,
            (
                Method::Get,
                &format!("/Users?filter=userName+eq+%22{probe}%22"),
            ),
            None,
            (200, "OK"),
            Some(list(&[])),
        ),
        exchange(
            Some(1),
            (Method::Get, &filter),
            None,
            (200, "OK"),
            Some(list(&[])),
        ),
        created,
        exchange(
            Some(2),
            (Method::Patch, &format!("/Users/{user}")),
            Some(json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "Replace", "path": "active", "value": "False"}],
            })),
            (200, "OK"),
            Some(made.user(user, "ada", false)),
        ),
        exchange(
            Some(3),
            (Method::Get, &filter),
            None,
            (200, "OK"),
            Some(list(&[])),
        ),
        exchange(
            Some(3),
            (Method::Post, "/Users"),
            Some(json!({"userName": format!("ada+{marker}@example.com")})),
            (201, "Created"),
            Some(made.user(second, "ada", true)),
        ),
        exchange(
            Some(4),
            (Method::Post, "/Groups"),
            Some(json!({"displayName": format!("Sales {marker}")})),
            (201, "Created"),
            Some(
                json!({"id": group, "displayName": format!("Sales {marker}"), "members": [
                    {"value": second, "$ref": format!("{}/Users/{second}", made.base)}
                ]}),
            ),
        ),
        exchange(
            Some(4),
            (Method::Patch, &format!("/Groups/{group}")),
            Some(json!({"Operations": [
                {"op": "Remove", "path": format!("members[value eq \"{user}\"]")},
                {"op": "Add", "path": "members", "value": [{"value": user}]},
            ]})),
            (204, "No Content"),
            None,
        ),
        exchange(
            Some(5),
            (Method::Get, "/Users?startIndex=1&count=2"),
            None,
            (200, "OK"),
            Some(list(&made.others)),
        ),
    ]
}

#[test]
fn an_entra_story_reads_well() {
    let made = Made::default();
    let log = [
        entry(LogStatus::Success, "create", None, ""),
        entry(
            LogStatus::Failure,
            "create",
            Some("EntryConflict"),
            &format!(
                "{} is taken\nby {} at {}",
                made.marker, made.user, made.time
            ),
        ),
    ];
    insta::assert_snapshot!(made.render(&entra_story(&made), &log));
}

#[test]
fn an_okta_story_echoes_what_it_read() {
    let made = Made {
        user: "41".into(),
        second: "42".into(),
        group: "41".into(),
        ..Made::default()
    };
    let mut echoed = made.user("41", "ada", false);
    echoed["externalId"] = "00uEXAMPLE0000000001".into();
    echoed["groups"] = json!([{"value": "41", "display": "Everyone at Corp"}]);
    let filter = format!(
        "/Users?filter=userName%20eq%20%22ada%2B{}%40example.com%22&startIndex=1&count=100",
        made.marker
    );
    let story = [
        exchange(
            None,
            (Method::Get, "/Users?startIndex=1&count=2"),
            None,
            (200, "OK"),
            Some(list(&made.others)),
        ),
        exchange(
            Some(0),
            (Method::Get, &filter),
            None,
            (200, "OK"),
            Some(list(&[echoed.clone()])),
        ),
        exchange(
            Some(0),
            (Method::Get, "/Users/41"),
            None,
            (200, "OK"),
            Some(echoed.clone()),
        ),
        exchange(
            Some(0),
            (Method::Put, "/Users/41"),
            Some(echoed.clone()),
            (200, "OK"),
            Some(echoed),
        ),
        exchange(
            Some(1),
            (Method::Get, "/Users/42"),
            None,
            (404, "Not Found"),
            Some(json!({"status": "404", "detail": "User 41 not found"})),
        ),
    ];
    let text = made.render(&story, &[]);
    assert!(
        !text.contains("corp.example") && !text.contains("Everyone"),
        "{text}"
    );
    insta::assert_snapshot!(text);
}

fn one(exchange: Exchange) -> String {
    Made::default().render(&[exchange], &[])
}

fn answer(target: &str, received: Value) -> Exchange {
    exchange(
        Some(0),
        (Method::Get, target),
        None,
        (200, "OK"),
        Some(received),
    )
}

fn raw_answer(body: &[u8]) -> Exchange {
    let mut made = exchange(
        Some(0),
        (Method::Get, "/Users/1"),
        None,
        (500, "Oops"),
        None,
    );
    if let Outcome::Response(response) = &mut made.outcome {
        Arc::make_mut(response).body = body.to_vec().into();
    }
    made
}

#[test]
fn a_server_that_ignores_the_filter_leaks_nobody() {
    let made = Made::default();
    let mut resources = made.others.clone();
    resources.push(made.user(&made.user, "ada", true));
    resources.push("carol@corp.example".into());
    let text = one(answer(
        "/Users?filter=userName+eq+%22x%22",
        list(&resources),
    ));
    assert!(!text.contains("corp.example"), "{text}");
    assert!(text.contains("\"totalResults\": [count]"), "{text}");
    assert!(
        text.contains("\"[resources of others]\"") && text.contains("[user-1]"),
        "{text}"
    );
}

#[test]
fn others_are_hidden_however_a_server_wraps_them() {
    let bob = Made::default().others[0].clone();
    let mut other_group = json!({"id": "9", "displayName": "Board", "members": [
        {"value": "1", "display": "ada+k3x9q@example.com"}, {"value": "7", "display": "bob@corp.example"}
    ]});
    other_group["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:Group"]);
    for (target, body) in [
        ("/Users/7", bob.clone()),
        ("/Users", json!([bob])),
        ("/Users", json!({"resources": [bob]})),
        ("/Users", json!({"Resources": [[bob]]})),
        ("/Users?filter=x", json!({"data": {"items": [bob]}})),
        ("/Schemas", list(std::slice::from_ref(&bob))),
        ("/Groups/9", other_group.clone()),
        ("/Groups?filter=x", list(&[other_group])),
    ] {
        let text = one(answer(target, body));
        assert!(
            !text.contains("corp.example") && !text.contains("Board"),
            "{target}: {text}"
        );
    }
}

#[test]
fn a_reference_to_another_does_not_make_them_ours() {
    let made = Made::default();
    let mut ada = made.user(&made.user, "ada", true);
    ada["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] =
        json!({"manager": {"value": "7", "displayName": "Bob Corp"}});
    let story = [
        answer(&format!("/Users/{}", made.user), ada),
        answer("/Users/7", made.others[0].clone()),
    ];
    let text = made.render(&story, &[]);
    assert!(!text.contains("Bob") && !text.contains("bob@"), "{text}");
    assert!(text.contains("\"value\": \"[user-2]\""), "{text}");
}

#[test]
fn writing_over_somebody_else_does_not_make_them_ours() {
    // A server that ignores the filter makes Okta take over the first account it finds.
    let made = Made::default();
    let bob = made.others[0].clone();
    let mut taken = bob.clone();
    taken["userName"] = format!("ada+{}@example.com", made.marker).into();
    let story = [
        answer("/Users?filter=userName+eq+%22ada%22", list(&[bob])),
        exchange(
            Some(0),
            (Method::Put, "/Users/7"),
            Some(taken.clone()),
            (200, "OK"),
            Some(taken),
        ),
    ];
    let text = made.render(&story, &[]);
    assert!(!text.contains("corp.example"), "{text}");
    assert!(text.contains("PUT /Users/[user-1]\n"), "{text}");
}

#[test]
fn counts_stay_where_only_the_case_is_counted() {
    let text = one(answer("/Users?filter=userName+eq+%22x%22", list(&[])));
    assert!(text.contains("\"totalResults\": 0"), "{text}");
    let schemas =
        list(&[json!({"id": "urn:ietf:params:scim:schemas:core:2.0:User", "name": "User"})]);
    let text = one(answer("/Schemas", schemas));
    assert!(
        text.contains("\"totalResults\": 1") && text.contains("core:2.0:User"),
        "{text}"
    );
}

#[test]
fn the_type_of_an_id_can_be_seen() {
    let mut ada = Made::default().user("", "ada", true);
    ada["id"] = 41.into();
    let text = one(answer("/Users/41", ada));
    assert!(
        text.contains("GET /Users/[user-1]") && text.contains("\"id\": [user-1],"),
        "{text}"
    );
}

#[test]
fn bodies_that_are_not_json() {
    assert!(one(raw_answer(b"<h1>Oops</h1>\r\n\x1b[2J")).contains("<h1>Oops</h1>\n\\u001b[2J\n"));
    assert!(one(raw_answer(b"\x1f\x8b\x00\x01")).contains("[binary, 4 bytes]"));
    assert!(one(raw_answer(&b"x".repeat(9000))).contains("x[… cut]\n"));
    assert!(one(raw_answer(br#"{"detail": "oops",}"#)).contains(r#"{"detail": "oops",}"#));
    let hidden = one(raw_answer(
        br#"{"Resources": [{"userName": "bob@corp.example"},]}"#,
    ));
    assert!(hidden.contains("malformed JSON, not shown"), "{hidden}");
    let deep = "[".repeat(100_000);
    assert!(one(raw_answer(deep.as_bytes())).contains("[[[["));
}

#[test]
fn long_json_is_cut() {
    let many: Vec<u32> = (0..5000).collect();
    let text = one(answer("/ServiceProviderConfig", json!({"x": many})));
    assert!(
        text.ends_with("\n[… cut]\n") && text.lines().count() < 1100,
        "{text}"
    );
}

#[test]
fn a_failure_is_told_without_the_part_that_came() {
    let mut failed = raw_answer(b"{\"Resources\": [{\"userName\": \"bob@corp.example\"");
    if let Outcome::Response(partial) = failed.outcome {
        failed.outcome = Outcome::Failure(Failure {
            kind: FailureKind::TooLarge,
            message: "body larger than 10 bytes".into(),
            partial: Some(Arc::unwrap_or_clone(partial)),
        });
    }
    let text = one(failed);
    assert!(
        text.contains("→ no answer: too-large (body larger than 10 bytes)"),
        "{text}"
    );
    assert!(
        text.contains("→ incomplete: 500 Oops") && !text.contains("bob@"),
        "{text}"
    );
}

#[test]
fn passwords_are_hidden_wherever_they_are_set() {
    let sent = json!({"password": "k2Pq81Zt", "Operations": [
        {"op": "replace", "path": "password", "value": "k2Pq81Zt"},
        {"op": "replace", "value": {"password": 12345}},
    ]});
    let text = one(exchange(
        None,
        (Method::Put, "/Users/1"),
        Some(sent),
        (200, "OK"),
        None,
    ));
    assert!(!text.contains("k2Pq") && !text.contains("12345"), "{text}");
    assert_eq!(text.matches("[password]").count(), 3, "{text}");
}

#[test]
fn clean_up_is_not_shown_and_numbers_restart_with_each_step() {
    let made = Made::default();
    let mut story = entra_story(&made);
    story[1].origin = Origin::Cleanup;
    let text = made.render(&story, &[]);
    assert_eq!(
        text.matches("GET /Users?filter=userName+eq+%22ada").count(),
        1
    );
    assert_eq!(text.matches("## step 2 · idp #1\n").count(), 1);
    assert_eq!(text.matches("## step 4 · idp #2\n").count(), 1);
}

/// A story in which every one of a crowd is looked for and created, in one step, with what is
/// changed of the exchanges.
fn crowd(count: usize, change: impl Fn(&mut Vec<Exchange>)) -> String {
    let made = Made::default();
    let mut story: Vec<Exchange> = (1..=count)
        .flat_map(|n| {
            let name = format!("member-{n}");
            let filter = format!("/Users?filter=userName+eq+%22{name}.{}%22", made.marker);
            let mut person = made.user(&format!("5f0c2a9e8b{n:04}"), &name, true);
            person["userName"] = format!("{name}.{}@example.com", made.marker).into();
            person["displayName"] = format!("Member Number {n}").into();
            let none = Some(list(&[]));
            let create = (Method::Post, "/Users");
            [
                exchange(Some(1), (Method::Get, &filter), None, (200, "OK"), none),
                exchange(
                    Some(1),
                    create,
                    Some(person.clone()),
                    (201, "Created"),
                    Some(person),
                ),
            ]
        })
        .collect();
    change(&mut story);
    made.render(&story, &[])
}

#[test]
fn of_a_thousand_alike_exchanges_four_are_shown_and_the_rest_counted() {
    let text = crowd(500, |_| {});
    assert!(text.lines().count() < 300, "{text}");
    let left_out = "## step 2 · idp #7 to #998\n[992 alike requests left out: \
                    496 × GET → 200, 496 × POST → 201]\n";
    assert!(text.contains(left_out), "{text}");
    assert_eq!(text.matches("\nPOST /Users\n").count(), 4, "{text}");
    for shown in ["Member Number 3\"", "Member Number 500\"", "#1000\n"] {
        assert!(text.contains(shown), "{text}");
    }
    assert!(!text.contains("Member Number 4\""), "{text}");
    // What is left out has its number, as if it were shown.
    assert!(text.contains("\"id\": \"[user-500]\""), "{text}");
    let fewer = crowd(499, |_| {});
    assert!(fewer.contains("[990 alike requests left out"), "{fewer}");
    assert!(!crowd(12, |_| {}).contains("left out"));
}

#[test]
fn an_exchange_that_differs_is_shown_in_full() {
    let status = crowd(500, |story| {
        if let Outcome::Response(response) = &mut story[501].outcome {
            Arc::make_mut(response).status = 409;
        }
    });
    assert!(
        status.contains("Member Number 251\"") && status.contains("\n→ 409 Created\n"),
        "{status}"
    );
    assert_eq!(status.matches("alike requests").count(), 2, "{status}");
    let body = crowd(500, |story| {
        if let Outcome::Response(response) = &mut story[501].outcome {
            let shown = String::from_utf8(response.body.to_vec()).unwrap();
            Arc::make_mut(response).body = shown
                .replace("\"active\":true", "\"active\":false")
                .into_bytes()
                .into();
        }
    });
    assert!(
        body.contains("Member Number 251\"") && body.contains("\"active\": false"),
        "{body}"
    );
    let other_person = crowd(500, |story| {
        story[501].request.body = story[503].request.body.clone();
    });
    assert!(
        other_person.contains("Member Number 252\""),
        "{other_person}"
    );
    let origin = crowd(500, |story| story[501].origin = Origin::Setup);
    assert!(origin.contains("## step 2 · setup #502\n"), "{origin}");
    let step = crowd(500, |story| {
        for exchange in &mut story[500..] {
            exchange.step = Some(2);
        }
    });
    assert!(step.contains("## step 3 · idp #7 to #498\n"), "{step}");
}

/// A group is sent with that many members, and answered with them.
fn members(ids: impl Iterator<Item = usize>) -> String {
    let members: Vec<Value> = ids
        .map(|n| json!({"value": format!("5f0c2a9e8b{n:04}"), "display": format!("Member {n}")}))
        .collect();
    let group = json!({"id": "9", "displayName": "All k3x9q", "members": members});
    one(exchange(
        Some(0),
        (Method::Post, "/Groups"),
        Some(group.clone()),
        (201, "Created"),
        Some(group),
    ))
}

#[test]
fn of_a_thousand_members_four_are_shown_and_the_rest_counted() {
    let text = members(1..=1000);
    assert!(text.lines().count() < 70, "{text}");
    assert_eq!(text.matches("\n    … 996 alike …,\n").count(), 2, "{text}");
    assert_eq!(text.matches("[user-1000]").count(), 2, "{text}");
    assert!(members(1..=999).contains("… 995 alike …"));
    assert!(!members(1..=20).contains("alike"));
}

#[test]
fn an_element_that_differs_is_shown() {
    let many: Vec<Value> = (0..100)
        .map(|n| json!({"value": if n == 50 { "odd" } else { "even" }}))
        .collect();
    let text = one(answer("/ServiceProviderConfig", json!({"x": many})));
    assert!(
        text.contains("\"odd\"") && text.contains("… 46 alike …") && text.contains("… 45 alike …"),
        "{text}"
    );
}

#[test]
fn of_a_thousand_alike_log_entries_four_are_shown_and_the_rest_counted() {
    let log = |odd: usize| -> String {
        let entries = (1..=1000).map(|n| LogEntry {
            subject: Some(format!("member-{n}")),
            ..entry(
                if n == odd {
                    LogStatus::Failure
                } else {
                    LogStatus::Success
                },
                "create",
                None,
                &format!("Member Number {n}"),
            )
        });
        Made::default().render(&[], &entries.collect::<Vec<_>>())
    };
    let text = log(0);
    assert!(
        text.contains("\n[996 alike entries left out: 996 × success]\n"),
        "{text}"
    );
    assert!(text.ends_with("success create member-1000 Member Number 1000\n"));
    assert!(log(300).contains("failure create member-300 "));
}
