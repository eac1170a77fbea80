//! Tasks of the dashboard, and acts that send nothing.

use serde_json::json;

use super::support::{LOOKUP, Story, Team, catalog, group, oin_wizard, user, wizard};
use crate::idp::okta::{Settings, TaskKind};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, list, refusal, throttled};
use crate::transcript::ObjectKind;

fn kinds(story: &Story) -> Vec<TaskKind> {
    story.app.tasks().iter().map(|task| task.kind).collect()
}

#[tokio::test]
async fn a_failed_assignment_waits_for_retry() {
    let mut story = Story::small(catalog());
    story
        .play(Act::Assign, [list(&[]), refusal(409, "taken")])
        .await;
    assert_eq!(kinds(&story), [TaskKind::Assignment]);
    assert_eq!(
        story.app.tasks()[0].text,
        "Automatic provisioning of user ines.t@orchard.example to app scimulate failed: Error \
         while creating user ines.t@orchard.example: Conflict. Errors reported by remote server: \
         taken"
    );
    let lines = story
        .play(Act::Retry, [list(&[]), refusal(409, "taken")])
        .await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
    assert_eq!(kinds(&story), [TaskKind::Assignment], "one task, not two");
    let made = answer(201, user(json!({})));
    story.play(Act::Retry, [list(&[]), made]).await;
    assert!(story.app.tasks().is_empty());
    assert_eq!(story.app.link("ines"), Some("u-1"));
    assert_eq!(story.play(Act::Retry, []).await, [""; 0]);
}

#[tokio::test]
async fn a_failed_profile_push_waits_for_retry() {
    let mut story = Story::small(wizard()).linked().await;
    story.update(&[("title", "Chef")], [refusal(404, "")]).await;
    assert!(
        story.app.tasks()[0]
            .text
            .starts_with("profile updates have errors: Automatic profile push of user ")
    );
    let lines = story.play(Act::Retry, [refusal(404, "")]).await;
    assert_eq!(lines, ["GET /Users/u-1"], "again and again");
    let found = || answer(200, user(json!({})));
    story.play(Act::Retry, [found(), found()]).await;
    assert!(story.app.tasks().is_empty());
}

#[tokio::test]
async fn a_task_ends_with_the_assignment() {
    let mut story = Story::small(catalog());
    story.play(Act::Assign, [list(&[]), refusal(500, "")]).await;
    story.play(Act::Unassign, []).await;
    assert!(story.app.tasks().is_empty());
    assert_eq!(story.play(Act::Retry, []).await, [""; 0]);
}

#[tokio::test]
async fn a_failed_deactivation_has_no_retry() {
    let mut story = Story::small(catalog()).linked().await;
    story.play(Act::Unassign, [refusal(501, "no PATCH")]).await;
    let task = &story.app.tasks()[0];
    assert_eq!(task.kind, TaskKind::Deprovisioning);
    assert!(!task.can_be_retried());
    assert_eq!(
        task.text,
        "Application accounts need deprovisioning: Go to third-party apps and manually disable \
         user accounts (ines.t@orchard.example in scimulate)"
    );
    assert_eq!(story.play(Act::Retry, []).await, [""; 0]);
    assert_eq!(kinds(&story), [TaskKind::Deprovisioning]);
}

#[tokio::test]
async fn ten_times_throttled_is_a_task_too() {
    let mut story = Story::small(catalog()).linked().await;
    story.wire.prepare((0..10).map(|_| throttled(None)));
    story
        .app
        .act(&Act::Unassign("ines".into()), &mut story.wire)
        .await;
    assert_eq!(story.wire.lines(), ["PATCH /Users/u-1"; 10]);
    assert_eq!(kinds(&story), [TaskKind::Deprovisioning]);
    assert!(story.log()[0].contains("FAILURE: Too Many Requests"));
}

#[tokio::test]
async fn a_retried_assignment_updates_the_pushed_groups() {
    let mut team = Team::pushed(wizard()).await;
    let found = || answer(200, user(json!({ "id": "u-ines" })));
    team.play(&Act::Unassign("ines".into()), [found(), found()])
        .await;
    let ines = || "ines".to_owned();
    team.play(&Act::Assign(ines()), [refusal(500, "")]).await;
    let shown = || answer(200, group("g-1", &[]));
    let made = answer(201, user(json!({ "id": "u-2" })));
    let lines = team
        .play(&Act::Retry(ines()), [list(&[]), made, shown(), shown()])
        .await;
    assert_eq!(
        lines,
        [LOOKUP, "POST /Users", "GET /Groups/g-1", "PUT /Groups/g-1"]
    );
}

#[tokio::test]
async fn suspending_sends_nothing() {
    let mut story = Story::small(catalog()).linked().await;
    for act in [Act::Suspend, Act::Unsuspend] {
        assert_eq!(story.play(act, []).await, [""; 0]);
    }
    assert!(story.log().is_empty());
}

#[tokio::test]
async fn what_is_not_ticked_is_not_done() {
    let mut story = Story::small(Settings {
        create_users: false,
        ..catalog()
    });
    assert_eq!(story.play(Act::Assign, [list(&[])]).await, [LOOKUP]);
    assert!(
        story.app.tasks()[0]
            .text
            .ends_with("failed: Matching user not found")
    );
    let mut story = Story::small(Settings {
        update_users: false,
        deactivate_users: false,
        ..catalog()
    })
    .linked()
    .await;
    assert_eq!(story.update(&[("title", "Chef")], []).await, [""; 0]);
    assert_eq!(story.play(Act::Unassign, []).await, [""; 0]);
    assert_eq!(story.app.link("ines"), None);
}

#[tokio::test]
async fn user_names_may_be_kept_out_of_updates() {
    for settings in [wizard(), oin_wizard()] {
        let mut story = Story::small(Settings {
            exclude_user_names: true,
            ..settings
        })
        .linked()
        .await;
        let renamed = [("userName", "i@orchard.example")];
        assert_eq!(story.update(&renamed, []).await, [""; 0]);
    }
}

#[tokio::test]
async fn the_log_knows_both_ids() {
    let mut story = Story::small(catalog());
    let made = answer(201, user(json!({})));
    story.play(Act::Assign, [list(&[]), made]).await;
    story.play(Act::Unassign, [empty(204)]).await;
    for entry in story.app.log() {
        let detail = &entry.detail;
        assert_eq!(detail.object, ObjectKind::User);
        assert!(detail.source_id.starts_with("00u") && detail.source_id.len() == 20);
        assert_eq!(detail.source_name, "ines.t@orchard.example");
        assert_eq!(detail.target_id.as_deref(), Some("u-1"), "{entry:?}");
    }
}
