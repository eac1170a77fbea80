//! Import: what Okta reads from the target ("To Okta").
//!
//! Always the whole list, never a delta (FAQ): users first, then groups (lab notes). Nothing of it
//! sends anything else; a confirmed match is a link inside Okta only (lab notes).

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::about::About;
use super::application::Event;
use super::listing::PageError;
use super::message::{code, why};
use super::profile::Known;
use super::tasks::TaskKind;
use super::users::{IMPORT_PROFILE, is_entitled, login};
use super::{ImportRemoves, Okta, group_request, profile};
use crate::idp::Wire;
use crate::idp::answer::{id_of, remark};
use crate::idp::directory::Person;
use crate::transcript::LogStatus;

const USERS_DONE: Event = "system.import.user.complete";
const GROUPS_DONE: Event = "system.import.group.complete";
const REFUSED: Event = "app.user_management.user_group_import.upsert_fail";
const REVOKED: Event = "application.user_membership.revoke";

/// What an import counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) scanned: usize,
    pub(super) new: usize,
    pub(super) updated: usize,
    pub(super) unchanged: usize,
    pub(super) removed: usize,
}

impl Counts {
    /// The summary that the admin reads (Okta's test plan, C9304 and C9338).
    fn summary(&self, what: &str) -> String {
        let Self {
            scanned,
            new,
            updated,
            unchanged,
            removed,
        } = self;
        format!(
            "{scanned} {what}s scanned! {new} new {what} imported, {updated} existing {what}s \
             updated, {unchanged} existing {what}s unchanged, {removed} {what}s removed"
        )
    }
}

/// All resources of one type.
type List = Result<Vec<Value>, PageError>;

impl Okta {
    /// "Import Now".
    pub(super) async fn import<W: Wire>(&mut self, wire: &mut W) {
        let mut attempts = self.begin();
        let (users, groups) = loop {
            let lists = self.read_all(wire).await;
            if !self.again(&mut attempts, wire).await {
                break lists;
            }
        };
        match users {
            Ok(users) => self.take_users(&users),
            Err(error) => self.import_failed(&error, "users", USERS_DONE),
        }
        match groups {
            Some(Ok(groups)) => self.take_groups(&groups),
            Some(Err(error)) => self.import_failed(&error, "groups", GROUPS_DONE),
            None => {}
        }
    }

    /// Users and, if they are imported and the users could be read, groups.
    async fn read_all<W: Wire>(&mut self, wire: &mut W) -> (List, Option<List>) {
        let users = self.pages("/Users", wire).await;
        if users.is_err() || !self.settings.import_groups {
            return (users, None);
        }
        let groups = self.pages(group_request::GROUPS, wire).await;
        (users, Some(groups))
    }

    fn import_failed(&mut self, error: &PageError, what: &str, event: Event) {
        let (code, why) = match error {
            PageError::Refused(outcome) => (code(outcome), why(outcome)),
            PageError::Unusable(what) => ("null".to_owned(), format!("null{}", remark(what))),
        };
        let text = format!("Error while importing {what}: {why}");
        let status = LogStatus::Failure;
        self.note(event, About::Application, status, Some(code), text);
    }

    /// Takes the users over.
    fn take_users(&mut self, users: &[Value]) {
        let active: IndexMap<&str, &Value> = users
            .iter()
            .filter(|user| user.get("active") != Some(&Value::Bool(false)))
            .filter_map(|user| Some((id_of(user)?, user)))
            .collect();
        // Who is inactive, or gone, is removed.
        let removed: Vec<String> = self
            .links
            .iter()
            .filter(|(_, id)| !active.contains_key(id.as_str()))
            .map(|(key, _)| key.clone())
            .collect();
        let unassigns = self.settings.import_removes == ImportRemoves::Unassign;
        if unassigns && self.is_too_much(removed.len()) {
            return;
        }
        let mut counts = Counts {
            removed: removed.len(),
            ..Counts::default()
        };
        if unassigns {
            for key in removed {
                self.revoke(&key);
            }
        }
        for user in users {
            // The inactive are not even counted (lab notes).
            if user.get("active") == Some(&Value::Bool(false)) {
                continue;
            }
            counts.scanned += 1;
            let missing = missing_attributes(user);
            if !missing.is_empty() {
                self.refuse(user, &missing);
            }
            let Some(id) = id_of(user).filter(|_| missing.is_empty()) else {
                continue;
            };
            let linked = self.linked_with(id);
            if let Some(key) = &linked {
                let known = self.known.entry(key.clone()).or_default();
                known.saw(&self.mapping, user);
            }
            match linked {
                Some(key) if self.take_profile(&key, user) => counts.updated += 1,
                Some(_) => counts.unchanged += 1,
                None => {
                    counts.new += 1;
                    self.match_user(user, id);
                }
            }
        }
        let text = counts.summary("user");
        self.note_success(USERS_DONE, About::Application, &text);
    }

    /// The safeguard stops an import that would take the application from too many at once. It
    /// holds for applications with more than 100 users ("Import safeguards", Okta help).
    fn is_too_much(&mut self, removed: usize) -> bool {
        let settings = &self.settings;
        let (limit, from) = (settings.safeguard, settings.safeguard_from);
        let linked = self.links.len();
        if linked <= from || removed.saturating_mul(100) <= linked.saturating_mul(limit) {
            return false;
        }
        let text = format!(
            "Import stopped by the import safeguard: {removed} of {linked} app users would be \
             unassigned, more than {limit} percent"
        );
        let code = Some("import safeguard".to_owned());
        let status = LogStatus::Failure;
        self.note(USERS_DONE, About::Application, status, code, text);
        true
    }

    fn linked_with(&self, id: &str) -> Option<String> {
        let link = self.links.iter().find(|(_, linked)| *linked == id);
        link.map(|(key, _)| key.clone())
    }

    /// The account is gone or inactive: nobody has the application by it any longer. Nothing is
    /// sent.
    fn revoke(&mut self, key: &str) {
        let Some(mut person) = self.people.get(key).cloned() else {
            return;
        };
        let text = "Revoke user's application membership";
        self.note_success(REVOKED, &person, text);
        self.links.shift_remove(key);
        self.individually.shift_remove(key);
        if self.settings.profile_sourcing {
            person.enabled = false;
            self.people.insert(key.to_owned(), person);
        }
        self.settle_assignment(key);
        // A group still assigns the application, but nobody provisions it by itself.
        if let Some(person) = self.profile_of(key).filter(is_entitled) {
            let text = format!(
                "Automatic provisioning of user {} to app {} failed{}",
                login(&person),
                self.settings.label,
                remark("the import did not find the account as an active one")
            );
            self.open_task(TaskKind::Assignment, key, text);
        }
    }

    /// Whether the target says something else than Okta; with profile sourcing Okta believes it.
    fn take_profile(&mut self, key: &str, user: &Value) -> bool {
        let Some(person) = self.profile_of(key) else {
            return false;
        };
        let differences = profile::differences(&self.mapping, &person, user);
        if self.settings.profile_sourcing
            && let Some(person) = self.people.get_mut(key)
        {
            for (name, values) in differences.clone() {
                person.set(&name, values);
            }
        }
        !differences.is_empty()
    }

    /// A user whom Okta knows by user name, else by mail, is linked, and the admin confirms.
    fn match_user(&mut self, user: &Value, id: &str) {
        let matching = |theirs: Option<&str>, ours: &str| {
            let theirs = theirs?;
            let is_same = |person: &&Person| {
                let ours = person.attribute(ours);
                let free = !self.links.contains_key(&person.key);
                free && person.enabled
                    && !person.deleted
                    && ours.is_some_and(|ours| ours.eq_ignore_ascii_case(theirs))
            };
            self.people.values().find(is_same).cloned()
        };
        let name = user.get("userName").and_then(Value::as_str);
        let found = matching(name, "userName").or_else(|| matching(primary_mail(user), "email"));
        let Some(person) = found else { return };
        self.links.insert(person.key.clone(), id.to_owned());
        let mut known = Known::default();
        known.saw(&self.mapping, user);
        self.known.insert(person.key.clone(), known);
        self.individually.insert(person.key.clone());
        self.settle_assignment(&person.key);
        self.note_success(
            IMPORT_PROFILE,
            &person,
            "Import profile from external application",
        );
    }

    /// A user without what Okta needs is not imported.
    fn refuse(&mut self, user: &Value, missing: &[&str]) {
        let name = user.get("userName").and_then(Value::as_str);
        let text = format!(
            "User {} was not imported: {} missing",
            name.or_else(|| id_of(user)).unwrap_or("without a name"),
            missing.join(", ")
        );
        let code = Some("missing attributes".to_owned());
        let status = LogStatus::Failure;
        self.note(REFUSED, About::Application, status, code, text);
    }

    /// Takes the groups over, but for those that Okta has pushed itself (lab notes).
    fn take_groups(&mut self, groups: &[Value]) {
        let pushed: IndexSet<&str> = self
            .pushes
            .values()
            .filter_map(|push| push.id.as_deref())
            .collect();
        let before = self.app_groups.clone();
        let mut counts = Counts::default();
        let mut there = IndexSet::new();
        for group in groups {
            let Some(id) = id_of(group).filter(|id| !pushed.contains(id)) else {
                continue;
            };
            there.insert(id);
            counts.scanned += 1;
            let name = group.get("displayName").and_then(Value::as_str);
            match before.get(id) {
                None => counts.new += 1,
                Some(known) if Some(known.as_str()) == name => counts.unchanged += 1,
                Some(_) => counts.updated += 1,
            }
        }
        let gone = |id: &&String| !there.contains(id.as_str()) && !pushed.contains(id.as_str());
        counts.removed = before.keys().filter(gone).count();
        self.remember_groups(groups);
        let text = counts.summary("group");
        self.note_success(GROUPS_DONE, About::Application, &text);
    }
}

/// What a user must have to be imported, and has not (SCIM 2.0 reference).
fn missing_attributes(user: &Value) -> Vec<&'static str> {
    let text = |pointer| user.pointer(pointer).and_then(Value::as_str);
    let has = |pointer| text(pointer).is_some_and(|text| !text.is_empty());
    let required = [
        ("id", has("/id")),
        ("userName", has("/userName")),
        ("name.givenName", has("/name/givenName")),
        ("name.familyName", has("/name/familyName")),
        ("emails[primary eq true]", primary_mail(user).is_some()),
        ("active", user.get("active").is_some_and(Value::is_boolean)),
    ];
    let missing = required.into_iter().filter(|(_, there)| !there);
    missing.map(|(name, _)| name).collect()
}

/// The mail with `primary` true.
fn primary_mail(user: &Value) -> Option<&str> {
    let mails = user.get("emails")?.as_array()?;
    let is_primary = |mail: &&Value| mail.get("primary") == Some(&Value::Bool(true));
    mails.iter().find(is_primary)?.get("value")?.as_str()
}
