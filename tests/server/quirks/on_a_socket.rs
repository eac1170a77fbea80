//! Quirks of the transport, as a client on a socket meets them, and that none outlives its server.

use std::time::Duration;

use scimulate::server::quirks::QuirkSet;
use scimulate::server::{RunningServer, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{TOKEN, clock, config, ids};

/// Enough for a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

async fn start(quirk: &str) -> RunningServer {
    let mut config = config();
    config.quirks = QuirkSet::parse(quirk).unwrap();
    Server::start(config, clock(), ids(1)).await.unwrap()
}

/// A connection on which a list has been asked for.
async fn asked(server: &RunningServer) -> TcpStream {
    let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
    let head =
        format!("GET /v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// What comes until the server closes the connection.
async fn all(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(LIMIT, stream.read_to_end(&mut bytes));
    // A reset is an end as well.
    let _end = read.await.expect("the connection stays open");
    String::from_utf8(bytes).unwrap()
}

/// Reads until `enough` has come.
async fn some(stream: &mut TcpStream, enough: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4_096];
    while !enough(&text) {
        let read = timeout(LIMIT, stream.read(&mut buffer)).await.unwrap();
        text.push_str(std::str::from_utf8(&buffer[..read.unwrap()]).unwrap());
    }
    text
}

async fn stops(server: RunningServer) {
    timeout(Duration::from_secs(5), server.shutdown())
        .await
        .expect("a quirk holds up the shutdown");
}

#[tokio::test]
async fn a_dropped_connection_says_nothing() {
    let server = start("connection-dropped").await;
    assert_eq!(all(asked(&server).await).await, "");
}

#[tokio::test]
async fn a_truncated_body_is_shorter_than_it_says() {
    let server = start("body-truncated").await;
    let answer = all(asked(&server).await).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(body.starts_with("{\"schemas\":["), "{body}");
    assert_eq!(body.len(), length / 2);
}

#[tokio::test]
async fn a_body_stalls_until_the_server_stops() {
    let server = start("body-stalls").await;
    let mut stream = asked(&server).await;
    some(&mut stream, |text| text.contains("\r\n\r\n{\"schemas\":[")).await;
    let more = timeout(Duration::from_millis(200), stream.read_u8()).await;
    assert!(more.is_err(), "{more:?}");
    stops(server).await;
}

#[tokio::test]
async fn an_endless_body_goes_on_until_the_server_stops() {
    let server = start("body-endless").await;
    let mut stream = asked(&server).await;
    let text = some(&mut stream, |text| text.len() > 50_000).await;
    assert!(text.contains("\"Resources\":[]}"), "{text}");
    stops(server).await;
}

#[tokio::test]
async fn a_client_that_goes_ends_an_endless_body() {
    let server = start("body-endless").await;
    let mut stream = asked(&server).await;
    some(&mut stream, |text| text.len() > 10_000).await;
    drop(stream);
    server.set_quirks(QuirkSet::default());
    stops(server).await;
}

#[tokio::test]
async fn an_answer_that_never_comes_does_not_hold_up_the_shutdown() {
    for quirk in ["slow", "no-answer"] {
        let server = start(quirk).await;
        let mut stream = asked(&server).await;
        let answer = timeout(Duration::from_millis(200), stream.read_u8()).await;
        assert!(answer.is_err(), "{quirk}: {answer:?}");
        stops(server).await;
    }
}
