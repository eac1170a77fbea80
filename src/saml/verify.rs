//! Whether a service provider believes an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use roxmltree::Node;

use super::key::Certificate;
use super::names::{ASSERTION, BEARER, PROTOCOL, SIGNATURE, SUCCESS};
use super::signature::{self, Unproven};
use super::xml::{self, LONGEST, Unread, attribute, children, shape, text};

/// What an answer must say to be believed.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// By what the identity provider is known.
    pub certificate: &'a Certificate,
    /// Its entity id; `None` takes any, since only it can sign.
    pub issuer: Option<&'a str>,
    /// Entity id of the service provider.
    pub audience: &'a str,
    /// Its assertion consumer service.
    pub destination: &'a str,
    /// Requests of this browser that wait for an answer.
    pub requests: &'a [String],
    /// What time it is.
    pub now: Timestamp,
}

/// What an answer says that can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Its own id, which must not come twice.
    pub id: String,
    /// Entity id of the identity provider.
    pub issuer: String,
    /// Who it is, if it says so.
    pub name_id: Option<String>,
    /// Attributes in order; one without value has none.
    pub attributes: Vec<(String, Vec<String>)>,
    /// The request that it answers; `None` when the identity provider began.
    pub in_response_to: Option<String>,
}

impl Assertion {
    /// The first value of the first attribute that has one of these names.
    pub fn attribute(&self, names: &[&str]) -> Option<&str> {
        let mut named = self
            .attributes
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()));
        named
            .find_map(|(_, values)| values.first())
            .map(String::as_str)
    }
}

/// Why an answer is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It is not readable, or not of the shape that is understood.
    #[error("Invalid SAML Response: {0}")]
    Malformed(String),
    /// The identity provider says that the sign-in failed.
    #[error("The status code of the Response was not Success, was {0}")]
    Status(String),
    /// It is not signed by the identity provider, or was changed.
    #[error("Invalid Signature on SAML Response: {0}")]
    Signature(String),
    /// Somebody else made it.
    #[error("Doesn't match the issuer, expected: <{expected}>, but was: <{found}>")]
    Issuer {
        /// Whose it should be.
        expected: String,
        /// Whose it is.
        found: String,
    },
    /// It is meant for another service provider.
    #[error(
        "Invalid Audience. The audience {found} did not match the expected audience {expected}"
    )]
    Audience {
        /// For whom it should be.
        expected: String,
        /// For whom it is.
        found: String,
    },
    /// It was sent to another place.
    #[error("The response was received at {found} instead of {expected}")]
    Destination {
        /// Where it is.
        expected: String,
        /// Where it says that it goes.
        found: String,
    },
    /// It does not hold yet.
    #[error("Current time is earlier than NotBefore condition ({now} < {limit})")]
    Early {
        /// What time it is.
        now: Timestamp,
        /// From when it holds.
        limit: Timestamp,
    },
    /// It holds no longer.
    #[error("Current time is on or after NotOnOrAfter condition ({now} >= {limit})")]
    Late {
        /// What time it is.
        now: Timestamp,
        /// Until when it held.
        limit: Timestamp,
    },
    /// It answers a request that nobody of this browser made.
    #[error(
        "The InResponseTo of the Response: {0}, does not match the ID of the AuthnRequest sent by the SP"
    )]
    Request(String),
}

impl From<Unread> for Refused {
    fn from(unread: Unread) -> Self {
        Self::Malformed(unread.to_string())
    }
}

impl From<Unproven> for Refused {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Unread(unread) => unread.into(),
            other => Self::Signature(other.to_string()),
        }
    }
}

const fn saml(name: &str) -> (&str, &str) {
    (ASSERTION, name)
}

const fn samlp(name: &str) -> (&str, &str) {
    (PROTOCOL, name)
}

/// Believes the form field `SAMLResponse`, or says why not. Whether its id came before is the caller's to ask.
///
/// # Errors
///
/// When it is not an answer of the identity provider to this service provider, now.
pub fn verify(response: &str, expected: &Expected<'_>) -> Result<Assertion, Refused> {
    let malformed = |problem: &str| Refused::Malformed(problem.to_owned());
    if response.len() > LONGEST * 4 / 3 + 4 {
        return Err(Unread::Long.into());
    }
    let bytes = STANDARD
        .decode(response)
        .map_err(|_| malformed("it is not base64"))?;
    let response = String::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))?;
    let document = xml::parse(&response)?;
    let root = document.root_element();
    if !root.has_tag_name(samlp("Response")) {
        return Err(shape(root, "it must be `Response`".to_owned()).into());
    }
    signature::check(&document, expected.certificate)?;
    // From here on everything is as the identity provider wrote it.
    // Who could not be signed in has no assertion.
    let status = first(root, "Status");
    let status = status.ok_or_else(|| shape(root, "it has no `Status`".to_owned()))?;
    check_status(status)?;
    let [issuer, _, _, assertion] = children(
        root,
        [
            saml("Issuer"),
            (SIGNATURE, "Signature"),
            samlp("Status"),
            saml("Assertion"),
        ],
    )?;
    let read = Read::of(assertion)?;
    for issuer in [text(issuer)?, read.issuer] {
        check_issuer(issuer, expected)?;
    }
    for destination in [attribute(root, "Destination")?, read.recipient] {
        if destination != expected.destination {
            return Err(Refused::Destination {
                expected: expected.destination.to_owned(),
                found: destination.to_owned(),
            });
        }
    }
    if read.audience != expected.audience {
        return Err(Refused::Audience {
            expected: expected.audience.to_owned(),
            found: read.audience.to_owned(),
        });
    }
    read.check_time(expected.now)?;
    for answered in [root.attribute("InResponseTo"), read.in_response_to] {
        check_request(answered, read.in_response_to, expected)?;
    }
    Ok(Assertion {
        id: read.id.to_owned(),
        issuer: read.issuer.to_owned(),
        name_id: read.name_id.map(str::to_owned),
        attributes: read.attributes,
        in_response_to: read.in_response_to.map(str::to_owned),
    })
}

/// The first child of that name, which is of the protocol.
fn first<'a, 'i>(parent: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    let mut children = parent.children();
    children.find(|child| child.has_tag_name(samlp(name)))
}

/// A status other than success is told as the library of GitLab does (ruby-saml, `status_error_msg`): the last parts of
/// its codes, the second of which is below the first, and the message if there is one.
fn check_status(status: Node<'_, '_>) -> Result<(), Refused> {
    let code = first(status, "StatusCode");
    let code = code.ok_or_else(|| shape(status, "it has no `StatusCode`".to_owned()))?;
    let value = attribute(code, "Value")?;
    if value == SUCCESS {
        return Ok(());
    }
    let last = |value: &str| value.rsplit(':').next().unwrap_or_default().to_owned();
    let mut words = last(value);
    if let Some(second) = first(code, "StatusCode") {
        words = format!("{words} => {}", last(attribute(second, "Value")?));
    }
    if let Some(message) = first(status, "StatusMessage") {
        words = format!("{words} -> {}", text(message)?);
    }
    Err(Refused::Status(words))
}

fn check_issuer(issuer: &str, expected: &Expected<'_>) -> Result<(), Refused> {
    match expected.issuer {
        Some(expected) if expected != issuer => Err(Refused::Issuer {
            expected: expected.to_owned(),
            found: issuer.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Response and assertion must name the same request, which must be one of this browser, or none.
fn check_request(
    answered: Option<&str>,
    confirmed: Option<&str>,
    expected: &Expected<'_>,
) -> Result<(), Refused> {
    let is_ours = answered.is_none_or(|id| expected.requests.iter().any(|request| request == id));
    if answered == confirmed && is_ours {
        Ok(())
    } else {
        let named = answered.or(confirmed).unwrap_or_default();
        Err(Refused::Request(named.to_owned()))
    }
}

/// An assertion as it is written.
struct Read<'a> {
    id: &'a str,
    issuer: &'a str,
    name_id: Option<&'a str>,
    recipient: &'a str,
    in_response_to: Option<&'a str>,
    audience: &'a str,
    not_before: Timestamp,
    until: [Timestamp; 2],
    attributes: Vec<(String, Vec<String>)>,
}

impl<'a> Read<'a> {
    fn of(assertion: Node<'a, '_>) -> Result<Self, Unread> {
        let [issuer, subject, conditions, _, statement] = children(
            assertion,
            [
                "Issuer",
                "Subject",
                "Conditions",
                "AuthnStatement",
                "AttributeStatement",
            ]
            .map(saml),
        )?;
        let has_name = subject
            .first_child()
            .is_some_and(|child| child.has_tag_name(saml("NameID")));
        let (name_id, confirmation) = if has_name {
            let [name, confirmation] =
                children(subject, [saml("NameID"), saml("SubjectConfirmation")])?;
            (Some(text(name)?), confirmation)
        } else {
            let [confirmation] = children(subject, [saml("SubjectConfirmation")])?;
            (None, confirmation)
        };
        if attribute(confirmation, "Method")? != BEARER {
            return Err(shape(
                confirmation,
                "only the bearer is confirmed".to_owned(),
            ));
        }
        let [data] = children(confirmation, [saml("SubjectConfirmationData")])?;
        let [restriction] = children(conditions, [saml("AudienceRestriction")])?;
        let [audience] = children(restriction, [saml("Audience")])?;
        let attributes = statement.children().map(read_attribute);
        Ok(Self {
            id: attribute(assertion, "ID")?,
            issuer: text(issuer)?,
            name_id,
            recipient: attribute(data, "Recipient")?,
            in_response_to: data.attribute("InResponseTo"),
            audience: text(audience)?,
            not_before: time(conditions, "NotBefore")?,
            until: [
                time(conditions, "NotOnOrAfter")?,
                time(data, "NotOnOrAfter")?,
            ],
            attributes: attributes.collect::<Result<_, _>>()?,
        })
    }

    fn check_time(&self, now: Timestamp) -> Result<(), Refused> {
        if now < self.not_before {
            let limit = self.not_before;
            return Err(Refused::Early { now, limit });
        }
        match self.until.into_iter().find(|limit| now >= *limit) {
            Some(limit) => Err(Refused::Late { now, limit }),
            None => Ok(()),
        }
    }
}

fn read_attribute(node: Node<'_, '_>) -> Result<(String, Vec<String>), Unread> {
    if !node.has_tag_name(saml("Attribute")) {
        return Err(shape(node, "it must be `Attribute`".to_owned()));
    }
    let values = node.children().map(|value| {
        if value.has_tag_name(saml("AttributeValue")) {
            text(value).map(str::to_owned)
        } else {
            Err(shape(value, "it must be `AttributeValue`".to_owned()))
        }
    });
    let name = attribute(node, "Name")?.to_owned();
    Ok((name, values.collect::<Result<_, _>>()?))
}

fn time(node: Node<'_, '_>, name: &str) -> Result<Timestamp, Unread> {
    let parsed = attribute(node, name)?.parse();
    parsed.map_err(|_| shape(node, format!("`{name}` is no time")))
}
