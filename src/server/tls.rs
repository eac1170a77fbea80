//! TLS on the socket of the server.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The certificate that the server shows, and its key.
#[derive(Debug, Clone)]
pub struct ServerTls(Arc<rustls::ServerConfig>);

/// Why a certificate cannot be served with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerTlsError {
    /// The text with certificates cannot be read, or has none.
    #[error("no usable certificate in it: {0}")]
    Certificate(String),
    /// The text with the key cannot be read, or has none.
    #[error("no usable private key in it: {0}")]
    Key(String),
    /// The key is not that of the certificate, or is of a kind that is not known.
    #[error("the key does not go with the certificate: {0}")]
    Pair(rustls::Error),
}

impl ServerTls {
    /// Reads the certificate of the server, with those that lead to its authority after it, and its
    /// private key (PKCS #8, PKCS #1 or SEC 1), both as PEM text.
    ///
    /// # Errors
    ///
    /// When one of them is missing or damaged, or they do not belong together.
    pub fn from_pem(certificates: &str, key: &str) -> Result<Self, ServerTlsError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificates.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|error| ServerTlsError::Certificate(error.to_string()))?;
        if chain.is_empty() {
            let none = "there is no block `BEGIN CERTIFICATE`".to_owned();
            return Err(ServerTlsError::Certificate(none));
        }
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
            .map_err(|error| ServerTlsError::Key(error.to_string()))?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(ServerTlsError::Pair)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(ServerTlsError::Pair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }

    /// Shakes hands with a client, which may not take longer than `limit`.
    pub(super) async fn accept(
        &self,
        stream: TcpStream,
        limit: Duration,
    ) -> io::Result<TlsStream<TcpStream>> {
        let accepted = TlsAcceptor::from(Arc::clone(&self.0)).accept(stream);
        tokio::time::timeout(limit, accepted).await?
    }
}
