//! Group push by an application that reads and puts.

use serde_json::json;

use super::support::{GROUP_LOOKUP, Team, catalog_put, group, link, push, wizard};
use crate::idp::okta::{LinkMembers, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, changes, empty, http, list};
use crate::transcript::Outcome;

/// The target shows `g-1`, and takes what is put.
fn shown(times: usize) -> Vec<Outcome> {
    let shown = || answer(200, group("g-1", &["u-ines", "u-omar"]));
    (0..times).map(|_| shown()).collect()
}

/// The body of a PUT with these people as members.
fn whole(id: &str, name: &str, people: &[&str]) -> String {
    let member =
        |key: &&str| format!(r#"{{"value":"u-{key}","display":"{key}.t@orchard.example"}}"#);
    let members: Vec<_> = people.iter().map(member).collect();
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"{id}","displayName":"{name}","members":[{}]}}"#,
        members.join(",")
    )
}

fn join(key: &str) -> Act {
    Act::Join("pastry".into(), vec![key.into()])
}

fn leave(key: &str) -> Act {
    Act::Leave("pastry".into(), vec![key.into()])
}

#[tokio::test]
async fn a_new_group_is_looked_up_created_read_and_put() {
    for settings in [wizard(), catalog_put()] {
        let mut team = Team::new(settings).with_accounts(&["ines", "omar"]).await;
        let mut answers = vec![list(&[]), answer(201, group("g-1", &[]))];
        answers.extend(shown(2));
        let requests = team.requests(&push(), answers).await;
        let first = |at: usize| requests[at].lines().next().unwrap();
        assert_eq!(first(0), GROUP_LOOKUP);
        assert_eq!(first(1), "POST /Groups");
        assert_eq!(
            requests[2..],
            [
                http(
                    "
                    GET /Groups/g-1
                    Accept: application/scim+json
                    Accept-Charset: utf-8
                    User-Agent: Okta SCIM Client 1.0.0
                    Authorization: <token>
                    Host: <host>
                    Connection: Keep-Alive
                    Accept-Encoding: gzip,deflate
                    "
                ),
                http(
                    r#"
                    PUT /Groups/g-1
                    Accept: application/scim+json
                    Accept-Charset: utf-8
                    Content-Type: application/scim+json; charset=utf-8
                    User-Agent: Okta SCIM Client 1.0.0
                    Authorization: <token>
                    Content-Length: <length>
                    Host: <host>
                    Connection: Keep-Alive
                    Accept-Encoding: gzip,deflate

                    {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g-1",
                    "displayName":"Pastry t",
                    "members":[{"value":"u-ines","display":"ines.t@orchard.example"},
                    {"value":"u-omar","display":"omar.t@orchard.example"}]}
                    "#
                ),
            ]
        );
    }
}

#[tokio::test]
async fn every_change_puts_the_whole_list() {
    let mut team = Team::pushed(wizard()).await;
    let lines = team.play(&join("uma"), shown(2)).await;
    assert_eq!(lines, ["GET /Groups/g-1", "PUT /Groups/g-1"]);
    let bodies = team.bodies(&leave("ines"), shown(2)).await;
    assert_eq!(bodies, [whole("g-1", "Pastry t", &["omar", "uma"])]);
    let renamed = Act::Update("pastry".into(), changes(&[("displayName", "Cakes")]));
    let bodies = team.bodies(&renamed, shown(2)).await;
    assert_eq!(bodies, [whole("g-1", "Cakes t", &["omar", "uma"])]);
    let bodies = team.bodies(&Act::PushNow("pastry".into()), shown(2)).await;
    assert_eq!(bodies, [whole("g-1", "Cakes t", &["omar", "uma"])]);
}

#[tokio::test]
async fn a_change_of_nobody_who_counts_is_put_too() {
    let mut team = Team::pushed(wizard()).await;
    let answers = [
        answer(200, json!({ "id": "u-uma" })),
        answer(200, json!({})),
    ];
    team.play(&Act::Unassign("uma".into()), answers).await;
    let bodies = team.bodies(&join("uma"), shown(2)).await;
    assert_eq!(bodies, [whole("g-1", "Pastry t", &["ines", "omar"])]);
}

#[tokio::test]
async fn puts_may_come_twice_the_first_of_a_removal_with_the_old_list() {
    let mut team = Team::pushed(Settings {
        group_pushes_twice: true,
        ..wizard()
    })
    .await;
    let requests = team.requests(&leave("omar"), shown(4)).await;
    let first = |text: &String| text.lines().next().unwrap().to_owned();
    assert_eq!(
        requests.iter().map(first).collect::<Vec<_>>(),
        [
            "GET /Groups/g-1",
            "GET /Groups/g-1",
            "PUT /Groups/g-1",
            "PUT /Groups/g-1"
        ]
    );
    let body = |at: usize| requests[at].split_once("\n\n").unwrap().1;
    assert_eq!(body(2), whole("g-1", "Pastry t", &["ines", "omar"]));
    assert_eq!(body(3), whole("g-1", "Pastry t", &["ines"]));
    let bodies = team.bodies(&join("uma"), shown(4)).await;
    assert_eq!(bodies, vec![whole("g-1", "Pastry t", &["ines", "uma"]); 2]);
}

#[tokio::test]
async fn a_linked_group_keeps_its_members_until_push_now() {
    for (rename, name) in [(false, "Old bakers"), (true, "Pastry t")] {
        let settings = Settings {
            import_groups: true,
            ..wizard()
        };
        let mut team = Team::new(settings).with_accounts(&["ines", "omar"]).await;
        let old = json!({
            "id": "g-9",
            "displayName": "Old bakers",
            "members": [{ "value": "u-8", "$ref": "x" }, { "value": "u-omar" }],
        });
        let shown = || answer(200, old.clone());
        let answers = [list(std::slice::from_ref(&old)), shown(), shown()];
        let bodies = team.bodies(&link(rename), answers).await;
        let ours = [
            r#"{"value":"u-ines","display":"ines.t@orchard.example"}"#,
            r#"{"value":"u-omar","display":"omar.t@orchard.example"}"#,
        ];
        let members = |list: &[&str]| {
            format!(
                r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g-9","displayName":"{name}","members":[{}]}}"#,
                list.join(",")
            )
        };
        let theirs = r#"{"value":"u-8","$ref":"x"}"#;
        assert_eq!(bodies, [members(&[theirs, ours[0], ours[1]])]);
        let bodies = team.bodies(&leave("omar"), [shown(), shown()]).await;
        assert!(bodies[0].contains(theirs), "{bodies:?}");
        let now = Act::PushNow("pastry".into());
        let bodies = team.bodies(&now, [shown(), shown()]).await;
        assert_eq!(bodies, [members(&ours[..1])]);
    }
}

/// An application whose group is linked with `g-9`, which has the foreign member `u-8`; the read of
/// the link is answered thus.
async fn linking(settings: Settings, read: Outcome) -> (Team, Vec<String>) {
    let settings = Settings {
        import_groups: true,
        ..settings
    };
    let mut team = Team::new(settings).with_accounts(&["ines"]).await;
    let found = list(&[group("g-9", &["u-8"])]);
    let is_read = matches!(&read, Outcome::Response(response) if response.is_success());
    let put = is_read.then(|| answer(200, group("g-9", &[])));
    let answers: Vec<_> = [found, read].into_iter().chain(put).collect();
    let bodies = team.bodies(&link(true), answers).await;
    (team, bodies)
}

#[tokio::test]
async fn a_link_that_failed_keeps_the_members_with_the_next_push() {
    let (mut team, bodies) = linking(wizard(), empty(500)).await;
    assert!(bodies.is_empty(), "{bodies:?}");
    let there = || answer(200, group("g-9", &["u-8"]));
    // The put fails too.
    for answers in [[there(), empty(500)], [there(), there()]] {
        let bodies = team.bodies(&join("uma"), answers).await;
        assert!(bodies[0].contains(r#"{"value":"u-8"}"#), "{bodies:?}");
        assert!(bodies[0].contains(r#"{"value":"u-ines","#), "{bodies:?}");
    }
    assert!(team.tasks().is_empty());
}

#[tokio::test]
async fn who_left_a_linked_group_is_not_brought_back() {
    let there = || answer(200, group("g-9", &["u-8"]));
    let (mut team, bodies) = linking(wizard(), there()).await;
    assert!(bodies[0].contains(r#"{"value":"u-8"}"#), "{bodies:?}");
    // A group that hides its members says nothing about them.
    let hidden = answer(200, json!({ "id": "g-9", "displayName": "Pastry t" }));
    let bodies = team.bodies(&join("uma"), [hidden, there()]).await;
    assert!(bodies[0].contains(r#"{"value":"u-8"}"#), "{bodies:?}");
    let without = answer(200, group("g-9", &["u-ines"]));
    let bodies = team.bodies(&join("uma"), [without, there()]).await;
    assert!(!bodies[0].contains("u-8"), "{bodies:?}");
}

#[tokio::test]
async fn a_link_may_put_the_members_of_okta_only() {
    let settings = Settings {
        link_members: LinkMembers::Replace,
        ..wizard()
    };
    let there = answer(200, group("g-9", &["u-8"]));
    let (_, bodies) = linking(settings, there).await;
    assert_eq!(bodies, [whole("g-9", "Pastry t", &["ines"])]);
}

#[tokio::test]
async fn push_now_drops_who_is_inactive_and_sends_an_empty_list() {
    let mut team = Team::pushed(wizard()).await;
    let found = |id: &str| answer(200, json!({ "id": id }));
    let lines = team
        .play(
            &Act::Disable("ines".into()),
            [found("u-ines"), found("u-ines")],
        )
        .await;
    assert_eq!(lines, ["GET /Users/u-ines", "PUT /Users/u-ines"]);
    let now = Act::PushNow("pastry".into());
    let bodies = team.bodies(&now, shown(2)).await;
    assert_eq!(bodies, [whole("g-1", "Pastry t", &["omar"])]);
    team.play(
        &Act::Disable("omar".into()),
        [found("u-omar"), found("u-omar")],
    )
    .await;
    let bodies = team.bodies(&now, shown(2)).await;
    assert_eq!(bodies, [whole("g-1", "Pastry t", &[])]);
}
