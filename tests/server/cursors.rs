//! Pagination with cursors (RFC 9865).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::{Api, Reply, SEARCH, config, user_with};

async fn people(count: usize) -> Api {
    let api = Api::new();
    for number in 0..count {
        // Titles come in the opposite order, two people have each.
        let title = format!("{:03}", (100 - number) / 2);
        let body = user_with(&format!("u{number:03}"), json!({ "title": title }));
        assert_eq!(api.post("/v2/Users", &body).await.status, 201);
    }
    api
}

fn next(page: &Reply) -> Option<String> {
    page.body["nextCursor"].as_str().map(str::to_owned)
}

fn names(page: &Reply) -> Vec<String> {
    let resources = page.body["Resources"].as_array().unwrap();
    let name = |one: &Value| {
        one.get("userName")
            .or(one.get("displayName"))
            .unwrap()
            .clone()
    };
    resources
        .iter()
        .map(|one| name(one).as_str().unwrap().to_owned())
        .collect()
}

/// The pages of a walk.
async fn walk(api: &Api, path: &str, query: &str) -> Vec<Reply> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("{path}?cursor={cursor}{query}")).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert_eq!(page.body.get("previousCursor"), None);
        assert_eq!(page.body.get("startIndex"), None);
        let more = next(&page);
        pages.push(page);
        match more {
            Some(more) => cursor = more,
            None => return pages,
        }
    }
}

// holds: RFC9865-2-02, RFC9865-2-03, RFC9865-2-04, RFC9865-2-05, RFC9865-2-07
#[tokio::test]
async fn a_walk_sees_each_resource_once_in_order() {
    let api = people(25).await;
    for number in 0..3 {
        api.group(&format!("g{number}"), &[]).await;
    }
    for (path, query, sizes) in [
        ("/v2/Users", "&count=7", vec![7, 7, 7, 4]),
        ("/v2/Users", "&count=5", vec![5; 5]),
        ("/v2/Users", "", vec![25]),
        (
            "/v2/Users",
            "&count=7&filter=userName+ne+%22u003%22",
            vec![7, 7, 7, 3],
        ),
        (
            "/v2/Users",
            "&count=12&filter=userName+ne+%22u003%22",
            vec![12, 12],
        ),
        ("/v2/Users", "&count=7&sortBy=title", vec![7, 7, 7, 4]),
        (
            "/v2/Users",
            "&count=7&sortBy=title&sortOrder=descending&filter=title+gt+%22045%22",
            vec![7, 2],
        ),
        (
            "/v2/Users",
            "&count=4&filter=userName+eq+%22none%22",
            vec![0],
        ),
        ("/v2", "&count=9", vec![9, 9, 9, 1]),
        ("/v2", "&count=9&filter=id+pr", vec![9, 9, 9, 1]),
        (
            "/v2",
            "&count=14&sortBy=displayName&sortOrder=descending",
            vec![14, 14],
        ),
    ] {
        let pages = walk(&api, path, query).await;
        let found: Vec<usize> = pages.iter().map(|page| names(page).len()).collect();
        assert_eq!(found, sizes, "{path} {query}");
        let by_cursor: Vec<String> = pages.iter().flat_map(names).collect();
        let rest = query.replace("&count=", "&ignored=");
        let whole = api.get(&format!("{path}?count=1000{rest}")).await;
        assert_eq!(by_cursor, names(&whole), "{path} {query}");
        for page in &pages {
            assert_eq!(page.body["totalResults"], by_cursor.len());
            assert_eq!(page.body["itemsPerPage"], names(page).len());
            let cursor = next(page).unwrap_or_default();
            assert!(
                cursor
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
            );
        }
    }
}

#[tokio::test]
async fn changes_during_a_walk_double_and_drop_nobody() {
    let api = people(9).await;
    for query in ["", "&filter=userName+pr", "&sortBy=userName"] {
        let page = api.get(&format!("/v2/Users?cursor&count=3{query}")).await;
        let first = names(&page);
        // One that was shown goes: with an index the next one would be passed over.
        assert_eq!(
            api.delete(&format!("/v2/Users/{}", page.listed("id")[0]))
                .await
                .status,
            204
        );
        let page = api
            .get(&format!(
                "/v2/Users?cursor={}&count=3{query}",
                next(&page).unwrap()
            ))
            .await;
        assert!(names(&page)[0] > first[2], "{query}");
        assert_eq!(names(&page).len(), 3);
        let last = next(&page);
        assert_eq!(
            last.is_some(),
            page.body["totalResults"].as_u64() > Some(5),
            "{query}"
        );
    }
}

// holds: RFC9865-2-01, RFC9865-2.4-01
#[tokio::test]
async fn both_methods_are_there_and_the_index_is_the_default() {
    let api = people(3).await;
    let page = api.get("/v2/Users?count=2").await;
    assert_eq!((next(&page), &page.body["startIndex"]), (None, &json!(1)));
    for first in ["cursor", "cursor="] {
        let page = api.get(&format!("/v2/Users?{first}&count=2")).await;
        assert_eq!(names(&page), ["u000", "u001"]);
        assert!(next(&page).is_some());
    }
    let page = api.get("/v2/Users?cursor=&count=5000").await;
    assert_eq!((names(&page).len(), next(&page)), (3, None));
    let config = api.get("/v2/ServiceProviderConfig").await.body;
    assert_eq!(config["pagination"]["defaultPaginationMethod"], "index");
    for path in ["/v2/Users", "/v2/Groups", "/v2"] {
        let page = api.get(&format!("{path}?sortBy=id")).await;
        assert_eq!((next(&page), &page.body["startIndex"]), (None, &json!(1)));
    }
    let both = api.get("/v2/Users?cursor=&startIndex=2").await;
    assert_eq!(both.error(), (400, "invalidValue"));
}

// holds: RFC9865-3-01
#[tokio::test]
async fn a_search_can_have_a_cursor() {
    let api = people(3).await;
    let search = |cursor: String| json!({ "schemas": [SEARCH], "cursor": cursor, "count": 2 });
    let page = api.post("/v2/Users/.search", &search(String::new())).await;
    assert_eq!(names(&page), ["u000", "u001"]);
    let page = api
        .post("/v2/Users/.search", &search(next(&page).unwrap()))
        .await;
    assert_eq!((names(&page), next(&page)), (vec!["u002".to_owned()], None));
}

// holds: RFC9865-2-08
#[tokio::test]
async fn counts_are_held_to() {
    let api = people(5).await;
    for count in [0, -1] {
        let page = api.get(&format!("/v2/Users?cursor=&count={count}")).await;
        assert!(names(&page).is_empty());
        assert_eq!(page.body["totalResults"], 5);
        assert!(next(&page).is_some());
    }
    let cursor = next(&api.get("/v2/Users?cursor=&count=2").await).unwrap();
    let page = api.get(&format!("/v2/Users?cursor={cursor}")).await;
    assert_eq!(names(&page), ["u002", "u003"]);
    let other = api.get(&format!("/v2/Users?cursor={cursor}&count=3")).await;
    assert_eq!(other.error(), (400, "invalidCount"));
}

// holds: RFC9865-5.2-01, RFC9865-5.2-02
#[tokio::test]
async fn a_cursor_of_another_query_is_refused_like_a_forged_one() {
    let api = people(5).await;
    let cursor = next(&api.get("/v2/Users?cursor=&count=2").await).unwrap();
    let mut changed = cursor.clone();
    changed.replace_range(9..10, if &cursor[9..10] == "A" { "B" } else { "A" });
    let mut details = Vec::new();
    for path in [
        "/v2/Users?cursor=notacursor&count=2".to_owned(),
        format!("/v2/Users?cursor={changed}&count=2"),
        format!("/v2/Users?cursor={cursor}&count=2&filter=userName+pr"),
        format!("/v2/Users?cursor={cursor}&count=2&sortBy=userName"),
        format!("/v2/Groups?cursor={cursor}&count=2"),
        format!("/v2?cursor={cursor}&count=2"),
        format!("/t/other/v2/Users?cursor={cursor}&count=2"),
    ] {
        let reply = api.get(&path).await;
        assert_eq!(reply.error(), (400, "invalidCursor"), "{path}");
        details.push(reply.body["detail"].clone());
    }
    details.dedup();
    assert_eq!(details.len(), 1);
    let stranger = Request::get(format!("/v2/Users?cursor={cursor}&count=2"));
    let reply = api.request(stranger.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.error(), (401, ""));
}

#[tokio::test]
async fn a_cursor_expires() {
    let mut config = config();
    // The clock goes forward by a second whenever the server looks at it.
    config.cursor_timeout = Duration::from_secs(10);
    let api = Api::with(config);
    for name in ["a", "b", "c"] {
        api.user(name).await;
    }
    let cursor = next(&api.get("/v2/Users?cursor=&count=1").await).unwrap();
    let path = format!("/v2/Users?cursor={cursor}");
    assert_eq!(names(&api.get(&path).await), ["b"]);
    for _ in 0..10 {
        api.get(&path).await;
    }
    assert_eq!(api.get(&path).await.error(), (400, "expiredCursor"));
}

// holds: RFC9865-4-04
#[tokio::test]
async fn a_cursor_lives_as_long_as_promised() {
    let seconds = Arc::new(AtomicI64::new(1_700_000_000));
    let shown = Arc::clone(&seconds);
    let clock = move || Timestamp::from_second(shown.load(Ordering::Relaxed)).unwrap();
    let api = Api::with_clock(config(), Arc::new(clock));
    for name in ["a", "b", "c"] {
        api.user(name).await;
    }
    let promised = &api.get("/v2/ServiceProviderConfig").await.body["pagination"]["cursorTimeout"];
    let promised = promised.as_i64().unwrap();
    let cursor = next(&api.get("/v2/Users?cursor=&count=1").await).unwrap();
    let path = format!("/v2/Users?cursor={cursor}");
    for age in [0, 1, promised / 2, promised - 1, promised] {
        seconds.store(1_700_000_000 + age, Ordering::Relaxed);
        assert_eq!(names(&api.get(&path).await), ["b"], "{age}");
    }
}
