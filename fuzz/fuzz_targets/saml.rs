//! Nothing that is made up is believed, and nothing that is made up does harm.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use scimulate::saml::{AuthnRequest, Certificate, Expected, SigningKey, verify};

fuzz_target!(|text: &str| {
    let certificate = Certificate::from_pem(SigningKey::SIMULATED_CERTIFICATE).expect("bundled");
    let expected = Expected {
        certificate: &certificate,
        issuer: None,
        audience: "https://gitlab.test",
        destination: "https://gitlab.test/users/auth/saml/callback",
        requests: &[],
        now: jiff::Timestamp::UNIX_EPOCH,
    };
    assert!(verify(text, &expected).is_err());
    assert!(verify(&STANDARD.encode(text), &expected).is_err());
    if let Ok(request) = AuthnRequest::from_parameter(text) {
        let again = request.to_parameter().expect("it was read");
        assert_eq!(AuthnRequest::from_parameter(&again), Ok(request));
    }
});
