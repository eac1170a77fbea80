//! Memberships: who is added and taken away, how, when, and who is not.

use super::support::{FLAG, LEGACY, Team};
use crate::idp::entra::{MemberBatch, MemberForm, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{empty, http, refusal};

const GROUP: &str = "PATCH /Groups/g-sales ";

/// `ada` and `bob`, assigned themselves, and the empty group `sales`.
async fn sales(settings: Settings) -> Team {
    let team = Team::new(settings, &["ada", "bob"], &[("sales", &[])]);
    team.provisioned(&["ada", "bob", "sales"]).await
}

/// What is sent when both join, and when both leave again.
async fn both(settings: Settings) -> (Vec<String>, Vec<String>) {
    let mut team = sales(settings).await;
    team.join("sales", &["ada", "bob"]);
    let joined = team.patches().await;
    team.leave("sales", &["ada", "bob"]);
    let operations = |lines: Vec<String>| {
        let operations = |line: String| line.strip_prefix(GROUP).unwrap().to_owned();
        lines.into_iter().map(operations).collect()
    };
    (operations(joined), operations(team.patches().await))
}

#[tokio::test]
async fn one_request_for_each_member() {
    let (joined, left) = both(LEGACY).await;
    assert_eq!(
        joined,
        [
            r#"[{"op":"Add","path":"members","value":[{"value":"u-ada"}]}]"#,
            r#"[{"op":"Add","path":"members","value":[{"value":"u-bob"}]}]"#
        ]
    );
    assert_eq!(
        left,
        [
            r#"[{"op":"Remove","path":"members","value":[{"value":"u-ada"}]}]"#,
            r#"[{"op":"Remove","path":"members","value":[{"value":"u-bob"}]}]"#
        ]
    );
}

#[tokio::test]
async fn with_the_flag_removals_have_a_filter() {
    let (joined, left) = both(FLAG).await;
    assert_eq!(
        joined,
        [
            r#"[{"op":"add","path":"members","value":[{"value":"u-ada"}]}]"#,
            r#"[{"op":"add","path":"members","value":[{"value":"u-bob"}]}]"#
        ]
    );
    assert_eq!(
        left,
        [
            r#"[{"op":"remove","path":"members[value eq \"u-ada\"]"}]"#,
            r#"[{"op":"remove","path":"members[value eq \"u-bob\"]"}]"#
        ]
    );
}

#[tokio::test]
async fn elements_may_have_an_empty_reference() {
    let (joined, left) = both(Settings {
        member_form: MemberForm::RefNull,
        ..LEGACY
    })
    .await;
    assert_eq!(
        joined[0],
        r#"[{"op":"Add","path":"members","value":[{"$ref":null,"value":"u-ada"}]}]"#
    );
    assert_eq!(
        left[0],
        r#"[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"u-ada"}]}]"#
    );
}

#[tokio::test]
async fn one_operation_may_have_all_members() {
    let batched = |settings| Settings {
        member_batch: MemberBatch::OneOperation,
        ..settings
    };
    let (joined, left) = both(batched(LEGACY)).await;
    assert_eq!(
        joined,
        [r#"[{"op":"Add","path":"members","value":[{"value":"u-ada"},{"value":"u-bob"}]}]"#]
    );
    assert_eq!(
        left,
        [r#"[{"op":"Remove","path":"members","value":[{"value":"u-ada"},{"value":"u-bob"}]}]"#]
    );
    let (_, left) = both(batched(FLAG)).await;
    assert_eq!(
        left,
        [concat!(
            r#"[{"op":"remove","path":"members[value eq \"u-ada\"]"},"#,
            r#"{"op":"remove","path":"members[value eq \"u-bob\"]"}]"#
        )]
    );
}

#[tokio::test]
async fn one_request_may_have_many_operations() {
    let (joined, left) = both(Settings {
        member_batch: MemberBatch::ManyOperations,
        ..LEGACY
    })
    .await;
    assert_eq!(
        joined,
        [concat!(
            r#"[{"op":"Add","path":"members","value":[{"value":"u-ada"}]},"#,
            r#"{"op":"Add","path":"members","value":[{"value":"u-bob"}]}]"#
        )]
    );
    assert_eq!(
        left,
        [concat!(
            r#"[{"op":"Remove","path":"members","value":[{"value":"u-ada"}]},"#,
            r#"{"op":"Remove","path":"members","value":[{"value":"u-bob"}]}]"#
        )]
    );
}

#[tokio::test]
async fn users_come_first_then_groups_then_members() {
    let mut team = Team::new(LEGACY, &["ada"], &[("sales", &["ada"])]);
    team.assign(&["sales"]);
    let requests = team.requests().await;
    let lines: Vec<_> = requests
        .iter()
        .filter_map(|request| request.lines().next())
        .collect();
    assert_eq!(
        lines,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "POST /Users",
            "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales+t%22",
            "POST /Groups",
            "PATCH /Groups/g-sales"
        ]
    );
    assert_eq!(
        requests[4],
        http(
            r#"
            PATCH /Groups/g-sales
            Host: <host>
            Authorization: <token>
            Content-Type: application/scim+json
            Content-Length: <length>

            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations":[{"op":"Add","path":"members","value":[{"value":"u-ada"}]}]}
            "#
        )
    );
}

#[tokio::test]
async fn a_change_of_members_is_one_row() {
    let mut team = sales(LEGACY).await;
    team.join("sales", &["ada", "bob"]);
    let lines = team.cycle().await;
    assert_eq!(lines[0], "GET /Groups/g-sales?excludedAttributes=members");
    assert_eq!(lines.len(), 3);
    assert_eq!(
        team.log(),
        ["success update sales Group 'Sales t' was updated in customappsso"]
    );
    assert_eq!(team.cycle().await, [""; 0]);
}

#[tokio::test]
async fn somebody_who_is_not_provisioned_is_left_out() {
    let mut team = Team::new(LEGACY, &["ada", "bob"], &[("sales", &["ada"])]);
    team.assign(&["bob", "sales"]);
    team.act(Act::Disable("ada".into()));
    let lines = team.cycle().await;
    assert!(
        !lines.iter().any(|line| line.starts_with(GROUP)),
        "{lines:?}"
    );
    let log = team.log();
    assert_eq!(
        log.last().unwrap(),
        "warning other sales [UnableToResolveReferenceAttributeValue] The value of the reference \
         attribute 'members' of 'Sales t' could not be resolved, because it is not provisioned: \
         ada.t@example.com"
    );
}

#[tokio::test]
async fn a_late_member_is_not_added_before_a_change_or_a_restart() {
    let late = || async {
        let mut team = Team::new(LEGACY, &["ada"], &[("sales", &["ada"])]);
        team.act(Act::Disable("ada".into()));
        let mut team = team.provisioned(&["sales"]).await;
        team.act(Act::Enable("ada".into()));
        assert_eq!(team.patches().await, [""; 0], "arriving is not enough");
        assert_eq!(team.job.link("ada"), Some("u-ada"));
        team.log();
        team
    };
    let add =
        r#"PATCH /Groups/g-sales [{"op":"Add","path":"members","value":[{"value":"u-ada"}]}]"#;
    let mut team = late().await;
    team.join("sales", &["ada"]);
    assert_eq!(team.patches().await, [""; 0]);
    team.update("ada", &[("title", "x")]);
    assert_eq!(team.patches().await, [add]);
    let mut team = late().await;
    team.act(Act::Restart);
    assert_eq!(team.patches().await, [add]);
}

#[tokio::test]
async fn a_nested_group_is_a_member_if_it_is_provisioned() {
    let groups: [(&str, &[&str]); 2] = [("sales", &["inner"]), ("inner", &[])];
    let mut team = Team::new(LEGACY, &[], &groups);
    team.assign(&["sales", "inner"]);
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Groups/g-sales [{"op":"Add","path":"members","value":[{"value":"g-inner"}]}]"#]
    );
    let mut team = Team::new(LEGACY, &[], &groups);
    team.assign(&["sales"]);
    assert_eq!(team.patches().await, [""; 0]);
    assert!(team.log()[1].contains("[UnableToResolveReferenceAttributeValue]"));
}

#[tokio::test]
async fn what_was_exported_is_remembered_not_read() {
    let mut team = sales(LEGACY).await;
    team.join("sales", &["ada"]);
    team.cycle().await;
    team.update("sales", &[("displayName", "Sales EU")]);
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Groups/g-sales [{"op":"Replace","path":"displayName","value":"Sales EU t"}]"#]
    );
}

#[tokio::test]
async fn a_restart_sends_all_members_again() {
    let mut team = sales(LEGACY).await;
    team.join("sales", &["ada", "bob"]);
    team.cycle().await;
    team.leave("sales", &["bob"]);
    team.act(Act::Restart);
    assert_eq!(
        team.patches().await,
        [
            r#"PATCH /Groups/g-sales [{"op":"Add","path":"members","value":[{"value":"u-ada"}]}]"#,
            r#"PATCH /Groups/g-sales [{"op":"Remove","path":"members","value":[{"value":"u-bob"}]}]"#
        ]
    );
}

#[tokio::test]
async fn a_restored_member_is_not_added_again() {
    let mut team = sales(LEGACY).await;
    team.join("sales", &["ada"]);
    team.cycle().await;
    team.act(Act::SoftDelete("ada".into()));
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"False"}]"#]
    );
    team.act(Act::Restore("ada".into()));
    team.show("/Users/u-ada", serde_json::json!({ "active": false }));
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"True"}]"#]
    );
}

#[tokio::test]
async fn who_is_deleted_is_not_taken_out() {
    let mut team = sales(LEGACY).await;
    team.join("sales", &["ada"]);
    team.cycle().await;
    team.act(Act::Delete("ada".into()));
    assert_eq!(team.cycle().await, ["DELETE /Users/u-ada"]);
    team.update("sales", &[("description", "x")]);
    assert_eq!(team.patches().await, [""; 0]);
}

#[tokio::test]
async fn a_refused_member_does_not_keep_others_out() {
    let mut team = sales(LEGACY).await;
    team.answer("PATCH /Groups", refusal(400, "no such member"));
    team.join("sales", &["ada", "bob"]);
    assert_eq!(team.patches().await.len(), 2);
    let entry = team.entry();
    assert!(
        entry.starts_with(
            "failure update sales [SystemForCrossDomainIdentityManagementBadRequest] Failed to \
             update Group 'Sales t' in customappsso; Error: StatusCode: BadRequest "
        ),
        "{entry}"
    );
    // What failed waits for its time, then comes again.
    assert_eq!(team.cycle().await, [""; 0]);
    team.mend();
    team.act(Act::Wait(jiff::SignedDuration::from_hours(6)));
    assert_eq!(team.patches().await.len(), 2);
    assert!(team.log()[0].starts_with("success update sales"));
}

#[tokio::test]
async fn a_lost_group_ends_its_members() {
    for outcome in [refusal(404, ""), refusal(503, ""), refusal(401, "")] {
        let mut team = sales(LEGACY).await;
        team.answer("PATCH /Groups", outcome);
        team.join("sales", &["ada", "bob"]);
        assert_eq!(team.patches().await.len(), 1);
    }
}

#[tokio::test]
async fn a_membership_may_be_answered_with_nothing() {
    let mut team = sales(LEGACY).await;
    team.answer("PATCH /Groups", empty(200));
    team.join("sales", &["ada"]);
    team.cycle().await;
    assert!(team.log()[0].starts_with("success update sales"));
}
