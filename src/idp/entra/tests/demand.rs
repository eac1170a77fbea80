//! Provisioning on demand.

use super::support::{FLAG, LEGACY, Team};
use crate::idp::entra::Settings;
use crate::idp::simulator::Act;
use crate::idp::testing::refusal;

const PEOPLE: [&str; 6] = ["ada", "bob", "eve", "joe", "kim", "max"];

#[tokio::test]
async fn one_user_is_provisioned_at_once() {
    let mut team = Team::new(LEGACY, &["ada", "bob"], &[]);
    team.assign(&["ada", "bob"]);
    assert_eq!(
        team.on_demand("ada", &[]).await,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "POST /Users"
        ]
    );
    assert_eq!(team.job.log()[0].detail.cycle, 0);
    assert_eq!(team.job.link("bob"), None);
}

#[tokio::test]
async fn the_credential_check_comes_three_times() {
    for (probes, expected) in [(3, 6), (1, 2)] {
        let settings = Settings {
            on_demand_probes: probes,
            ..LEGACY
        };
        let mut team = Team::new(settings, &["ada"], &[]);
        team.assign(&["ada"]);
        team.job
            .provision_on_demand("ada", &[], &mut team.wire)
            .await;
        let targets = team.wire.lines();
        let probes: Vec<_> = targets
            .iter()
            .filter(|target| target.ends_with("eq+%22<guid>%22"))
            .collect();
        assert_eq!(probes.len(), expected, "{targets:?}");
        assert_eq!(probes[0], "GET /Users?filter=userName+eq+%22<guid>%22");
        assert!(probes[1].starts_with("GET /Groups?"));
    }
}

#[tokio::test]
async fn a_failed_check_is_all_there_is() {
    let mut team = Team::new(LEGACY, &["ada"], &[]);
    team.assign(&["ada"]);
    team.answer("GET", refusal(401, ""));
    assert_eq!(team.on_demand("ada", &[]).await, [""; 0]);
    let code = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";
    assert!(
        team.entry()
            .starts_with(&format!("failure other ada [{code}] "))
    );
}

#[tokio::test]
async fn the_flag_is_ignored() {
    let mut team = Team::new(FLAG, &["ada"], &[]).provisioned(&["ada"]).await;
    team.update("ada", &[("userName", "ada.k@example.com")]);
    assert_eq!(
        team.on_demand("ada", &[]).await,
        [
            "GET /Users/u-ada",
            r#"PATCH /Users/u-ada [{"op":"Replace","path":"userName","value":"ada.k.t@example.com"}]"#
        ]
    );
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"replace","value":{"userName":"ada.k.t@example.com"}}]"#],
        "the cycle keeps its dialect"
    );
}

#[tokio::test]
async fn somebody_unassigned_is_disabled() {
    let mut team = Team::new(LEGACY, &["ada"], &[]).provisioned(&["ada"]).await;
    team.unassign(&["ada"]);
    assert_eq!(
        team.on_demand("ada", &[]).await[1],
        r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"False"}]"#
    );
    assert!(team.log()[0].starts_with("success disable ada"));
}

#[tokio::test]
async fn who_is_blocked_or_deleted_cannot_be_chosen() {
    for act in [Act::Disable, Act::SoftDelete, Act::Delete] {
        let mut team = Team::new(LEGACY, &["ada"], &[]).provisioned(&["ada"]).await;
        team.act(act("ada".into()));
        assert_eq!(team.on_demand("ada", &[]).await, [""; 0]);
        assert!(team.entry().starts_with(
            "failure other ada [NotPermitted] User 'ada.t@example.com' cannot be provisioned \
                 on demand (scimulate: "
        ));
    }
}

#[tokio::test]
async fn a_group_takes_the_chosen_members_along() {
    let mut team = Team::new(LEGACY, &PEOPLE, &[("sales", &PEOPLE)]);
    team.assign(&PEOPLE);
    team.cycle().await;
    team.assign(&["sales"]);
    assert_eq!(
        team.on_demand("sales", &["ada", "bob"]).await,
        [
            "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales+t%22",
            "POST /Groups",
            r#"PATCH /Groups/g-sales [{"op":"Add","path":"members","value":[{"value":"u-ada"}]}]"#,
            r#"PATCH /Groups/g-sales [{"op":"Add","path":"members","value":[{"value":"u-bob"}]}]"#
        ]
    );
}

#[tokio::test]
async fn a_sixth_member_is_refused() {
    let mut team = Team::new(LEGACY, &PEOPLE, &[("sales", &PEOPLE)]);
    team.assign(&["sales"]);
    assert_eq!(team.on_demand("sales", &PEOPLE).await, [""; 0]);
    assert_eq!(
        team.entry(),
        "failure other sales [NotPermitted] Group 'Sales t' cannot be provisioned on demand \
         (scimulate: 6 members were chosen, 5 are the most)"
    );
}

#[tokio::test]
async fn chosen_members_do_not_end_the_failure_of_others() {
    let team = Team::new(LEGACY, &["ada", "bob"], &[("sales", &["ada", "bob"])]);
    let mut team = team.provisioned(&["ada", "bob", "sales"]).await;
    team.answer("PATCH /Groups", refusal(400, ""));
    team.leave("sales", &["bob"]);
    team.cycle().await;
    team.mend();
    team.on_demand("sales", &["ada"]).await;
    team.act(Act::Wait(jiff::SignedDuration::from_hours(6)));
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Groups/g-sales [{"op":"Remove","path":"members","value":[{"value":"u-bob"}]}]"#]
    );
}
