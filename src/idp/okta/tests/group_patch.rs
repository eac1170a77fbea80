//! Group push by an application that patches.

use serde_json::json;

use super::support::{GROUP_LOOKUP, Team, catalog, group, link, oin_wizard, push};
use crate::idp::okta::{
    FullPush, GroupFound, GroupPatchValue, LinkMembers, MemberDisplay, NewMembers, Settings,
};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, changes, empty, http, list};
use crate::transcript::Outcome;

const PATCH_OP: &str =
    r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":"#;

/// A PATCH body with these operations.
fn patch(operations: &str) -> String {
    format!("{PATCH_OP}{operations}}}")
}

/// The PATCH that names the group.
fn named(name: &str) -> String {
    patch(&format!(
        r#"[{{"op":"replace","value":{{"id":"g-1","displayName":"{name}"}}}}]"#
    ))
}

fn done(times: usize) -> Vec<Outcome> {
    (0..times).map(|_| empty(204)).collect()
}

fn pastry(act: fn(String) -> Act) -> Act {
    act("pastry".into())
}

fn join(people: &[&str]) -> Act {
    let people = people.iter().map(|key| (*key).to_owned()).collect();
    Act::Join("pastry".into(), people)
}

fn leave(people: &[&str]) -> Act {
    let people = people.iter().map(|key| (*key).to_owned()).collect();
    Act::Leave("pastry".into(), people)
}

#[tokio::test]
async fn a_new_group_is_looked_up_created_named_and_filled() {
    for settings in [catalog(), oin_wizard()] {
        let mut team = Team::new(settings).with_accounts(&["ines", "omar"]).await;
        let answers = [
            list(&[]),
            answer(201, group("g-1", &[])),
            empty(204),
            empty(204),
        ];
        let requests = team.requests(&push(), answers).await;
        assert_eq!(
            requests,
            [
                http(
                    "
                    GET /Groups?filter=displayName%20eq%20%22Pastry%20t%22&startIndex=1&count=100
                    Accept: application/scim+json
                    Accept-Charset: utf-8
                    User-Agent: Okta SCIM Client 1.0.0
                    Authorization: <token>
                    Host: <host>
                    Connection: Keep-Alive
                    Accept-Encoding: gzip,deflate
                    "
                ),
                whole(
                    "POST /Groups",
                    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],
                    "displayName":"Pastry t",
                    "members":[{"value":"u-ines","display":"ines.t@orchard.example"},
                    {"value":"u-omar","display":"omar.t@orchard.example"}]}"#
                ),
                whole(
                    "PATCH /Groups/g-1",
                    r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                    "Operations":[{"op":"replace","value":{"id":"g-1","displayName":"Pastry t"}}]}"#
                ),
                whole(
                    "PATCH /Groups/g-1",
                    r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                    "Operations":[{"op":"replace","path":"members",
                    "value":[{"value":"u-ines","display":"ines.t@orchard.example"},
                    {"value":"u-omar","display":"omar.t@orchard.example"}]}]}"#
                ),
            ]
        );
        assert_eq!(
            team.log(),
            [
                "success application.provision.group_push.updated pastry Push group to external \
                 application"
            ]
        );
        let detail = team.app.log().last().unwrap().detail.clone();
        assert_eq!(detail.source_name, "Pastry t");
        assert_eq!(detail.source_id.len(), 20);
        assert!(detail.source_id.starts_with("00g"));
        assert_eq!(detail.target_id.as_deref(), Some("g-1"));
    }
}

/// A request with a body and the headers of all such requests.
fn whole(line: &str, body: &str) -> String {
    let head = "
        Accept: application/scim+json
        Accept-Charset: utf-8
        Content-Type: application/scim+json; charset=utf-8
        User-Agent: Okta SCIM Client 1.0.0
        Authorization: <token>
        Content-Length: <length>
        Host: <host>
        Connection: Keep-Alive
        Accept-Encoding: gzip,deflate";
    http(&format!("{line}{head}\n\n{body}"))
}

#[tokio::test]
async fn members_may_follow_the_creation_and_have_no_name() {
    let mut team = Team::new(Settings {
        new_members: NewMembers::Afterwards,
        member_display: MemberDisplay::Null,
        ..catalog()
    })
    .with_accounts(&["ines"])
    .await;
    let mut answers = vec![list(&[]), answer(201, group("g-1", &[]))];
    answers.extend(done(2));
    let bodies = team.bodies(&push(), answers).await;
    assert_eq!(
        bodies[0],
        concat!(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"#,
            r#""displayName":"Pastry t","members":[]}"#
        )
    );
    assert_eq!(
        bodies[2],
        patch(r#"[{"op":"replace","path":"members","value":[{"value":"u-ines","display":null}]}]"#)
    );
}

#[tokio::test]
async fn only_members_with_the_application_count() {
    let mut team = Team::new(catalog()).with_accounts(&["omar", "uma"]).await;
    let mut answers = vec![list(&[]), answer(201, group("g-1", &[]))];
    answers.extend(done(2));
    let bodies = team.bodies(&push(), answers).await;
    let omar = r#"[{"value":"u-omar","display":"omar.t@orchard.example"}]"#;
    assert!(
        bodies[0].ends_with(&format!(r#""members":{omar}}}"#)),
        "{}",
        bodies[0]
    );
}

#[tokio::test]
async fn who_comes_is_added_after_the_name() {
    let mut team = Team::pushed(catalog()).await;
    let bodies = team.bodies(&join(&["uma"]), done(2)).await;
    assert_eq!(
        bodies,
        [
            named("Pastry t"),
            patch(
                r#"[{"op":"add","path":"members","value":[{"value":"u-uma","display":"uma.t@orchard.example"}]}]"#
            )
        ]
    );
    assert_eq!(
        team.log(),
        [
            "success application.provision.group_push.updated pastry Push group memberships to \
             external application"
        ]
    );
}

#[tokio::test]
async fn who_goes_is_removed_one_by_one_before_who_comes() {
    let mut team = Team::pushed(catalog()).await;
    let act = leave(&["ines", "omar"]);
    let bodies = team.bodies(&act, done(2)).await;
    assert_eq!(
        bodies[1],
        patch(concat!(
            r#"[{"op":"remove","path":"members[value eq \"u-ines\"]"},"#,
            r#"{"op":"remove","path":"members[value eq \"u-omar\"]"}]"#
        ))
    );
    // Somebody who has lost the application stays until the next change.
    let mut team = Team::pushed(catalog()).await;
    let lines = team.play(&Act::Unassign("ines".into()), done(1)).await;
    assert_eq!(lines, ["PATCH /Users/u-ines"]);
    let bodies = team.bodies(&join(&["uma"]), done(2)).await;
    assert_eq!(
        bodies[1],
        patch(concat!(
            r#"[{"op":"remove","path":"members[value eq \"u-ines\"]"},"#,
            r#"{"op":"add","path":"members","value":[{"value":"u-uma","display":"uma.t@orchard.example"}]}]"#
        ))
    );
}

#[tokio::test]
async fn somebody_without_the_application_comes_and_only_the_name_is_sent() {
    let mut team = Team::pushed(catalog()).await;
    team.play(&Act::Unassign("uma".into()), done(1)).await;
    let bodies = team.bodies(&join(&["uma"]), done(1)).await;
    assert_eq!(bodies, [named("Pastry t")]);
}

#[tokio::test]
async fn a_new_name_is_a_patch_of_its_own() {
    let mut team = Team::pushed(catalog()).await;
    let renamed = Act::Update("pastry".into(), changes(&[("displayName", "Cakes")]));
    assert_eq!(team.bodies(&renamed, done(1)).await, [named("Cakes t")]);
    assert_eq!(
        team.log(),
        [
            "success application.provision.group_push.updated pastry Rename group in external \
             application"
        ]
    );
    let described = Act::Update("pastry".into(), changes(&[("description", "Sweet")]));
    assert!(team.play(&described, []).await.is_empty());
}

#[tokio::test]
async fn the_value_may_leave_the_id_out_and_a_read_may_come_first() {
    let mut team = Team::pushed(Settings {
        group_patch_value: GroupPatchValue::NameOnly,
        ..catalog()
    })
    .await;
    let bodies = team.bodies(&join(&["uma"]), done(2)).await;
    assert_eq!(
        bodies[0],
        patch(r#"[{"op":"replace","value":{"displayName":"Pastry t"}}]"#)
    );
    let mut team = Team::new(Settings {
        reads_before_patch: true,
        ..catalog()
    });
    let shown = || answer(200, group("g-1", &[]));
    let answers = [list(&[]), shown(), shown(), empty(204), empty(204)];
    let lines = team.play(&push(), answers).await;
    assert_eq!(
        lines,
        [
            GROUP_LOOKUP,
            "POST /Groups",
            "GET /Groups/g-1",
            "PATCH /Groups/g-1",
            "PATCH /Groups/g-1"
        ]
    );
}

#[tokio::test]
async fn push_now_replaces_the_members() {
    let mut team = Team::pushed(catalog()).await;
    let bodies = team.bodies(&pastry(Act::PushNow), done(2)).await;
    assert_eq!(
        bodies,
        [
            named("Pastry t"),
            patch(concat!(
                r#"[{"op":"replace","path":"members","value":["#,
                r#"{"value":"u-ines","display":"ines.t@orchard.example"},"#,
                r#"{"value":"u-omar","display":"omar.t@orchard.example"}]}]"#
            ))
        ]
    );
    team.play(&leave(&["ines", "omar"]), done(2)).await;
    let bodies = team.bodies(&pastry(Act::PushNow), done(2)).await;
    assert_eq!(
        bodies[1],
        patch(r#"[{"op":"replace","path":"members","value":[]}]"#)
    );
}

#[tokio::test]
async fn members_come_in_batches() {
    let people: Vec<String> = (0..252).map(|number| format!("p{number}")).collect();
    for (batch, batches) in [(100, vec![100, 100, 50]), (1000, vec![250])] {
        let settings = Settings { batch, ..catalog() };
        let keys: Vec<&str> = people.iter().map(String::as_str).collect();
        let mut team = Team::of(settings, people.clone())
            .with_accounts(&keys)
            .await;
        let mut answers = vec![list(&[]), answer(201, group("g-1", &[]))];
        answers.extend(done(2));
        team.play(&push(), answers).await;
        let answers = done(1 + batches.len());
        let bodies = team.bodies(&join(&keys[2..]), answers).await;
        let counts = |bodies: &[String], what: &str| -> Vec<usize> {
            bodies
                .iter()
                .map(|body| body.matches(what).count())
                .collect()
        };
        assert_eq!(counts(&bodies[1..], r#""display":"#), batches);
        // Removals are operations of their own and count as much.
        let answers = done(1 + batches.len());
        let bodies = team.bodies(&leave(&keys[2..]), answers).await;
        assert_eq!(counts(&bodies[1..], r#""op":"remove""#), batches);
        // A full push begins with a replacement.
        team.play(&join(&keys[2..]), done(1 + batches.len())).await;
        let all = if batch == 100 { 3 } else { 1 };
        let bodies = team.bodies(&pastry(Act::PushNow), done(1 + all)).await;
        assert_eq!(counts(&bodies, r#""op":"replace","path":"members""#)[1], 1);
        assert_eq!(
            counts(&bodies, r#""op":"add""#).iter().sum::<usize>(),
            all - 1
        );
    }
}

#[tokio::test]
async fn a_full_push_of_many_is_cut_in_three_ways() {
    let people: Vec<String> = (0..150).map(|number| format!("p{number}")).collect();
    let keys: Vec<&str> = people.iter().map(String::as_str).collect();
    for (full_push, members) in [
        (FullPush::Cut, vec![150, 0, 100, 50]),
        (FullPush::CutFromCreation, vec![100, 0, 100, 50]),
        (FullPush::Whole, vec![150, 0, 150]),
    ] {
        let settings = Settings {
            full_push,
            ..catalog()
        };
        let mut team = Team::of(settings, people.clone())
            .with_accounts(&keys)
            .await;
        let everybody = Act::Join("pastry".into(), people.clone());
        assert!(team.play(&everybody, []).await.is_empty());
        let mut answers = vec![list(&[]), answer(201, group("g-1", &[]))];
        answers.extend(done(members.len() - 1));
        let bodies = team.bodies(&push(), answers).await;
        let sent: Vec<_> = bodies
            .iter()
            .map(|body| body.matches(r#""display":"#).count())
            .collect();
        assert_eq!(sent, members, "{full_push:?}");
    }
}

#[tokio::test]
async fn a_linked_group_gets_members_added_and_keeps_its_name() {
    for (rename, names) in [(false, 0), (true, 1)] {
        let settings = Settings {
            import_groups: true,
            ..catalog()
        };
        let mut team = Team::new(settings).with_accounts(&["ines"]).await;
        let mut answers = vec![list(&[group("g-9", &["u-8"])])];
        answers.extend(done(1 + names));
        let requests = team.requests(&link(rename), answers).await;
        assert!(
            requests[0].starts_with("GET /Groups?startIndex=1&count=100\n"),
            "the list is read anew"
        );
        let last = requests.last().unwrap().split_once("\n\n").unwrap().1;
        assert_eq!(
            last,
            patch(
                r#"[{"op":"add","path":"members","value":[{"value":"u-ines","display":"ines.t@orchard.example"}]}]"#
            )
        );
        assert_eq!(requests.len(), 2 + names);
        // Changes of members leave the name alone too.
        team.play(&Act::Assign("uma".into()), [list(&[]), made("u-uma")])
            .await;
        let lines = team.play(&join(&["uma"]), done(1 + names)).await;
        assert_eq!(lines, vec!["PATCH /Groups/g-9"; 1 + names]);
        let renamed = Act::Update("pastry".into(), changes(&[("displayName", "Cakes")]));
        assert_eq!(team.play(&renamed, done(names)).await.len(), names);
    }
}

fn made(id: &str) -> Outcome {
    answer(201, json!({ "id": id }))
}

#[tokio::test]
async fn a_group_that_is_not_listed_cannot_be_linked() {
    let mut team = Team::new(catalog());
    let lines = team.play(&link(false), [list(&[group("g-1", &[])])]).await;
    assert_eq!(lines, ["GET /Groups?startIndex=1&count=100"]);
    let log = team.log();
    assert!(log[0].contains("Pastry t cannot be linked"), "{log:?}");
    assert_eq!(team.app.link("pastry"), None);
}

#[tokio::test]
async fn a_group_that_exists_is_not_pushed_but_may_be_taken() {
    let exists = "Unable to update Group Push mapping target App group Pastry t: Error while \
                  creating user group Pastry t: the application has a group of that name";
    let mut team = Team::new(catalog());
    let there = || list(&[group("g-7", &[])]);
    assert_eq!(team.play(&push(), [there()]).await, [GROUP_LOOKUP]);
    assert!(team.tasks()[0].ends_with(exists), "{:?}", team.tasks());
    // So it is with the list of groups.
    let settings = Settings {
        import_groups: true,
        ..catalog()
    };
    let mut team = Team::new(settings);
    team.play(&Act::Import, [list(&[]), there()]).await;
    assert!(team.play(&push(), []).await.is_empty());
    assert!(team.tasks()[0].ends_with(exists), "{:?}", team.tasks());
    let team = Team::new(Settings {
        group_found: GroupFound::Linked,
        ..catalog()
    });
    // That is a link like any other: members are added.
    let mut team = team.with_accounts(&["ines"]).await;
    let answers = [there(), empty(204), empty(204)];
    let bodies = team.bodies(&push(), answers).await;
    assert!(
        bodies[1].contains(r#"{"op":"add","path":"members","#),
        "{bodies:?}"
    );
    assert_eq!(team.app.link("pastry"), Some("g-7"));
}

#[tokio::test]
async fn a_link_may_replace_the_members() {
    let mut team = Team::new(Settings {
        import_groups: true,
        link_members: LinkMembers::Replace,
        ..catalog()
    })
    .with_accounts(&["ines"])
    .await;
    let answers = [list(&[group("g-9", &["u-8"])]), empty(500)];
    let replaced = patch(
        r#"[{"op":"replace","path":"members","value":[{"value":"u-ines","display":"ines.t@orchard.example"}]}]"#,
    );
    let bodies = team.bodies(&link(false), answers).await;
    assert_eq!(bodies, [replaced]);
    // The first push that succeeds is the link, whatever led to it.
    let bodies = team.bodies(&join(&["uma"]), done(1)).await;
    assert!(
        bodies[0].contains(r#"{"op":"replace","path":"members","#),
        "{bodies:?}"
    );
    let bodies = team.bodies(&leave(&["ines"]), done(1)).await;
    assert!(
        bodies[0].contains(r#"{"op":"remove","path":"members["#),
        "{bodies:?}"
    );
}

#[tokio::test]
async fn with_imported_groups_the_list_decides() {
    let settings = Settings {
        import_groups: true,
        ..catalog()
    };
    let mut team = Team::new(settings);
    let mut answers = vec![answer(201, group("g-1", &[]))];
    answers.extend(done(2));
    let lines = team.play(&push(), answers).await;
    assert_eq!(
        lines,
        ["POST /Groups", "PATCH /Groups/g-1", "PATCH /Groups/g-1"]
    );
}

#[tokio::test]
async fn unlinking_deletes_or_leaves() {
    let unpush = |leave| Act::Unpush {
        group: "pastry".into(),
        leave,
    };
    let mut team = Team::pushed(catalog()).await;
    let requests = team.requests(&unpush(false), [empty(204)]).await;
    assert_eq!(
        requests,
        [http(
            "
            DELETE /Groups/g-1
            Accept: application/scim+json
            Accept-Charset: utf-8
            User-Agent: Okta SCIM Client 1.0.0
            Authorization: <token>
            Host: <host>
            Connection: Keep-Alive
            Accept-Encoding: gzip,deflate
            "
        )]
    );
    assert_eq!(
        team.log(),
        [
            "success application.provision.group_push.delete_appgroup pastry Delete group in \
             external application",
            "success application.provision.group_push.removed pastry Remove group push mapping",
        ]
    );
    assert_eq!(team.app.link("pastry"), None);
    let mut team = Team::pushed(catalog()).await;
    assert!(team.play(&unpush(true), []).await.is_empty());
    assert_eq!(team.app.link("pastry"), None);
    // No longer pushed: silence.
    assert!(team.play(&join(&["uma"]), []).await.is_empty());
    // Deleting Okta's group is unlinking and deleting.
    let mut team = Team::pushed(catalog()).await;
    let lines = team.play(&pastry(Act::Delete), [empty(204)]).await;
    assert_eq!(lines, ["DELETE /Groups/g-1"]);
}

#[tokio::test]
async fn a_deactivated_push_is_silent_until_it_is_activated() {
    let mut team = Team::pushed(catalog()).await;
    assert!(team.play(&pastry(Act::PausePush), []).await.is_empty());
    for act in [
        join(&["uma"]),
        Act::Update("pastry".into(), changes(&[("displayName", "Cakes")])),
        pastry(Act::PushNow),
        pastry(Act::PausePush),
    ] {
        assert!(team.play(&act, []).await.is_empty(), "{act:?}");
    }
    let bodies = team.bodies(&pastry(Act::ResumePush), done(2)).await;
    assert_eq!(bodies[0], named("Cakes t"));
    assert!(bodies[1].contains(r#"{"value":"u-uma","#));
    assert!(team.play(&pastry(Act::ResumePush), []).await.is_empty());
    let events: Vec<_> = team
        .log()
        .iter()
        .map(|entry| entry.split(' ').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(
        events,
        [
            "application.provision.group_push.deactivate_mapping",
            "application.provision.group_push.activate_mapping",
            "application.provision.group_push.updated",
        ]
    );
}
