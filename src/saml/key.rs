//! What an identity provider signs with, and by what a service provider knows it.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use webpki::EndEntityCert;
use webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;

/// A key or certificate that is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text holds no certificate in PEM.
    #[error("this is no X.509 certificate in PEM")]
    Certificate,
    /// The text holds no RSA key in PEM of PKCS #8.
    #[error("this is no RSA key in PEM (PKCS #8)")]
    Key,
    /// The key is not that of the certificate.
    #[error("the key does not belong to the certificate")]
    Pair,
}

/// An X.509 certificate. Only its key counts: a service provider is told which certificate it trusts.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(CertificateDer<'static>);

impl Certificate {
    /// Reads a certificate in PEM.
    ///
    /// # Errors
    ///
    /// When the text is none.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let der = CertificateDer::from_pem_slice(text.as_bytes());
        let der = der.map_err(|_| KeyError::Certificate)?;
        EndEntityCert::try_from(&der).map_err(|_| KeyError::Certificate)?;
        Ok(Self(der))
    }

    /// Whether the key of the certificate made the signature.
    pub(super) fn made(&self, signature: &[u8], message: &[u8]) -> bool {
        EndEntityCert::try_from(&self.0).is_ok_and(|certificate| {
            let verified =
                certificate.verify_signature(RSA_PKCS1_2048_8192_SHA256, message, signature);
            verified.is_ok()
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

/// The key of an identity provider, with its certificate.
pub struct SigningKey {
    pair: RsaKeyPair,
    certificate: Certificate,
}

impl SigningKey {
    /// Certificate of the simulated identity providers, in PEM.
    pub const SIMULATED_CERTIFICATE: &'static str =
        include_str!("../../fixtures/saml/idp-certificate.pem");

    /// Reads an RSA key and its certificate, both in PEM.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read, or they do not belong together.
    pub fn from_pem(key: &str, certificate: &str) -> Result<Self, KeyError> {
        let certificate = Certificate::from_pem(certificate)?;
        let der = PrivatePkcs8KeyDer::from_pem_slice(key.as_bytes());
        let der = der.map_err(|_| KeyError::Key)?;
        let pair = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| KeyError::Key)?;
        let key = Self { pair, certificate };
        let probe = key.sign(b"probe")?;
        if key.certificate.made(&probe, b"probe") {
            Ok(key)
        } else {
            Err(KeyError::Pair)
        }
    }

    /// The key of the simulated identity providers. It is public and protects nothing: whoever trusts it lets
    /// everybody in.
    ///
    /// # Errors
    ///
    /// When the bundled key is damaged.
    pub fn simulated() -> Result<Self, KeyError> {
        let key = include_str!("../../fixtures/saml/idp-key.pem");
        Self::from_pem(key, Self::SIMULATED_CERTIFICATE)
    }

    /// By what its signatures are known.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The same message has always the same signature.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // PKCS #1 v1.5 takes nothing from the source of randomness.
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_| KeyError::Key)?;
        Ok(signature)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public", &self.pair.public_key())
            .finish_non_exhaustive()
    }
}
