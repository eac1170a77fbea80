//! The application assigned by a group, and how assignments touch pushed groups.

use serde_json::json;

use super::support::{LOOKUP, Team, catalog, group, user, wizard};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, list, refusal};
use crate::transcript::Outcome;

const OMAR: &str =
    "GET /Users?filter=userName%20eq%20%22omar.t%40orchard.example%22&startIndex=1&count=100";
const UMA: &str =
    "GET /Users?filter=userName%20eq%20%22uma.t%40orchard.example%22&startIndex=1&count=100";

fn made(id: &str) -> Outcome {
    answer(201, user(json!({ "id": id })))
}

fn pastry(act: fn(String) -> Act) -> Act {
    act("pastry".into())
}

/// The group has the application, `ines` and `omar` have accounts.
async fn assigned() -> Team {
    let mut team = Team::new(catalog());
    let answers = [list(&[]), made("u-ines"), list(&[]), made("u-omar")];
    let lines = team.play(&pastry(Act::Assign), answers).await;
    assert_eq!(lines, [LOOKUP, "POST /Users", OMAR, "POST /Users"]);
    team
}

#[tokio::test]
async fn members_get_and_lose_the_application_with_their_group() {
    let mut team = assigned().await;
    assert_eq!(
        team.app.link("pastry"),
        None,
        "the group itself is not pushed"
    );
    let lines = team
        .play(&pastry(Act::Unassign), [empty(204), empty(204)])
        .await;
    assert_eq!(lines, ["PATCH /Users/u-ines", "PATCH /Users/u-omar"]);
}

#[tokio::test]
async fn who_joins_or_leaves_an_assigned_group_gets_or_loses_it() {
    let mut team = assigned().await;
    let uma = || vec!["uma".to_owned()];
    let join = Act::Join("pastry".into(), uma());
    let lines = team.play(&join, [list(&[]), made("u-uma")]).await;
    assert_eq!(lines, [UMA, "POST /Users"]);
    let leave = Act::Leave("pastry".into(), uma());
    assert_eq!(
        team.play(&leave, [empty(204)]).await,
        ["PATCH /Users/u-uma"]
    );
}

#[tokio::test]
async fn two_assignments_are_taken_away_one_by_one() {
    let mut team = assigned().await;
    assert!(team.play(&Act::Assign("ines".into()), []).await.is_empty());
    let lines = team.play(&pastry(Act::Unassign), [empty(204)]).await;
    assert_eq!(lines, ["PATCH /Users/u-omar"]);
    let lines = team.play(&Act::Unassign("ines".into()), [empty(204)]).await;
    assert_eq!(lines, ["PATCH /Users/u-ines"]);
}

#[tokio::test]
async fn an_assignment_by_a_group_outlives_a_deactivation() {
    let mut team = assigned().await;
    team.play(&Act::Disable("ines".into()), [empty(204)]).await;
    let found = user(json!({ "id": "u-ines" }));
    let answers = [
        list(std::slice::from_ref(&found)),
        answer(200, found.clone()),
        answer(200, found),
    ];
    let lines = team.play(&Act::Enable("ines".into()), answers).await;
    assert_eq!(lines, [LOOKUP, "GET /Users/u-ines", "PUT /Users/u-ines"]);
}

#[tokio::test]
async fn a_deleted_group_takes_the_application_along() {
    let mut team = assigned().await;
    let lines = team
        .play(&pastry(Act::Delete), [empty(204), empty(204)])
        .await;
    assert_eq!(lines, ["PATCH /Users/u-ines", "PATCH /Users/u-omar"]);
}

#[tokio::test]
async fn an_assignment_updates_the_pushed_groups_of_the_person() {
    let mut team = Team::pushed(wizard()).await;
    let found = || answer(200, user(json!({ "id": "u-ines" })));
    let lines = team
        .play(&Act::Unassign("ines".into()), [found(), found()])
        .await;
    assert_eq!(
        lines,
        ["GET /Users/u-ines", "PUT /Users/u-ines"],
        "an unassignment leaves groups alone"
    );
    let shown = || answer(200, group("g-1", &[]));
    let answers = [list(&[]), made("u-ines"), shown(), shown()];
    let lines = team.play(&Act::Assign("ines".into()), answers).await;
    assert_eq!(
        lines,
        [LOOKUP, "POST /Users", "GET /Groups/g-1", "PUT /Groups/g-1"]
    );
}

#[tokio::test]
async fn a_failed_assignment_leaves_groups_alone() {
    let mut team = Team::pushed(wizard()).await;
    let found = || answer(200, user(json!({ "id": "u-ines" })));
    team.play(&Act::Unassign("ines".into()), [found(), found()])
        .await;
    let lines = team
        .play(&Act::Assign("ines".into()), [list(&[]), refusal(409, "")])
        .await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
}
