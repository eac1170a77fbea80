//! Acts and views of sign-in: identities, browser sessions, the identity provider.

use serde_json::{Value, json};
use url::Url;

use super::views::shown;
use crate::saml::Certificate;
use crate::server::gitlab::act::{Act, Arguments, Refusal, account};
use crate::server::gitlab::model::{Account, GroupId, World};
use crate::server::gitlab::sign_in::linked;
use crate::server::gitlab::switch::Surface;

pub(super) const ACTS: &[Act] = &[
    Act {
        name: "link-saml",
        what: "a user signs in with a password and connects single sign-on, which knows the user as `extern-uid`",
        takes: &["account", "extern-uid", "group"],
        run: link_saml,
    },
    Act {
        name: "unlink-saml",
        what: "a user disconnects single sign-on from the account",
        takes: &["account", "group"],
        run: unlink_saml,
    },
    Act {
        name: "add-identity",
        what: "an administrator of the instance gives accounts their SAML identities, one or many: `identities: \
               [{account, extern-uid}, …]`; all or none",
        takes: &["identities"],
        run: add_identity,
    },
    Act {
        name: "session",
        what: "a user signs in with a password: gives the session cookie of a browser",
        takes: &["account"],
        run: session,
    },
    Act {
        name: "configure-saml",
        what: "an owner or administrator says who the identity provider is: its `certificate` (PEM), its `issuer` and \
               its `sso-url`; what is left out stays",
        takes: &["certificate", "issuer", "sso-url"],
        run: configure_saml,
    },
    Act {
        name: "sign-ins",
        what: "what the identity provider said of who came, as a SAML tracer shows it, beside what came of it; with \
               `email` only of those who came with that",
        takes: &["email"],
        run: sign_ins,
    },
];

/// The group whose identity provider is meant; `None` for that of the instance.
fn provider(world: &World, with: &Arguments<'_>) -> Result<Option<GroupId>, Refusal> {
    if world.switches.surface == Surface::Instance {
        return Ok(None);
    }
    with.group(world).map(|group| Some(world.top_of(group)))
}

fn link_saml(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let id = with.account(world, "account")?;
    let extern_uid = with.required("extern-uid")?;
    let done = match provider(world, with)? {
        Some(group) => linked(world, group, id, &extern_uid),
        None => {
            let added = world.saml_identities.add(None, id, &extern_uid);
            added.map_err(|taken| format!("SAML authentication failed: {}", taken.message()))
        }
    };
    let hint = "`unlink-saml` first, or see with `identities` who has the name";
    done.map_err(|message| Refusal::hinted(message, hint))?;
    Ok(shown(world, id))
}

fn unlink_saml(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let id = with.account(world, "account")?;
    let group = provider(world, with)?;
    if !world.saml_identities.remove(group, id) {
        return Err(Refusal::hinted(
            "the account has no SAML identity there",
            "`identities` shows those that there are",
        ));
    }
    Ok(shown(world, id))
}

fn add_identity(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    if world.switches.surface == Surface::Group {
        return Err(Refusal::hinted(
            "only administrators of a self-managed instance can add identities",
            "on GitLab.com users link their accounts themselves: `link-saml`",
        ));
    }
    let hint = "`identities: [{account: ada, extern-uid: ada@idp}]`";
    let wrong = |what: String| Refusal::hinted(what, hint);
    let list = with.given.get("identities").and_then(Value::as_array);
    let list = list.ok_or_else(|| wrong("`identities` is no list".to_owned()))?;
    let mut identities = world.saml_identities.clone();
    let mut accounts = Vec::new();
    for (index, one) in list.iter().enumerate() {
        let text = |name: &str| {
            let text = one.get(name).and_then(Value::as_str);
            text.ok_or_else(|| wrong(format!("identity {index} has no `{name}`")))
        };
        let named = text("account")?;
        let id = account(world, named)?;
        let added = identities.add(None, id, text("extern-uid")?);
        added.map_err(|taken| Refusal::new(format!("`{named}`: {}", taken.message())))?;
        accounts.push(id);
    }
    world.saml_identities = identities;
    let accounts: Vec<Value> = accounts.into_iter().map(|id| shown(world, id)).collect();
    Ok(json!({ "count": accounts.len(), "accounts": accounts }))
}

fn session(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let id = with.account(world, "account")?;
    let found = world.account(id);
    if !found.is_some_and(Account::is_active) {
        return Err(Refusal::new("Your account has been blocked."));
    }
    let username = found.map(|account| account.username.clone());
    let token = world.random();
    world.sign_ins.open(token.clone(), Some(id));
    Ok(
        json!({ "account": username, "session": token, "cookie": format!("_gitlab_session={token}") }),
    )
}

/// All or nothing.
fn configure_saml(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let mut provider = world.sign_ins.provider.clone();
    if let Some(pem) = with.text("certificate")? {
        let certificate = Certificate::from_pem(&pem);
        let certificate = certificate.map_err(|error| Refusal::new(error.to_string()))?;
        provider.certificate = Some(certificate);
    }
    if let Some(issuer) = with.text("issuer")? {
        provider.issuer = Some(issuer);
    }
    if let Some(url) = with.text("sso-url")? {
        let is_url = Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !is_url {
            return Err(Refusal::new(format!("`{url}` is no URL")));
        }
        provider.sso_url = url;
    }
    let shown = json!({ "issuer": provider.issuer, "sso_url": provider.sso_url });
    world.sign_ins.provider = provider;
    Ok(shown)
}

fn sign_ins(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let email = with.text("email")?;
    let traces = world.sign_ins.traces();
    let sign_ins: Vec<Value> = traces
        .filter(|trace| email.is_none() || trace["email"].as_str() == email.as_deref())
        .map(|trace| {
            let mut trace = trace.clone();
            let account = trace["user_id"].as_u64();
            let identities = world.saml_identities.iter();
            let of = identities.filter(|identity| Some(identity.account.0) == account);
            let stored: Vec<&str> = of.map(|identity| identity.extern_uid.as_str()).collect();
            trace["extern_uid"] = json!(stored);
            trace
        })
        .collect();
    Ok(json!({ "count": sign_ins.len(), "sign_ins": sign_ins }))
}
