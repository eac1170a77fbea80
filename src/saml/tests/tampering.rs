//! Whoever changes an answer on its way gains nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::support::{answer, believed, signed, xml};
use crate::saml::{Answer, Refused};

/// Where `Signature` begins and ends.
fn parted(xml: &str) -> (String, String, String) {
    let end = "</ds:Signature>";
    let begin = xml.find("<ds:Signature ").unwrap();
    let end = xml.find(end).unwrap() + end.len();
    (
        xml[..begin].to_owned(),
        xml[begin..end].to_owned(),
        xml[end..].to_owned(),
    )
}

#[test]
fn each_change_is_refused() {
    let signed = signed();
    for (what, from, to) in [
        ("name", "0b1d561c-21ff", "0b1d561c-21fe"),
        ("letter case of the name", "0b1d561c-21ff", "0B1D561C-21FF"),
        ("blank in the name", "0b1d561c-21ff", "0b1d561c-21ff "),
        ("e-mail", "alice@example.com", "root@example.com"),
        (
            "audience",
            ">https://gitlab.example/groups/my-group<",
            ">https://gitlab.example/groups/other<",
        ),
        ("issuer", "https://idp.example", "https://evil.example"),
        (
            "destination",
            "Destination=\"https://gitlab",
            "Destination=\"https://g1tlab",
        ),
        (
            "recipient",
            "Recipient=\"https://gitlab",
            "Recipient=\"https://g1tlab",
        ),
        (
            "request",
            "InResponseTo=\"_request\"",
            "InResponseTo=\"_other\"",
        ),
        ("no request", " InResponseTo=\"_request\"", ""),
        ("end", "NotOnOrAfter=\"2026", "NotOnOrAfter=\"2027"),
        ("begin", "NotBefore=\"2026", "NotBefore=\"2025"),
        ("no end", "NotOnOrAfter=", "OnOrAfter="),
        ("id of the response", "ID=\"_response\"", "ID=\"_r\""),
        ("id of the assertion", "ID=\"_assertion\"", "ID=\"_a\""),
        ("same id twice", "ID=\"_assertion\"", "ID=\"_response\""),
        ("status", "status:Success", "status:Requester"),
        ("reference", "URI=\"#_response\"", "URI=\"#_assertion\""),
        ("reference to nothing", "URI=\"#_response\"", "URI=\"\""),
        ("digest", "DigestValue>", "Digestvalue>"),
        (
            "method of signature",
            "xmldsig-more#rsa-sha256",
            "xmldsig-more#rsa-sha1",
        ),
        ("method of digest", "xmlenc#sha256", "xmldsig#sha1"),
        ("transform", "#enveloped-signature", "#base64"),
        (
            "canonicalisation",
            "2001/10/xml-exc-c14n#",
            "2001/10/xml-exc-c14n#WithComments",
        ),
        (
            "attribute added",
            "<saml:Conditions ",
            "<saml:Conditions Extra=\"1\" ",
        ),
        (
            "namespace of the assertion",
            "<saml:Assertion xmlns:saml=\"urn:",
            "<saml:Assertion xmlns:saml=\"urn:x",
        ),
        (
            "attribute without value",
            "<saml:AttributeValue>alice@example.com</saml:AttributeValue>",
            "",
        ),
        (
            "comment in the name",
            "0b1d561c-21ff",
            "0b1d<!---->561c-21ff",
        ),
        (
            "processing instruction in the name",
            "0b1d561c-21ff",
            "0b1d<?x?>561c-21ff",
        ),
        ("element in the name", "0b1d561c-21ff", "0b1d561c-21ff<x/>"),
        (
            "CDATA in the name",
            "0b1d561c-21ff",
            "<![CDATA[0b1d561c-21ff]]>",
        ),
        (
            "white space between elements",
            "<saml:Conditions",
            " <saml:Conditions",
        ),
    ] {
        let changed = signed.replace(from, to);
        assert_ne!(changed, signed, "{what}");
        assert!(believed(&changed).is_err(), "{what}");
    }
}

#[test]
fn without_signature_nothing_is_believed() {
    let (head, signature, tail) = parted(&xml(&answer()));
    let refused = believed(&format!("{head}{tail}")).unwrap_err();
    assert!(matches!(refused, Refused::Signature(_)), "{refused}");
    let twice = believed(&format!("{head}{signature}{signature}{tail}")).unwrap_err();
    assert!(matches!(twice, Refused::Signature(_)), "{twice}");
}

#[test]
fn a_signature_of_another_answer_is_of_no_use() {
    let (_, stolen, _) = parted(&xml(&answer()));
    let forged = Answer {
        name_id: Some("root"),
        ..answer()
    };
    let (head, _, tail) = parted(&xml(&forged));
    let refused = believed(&format!("{head}{stolen}{tail}")).unwrap_err();
    assert!(matches!(refused, Refused::Signature(_)), "{refused}");
}

/// Signature wrapping: the signed document is kept somewhere, and a forged one is put where it is read.
#[test]
fn a_signed_answer_inside_a_forged_one_is_refused() {
    let genuine = xml(&answer());
    let (_, signature, _) = parted(&genuine);
    let unsigned = genuine.replace(&signature, "");
    let forged = xml(&Answer {
        name_id: Some("root"),
        ..answer()
    });
    let (head, own, tail) = parted(&forged);
    let object = |inside: &str| {
        signature.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{inside}</ds:Object></ds:Signature>"),
        )
    };
    let with_id = |xml: &str| xml.replacen("ID=\"_response\"", "ID=\"_evil\"", 1);
    for (what, wrapped) in [
        (
            "in an Object of the signature",
            format!("{head}{}{tail}", object(&unsigned)),
        ),
        (
            "the same under another id",
            with_id(&format!("{head}{}{tail}", object(&unsigned))),
        ),
        (
            "beside the assertion",
            format!(
                "{head}{signature}{}",
                tail.replace("</samlp:Response>", &format!("{unsigned}</samlp:Response>"))
            ),
        ),
        (
            "as a whole, under another id",
            with_id(&format!(
                "{head}{own}{}",
                tail.replace("</samlp:Response>", &format!("{genuine}</samlp:Response>"))
            )),
        ),
        (
            "as a whole, in place of the signature",
            with_id(&format!("{head}{genuine}{tail}")),
        ),
        ("around", format!("<x>{genuine}{forged}</x>")),
        (
            "signature in the assertion",
            genuine
                .replace(&signature, "")
                .replace("<saml:Subject>", &format!("{signature}<saml:Subject>")),
        ),
    ] {
        assert!(believed(&wrapped).is_err(), "{what}");
    }
}

#[test]
fn a_second_assertion_is_refused() {
    let genuine = xml(&answer());
    let begin = genuine.find("<saml:Assertion").unwrap();
    let end = genuine.find("</samlp:Response>").unwrap();
    let assertion = genuine[begin..end].replace("0b1d561c-21ff", "root");
    for at in [begin, end] {
        let mut more = genuine.clone();
        more.insert_str(at, &assertion);
        assert!(believed(&more).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is changed: either it is refused, or nothing that is read has changed.
    #[test]
    fn no_change_of_a_byte_is_read(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let genuine = believed(signed()).unwrap();
        let mut bytes = signed().as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(changed) = String::from_utf8(bytes)
            && let Ok(assertion) = believed(&changed)
        {
            prop_assert_eq!(assertion, genuine);
        }
    }

    #[test]
    fn nothing_that_is_cut_is_believed(at in any::<prop::sample::Index>()) {
        let signed = signed();
        let at = at.index(signed.len());
        prop_assert!(believed(&signed[..signed.floor_char_boundary(at)]).is_err());
    }

    #[test]
    fn every_name_that_is_issued_is_read_as_it_is(name in "[ -~\u{a0}-\u{2fff}\t\r\n]{0,40}") {
        let answer = Answer { name_id: Some(&name), ..answer() };
        let read = believed(&xml(&answer)).unwrap().name_id;
        prop_assert_eq!(read.as_deref(), Some(name.as_str()));
    }

    #[test]
    fn nonsense_is_refused(text in "\\PC{0,200}") {
        prop_assert!(believed(&text).is_err());
        prop_assert!(believed(&STANDARD.encode(&text)).is_err());
    }
}
