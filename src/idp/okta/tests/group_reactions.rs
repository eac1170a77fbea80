//! What each answer to a request about a group leads to: the texts, the task and what comes next.

use serde_json::json;

use super::support::{GROUP_LOOKUP, Team, catalog, group, push, wizard};
use crate::idp::okta::{EmptyAnswer, GroupNotFound, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, list, refusal, text, throttled};
use crate::transcript::{FailureKind, Outcome};

const WHEN: &str = "Failed on 01-05-2026 08:00:00AM UTC: Unable to update Group Push mapping target \
                    App group Pastry t: ";
const UNREADABLE: &str = "Error while trying to get the group Pastry t with the externalId g-1 and \
                          id com.saasure.db.dto.platform.entity.AppGroup@…";

fn named() -> Act {
    Act::Join("pastry".into(), vec!["uma".into()])
}

fn shown() -> Outcome {
    answer(200, group("g-1", &[]))
}

/// Plays an act that fails; gives event and reason, which the task has too.
async fn failed(team: &mut Team, act: &Act, answers: Vec<Outcome>) -> (String, String) {
    team.play(act, answers).await;
    let log = team.log();
    assert_eq!(log.len(), 2, "{log:?}");
    let (event, text) = log[0].split_once(" pastry ").unwrap();
    let general =
        "failure application.provision.group_push.mapping.update.or.delete.failed.with.error";
    assert_eq!(log[1], format!("{general} pastry {text}"));
    let (code, reason) = text.split_once("] ").unwrap();
    assert_eq!(team.tasks(), [reason]);
    let reason = reason.strip_prefix(WHEN).expect("the text of a mapping");
    let event = event
        .strip_prefix("failure application.provision.")
        .unwrap();
    (format!("{event} {code}]"), reason.to_owned())
}

/// A group whose creation ends with the last of these answers.
async fn created(answers: Vec<Outcome>) -> (String, String) {
    let mut team = Team::new(catalog());
    let failed = failed(&mut team, &push(), answers).await;
    assert_eq!(team.app.link("pastry"), None);
    failed
}

#[tokio::test]
async fn refusals_show_phrase_and_detail() {
    for (status, phrase) in [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (409, "Conflict"),
        (422, "Unprocessable Entity"),
        (500, "Internal Server Error"),
        (501, "Not Implemented"),
    ] {
        let why = format!("{phrase}. Errors reported by remote server: no");
        let no = || refusal(status, "no");
        // The creation: the conflict is not looked up either.
        assert_eq!(
            created(vec![list(&[]), no()]).await,
            (
                format!("group.add [{phrase}]"),
                format!("Error while creating user group Pastry t: {why}")
            )
        );
        let updated =
            format!("Error while updating user group membership for group Pastry t {why}");
        // The name, which stops the members; then the members.
        let mut team = Team::pushed(catalog()).await;
        assert_eq!(
            failed(&mut team, &named(), vec![no()]).await,
            (format!("group.update [{phrase}]"), updated.clone())
        );
        let mut team = Team::pushed(catalog()).await;
        assert_eq!(
            failed(&mut team, &named(), vec![empty(204), no()]).await,
            (
                format!("group_membership.update [{phrase}]"),
                updated.clone()
            )
        );
        // The PUT.
        let mut team = Team::pushed(wizard()).await;
        assert_eq!(
            failed(&mut team, &named(), vec![shown(), no()]).await,
            (format!("group_membership.update [{phrase}]"), updated)
        );
        // The read: one that is gone has a text without a reason.
        let mut team = Team::pushed(wizard()).await;
        let reason = if status == 404 {
            UNREADABLE.to_owned()
        } else {
            format!("{UNREADABLE}: {why}")
        };
        assert_eq!(
            failed(&mut team, &named(), vec![no()]).await,
            (format!("group.verify_exists [{phrase}]"), reason)
        );
        assert_eq!(team.app.link("pastry"), Some("g-1"));
    }
}

#[tokio::test]
async fn a_refused_name_keeps_members_from_being_pushed() {
    let mut team = Team::new(catalog());
    let answers = [
        list(&[]),
        answer(201, group("g-1", &[])),
        refusal(400, "id is not allowed"),
    ];
    let lines = team.play(&push(), answers).await;
    assert_eq!(lines, [GROUP_LOOKUP, "POST /Groups", "PATCH /Groups/g-1"]);
    assert_eq!(team.app.link("pastry"), Some("g-1"));
    assert_eq!(team.tasks().len(), 1);
    // Retrying goes on from there.
    let retry = Act::Retry("pastry".into());
    let lines = team.play(&retry, [empty(204), empty(204)]).await;
    assert_eq!(lines, ["PATCH /Groups/g-1", "PATCH /Groups/g-1"]);
    assert!(team.tasks().is_empty());
}

#[tokio::test]
async fn a_refused_lookup_of_the_group_is_no_creation() {
    for (status, phrase) in [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (500, "Internal Server Error"),
    ] {
        let (_, reason) = created(vec![refusal(status, "no")]).await;
        assert_eq!(
            reason,
            format!(
                "Error while creating user group Pastry t: {phrase}. Errors reported by remote \
                 server: no"
            )
        );
    }
    let (_, reason) = created(vec![answer(200, json!({ "totalResults": 0 }))]).await;
    assert_eq!(
        reason,
        "Error while creating user group Pastry t: null (scimulate: `Resources` is missing)"
    );
}

#[tokio::test]
async fn not_found_may_mean_that_there_is_no_such_group() {
    let mut team = Team::new(catalog());
    let made = answer(201, group("g-1", &[]));
    let answers = [refusal(404, ""), made, empty(204), empty(204)];
    let lines = team.play(&push(), answers).await;
    assert_eq!(lines[..2], [GROUP_LOOKUP, "POST /Groups"]);
    let mut team = Team::new(Settings {
        group_not_found: GroupNotFound::Failure,
        ..catalog()
    });
    let lines = team.play(&push(), [refusal(404, "")]).await;
    assert_eq!(lines, [GROUP_LOOKUP]);
}

#[tokio::test]
async fn what_is_no_group_fails_the_push() {
    for outcome in [
        empty(200),
        answer(200, json!([])),
        text(200, "text/html", "<html>"),
    ] {
        let (_, reason) = created(vec![list(&[]), outcome.clone()]).await;
        assert_eq!(
            reason,
            "Error while creating user group Pastry t: null (scimulate: the answer holds no group \
             with an `id`)"
        );
        let mut team = Team::pushed(wizard()).await;
        let (event, _) = failed(&mut team, &named(), vec![outcome]).await;
        assert_eq!(event, "group.verify_exists [null]");
    }
    for outcome in [
        empty(200),
        answer(200, json!([])),
        text(200, "text/html", "<html>"),
    ] {
        for (settings, mut answers) in [(wizard(), vec![shown()]), (catalog(), vec![])] {
            let mut team = Team::pushed(settings).await;
            answers.push(outcome.clone());
            let (event, _) = failed(&mut team, &named(), answers).await;
            assert!(event.ends_with("[null]"), "{event}");
        }
    }
}

#[tokio::test]
async fn a_group_may_come_back_or_not() {
    for (settings, outcome) in [
        (catalog(), shown()),
        (catalog(), empty(204)),
        (wizard(), shown()),
        (
            wizard(),
            answer(200, json!({ "id": "g-1", "members": null })),
        ),
    ] {
        let patches = settings.app.patches();
        let mut team = Team::pushed(settings).await;
        let read = (!patches).then(shown);
        let second = patches.then(|| outcome.clone());
        let answers: Vec<_> = read.into_iter().chain([outcome]).chain(second).collect();
        team.play(&named(), answers).await;
        let log = team.log();
        assert!(log[0].starts_with("success "), "{log:?}");
        assert!(team.tasks().is_empty());
    }
}

#[tokio::test]
async fn a_put_without_an_answer_is_a_warning_or_a_failure() {
    let mut team = Team::pushed(wizard()).await;
    team.play(&named(), [shown(), empty(204)]).await;
    assert_eq!(
        team.log(),
        [
            "warning application.provision.group_push.updated pastry Push group memberships to \
             external application (scimulate: PUT was answered 204 without the resource; how Okta \
             takes this is not documented)"
        ]
    );
    let mut team = Team::pushed(Settings {
        no_content: EmptyAnswer::Failure,
        ..wizard()
    })
    .await;
    let (event, _) = failed(&mut team, &named(), vec![shown(), empty(204)]).await;
    assert_eq!(event, "group_membership.update [null]");
}

#[tokio::test]
async fn no_answer_and_no_json() {
    for (outcome, code, why) in [
        (
            failure(FailureKind::Timeout),
            "Read timed out",
            "Read timed out",
        ),
        (failure(FailureKind::Connect), "null", "null"),
        (failure(FailureKind::Tls), "null", "null"),
        (
            text(502, "text/plain", "error code: 502"),
            "Bad Gateway",
            "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token \
             'error': was expecting ('true', 'false' or 'null') at [Source: \
             java.io.StringReader@…; line: 1, column: 6]",
        ),
        (
            text(504, "text/html", "<html>"),
            "Gateway Timeout",
            "Gateway Timeout. Errors reported by remote server: Invalid JSON: Unexpected \
             character ('<' (code 60)): expected a valid value (number, String, array, object, \
             'true', 'false' or 'null') at [Source: java.io.StringReader@…; line: 1, column: 2]",
        ),
    ] {
        assert_eq!(
            created(vec![list(&[]), outcome.clone()]).await,
            (
                format!("group.add [{code}]"),
                format!("Error while creating user group Pastry t: {why}")
            )
        );
        let mut team = Team::pushed(wizard()).await;
        assert_eq!(
            failed(&mut team, &named(), vec![outcome]).await,
            (
                format!("group.verify_exists [{code}]"),
                format!("{UNREADABLE}: {why}")
            )
        );
    }
}

#[tokio::test]
async fn throttled_pushes_are_paused() {
    let mut team = Team::pushed(catalog()).await;
    let answers = [
        throttled(Some("3")),
        empty(204),
        throttled(None),
        empty(204),
        empty(204),
    ];
    let lines = team.play(&named(), answers).await;
    assert_eq!(lines, ["PATCH /Groups/g-1"; 5], "name and members again");
    assert_eq!(team.wire.pauses, [3, 300]);
    let at = team.app.log().last().unwrap().at;
    assert_eq!(at.to_string(), "2026-01-05T08:05:03Z");
    // What was created is not created again.
    let mut team = Team::new(catalog());
    let answers = [
        list(&[]),
        throttled(Some("3")),
        list(&[]),
        answer(201, group("g-1", &[])),
        throttled(Some("3")),
        empty(204),
        empty(204),
    ];
    let lines = team.play(&push(), answers).await;
    assert_eq!(
        lines,
        [
            GROUP_LOOKUP,
            "POST /Groups",
            GROUP_LOOKUP,
            "POST /Groups",
            "PATCH /Groups/g-1",
            "PATCH /Groups/g-1",
            "PATCH /Groups/g-1"
        ]
    );
    let unpush = Act::Unpush {
        group: "pastry".into(),
        leave: false,
    };
    let lines = team.play(&unpush, [throttled(Some("3")), empty(204)]).await;
    assert_eq!(lines, ["DELETE /Groups/g-1"; 2]);
    // The tenth attempt is the last one, and the text has the time of the failure.
    let mut team = Team::pushed(wizard()).await;
    let lines = team.play(&named(), (0..10).map(|_| throttled(None))).await;
    assert_eq!(lines, ["GET /Groups/g-1"; 10]);
    assert!(
        team.tasks()[0].starts_with("Failed on 01-07-2026 02:35:00AM UTC: "),
        "{:?}",
        team.tasks()
    );
}

#[tokio::test]
async fn a_group_that_is_gone_leaves_the_mapping_in_error() {
    let mut team = Team::pushed(wizard()).await;
    for act in [named(), Act::Retry("pastry".into())] {
        let lines = team.play(&act, [refusal(404, "")]).await;
        assert_eq!(lines, ["GET /Groups/g-1"]);
        assert_eq!(team.tasks(), [format!("{WHEN}{UNREADABLE}")]);
    }
    // Unlinking and pushing anew mends it.
    let unlink = Act::Unpush {
        group: "pastry".into(),
        leave: true,
    };
    assert!(team.play(&unlink, []).await.is_empty());
    assert!(team.tasks().is_empty());
    let answers = [list(&[]), answer(201, group("g-2", &[])), shown(), shown()];
    team.play(&push(), answers).await;
    assert_eq!(team.app.link("pastry"), Some("g-2"));
}

#[tokio::test]
async fn a_deletion_ends_with_any_success_or_not_found() {
    let unpush = || Act::Unpush {
        group: "pastry".into(),
        leave: false,
    };
    for outcome in [empty(204), empty(200), refusal(404, "")] {
        let mut team = Team::pushed(catalog()).await;
        team.play(&unpush(), [outcome]).await;
        assert_eq!(team.app.link("pastry"), None);
    }
    let mut team = Team::pushed(catalog()).await;
    assert_eq!(
        failed(&mut team, &unpush(), vec![refusal(500, "no")]).await,
        (
            "group.remove [Internal Server Error]".to_owned(),
            "Error while deleting user group Pastry t: Internal Server Error. Errors reported by \
             remote server: no"
                .to_owned()
        )
    );
    assert_eq!(team.app.link("pastry"), Some("g-1"));
    let lines = team.play(&Act::Retry("pastry".into()), [empty(204)]).await;
    assert_eq!(lines, ["DELETE /Groups/g-1"]);
    assert_eq!(team.app.link("pastry"), None);
}

#[tokio::test]
async fn a_refused_creation_is_tried_again_by_the_admin() {
    let mut team = Team::new(catalog());
    team.play(&push(), [list(&[]), refusal(500, "")]).await;
    assert!(
        team.play(&named(), []).await.is_empty(),
        "nothing to change yet"
    );
    let made = answer(201, group("g-1", &[]));
    let answers = [list(&[]), made, empty(204), empty(204)];
    let lines = team.play(&Act::Retry("pastry".into()), answers).await;
    assert_eq!(lines[..2], [GROUP_LOOKUP, "POST /Groups"]);
    assert!(team.tasks().is_empty());
    assert!(team.play(&Act::Retry("pastry".into()), []).await.is_empty());
}
