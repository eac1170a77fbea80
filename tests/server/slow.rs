//! Clients that take their time, with and without TLS, and servers that stop meanwhile.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use scimulate::server::{RunningServer, Server, ServerTls};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsConnector;

use crate::support::{TOKEN, clock, config, ids, user_with};

/// How long the servers of these tests wait for a client.
const PATIENCE: Duration = Duration::from_millis(300);

/// Far more than that, and less than a shutdown waits for requests.
const SOON: Duration = Duration::from_secs(8);

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A server, and how to reach it.
struct Place {
    server: RunningServer,
    connector: Option<TlsConnector>,
}

impl Place {
    async fn new(has_tls: bool, patience: Duration) -> Self {
        let mut config = config();
        config.read_timeout = patience;
        let mut connector = None;
        if has_tls {
            let key = rcgen::KeyPair::generate().unwrap();
            let params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
            let certificate = params.self_signed(&key).unwrap();
            let tls = ServerTls::from_pem(&certificate.pem(), &key.serialize_pem()).unwrap();
            config.tls = Some(tls);
            let mut roots = RootCertStore::empty();
            roots.add(certificate.der().clone()).unwrap();
            let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
            // The oldest version that is left, and the one that Entra ID speaks.
            let client = ClientConfig::builder_with_provider(provider)
                .with_protocol_versions(&[&rustls::version::TLS12])
                .unwrap()
                .with_root_certificates(roots)
                .with_no_client_auth();
            connector = Some(TlsConnector::from(Arc::new(client)));
        }
        let server = Server::start(config, clock(), ids(1)).await.unwrap();
        Self { server, connector }
    }

    async fn both() -> [Self; 2] {
        [
            Self::new(false, PATIENCE).await,
            Self::new(true, PATIENCE).await,
        ]
    }

    /// A connection of a client with room for little.
    async fn plain(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.connect(self.server.local_addr()).await.unwrap()
    }

    async fn connect(&self) -> Box<dyn Stream> {
        let stream = self.plain().await;
        match &self.connector {
            None => Box::new(stream),
            Some(connector) => {
                let name = ServerName::try_from("127.0.0.1").unwrap();
                Box::new(connector.connect(name, stream).await.unwrap())
            }
        }
    }
}

/// The head of a request.
fn head(method: &str, path: &str, length: usize) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

/// Sends one byte after the other until the server hangs up or the text is over.
async fn trickle(stream: &mut (impl AsyncWrite + Unpin), text: &[u8]) {
    for byte in text {
        sleep(PATIENCE / 10).await;
        if stream.write_all(&[*byte]).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

/// Everything that comes until the server hangs up, which it must do soon.
async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    // A reset is as good an end as any.
    let _ = timeout(SOON, stream.read_to_end(&mut answer))
        .await
        .unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn who_says_nothing_is_hung_up_on() {
    for place in Place::both().await {
        // Without a handshake where there is one to be had.
        assert_eq!(rest(&mut place.plain().await).await, "");
        assert_eq!(rest(&mut place.connect().await).await, "");
    }
}

#[tokio::test]
async fn a_header_that_trickles_is_not_waited_for() {
    for place in Place::both().await {
        let (mut reader, mut writer) = tokio::io::split(place.connect().await);
        let head = head("GET", "/v2/Users", 0);
        let began = Instant::now();
        let trickled = tokio::spawn(async move { trickle(&mut writer, head.as_bytes()).await });
        let answer = rest(&mut reader).await;
        assert!(!answer.contains(" 200 "), "{answer}");
        assert!(began.elapsed() >= PATIENCE / 2);
        trickled.abort();
    }
}

#[tokio::test]
async fn a_body_that_trickles_is_not_waited_for() {
    for place in Place::both().await {
        let (mut reader, mut writer) = tokio::io::split(place.connect().await);
        let body = vec![b' '; 1000];
        let head = head("POST", "/v2/Users", body.len());
        writer.write_all(head.as_bytes()).await.unwrap();
        let trickled = tokio::spawn(async move { trickle(&mut writer, &body).await });
        let mut answer = [0; 12];
        let read = reader.read_exact(&mut answer);
        timeout(SOON, read).await.unwrap().unwrap();
        assert_eq!(&answer, b"HTTP/1.1 408");
        trickled.abort();
    }
}

/// Sends a request whose answer is larger than what the system keeps of it, and reads nothing.
async fn unread(place: &Place) -> Box<dyn Stream> {
    let mut stream = place.connect().await;
    for index in 0..16 {
        let large = serde_json::json!({ "displayName": "x".repeat(900_000) });
        let body = user_with(&format!("u{index}"), large).to_string();
        let text = head("POST", "/v2/Users?attributes=userName", body.len()) + &body;
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = [0; 2048];
        let length = stream.read(&mut answer).await.unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 201"));
    }
    let text = head("GET", "/v2/Users", 0);
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    // Until the answer is on its way.
    let mut first = [0; 1];
    timeout(SOON, stream.read_exact(&mut first))
        .await
        .unwrap()
        .unwrap();
    stream
}

#[tokio::test]
async fn who_does_not_read_an_answer_loses_it() {
    for place in Place::both().await {
        let mut stream = unread(&place).await;
        sleep(PATIENCE * 4).await;
        let answer = rest(&mut stream).await;
        assert!(answer.len() < 14_000_000, "{}", answer.len());
    }
}

#[tokio::test]
async fn a_stop_does_not_wait_for_who_does_not_read() {
    for place in Place::both().await {
        let _stream = unread(&place).await;
        timeout(SOON, place.server.shutdown()).await.unwrap();
    }
}

#[tokio::test]
async fn a_stop_does_not_wait_for_who_says_nothing() {
    for has_tls in [false, true] {
        let place = Place::new(has_tls, Duration::from_mins(1)).await;
        let _silent = place.plain().await;
        let _idle = place.connect().await;
        timeout(SOON, place.server.shutdown()).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_under_way_is_answered_before_the_stop() {
    for has_tls in [false, true] {
        let place = Place::new(has_tls, Duration::from_mins(1)).await;
        let mut stream = place.connect().await;
        let body = crate::support::user("ada").to_string();
        let (begin, end) = body.split_at(10);
        let text = head("POST", "/v2/Users", body.len()) + begin;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        sleep(PATIENCE).await;
        let address = place.server.local_addr();
        let stopped = tokio::spawn(place.server.shutdown());
        sleep(PATIENCE).await;
        assert!(TcpStream::connect(address).await.is_err());
        assert!(!stopped.is_finished());
        stream.write_all(end.as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        timeout(SOON, stopped).await.unwrap().unwrap();
    }
}

// holds: RFC7644-7.2-01, RFC7644-7.2-02
#[tokio::test]
async fn a_server_with_tls_speaks_it_and_nothing_else() {
    let place = Place::new(true, PATIENCE).await;
    let ask = head("GET", "/v2/ServiceProviderConfig", 0);
    let mut secured = place.connect().await;
    secured.write_all(ask.as_bytes()).await.unwrap();
    let answer = rest(&mut secured).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("authenticationSchemes"), "{answer}");
    let mut plain = place.plain().await;
    plain.write_all(ask.as_bytes()).await.unwrap();
    let answer = rest(&mut plain).await;
    assert!(!answer.contains("HTTP/"), "{answer}");
}
