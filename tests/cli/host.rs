//! Targets over plain sockets, so that they can misbehave in any way.

use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use jiff::Timestamp;
use scimulate::server::quirks::QuirkSet;
use scimulate::server::{ServerConfig, router};
use scimulate::transcript::Secret;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::support::TOKEN;

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Request line and header lines, without the empty line.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// Reads the next request; `None` when the client is gone.
    pub(crate) fn read(stream: &mut impl io::BufRead) -> Option<Self> {
        let mut head = String::new();
        loop {
            let before = head.len();
            if stream.read_line(&mut head).ok()? == 0 {
                return None;
            }
            if head[before..].trim_end().is_empty() {
                head.truncate(before);
                break;
            }
        }
        let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok()?;
        let mut line = head.split_whitespace();
        Some(Self {
            method: line.next()?.to_owned(),
            target: line.next()?.to_owned(),
            head: head.trim_end().to_owned(),
            body,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    pub(crate) fn writes(&self) -> bool {
        self.method != "GET"
    }
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}

/// What becomes of the connection after an answer.
pub(crate) enum Then {
    /// The next request may come.
    Keep,
    /// It is closed.
    Close,
}

/// A listening socket and what has come over it.
pub(crate) struct Host {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    stopped: Arc<AtomicBool>,
}

impl Host {
    /// Gives every connection to `serve`, on a thread of its own.
    pub(crate) fn raw(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::listening(move |stream, _| serve(stream))
    }

    /// Gives every request to `answer`.
    pub(crate) fn answering(
        answer: impl Fn(&Seen, &mut dyn Write) -> io::Result<Then> + Send + Sync + 'static,
    ) -> Self {
        Self::listening(move |stream, seen| converse(stream, seen, &answer))
    }

    /// Gives every request the same answer.
    pub(crate) fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::answering(move |_, stream| {
            stream.write_all(&answer)?;
            Ok(Then::Keep)
        })
    }

    /// Answers as the reference server, unless `twist` does it.
    pub(crate) fn twisted(
        scim: Arc<Scim>,
        twist: impl Fn(&Seen, &mut dyn Write) -> io::Result<Option<Then>> + Send + Sync + 'static,
    ) -> Self {
        Self::answering(move |request, stream| {
            if let Some(then) = twist(request, stream)? {
                return Ok(then);
            }
            stream.write_all(&scim.answer(request))?;
            Ok(Then::Keep)
        })
    }

    /// Answers as the reference server, over TLS.
    pub(crate) fn tls(scim: Arc<Scim>, config: Arc<rustls::ServerConfig>) -> Self {
        Self::listening(move |stream, seen| {
            let tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            converse(
                rustls::StreamOwned::new(tls, stream),
                seen,
                &|request, stream| {
                    stream.write_all(&scim.answer(request))?;
                    Ok(Then::Keep)
                },
            );
        })
    }

    fn listening(serve: impl Fn(TcpStream, &Mutex<Vec<Seen>>) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, stopped) = (Arc::default(), Arc::default());
        let (noted, stop) = (Arc::clone(&seen), Arc::<AtomicBool>::clone(&stopped));
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                stream.set_nodelay(true).unwrap();
                let (serve, noted) = (Arc::clone(&serve), Arc::clone(&noted));
                thread::spawn(move || serve(stream, &noted));
            }
        });
        Self {
            address,
            seen,
            stopped,
        }
    }

    /// Base URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/v2", self.address)
    }

    /// All requests up to now.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until the requests are as they should be.
    pub(crate) fn wait_until(&self, enough: impl Fn(&[Seen]) -> bool) {
        let began = Instant::now();
        while !enough(&self.seen()) {
            assert!(began.elapsed() < Duration::from_secs(10), "it never came");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the listener; a failure means that it is gone already.
        let _ = TcpStream::connect(self.address);
    }
}

/// Answers requests until either side has enough.
fn converse(
    stream: impl Read + Write,
    seen: &Mutex<Vec<Seen>>,
    answer: &dyn Fn(&Seen, &mut dyn Write) -> io::Result<Then>,
) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = Seen::read(&mut stream) {
        seen.lock().unwrap().push(request.clone());
        // A client that went away is part of many tests.
        let Ok(Then::Keep) = answer(&request, stream.get_mut()) else {
            break;
        };
    }
}

/// An answer of that status line, with headers and length.
pub(crate) fn message(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}

/// An answer as SCIM servers give it.
pub(crate) fn scim(status: &str, body: &Value) -> Vec<u8> {
    let media = "Content-Type: application/scim+json";
    message(status, &[media], body.to_string())
}

/// The reference server without a socket.
pub(crate) struct Scim {
    runtime: Runtime,
    router: Router,
}

impl Scim {
    pub(crate) fn new() -> Arc<Self> {
        Self::with(config(""))
    }

    /// One with defects whose data is in a file.
    pub(crate) fn on_file(file: &Path, quirks: &str) -> Arc<Self> {
        let mut config = config(quirks);
        config.data = Some(file.to_owned());
        Self::with(config)
    }

    fn with(config: ServerConfig) -> Arc<Self> {
        let (seconds, next) = (AtomicI64::new(1_700_000_000), AtomicU64::new(1));
        let clock = move || seconds.fetch_add(1, Ordering::Relaxed);
        let clock = Arc::new(move || Timestamp::from_second(clock()).unwrap());
        let ids = Arc::new(move || Uuid::from_u128(next.fetch_add(1, Ordering::Relaxed).into()));
        Arc::new(Self {
            runtime: Runtime::new().unwrap(),
            router: router(config, clock, ids).unwrap(),
        })
    }

    /// The answer as bytes.
    pub(crate) fn answer(&self, request: &Seen) -> Vec<u8> {
        let mut builder = axum::http::Request::builder()
            .method(request.method.as_str())
            .uri(&request.target);
        for line in request.head.lines().skip(1) {
            let (name, value) = line.split_once(": ").unwrap();
            builder = builder.header(name, value);
        }
        let request = builder.body(Body::from(request.body.clone())).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let headers: Vec<String> = head
                .headers
                .iter()
                .filter(|(name, _)| *name != "content-length")
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect();
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            message(&head.status.to_string(), &headers, body)
        })
    }

    /// Sends a request of the test's own and gives the body of the answer.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let head = format!(
            "{method}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/scim+json"
        );
        let answer = self.answer(&Seen {
            method: method.into(),
            target: format!("/v2{path}"),
            head,
            body: body.to_string().into_bytes(),
        });
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
        serde_json::from_str(body).unwrap_or_default()
    }

    /// Makes a user.
    pub(crate) fn create(&self, name: &str) {
        let schema = "urn:ietf:params:scim:schemas:core:2.0:User";
        self.ask(
            "POST",
            "/Users",
            &json!({ "schemas": [schema], "userName": name }),
        );
    }

    /// All users that there are.
    pub(crate) fn users(&self) -> Vec<Value> {
        let list = self.ask("GET", "/Users?count=1000", &Value::Null);
        list["Resources"].as_array().unwrap().clone()
    }

    /// Removes all users.
    pub(crate) fn clear(&self) {
        for user in self.users() {
            let path = format!("/Users/{}", user["id"].as_str().unwrap());
            self.ask("DELETE", &path, &Value::Null);
        }
    }
}

fn config(quirks: &str) -> ServerConfig {
    let mut config = ServerConfig::new((Ipv4Addr::LOCALHOST, 0).into(), Secret::new(TOKEN));
    config.quirks = QuirkSet::parse(quirks).unwrap();
    config
}
