//! Scoping filters, action boxes, and who leaves the scope.

use serde_json::json;

use super::support::{LEGACY, People, Team, team_mapping};
use crate::idp::entra::{Actions, Settings};
use crate::idp::mapping::{Clause, Condition, Mapping, ScopingFilters};
use crate::idp::simulator::Act;

const PEOPLE: People<'_> = &[
    ("ada", &[("department", "Sales")]),
    ("bob", &[("department", "Finance")]),
    ("eve", &[]),
];

fn filtered() -> Mapping {
    let mut mapping = team_mapping();
    let clause = |attribute: &str, value: &str| Clause {
        attribute: attribute.into(),
        condition: Condition::Equals(value.into()),
    };
    mapping.scope.users = ScopingFilters(vec![vec![clause("department", "Sales")]]);
    mapping.scope.groups = ScopingFilters(vec![vec![clause("displayName", "Sales t")]]);
    mapping
}

fn team(settings: Settings) -> Team {
    Team::with(settings, filtered(), PEOPLE, &[("sales", &[])])
}

#[tokio::test]
async fn who_is_filtered_out_is_never_created() {
    let mut team = team(LEGACY);
    team.assign(&["ada", "bob", "eve"]);
    assert_eq!(team.cycle().await.len(), 2);
    assert_eq!(
        team.log()[1..],
        [
            "skipped other bob [NotEffectivelyEntitled] The user is not effectively entitled: \
             ScopeEvaluationResult=False",
            "skipped other eve [NotEffectivelyEntitled] The user is not effectively entitled: \
             ScopeEvaluationResult=False",
        ]
    );
}

#[tokio::test]
async fn leaving_a_filter_disables_and_coming_back_enables() {
    let mut team = team(LEGACY).provisioned(&["ada"]).await;
    team.update("ada", &[("department", "sales")]);
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"False"}]"#]
    );
    team.show("/Users/u-ada", json!({ "active": false }));
    team.update("ada", &[("department", "Sales")]);
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"True"}]"#]
    );
    team.update("ada", &[("department", "")]);
    team.cycle().await;
    team.act(Act::Delete("ada".into()));
    assert_eq!(team.cycle().await, [""; 0], "no longer managed");
}

#[tokio::test]
async fn a_group_that_leaves_a_filter_is_deleted() {
    let mut team = team(LEGACY).provisioned(&["sales"]).await;
    team.update("sales", &[("displayName", "Sellers")]);
    assert_eq!(team.cycle().await, ["DELETE /Groups/g-sales"]);
}

#[tokio::test]
async fn out_of_scope_may_be_skipped() {
    let mut team = team(Settings {
        skip_out_of_scope_deletions: true,
        ..LEGACY
    })
    .provisioned(&["ada", "sales"])
    .await;
    team.unassign(&["ada", "sales"]);
    assert_eq!(team.cycle().await, [""; 0]);
    team.assign(&["ada"]);
    team.cycle().await;
    team.act(Act::Disable("ada".into()));
    assert_eq!(team.patches().await.len(), 1, "blocked is not out of scope");
}

#[tokio::test]
async fn users_may_be_deleted_instead_of_disabled() {
    let mut team = team(Settings {
        deletes_instead_of_disabling: true,
        ..LEGACY
    })
    .provisioned(&["ada"])
    .await;
    team.unassign(&["ada"]);
    assert_eq!(team.cycle().await, ["DELETE /Users/u-ada"]);
}

#[tokio::test]
async fn without_create_nothing_is_made() {
    let actions = Actions {
        create: false,
        ..Actions::ALL
    };
    let mut team = team(Settings {
        user_actions: actions,
        group_actions: actions,
        ..LEGACY
    });
    team.assign(&["ada", "sales"]);
    assert_eq!(
        team.cycle().await,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales+t%22"
        ]
    );
    assert_eq!(
        team.log(),
        [
            "skipped other ada [EntrySynchronizationSkipped] The action Create is not enabled for \
             objects of the type User",
            "skipped other sales [EntrySynchronizationSkipped] The action Create is not enabled \
             for objects of the type Group",
        ]
    );
}

#[tokio::test]
async fn without_update_nothing_is_written_and_nobody_disabled() {
    let actions = Actions {
        update: false,
        ..Actions::ALL
    };
    let mut team = team(Settings {
        user_actions: actions,
        group_actions: actions,
        ..LEGACY
    })
    .provisioned(&["ada", "sales"])
    .await;
    team.unassign(&["ada"]);
    team.join("sales", &["eve"]);
    assert_eq!(team.patches().await, [""; 0]);
    assert!(team.log()[0].contains("The action Update is not enabled"));
}

#[tokio::test]
async fn without_delete_nothing_is_removed() {
    let actions = Actions {
        delete: false,
        ..Actions::ALL
    };
    let mut team = team(Settings {
        user_actions: actions,
        group_actions: actions,
        ..LEGACY
    })
    .provisioned(&["ada", "sales"])
    .await;
    team.act(Act::Delete("ada".into()));
    team.act(Act::Delete("sales".into()));
    assert_eq!(team.cycle().await, [""; 0]);
    assert_eq!(team.log().len(), 2);
}

#[tokio::test]
async fn who_was_seen_out_of_scope_is_never_deleted() {
    let without_update = Actions {
        update: false,
        ..Actions::ALL
    };
    let skipping = Settings {
        skip_out_of_scope_deletions: true,
        ..LEGACY
    };
    let without_update = Settings {
        user_actions: without_update,
        ..LEGACY
    };
    for settings in [skipping, without_update] {
        let mut team = team(settings).provisioned(&["ada"]).await;
        team.unassign(&["ada"]);
        assert_eq!(team.patches().await, [""; 0]);
        team.act(Act::Delete("ada".into()));
        assert_eq!(team.cycle().await, [""; 0]);
        assert_eq!(team.job.link("ada"), Some("u-ada"));
    }
    let mut team = team(Settings {
        skip_out_of_scope_deletions: true,
        ..LEGACY
    })
    .provisioned(&["sales"])
    .await;
    team.unassign(&["sales"]);
    team.cycle().await;
    team.act(Act::Delete("sales".into()));
    assert_eq!(team.cycle().await, [""; 0]);
}

#[tokio::test]
async fn who_leaves_and_is_deleted_at_once_was_still_managed() {
    let mut team = team(LEGACY).provisioned(&["ada"]).await;
    team.act(Act::Disable("ada".into()));
    team.patches().await;
    team.unassign(&["ada"]);
    team.act(Act::Delete("ada".into()));
    assert_eq!(team.cycle().await, ["DELETE /Users/u-ada"]);
}

#[tokio::test]
async fn who_came_back_is_managed_again() {
    let mut team = team(Settings {
        skip_out_of_scope_deletions: true,
        ..LEGACY
    })
    .provisioned(&["ada"])
    .await;
    team.unassign(&["ada"]);
    team.cycle().await;
    team.assign(&["ada"]);
    team.cycle().await;
    team.act(Act::Delete("ada".into()));
    assert_eq!(team.cycle().await, ["DELETE /Users/u-ada"]);
}
