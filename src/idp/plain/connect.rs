//! What the admin's test of the connection sends.

use serde_json::{Value, json};

use super::call::{Failed, body, id, resources};
use super::flow::Plain;
use super::log::About;
use super::request::Endpoint;
use super::resource::{CORE_GROUP, CORE_USER};
use super::settings::Probe;
use crate::idp::Wire;
use crate::idp::answer::id_of;
use crate::idp::directory::Person;

const TEST: &str = "test connection";

impl Plain {
    /// Tests the connection. The first failure ends the test. Returns whether it succeeded.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        self.begin_task();
        for probe in self.settings.probes.clone() {
            let result = match probe {
                Probe::Users => self.probe_list(Endpoint::Users, wire).await,
                Probe::Groups => self.probe_list(Endpoint::Groups, wire).await,
                Probe::Config => self.probe_config(wire).await,
                Probe::TestObjects => self.probe_objects(wire).await,
                Probe::DiscoverUsers | Probe::DiscoverGroups => {
                    // The accounts can be provisioned without it.
                    self.discovers(probe, wire).await;
                    Ok(())
                }
            };
            if let Err(failed) = result {
                self.note_result(TEST, About::Job, &Err(failed));
                return false;
            }
        }
        self.note_result(TEST, About::Job, &Ok(()));
        true
    }

    async fn probe_list<W: Wire>(
        &mut self,
        endpoint: Endpoint,
        wire: &mut W,
    ) -> Result<(), Failed> {
        let request = self.settings.list(endpoint, 1);
        let outcome = self.call(request, wire).await;
        resources(&outcome).map(|_| ())
    }

    async fn probe_config<W: Wire>(&mut self, wire: &mut W) -> Result<(), Failed> {
        let request = self.settings.get("/ServiceProviderConfig");
        let outcome = self.call(request, wire).await;
        let body = body(&outcome)?;
        let is_object = body.is_object();
        let wrong = || Failed::unusable("invalid", "the answer is not a JSON object");
        is_object.then_some(()).ok_or_else(wrong)
    }

    /// A user and a group are created and deleted; where users cannot be deleted, the user is
    /// deactivated.
    async fn probe_objects<W: Wire>(&mut self, wire: &mut W) -> Result<(), Failed> {
        let name = format!("scimulate-test.{}@example.com", self.marker);
        let user = json!({
            "active": true,
            "emails": [{ "primary": true, "type": "work", "value": name }],
            "name": { "familyName": "User", "givenName": "Test" },
            "schemas": [CORE_USER],
            "userName": name,
        });
        let group = json!({
            "displayName": format!("scimulate-test {}", self.marker),
            "schemas": [CORE_GROUP],
        });
        let user_id = self.make(Endpoint::Users, user, wire).await?;
        let group_id = self.make(Endpoint::Groups, group, wire).await?;
        let request = self.settings.delete(Endpoint::Groups, &group_id);
        let deleted = self.call(request, wire).await;
        let _ = body(&deleted)?;
        let request = self.settings.delete(Endpoint::Users, &user_id);
        let deleted = self.call(request, wire).await;
        if body(&deleted).is_err() {
            let operation = json!({ "op": "replace", "path": "active", "value": false });
            let request = self.settings.patch(Endpoint::Users, &user_id, &[operation]);
            let outcome = self.call(request, wire).await;
            let _ = body(&outcome)?;
        }
        Ok(())
    }

    async fn make<W: Wire>(
        &mut self,
        endpoint: Endpoint,
        resource: Value,
        wire: &mut W,
    ) -> Result<String, Failed> {
        let request = self.settings.create(endpoint, resource);
        let outcome = self.call(request, wire).await;
        id(&*body(&outcome)?, self.settings.missing_id)
    }

    /// Carries out a probe that discovers; returns whether it succeeded.
    pub(super) async fn discovers<W: Wire>(&mut self, probe: Probe, wire: &mut W) -> bool {
        let (action, result) = match probe {
            Probe::DiscoverUsers => ("discover users", self.discover_users(wire).await),
            _ => ("discover groups", self.discover_groups(wire).await),
        };
        if result.is_err() {
            self.note_result(action, About::Job, &result);
        }
        result.is_ok()
    }

    /// Accounts of the target that have the user name or a mail of somebody in the directory are
    /// linked, whether or not that person has the application.
    async fn discover_users<W: Wire>(&mut self, wire: &mut W) -> Result<(), Failed> {
        for user in self.all(Endpoint::Users, wire).await? {
            let text = |value: &Value, name| value.get(name)?.as_str().map(str::to_owned);
            let mails = user.get("emails").and_then(Value::as_array);
            let mails = mails.into_iter().flatten();
            let mails: Vec<_> = mails.filter_map(|mail| text(mail, "value")).collect();
            let name = text(&user, "userName");
            let is_of = |person: &Person| {
                let is_mail = |ours: &str| mails.iter().any(|mail| mail == ours);
                let user_name = person.attribute("userName");
                name.is_some() && user_name == name.as_deref()
                    || user_name.is_some_and(is_mail)
                    || person.attribute("email").is_some_and(is_mail)
            };
            let mut people = self.people.iter();
            let found = people.find(|(_, person)| !person.deleted && is_of(person));
            let key = found.map(|(key, _)| key.clone());
            if let Some(key) = key.filter(|key| !self.is_linked(key, &user)) {
                self.take_link(&key, &user);
            }
        }
        Ok(())
    }

    /// Groups of the target that have the name of one of the directory are linked.
    async fn discover_groups<W: Wire>(&mut self, wire: &mut W) -> Result<(), Failed> {
        for group in self.all(Endpoint::Groups, wire).await? {
            let name = group.get("displayName").and_then(Value::as_str);
            let mut groups = self.groups.iter();
            let found = groups.find(|(_, ours)| name == Some(ours.display_name()));
            let key = found.map(|(key, _)| key.clone());
            if let Some(key) = key.filter(|key| !self.is_linked(key, &group)) {
                self.link_group(&key, &group);
            }
        }
        Ok(())
    }

    /// Whether the person or group, or the resource, is linked already.
    fn is_linked(&self, key: &str, resource: &Value) -> bool {
        let id = id_of(resource);
        let mut links = self.links.values();
        self.links.contains_key(key) || links.any(|link| Some(link.as_str()) == id)
    }
}
