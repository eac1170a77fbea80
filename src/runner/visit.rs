//! A person signs in at the target through the identity provider: the step `sign-in`.

use std::cell::RefCell;
use std::time::Duration;

use serde_json::{Value, json};

use super::case::Player;
use super::sign_in::{self, Place, SignedIn, Start};
use crate::client::Client;
use crate::idp::directory::Person;
use crate::idp::mapping::Scope;
use crate::idp::{Family, IdSource, VirtualClock, Wire};
use crate::saml::SigningKey;
use crate::scenario::{Sent, SignInOutcome, SignInStart, SignInStep, Step};
use crate::transcript::{Outcome, Request, SignIn};

/// Entity id of the simulated identity provider.
const ISSUER: &str = "https://idp.scimulate.example/saml";
/// Where the mapping sends what names the account, in the order in which it counts.
const NAMING: [&str; 2] = ["externalId", "id"];
/// Where the mapping sends the e-mail address.
const EMAIL: &str = "emails[type eq \"work\"].value";

/// The texts of a step, filled in.
struct Filled {
    name_id: Option<String>,
    email: Option<String>,
    signed_in_as: Option<String>,
    message: Option<String>,
    account: Option<String>,
}

/// The browser of a person. What it sends is not part of the provisioning that is judged.
struct Browser(Client);

impl Wire for Browser {
    async fn send(&mut self, request: &Request) -> Outcome {
        let (_, outcome) = self.0.send(request).await;
        outcome
    }

    async fn pause(&mut self, _wait: Duration) -> bool {
        false
    }
}

impl Player<'_> {
    /// Plays a step `sign-in`.
    pub(super) async fn sign_in(&mut self, step: &Step, sign_in: &SignInStep) {
        let filled = match self.filled(sign_in) {
            Ok(filled) => filled,
            Err(why) => return self.cannot(step, &why),
        };
        let attributes = self.attributes_of(&sign_in.person, filled.email.as_deref());
        // Afterwards it may be another one: the sign-in itself links accounts.
        let extern_uid = self.extern_uid(filled.email.as_deref().unwrap_or_default());
        let came = match self.try_sign_in(sign_in, &filled, &attributes).await {
            Ok(came) => came,
            Err(why) => return self.cannot(step, &format!("nobody can sign in: {why}")),
        };
        self.sign_ins.push(SignIn {
            step: self.wire.step.unwrap_or_default(),
            person: sign_in.person.clone(),
            extern_uid,
            name_id: filled.name_id.clone(),
            attributes,
            is_in: came.is_signed_in,
            message: came.message.clone().unwrap_or_default(),
            account: came.account.clone().filter(|_| came.is_signed_in),
            is_member: came.is_member,
        });
        self.judge_sign_in(step, sign_in, &filled, &came);
    }

    async fn try_sign_in(
        &mut self,
        sign_in: &SignInStep,
        filled: &Filled,
        attributes: &[(String, String)],
    ) -> Result<SignedIn, String> {
        let (client, site, now) = self.target.site(&self.marker)?;
        let now = now();
        let switches = self.look("set", &json!({}))?;
        let text = |name: &str| switches.get(name).and_then(Value::as_str);
        let place = match text("surface") {
            Some("instance") => Place::Instance,
            _ => Place::Group(text("group").unwrap_or_default()),
        };
        let session = match &filled.signed_in_as {
            None => None,
            Some(account) => {
                let given = self.look("session", &json!({ "account": account }))?;
                let cookie = given.get("session").and_then(Value::as_str);
                Some(cookie.ok_or("no session was given")?.to_owned())
            }
        };
        let attributes: Vec<(&str, &str)> = attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let turned_away = self.turned_away(sign_in);
        let key = SigningKey::simulated().map_err(|error| error.to_string())?;
        let plan = sign_in::SignIn {
            key: &key,
            issuer: ISSUER,
            site: &site,
            place,
            start: match sign_in.start {
                SignInStart::Target => Start::Target,
                SignInStart::Idp => Start::Idp,
            },
            session: session.as_deref(),
            turned_away,
            name_id: filled.name_id.as_deref(),
            attributes: &attributes,
            now,
        };
        sign_in::sign_in(&mut Browser(client), &plan, &mut self.ids).await
    }

    /// Looks at the target or acts there; why it could not.
    fn look(&mut self, act: &str, with: &Value) -> Result<Value, String> {
        self.steer(act, with).map_err(|refusal| refusal.message)
    }

    /// The SAML identifier that the target has of the account with that e-mail address.
    fn extern_uid(&mut self, email: &str) -> Option<String> {
        let found = self.look("identities", &json!({ "account": email })).ok()?;
        let uid = found.pointer("/saml/0/extern_uid")?.as_str()?;
        Some(uid.to_owned())
    }

    fn judge_sign_in(
        &mut self,
        step: &Step,
        wanted: &SignInStep,
        filled: &Filled,
        came: &SignedIn,
    ) {
        let person = &wanted.person;
        let said = came.message.as_deref().unwrap_or("nothing was said");
        let must_be_in = wanted.outcome == SignInOutcome::SignedIn;
        if must_be_in != came.is_signed_in {
            let words = |is_in| if is_in { "signed in" } else { "refused" };
            let message = format!("the sign-in of {person} ended otherwise than expected");
            let got = format!("{}: {said}", words(came.is_signed_in));
            return self.wrong(step, &message, words(must_be_in), &got);
        }
        if let Some(text) = &filled.message
            && !said.contains(text.as_str())
        {
            let message = format!("{person} reads something else than expected at the sign-in");
            self.wrong(step, &message, &format!("`{text}`"), said);
        }
        if let Some(account) = &filled.account {
            let expected = self.look("account", &json!({ "account": account }));
            let expected = expected.map(|account| account["username"].clone());
            let got = json!(came.account);
            match expected {
                Ok(expected) if expected == got => {}
                Ok(expected) => {
                    let message = format!("{person} is signed in with another account");
                    self.wrong(step, &message, &expected.to_string(), &got.to_string());
                }
                Err(why) => {
                    let message = format!("there is no account `{account}` to sign in with");
                    self.wrong(step, &message, account, &why);
                }
            }
        }
        if let Some(member) = wanted.member
            && came.is_member != Some(member)
        {
            let words = |is_member| match is_member {
                Some(true) => "a member",
                Some(false) => "no member",
                None => "no group to be a member of",
            };
            let message = format!("whether {person} gets into the group is wrong");
            let (expected, got) = (words(Some(member)), words(came.is_member));
            self.wrong(step, &message, expected, got);
        }
    }

    /// What the person reads who is not let out by the identity provider, in its own words: nothing
    /// reaches the target then.
    fn turned_away(&self, sign_in: &SignInStep) -> Option<&'static str> {
        let person = self.idp.people().get(&sign_in.person)?;
        let family = self.kind().family();
        if !person.enabled || person.deleted {
            return Some(match family {
                Family::Entra => "AADSTS50057: The user account is disabled.",
                _ => "Unable to sign in",
            });
        }
        let is_assigned = sign_in.assigned.unwrap_or_else(|| self.is_assigned(person));
        (!is_assigned).then_some(match family {
            Family::Entra => {
                "AADSTS50105: The signed in user is not assigned to a role for the application."
            }
            _ => "User is not assigned to this application",
        })
    }

    /// Whether the application is assigned, to the person or to a group of theirs.
    fn is_assigned(&self, person: &Person) -> bool {
        let is_entra = self.kind().family() == Family::Entra;
        let mut groups = self.idp.groups().values();
        person.assigned
            || groups.any(|group| {
                // Entra ID pushes a group by assigning it.
                let is_assigned = group.assigned || (is_entra && group.pushed);
                is_assigned && !group.deleted && group.members.contains(&person.key)
            })
    }

    fn filled(&self, sign_in: &SignInStep) -> Result<Filled, String> {
        let fill = |text: &Option<String>| {
            let filled = text.as_ref().map(|text| self.fill(text)).transpose();
            filled.map_err(|error| error.message)
        };
        let sent = |sent: &Option<Sent>, usual: &dyn Fn() -> Option<String>| match sent {
            None => Ok(usual()),
            Some(Sent::Nothing) => Ok(None),
            Some(Sent::Text(text)) => self.fill(text).map(Some).map_err(|error| error.message),
        };
        let person = sign_in.person.as_str();
        Ok(Filled {
            name_id: sent(&sign_in.name_id, &|| {
                let mapped = NAMING.iter().find_map(|path| self.mapped(person, path));
                mapped.or_else(|| self.own_id(person))
            })?,
            email: sent(&sign_in.email, &|| {
                let own = || {
                    Some(
                        self.idp
                            .people()
                            .get(person)?
                            .attribute("email")?
                            .to_owned(),
                    )
                };
                self.mapped(person, EMAIL).or_else(own)
            })?,
            signed_in_as: fill(&sign_in.signed_in_as)?,
            message: fill(&sign_in.message)?,
            account: fill(&sign_in.account)?,
        })
    }

    /// The identity provider's own id of a person, which some send as `externalId` whatever the
    /// mapping says.
    fn own_id(&self, key: &str) -> Option<String> {
        let mut own_ids = self.idp.own_ids().into_iter();
        own_ids.find(|(known, _)| known == key).map(|(_, id)| id)
    }

    /// What the mapping that the story begins with sends to that place for a person. The application
    /// for signing in is set up once, so that later mappings do not change it.
    fn mapped(&self, key: &str, path: &str) -> Option<String> {
        let person = self.idp.people().get(key)?;
        let id = self.own_id(key).unwrap_or_default();
        let rows = &self.plan.mapping.users;
        let row = rows.iter().find(|row| row.target.path == path)?;
        let evaluated = row.source.evaluate(&Scope {
            attribute: &|name| self.kind().family().values(person, &id, name),
            now: VirtualClock::default().now(),
            ids: &RefCell::new(IdSource::seeded(0)),
        });
        evaluated.ok()?.text().map(str::to_owned)
    }

    /// The attributes of the assertion.
    fn attributes_of(&self, key: &str, email: Option<&str>) -> Vec<(String, String)> {
        let person = self.idp.people().get(key);
        let of = |name: &str| person?.attribute(name);
        let all = [
            ("email", email),
            ("name", of("displayName")),
            ("first_name", of("givenName")),
            ("last_name", of("familyName")),
        ];
        let pair = |(name, value): (&str, Option<&str>)| Some((name.to_owned(), value?.to_owned()));
        all.into_iter().filter_map(pair).collect()
    }
}
