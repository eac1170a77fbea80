//! The first push of a group.

use super::answer::{is_gone, resources, success};
use super::application::Event;
use super::message::{code, why};
use super::push::Failure;
use super::push_write::{GroupFailed, Write};
use super::{GroupFound, GroupNotFound, Okta, group_request as request};
use crate::idp::Wire;
use crate::idp::answer::{id_of, remark};
use crate::idp::directory::Group;
use crate::transcript::Response;

const ADD: Event = "application.provision.group.add";

impl Okta {
    /// The first push of a group that is not linked by hand.
    pub(super) async fn create_group<W: Wire>(&mut self, group: &Group, wire: &mut W) {
        let mut attempts = self.begin();
        let result = loop {
            let result = self.find_or_post(group, wire).await;
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        match result {
            Ok(Some(id)) => {
                if self.settings.group_found == GroupFound::Failure {
                    let failed = GroupFailed {
                        event: ADD,
                        code: "group exists".into(),
                        text: format!(
                            "Error while creating user group {}: the application has a group of \
                             that name",
                            group.display_name()
                        ),
                    };
                    self.push_failed(group, failed, Failure::Creation);
                    return;
                }
                self.set_group(&group.key, id);
                if let Some(push) = self.pushes.get_mut(&group.key) {
                    push.is_new_link = true;
                }
                self.write(&group.key, Write::Link, wire).await;
            }
            Ok(None) => self.write(&group.key, Write::First, wire).await,
            Err(failed) => self.push_failed(group, failed, Failure::Creation),
        }
    }

    /// Id of the group that is there already, or else the group is created.
    async fn find_or_post<W: Wire>(
        &mut self,
        group: &Group,
        wire: &mut W,
    ) -> Result<Option<String>, GroupFailed> {
        let found = self.find_group(group, wire).await?;
        if found.is_none() {
            self.post_group(group, wire).await?;
        }
        Ok(found)
    }

    /// A group of that name, from the list when groups are imported (lab notes), else by a query.
    async fn find_group<W: Wire>(
        &mut self,
        group: &Group,
        wire: &mut W,
    ) -> Result<Option<String>, GroupFailed> {
        let name = group.display_name();
        if self.settings.import_groups {
            let known = self.app_groups.iter().find(|(_, known)| *known == name);
            return Ok(known.map(|(id, _)| id.clone()));
        }
        let query = request::lookup(&self.settings, name);
        let outcome = self.call(query, wire).await;
        if is_gone(&outcome) && self.settings.group_not_found == GroupNotFound::Nobody {
            return Ok(None);
        }
        let failed = |code, why: &str| GroupFailed {
            event: ADD,
            code,
            text: format!("Error while creating user group {name}: {why}"),
        };
        let Some(response) = success(&outcome) else {
            return Err(failed(code(&outcome), &why(&outcome)));
        };
        let body = response.json().unwrap_or_default();
        match resources(&self.settings, &body) {
            Ok(found) => Ok(found.first().and_then(id_of).map(str::to_owned)),
            Err(why) => Err(failed("null".into(), &format!("null{}", remark(&why)))),
        }
    }

    async fn post_group<W: Wire>(
        &mut self,
        group: &Group,
        wire: &mut W,
    ) -> Result<(), GroupFailed> {
        let name = group.display_name();
        let members = self.members_on_creation(group);
        let outcome = self.call(request::create(name, &members), wire).await;
        let created = success(&outcome).and_then(Response::json);
        if let Some(id) = created.as_deref().and_then(id_of) {
            let id = id.to_owned();
            self.app_groups.insert(id.clone(), name.to_owned());
            self.set_group(&group.key, id);
            return Ok(());
        }
        let why = match success(&outcome) {
            Some(_) => format!("null{}", remark("the answer holds no group with an `id`")),
            None => why(&outcome),
        };
        Err(GroupFailed {
            event: ADD,
            code: code(&outcome),
            text: format!("Error while creating user group {name}: {why}"),
        })
    }

    fn set_group(&mut self, key: &str, id: String) {
        if let Some(push) = self.pushes.get_mut(key) {
            push.id = Some(id);
        }
    }
}
