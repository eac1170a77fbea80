//! Opening a connection: DNS, TCP, TLS, HTTP/1.1.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::CertificateError;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::BaseUrl;
use crate::transcript::{Failure, FailureKind};

/// The sending half of an open connection.
pub(super) type Sender = SendRequest<Full<Bytes>>;

/// Opens a connection to the target.
pub(super) async fn connect(
    base: &BaseUrl,
    tls: Option<&Arc<rustls::ClientConfig>>,
) -> Result<Sender, Failure> {
    let addresses = tokio::net::lookup_host((base.host(), base.port()))
        .await
        .map_err(|_| {
            failure(
                FailureKind::Dns,
                format!("host `{}` has no address", base.host()),
            )
        })?;
    let mut refused = None;
    let mut stream = None;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(open) => {
                stream = Some(open);
                break;
            }
            Err(error) => refused = Some(error.kind()),
        }
    }
    let Some(stream) = stream else {
        let why = refused.map_or_else(|| "no address".into(), |kind| kind.to_string());
        return Err(failure(
            FailureKind::Connect,
            format!("no connection: {why}"),
        ));
    };
    // Small requests must not wait for a delayed acknowledgement; a failure here only costs time.
    let _ = stream.set_nodelay(true);
    match tls {
        None => handshake(stream).await,
        Some(config) => {
            let name = ServerName::try_from(base.host().to_owned()).map_err(|_| {
                failure(
                    FailureKind::Tls,
                    format!("`{}` is no TLS name", base.host()),
                )
            })?;
            let stream = TlsConnector::from(Arc::clone(config))
                .connect(name, stream)
                .await
                .map_err(|error| tls_failure(&error, base.host()))?;
            handshake(stream).await
        }
    }
}

async fn handshake(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<Sender, Failure> {
    // Title case is how both identity providers spell header names; servers must not care.
    let (sender, connection) = Builder::new()
        .title_case_headers(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| failure(FailureKind::Protocol, "HTTP could not be started".into()))?;
    // Ends by itself when the sender is dropped; its error reaches the request as well.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(sender)
}

/// Puts what is wrong with TLS into words for whoever has to mend it.
fn tls_failure(error: &std::io::Error, host: &str) -> Failure {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    let message = match cause {
        // The first bytes were no TLS record: most likely plain HTTP.
        Some(rustls::Error::InvalidMessage(_)) => {
            let message = "the server does not speak TLS on this port";
            return failure(FailureKind::Protocol, message.into());
        }
        Some(rustls::Error::InvalidCertificate(problem)) => match problem {
            CertificateError::UnknownIssuer => {
                "its certificate was issued by nobody who is trusted here".into()
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired".into()
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet".into()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!("its certificate is not for `{host}`")
            }
            other => format!("its certificate is refused: {other}"),
        },
        None if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            let message = "the server hung up instead of speaking TLS";
            return failure(FailureKind::Protocol, message.into());
        }
        _ => format!("TLS handshake failed: {error}"),
    };
    failure(FailureKind::Tls, message)
}

/// A failure of which nothing has arrived.
pub(super) fn failure(kind: FailureKind, message: String) -> Failure {
    Failure {
        kind,
        message,
        partial: None,
    }
}
