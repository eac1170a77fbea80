//! Provisioning on demand.

use super::support::{FLAG, LEGACY, Team};
use crate::idp::entra::{OnDemandKinds, Settings};
use crate::idp::simulator::{Act, JobState};
use crate::idp::testing::refusal;
use crate::transcript::LogStatus;

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

/// First lines of the credential checks before an object is provisioned.
async fn checks(settings: Settings, key: &str) -> Vec<String> {
    let mut team = Team::new(settings, &["ada"], &[("sales", &[])]);
    team.assign(&["ada", "sales"]);
    team.job.provision_on_demand(key, &[], &mut team.wire).await;
    let mut targets = team.wire.lines();
    targets.retain(|target| target.ends_with("eq+%22<guid>%22"));
    targets
}

const USERS: &str = "GET /Users?filter=userName+eq+%22<guid>%22";
const GROUPS: &str = "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22<guid>%22";

#[tokio::test]
async fn the_credential_check_comes_once_or_several_times() {
    assert_eq!(checks(LEGACY, "ada").await, [USERS]);
    let settings = Settings {
        on_demand_probes: 3,
        ..LEGACY
    };
    assert_eq!(checks(settings, "ada").await, [USERS; 3]);
}

#[tokio::test]
async fn the_credential_check_asks_for_the_kind_that_is_provisioned_or_for_all() {
    assert_eq!(checks(LEGACY, "sales").await, [GROUPS]);
    let without_groups = Settings {
        probes_groups: false,
        ..LEGACY
    };
    assert_eq!(checks(without_groups, "sales").await, [USERS]);
    let all = Settings {
        on_demand_kinds: OnDemandKinds::All,
        ..LEGACY
    };
    for key in ["ada", "sales"] {
        assert_eq!(checks(all.clone(), key).await, [USERS, GROUPS]);
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
    let steps = &team.job.log()[0].detail.steps;
    assert_eq!(steps.len(), 1);
    assert_eq!(
        (steps[0].name, steps[0].status),
        ("TestConnection", LogStatus::Failure)
    );
    assert_eq!(
        team.job.state(),
        JobState::Running,
        "quarantine is for cycles"
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
async fn the_flag_stays_in_the_query_all_the_same() {
    let mut settings = FLAG;
    settings.transport.flag_in_query = true;
    let mut team = Team::new(settings, &["ada"], &[])
        .provisioned(&["ada"])
        .await;
    team.unassign(&["ada"]);
    let job = &mut team.job;
    job.provision_on_demand("ada", &[], &mut team.wire).await;
    assert_eq!(
        team.wire.lines(),
        [
            "GET /Users?aadOptscim062020&filter=userName+eq+%22<guid>%22",
            "GET /Users/u-ada?aadOptscim062020",
            "PATCH /Users/u-ada?aadOptscim062020",
        ]
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
