//! What an identity provider answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use super::key::SigningKey;
use super::names::{ASSERTION, BEARER, PASSWORD, PERSISTENT, PROTOCOL, SUCCESS};
use super::signature;
use super::xml::{escape, parse};

/// How long before it was made an answer holds, as Entra ID has it, and how long after.
const BEFORE: SignedDuration = SignedDuration::from_mins(5);
const AFTER: SignedDuration = SignedDuration::from_mins(60);

/// An answer that says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Id of the response; must begin with a letter or `_`.
    pub id: &'a str,
    /// Id of the assertion in it.
    pub assertion_id: &'a str,
    /// Entity id of the identity provider.
    pub issuer: &'a str,
    /// Entity id of the service provider.
    pub audience: &'a str,
    /// Where the answer is sent: the assertion consumer service.
    pub destination: &'a str,
    /// The request that it answers; `None` when the identity provider began.
    pub in_response_to: Option<&'a str>,
    /// Who it is; `None` leaves the element out, as a wrongly configured application does.
    pub name_id: Option<&'a str>,
    /// Attributes by name.
    pub attributes: &'a [(&'a str, &'a str)],
    /// When it is made.
    pub now: Timestamp,
}

/// An answer that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the SAML response cannot be written: {0}")]
pub struct IssueError(String);

/// The signed response in base64, as it stands in the form field `SAMLResponse`.
///
/// # Errors
///
/// When a value has characters that XML cannot hold, or is too long.
pub fn issue(answer: &Answer<'_>, key: &SigningKey) -> Result<String, IssueError> {
    let failed = |error: String| IssueError(error);
    let (head, tail) = unsigned(answer);
    let whole = format!("{head}{tail}");
    let document = parse(&whole).map_err(|error| failed(error.to_string()))?;
    let signature = signature::made(&document, answer.id, key);
    let signature = signature.map_err(|error| failed(error.to_string()))?;
    Ok(STANDARD.encode(format!("{head}{signature}{tail}")))
}

/// The response, parted where its signature goes.
fn unsigned(answer: &Answer<'_>) -> (String, String) {
    let id = escape(answer.id);
    let assertion_id = escape(answer.assertion_id);
    let issuer = escape(answer.issuer);
    let audience = escape(answer.audience);
    let destination = escape(answer.destination);
    let now = answer.now;
    let not_before = moved(now, -BEFORE);
    let until = moved(now, AFTER);
    let in_response_to = answer
        .in_response_to
        .map(|id| format!(" InResponseTo=\"{}\"", escape(id)))
        .unwrap_or_default();
    let name_id = answer
        .name_id
        .map(|text| {
            format!(
                "<saml:NameID Format=\"{PERSISTENT}\">{}</saml:NameID>",
                escape(text)
            )
        })
        .unwrap_or_default();
    let attribute = |(name, value): &(&str, &str)| {
        let (name, value) = (escape(name), escape(value));
        format!(
            "<saml:Attribute Name=\"{name}\"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
        )
    };
    let attributes: Vec<String> = answer.attributes.iter().map(attribute).collect();
    let attributes = attributes.concat();
    let head = format!(
        "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"{now}\" \
         Destination=\"{destination}\"{in_response_to}>\
         <saml:Issuer xmlns:saml=\"{ASSERTION}\">{issuer}</saml:Issuer>"
    );
    let tail = format!(
        "<samlp:Status><samlp:StatusCode Value=\"{SUCCESS}\"/></samlp:Status>\
         <saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"{assertion_id}\" Version=\"2.0\" IssueInstant=\"{now}\">\
         <saml:Issuer>{issuer}</saml:Issuer>\
         <saml:Subject>{name_id}<saml:SubjectConfirmation Method=\"{BEARER}\">\
         <saml:SubjectConfirmationData NotOnOrAfter=\"{until}\" Recipient=\"{destination}\"{in_response_to}/>\
         </saml:SubjectConfirmation></saml:Subject>\
         <saml:Conditions NotBefore=\"{not_before}\" NotOnOrAfter=\"{until}\"><saml:AudienceRestriction>\
         <saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
         <saml:AuthnStatement AuthnInstant=\"{now}\" SessionIndex=\"{assertion_id}\"><saml:AuthnContext>\
         <saml:AuthnContextClassRef>{PASSWORD}</saml:AuthnContextClassRef>\
         </saml:AuthnContext></saml:AuthnStatement>\
         <saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion></samlp:Response>"
    );
    (head, tail)
}

/// Another instant; stops at the ends of the calendar.
fn moved(instant: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    instant.saturating_add(by).unwrap_or(end)
}
