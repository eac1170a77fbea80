//! What the admin's test of the connection sends.

use serde_json::{Value, json};

use super::call::{Failed, body, id, resources};
use super::flow::Plain;
use super::log::About;
use super::request::Endpoint;
use super::resource::{CORE_GROUP, CORE_USER};
use super::settings::Probe;
use crate::idp::Wire;
use crate::idp::directory::Group;

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
                Probe::DiscoverGroups => {
                    // The accounts can be provisioned without it.
                    if let Err(failed) = self.discover(wire).await {
                        self.note_result("discover groups", About::Job, &Err(failed));
                    }
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

    /// Groups of the target that have the name of one of the directory are linked.
    async fn discover<W: Wire>(&mut self, wire: &mut W) -> Result<(), Failed> {
        let found = self.all_groups(wire).await?;
        for key in self.keys_of_groups() {
            let name = self.groups.get(&key).map(Group::display_name);
            let of_that_name =
                |group: &&Value| group.get("displayName").and_then(Value::as_str) == name;
            if let Some(group) = found.iter().find(of_that_name) {
                self.link_group(&key, group);
            }
        }
        Ok(())
    }
}
