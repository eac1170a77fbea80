//! The clients as data: what each does differently from a plain RFC 7644 client.

use super::settings::{
    AbsentLists, ActiveValue, ConfigReading, Deprovisioning, GroupLookup, GroupRename, JsonStyle,
    KeyOrder, Mails, MemberForm, MemberOperations, MemberRemoval, MembersOnCreate, PatchForm,
    Phones, Probe, RetriedOn, SchemaNames, Settings, UserLookup, Write,
};
use crate::idp::query::QueryEncoding;

/// A header of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// `Host`.
    Host,
    /// `Authorization`.
    Authorization,
    /// `Accept` with the media type.
    Accept,
    /// `Content-Type` with the media type, where there is a body.
    ContentType,
    /// `Content-Type` with the media type, body or not.
    ContentTypeAlways,
    /// `Content-Length`, where there is a body.
    ContentLength,
    /// `User-Agent`.
    UserAgent,
    /// Any other one.
    Other(&'static str, &'static str),
}

/// How a client names its people and groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnId {
    /// A UUID.
    Uuid,
    /// 24 hexadecimal digits.
    Hex24,
    /// 64 hexadecimal digits for people, a UUID for groups.
    Hex64,
}

/// A client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// OneLogin.
    OneLogin,
    /// JumpCloud.
    JumpCloud,
    /// Google Workspace.
    GoogleWorkspace,
    /// PingFederate, and PingOne as far as it is known to be like it.
    PingOne,
    /// authentik.
    Authentik,
    /// Keycloak with a plugin.
    Keycloak,
    /// A plain RFC 7644 client.
    Generic,
}

/// Nothing is published about the order of these clients' headers.
const HEADERS: &[Header] = &[
    Header::Host,
    Header::UserAgent,
    Header::Accept,
    Header::Authorization,
    Header::ContentType,
    Header::ContentLength,
];

/// Without `Accept`, of which no capture speaks.
const WITHOUT_ACCEPT: &[Header] = &[
    Header::Host,
    Header::UserAgent,
    Header::Authorization,
    Header::ContentType,
    Header::ContentLength,
];

/// The order of Apache's HTTP client: the caller's headers, then its own.
const APACHE: &[Header] = &[
    Header::Accept,
    Header::Authorization,
    Header::ContentType,
    Header::ContentLength,
    Header::Host,
    Header::Other("Connection", "Keep-Alive"),
    Header::UserAgent,
    Header::Other("Accept-Encoding", "gzip,deflate"),
];

/// The same with the headers that the Keycloak plugin gives: no `Accept`, and a content type on
/// everything.
const APACHE_TYPED: &[Header] = &[
    Header::Authorization,
    Header::ContentTypeAlways,
    Header::ContentLength,
    Header::Host,
    Header::Other("Connection", "Keep-Alive"),
    Header::UserAgent,
    Header::Other("Accept-Encoding", "gzip,deflate"),
];

/// The order of python-requests: the session's headers, then those of the call; authentik gives a
/// content type on everything.
const REQUESTS: &[Header] = &[
    Header::Host,
    Header::UserAgent,
    Header::Other("Accept-Encoding", "gzip, deflate"),
    Header::Accept,
    Header::Other("Connection", "keep-alive"),
    Header::Authorization,
    Header::ContentTypeAlways,
    Header::ContentLength,
];

impl Settings {
    /// The documented or best observed forms of a client.
    pub fn documented(client: Client) -> Self {
        match client {
            Client::OneLogin => onelogin(),
            Client::JumpCloud => jumpcloud(),
            Client::GoogleWorkspace => google_workspace(),
            Client::PingOne => pingone(),
            Client::Authentik => authentik(),
            Client::Keycloak => keycloak(),
            Client::Generic => generic(),
        }
    }
}

/// RFC 7644 and nothing else: our own baseline.
fn generic() -> Settings {
    Settings {
        headers: HEADERS,
        own_id: OwnId::Uuid,
        patched: None,
        rewrites_members: false,
        missing_id: "the answer has no `id`",
        user_agent: Some("scimulate".into()),
        media_type: "application/scim+json".into(),
        json: JsonStyle::Compact,
        probes: vec![Probe::Config],
        config: ConfigReading::Never,
        user_lookup: UserLookup::First,
        filter: String::new(),
        encoding: QueryEncoding::Percent,
        paging: String::new(),
        dangling: false,
        update: Write::Patch,
        activation: Write::Patch,
        patch_form: PatchForm::Paths,
        active_value: ActiveValue::Boolean,
        on_unassign: Deprovisioning::Deactivate,
        on_delete: Deprovisioning::Delete,
        recreates: false,
        full_sync: false,
        compares_answers: false,
        attempts: 1,
        retried_on: RetriedOn::NoAnswer,
        honours_retry_after: true,
        key_order: KeyOrder::Mapping,
        schemas: SchemaNames::Rfc,
        enterprise_on_create: false,
        id_in_put: true,
        mails: Mails::Array,
        phones: Phones::Plain,
        absent_lists: AbsentLists::LeftOut,
        group_lookup: GroupLookup::Filter,
        members_on_create: MembersOnCreate::Within,
        group_update: Write::Patch,
        group_rename: GroupRename::Path,
        member_form: MemberForm::Value,
        member_operations: MemberOperations::Together,
        member_removal: MemberRemoval::Filter,
        compares_members: false,
    }
}

/// A server log of September 2024 in goauthentik/authentik#11249.
fn onelogin() -> Settings {
    Settings {
        headers: WITHOUT_ACCEPT,
        user_agent: Some(String::new()),
        encoding: QueryEncoding::Form,
        dangling: true,
        update: Write::Put,
        on_delete: Deprovisioning::Deactivate,
        honours_retry_after: false,
        // The template has no place for it.
        id_in_put: false,
        members_on_create: MembersOnCreate::After,
        member_operations: MemberOperations::Requests,
        member_removal: MemberRemoval::Value,
        ..generic()
    }
}

/// Samples in ShiftControl-io/scim-v2-rust, JumpCloud's "Custom SCIM" article, public notes.
fn jumpcloud() -> Settings {
    Settings {
        headers: WITHOUT_ACCEPT,
        own_id: OwnId::Hex24,
        user_agent: None,
        probes: vec![Probe::Users, Probe::Groups, Probe::TestObjects],
        update: Write::Put,
        honours_retry_after: false,
        key_order: KeyOrder::Alphabetical,
        enterprise_on_create: true,
        phones: Phones::Tel,
        absent_lists: AbsentLists::Mixed,
        members_on_create: MembersOnCreate::After,
        member_removal: MemberRemoval::Value,
        ..generic()
    }
}

/// pond/scimitar#142 and its specification, a log in grokability/snipe-it#12642. Users only: its
/// mapping has no rows for groups.
fn google_workspace() -> Settings {
    Settings {
        headers: WITHOUT_ACCEPT,
        user_agent: Some("Google-Auto-Provisioning".into()),
        media_type: "application/json".into(),
        probes: vec![Probe::Users],
        paging: "&startIndex=1".into(),
        honours_retry_after: false,
        ..generic()
    }
}

/// Ping Identity's documentation of PingFederate's SCIM provisioner; PingOne has another filter.
fn pingone() -> Settings {
    Settings {
        headers: APACHE,
        user_agent: Some("Apache-HttpClient/4.5.14 (Java/17.0.9)".into()),
        probes: vec![Probe::Users],
        filter: r#"userName eq "%s""#.into(),
        update: Write::Put,
        activation: Write::Put,
        honours_retry_after: false,
        group_lookup: GroupLookup::ListAll,
        members_on_create: MembersOnCreate::After,
        ..generic()
    }
}

/// The source of goauthentik/authentik, `authentik/providers/scim/clients`.
fn authentik() -> Settings {
    Settings {
        headers: REQUESTS,
        own_id: OwnId::Hex64,
        missing_id: "SCIM Response with missing or invalid `id`",
        user_agent: Some("authentik@2026.5.3".into()),
        json: JsonStyle::Python,
        probes: vec![Probe::DiscoverUsers, Probe::DiscoverGroups],
        config: ConfigReading::Hourly,
        user_lookup: UserLookup::OnConflict,
        encoding: QueryEncoding::Form,
        update: Write::Put,
        activation: Write::Put,
        on_unassign: Deprovisioning::Delete,
        recreates: true,
        full_sync: true,
        compares_answers: true,
        // Five retries are the default of its worker.
        attempts: 6,
        retried_on: RetriedOn::Busy,
        honours_retry_after: false,
        group_lookup: GroupLookup::OnConflict,
        members_on_create: MembersOnCreate::After,
        group_rename: GroupRename::Resource,
        member_operations: MemberOperations::Each,
        member_removal: MemberRemoval::Value,
        compares_members: true,
        ..generic()
    }
}

/// The source of mitodl/keycloak-scim, which is built on Captain-P-Goldfish/SCIM-SDK.
fn keycloak() -> Settings {
    Settings {
        headers: APACHE_TYPED,
        patched: Some(&["active", "userName", "displayName"]),
        rewrites_members: true,
        user_agent: Some("Apache-HttpClient/4.5.14 (Java/17.0.9)".into()),
        probes: Vec::new(),
        user_lookup: UserLookup::Never,
        update: Write::Put,
        activation: Write::Put,
        active_value: ActiveValue::Text,
        on_unassign: Deprovisioning::Delete,
        attempts: 10,
        honours_retry_after: false,
        id_in_put: false,
        group_lookup: GroupLookup::Never,
        group_update: Write::Put,
        group_rename: GroupRename::Whole,
        member_form: MemberForm::Reference,
        ..generic()
    }
}
