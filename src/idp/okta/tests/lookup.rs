//! Finding the account of a person.

use serde_json::json;

use super::support::{BARE, INES, LOOKUP, SMALL, Story, catalog, user, wizard};
use crate::idp::okta::{NoResources, Settings};
use crate::idp::query::QueryEncoding;
use crate::idp::simulator::Act;
use crate::idp::testing::{answer, empty, http, list, mapping, refusal};

#[tokio::test]
async fn the_query_has_its_own_order_and_encoding() {
    let mut story = Story::small(catalog());
    let created = answer(201, user(json!({})));
    let requests = story.requests(Act::Assign, [list(&[]), created]).await;
    assert_eq!(
        requests[0],
        http(
            "
            GET /Users?filter=userName%20eq%20%22ines.t%40orchard.example%22&startIndex=1&count=100
            Accept: application/scim+json
            Accept-Charset: utf-8
            User-Agent: Okta SCIM Client 1.0.0
            Authorization: <token>
            Host: <host>
            Connection: Keep-Alive
            Accept-Encoding: gzip,deflate
            "
        )
    );
}

#[tokio::test]
async fn blanks_may_be_plus_signs() {
    let mut story = Story::small(Settings {
        encoding: QueryEncoding::Form,
        ..catalog()
    });
    let created = answer(201, user(json!({})));
    let lines = story.play(Act::Assign, [list(&[]), created]).await;
    assert_eq!(
        lines[0],
        "GET /Users?filter=userName+eq+%22ines.t%40orchard.example%22&startIndex=1&count=100"
    );
}

#[tokio::test]
async fn a_wizard_application_always_asks_for_the_user_name() {
    let rows = [("emails[primary eq true].value", "user.email"), SMALL[0]];
    for (settings, attribute) in [
        (wizard(), "userName"),
        (catalog(), "emails%5Bprimary%20eq%20true%5D.value"),
    ] {
        let mut story = Story::with(settings, INES, mapping(&rows));
        let created = answer(201, user(json!({})));
        let lines = story.play(Act::Assign, [list(&[]), created]).await;
        assert_eq!(
            lines[0],
            format!(
                "GET /Users?filter={attribute}%20eq%20%22ines.moreau.t%40orchard.example%22\
                 &startIndex=1&count=100"
            )
        );
    }
}

#[tokio::test]
async fn an_empty_list_and_not_found_both_mean_nobody() {
    for nobody in [list(&[]), refusal(404, "nobody"), empty(404)] {
        let mut story = Story::small(catalog());
        let created = answer(201, user(json!({})));
        let lines = story.play(Act::Assign, [nobody, created]).await;
        assert_eq!(lines, [LOOKUP, "POST /Users"]);
    }
}

#[tokio::test]
async fn the_first_of_several_is_taken() {
    let mut story = Story::small(wizard());
    let second = user(json!({ "id": "u-2" }));
    let found = user(json!({}));
    let answers = [
        list(&[found.clone(), second]),
        answer(200, found.clone()),
        answer(200, found),
    ];
    let lines = story.play(Act::Assign, answers).await;
    assert_eq!(lines, [LOOKUP, "GET /Users/u-1", "PUT /Users/u-1"]);
}

#[tokio::test]
async fn a_list_without_resources_may_mean_nobody() {
    let mut story = Story::small(Settings {
        no_resources: NoResources::Nobody,
        ..catalog()
    });
    let created = answer(201, user(json!({})));
    let list = |total: u8| answer(200, json!({ "totalResults": total }));
    assert_eq!(story.play(Act::Assign, [list(1)]).await, [LOOKUP]);
    story.play(Act::Unassign, []).await;
    let lines = story.play(Act::Assign, [list(0), created]).await;
    assert_eq!(lines, [LOOKUP, "POST /Users"]);
}

#[tokio::test]
async fn a_linked_account_gets_the_whole_profile() {
    let mut story = Story::small(wizard());
    let found = user(json!({ "title": "Porter" }));
    let answers = [
        list(std::slice::from_ref(&found)),
        answer(200, found.clone()),
        answer(200, found.clone()),
    ];
    let requests = story.requests(Act::Assign, answers).await;
    assert_eq!(
        requests[2],
        http(
            r#"
            PUT /Users/u-1
            Accept: application/scim+json
            Accept-Charset: utf-8
            Content-Type: application/scim+json; charset=utf-8
            User-Agent: Okta SCIM Client 1.0.0
            Authorization: <token>
            Content-Length: <length>
            Host: <host>
            Connection: Keep-Alive
            Accept-Encoding: gzip,deflate

            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u-1",
            "userName":"ines.t@orchard.example","active":true,"title":"Baker"}
            "#
        )
    );
    assert_eq!(
        story.log(),
        [
            "success application.provision.user.import_profile ines Import profile from external \
             application",
            "success application.provision.user.push_profile ines Push user's profile to external \
             application",
            "success application.provision.user.sync ines Sync user in external application",
        ]
    );
}

#[tokio::test]
async fn somebody_who_is_not_assigned_is_not_looked_up() {
    let mut story = Story::with(catalog(), BARE, mapping(SMALL));
    assert_eq!(story.update(&[("title", "Baker")], []).await, [""; 0]);
}
