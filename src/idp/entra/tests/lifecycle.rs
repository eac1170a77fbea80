//! What each event in the directory leads to, and what it does not.

use serde_json::json;

use super::support::{ADA, BARE, LEGACY, SMALL, Story, user};
use crate::idp::testing::{answer, empty, http, list, mapping, refusal};
use crate::transcript::Outcome;

const DISABLE: &str = r#"{"op":"Replace","path":"active","value":"False"}"#;
const ENABLE: &str = r#"{"op":"Replace","path":"active","value":"True"}"#;
const READ_AND_PATCH: [&str; 2] = ["GET /Users/u-1", "PATCH /Users/u-1"];

type Event = fn(&mut Story);

fn active(active: bool) -> Outcome {
    answer(200, user(json!({ "active": active })))
}

/// A linked person who was disabled by a first event.
async fn disabled_by(event: Event) -> Story {
    let mut story = Story::small(LEGACY).linked().await;
    event(&mut story);
    let patch = story.patch([active(true), empty(204)]).await;
    assert!(patch.contains(DISABLE), "{patch}");
    assert_eq!(
        story.log(),
        ["success disable ada User 'ada.t@example.com' was disabled in customappsso"]
    );
    story
}

#[tokio::test]
async fn an_assignment_matches_then_creates() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let lines = story.cycle([list(&[]), answer(201, user(json!({})))]).await;
    assert_eq!(
        lines,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "POST /Users"
        ]
    );
    assert_eq!(
        story.log(),
        ["success create ada User 'ada.t@example.com' was created in customappsso"]
    );
    assert_eq!(story.job.link("ada"), Some("u-1"));
}

#[tokio::test]
async fn a_person_who_did_not_change_is_not_looked_at() {
    let mut story = Story::small(LEGACY).linked().await;
    assert_eq!(story.cycle([]).await, [""; 0]);
}

#[tokio::test]
async fn a_new_user_name_is_patched_by_the_cached_id() {
    let mut story = Story::small(LEGACY).linked().await;
    story.update(&[("userName", "a.king@example.com")]);
    assert_eq!(
        story.cycle([active(true), empty(204)]).await,
        READ_AND_PATCH
    );
}

#[tokio::test]
async fn unassigning_disables_and_reassigning_enables() {
    let mut story = disabled_by(Story::unassign).await;
    story.assign();
    let patch = story.patch([active(false), empty(204)]).await;
    assert!(patch.contains(ENABLE), "{patch}");
    assert!(story.log()[0].starts_with("success update ada"));
}

#[tokio::test]
async fn blocking_sign_in_disables_and_unblocking_enables() {
    let mut story = disabled_by(Story::disable).await;
    story.enable();
    let patch = story.patch([active(false), empty(204)]).await;
    assert!(patch.contains(ENABLE), "{patch}");
}

#[tokio::test]
async fn an_account_that_is_inactive_already_is_not_disabled_again() {
    let mut story = Story::small(LEGACY).linked().await;
    story.unassign();
    assert_eq!(story.cycle([active(false)]).await, ["GET /Users/u-1"]);
    assert!(story.log()[0].contains("[RedundantExport]"));
}

#[tokio::test]
async fn somebody_out_of_scope_is_left_alone() {
    let mut story = disabled_by(Story::unassign).await;
    story.update(&[("userName", "a.king@example.com")]);
    assert_eq!(story.cycle([]).await, [""; 0]);
}

#[tokio::test]
async fn without_a_row_for_active_nobody_is_disabled() {
    let mut story = Story::with(LEGACY, BARE, mapping(&SMALL[..1]))
        .linked()
        .await;
    story.unassign();
    assert_eq!(story.cycle([active(true)]).await, ["GET /Users/u-1"]);
    assert!(story.log()[0].contains("[RedundantExport]"));
}

#[tokio::test]
async fn without_a_row_for_active_nothing_is_written_about_who_leaves() {
    let rows = mapping(&[SMALL[0], ("title", "jobTitle")]);
    let events: [(Event, &str); 2] = [
        (Story::unassign, "Assigned=False"),
        (Story::disable, "IsActive=False"),
    ];
    for (event, why) in events {
        let mut story = Story::with(LEGACY, ADA, rows.clone()).linked().await;
        event(&mut story);
        assert_eq!(story.cycle([active(true)]).await, ["GET /Users/u-1"]);
        let entry = format!(
            "skipped other ada [NotEffectivelyEntitled] The user is not effectively entitled: {why}"
        );
        assert_eq!(story.log(), [entry]);
    }
}

#[tokio::test]
async fn who_is_inactive_already_is_updated_not_disabled() {
    let rows = mapping(&[SMALL[0], SMALL[1], ("title", "jobTitle")]);
    let mut story = Story::with(LEGACY, ADA, rows).linked().await;
    story.unassign();
    let patch = story.patch([active(false), empty(204)]).await;
    assert!(!patch.contains("active"), "{patch}");
    assert!(story.log()[0].starts_with("success update ada"));
}

#[tokio::test]
async fn somebody_blocked_from_the_start_is_never_created() {
    let mut story = Story::small(LEGACY);
    story.disable();
    story.assign();
    assert_eq!(story.cycle([]).await, [""; 0]);
    assert_eq!(
        story.log(),
        [
            "skipped other ada [NotEffectivelyEntitled] The user is not effectively entitled: \
          IsActive=False"
        ]
    );
}

#[tokio::test]
async fn a_hard_deletion_deletes() {
    let mut story = Story::small(LEGACY).linked().await;
    story.delete();
    assert_eq!(
        story.requests([empty(204)]).await,
        [http(
            "
            DELETE /Users/u-1
            Host: <host>
            Authorization: <token>
            "
        )]
    );
    assert_eq!(
        story.log(),
        ["success delete ada User 'ada.t@example.com' was deleted in customappsso"]
    );
    assert_eq!(story.job.link("ada"), None);
}

#[tokio::test]
async fn somebody_blocked_and_then_deleted_is_deleted() {
    let mut story = disabled_by(Story::disable).await;
    story.delete();
    assert_eq!(story.cycle([empty(204)]).await, ["DELETE /Users/u-1"]);
}

#[tokio::test]
async fn somebody_unassigned_and_then_deleted_is_never_deleted() {
    let mut story = disabled_by(Story::unassign).await;
    story.delete();
    assert_eq!(story.cycle([]).await, [""; 0]);
    assert_eq!(story.cycle([]).await, [""; 0]);
}

#[tokio::test]
async fn what_is_gone_already_counts_as_deleted() {
    let mut story = Story::small(LEGACY).linked().await;
    story.delete();
    story.cycle([refusal(404, "no such user")]).await;
    assert!(story.log()[0].starts_with("success delete ada"));
    assert_eq!(story.job.link("ada"), None);
}
