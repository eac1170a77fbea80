//! Entity tags and conditional requests.

use axum::body::Body;
use serde_json::json;

use crate::support::{Api, PATCH, Reply, user, user_with};

fn rename(title: &str) -> String {
    let operation = json!({ "op": "replace", "path": "title", "value": title });
    json!({ "schemas": [PATCH], "Operations": [operation] }).to_string()
}

fn tag(reply: &Reply) -> String {
    let tag = reply.header("etag").unwrap();
    assert_eq!(reply.body["meta"]["version"], tag);
    tag.to_owned()
}

// holds: RFC7644-3.14-02, RFC7643-3.1-17, RFC7232-2.3-01, RFC7232-2.1-01
#[tokio::test]
async fn every_state_has_a_tag_of_its_own() {
    let api = Api::new();
    let made = api.post("/v2/Users", &user("ada")).await;
    let path = format!("/v2/Users/{}", made.id());
    let first = tag(&made);
    let opaque = first.strip_prefix("W/\"").unwrap();
    let opaque = opaque.strip_suffix('"').unwrap();
    assert!(!opaque.is_empty() && opaque.chars().all(|letter| letter.is_ascii_alphanumeric()));
    assert_eq!(tag(&api.get(&path).await), first);
    let again = api.put(&path, &user("ada")).await;
    assert_eq!(tag(&again), first, "nothing changed");
    let second = tag(&api
        .put(&path, &user_with("ada", json!({ "title": "Dr." })))
        .await);
    let third = tag(&api.send("PATCH", &path, rename("Prof.")).await);
    assert!(first != second && second != third && first != third);
    assert_eq!(tag(&api.get(&path).await), third);
}

// holds: RFC7644-3.14-04, RFC7232-4.1-01, RFC7232-3.2-01
#[tokio::test]
async fn a_reader_who_has_it_gets_nothing() {
    let api = Api::new();
    let made = api.post("/v2/Users", &user("ada")).await;
    let (path, current) = (format!("/v2/Users/{}", made.id()), tag(&made));
    for (header, value, status) in [
        ("if-none-match", current.clone(), 304),
        ("if-none-match", format!("\"x\", {current}"), 304),
        ("if-none-match", "*".to_owned(), 304),
        ("if-none-match", "W/\"other\"".to_owned(), 200),
        ("if-match", current.clone(), 200),
        ("if-match", "\"other\"".to_owned(), 412),
    ] {
        for method in ["GET", "HEAD"] {
            let reply = api
                .send_with(method, &path, (header, &value), Body::empty())
                .await;
            assert_eq!(reply.status, status, "{method} {header}: {value}");
            if status == 304 {
                assert_eq!(reply.text, "");
                assert_eq!(reply.header("content-type"), None);
            }
            if status != 412 {
                assert_eq!(reply.header("etag"), Some(current.as_str()));
            }
        }
    }
    let list = api
        .send_with("GET", "/v2/Users", ("if-none-match", "*"), Body::empty())
        .await;
    assert_eq!(list.status, 200);
}

// holds: RFC7644-3.14-06
#[tokio::test]
async fn a_stale_writer_changes_nothing() {
    let api = Api::new();
    let made = api.post("/v2/Users", &user("ada")).await;
    let (path, stale) = (format!("/v2/Users/{}", made.id()), tag(&made));
    let before = api.send("PATCH", &path, rename("Dr.")).await;
    for value in [stale.as_str(), "\"x\"", "nonsense", ""] {
        for (method, body) in [
            ("PUT", user("eve").to_string()),
            ("PATCH", rename("Prof.")),
            ("DELETE", String::new()),
        ] {
            let reply = api
                .send_with(method, &path, ("if-match", value), body)
                .await;
            assert_eq!(reply.error(), (412, ""), "{method} {value}");
            assert_eq!(api.get(&path).await.body, before.body);
        }
    }
    let reply = api
        .send_with(
            "PUT",
            &path,
            ("if-none-match", "*"),
            user("eve").to_string(),
        )
        .await;
    assert_eq!(reply.error(), (412, ""));
    let gone = api
        .send_with(
            "PUT",
            "/v2/Users/nobody",
            ("if-match", "*"),
            user("x").to_string(),
        )
        .await;
    assert_eq!(gone.error(), (404, ""));
}

// holds: RFC7644-3.14-05, RFC7232-3.1-01, RFC7232-3.1-02
#[tokio::test]
async fn a_writer_who_is_up_to_date_goes_through() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    let current = tag(&api.get(&path).await);
    let reply = api
        .send_with("PATCH", &path, ("if-match", &current), rename("1"))
        .await;
    assert_eq!(reply.status, 200);
    let strong = tag(&reply).trim_start_matches("W/").to_owned();
    let reply = api
        .send_with("PATCH", &path, ("if-match", &strong), rename("2"))
        .await;
    assert_eq!(reply.status, 200);
    let list = format!("\"x\", {}", tag(&reply));
    let reply = api
        .send_with("PUT", &path, ("if-match", &list), user("ada").to_string())
        .await;
    assert_eq!(reply.status, 200);
    for condition in [tag(&reply).as_str(), "*"] {
        let body = user_with("ada", json!({ "title": condition })).to_string();
        let reply = api
            .send_with("PUT", &path, ("if-match", condition), body)
            .await;
        assert_eq!(
            (reply.status, &reply.body["title"]),
            (200, &json!(condition))
        );
    }
    let reply = api
        .send_with("PATCH", &path, ("if-none-match", "\"x\""), rename("3"))
        .await;
    assert_eq!(reply.status, 200);
    let reply = api
        .send_with("DELETE", &path, ("if-match", "*"), Body::empty())
        .await;
    assert_eq!(reply.status, 204);
    assert_eq!(api.delete(&path).await.error(), (404, ""));
}

#[tokio::test]
async fn of_many_writers_with_one_tag_one_wins() {
    let api = Api::new();
    let path = format!("/v2/Users/{}", api.user("ada").await);
    let current = tag(&api.get(&path).await);
    let writers = (0..32).map(|number| {
        let (api, path, current) = (api.clone(), path.clone(), current.clone());
        tokio::spawn(async move {
            let title = rename(&number.to_string());
            api.send_with("PATCH", &path, ("if-match", &current), title)
                .await
                .status
        })
    });
    let mut statuses = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        statuses.push(writer.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(
        statuses[1..].iter().all(|status| *status == 412),
        "{statuses:?}"
    );
}
