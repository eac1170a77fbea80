//! What holds for every story.

use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::tests::{Made, entra_story, exchange};
use super::{Context, render};
use crate::transcript::{CaseId, Exchange, Masker, Method, Outcome, Secret};

fn shown(exchanges: &[Exchange], context: &Context) -> String {
    let case = CaseId {
        scenario: "law".into(),
        idp: "entra".into(),
        profile: None,
    };
    render(&case, "A law", exchanges, &[], context)
}

fn uuid() -> impl Strategy<Value = String> {
    "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
}

/// Three different ids, as servers make them: UUIDs, object ids, short numbers.
fn ids() -> impl Strategy<Value = [String; 3]> {
    prop_oneof![
        [uuid(), uuid(), uuid()].boxed(),
        proptest::array::uniform3("[0-9a-f]{11}[0-9][a-f][0-9a-f]{11}").boxed(),
        proptest::array::uniform3("[1-9][0-9]{0,5}").boxed(),
    ]
    .prop_filter("different", |[a, b, c]| a != b && b != c && a != c)
}

prop_compose! {
    fn made()(
        [user, second, group] in ids(),
        probe in uuid(),
        port in 1024u16..,
        marker in "[a-z][a-z0-9]{5}[0-9]",
        year in 2000..2100u32,
        second_of in 0..60u32,
        etag in "[A-Za-z0-9]{1,20}",
        others in 0..3usize,
    ) -> Made {
        Made {
            base: format!("http://127.0.0.1:{port}/scim/v2"),
            marker, user, second, group, probe, etag,
            time: format!("{year}-01-05T10:00:{second_of:02}.5Z"),
            others: (0..others).map(|n| json!({"id": format!("0{n}"), "userName": "bob"})).collect(),
            ..Made::default()
        }
    }
}

/// How many placeholders of a kind there are.
fn placeholder_numbers(text: &str, kind: &str) -> usize {
    (1..10)
        .take_while(|n| text.contains(&format!("[{kind}-{n}]")))
        .count()
}

proptest! {
    #[test]
    fn the_same_story_gives_the_same_text(made in made()) {
        let expected = Made::default();
        prop_assert_eq!(
            shown(&entra_story(&made), &made.context()),
            shown(&entra_story(&expected), &expected.context())
        );
    }

    #[test]
    fn rendering_twice_gives_the_same_text(made in made()) {
        let story = entra_story(&made);
        prop_assert_eq!(shown(&story, &made.context()), shown(&story, &made.context()));
    }

    #[test]
    fn different_ids_never_share_a_placeholder(
        ids in proptest::collection::btree_set("[a-z0-9-]{1,12}|[1-9][0-9]?", 1..9)
    ) {
        let made = Made::default();
        let story: Vec<Exchange> = ids
            .iter()
            .map(|id| exchange(
                Some(0),
                (Method::Post, "/Users"),
                None,
                (201, "Created"),
                Some(json!({"id": id})),
            ))
            .collect();
        let text = shown(&story, &made.context());
        prop_assert_eq!(placeholder_numbers(&text, "user"), ids.len(), "{}", text);
    }

    #[test]
    fn no_secret_is_left(token in "[!-~]{8,40}", place in 0..9usize) {
        let made = Made { token: token.clone(), ..Made::default() };
        let encoded = utf8_percent_encode(&token, NON_ALPHANUMERIC).to_string();
        let twice = utf8_percent_encode(&encoded, NON_ALPHANUMERIC).to_string();
        let mut one = exchange(
            Some(0),
            (Method::Post, "/Users"),
            Some(json!({"x": token, "y": encoded})),
            (201, "Created"),
            Some(json!({"id": "1", token.as_str(): [token], "detail": format!("bad {token}!")})),
        );
        if let Outcome::Response(response) = &mut one.outcome {
            let response = Arc::make_mut(response);
            match place {
                0 => response.reason = format!("OK {token}").into(),
                1 => response.headers.push(("location".into(), format!("/a?t={encoded}").into())),
                2 => response.headers.push(("etag".into(), format!("\"{token}\"").into())),
                3 => response.headers.push(("www-authenticate".into(), token.clone().into())),
                4 => response.body = token.clone().into(),
                5 => response.body = format!("<p>{encoded}</p>").into(),
                6 => response.body = Value::from(token.as_str()).to_string().into(),
                7 => one.request.target = format!("/Users?token={}", encoded.to_lowercase()),
                _ => one.request.headers.push(("User-Agent".into(), twice.clone().into())),
            }
        }
        let text = shown(&[one], &made.context());
        // Decoded as far as a reader might.
        let mut layers = vec![text];
        for _ in 0..2 {
            let last = layers.last().unwrap();
            layers.push(percent_encoding::percent_decode_str(last).decode_utf8_lossy().into_owned());
        }
        let json = Value::from(token.as_str()).to_string();
        for layer in &layers {
            prop_assert!(!layer.contains(&token) && !layer.contains(json.trim_matches('"')), "{}", layer);
        }
    }

    #[test]
    fn nothing_makes_it_panic(
        target in ".*",
        sent in proptest::collection::vec(any::<u8>(), 0..80),
        received in "(?s).{0,80}",
        header in ".*",
        marker in ".{0,3}",
    ) {
        let mut one = exchange(None, (Method::Get, &target), None, (200, &header), None);
        one.request.body = Some(sent.into());
        if let Outcome::Response(response) = &mut one.outcome {
            let response = Arc::make_mut(response);
            response.body = received.into();
            response.headers.push(("etag".into(), header.clone().into()));
            response.headers.push(("location".into(), header.into()));
        }
        let context = Context {
            base_url: target.clone(),
            marker,
            secrets: Masker::new([&Secret::new(target)]),
            fixed: Vec::new(),
        };
        let text = shown(&[one], &context);
        prop_assert!(!text.contains(|ch: char| ch.is_control() && ch != '\n' && ch != '\t'));
    }
}
