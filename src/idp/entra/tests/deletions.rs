//! Prevention of accidental deletions.

use super::support::{LEGACY, Team};
use crate::idp::entra::Settings;
use crate::idp::simulator::{Act, JobState};

const DISABLE_BOB: &str =
    r#"PATCH /Users/u-bob [{"op":"Replace","path":"active","value":"False"}]"#;
const DISABLE_EVE: &str =
    r#"PATCH /Users/u-eve [{"op":"Replace","path":"active","value":"False"}]"#;
const TOO_MANY: JobState = JobState::Quarantined("TooManyDeletes");

/// Three people and a group, of which one may go at a time; all but the first are unassigned.
async fn stopped() -> Team {
    let settings = Settings {
        accidental_deletions: Some(1),
        ..LEGACY
    };
    let people = ["ada", "bob", "eve"];
    let team = Team::new(settings, &people, &[("sales", &[])]);
    let mut team = team.provisioned(&["ada", "bob", "eve", "sales"]).await;
    team.unassign(&["ada", "bob", "eve", "sales"]);
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"False"}]"#]
    );
    team
}

#[tokio::test]
async fn what_is_above_the_threshold_is_staged() {
    let mut team = stopped().await;
    assert_eq!(team.job.state(), TOO_MANY);
    let log = team.log();
    assert_eq!(
        log[1],
        "skipped stageddelete bob [StagedAction] User 'bob.t@example.com' is to be deleted or \
         disabled; the action is staged because the accidental deletion threshold was reached"
    );
    assert!(log[2].starts_with("skipped stageddelete eve [StagedAction]"));
    assert!(log[3].starts_with("skipped stageddelete sales [StagedAction]"));
    assert!(
        log[4].starts_with("failure Quarantine [TooManyDeletes] TooManyDeletes: "),
        "{log:?}"
    );
    assert_eq!(log.len(), 5);
}

#[tokio::test]
async fn it_stays_staged_in_later_cycles() {
    let mut team = stopped().await;
    team.log();
    for _ in 0..3 {
        assert_eq!(team.patches().await, [""; 0]);
        assert_eq!(team.log().len(), 1, "only the job has a row");
    }
    assert_eq!(team.job.state(), TOO_MANY);
}

#[tokio::test]
async fn it_goes_out_when_it_is_allowed() {
    let mut team = stopped().await;
    team.act(Act::AllowDeletes);
    assert_eq!(team.job.state(), JobState::Running);
    assert_eq!(
        team.cycle().await,
        [
            "GET /Users/u-bob",
            DISABLE_BOB,
            "GET /Users/u-eve",
            DISABLE_EVE,
            "DELETE /Groups/g-sales"
        ]
    );
    assert_eq!(team.job.state(), JobState::Running);
}

#[tokio::test]
async fn who_is_held_back_is_still_managed() {
    let mut team = stopped().await;
    team.cycle().await;
    team.act(Act::Delete("bob".into()));
    team.act(Act::AllowDeletes);
    assert_eq!(team.cycle().await[0], "DELETE /Users/u-bob");
}

#[tokio::test]
async fn who_comes_back_is_no_longer_staged() {
    let mut team = stopped().await;
    team.assign(&["bob", "eve", "sales"]);
    assert_eq!(team.patches().await, [""; 0]);
    assert_eq!(team.job.state(), JobState::Running);
}

#[tokio::test]
async fn a_restart_counts_anew() {
    let mut team = stopped().await;
    team.act(Act::Restart);
    assert_eq!(team.patches().await, [DISABLE_BOB]);
    assert_eq!(team.job.state(), TOO_MANY);
}

#[tokio::test]
async fn without_a_threshold_everything_goes() {
    let people = ["ada", "bob", "eve"];
    let mut team = Team::new(LEGACY, &people, &[]).provisioned(&people).await;
    team.unassign(&people);
    assert_eq!(team.patches().await.len(), 3);
}

#[tokio::test]
async fn on_demand_nothing_is_staged() {
    let mut team = stopped().await;
    team.log();
    assert_eq!(
        team.on_demand("bob", &[]).await,
        ["GET /Users/u-bob", DISABLE_BOB]
    );
    assert!(team.log()[0].starts_with("success disable bob"));
    assert_eq!(team.job.state(), TOO_MANY, "the others are still held back");
    // What went out in one cycle does not count in what comes after it.
    let settings = Settings {
        accidental_deletions: Some(1),
        ..LEGACY
    };
    let people = ["ada", "bob"];
    let mut team = Team::new(settings, &people, &[]).provisioned(&people).await;
    team.unassign(&["ada"]);
    assert_eq!(team.patches().await.len(), 1);
    team.unassign(&["bob"]);
    assert_eq!(team.on_demand("bob", &[]).await[1], DISABLE_BOB);
    assert_eq!(team.job.state(), JobState::Running);
}
