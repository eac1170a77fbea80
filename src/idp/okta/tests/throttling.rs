//! 429: pauses, their lengths and their end.

use serde_json::json;

use super::support::{LOOKUP, Story, catalog, user, wizard};
use crate::idp::okta::{Settings, Throttled};
use crate::idp::simulator::Act;
use crate::idp::testing::{Script, answer, empty, list, throttled};

fn by_request() -> Settings {
    Settings {
        throttled: Throttled::Request,
        ..catalog()
    }
}

#[tokio::test]
async fn whole_seconds_are_waited_for() {
    let mut story = Story::small(catalog());
    let answers = [
        throttled(Some("2")),
        list(&[]),
        throttled(Some(" 7 ")),
        list(&[]),
        answer(201, user(json!({}))),
    ];
    let lines = story.play(Act::Assign, answers).await;
    assert_eq!(
        lines,
        [LOOKUP, LOOKUP, "POST /Users", LOOKUP, "POST /Users"],
        "the task begins anew"
    );
    assert_eq!(story.wire.pauses, [2, 7]);
    let at = |index: usize| story.app.log()[index].at;
    assert_eq!(at(0).to_string(), "2026-01-05T08:00:09Z");
}

#[tokio::test]
async fn the_request_alone_may_be_repeated() {
    let mut story = Story::small(by_request());
    let answers = [
        throttled(Some("2")),
        list(&[]),
        throttled(Some("7")),
        answer(201, user(json!({}))),
    ];
    let lines = story.play(Act::Assign, answers).await;
    assert_eq!(lines, [LOOKUP, LOOKUP, "POST /Users", "POST /Users"]);
    // Ten attempts are granted to each request, and the task is not done again.
    let mut story = Story::small(by_request());
    story.wire = Script::answering(|request| {
        let is_lookup = request.target.contains("filter");
        Some(if is_lookup {
            list(&[])
        } else {
            throttled(Some("1"))
        })
    });
    let lines = story.play(Act::Assign, []).await;
    assert_eq!(lines[0], LOOKUP);
    assert_eq!(lines[1..], ["POST /Users"; 10]);
    assert_eq!(story.app.tasks().len(), 1);
}

#[tokio::test]
async fn attempts_are_those_of_the_task() {
    let mut story = Story::small(catalog());
    let mut lookups = 0;
    story.wire = Script::answering(move |request| {
        if !request.target.contains("filter") {
            return Some(throttled(Some("1")));
        }
        lookups += 1;
        Some(if lookups % 2 == 0 {
            list(&[])
        } else {
            throttled(Some("1"))
        })
    });
    let lines = story.play(Act::Assign, []).await;
    let posts = lines.iter().filter(|line| *line == "POST /Users").count();
    assert_eq!((lines.len() - posts, posts), (10, 5));
}

#[tokio::test]
async fn anything_else_waits_five_minutes_that_double() {
    for header in [
        None,
        Some("Wed, 21 Oct 2026 07:28:00 GMT"),
        Some("1.5"),
        Some("-1"),
        Some("null"),
        Some(""),
    ] {
        let mut story = Story::small(catalog()).linked().await;
        let later = || throttled(header);
        story
            .play(Act::Unassign, [later(), later(), later(), empty(204)])
            .await;
        assert_eq!(story.wire.pauses, [300, 600, 1200]);
        let end = story.app.log().last().unwrap().at;
        assert_eq!(
            end.to_string(),
            "2026-01-05T08:35:00Z",
            "5 + 10 + 20 minutes"
        );
    }
}

#[tokio::test]
async fn such_a_wait_is_as_long_as_the_run_allows() {
    let mut story = Story::small(catalog());
    story.wire.patient = false;
    let lines = story.play(Act::Assign, [throttled(None)]).await;
    assert_eq!(lines, [LOOKUP]);
    assert_eq!(story.wire.pauses, [300, 150, 75, 37, 18, 9, 4, 2, 1, 0]);
    assert!(story.log()[0].contains("[Too Many Requests]"));
}

#[tokio::test]
async fn the_tenth_attempt_is_the_last() {
    let mut story = Story::small(catalog());
    story.wire = Script::answering(|_| Some(throttled(None)));
    let lines = story.play(Act::Assign, []).await;
    assert_eq!(lines, [LOOKUP; 10]);
    let log = story.log();
    assert_eq!(
        log[1],
        "failure application.provision.user.sync ines [Too Many Requests] Automatic provisioning \
         of user ines.t@orchard.example to app scimulate failed: Error while verifying if user \
         ines.t@orchard.example exists: Too Many Requests. Errors reported by remote server: "
    );
    // 5 minutes doubled eight times, added up.
    let minutes = 5 * ((1 << 9) - 1);
    let start = "2026-01-05T08:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let passed = story.app.log()[1].at.duration_since(start);
    assert_eq!(passed.as_mins(), minutes);
}

#[tokio::test]
async fn a_wait_that_is_too_long_ends_the_task() {
    let mut story = Story::small(catalog());
    story.wire.patient = false;
    let lines = story.play(Act::Assign, [throttled(Some("86400"))]).await;
    assert_eq!(lines, [LOOKUP]);
    assert!(story.log()[0].contains("[Too Many Requests]"));
}

#[tokio::test]
async fn reads_before_updates_and_puts_of_deactivations_are_paused() {
    let found = || answer(200, user(json!({})));
    let mut story = Story::small(wizard()).linked().await;
    let answers = [
        throttled(Some("1")),
        found(),
        throttled(None),
        found(),
        found(),
    ];
    let lines = story.play(Act::Unassign, answers).await;
    assert_eq!(
        lines,
        [
            "GET /Users/u-1",
            "GET /Users/u-1",
            "PUT /Users/u-1",
            "GET /Users/u-1",
            "PUT /Users/u-1"
        ]
    );
    assert!(story.app.tasks().is_empty());
}

#[tokio::test]
async fn updates_are_paused_too() {
    let mut story = Story::small(catalog()).linked().await;
    let found = || answer(200, user(json!({})));
    let answers = [found(), throttled(Some("1")), found(), found()];
    let lines = story.update(&[("title", "Chef")], answers).await;
    assert_eq!(
        lines,
        [
            "GET /Users/u-1",
            "PUT /Users/u-1",
            "GET /Users/u-1",
            "PUT /Users/u-1"
        ]
    );
}
