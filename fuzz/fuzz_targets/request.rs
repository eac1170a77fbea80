//! A whole request to the reference server: whatever is asked, it answers as SCIM does, never with
//! an error of its own, and goes on.
//!
//! The input is a line `METHOD target`, lines with headers, an empty line, and the body.
#![no_main]

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use libfuzzer_sys::fuzz_target;
use scimulate::server::{ServerConfig, router};
use scimulate::transcript::Secret;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

const TOKEN: &str = "fuzz";

/// What the store holds when the request comes.
const USERS: [&str; 2] = [
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada","active":true,
        "emails":[{"value":"ada@x.test","type":"work","primary":true}]}"#,
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bo"}"#,
];

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().unwrap());

fuzz_target!(|input: &[u8]| {
    let (head, body) = split(input);
    let Ok(head) = std::str::from_utf8(head) else { return };
    let mut lines = head.lines();
    let Some((method, target)) = lines.next().and_then(|line| line.split_once(' ')) else {
        return;
    };
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header("authorization", format!("Bearer {TOKEN}"));
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    let Ok(request) = request.body(Body::from(body.to_vec())) else { return };
    RUNTIME.block_on(async {
        let (time, id) = (AtomicI64::new(1_700_000_000), AtomicU64::new(1));
        let clock = Arc::new(move || {
            jiff::Timestamp::from_second(time.fetch_add(1, Ordering::Relaxed)).unwrap()
        });
        let ids = Arc::new(move || {
            uuid::Uuid::from_u128(id.fetch_add(1, Ordering::Relaxed).into())
        });
        let config = ServerConfig::new(([127, 0, 0, 1], 0).into(), Secret::new(TOKEN));
        let app = router(config, clock, ids).unwrap();
        for user in USERS {
            let create = Request::post("/v2/Users")
                .header("authorization", format!("Bearer {TOKEN}"))
                .body(Body::from(user))
                .unwrap();
            assert_eq!(app.clone().oneshot(create).await.unwrap().status(), 201);
        }
        let answer = app.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        assert!((200..500).contains(&status) || status == 501, "{status}");
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        if status >= 400 && method != "HEAD" {
            let error: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(error["status"], status.to_string());
        } else if !bytes.is_empty() {
            let _json: Value = serde_json::from_slice(&bytes).unwrap();
        }
        let list = Request::get("/v2/Users")
            .header("authorization", format!("Bearer {TOKEN}"))
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.oneshot(list).await.unwrap().status(), 200);
    });
});

/// Head and body.
fn split(input: &[u8]) -> (&[u8], &[u8]) {
    let end = input.windows(2).position(|pair| pair == b"\n\n");
    end.map_or((input, &[]), |end| (&input[..end], &input[end + 2..]))
}
