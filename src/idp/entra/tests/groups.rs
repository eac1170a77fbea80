//! Requests about groups themselves, and what each event leads to.

use serde_json::json;

use super::support::{FLAG, LEGACY, Team};
use crate::idp::entra::Settings;
use crate::idp::simulator::Act;
use crate::idp::testing::{http, list};

const MATCH: &str = "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales+t%22";
const READ: &str = "GET /Groups/g-sales?excludedAttributes=members";

/// The group `sales` without members, provisioned.
async fn sales(settings: Settings) -> Team {
    let team = Team::new(settings, &[], &[("sales", &[])]);
    team.provisioned(&["sales"]).await
}

#[tokio::test]
async fn matching_and_creation_in_full() {
    let mut team = Team::new(LEGACY, &[], &[("sales", &[])]);
    team.assign(&["sales"]);
    assert_eq!(
        team.requests().await,
        [
            http(
                "
                GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales+t%22
                Host: <host>
                Authorization: <token>
                "
            ),
            http(
                r#"
                POST /Groups
                Host: <host>
                Authorization: <token>
                Content-Type: application/scim+json
                Content-Length: <length>

                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],
                "externalId":"<guid>",
                "displayName":"Sales t",
                "members":[],
                "meta":{"resourceType":"Group"}}
                "#
            ),
        ]
    );
    assert_eq!(
        team.log(),
        ["success create sales Group 'Sales t' was created in customappsso"]
    );
    assert_eq!(team.job.link("sales"), Some("g-sales"));
}

#[tokio::test]
async fn the_external_id_is_the_object_id() {
    let mut team = Team::new(LEGACY, &[], &[("sales", &[])]);
    let own = team.job.object_ids();
    let (key, id) = &own[0];
    assert_eq!(key, "sales");
    team.assign(&["sales"]);
    team.job.sync(&mut team.wire).await;
    let body = team.wire.last_body();
    assert!(body.contains(&format!(r#""externalId":"{id}""#)), "{body}");
}

#[tokio::test]
async fn the_empty_members_may_be_missing() {
    let settings = Settings {
        empty_members: false,
        ..LEGACY
    };
    let mut team = Team::new(settings, &[], &[("sales", &[])]);
    team.assign(&["sales"]);
    let requests = team.requests().await;
    assert!(
        requests[1].ends_with(r#""displayName":"Sales t","meta":{"resourceType":"Group"}}"#),
        "{}",
        requests[1]
    );
}

#[tokio::test]
async fn the_creation_may_name_an_older_schema() {
    let settings = Settings {
        older_group_schema: true,
        ..LEGACY
    };
    let mut team = Team::new(settings, &[], &[("sales", &[])]);
    team.assign(&["sales"]);
    let requests = team.requests().await;
    let schemas = concat!(
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group","#,
        r#""http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],"#
    );
    assert!(requests[1].contains(schemas), "{}", requests[1]);
}

#[tokio::test]
async fn reading_and_renaming_in_full() {
    let mut team = sales(LEGACY).await;
    team.update("sales", &[("displayName", "Sales EU")]);
    assert_eq!(
        team.requests().await,
        [
            http(
                "
                GET /Groups/g-sales?excludedAttributes=members
                Host: <host>
                Authorization: <token>
                "
            ),
            http(
                r#"
                PATCH /Groups/g-sales
                Host: <host>
                Authorization: <token>
                Content-Type: application/scim+json
                Content-Length: <length>

                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations":[{"op":"Replace","path":"displayName","value":"Sales EU t"}]}
                "#
            ),
        ]
    );
    assert_eq!(
        team.log(),
        ["success update sales Group 'Sales EU t' was updated in customappsso"]
    );
}

#[tokio::test]
async fn renaming_with_the_flag_has_no_path() {
    let mut team = sales(FLAG).await;
    team.update("sales", &[("displayName", "Sales EU")]);
    assert_eq!(
        team.patches().await,
        [r#"PATCH /Groups/g-sales [{"op":"replace","value":{"displayName":"Sales EU t"}}]"#]
    );
}

#[tokio::test]
async fn another_external_id_is_written_over() {
    for (settings, start) in [
        (LEGACY, r#"[{"op":"Replace","path":"externalId","value":""#),
        (FLAG, r#"[{"op":"replace","value":{"externalId":""#),
    ] {
        let mut team = sales(settings).await;
        team.show("/Groups/g-sales", json!({ "externalId": "hr-1" }));
        team.update("sales", &[("description", "x")]);
        let patches = team.patches().await;
        assert!(
            patches[0].starts_with(&format!("PATCH /Groups/g-sales {start}<guid>")),
            "{patches:?}"
        );
    }
}

#[tokio::test]
async fn a_group_that_is_there_is_linked() {
    let mut team = Team::new(LEGACY, &["ada"], &[("sales", &["ada"])]);
    let found = json!({ "id": "g-7", "displayName": "Sales t" });
    team.answer(MATCH, list(&[found]));
    team.assign(&["sales"]);
    let lines = team.cycle().await;
    assert_eq!(lines[2], MATCH);
    assert!(
        lines[3].starts_with(r#"PATCH /Groups/g-7 [{"op":"Add","path":"externalId""#),
        "{lines:?}"
    );
    assert_eq!(
        lines[4..],
        [r#"PATCH /Groups/g-7 [{"op":"Add","path":"members","value":[{"value":"u-ada"}]}]"#]
    );
    assert_eq!(team.job.link("sales"), Some("g-7"));
}

#[tokio::test]
async fn a_group_that_did_not_change_is_not_looked_at() {
    let mut team = sales(LEGACY).await;
    assert_eq!(team.cycle().await, [""; 0]);
    team.update("sales", &[("description", "x")]);
    assert_eq!(team.cycle().await, [READ]);
    assert_eq!(
        team.log(),
        [
            "skipped other sales [RedundantExport] The state of the group in both systems already \
             matches"
        ]
    );
}

#[tokio::test]
async fn groups_are_deleted_whenever_they_leave() {
    let acts = [
        Act::Unassign("sales".into()),
        Act::Delete("sales".into()),
        Act::Unpush {
            group: "sales".into(),
            leave: true,
        },
    ];
    for act in acts {
        let mut team = sales(LEGACY).await;
        team.act(act);
        assert_eq!(
            team.requests().await,
            [http(
                "
                DELETE /Groups/g-sales
                Host: <host>
                Authorization: <token>
                "
            )]
        );
        assert_eq!(
            team.log(),
            ["success delete sales Group 'Sales t' was deleted in customappsso"]
        );
        assert_eq!(team.job.link("sales"), None);
        assert_eq!(team.cycle().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_group_that_comes_back_is_made_again() {
    let mut team = sales(LEGACY).await;
    team.unassign(&["sales"]);
    team.cycle().await;
    team.assign(&["sales"]);
    assert_eq!(team.cycle().await, [MATCH, "POST /Groups"]);
}

#[tokio::test]
async fn a_group_brings_its_direct_members_into_scope() {
    let mut team = Team::new(
        LEGACY,
        &["ada", "bob"],
        &[("sales", &["ada", "inner"]), ("inner", &["bob"])],
    );
    team.assign(&["sales"]);
    team.cycle().await;
    assert_eq!(team.job.link("ada"), Some("u-ada"));
    assert_eq!(
        team.job.link("bob"),
        None,
        "members of nested groups are not"
    );
    team.leave("sales", &["ada"]);
    let lines = team.cycle().await;
    assert_eq!(
        lines[..2],
        [
            "GET /Users/u-ada",
            r#"PATCH /Users/u-ada [{"op":"Replace","path":"active","value":"False"}]"#
        ]
    );
}

#[tokio::test]
async fn without_rows_groups_are_left_alone() {
    let mut mapping = super::support::team_mapping();
    mapping.groups.clear();
    let people: super::support::People<'_> = &[("ada", &[])];
    let mut team = Team::with(LEGACY, mapping, people, &[("sales", &["ada"])]);
    team.assign(&["sales"]);
    assert_eq!(
        team.cycle().await,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "POST /Users"
        ]
    );
}
