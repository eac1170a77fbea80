//! Quirks of the transport, as a client on a socket meets them, and that none outlives its server.

use std::time::Duration;

use scimulate::server::quirks::QuirkSet;
use scimulate::server::{RunningServer, Server};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{GROUP, TOKEN, clock, config, ids, user};

/// Enough for a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

async fn start(quirk: &str) -> RunningServer {
    let mut config = config();
    config.quirks = QuirkSet::parse(quirk).unwrap();
    Server::start(config, clock(), ids(1)).await.unwrap()
}

/// A connection on which something has been asked for.
async fn sent(server: &RunningServer, request: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
    let length = body.len();
    let text = format!(
        "{request} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n{headers}\
         Content-Type: application/scim+json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// A connection on which a list has been asked for.
async fn asked(server: &RunningServer) -> TcpStream {
    sent(server, "GET /v2/Users", "", "").await
}

/// A whole answer.
async fn answer(server: &RunningServer, request: &str, body: &str) -> String {
    all(sent(server, request, "Connection: close\r\n", body).await).await
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
async fn a_dropped_connection_says_nothing_of_what_was_done() {
    let server = start("connection-dropped").await;
    assert_eq!(all(asked(&server).await).await, "");
    let ada = user("ada").to_string();
    assert_eq!(answer(&server, "POST /v2/Users", &ada).await, "");
    server.set_quirks(QuirkSet::default());
    let list = answer(&server, "GET /v2/Users", "").await;
    assert!(list.contains("\"userName\":\"ada\""), "{list}");
}

/// A user who was deleted while the server had the quirk is gone, and the name is free, also when
/// the server is a correct one again.
#[tokio::test]
async fn who_is_deleted_stays_so_without_the_quirk() {
    for quirk in ["deleted-name-taken", "recreate-revives", "deleted-listed"] {
        let server = start(quirk).await;
        let ada = user("ada").to_string();
        let made = answer(&server, "POST /v2/Users", &ada).await;
        let (_, id) = made.split_once("\"id\":\"").unwrap();
        let id = &id[..36];
        answer(&server, &format!("DELETE /v2/Users/{id}"), "").await;
        server.set_quirks(QuirkSet::default());
        for request in [
            "GET /v2/Users",
            "GET /v2/Users?filter=userName+eq+%22ada%22",
            "GET /v2/Users?sortBy=userName",
        ] {
            let list = answer(&server, request, "").await;
            assert!(list.contains("\"totalResults\":0"), "{quirk}: {list}");
        }
        let team = json!({ "schemas": [GROUP], "displayName": "T", "members": [{ "value": id }] });
        let team = answer(&server, "POST /v2/Groups", &team.to_string()).await;
        assert!(team.starts_with("HTTP/1.1 400"), "{quirk}: {team}");
        let again = answer(&server, "POST /v2/Users", &ada).await;
        assert!(again.starts_with("HTTP/1.1 201"), "{quirk}: {again}");
        assert!(!again.contains(id), "{quirk}: {again}");
    }
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
async fn an_answer_that_never_comes_does_not_hold_up_the_shutdown() {
    for quirk in ["slow", "no-answer"] {
        let server = start(quirk).await;
        let mut stream = asked(&server).await;
        let answer = timeout(Duration::from_millis(200), stream.read_u8()).await;
        assert!(answer.is_err(), "{quirk}: {answer:?}");
        stops(server).await;
    }
}
