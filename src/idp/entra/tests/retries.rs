//! When a failed person, and a job in quarantine, come up again.

use serde_json::json;

use super::support::{LEGACY, Story, user};
use crate::idp::entra::{Retries, Settings};
use crate::idp::testing::{Script, answer, failure, list, refusal};
use crate::transcript::{FailureKind, Outcome};

/// A person whose creation was refused.
async fn refused(settings: Settings, outcome: Outcome) -> Story {
    let mut story = Story::small(settings);
    story.assign();
    story.cycle([list(&[]), outcome]).await;
    story
}

/// How many cycles pass until something is sent; that is answered with a refusal.
async fn silent_cycles(story: &mut Story) -> usize {
    story.wire = Script::answering(|request| {
        let is_query = request.target.contains('?');
        Some(if is_query {
            list(&[])
        } else {
            refusal(409, "taken")
        })
    });
    let mut cycles = 0;
    while story.requests([]).await.is_empty() {
        cycles += 1;
    }
    cycles
}

#[tokio::test]
async fn gaps_grow_from_6_hours_to_a_day() {
    let mut story = refused(LEGACY, refusal(409, "taken")).await;
    let mut silences = Vec::new();
    for _ in 0..5 {
        silences.push(silent_cycles(&mut story).await);
    }
    // Retries are due 6, 12, 24, 48 and 72 hours after the first failure; a cycle takes 40 minutes.
    assert_eq!(silences, [8, 8, 17, 35, 35]);
}

#[tokio::test]
async fn the_log_says_how_often_and_when_next() {
    let mut story = refused(LEGACY, refusal(409, "taken")).await;
    let ends = |log: &[String], end: &str| {
        assert!(log.last().unwrap().ends_with(end), "{log:?}");
    };
    // The first cycle is at 08:40.
    ends(
        &story.log(),
        ". This operation was retried 0 times. It will be retried again after this date: \
         2026-01-05T14:40:00Z UTC",
    );
    silent_cycles(&mut story).await;
    ends(
        &story.log(),
        ". This operation was retried 1 times. It will be retried again after this date: \
         2026-01-05T20:40:00Z UTC",
    );
}

#[tokio::test]
async fn what_the_target_broke_is_tried_in_the_next_cycle() {
    for outcome in [
        refusal(500, ""),
        refusal(503, ""),
        refusal(429, ""),
        failure(FailureKind::Timeout),
        failure(FailureKind::Closed),
    ] {
        let mut story = refused(LEGACY, outcome).await;
        assert_eq!(silent_cycles(&mut story).await, 0);
    }
}

#[tokio::test]
async fn failures_may_be_tried_in_every_cycle() {
    let settings = Settings {
        retries: Retries::EveryCycle,
        ..LEGACY
    };
    let mut story = refused(settings, refusal(409, "taken")).await;
    for _ in 0..3 {
        assert_eq!(silent_cycles(&mut story).await, 0);
    }
}

#[tokio::test]
async fn a_change_in_the_directory_does_not_wait() {
    let mut story = refused(LEGACY, refusal(409, "taken")).await;
    story.update(&[("userName", "a.king@example.com")]);
    let lines = story.cycle([list(&[]), answer(201, user(json!({})))]).await;
    assert_eq!(lines.len(), 2);
    assert_eq!(story.job.link("ada"), Some("u-1"));
}

#[tokio::test]
async fn after_a_success_nothing_is_left_over() {
    let mut story = refused(LEGACY, refusal(500, "")).await;
    story.cycle([list(&[]), answer(201, user(json!({})))]).await;
    for _ in 0..50 {
        assert_eq!(story.cycle([]).await, [""; 0]);
    }
}

#[tokio::test]
async fn after_28_days_a_person_is_given_up() {
    let mut story = refused(LEGACY, refusal(409, "taken")).await;
    for _ in 0..30 {
        silent_cycles(&mut story).await;
    }
    let log = story.log();
    assert_eq!(log.len(), 31);
    assert!(
        log[30].ends_with(". This operation was retried 30 times. It will not be retried"),
        "{}",
        log[30]
    );
    for _ in 0..50 {
        story.requests([]).await;
        assert_eq!(story.log(), [""; 0]);
    }
}

#[tokio::test]
async fn tries_in_between_do_not_use_up_the_28_days() {
    let mut story = refused(LEGACY, refusal(500, "")).await;
    // The target is down for a day and a half, then refuses.
    for _ in 0..54 {
        story.cycle([list(&[]), refusal(500, "")]).await;
    }
    story.cycle([list(&[]), refusal(409, "taken")]).await;
    let log = story.log();
    let end = ". This operation was retried 55 times. It will be retried again after this date: \
               2026-01-07T08:40:00Z UTC";
    assert!(log[55].ends_with(end), "{}", log[55]);
    assert_eq!(silent_cycles(&mut story).await, 16);
}

#[tokio::test]
async fn a_job_in_quarantine_is_tried_at_the_same_times() {
    let mut story = Story::small(LEGACY);
    story.assign();
    story.wire = Script::answering(|_| Some(refusal(401, "")));
    for _ in 0..4 {
        story.requests([]).await;
    }
    let times: Vec<_> = story
        .job
        .log()
        .iter()
        .map(|entry| entry.at.to_string())
        .collect();
    assert_eq!(
        times,
        [
            "2026-01-05T08:40:00Z",
            "2026-01-05T14:40:00Z",
            "2026-01-05T20:40:00Z",
            "2026-01-06T08:40:00Z"
        ]
    );
}

#[tokio::test]
async fn a_good_cycle_ends_the_quarantine() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let standing = std::mem::replace(
        &mut story.wire,
        Script::answering(|_| Some(refusal(401, ""))),
    );
    story.requests([]).await;
    story.wire = standing;
    let lines = story.cycle([list(&[]), answer(201, user(json!({})))]).await;
    assert_eq!(lines.len(), 2, "who changed before is not forgotten");
    story.update(&[("userName", "a.king@example.com")]);
    story.cycle([refusal(500, "")]).await;
    let at = |index: usize| story.job.log()[index].at;
    assert_eq!(at(2).duration_since(at(1)).as_mins(), 40);
}

#[tokio::test]
async fn after_28_days_the_job_is_disabled() {
    let mut story = Story::small(LEGACY);
    story.assign();
    story.wire = Script::answering(|_| Some(refusal(401, "")));
    for _ in 0..31 {
        story.requests([]).await;
    }
    let log = story.log();
    assert!(
        log.last().unwrap().ends_with(". The job is disabled"),
        "{log:?}"
    );
    story.wire = Script::of([]);
    story.requests([]).await;
    assert_eq!(story.log(), [""; 0]);
}
