use super::support::{after, answer, believed, believed_by, key, xml};
use crate::saml::signature::made;
use crate::saml::xml::parse;
use crate::saml::{Answer, Certificate, KeyError, Refused, SigningKey, issue};

#[test]
fn what_is_issued_is_believed() {
    let assertion = believed(&xml(&answer())).unwrap();
    assert_eq!(assertion.id, "_assertion");
    assert_eq!(assertion.issuer, "https://idp.example");
    assert_eq!(assertion.name_id.as_deref(), Some("0b1d561c-21ff"));
    assert_eq!(assertion.in_response_to.as_deref(), Some("_request"));
    assert_eq!(
        assertion.attribute(&["mail", "email"]),
        Some("alice@example.com")
    );
    // Characters that must be escaped come back as they were.
    assert_eq!(
        assertion.attribute(&["name"]),
        Some("Alice & <Co> \"x\"\t\r\n'é")
    );
    assert_eq!(assertion.attribute(&["username"]), None);
}

#[test]
fn the_same_answer_has_always_the_same_signature() {
    assert_eq!(xml(&answer()), xml(&answer()));
}

#[test]
fn an_answer_may_have_no_name_no_attributes_and_no_request() {
    let bare = Answer {
        name_id: None,
        attributes: &[],
        in_response_to: None,
        ..answer()
    };
    let assertion = believed(&xml(&bare)).unwrap();
    assert_eq!((assertion.name_id, assertion.in_response_to), (None, None));
    assert_eq!(assertion.attributes, []);
    let empty = Answer {
        name_id: Some(""),
        ..answer()
    };
    assert_eq!(believed(&xml(&empty)).unwrap().name_id.as_deref(), Some(""));
}

/// The document was signed by another implementation, `bergshamra` 0.11: prefixes, order of attributes and place of
/// the namespaces are not ours.
#[test]
fn a_signature_of_another_implementation_is_believed() {
    let signed = include_str!("signed-by-bergshamra.xml");
    let assertion = believed(signed.trim_end()).unwrap();
    assert_eq!(assertion.name_id.as_deref(), Some("0b1d561c-21ff"));
    assert_eq!(assertion.attribute(&["email"]), Some("alice@example.com"));
}

#[test]
fn an_answer_holds_from_five_minutes_before_to_an_hour_after() {
    let certificate = key().certificate().clone();
    let at = |seconds| believed_by(&xml(&answer()), &certificate, after(seconds));
    assert!(at(-300).is_ok());
    assert!(at(3_599).is_ok());
    let early = at(-301).unwrap_err();
    assert_eq!(
        early.to_string(),
        "Current time is earlier than NotBefore condition (2026-01-05T07:54:59Z < 2026-01-05T07:55:00Z)"
    );
    assert!(matches!(at(3_600), Err(Refused::Late { .. })));
}

#[test]
fn an_answer_for_somebody_else_is_refused() {
    let refusal = |answer: Answer<'_>| believed(&xml(&answer)).unwrap_err();
    let elsewhere = "https://gitlab.example/groups/other/-/saml/callback";
    assert!(matches!(
        refusal(Answer {
            destination: elsewhere,
            ..answer()
        }),
        Refused::Destination { .. }
    ));
    assert!(matches!(
        refusal(Answer {
            audience: "https://gitlab.example",
            ..answer()
        }),
        Refused::Audience { .. }
    ));
    assert!(matches!(
        refusal(Answer {
            issuer: "https://evil.example",
            ..answer()
        }),
        Refused::Issuer { .. }
    ));
    assert_eq!(
        refusal(Answer {
            in_response_to: Some("_REQUEST"),
            ..answer()
        }),
        Refused::Request("_REQUEST".to_owned())
    );
}

#[test]
fn only_the_key_that_was_made_known_is_believed() {
    let other = rcgen::generate_simple_self_signed(["idp.example".to_owned()]).unwrap();
    let certificate = Certificate::from_pem(&other.cert.pem()).unwrap();
    let refused = believed_by(&xml(&answer()), &certificate, after(3)).unwrap_err();
    assert!(matches!(refused, Refused::Signature(_)), "{refused}");
}

/// An identity provider that turns somebody away sends no assertion.
#[test]
fn a_failure_is_told_in_its_words() {
    let protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    let code = "urn:oasis:names:tc:SAML:2.0:status";
    for (inside, told) in [
        (
            format!("<samlp:StatusCode Value=\"{code}:Responder\"/>"),
            "Responder",
        ),
        (
            format!(
                "<samlp:StatusCode Value=\"{code}:Requester\"><samlp:StatusCode \
                 Value=\"{code}:RequestDenied\"/></samlp:StatusCode><samlp:StatusMessage>Not \
                 assigned</samlp:StatusMessage>"
            ),
            "Requester => RequestDenied -> Not assigned",
        ),
    ] {
        let head = format!(
            "<samlp:Response xmlns:samlp=\"{protocol}\" ID=\"_r\"><saml:Issuer \
             xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://idp.example</saml:Issuer>"
        );
        let tail = format!("<samlp:Status>{inside}</samlp:Status></samlp:Response>");
        let refused = believed(&format!("{head}{tail}")).unwrap_err();
        assert!(matches!(refused, Refused::Signature(_)), "{refused}");
        let signature = made(&parse(&format!("{head}{tail}")).unwrap(), "_r", key()).unwrap();
        assert_eq!(
            believed(&format!("{head}{signature}{tail}")),
            Err(Refused::Status(told.to_owned()))
        );
    }
}

#[test]
fn keys_that_are_none_are_refused() {
    let pem = SigningKey::SIMULATED_CERTIFICATE;
    for text in [
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ] {
        assert_eq!(
            Certificate::from_pem(text),
            Err(KeyError::Certificate),
            "{text}"
        );
        assert_eq!(
            SigningKey::from_pem(text, pem).unwrap_err(),
            KeyError::Key,
            "{text}"
        );
    }
    let key = include_str!("../../../fixtures/saml/idp-key.pem");
    let other = rcgen::generate_simple_self_signed(["idp.example".to_owned()]).unwrap();
    assert_eq!(
        SigningKey::from_pem(key, &other.cert.pem()).unwrap_err(),
        KeyError::Pair
    );
}

#[test]
fn a_key_does_not_print_itself() {
    let key = key();
    let printed = format!("{key:?} {:?}", key.certificate());
    assert!(printed.starts_with("SigningKey { public: "), "{printed}");
    assert!(printed.len() < 1_000, "{printed}");
}

#[test]
fn what_xml_cannot_hold_is_not_issued() {
    let answer = Answer {
        name_id: Some("a\u{1}b"),
        ..answer()
    };
    let error = issue(&answer, key()).unwrap_err().to_string();
    assert!(
        error.starts_with("the SAML response cannot be written: "),
        "{error}"
    );
}
