//! An axum handler that does nothing: it answers every request with the bytes that the reference
//! server gave for one like it. What it serves in a second is what is left when a server does no
//! work of its own.
//!
//! `cargo run --release --example bare -- PORT STATUS FILE-WITH-THE-BODY`

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark has nobody to report an error to but its reader"
)]

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().unwrap().parse().unwrap();
    let status: StatusCode = arguments.next().unwrap().parse().unwrap();
    let answer = Bytes::from(std::fs::read(arguments.next().unwrap()).unwrap());
    let handler = async move |_request: Bytes| {
        let media = [(CONTENT_TYPE, "application/scim+json")];
        (status, media, answer.clone())
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port));
    let router = Router::new().fallback(handler);
    axum::serve(listener.await.unwrap(), router).await.unwrap();
}
