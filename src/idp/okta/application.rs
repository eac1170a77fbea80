//! One application in an Okta organisation: what it knows, and how it notes what it did.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::about::About;
use super::answer::Done;
use super::profile::Known;
use super::push::Push;
use super::tasks::Task;
use super::throttle::Busy;
use super::{Authorization, Settings};
use crate::idp::answer::remark;
use crate::idp::directory::{Group, MANAGER, Person};
use crate::idp::mapping::Mapping;
use crate::idp::settings::Named;
use crate::idp::simulator::Setup;
use crate::idp::{IdSource, VirtualClock};
use crate::transcript::{HeaderValue, LogEntry, LogStatus, Request};

/// An event type of the System Log.
pub(super) type Event = &'static str;

/// Any call; the credentials test has no event of its own.
pub(super) const CALL: Event = "application.provision.integration.call_api";

/// One application in an Okta organisation.
#[derive(Debug)]
pub struct Okta {
    pub(super) settings: Settings,
    pub(super) mapping: Arc<Mapping>,
    pub(super) marker: String,
    pub(super) clock: VirtualClock,
    pub(super) ids: IdSource,
    pub(super) people: IndexMap<String, Person>,
    pub(super) groups: IndexMap<String, Group>,
    user_ids: IndexMap<String, String>,
    group_ids: IndexMap<String, String>,
    /// Who has the application by an assignment of one's own, not by a group.
    pub(super) individually: IndexSet<String>,
    /// The application user's external id: the id that the target answered.
    pub(super) links: IndexMap<String, String>,
    /// What the accounts have, as far as Okta knows.
    pub(super) known: IndexMap<String, Known>,
    /// Group push mappings by group.
    pub(super) pushes: IndexMap<String, Push>,
    /// The target's groups as last listed: name by id. Only they can be linked.
    pub(super) app_groups: IndexMap<String, String>,
    /// Roles that the target offers: display name by value.
    pub(super) roles: IndexMap<String, String>,
    pub(super) tasks: Vec<Task>,
    /// What the last answer asked for, if it was a 429.
    pub(super) busy: Option<Busy>,
    log: Vec<LogEntry>,
}

impl Okta {
    /// An application for the people of a directory, not yet connected.
    pub fn new(mut settings: Settings, setup: Setup) -> Self {
        for (name, value) in &setup.settings {
            // They were looked at when they were read.
            let _checked = settings.change(name, value);
        }
        let mut ids = IdSource::seeded(setup.seed);
        let people = setup.directory.people_for(&setup.marker);
        let groups = setup.directory.groups_for(&setup.marker);
        let user_ids = people
            .keys()
            .map(|key| (key.clone(), ids.okta_user_id()))
            .collect();
        let group_ids = groups
            .keys()
            .map(|key| (key.clone(), ids.okta_group_id()))
            .collect();
        Self {
            settings,
            mapping: setup.mapping,
            clock: VirtualClock::default(),
            ids,
            people,
            groups,
            marker: setup.marker,
            user_ids,
            group_ids,
            individually: IndexSet::new(),
            links: IndexMap::new(),
            known: IndexMap::new(),
            pushes: IndexMap::new(),
            app_groups: IndexMap::new(),
            roles: IndexMap::new(),
            tasks: Vec::new(),
            busy: None,
            log: Vec::new(),
        }
    }

    /// What the admin reads.
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// The tasks that wait for the admin on the dashboard.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The people, as they are now.
    pub const fn people(&self) -> &IndexMap<String, Person> {
        &self.people
    }

    /// The groups, as they are now.
    pub const fn groups(&self) -> &IndexMap<String, Group> {
        &self.groups
    }

    /// Okta's own id of each person.
    pub fn user_ids(&self) -> Vec<(String, String)> {
        self.user_ids
            .iter()
            .map(|(key, id)| (key.clone(), id.clone()))
            .collect()
    }

    /// Okta's own id of a person or a group; empty for a key that there is not.
    pub(super) fn own_id(&self, key: &str) -> &str {
        let id = self.user_ids.get(key).or_else(|| self.group_ids.get(key));
        id.map_or("", String::as_str)
    }

    /// Id of the account, or of the group at the target, that the person or group is linked with.
    pub fn link(&self, key: &str) -> Option<&str> {
        let pushed = || self.pushes.get(key)?.id.as_ref();
        self.links.get(key).or_else(pushed).map(String::as_str)
    }

    /// A person with what Okta's profile holds about the manager: two texts, which for everybody in
    /// a directory of ours are the manager's user name and full name.
    pub(super) fn profile_of(&self, key: &str) -> Option<Person> {
        let mut person = self.people.get(key)?.clone();
        let manager = person
            .attribute(MANAGER)
            .and_then(|key| self.people.get(key));
        for (name, theirs) in [("managerId", "userName"), ("managerName", "displayName")] {
            if let Some(value) = manager.and_then(|manager| manager.attribute(theirs)) {
                person.set(name, vec![value.into()]);
            }
        }
        Some(person)
    }

    /// A request with the credentials that the application has.
    pub(super) fn authorized(&self, mut request: Request) -> Request {
        authorize(&mut request, self.settings.authorization);
        request
    }

    /// Notes what was carried out.
    pub(super) fn note_done<'a>(
        &mut self,
        event: Event,
        about: impl Into<About<'a>>,
        what: &str,
        done: Done,
    ) {
        let (status, text) = match done {
            Done::Fully => (LogStatus::Success, what.to_owned()),
            Done::WithoutResource(status) => {
                let why = format!(
                    "PUT was answered {status} without the resource; how Okta takes this is not \
                     documented"
                );
                (LogStatus::Warning, format!("{what}{}", remark(&why)))
            }
        };
        self.note(event, about, status, None, text);
    }

    /// Notes a success.
    pub(super) fn note_success<'a>(
        &mut self,
        event: Event,
        about: impl Into<About<'a>>,
        text: &str,
    ) {
        self.note(event, about, LogStatus::Success, None, text.to_owned());
    }

    pub(super) fn note<'a>(
        &mut self,
        event: Event,
        about: impl Into<About<'a>>,
        status: LogStatus,
        code: Option<String>,
        message: String,
    ) {
        let about = about.into();
        let detail = about.detail(self);
        self.log.push(LogEntry {
            at: self.clock.now(),
            action: event.to_owned(),
            subject: about.key().map(str::to_owned),
            status,
            code,
            message,
            detail,
        });
    }
}

/// Puts the credentials into the form that the application's kind of authentication has.
fn authorize(request: &mut Request, form: Authorization) {
    let value = match form {
        Authorization::Bearer => return,
        Authorization::Raw => HeaderValue::Credentials { prefix: "" },
        Authorization::Doubled => HeaderValue::Credentials {
            prefix: "Bearer Bearer ",
        },
        Authorization::Basic => HeaderValue::BasicCredentials,
    };
    let slot = request
        .headers
        .iter_mut()
        .find(|header| header.value == HeaderValue::Authorization);
    if let Some(header) = slot {
        header.value = value;
    }
}
