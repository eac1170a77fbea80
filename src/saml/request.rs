//! What a service provider asks.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;

use super::names::{ASSERTION, PERSISTENT, POST, PROTOCOL};
use super::xml::{self, LONGEST, Unread, attribute, children, escape, shape, text};

/// A request to say who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthnRequest {
    /// Its id, which the answer names.
    pub id: String,
    /// Entity id of the service provider.
    pub issuer: String,
    /// Where the answer goes.
    pub consumer: String,
    /// Where the request goes: the single sign-on service of the identity provider.
    pub destination: String,
    /// When it was made.
    pub issued: Timestamp,
}

/// A request that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the SAML request cannot be read: {0}")]
pub struct RequestError(String);

impl From<Unread> for RequestError {
    fn from(unread: Unread) -> Self {
        Self(unread.to_string())
    }
}

impl AuthnRequest {
    /// The request as it stands in the query parameter `SAMLRequest`, before it is percent-encoded (binding
    /// HTTP-Redirect, SAML bindings §3.4.4.1).
    ///
    /// # Errors
    ///
    /// When memory fails it.
    pub fn to_parameter(&self) -> Result<String, RequestError> {
        let Self { issued, .. } = self;
        let [id, issuer, consumer, destination] =
            [&self.id, &self.issuer, &self.consumer, &self.destination].map(|text| escape(text));
        let xml = format!(
            "<samlp:AuthnRequest xmlns:samlp=\"{PROTOCOL}\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"{issued}\" \
             Destination=\"{destination}\" AssertionConsumerServiceURL=\"{consumer}\" ProtocolBinding=\"{POST}\">\
             <saml:Issuer xmlns:saml=\"{ASSERTION}\">{issuer}</saml:Issuer>\
             <samlp:NameIDPolicy AllowCreate=\"true\" Format=\"{PERSISTENT}\"/></samlp:AuthnRequest>"
        );
        let failed = |error: std::io::Error| RequestError(error.to_string());
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(xml.as_bytes()).map_err(failed)?;
        Ok(STANDARD.encode(encoder.finish().map_err(failed)?))
    }

    /// Reads the query parameter, percent-decoded.
    ///
    /// # Errors
    ///
    /// When it is no request of the kind that [`Self::to_parameter`] makes.
    pub fn from_parameter(parameter: &str) -> Result<Self, RequestError> {
        let refused = |problem: &str| RequestError(problem.to_owned());
        let bytes = STANDARD
            .decode(parameter)
            .map_err(|_| refused("it is not base64"))?;
        let mut xml = String::new();
        // What is deflated may be very much longer than it looks.
        let longest = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        DeflateDecoder::new(bytes.as_slice())
            .take(longest.saturating_add(1))
            .read_to_string(&mut xml)
            .map_err(|_| refused("it is not deflated text"))?;
        let document = xml::parse(&xml)?;
        let root = document.root_element();
        if !root.has_tag_name((PROTOCOL, "AuthnRequest")) {
            return Err(shape(root, "it must be `AuthnRequest`".to_owned()).into());
        }
        let [issuer, _policy] =
            children(root, [(ASSERTION, "Issuer"), (PROTOCOL, "NameIDPolicy")])?;
        let owned = |name| attribute(root, name).map(str::to_owned);
        let issued = attribute(root, "IssueInstant")?.parse();
        Ok(Self {
            id: owned("ID")?,
            issuer: text(issuer)?.to_owned(),
            consumer: owned("AssertionConsumerServiceURL")?,
            destination: owned("Destination")?,
            issued: issued.map_err(|_| refused("`IssueInstant` is no time"))?,
        })
    }
}
