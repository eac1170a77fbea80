//! Import of users and groups.

use serde_json::{Value, json};

use super::support::{Story, Team, catalog, group, wizard};
use crate::idp::okta::{ImportRemoves, Paging, Settings};
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, failure, http, list, refusal, throttled};
use crate::transcript::{FailureKind, Outcome};

const FIRST: &str = "GET /Users?startIndex=1&count=100";
const GROUPS: &str = "GET /Groups?startIndex=1&count=100";

/// A user that can be imported.
fn user(key: &str, more: Value) -> Value {
    let mut user = json!({
        "id": format!("u-{key}"),
        "userName": format!("{key}.t@orchard.example"),
        "name": { "givenName": key, "familyName": "X" },
        "emails": [{ "value": format!("{key}@mail.example"), "primary": true }],
        "active": true,
    });
    if let (Some(user), Value::Object(more)) = (user.as_object_mut(), more) {
        user.extend(more);
    }
    user
}

fn page(total: usize, start: usize, users: &[Value]) -> Outcome {
    answer(
        200,
        json!({
            "totalResults": total,
            "startIndex": start,
            "itemsPerPage": users.len(),
            "Resources": users,
        }),
    )
}

fn users(numbers: std::ops::Range<usize>) -> Vec<Value> {
    numbers
        .map(|number| user(&number.to_string(), json!({})))
        .collect()
}

fn with_groups() -> Settings {
    Settings {
        import_groups: true,
        ..wizard()
    }
}

/// The summary of an import of these users.
async fn summary(team: &mut Team, users: &[Value]) -> String {
    let lines = team.play(&Act::Import, [list(users)]).await;
    assert_eq!(lines, [FIRST]);
    team.log().pop().unwrap()
}

fn counted(scanned: u8, new: u8, updated: u8, unchanged: u8, removed: u8) -> String {
    format!(
        "success system.import.user.complete {scanned} users scanned! {new} new user imported, \
         {updated} existing users updated, {unchanged} existing users unchanged, {removed} users \
         removed"
    )
}

#[tokio::test]
async fn the_whole_requests_of_users_and_groups() {
    let mut team = Team::new(with_groups());
    let requests = team.requests(&Act::Import, [list(&[]), list(&[])]).await;
    let whole = |line: &str| {
        http(&format!(
            "{line}
            Accept: application/scim+json
            Accept-Charset: utf-8
            User-Agent: Okta SCIM Client 1.0.0
            Authorization: <token>
            Host: <host>
            Connection: Keep-Alive
            Accept-Encoding: gzip,deflate"
        ))
    };
    assert_eq!(requests, [whole(FIRST), whole(GROUPS)]);
}

#[tokio::test]
async fn pages_follow_by_what_was_asked_for() {
    let mut team = Team::new(catalog());
    let answers = [
        page(201, 1, &users(0..100)),
        page(201, 101, &users(100..200)),
        page(201, 201, &users(200..201)),
    ];
    let lines = team.play(&Act::Import, answers).await;
    assert_eq!(
        lines,
        [
            FIRST,
            "GET /Users?startIndex=101&count=100",
            "GET /Users?startIndex=201&count=100"
        ]
    );
    assert!(team.log()[0].contains(" 201 users scanned! 201 new user imported, "));
}

#[tokio::test]
async fn a_target_with_smaller_pages_has_users_skipped_or_not() {
    let first = || page(150, 1, &users(0..50));
    let second = |start| page(150, start, &users(100..150));
    let mut team = Team::new(catalog());
    let lines = team.play(&Act::Import, [first(), second(101)]).await;
    assert_eq!(lines[1], "GET /Users?startIndex=101&count=100");
    assert!(team.log()[0].contains(" 100 users scanned!"));
    let mut team = Team::new(Settings {
        paging: Paging::ByItems,
        ..catalog()
    });
    let middle = page(150, 51, &users(50..100));
    let lines = team
        .play(&Act::Import, [first(), middle, second(101)])
        .await;
    assert_eq!(lines[1], "GET /Users?startIndex=51&count=100");
    assert!(team.log()[0].contains(" 150 users scanned!"));
}

#[tokio::test]
async fn an_empty_page_is_the_last() {
    let mut team = Team::new(catalog());
    let answers = [page(1_000, 1, &users(0..100)), page(1_000, 101, &[])];
    assert_eq!(team.play(&Act::Import, answers).await.len(), 2);
}

#[tokio::test]
async fn known_users_are_linked_and_nothing_is_sent() {
    let mut team = Team::new(catalog());
    let there = [
        user("ines", json!({ "userName": "INES.T@orchard.example" })),
        user(
            "x",
            json!({ "emails": [{ "value": "omar.t@orchard.example", "primary": true }] }),
        ),
        user("nobody", json!({})),
    ];
    // Matched by mail only where the profile has one.
    assert_eq!(summary(&mut team, &there).await, counted(3, 3, 0, 0, 0));
    assert_eq!(team.app.link("ines"), Some("u-ines"));
    assert_eq!(team.app.link("omar"), None);
    assert!(team.app.people()["ines"].assigned);
    let mut story = Story::new(catalog());
    let mail = json!([{ "value": "ines.moreau.t@orchard.example", "primary": true }]);
    let there = user("y", json!({ "emails": mail }));
    story.wire.prepare([list(&[there])]);
    story.app.act(&Act::Import, &mut story.wire).await;
    assert_eq!(story.app.link("ines"), Some("u-y"));
    assert_eq!(
        story.log()[0],
        "success application.provision.user.import_profile ines Import profile from external \
         application"
    );
    assert_eq!(story.wire.lines(), [FIRST]);
}

#[tokio::test]
async fn known_accounts_are_updated_or_unchanged() {
    let mut team = Team::new(catalog()).with_accounts(&["ines", "omar"]).await;
    let there = [
        user("ines", json!({})),
        user("omar", json!({ "title": "Chef" })),
    ];
    assert_eq!(summary(&mut team, &there).await, counted(2, 0, 1, 1, 0));
    // Okta stays the source: what the target says is not believed.
    assert_eq!(team.app.people()["omar"].attribute("title"), None);
}

#[tokio::test]
async fn inactive_users_are_not_imported_and_their_links_end() {
    let mut team = Team::new(catalog()).with_accounts(&["ines", "omar"]).await;
    let there = [
        user("ines", json!({})),
        user("omar", json!({ "active": false })),
        user("uma", json!({ "active": false })),
    ];
    assert_eq!(summary(&mut team, &there).await, counted(1, 0, 0, 1, 1));
    assert_eq!(team.app.link("omar"), None);
    assert!(!team.app.people()["omar"].assigned);
    assert!(team.app.people()["omar"].enabled);
    assert_eq!(team.app.link("uma"), None);
    // One that is missing is removed too.
    assert_eq!(summary(&mut team, &[]).await, counted(0, 0, 0, 0, 1));
}

#[tokio::test]
async fn accounts_that_are_gone_may_be_counted_only() {
    let settings = Settings {
        import_removes: ImportRemoves::CountOnly,
        safeguard_from: 0,
        ..catalog()
    };
    let mut team = Team::new(settings).with_accounts(&["ines", "omar"]).await;
    assert_eq!(summary(&mut team, &[]).await, counted(0, 0, 0, 0, 2));
    assert_eq!(team.app.link("omar"), Some("u-omar"));
    assert!(team.app.people()["omar"].assigned);
}

#[tokio::test]
async fn who_is_assigned_by_a_group_waits_for_the_admin_instead() {
    let mut team = Team::new(catalog()).with_accounts(&["uma"]).await;
    let made = |key: &str| answer(201, user(key, json!({})));
    let answers = [list(&[]), made("ines"), list(&[]), made("omar")];
    team.play(&Act::Assign("pastry".into()), answers).await;
    let there = ["ines", "uma"].map(|key| user(key, json!({})));
    team.play(&Act::Import, [list(&there)]).await;
    assert_eq!(team.app.link("omar"), None);
    assert!(team.app.people()["omar"].assigned);
    assert_eq!(
        team.tasks(),
        [
            "Automatic provisioning of user omar.t@orchard.example to app scimulate failed \
             (scimulate: the import did not find the account as an active one)"
        ]
    );
    let again = Act::Retry("omar".into());
    team.play(&again, [list(&[]), made("omar")]).await;
    assert_eq!(team.app.link("omar"), Some("u-omar"));
    assert!(team.tasks().is_empty());
}

#[tokio::test]
async fn with_profile_sourcing_the_target_is_believed() {
    let settings = Settings {
        profile_sourcing: true,
        ..catalog()
    };
    let mut team = Team::new(settings)
        .with_accounts(&["ines", "omar", "uma"])
        .await;
    let there = [
        user("ines", json!({ "title": "Chef" })),
        user("omar", json!({ "active": false })),
    ];
    assert_eq!(summary(&mut team, &there).await, counted(1, 0, 1, 0, 2));
    let people = team.app.people();
    assert_eq!(people["ines"].attribute("title"), Some("Chef"));
    assert!(!people["omar"].enabled && !people["uma"].enabled);
}

#[tokio::test]
async fn users_without_what_okta_needs_are_reported() {
    let mut team = Team::new(catalog());
    let without = |name: &str| {
        let mut user = user("ines", json!({}));
        user.as_object_mut().unwrap().remove(name);
        user
    };
    for (there, missing) in [
        (without("id"), "id"),
        (without("userName"), "userName"),
        (without("name"), "name.givenName, name.familyName"),
        (without("emails"), "emails[primary eq true]"),
        (
            user(
                "ines",
                json!({ "emails": { "value": "x", "primary": true } }),
            ),
            "emails[primary eq true]",
        ),
        (
            user("ines", json!({ "emails": [{ "value": "x" }] })),
            "emails[primary eq true]",
        ),
        (without("active"), "active"),
    ] {
        team.play(&Act::Import, [list(&[there])]).await;
        let log = team.log();
        assert!(
            log[0].starts_with(
                "failure app.user_management.user_group_import.upsert_fail [missing attributes] "
            ) && log[0].ends_with(&format!(" was not imported: {missing} missing")),
            "{log:?}"
        );
        assert_eq!(log[1], counted(1, 0, 0, 0, 0));
        assert_eq!(team.app.link("ines"), None);
    }
}

#[tokio::test]
async fn the_safeguard_stops_large_removals() {
    for (removed, from, stops) in [(1, 2, false), (2, 2, true), (2, 100, false)] {
        let settings = Settings {
            safeguard: 34,
            safeguard_from: from,
            ..catalog()
        };
        let keys = ["ines", "omar", "uma"];
        let mut team = Team::new(settings).with_accounts(&keys).await;
        let there: Vec<_> = keys[removed..]
            .iter()
            .map(|key| user(key, json!({})))
            .collect();
        let last = summary(&mut team, &there).await;
        assert_eq!(
            last.starts_with("failure system.import.user.complete [import safeguard] "),
            stops,
            "{last}"
        );
        assert_eq!(team.app.link("ines").is_some(), stops);
    }
}

#[tokio::test]
async fn groups_that_okta_pushed_are_not_scanned() {
    let mut team = Team::pushed(with_groups()).await;
    let there = [group("g-1", &[]), group("g-2", &[])];
    let answers = |groups: &[Value]| [list(&[]), list(groups)];
    let lines = team.play(&Act::Import, answers(&there[..1])).await;
    assert_eq!(lines, [FIRST, GROUPS]);
    let counted = |scanned: u8, new: u8, updated: u8, unchanged: u8, removed: u8| {
        format!(
            "success system.import.group.complete {scanned} groups scanned! {new} new group \
             imported, {updated} existing groups updated, {unchanged} existing groups unchanged, \
             {removed} groups removed"
        )
    };
    assert_eq!(team.log().pop().unwrap(), counted(0, 0, 0, 0, 0));
    for (groups, wanted) in [
        (&there[..], counted(1, 1, 0, 0, 0)),
        (&there[..], counted(1, 0, 0, 1, 0)),
        (
            &[json!({ "id": "g-2", "displayName": "Cooks" })],
            counted(1, 0, 1, 0, 0),
        ),
        (&[], counted(0, 0, 0, 0, 1)),
    ] {
        team.play(&Act::Import, answers(groups)).await;
        assert_eq!(team.log().pop().unwrap(), wanted);
    }
}

#[tokio::test]
async fn an_import_that_fails_ends() {
    for (outcome, text) in [
        (
            refusal(500, "no"),
            "[Internal Server Error] Error while importing users: Internal Server Error. Errors \
             reported by remote server: no",
        ),
        (
            failure(FailureKind::Timeout),
            "[Read timed out] Error while importing users: Read timed out",
        ),
        (
            answer(200, json!({ "totalResults": 0 })),
            "[null] Error while importing users: null (scimulate: `Resources` is missing)",
        ),
    ] {
        let mut team = Team::new(with_groups());
        let lines = team.play(&Act::Import, [outcome]).await;
        assert_eq!(lines, [FIRST]);
        assert_eq!(
            team.log(),
            [format!("failure system.import.user.complete {text}")]
        );
    }
    let mut team = Team::new(with_groups());
    team.play(&Act::Import, [list(&[]), empty(403)]).await;
    assert_eq!(
        team.log()[1],
        "failure system.import.group.complete [Forbidden] Error while importing groups: \
         Forbidden. Errors reported by remote server: "
    );
}

#[tokio::test]
async fn a_throttled_import_is_paused() {
    let mut team = Team::new(catalog());
    let answers = [throttled(Some("9")), list(&[])];
    assert_eq!(team.play(&Act::Import, answers).await, [FIRST, FIRST]);
    assert_eq!(team.wire.pauses, [9]);
    // Users and groups are one task, which ends once.
    let mut team = Team::new(with_groups());
    let answers = [list(&[]), throttled(Some("9")), list(&[]), list(&[])];
    let lines = team.play(&Act::Import, answers).await;
    assert_eq!(lines, [FIRST, GROUPS, FIRST, GROUPS]);
    assert_eq!(team.log().len(), 2);
}
