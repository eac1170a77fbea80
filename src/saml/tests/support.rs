//! An answer and who believes it.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use crate::saml::{Answer, Assertion, Certificate, Expected, Refused, SigningKey, issue, verify};

pub(super) const GITLAB: &str = "https://gitlab.example/groups/my-group";
pub(super) const CALLBACK: &str = "https://gitlab.example/groups/my-group/-/saml/callback";

pub(super) fn now() -> Timestamp {
    "2026-01-05T08:00:00Z".parse().unwrap()
}

pub(super) fn key() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::simulated().unwrap());
    &KEY
}

/// The XML of [`answer`], signed.
pub(super) fn signed() -> &'static str {
    static SIGNED: LazyLock<String> = LazyLock::new(|| xml(&answer()));
    &SIGNED
}

/// Alice's answer to the request `_request`.
pub(super) fn answer() -> Answer<'static> {
    Answer {
        id: "_response",
        assertion_id: "_assertion",
        issuer: "https://idp.example",
        audience: GITLAB,
        destination: CALLBACK,
        in_response_to: Some("_request"),
        name_id: Some("0b1d561c-21ff"),
        attributes: &[
            ("email", "alice@example.com"),
            ("name", "Alice & <Co> \"x\"\t\r\n'é"),
        ],
        now: now(),
    }
}

/// The XML of an answer, signed by the simulated identity provider.
pub(super) fn xml(answer: &Answer<'_>) -> String {
    let bytes = STANDARD.decode(issue(answer, key()).unwrap()).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// What the service provider makes of XML, some seconds later.
pub(super) fn believed(xml: &str) -> Result<Assertion, Refused> {
    believed_by(xml, key().certificate(), after(3))
}

pub(super) fn believed_by(
    xml: &str,
    certificate: &Certificate,
    now: Timestamp,
) -> Result<Assertion, Refused> {
    let expected = Expected {
        certificate,
        issuer: Some("https://idp.example"),
        audience: GITLAB,
        destination: CALLBACK,
        requests: &["_other".to_owned(), "_request".to_owned()],
        now,
    };
    verify(&STANDARD.encode(xml), &expected)
}

pub(super) fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}
