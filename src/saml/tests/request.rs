use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::support::{CALLBACK, GITLAB, now};
use crate::saml::AuthnRequest;

fn request() -> AuthnRequest {
    AuthnRequest {
        id: "_request".to_owned(),
        issuer: GITLAB.to_owned(),
        consumer: CALLBACK.to_owned(),
        destination: "https://idp.example/sso?tenant=a&b=\"c\"".to_owned(),
        issued: now(),
    }
}

fn deflated(xml: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(xml.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

#[test]
fn a_request_is_read_as_it_was_written() {
    let parameter = request().to_parameter().unwrap();
    assert_eq!(AuthnRequest::from_parameter(&parameter), Ok(request()));
}

#[test]
fn what_is_no_request_is_refused() {
    for (parameter, problem) in [
        (String::new(), "it is not deflated text"),
        ("%".to_owned(), "it is not base64"),
        ("AAAA".to_owned(), "it is not deflated text"),
        (
            deflated("<x/>"),
            "`x` is not as expected: it must be `AuthnRequest`",
        ),
        (deflated(&"<a>".repeat(1 << 20)), "longer than"),
        (deflated("<!DOCTYPE x><x/>"), "a document type"),
    ] {
        let error = AuthnRequest::from_parameter(&parameter)
            .unwrap_err()
            .to_string();
        assert!(error.contains(problem), "{error}");
    }
}
