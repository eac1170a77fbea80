//! Sending one request and reading its answer within limits.

use std::borrow::Cow;
use std::io::Read as _;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::header;
use http_body_util::{BodyExt as _, Full};
use hyper::ext::ReasonPhrase;
use tokio::time::{Instant, Sleep, sleep};

use super::connect::{Sender, connect, failure};
use super::{BaseUrl, TlsError, TlsPolicy};
use crate::transcript::{
    Body, Failure, FailureKind, HeaderValue, Outcome, Request, Response, Secret, SentRequest,
};

type Message = http::Request<Full<Bytes>>;
type Answer = http::Response<hyper::body::Incoming>;

/// Largest answer that is read, in bytes. A page of 100 users is well below it.
pub const DEFAULT_BODY_LIMIT: usize = 8 * 1024 * 1024;

/// How much is kept of an answer that cannot be used, in bytes: more than a person reads.
const KEPT_OF_FAILURES: usize = 64 * 1024;

/// What a client needs to know of a target.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Where the target lives.
    pub base: BaseUrl,
    /// Bearer token, or other credentials that an identity provider sends, if the target wants any.
    pub token: Option<Secret>,
    /// Time limit of one exchange, connecting and reading included.
    pub timeout: Duration,
    /// Largest answer that is read, in bytes.
    pub body_limit: usize,
    /// Which certificates are trusted.
    pub tls: TlsPolicy,
}

/// Sends requests to one target, one after the other, over one kept-alive connection.
#[derive(Debug)]
pub struct Client {
    config: Arc<ClientConfig>,
    tls: Option<Arc<rustls::ClientConfig>>,
    connection: Option<Sender>,
    /// Runs out when an exchange has taken too long. One for all, moved on for each: a timer that is
    /// made anew may wake another thread of the runtime, which then keeps the answer waiting.
    patience: Option<Pin<Box<Sleep>>>,
}

impl Client {
    /// A client for the target; nothing is sent yet.
    pub fn new(config: Arc<ClientConfig>) -> Result<Self, TlsError> {
        let tls = config
            .base
            .is_tls()
            .then(|| config.tls.client_config())
            .transpose()?;
        Ok(Self {
            config,
            tls,
            connection: None,
            patience: None,
        })
    }

    /// A second client for the same target, with a connection of its own.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self {
            config: Arc::clone(&self.config),
            tls: self.tls.clone(),
            connection: None,
            patience: None,
        }
    }

    /// Sends the request and waits for its answer. The returned request shows the slots filled and
    /// the token, so it must be masked before it is kept.
    pub async fn send(&mut self, request: &Request) -> (SentRequest, Outcome) {
        let sent = self.fill(request);
        // What has arrived when the time is up is kept outside of what is given up then.
        let mut arrived = Arrived::default();
        let limit = self.config.timeout;
        let mut patience = self.patience(limit);
        let ended = tokio::select! {
            biased;
            ended = self.exchange(&sent, &mut arrived) => ended,
            () = &mut patience => {
                let message = format!("no complete answer within {} s", limit.as_secs_f64());
                Err(failure(FailureKind::Timeout, message))
            }
        };
        self.patience = Some(patience);
        let outcome = match (ended, arrived.response()) {
            (Ok(()), Some(response)) => match decode(response, self.config.body_limit) {
                Ok(response) => response.into(),
                Err(failure) => Outcome::Failure(shortened(failure)),
            },
            (ended, partial) => {
                self.connection = None;
                let failure = ended
                    .err()
                    .unwrap_or_else(|| failure(FailureKind::Closed, "no answer came".into()));
                Outcome::Failure(shortened(Failure { partial, ..failure }))
            }
        };
        (sent, outcome)
    }

    /// The timer of an exchange that begins now.
    fn patience(&mut self, limit: Duration) -> Pin<Box<Sleep>> {
        match self.patience.take() {
            Some(mut patience) => {
                patience.as_mut().reset(Instant::now() + limit);
                patience
            }
            None => Box::pin(sleep(limit)),
        }
    }

    /// The request as it would go out, slots filled.
    pub(crate) fn fill(&self, request: &Request) -> SentRequest {
        let headers = request
            .headers
            .iter()
            .filter_map(|header| {
                let token = || Some(self.config.token.as_ref()?.expose());
                let value = match &header.value {
                    HeaderValue::Text(text) => text.clone(),
                    HeaderValue::Authorization => ["Bearer ", token()?].concat().into(),
                    HeaderValue::Credentials { prefix } => [&**prefix, token()?].concat().into(),
                    HeaderValue::BasicCredentials => {
                        format!("Basic {}", STANDARD.encode(token()?)).into()
                    }
                    HeaderValue::Host => self.config.base.authority().to_owned().into(),
                    HeaderValue::ContentLength => request.body.as_ref()?.len().to_string().into(),
                };
                Some((title_case(header.name.clone()), value))
            })
            .collect();
        SentRequest {
            method: request.method,
            target: request.target.clone(),
            headers,
            body: request.body.clone(),
        }
    }

    /// Sends, and reads into `arrived` what comes.
    async fn exchange(&mut self, sent: &SentRequest, arrived: &mut Arrived) -> Result<(), Failure> {
        let message = self.message(sent)?;
        let unsent = match self.connection.take() {
            None => Err(message),
            Some(open) => self.over_kept(open, message).await?,
        };
        let answer = match unsent {
            Ok(answer) => answer,
            Err(message) => self.over_new(message).await?,
        };
        let (head, mut body) = answer.into_parts();
        arrived.head = Some(Response {
            status: head.status.as_u16(),
            reason: head.extensions.get::<ReasonPhrase>().map_or_else(
                || head.status.canonical_reason().unwrap_or_default().into(),
                |reason| lossy(reason.as_bytes()),
            ),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (named(name), lossy(value.as_bytes())))
                .collect(),
            body: Body::default(),
        });
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| broken(&error, true))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            let room = self.config.body_limit - arrived.body.len();
            arrived
                .body
                .extend_from_slice(&data[..data.len().min(room)]);
            if data.len() > room {
                let message = too_large(self.config.body_limit);
                return Err(failure(FailureKind::TooLarge, message));
            }
        }
        Ok(())
    }

    /// Sends over a kept-alive connection, which the target may have closed in the meantime. A
    /// request that never left is handed back, to go over a new connection; one that did leave is
    /// never repeated.
    async fn over_kept(
        &mut self,
        mut open: Sender,
        message: Message,
    ) -> Result<Result<Answer, Message>, Failure> {
        if open.ready().await.is_err() {
            return Ok(Err(message));
        }
        match open.try_send_request(message).await {
            Ok(answer) => {
                self.connection = Some(open);
                Ok(Ok(answer))
            }
            Err(mut error) => match error.take_message() {
                Some(unsent) => Ok(Err(unsent)),
                None => Err(broken(error.error(), false)),
            },
        }
    }

    /// Sends over a new connection.
    async fn over_new(&mut self, message: Message) -> Result<Answer, Failure> {
        let mut open = connect(&self.config.base, self.tls.as_ref()).await?;
        let answer = open
            .send_request(message)
            .await
            .map_err(|error| broken(&error, false))?;
        self.connection = Some(open);
        Ok(answer)
    }

    fn message(&self, sent: &SentRequest) -> Result<Message, Failure> {
        let compose = || -> http::Result<Message> {
            let body = sent.body.as_ref().map(Body::bytes).unwrap_or_default();
            let mut message = Message::new(Full::new(body));
            *message.method_mut() = sent.method.as_str().parse()?;
            let uri = [self.config.base.prefix(), &sent.target].concat();
            *message.uri_mut() = uri.try_into()?;
            message.headers_mut().reserve(sent.headers.len());
            for (name, value) in &sent.headers {
                let name = http::HeaderName::from_bytes(name.as_bytes())?;
                let value = match value {
                    Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
                    Cow::Owned(text) => Bytes::copy_from_slice(text.as_bytes()),
                };
                let value = http::HeaderValue::from_maybe_shared(value)?;
                message.headers_mut().append(name, value);
            }
            Ok(message)
        };
        compose().map_err(|error| {
            let message = format!("the request cannot be sent: {error}");
            failure(FailureKind::Protocol, message)
        })
    }
}

/// What has come of an answer.
#[derive(Default)]
struct Arrived {
    /// Without the body.
    head: Option<Response>,
    body: Vec<u8>,
}

impl Arrived {
    fn response(self) -> Option<Response> {
        let body = self.body.into();
        self.head.map(|head| Response { body, ..head })
    }
}

fn lossy(bytes: &[u8]) -> Cow<'static, str> {
    // Most are plain text, which is told in one look.
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    text.unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
        .into()
}

/// Names of headers that most answers have.
static COMMON: [http::HeaderName; 8] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::DATE,
    header::ETAG,
    header::LOCATION,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::SERVER,
];

/// The name of a header, which is nearly always one of the common ones.
fn named(name: &http::HeaderName) -> Cow<'static, str> {
    let common = COMMON.iter().find(|common| *common == name);
    common.map_or_else(
        || name.as_str().to_owned().into(),
        |common| common.as_str().into(),
    )
}

/// A header name as the HTTP library writes it, so that the record of a request is what went out.
fn title_case(name: Cow<'static, str>) -> Cow<'static, str> {
    let mut begins = true;
    let is_titled = name.bytes().all(|byte| {
        let was_begin = std::mem::replace(&mut begins, byte == b'-');
        !(if was_begin {
            byte.is_ascii_lowercase()
        } else {
            byte.is_ascii_uppercase()
        })
    });
    if is_titled {
        return name;
    }
    begins = true;
    let mut written = String::with_capacity(name.len());
    for letter in name.chars() {
        written.push(if begins {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        });
        begins = letter == '-';
    }
    written.into()
}

/// Undoes a content coding that the request offered, within the same limit as for plain bodies. No
/// body has no coding, whatever the headers of a 204 say.
fn decode(mut response: Response, limit: usize) -> Result<Response, Failure> {
    let coding = response.header("content-encoding").map(str::to_lowercase);
    let Some(coding) = coding.filter(|_| !response.body.is_empty()) else {
        return Ok(response);
    };
    let compressed = response.body.bytes();
    let mut plain = Vec::new();
    let most = limit as u64 + 1;
    let read = match coding.trim() {
        "gzip" | "x-gzip" => MultiGzDecoder::new(&*compressed)
            .take(most)
            .read_to_end(&mut plain),
        "deflate" => ZlibDecoder::new(&*compressed)
            .take(most)
            .read_to_end(&mut plain),
        _ => return Ok(response),
    };
    let (kind, message) = match read {
        Ok(length) if length <= limit => {
            response.body = plain.into();
            return Ok(response);
        }
        Ok(_) => (FailureKind::TooLarge, too_large(limit)),
        Err(_) => (
            FailureKind::Protocol,
            format!("the body is not {coding}, as it claims"),
        ),
    };
    Err(Failure {
        kind,
        message,
        partial: Some(response),
    })
}

/// The failure with no more of the answer than is worth keeping.
fn shortened(mut failure: Failure) -> Failure {
    if let Some(partial) = &mut failure.partial
        && let Some(kept) = partial.body.get(..KEPT_OF_FAILURES)
    {
        partial.body = kept.to_vec().into();
    }
    failure
}

fn too_large(limit: usize) -> String {
    match limit >> 20 {
        0 => format!("the answer is larger than {limit} bytes"),
        mebibytes => format!("the answer is larger than {mebibytes} MiB"),
    }
}

/// Puts an error of the HTTP library into words that do not change from run to run.
fn broken(error: &hyper::Error, in_body: bool) -> Failure {
    let (kind, message) = if error.is_parse_too_large() {
        let message = "the headers of the answer are too many or too long";
        (FailureKind::TooLarge, message)
    } else if error.is_parse() {
        (FailureKind::Protocol, "the answer is not HTTP")
    } else if in_body {
        let message = "the connection ended in the middle of the body";
        (FailureKind::Closed, message)
    } else {
        let message = "the connection ended before an answer came";
        (FailureKind::Closed, message)
    };
    failure(kind, message.into())
}

#[cfg(test)]
mod tests;
