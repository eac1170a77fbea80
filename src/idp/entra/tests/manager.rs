//! The manager: a request of its own, in a second pass.

use serde_json::json;

use super::support::{FLAG, LEGACY, People, Team, team_mapping};
use crate::idp::entra::{ManagerForm, ManagerRemoval, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, http, refusal};

const URN: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PEOPLE: People<'_> = &[("ada", &[("manager", "bob")]), ("bob", &[]), ("eve", &[])];

fn team(settings: Settings) -> Team {
    Team::with(settings, team_mapping(), PEOPLE, &[])
}

/// All three, provisioned; the target shows Bob as Ada's manager.
async fn managed(settings: Settings) -> Team {
    let mut team = team(settings).provisioned(&["ada", "bob", "eve"]).await;
    team.show(
        "/Users/u-ada",
        json!({ URN: { "manager": { "value": "u-bob" } } }),
    );
    team
}

fn patch(operation: &str) -> String {
    format!("PATCH /Users/u-ada [{}]", operation.replace("URN", URN))
}

#[tokio::test]
async fn the_manager_follows_when_both_are_linked() {
    let mut team = team(LEGACY);
    team.assign(&["ada", "bob"]);
    let requests = team.requests().await;
    assert_eq!(requests.len(), 5);
    assert!(!requests[1].contains("manager"), "{}", requests[1]);
    assert_eq!(
        requests[4],
        http(
            r#"
            PATCH /Users/u-ada
            Host: <host>
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations":[{"op":"Add",
            "path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
            "value":"u-bob"}]}
            "#
        )
    );
    assert_eq!(
        team.log(),
        [
            "success create ada User 'ada.t@example.com' was created in customappsso",
            "success create bob User 'bob.t@example.com' was created in customappsso",
            "success update ada User 'ada.t@example.com' was updated in customappsso"
        ]
    );
}

#[tokio::test]
async fn with_the_flag_it_is_a_bare_text_too() {
    let mut team = team(FLAG);
    team.assign(&["ada", "bob"]);
    assert_eq!(
        team.patches().await,
        [patch(
            r#"{"op":"add","path":"URN:manager","value":"u-bob"}"#
        )]
    );
}

#[tokio::test]
async fn it_may_be_a_list_of_one_object() {
    let mut team = team(Settings {
        manager_form: ManagerForm::Elements,
        ..LEGACY
    });
    team.assign(&["ada", "bob"]);
    assert_eq!(
        team.patches().await,
        [patch(
            r#"{"op":"Add","path":"manager","value":[{"$ref":"../Users/u-bob","value":"u-bob"}]}"#
        )]
    );
}

#[tokio::test]
async fn another_manager_replaces_the_first() {
    for (settings, operation) in [
        (
            LEGACY,
            r#"{"op":"Replace","path":"URN:manager","value":"u-eve"}"#,
        ),
        (
            FLAG,
            r#"{"op":"replace","path":"URN:manager","value":"u-eve"}"#,
        ),
    ] {
        let mut team = managed(settings).await;
        team.update("ada", &[("manager", "eve")]);
        assert_eq!(team.patches().await, [patch(operation)]);
    }
}

#[tokio::test]
async fn a_manager_is_taken_away_in_one_of_three_forms() {
    for (removal, legacy, flag) in [
        (
            ManagerRemoval::FilteredRemove,
            r#"{"op":"Remove","path":"manager[value eq \"u-bob\"]"}"#,
            r#"{"op":"remove","path":"manager[value eq \"u-bob\"]"}"#,
        ),
        (
            ManagerRemoval::EmptyText,
            r#"{"op":"Replace","path":"URN:manager","value":""}"#,
            r#"{"op":"replace","path":"URN:manager","value":""}"#,
        ),
        (
            ManagerRemoval::EmptyObject,
            r#"{"op":"Replace","path":"URN:manager","value":{"value":""}}"#,
            r#"{"op":"replace","path":"URN:manager","value":{"value":""}}"#,
        ),
    ] {
        for (settings, operation) in [(LEGACY, legacy), (FLAG, flag)] {
            let mut team = managed(Settings {
                manager_removal: Some(removal),
                ..settings
            })
            .await;
            team.update("ada", &[("manager", "")]);
            assert_eq!(team.patches().await, [patch(operation)]);
            team.update("ada", &[("title", "x")]);
            assert_eq!(team.patches().await, [""; 0], "once is enough");
        }
    }
}

#[tokio::test]
async fn without_the_flag_a_manager_is_not_taken_away() {
    let mut team = managed(LEGACY).await;
    team.update("ada", &[("manager", "")]);
    assert_eq!(team.patches().await, [""; 0]);
    assert!(team.log()[0].contains("[RedundantExport]"));
    let mut team = managed(FLAG).await;
    team.update("ada", &[("manager", "")]);
    assert_eq!(team.patches().await.len(), 1);
}

#[tokio::test]
async fn a_manager_that_somebody_else_set_is_not_taken_away() {
    let people: People<'_> = &[("ada", &[])];
    let team = Team::with(LEGACY, team_mapping(), people, &[]);
    let mut team = team.provisioned(&["ada"]).await;
    team.show(
        "/Users/u-ada",
        json!({ URN: { "manager": { "value": "u-7" } } }),
    );
    team.update("ada", &[("title", "x")]);
    assert_eq!(team.patches().await, [""; 0]);
}

#[tokio::test]
async fn a_manager_that_was_there_already_is_taken_away_too() {
    let people: People<'_> = &[("ada", &[("manager", "bob")]), ("bob", &[]), ("eve", &[])];
    let settings = Settings {
        manager_removal: Some(ManagerRemoval::FilteredRemove),
        ..LEGACY
    };
    // Eve was written at the target by somebody else, just before she became the manager.
    let team = Team::with(settings, team_mapping(), people, &[]);
    let mut team = team.provisioned(&["ada", "bob", "eve"]).await;
    team.show(
        "/Users/u-ada",
        json!({ URN: { "manager": { "value": "u-eve" } } }),
    );
    team.update("ada", &[("manager", "eve")]);
    assert_eq!(team.patches().await, [""; 0]);
    assert!(team.log()[0].contains("[RedundantExport]"));
    team.update("ada", &[("manager", "")]);
    assert_eq!(
        team.patches().await,
        [patch(
            r#"{"op":"Remove","path":"manager[value eq \"u-eve\"]"}"#
        )]
    );
}

#[tokio::test]
async fn a_late_manager_is_not_set_before_a_restart() {
    let mut team = team(LEGACY);
    team.assign(&["ada"]);
    assert_eq!(team.patches().await, [""; 0]);
    assert_eq!(
        team.log()[1],
        "warning other ada [UnableToResolveReferenceAttributeValue] The value of the reference \
         attribute 'manager' of 'ada.t@example.com' could not be resolved, because it is not \
         provisioned: bob.t@example.com"
    );
    team.assign(&["bob"]);
    assert_eq!(team.patches().await, [""; 0]);
    team.update("ada", &[("title", "x")]);
    assert_eq!(team.patches().await, [""; 0]);
    team.act(Act::Restart);
    assert_eq!(
        team.patches().await,
        [patch(
            r#"{"op":"Add","path":"URN:manager","value":"u-bob"}"#
        )]
    );
}

#[tokio::test]
async fn a_manager_that_is_not_returned_is_sent_with_every_update() {
    let mut team = team(LEGACY).provisioned(&["ada", "bob"]).await;
    for outside in [json!({}), json!({ "manager": { "value": "u-bob" } })] {
        team.show("/Users/u-ada", outside);
        team.update("ada", &[("title", "x")]);
        assert_eq!(
            team.patches().await,
            [patch(
                r#"{"op":"Add","path":"URN:manager","value":"u-bob"}"#
            )]
        );
    }
    let mut team = managed(LEGACY).await;
    team.update("ada", &[("title", "x")]);
    assert_eq!(team.patches().await, [""; 0]);
}

#[tokio::test]
async fn a_manager_that_is_a_text_cannot_be_read() {
    let mut team = managed(LEGACY).await;
    team.show("/Users/u-ada", json!({ URN: { "manager": "u-bob" } }));
    team.update("ada", &[("title", "x")]);
    assert_eq!(team.cycle().await, ["GET /Users/u-ada"]);
    let entry = team.entry();
    assert!(
        entry.starts_with(
            "failure update ada [SystemForCrossDomainIdentityManagementServiceIncompatible]"
        ),
        "{entry}"
    );
}

#[tokio::test]
async fn a_refused_manager_is_a_failure_of_its_own() {
    let mut team = team(LEGACY);
    team.answer("PATCH /Users/u-ada", refusal(400, "no such path"));
    team.assign(&["ada", "bob"]);
    team.cycle().await;
    let log = team.log();
    assert!(log[0].starts_with("success create ada"), "{log:?}");
    assert!(
        log[2].starts_with(
            "failure update ada [SystemForCrossDomainIdentityManagementBadRequest] Failed to \
             update User 'ada.t@example.com' in customappsso"
        ),
        "{log:?}"
    );
    team.mend();
    assert_eq!(team.cycle().await, [""; 0]);
    team.act(Act::Wait(jiff::SignedDuration::from_hours(6)));
    assert_eq!(team.cycle().await.len(), 2);
    assert!(team.log()[0].starts_with("success update ada"));
    team.answer("GET /Users/u-ada", answer(200, json!({})));
    assert_eq!(team.cycle().await, [""; 0], "nothing is left over");
}
