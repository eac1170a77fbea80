//! Finding the account of a person.

use serde_json::json;

use super::support::{ADA, BARE, LEGACY, SMALL, Story, user};
use crate::idp::entra::{FilterBrackets, Settings};
use crate::idp::testing::{answer, empty, http, list, mapping};

/// A mapping matched on these targets, in this order of precedence, and on nothing else.
fn matched(rows: &[(&str, &str)]) -> crate::idp::mapping::Mapping {
    let mut mapping = mapping(rows);
    for (row, precedence) in mapping.users.iter_mut().zip((1..=2).rev()) {
        row.matching = Some(precedence);
    }
    mapping
}

#[tokio::test]
async fn the_query_is_form_encoded_and_has_no_page() {
    let mut story = Story::with(
        LEGACY,
        &[("userName", "ada+l/ö@example.com")],
        mapping(SMALL),
    );
    story.assign();
    let requests = story.requests([list(&[user(json!({}))]), empty(204)]).await;
    assert_eq!(
        requests[0],
        http(
            "
            GET /Users?filter=userName+eq+%22ada%2Bl%2F%C3%B6.t%40example.com%22
            Host: <host>
            Authorization: <token>
            "
        )
    );
}

#[tokio::test]
async fn other_attributes_are_asked_for_by_their_path() {
    for ((target, source), query) in [
        (
            ("externalId", "mailNickname"),
            "externalId+eq+%22ada.l.t%22",
        ),
        (
            ("emails[type eq \"work\"].value", "mail"),
            "emails%5Btype+eq+%22work%22%5D.value+eq+%22ada.t%40example.com%22",
        ),
    ] {
        let rows = mapping(&[(target, source), SMALL[0]]);
        let mut story = Story::with(LEGACY, ADA, rows);
        story.assign();
        let lines = story.cycle([list(&[]), answer(201, user(json!({})))]).await;
        assert_eq!(
            lines,
            [format!("GET /Users?filter={query}").as_str(), "POST /Users"]
        );
    }
}

#[tokio::test]
async fn brackets_may_stay_as_they_are() {
    let rows = mapping(&[("emails[type eq \"work\"].value", "mail"), SMALL[0]]);
    let settings = Settings {
        filter_brackets: FilterBrackets::Raw,
        ..LEGACY
    };
    let mut story = Story::with(settings, ADA, rows);
    story.assign();
    let lines = story.cycle([list(&[]), answer(201, user(json!({})))]).await;
    assert_eq!(
        lines[0],
        "GET /Users?filter=emails[type+eq+%22work%22].value+eq+%22ada.t%40example.com%22"
    );
}

#[tokio::test]
async fn the_next_attribute_is_asked_for_when_nobody_is_found() {
    let rows = matched(&[("externalId", "mailNickname"), SMALL[0]]);
    let mut story = Story::with(LEGACY, ADA, rows);
    story.assign();
    let lines = story
        .cycle([list(&[]), list(&[]), answer(201, user(json!({})))])
        .await;
    assert_eq!(
        lines,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "GET /Users?filter=externalId+eq+%22ada.l.t%22",
            "POST /Users"
        ]
    );
}

#[tokio::test]
async fn the_first_hit_ends_the_search() {
    let rows = matched(&[("externalId", "mailNickname"), SMALL[0]]);
    let mut story = Story::with(LEGACY, ADA, rows);
    story.assign();
    let found = user(json!({ "externalId": "ada.l.t" }));
    let lines = story.cycle([list(&[found])]).await;
    assert_eq!(
        lines,
        ["GET /Users?filter=userName+eq+%22ada.t%40example.com%22"]
    );
    assert_eq!(story.job.link("ada"), Some("u-1"));
}

#[tokio::test]
async fn an_attribute_without_value_is_not_asked_for() {
    let rows = matched(&[SMALL[0], ("externalId", "mailNickname")]);
    let mut story = Story::with(LEGACY, BARE, rows);
    story.assign();
    let lines = story.cycle([list(&[user(json!({}))])]).await;
    assert_eq!(
        lines,
        ["GET /Users?filter=userName+eq+%22ada.t%40example.com%22"]
    );
}

#[tokio::test]
async fn somebody_without_any_matching_value_is_skipped() {
    let rows = mapping(&[("externalId", "mailNickname"), SMALL[0]]);
    let mut story = Story::with(LEGACY, BARE, rows);
    story.assign();
    assert_eq!(story.cycle([]).await, [""; 0]);
    assert_eq!(
        story.log(),
        [
            "skipped other ada [EntryJoiningPropertyValueIsMissing] The user has no value in any \
          matching attribute"
        ]
    );
}

#[tokio::test]
async fn an_account_that_is_equal_is_linked_without_a_write() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let lines = story.cycle([list(&[user(json!({}))])]).await;
    assert_eq!(lines.len(), 1);
    assert_eq!(story.job.link("ada"), Some("u-1"));
    assert_eq!(
        story.log(),
        [
            "skipped other ada [RedundantExport] The state of the user in both systems already \
          matches"
        ]
    );
}

#[tokio::test]
async fn an_account_that_differs_is_linked_and_patched() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let found = user(json!({ "active": false }));
    let lines = story.cycle([list(&[found]), empty(204)]).await;
    assert_eq!(
        lines,
        [
            "GET /Users?filter=userName+eq+%22ada.t%40example.com%22",
            "PATCH /Users/u-1"
        ]
    );
    assert_eq!(
        story.log(),
        ["success update ada User 'ada.t@example.com' was updated in customappsso"]
    );
}

#[tokio::test]
async fn a_matched_account_may_be_read_before_it_is_patched() {
    let mut story = Story::small(Settings {
        reads_after_match: true,
        ..LEGACY
    });
    story.assign();
    let found = user(json!({ "active": false }));
    let lines = story
        .cycle([
            list(std::slice::from_ref(&found)),
            answer(200, found.clone()),
            empty(204),
        ])
        .await;
    assert_eq!(lines[1..], ["GET /Users/u-1", "PATCH /Users/u-1"]);
}

#[tokio::test]
async fn two_accounts_are_one_too_many() {
    let mut story = Story::small(LEGACY);
    story.assign();
    let other = user(json!({ "id": "u-2" }));
    story.cycle([list(&[user(json!({})), other])]).await;
    assert_eq!(story.job.link("ada"), None);
    let log = story.log();
    assert!(
        log[0].starts_with(
            "failure other ada [DuplicateTargetEntries] Failed to match an entry in the source and \
             target systems User 'ada.t@example.com'; Error: 2 users in the target system match"
        ),
        "{log:?}"
    );
}
