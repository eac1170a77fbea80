//! One GitLab host.

use std::net::IpAddr;

use jiff::Timestamp;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::account::{Account, AccountId, AccountState, Email};
use super::group::{Group, GroupId, Project};
use super::identity::Identities;
use super::record::{AuditEvent, Mail};
use super::ring::Ring;
use super::scim_group::SamlGroupLink;
use super::username;
use crate::server::gitlab::sign_in::SignIns;
use crate::server::gitlab::switch::{IdentityStore, Role, Surface, Switches, UsernameSuffix};
use crate::server::{Clock, Ids};
use crate::transcript::Secret;

/// Username of who owns the group from the start.
pub(in crate::server::gitlab) const OWNER: &str = "group-owner";

/// A GitLab host with everything on it.
pub(in crate::server) struct World {
    pub(in crate::server::gitlab) switches: Switches,
    /// Its URL, without a slash at the end.
    pub(in crate::server::gitlab) base: String,
    pub(in crate::server::gitlab) accounts: Vec<Account>,
    pub(in crate::server::gitlab) groups: Vec<Group>,
    pub(in crate::server::gitlab) saml_identities: Identities,
    pub(in crate::server::gitlab) scim_identities: Identities,
    pub(in crate::server::gitlab) saml_group_links: Vec<SamlGroupLink>,
    /// The SCIM token of the instance; `None` until one is generated.
    pub(in crate::server::gitlab) token: Option<Secret>,
    /// Browsers, and who the identity provider is.
    pub(in crate::server::gitlab) sign_ins: SignIns,
    /// Personal access tokens.
    pub(in crate::server::gitlab) personal_tokens: Vec<(Secret, AccountId)>,
    outbox: Ring<Mail>,
    audit: Ring<AuditEvent>,
    log: Ring<Value>,
    main: GroupId,
    last_id: u64,
    clock: Clock,
    ids: Ids,
}

/// What a new account is made of.
#[derive(Debug, Clone, Default)]
pub(in crate::server::gitlab) struct NewAccount {
    pub(in crate::server::gitlab) username: String,
    pub(in crate::server::gitlab) name: String,
    pub(in crate::server::gitlab) email: String,
    pub(in crate::server::gitlab) is_confirmed: bool,
    pub(in crate::server::gitlab) provisioned_by: Option<GroupId>,
    pub(in crate::server::gitlab) has_automatic_password: bool,
}

impl World {
    /// A host with the group that SCIM is for, and its owner. `token` is the SCIM token of the group,
    /// or of the instance where SCIM is for that.
    pub(in crate::server::gitlab) fn new(
        switches: Switches,
        base: String,
        token: Secret,
        clock: Clock,
        ids: Ids,
    ) -> Self {
        let mut world = Self {
            base,
            accounts: Vec::new(),
            groups: Vec::new(),
            saml_identities: Identities::default(),
            scim_identities: Identities::default(),
            saml_group_links: Vec::new(),
            token: None,
            sign_ins: SignIns::default(),
            personal_tokens: Vec::new(),
            outbox: Ring::default(),
            audit: Ring::default(),
            log: Ring::default(),
            main: GroupId(1),
            last_id: 0,
            clock,
            ids,
            switches,
        };
        let path = world.switches.group.0.clone();
        world.main = world.add_group(&path);
        let owner = world.insert_account(NewAccount {
            username: OWNER.to_owned(),
            name: "Group Owner".to_owned(),
            email: format!("{OWNER}@gitlab.invalid"),
            is_confirmed: true,
            ..NewAccount::default()
        });
        world.insert_member(world.main, owner, Role::Owner);
        match world.switches.surface {
            Surface::Instance => world.token = Some(token),
            Surface::Group => {
                if let Some(group) = world.group_mut(world.main) {
                    group.token = Some(token);
                }
            }
        }
        world
    }

    pub(in crate::server::gitlab) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A random text that nobody has guessed.
    pub(in crate::server::gitlab) fn random(&self) -> String {
        (self.ids)().simple().to_string()
    }

    /// A random UUID.
    pub(in crate::server::gitlab) fn random_uuid(&self) -> String {
        (self.ids)().to_string()
    }

    /// The next number for a thing of any kind.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// The group that SCIM is for.
    pub(in crate::server::gitlab) const fn main_group(&self) -> GroupId {
        self.main
    }

    pub(in crate::server::gitlab) fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    pub(in crate::server::gitlab) fn group_mut(&mut self, id: GroupId) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.id == id)
    }

    /// A group by its full path, whatever the case, or by its number.
    pub(in crate::server::gitlab) fn group_named(&self, name: &str) -> Option<&Group> {
        let number = name.parse().ok().map(GroupId);
        self.groups
            .iter()
            .find(|group| group.path.eq_ignore_ascii_case(name) || Some(group.id) == number)
    }

    /// Whether a group has a SAML provider.
    pub(in crate::server::gitlab) fn has_saml(&self, group: &Group) -> bool {
        if group.id == self.main {
            return self.switches.saml_configured && group.parent.is_none();
        }
        group.has_saml
    }

    /// Makes a group, and those above it as far as there are none.
    pub(in crate::server::gitlab) fn add_group(&mut self, path: &str) -> GroupId {
        // A path may look like the number of another group.
        let mut known = self.groups.iter();
        if let Some(group) = known.find(|group| group.path.eq_ignore_ascii_case(path)) {
            return group.id;
        }
        let parent = path
            .rsplit_once('/')
            .map(|(parent, _)| self.add_group(parent));
        let id = GroupId(self.next_id());
        self.groups.push(Group {
            id,
            path: path.to_owned(),
            parent,
            has_saml: false,
            members: Vec::new(),
            projects: Vec::new(),
            token: None,
        });
        id
    }

    /// Makes a project in a group that there is.
    pub(in crate::server::gitlab) fn add_project(&mut self, group: GroupId, name: &str) {
        if let Some(group) = self.group_mut(group)
            && group.projects.iter().all(|project| project.path != name)
        {
            group.projects.push(Project {
                path: name.to_owned(),
                members: Vec::new(),
            });
        }
    }

    /// Whether one group is another or lies below it.
    pub(in crate::server::gitlab) fn is_within(&self, group: GroupId, above: GroupId) -> bool {
        let mut next = Some(group);
        while let Some(id) = next {
            if id == above {
                return true;
            }
            next = self.group(id).and_then(|group| group.parent);
        }
        false
    }

    /// Whether a path lies below the group that SCIM is for.
    pub(in crate::server::gitlab) fn is_below_main_group(&self, path: &str) -> bool {
        let main = self.group(self.main).map_or("", |group| &group.path);
        let above = path
            .char_indices()
            .filter(|(_, character)| *character == '/');
        let mut above = above.filter_map(|(end, _)| path.get(..end));
        above.any(|above| above.eq_ignore_ascii_case(main))
    }

    /// Gives the group that SCIM is for another path, which is not below its own; what lies below it
    /// moves along.
    pub(in crate::server::gitlab) fn move_main_group(&mut self, path: &str) {
        let main = self.main;
        let old = self.group(main).map(|group| group.path.clone());
        let parent = path
            .rsplit_once('/')
            .map(|(parent, _)| self.add_group(parent));
        let old = format!("{}/", old.unwrap_or_default());
        for group in &mut self.groups {
            if group.id == main {
                path.clone_into(&mut group.path);
                group.parent = parent;
            } else if let Some(rest) = group.path.strip_prefix(&old) {
                group.path = format!("{path}/{rest}");
            }
        }
    }

    /// Whether the SAML provider of a group is switched on.
    pub(in crate::server::gitlab) fn is_saml_enabled(&self, group: GroupId) -> bool {
        group != self.main || self.switches.saml_enabled
    }

    /// Where SCIM keeps who is who: in the first versions the SAML identity is all there is.
    pub(in crate::server::gitlab) fn scim_store(&self, group: Option<GroupId>) -> &Identities {
        match self.switches.identity_store {
            IdentityStore::SamlOnly if group.is_some() => &self.saml_identities,
            _ => &self.scim_identities,
        }
    }

    /// The same, to be changed.
    pub(in crate::server::gitlab) fn scim_store_mut(
        &mut self,
        group: Option<GroupId>,
    ) -> &mut Identities {
        match self.switches.identity_store {
            IdentityStore::SamlOnly if group.is_some() => &mut self.saml_identities,
            _ => &mut self.scim_identities,
        }
    }

    /// Whether the group may be used from an address; from an unknown one only where all are allowed.
    pub(in crate::server::gitlab) fn allows_address(&self, address: Option<IpAddr>) -> bool {
        let allowed = &self.switches.allowed_ips;
        allowed.is_empty()
            || address.is_some_and(|address| allowed.iter().any(|range| range.contains(address)))
    }

    pub(in crate::server::gitlab) fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(in crate::server::gitlab) fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    /// The account that has an address, be it the primary or a secondary one.
    pub(in crate::server::gitlab) fn account_by_email(&self, address: &str) -> Option<&Account> {
        self.accounts
            .iter()
            .find(|account| account.has_email(address))
    }

    pub(in crate::server::gitlab) fn account_by_username(&self, name: &str) -> Option<&Account> {
        self.accounts
            .iter()
            .find(|account| account.username.eq_ignore_ascii_case(name))
    }

    /// An account by username, any e-mail, or number.
    pub(in crate::server::gitlab) fn account_named(&self, name: &str) -> Option<&Account> {
        self.account_by_username(name)
            .or_else(|| self.account_by_email(name))
            .or_else(|| self.account(AccountId(name.parse().ok()?)))
    }

    /// Whether a username is somebody's, or the path of a group, which shares their namespace.
    pub(in crate::server::gitlab) fn is_username_taken(&self, name: &str) -> bool {
        self.account_by_username(name).is_some()
            || self
                .groups
                .iter()
                .any(|group| group.parent.is_none() && group.path.eq_ignore_ascii_case(name))
    }

    /// A free username, as near to a wish as it can be.
    pub(in crate::server::gitlab) fn free_username(&self, wish: &str) -> String {
        let random = (self.switches.username_suffix == UsernameSuffix::CountThenRandom)
            .then_some(|| self.random().chars().skip(24).collect::<String>());
        let is_taken = |name: &str| self.is_username_taken(name);
        username::free(&username::sanitized(wish), is_taken, random)
    }

    /// Whether addresses of a domain need no confirmation.
    pub(in crate::server::gitlab) fn is_verified_domain(&self, domain: &str) -> bool {
        let mut verified = self.switches.verified_domains.iter();
        verified.any(|verified| verified.eq_ignore_ascii_case(domain))
    }

    /// Adds an account as it is, without a look at names that are taken.
    pub(in crate::server::gitlab) fn insert_account(&mut self, new: NewAccount) -> AccountId {
        let id = AccountId(self.next_id());
        let created = self.now();
        self.accounts.push(Account {
            id,
            username: new.username,
            name: new.name,
            emails: vec![Email {
                address: new.email,
                is_confirmed: new.is_confirmed,
            }],
            state: AccountState::Active,
            provisioned_by: new.provisioned_by,
            has_automatic_password: new.has_automatic_password,
            created,
        });
        id
    }

    /// The state of the next account of the instance: above the user cap it waits for approval.
    pub(in crate::server::gitlab) fn new_state(&self) -> AccountState {
        let active = self.accounts.iter().filter(|account| account.is_active());
        match self.switches.user_cap {
            Some(cap) if active.count() >= cap => AccountState::BlockedPendingApproval,
            _ => AccountState::Active,
        }
    }

    /// Makes another address the primary one; the former becomes a secondary one.
    pub(in crate::server::gitlab) fn change_primary_email(
        &mut self,
        account: AccountId,
        address: &str,
        is_confirmed: bool,
    ) {
        if let Some(account) = self.account_mut(account) {
            let mut emails = account.emails.iter();
            let known = emails.position(|email| email.address.eq_ignore_ascii_case(address));
            let email = match known {
                Some(at) => account.emails.remove(at),
                None => Email {
                    address: address.to_owned(),
                    is_confirmed,
                },
            };
            account.emails.insert(0, email);
        }
    }

    /// Whether an account carries the Enterprise badge: the group made it.
    pub(in crate::server::gitlab) fn is_enterprise(&self, account: &Account) -> bool {
        self.switches.enterprise_badge && account.provisioned_by.is_some()
    }

    /// Base URL of the SCIM service of a group, or of the instance. A path of several segments is one
    /// segment of the URL.
    pub(in crate::server::gitlab) fn scim_url(&self, group: Option<GroupId>) -> String {
        let base = &self.base;
        match group.and_then(|id| self.group(id)) {
            Some(group) => {
                let path = group.path.replace('/', "%2F");
                format!("{base}/api/scim/v2/groups/{path}")
            }
            None => format!("{base}/api/scim/v2/application"),
        }
    }

    /// Base URL of the SCIM service that the host is about.
    pub(in crate::server) fn main_scim_url(&self) -> String {
        match self.switches.surface {
            Surface::Group => self.scim_url(Some(self.main)),
            Surface::Instance => self.scim_url(None),
        }
    }

    /// Puts another address in the place of the primary one.
    pub(in crate::server::gitlab) fn replace_primary_email(
        &mut self,
        account: AccountId,
        address: &str,
        is_confirmed: bool,
    ) {
        let known = self.account(account);
        if known.is_some_and(|known| known.has_email(address)) {
            self.change_primary_email(account, address, is_confirmed);
        } else if let Some(account) = self.account_mut(account) {
            let email = Email {
                address: address.to_owned(),
                is_confirmed,
            };
            account.emails.drain(..1.min(account.emails.len()));
            account.emails.insert(0, email);
        }
    }

    /// Whether a SCIM token is that of a group, or of the instance.
    pub(in crate::server::gitlab) fn is_scim_token(
        &self,
        group: Option<GroupId>,
        given: &str,
    ) -> bool {
        let token = match group {
            Some(group) => self.group(group).and_then(|group| group.token.as_ref()),
            None => self.token.as_ref(),
        };
        token.is_some_and(|token| bool::from(token.expose().as_bytes().ct_eq(given.as_bytes())))
    }

    /// Whose personal access token it is.
    pub(in crate::server::gitlab) fn token_account(&self, given: &str) -> Option<AccountId> {
        let mut tokens = self.personal_tokens.iter();
        let is_given = |token: &Secret| token.expose().as_bytes().ct_eq(given.as_bytes()).into();
        tokens
            .find(|(token, _)| is_given(token))
            .map(|(_, account)| *account)
    }

    pub(in crate::server::gitlab) fn send_mail(
        &mut self,
        to: &str,
        kind: &'static str,
        subject: String,
    ) {
        let mail = Mail {
            time: self.now(),
            to: to.to_owned(),
            kind,
            subject,
        };
        let bytes = mail.shown().to_string().len();
        self.outbox.push(mail, bytes);
    }

    pub(in crate::server::gitlab) fn note(&mut self, event: AuditEvent) {
        let bytes = event.shown().to_string().len();
        self.audit.push(event, bytes);
    }

    /// Adds a line to the log of the API.
    pub(in crate::server::gitlab) fn log(&mut self, line: Value) {
        let bytes = line.to_string().len();
        self.log.push(line, bytes);
    }

    pub(in crate::server::gitlab) const fn outbox(&self) -> &Ring<Mail> {
        &self.outbox
    }

    pub(in crate::server::gitlab) const fn audit(&self) -> &Ring<AuditEvent> {
        &self.audit
    }

    /// Whether nothing has happened here but that somebody was turned away: it is as good as new.
    pub(in crate::server::gitlab) fn is_untouched(&self) -> bool {
        let was_turned_away =
            |line: &Value| matches!(line["status"].as_u64(), Some(401 | 403 | 404));
        self.accounts.len() == 1
            && !self.sign_ins.has_sessions()
            && self.log.iter().all(was_turned_away)
    }

    /// The lines of `api_json.log`.
    pub(in crate::server::gitlab) const fn log_lines(&self) -> &Ring<Value> {
        &self.log
    }
}
