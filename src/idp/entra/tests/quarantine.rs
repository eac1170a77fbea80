//! Quarantine because too much failed, with thresholds small enough for a test.

use super::support::{LEGACY, People, Team, team_mapping};
use crate::idp::entra::{Settings, Thresholds};
use crate::idp::simulator::{Act, JobState};
use crate::idp::testing::refusal;

const PEOPLE: People<'_> = &[
    ("ada", &[("manager", "eve")]),
    ("bob", &[("manager", "eve")]),
    ("eve", &[]),
    ("joe", &[]),
];

fn team(thresholds: Thresholds) -> Team {
    let settings = Settings {
        thresholds,
        ..LEGACY
    };
    Team::with(settings, team_mapping(), PEOPLE, &[])
}

const NEVER: usize = 1_000;
const PROPORTION: Thresholds = Thresholds {
    escrow_minimum: 2,
    escrow_proportion: 40,
    escrow_base: NEVER,
    escrow_total: NEVER,
};

/// Plays a cycle in which so many of four people are created and all others refused.
async fn played(mut team: Team, created: &[&str]) -> Team {
    for person in ["ada", "bob", "eve", "joe"] {
        if created.contains(&person) {
            team.assign(&[person]);
        }
    }
    team.cycle().await;
    team.answer("POST /Users", refusal(409, "taken"));
    team.assign(&["ada", "bob", "eve", "joe"]);
    team.cycle().await;
    team
}

#[tokio::test]
async fn below_the_minimum_nothing_is_evaluated() {
    let team = played(
        team(Thresholds {
            escrow_minimum: 5,
            ..PROPORTION
        }),
        &[],
    )
    .await;
    assert_eq!(team.job.state(), JobState::Running);
    assert_eq!(LEGACY.thresholds.escrow_minimum, 5_000);
}

#[tokio::test]
async fn more_than_40_percent() {
    let mut team = played(team(PROPORTION), &["eve", "joe"]).await;
    assert_eq!(
        team.job.state(),
        JobState::Quarantined("EncounteredEscrowProportionThreshold")
    );
    let log = team.log();
    assert_eq!(
        log.last().unwrap(),
        "failure Quarantine [EncounteredEscrowProportionThreshold] \
         EncounteredEscrowProportionThreshold: 50 % of the objects failed"
    );
    let team = played(
        super::quarantine::team(Thresholds {
            escrow_proportion: 50,
            ..PROPORTION
        }),
        &["eve", "joe"],
    )
    .await;
    assert_eq!(team.job.state(), JobState::Running);
}

#[tokio::test]
async fn more_than_the_absolute_number() {
    let team = played(
        team(Thresholds {
            escrow_proportion: 100,
            escrow_base: 3,
            ..PROPORTION
        }),
        &[],
    )
    .await;
    assert_eq!(
        team.job.state(),
        JobState::Quarantined("EncounteredBaseEscrowThreshold")
    );
}

#[tokio::test]
async fn failed_references_count_for_the_total_only() {
    let failing = |thresholds| async move {
        let mut team = team(thresholds);
        team.answer("PATCH /Users", refusal(400, ""));
        team.assign(&["ada", "bob", "eve", "joe"]);
        team.cycle().await;
        team.job.state()
    };
    let strict = Thresholds {
        escrow_proportion: 0,
        escrow_base: 0,
        ..PROPORTION
    };
    assert_eq!(failing(strict).await, JobState::Running);
    assert_eq!(
        failing(Thresholds {
            escrow_total: 1,
            ..strict
        })
        .await,
        JobState::Quarantined("EncounteredTotalEscrowThreshold")
    );
}

#[tokio::test]
async fn a_job_in_quarantine_goes_on_at_its_own_times_and_recovers() {
    let mut team = played(team(PROPORTION), &[]).await;
    let at = team.job.log().last().unwrap().at;
    assert_eq!(team.cycle().await.len(), 8, "all four are tried again");
    let next = team.job.log().last().unwrap().at;
    assert_eq!(next.duration_since(at).as_hours(), 6);
    team.mend();
    team.cycle().await;
    assert_eq!(team.job.state(), JobState::Running);
    assert_eq!(team.job.link("joe"), Some("u-joe"));
}

#[tokio::test]
async fn after_28_days_of_failures_the_job_is_disabled() {
    let mut team = played(team(PROPORTION), &[]).await;
    let began = team.job.log()[0].at;
    let mut cycles = 0;
    while team.job.state() != JobState::Disabled {
        team.cycle().await;
        cycles += 1;
    }
    assert_eq!(cycles, 30);
    let ended = team.job.log().last().unwrap();
    assert_eq!(ended.at.duration_since(began).as_hours(), 28 * 24);
    assert!(ended.message.ends_with(". The job is disabled"));
    team.update("ada", &[("title", "x")]);
    assert_eq!(team.cycle().await, [""; 0]);
}

#[tokio::test]
async fn references_that_no_longer_matter_are_no_failures() {
    let events: [fn(&mut Team); 3] = [
        |team| team.unassign(&["ada"]),
        |team| team.act(Act::Delete("ada".into())),
        // The other manager has no account.
        |team| team.update("ada", &[("manager", "joe")]),
    ];
    for event in events {
        let mut team = team(Thresholds {
            escrow_minimum: 1,
            escrow_proportion: 100,
            escrow_total: 0,
            ..PROPORTION
        });
        team.answer("PATCH /Users", refusal(400, ""));
        team.assign(&["ada", "eve"]);
        team.cycle().await;
        let total = JobState::Quarantined("EncounteredTotalEscrowThreshold");
        assert_eq!(team.job.state(), total);
        team.mend();
        event(&mut team);
        team.cycle().await;
        assert_eq!(team.job.state(), JobState::Running);
    }
}
