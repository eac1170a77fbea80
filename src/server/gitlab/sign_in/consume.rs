//! The assertion consumer service: takes what the identity provider says.

use url::form_urlencoded;

use super::group;
use super::instance;
use super::routes::{Door, token, visitor, with_session};
use super::state::{Flash, Trace};
use crate::saml::{Assertion, Expected, verify};
use crate::server::gitlab::handle::SIGN_IN;
use crate::server::gitlab::model::{AccountId, AccountState, World, is_email};
use crate::server::gitlab::wire::{Incoming, Reply};

/// The names under which attributes are understood (GitLab documentation, "Configure assertions").
const EMAIL: &[&str] = &[
    "email",
    "mail",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
];
const NAME: &[&str] = &[
    "name",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
];
const USERNAME: &[&str] = &["username", "nickname"];

/// GitLab documentation, "Troubleshooting SAML": the response names nobody.
const NO_NAME_ID: &str = "SAML authentication failed: SAML NameID is missing from your SAML response. Please contact \
                          your administrator.";

/// The same: the response has no e-mail.
const NO_EMAIL: &str = "The SAML response did not contain an email address. Either the SAML identity provider is not \
                        configured to send the attribute, or the identity provider directory does not have an email \
                        address value for your user.";

/// What somebody is told whose account waits for approval (GitLab's public end-to-end tests of
/// sign-up have the text).
const PENDING: &str = "Your account is pending approval from your GitLab administrator and hence blocked. Please \
                       contact your GitLab administrator if you think this is an error.";

/// Who somebody says to be, proven by the identity provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    pub(super) name_id: &'a str,
    pub(super) email: &'a str,
    /// Full name and username for a new account.
    pub(super) name: Option<&'a str>,
    pub(super) username: Option<&'a str>,
    /// Whether this browser asked for it.
    pub(super) is_answer: bool,
    /// Who is signed in already.
    pub(super) visitor: Option<AccountId>,
}

/// Somebody who got in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entered {
    pub(super) account: AccountId,
    /// What they are told; empty for nothing.
    pub(super) notice: String,
}

/// The message for somebody who did not.
pub(super) type Decision = Result<Entered, String>;

/// Who is blocked is not let in (A3).
pub(super) fn let_in(world: &World, account: AccountId) -> Result<(), String> {
    match world.account(account) {
        Some(account) if account.is_active() => Ok(()),
        Some(account) if account.state == AccountState::BlockedPendingApproval => Err(PENDING.to_owned()),
        _ => Err("Your account has been blocked. Please contact your GitLab administrator if you think this is an \
                  error."
            .to_owned()),
    }
}

/// Takes an answer and decides.
pub(super) fn consume(world: &mut World, incoming: &Incoming<'_>, door: Door) -> Reply {
    let token = token(incoming);
    let visitor = visitor(world, token.as_deref());
    let form = |wanted: &str| {
        let mut fields = form_urlencoded::parse(incoming.body);
        fields
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let response = form("SAMLResponse").unwrap_or_default();
    let decision = match believed(world, door, token.as_deref(), &response) {
        Ok(assertion) => {
            let decision = decide(world, door, &assertion, visitor);
            let outcome = decision
                .as_ref()
                .map(|entered| entered.account)
                .map_err(Clone::clone);
            world.sign_ins.record(&Trace {
                email: assertion.attribute(EMAIL).map(str::to_owned),
                name_id: assertion.name_id,
                attributes: assertion.attributes,
                in_response_to: assertion.in_response_to,
                outcome,
            });
            decision
        }
        Err(message) => Err(message),
    };
    match decision {
        Ok(Entered { account, notice }) => {
            let inside = form("RelayState").filter(|path| is_own_path(path));
            let inside = inside.unwrap_or_else(|| door.inside(world));
            let flash = (!notice.is_empty()).then(|| Flash::new(false, &notice));
            leave(world, token, Some(account), flash, &inside)
        }
        Err(text) => {
            let to = if visitor.is_some() { "/" } else { SIGN_IN };
            leave(world, token, visitor, Some(Flash::new(true, &text)), to)
        }
    }
}

/// What the identity provider said, if it did, for the first time, and to this browser.
fn believed(
    world: &mut World,
    door: Door,
    token: Option<&str>,
    response: &str,
) -> Result<Assertion, String> {
    let strategy = match door {
        Door::Group(_) => "GroupSAML",
        Door::Instance => "SAML",
    };
    let failed =
        |reason: &str| format!("Could not authenticate you from {strategy} because \"{reason}\".");
    let (audience, destination) = door.service(world);
    let now = world.now();
    let provider = world.sign_ins.provider.clone();
    let session = token.and_then(|token| world.sign_ins.session(token));
    let requests = session
        .map(|session| session.requests.clone())
        .unwrap_or_default();
    let Some(certificate) = &provider.certificate else {
        return Err(failed(
            "No certificate of the identity provider is configured",
        ));
    };
    let expected = Expected {
        certificate,
        issuer: provider.issuer.as_deref(),
        audience: &audience,
        destination: &destination,
        requests: &requests,
        now,
    };
    let assertion = verify(response, &expected).map_err(|refused| failed(&refused.to_string()))?;
    if !world.sign_ins.is_first_use(&assertion.id) {
        return Err(failed("The assertion was used before"));
    }
    if let Some(session) = token.and_then(|token| world.sign_ins.session(token)) {
        session
            .requests
            .retain(|id| Some(id) != assertion.in_response_to.as_ref());
    }
    Ok(assertion)
}

fn decide(
    world: &mut World,
    door: Door,
    assertion: &Assertion,
    visitor: Option<AccountId>,
) -> Decision {
    let filled = |text: &&str| !text.trim().is_empty();
    let name_id = assertion.name_id.as_deref().filter(filled);
    let name_id = name_id.ok_or_else(|| NO_NAME_ID.to_owned())?;
    let email = assertion.attribute(EMAIL).filter(|email| is_email(email));
    let email = email.ok_or_else(|| NO_EMAIL.to_owned())?;
    let claim = Claim {
        name_id,
        email,
        name: assertion.attribute(NAME).filter(filled),
        username: assertion.attribute(USERNAME).filter(filled),
        is_answer: assertion.in_response_to.is_some(),
        visitor,
    };
    match door {
        Door::Group(id) => group::decide(world, id, &claim),
        Door::Instance => instance::decide(world, &claim),
    }
}

/// Sends the browser on, with a session of its own: nobody else can have known its token before.
fn leave(
    world: &mut World,
    token: Option<String>,
    account: Option<AccountId>,
    flash: Option<Flash>,
    to: &str,
) -> Reply {
    let old = token
        .as_deref()
        .and_then(|token| world.sign_ins.session(token));
    let requests = old
        .map(|session| session.requests.clone())
        .unwrap_or_default();
    if let Some(token) = token {
        world.sign_ins.close(&token);
    }
    let token = world.random();
    world.sign_ins.open(token.clone(), account);
    if let Some(session) = world.sign_ins.session(&token) {
        session.requests = requests;
        session.flash = flash;
    }
    with_session(
        world,
        Reply::redirect(&format!("{}{to}", world.base)),
        &token,
    )
}

/// Whether a path stays on the host, wherever a browser takes it.
fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t'])
        && path.len() <= 2_000
}
