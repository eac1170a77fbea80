//! The server on a socket, and its file.

use std::time::Duration;

use scimulate::server::quirks::QuirkSet;
use scimulate::server::{RunningServer, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Api, TOKEN, clock, config, ids, user};

async fn start() -> RunningServer {
    Server::start(config(), clock(), ids(1)).await.unwrap()
}

async fn exchange(server: &RunningServer, path: &str) -> String {
    let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n",
        server.local_addr()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_server_answers_changes_quirks_and_stops() {
    let server = start().await;
    assert_eq!(
        server.base_url(),
        format!("http://{}/v2", server.local_addr())
    );
    let answer = exchange(&server, "/v2/Users").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\"totalResults\":0"), "{answer}");
    let location = format!(
        "\"location\":\"{}/ServiceProviderConfig\"",
        server.base_url()
    );
    assert!(
        exchange(&server, "/v2/ServiceProviderConfig")
            .await
            .contains(&location)
    );
    server.set_quirks(QuirkSet::parse("error-500").unwrap());
    assert!(
        exchange(&server, "/v2/Users")
            .await
            .starts_with("HTTP/1.1 500 ")
    );
    server.set_quirks(QuirkSet::default());
    assert!(
        exchange(&server, "/v2/Users")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    let address = server.local_addr();
    server.shutdown().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_shutdown() {
    let server = start().await;
    let _idle = TcpStream::connect(server.local_addr()).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), server.shutdown())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_client_that_sends_too_much_sees_why() {
    let mut config = config();
    config.body_limit = 1 << 20;
    let server = Server::start(config, clock(), ids(1)).await.unwrap();
    let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
    let body = vec![b' '; 4 << 20];
    let head = format!(
        "POST /v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_taken_address_is_an_error() {
    let server = start().await;
    let mut config = config();
    config.address = server.local_addr();
    let error = Server::start(config, clock(), ids(1)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("could not listen on 127.0.0.1:")
    );
}

#[tokio::test]
async fn a_file_outlives_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.sqlite");
    let before = {
        let api = Api::on_file(path.clone());
        let ada = api.user("ada").await;
        api.group("Team", &[&ada]).await;
        api.get("/v2/Users").await.body
    };
    // A copy of the files as a killed process would leave them.
    let killed = folder.path().join("killed.sqlite");
    let api = Api::on_file(path.clone());
    api.user("eve").await;
    for suffix in ["", "-wal"] {
        let from = folder.path().join(format!("data.sqlite{suffix}"));
        std::fs::copy(from, folder.path().join(format!("killed.sqlite{suffix}"))).unwrap();
    }
    let api = Api::on_file(killed);
    let after = api.get("/v2/Users").await;
    assert_eq!(after.listed("userName"), ["ada", "eve"]);
    assert_eq!(after.body["Resources"][0], before["Resources"][0]);
    assert_eq!(
        api.post("/v2/Users", &user("ADA")).await.error(),
        (409, "uniqueness")
    );
    // Ids begin again with this source, and the taken ones are passed over.
    api.user("zoe").await;
}
