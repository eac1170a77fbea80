//! Sign-in by SAML 2.0 as data: what a service provider asks an identity provider, what that answers, and whether the
//! answer can be believed. No I/O, no clock, no randomness.
//!
//! It is a strict subset: the Web Browser SSO profile with responses that are signed as a whole by RSA with SHA-256
//! over exclusive canonical XML. Only documents of the shape that [`issue()`] writes are read; all others are refused,
//! even where the standard has room for them (encrypted or several assertions, comments, processing instructions,
//! white space between elements, other algorithms). That is why the canonicalisation and the checks of a signature are
//! few lines of our own. What does the hard work is well-kept and shipped anyway: `aws-lc-rs` signs, `rustls-webpki`
//! verifies with the key of a certificate, `roxmltree` parses.
//!
//! Sources: SAML core, bindings and profiles (OASIS, March 2005), XML Signature (W3C, 2008), Exclusive XML
//! Canonicalization 1.0 (W3C, 2002).

mod canonical;
mod issue;
mod key;
mod names;
mod request;
mod signature;
mod verify;
mod xml;

#[cfg(test)]
mod tests;

pub use issue::{Answer, IssueError, issue};
pub use key::{Certificate, KeyError, SigningKey};
pub use request::{AuthnRequest, RequestError};
pub use verify::{Assertion, Expected, Refused, verify};
