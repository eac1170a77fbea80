//! Initial and incremental cycles, and time.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;

use super::support::{LEGACY, SMALL, Team, team_mapping};
use crate::idp::entra::Settings;
use crate::idp::simulator::{Act, JobState};
use crate::idp::testing::{mapping, refusal};

async fn ada() -> Team {
    let team = Team::new(LEGACY, &["ada", "bob"], &[]);
    team.provisioned(&["ada", "bob"]).await
}

#[tokio::test]
async fn a_restart_looks_at_everything_and_keeps_links() {
    let mut team = ada().await;
    assert_eq!(team.cycle().await, [""; 0]);
    team.act(Act::Restart);
    assert_eq!(team.cycle().await, ["GET /Users/u-ada", "GET /Users/u-bob"]);
    assert_eq!(team.cycle().await, [""; 0], "the next one is incremental");
}

#[tokio::test]
async fn a_restart_may_forget_links() {
    let settings = Settings {
        restart_forgets_links: true,
        ..LEGACY
    };
    let mut team = Team::new(settings, &["ada"], &[])
        .provisioned(&["ada"])
        .await;
    team.answer("GET /Users/u-ada", refusal(404, ""));
    team.update("ada", &[("title", "Countess")]);
    assert_eq!(team.cycle().await, ["GET /Users/u-ada"]);
    assert!(team.entry().contains("[InvalidAnchor]"));
    team.act(Act::Restart);
    assert_eq!(
        team.cycle().await,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "POST /Users"
        ]
    );
    assert!(team.entry().starts_with("success create ada"));
    assert_eq!(team.job.link("ada"), Some("u-ada"));
}

#[tokio::test]
async fn a_new_mapping_starts_an_initial_cycle() {
    let mut team = ada().await;
    let rows = mapping(&[SMALL[0], SMALL[1], ("title", "\"Staff\"")]);
    team.act(Act::ChangeMapping(Arc::new(rows)));
    assert_eq!(
        team.cycle().await,
        [
            "GET /Users/u-ada",
            r#"PATCH /Users/u-ada [{"op":"Add","path":"title","value":"Staff"}]"#,
            "GET /Users/u-bob",
            r#"PATCH /Users/u-bob [{"op":"Add","path":"title","value":"Staff"}]"#
        ]
    );
}

#[tokio::test]
async fn a_restart_forgets_failures() {
    let mut team = Team::new(LEGACY, &["ada"], &[]);
    team.answer("POST /Users", refusal(409, "taken"));
    team.assign(&["ada"]);
    team.cycle().await;
    assert_eq!(team.cycle().await, [""; 0]);
    team.act(Act::Restart);
    assert_eq!(team.cycle().await.len(), 2);
    assert!(team.log()[1].contains("was retried 0 times"));
}

#[tokio::test]
async fn a_restart_ends_quarantine_and_revives_a_disabled_job() {
    let mut team = Team::new(LEGACY, &["ada"], &[]);
    team.assign(&["ada"]);
    team.answer("GET", refusal(401, ""));
    team.cycle().await;
    assert_eq!(
        team.job.state(),
        JobState::Quarantined("EncounteredQuarantineException")
    );
    for _ in 0..40 {
        team.cycle().await;
    }
    assert_eq!(team.job.state(), JobState::Disabled);
    team.mend();
    assert_eq!(team.cycle().await, [""; 0]);
    team.act(Act::Restart);
    assert_eq!(team.job.state(), JobState::Running);
    assert_eq!(team.cycle().await.len(), 2);
}

#[tokio::test]
async fn waiting_sends_nothing_and_counts() {
    let mut team = Team::new(LEGACY, &["ada"], &[]);
    team.answer("POST /Users", refusal(409, "taken"));
    team.assign(&["ada"]);
    team.cycle().await;
    team.act(Act::Wait(SignedDuration::from_hours(6)));
    assert_eq!(team.cycle().await.len(), 2);
}

#[tokio::test]
async fn deleting_disables_and_restoring_enables() {
    let mut team = ada().await;
    team.act(Act::SoftDelete("ada".into()));
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"False"}]"#]
    );
    team.show("/Users/u-ada", json!({ "active": false }));
    team.act(Act::Restore("ada".into()));
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"True"}]"#]
    );
    team.act(Act::Wait(SignedDuration::from_hours(31 * 24)));
    assert_eq!(team.cycle().await, [""; 0]);
}

#[tokio::test]
async fn the_recycle_bin_is_emptied_after_30_days() {
    let mut team = ada().await;
    team.act(Act::SoftDelete("ada".into()));
    team.cycle().await;
    team.act(Act::Wait(SignedDuration::from_hours(29 * 24)));
    assert_eq!(team.cycle().await, [""; 0]);
    team.act(Act::Wait(SignedDuration::from_hours(24)));
    assert_eq!(team.cycle().await, ["DELETE /Users/u-ada"]);
}

#[tokio::test]
async fn somebody_unassigned_in_the_recycle_bin_is_never_deleted() {
    let mut team = ada().await;
    team.unassign(&["ada"]);
    team.cycle().await;
    team.act(Act::SoftDelete("ada".into()));
    team.act(Act::Wait(SignedDuration::from_hours(31 * 24)));
    assert_eq!(team.cycle().await, [""; 0]);
}

#[tokio::test]
async fn each_row_has_the_number_of_its_cycle() {
    let mut team = Team::with(LEGACY, team_mapping(), &[("ada", &[])], &[]);
    team.assign(&["ada"]);
    team.cycle().await;
    team.update("ada", &[("userName", "ada.k@example.com")]);
    team.cycle().await;
    let cycles: Vec<_> = team.job.log().iter().map(|row| row.detail.cycle).collect();
    assert_eq!(cycles, [1, 2]);
}
