use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;
use crate::transcript::{Header, Method};

/// A listener and a client for it.
async fn set_up(token: Option<&str>) -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/scim/v2/", listener.local_addr().unwrap());
    let config = ClientConfig {
        base: BaseUrl::parse(&base).unwrap(),
        token: token.map(Secret::new),
        timeout: Duration::from_secs(5),
        body_limit: 64,
        tls: TlsPolicy::System,
    };
    (listener, Client::new(Arc::new(config)).unwrap())
}

fn get() -> Request {
    Request {
        method: Method::Get,
        target: "/Users?filter=userName+eq+%22a%40b%22&&x".into(),
        headers: vec![
            Header::slot("Host", HeaderValue::Host),
            Header::slot("Authorization", HeaderValue::Authorization),
        ],
        body: None,
    }
}

/// Reads one request: everything up to the empty line, and a body of the length that is told.
async fn read(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let is_complete = |text: &str| {
        text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("Content-Length: "));
            body.len() == length.map_or(0, |length| length.parse().unwrap())
        })
    };
    while !is_complete(&text) {
        let byte = stream.read_u8().await.unwrap();
        text.push(char::from(byte));
    }
    text
}

const EMPTY: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

/// Answers one request for each of the answers, all on one connection, and gives the requests.
fn answering(listener: TcpListener, answers: Vec<Vec<u8>>) -> JoinHandle<Vec<String>> {
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        for answer in answers {
            seen.push(read(&mut stream).await);
            stream.write_all(&answer).await.unwrap();
        }
        seen
    })
}

/// Sends one request and gives what came of that answer.
async fn answered(answer: impl Into<Vec<u8>>) -> Outcome {
    let (listener, mut client) = set_up(None).await;
    let server = answering(listener, vec![answer.into()]);
    let (_, outcome) = client.send(&get()).await;
    server.await.unwrap();
    outcome
}

fn response(outcome: Outcome) -> Arc<Response> {
    match outcome {
        Outcome::Response(response) => response,
        Outcome::Failure(failure) => panic!("{failure:?}"),
    }
}

fn failure(outcome: Outcome) -> Failure {
    match outcome {
        Outcome::Failure(failure) => failure,
        Outcome::Response(response) => panic!("{response:?}"),
    }
}

#[tokio::test]
async fn a_request_is_on_the_wire_as_it_was_composed() {
    let (listener, mut client) = set_up(Some("t0ken")).await;
    let authority = listener.local_addr().unwrap().to_string();
    let server = answering(listener, vec![EMPTY.to_vec(), EMPTY.to_vec()]);
    let (_, outcome) = client.send(&get()).await;
    assert_eq!(response(outcome).status, 204);
    let post = Request {
        method: Method::Post,
        target: "/Users".into(),
        headers: vec![
            Header::text("Accept", "application/scim+json"),
            Header::text("Accept-Charset", "utf-8"),
            Header::text("Content-Type", "application/scim+json; charset=utf-8"),
            Header::text("User-Agent", "Okta SCIM Client 1.0.0"),
            Header::slot("Authorization", HeaderValue::Authorization),
            Header::slot("Content-Length", HeaderValue::ContentLength),
            Header::slot("Host", HeaderValue::Host),
            Header::text("Connection", "Keep-Alive"),
            Header::text("Accept-Encoding", "gzip,deflate"),
        ],
        body: Some(r#"{"a":  1}"#.into()),
    };
    client.send(&post).await;
    let expected = [
        format!(
            "GET /scim/v2/Users?filter=userName+eq+%22a%40b%22&&x HTTP/1.1\r\n\
             Host: {authority}\r\nAuthorization: Bearer t0ken\r\n\r\n"
        ),
        format!(
            "POST /scim/v2/Users HTTP/1.1\r\nAccept: application/scim+json\r\n\
             Accept-Charset: utf-8\r\nContent-Type: application/scim+json; charset=utf-8\r\n\
             User-Agent: Okta SCIM Client 1.0.0\r\nAuthorization: Bearer t0ken\r\n\
             Content-Length: 9\r\nHost: {authority}\r\nConnection: Keep-Alive\r\n\
             Accept-Encoding: gzip,deflate\r\n\r\n{{\"a\":  1}}"
        ),
    ];
    assert_eq!(server.await.unwrap(), expected);
}

#[tokio::test]
async fn credentials_come_in_other_forms_too() {
    for (value, wanted) in [
        (HeaderValue::Credentials { prefix: "" }, "t0ken"),
        (
            HeaderValue::Credentials {
                prefix: "Bearer Bearer ",
            },
            "Bearer Bearer t0ken",
        ),
        (HeaderValue::BasicCredentials, "Basic dDBrZW4="),
    ] {
        let (listener, mut client) = set_up(Some("t0ken")).await;
        let server = answering(listener, vec![EMPTY.to_vec()]);
        let mut request = get();
        request.headers[1] = Header::slot("Authorization", value);
        client.send(&request).await;
        let [sent] = server.await.unwrap().try_into().unwrap();
        assert!(
            sent.contains(&format!("\r\nAuthorization: {wanted}\r\n")),
            "{sent}"
        );
    }
}

#[tokio::test]
async fn the_record_of_a_request_is_what_was_on_the_wire() {
    let (listener, mut client) = set_up(None).await;
    let server = answering(listener, vec![EMPTY.to_vec()]);
    let mut request = get();
    for name in ["x-request-ID", "ETag-", "if-NONE-match"] {
        request.headers.push(Header::text(name, "W/\"1\""));
    }
    let (sent, _) = client.send(&request).await;
    let mut head = format!("{} /scim/v2{} HTTP/1.1\r\n", sent.method, sent.target);
    for (name, value) in &sent.headers {
        // Writing to a string cannot fail.
        let _ = write!(head, "{name}: {value}\r\n");
    }
    assert_eq!(server.await.unwrap(), [head + "\r\n"]);
    // Without a token there is nothing to authorise with.
    let names: Vec<_> = sent.headers.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["Host", "X-Request-Id", "Etag-", "If-None-Match"]);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_opened_again() {
    let (listener, mut client) = set_up(None).await;
    let server = tokio::spawn(async move {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            read(&mut stream).await;
            stream.write_all(EMPTY).await.unwrap();
        }
    });
    response(client.send(&get()).await.1);
    // The client learns of the end when it next looks at the connection.
    while !client.connection.as_ref().unwrap().is_closed() {
        tokio::task::yield_now().await;
    }
    response(client.send(&get()).await.1);
    server.await.unwrap();
}

#[tokio::test]
async fn a_server_that_announces_the_end_of_the_connection_is_believed() {
    let (listener, mut client) = set_up(None).await;
    let server = tokio::spawn(async move {
        let mut open = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            read(&mut stream).await;
            let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            stream.write_all(answer).await.unwrap();
            open.push(stream);
        }
    });
    for _ in 0..2 {
        response(client.send(&get()).await.1);
    }
    server.await.unwrap();
}

#[tokio::test]
async fn a_request_that_went_out_is_never_repeated() {
    let (listener, mut client) = set_up(None).await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read(&mut stream).await;
        stream.write_all(EMPTY).await.unwrap();
        read(&mut stream).await;
        drop(stream);
        // Whoever comes next must be the third request.
        let (mut stream, _) = listener.accept().await.unwrap();
        let third = read(&mut stream).await;
        stream.write_all(EMPTY).await.unwrap();
        third
    });
    response(client.send(&get()).await.1);
    let lost = failure(client.send(&get()).await.1);
    assert_eq!(lost.kind, FailureKind::Closed);
    assert_eq!(lost.message, "the connection ended before an answer came");
    let mut third = get();
    third.target = "/third".into();
    response(client.send(&third).await.1);
    assert!(server.await.unwrap().starts_with("GET /scim/v2/third "));
}

#[tokio::test]
async fn a_second_client_has_a_connection_of_its_own() {
    let (listener, mut client) = set_up(None).await;
    let mut fresh = client.fresh();
    let server = tokio::spawn(async move {
        let mut open = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            read(&mut stream).await;
            stream.write_all(EMPTY).await.unwrap();
            open.push(stream);
        }
    });
    response(client.send(&get()).await.1);
    response(fresh.send(&get()).await.1);
    server.await.unwrap();
}

#[tokio::test]
async fn an_answer_is_kept_as_it_came() {
    let answer = "HTTP/1.1 200 Fine by me\r\nSet-Cookie: b=1\r\nset-cookie: a=2\r\nX: \u{fc}\r\n\
                  Content-Length: 3\r\n\r\n{ }";
    let kept = response(answered(answer).await);
    assert_eq!((kept.status, &*kept.reason), (200, "Fine by me"));
    let headers = [
        ("set-cookie", "b=1"),
        ("set-cookie", "a=2"),
        ("x", "\u{fc}"),
        ("content-length", "3"),
    ];
    assert_eq!(
        kept.headers,
        headers.map(|(name, value)| (name.into(), value.into()))
    );
    assert_eq!(*kept.body, *b"{ }");
}

#[tokio::test]
async fn a_body_may_come_in_chunks_or_last_until_the_end() {
    let chunks =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n";
    assert_eq!(*response(answered(chunks).await).body, *b"abc");
    assert_eq!(
        *response(answered("HTTP/1.0 200 OK\r\n\r\nabc").await).body,
        *b"abc"
    );
    let informed = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\n\
                    Content-Length: 0\r\n\r\n";
    assert_eq!(response(answered(informed).await).status, 201);
}

fn with_coding(coding: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_coding_is_undone_and_an_unknown_one_left() {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"{}").unwrap();
    let deflated = encoder.finish().unwrap();
    for (coding, body) in [
        ("gzip", gzip(b"{}")),
        ("GZip", gzip(b"{}")),
        ("gzip", [gzip(b"{"), gzip(b"}")].concat()),
        ("deflate", deflated),
        ("identity", b"{}".to_vec()),
        ("br", b"{}".to_vec()),
    ] {
        let kept = response(answered(with_coding(coding, &body)).await);
        assert_eq!(*kept.body, *b"{}", "{coding}");
    }
    let empty = "HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n";
    assert_eq!(response(answered(empty).await).status, 204);
    let broken = failure(answered(with_coding("gzip", &gzip(b"{}")[..12])).await);
    assert_eq!(broken.kind, FailureKind::Protocol);
    assert_eq!(broken.message, "the body is not gzip, as it claims");
    assert_eq!(broken.partial.unwrap().status, 200);
}

#[tokio::test]
async fn the_limit_is_the_last_size_that_is_read() {
    let sized = |size: usize| with_coding("identity", &vec![b'x'; size]);
    assert_eq!(response(answered(sized(64)).await).body.len(), 64);
    let cut = failure(answered(sized(65)).await);
    assert_eq!(cut.kind, FailureKind::TooLarge);
    assert_eq!(cut.message, "the answer is larger than 64 bytes");
    assert_eq!(cut.partial.unwrap().body.len(), 64);

    let packed = |size: usize| with_coding("gzip", &gzip(&vec![b'x'; size]));
    assert_eq!(response(answered(packed(64)).await).body.len(), 64);
    let cut = failure(answered(packed(65)).await);
    assert_eq!(cut.kind, FailureKind::TooLarge);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_no_panic() {
    let (_listener, mut client) = set_up(None).await;
    for name in ["", "a b", "ü"] {
        let mut request = get();
        request.headers.push(Header::text(name, "x"));
        let kept = failure(client.send(&request).await.1);
        assert!(
            kept.message.starts_with("the request cannot be sent"),
            "{kept:?}"
        );
    }
    let mut request = get();
    request.target = "/Users?a b".into();
    failure(client.send(&request).await.1);
}
