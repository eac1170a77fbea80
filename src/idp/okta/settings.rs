//! What differs between Okta applications, and what published evidence leaves open. Where Okta
//! documents a form it is the default; where it does not, the form best observed is.

use crate::idp::query::QueryEncoding;

/// How the application was made; this alone decides between PATCH and PUT. Okta never reads
/// `/ServiceProviderConfig` (FAQ).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    /// From the catalog: activation, passwords and groups by PATCH, profile by GET and PUT (SCIM
    /// 2.0 reference).
    Catalog,
    /// From the catalog, PATCH switched off by Okta's support: everything by GET and PUT (FAQ).
    CatalogPut,
    /// From the App Integration Wizard: everything by GET and PUT (SCIM 2.0 reference).
    Aiw,
    /// From the OIN Wizard with "Support PATCH for User": everything by PATCH (OIN submission
    /// guide, 2026).
    OinWizard,
}

impl App {
    /// Whether activation, passwords and groups go by PATCH.
    pub const fn patches(self) -> bool {
        matches!(self, Self::Catalog | Self::OinWizard)
    }
}

/// How an attribute that was cleared in Okta looks in a PUT. Support articles say that it is pushed
/// as an overwrite; no capture of the wire form is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyValue {
    /// `""`, as `middleName` in the reference's samples.
    EmptyText,
    /// `null`.
    Null,
    /// The member is left out.
    LeftOut,
}

/// What stands in the `Authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorization {
    /// `Bearer` and the token: wizard applications and "OAuth Bearer Token".
    Bearer,
    /// The token as the admin typed it, without a scheme: "Header Auth" (OIN submission guide;
    /// Sourcegraph's help shows what it does to servers).
    Raw,
    /// `Basic`, from a token of the form `user:password`: "Basic Auth".
    Basic,
    /// `Bearer Bearer` and the token: the admin has typed the scheme into a field that adds it
    /// (inferred).
    Doubled,
}

/// How people come to be assigned; this decides what happens when a deactivated Okta user is
/// activated again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// One by one: deactivation takes the assignment away for good ("If you reactivate previously
    /// deactivated end user accounts, you need to reassign their apps", Okta help).
    Individual,
    /// By a group, whose membership survives a deactivation (support article "Can an application
    /// be assigned to a deactivated user"), so that the assignment comes back.
    ByGroup,
}

/// How the members of a list answer may be spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKeys {
    /// In lower case too, as Okta's text of 2019 says; later texts do not speak of it.
    AnyCase,
    /// As in RFC 7644 §3.4.2 only.
    AsSpecified,
}

/// What a list without `Resources` means for a lookup; the connection test always refuses it
/// (support article "No results for users returned").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoResources {
    /// A broken answer, as for the connection test (inferred).
    Failure,
    /// Nobody, if `totalResults` is 0 (RFC 7644 §3.4.2).
    Nobody,
}

/// What 200 without a body means in answer to a PUT or a PATCH, of which nothing is published; 204 to
/// a PATCH is a success (SCIM 2.0 reference).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyAnswer {
    /// A broken answer, as it is for a create (inferred).
    Failure,
    /// As good as 204.
    Success,
}

/// What 404 means in answer to the deactivation or deletion of an account. To the read of a wizard
/// application it always means that nothing is left to do (lab notes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoneOnDeactivation {
    /// An account that is gone is as good as inactive (inferred from wizard applications).
    Done,
    /// A failure like any other, which leaves a task.
    Task,
}

/// What a 429 pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttled {
    /// The task, which is done again from its beginning (concepts, 2026). Tests of the connection
    /// are no tasks.
    Task,
    /// The request, which is repeated (inferred).
    Request,
}

/// What 404 to the lookup of a group means. For users Okta documents that it means nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupNotFound {
    /// No such group, as for users (inferred).
    Nobody,
    /// A failure.
    Failure,
}

/// What becomes of a group whose name the target has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupFound {
    /// It cannot be pushed: the admin has to link it ("Group Push prerequisites", Okta help).
    Failure,
    /// It is linked with the one that was found (inferred).
    Linked,
}

/// What a link does to the members that the target's group has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMembers {
    /// They stay beside Okta's (Okta's test plan, C9315 and C9330).
    Add,
    /// Okta's take their place, as in a full push (SCIM 2.0 reference on the first push after a
    /// link).
    Replace,
}

/// How a group with more members than a batch is pushed in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FullPush {
    /// The replacement has the first batch, additions the others; the POST has all (inferred).
    Cut,
    /// The POST has no more than a batch either (inferred).
    CutFromCreation,
    /// The replacement has all members: batches are for changes only (inferred).
    Whole,
}

/// What an import does with an account that is inactive or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportRemoves {
    /// Its person loses the application, as far as it is not assigned by a group (inferred from
    /// the safeguard, which speaks of unassignments).
    Unassign,
    /// It is counted, and nothing else happens.
    CountOnly,
}

/// How an import gets from one page to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// By the count that it asked for (SCIM 2.0 reference): a target with smaller pages has users
    /// skipped.
    ByCount,
    /// By what the target says that the page holds.
    ByItems,
}

/// What the value of a catalog application's activation PATCH holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchValue {
    /// `active` only (SCIM 2.0 reference).
    Active,
    /// `id` and `schemas` too, as one server's code for Okta expects (onyx-dot-app/onyx).
    WithIdentity,
}

/// Form of the PATCH that sets a password, which is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordPatch {
    /// One `replace` without path, as every other PATCH that Okta sends for a user.
    Pathless,
    /// One `replace` with the path `password`.
    Pathed,
}

/// Form of a profile PATCH of the OIN Wizard, which is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfilePatch {
    /// One `replace` without path, as every other PATCH that Okta sends for a user.
    Pathless,
    /// One operation with a path for each attribute.
    Pathed,
}

/// What the value of a PATCH that names a group holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupPatchValue {
    /// `id` and `displayName` (SCIM 2.0 reference).
    WithId,
    /// `displayName` only, as Okta announced in 2019 that it might.
    NameOnly,
}

/// Members in the request that creates a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewMembers {
    /// All of them (lab notes).
    Included,
    /// None: `"members":[]`, as in the reference's sample; they follow in the next request.
    Afterwards,
}

/// What a member of a group is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberDisplay {
    /// By the user name.
    UserName,
    /// `null`, as one server saw it (jelhub/scimgateway#95).
    Null,
}

/// "Sync Password".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordSync {
    /// Not ticked: only the placeholder of a create is ever sent.
    Off,
    /// The Okta password.
    Okta,
    /// A random one for this application.
    Random,
}

/// What becomes of an account when its person loses the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deprovisioning {
    /// It is deactivated: "Okta doesn't perform DELETE operations on User objects" (SCIM 2.0
    /// reference).
    Deactivate,
    /// It is deleted. Okta's event list of 2026 has an event for that; the request is not
    /// published.
    Delete,
}

/// Settings of one application.
#[expect(
    clippy::struct_excessive_bools,
    reason = "boxes that an admin ticks, each on its own"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How the application was made.
    pub app: App,
    /// Name of the application in log texts.
    pub label: String,
    /// The `Authorization` header.
    pub authorization: Authorization,
    /// "Create Users" is ticked.
    pub create_users: bool,
    /// "Update User Attributes" is ticked.
    pub update_users: bool,
    /// "Deactivate Users" is ticked.
    pub deactivate_users: bool,
    /// "Sync Password".
    pub password_sync: PasswordSync,
    /// "Import Groups" is ticked, so that saving the provisioning page lists groups too.
    pub import_groups: bool,
    /// "Exclude username updates" is ticked.
    pub exclude_user_names: bool,
    /// The target is the source of profiles: who is inactive or missing there is deactivated in
    /// Okta by an import.
    pub profile_sourcing: bool,
    /// The organisation has Okta Lifecycle Management, without which there is no provisioning.
    pub lifecycle_management: bool,
    /// The application takes part in Okta's governance: roles are discovered and sent.
    pub entitlements: bool,
    /// How people are assigned.
    pub assignment: Assignment,
    /// Form of a cleared attribute.
    pub empty: EmptyValue,
    /// Form of blanks in queries.
    pub encoding: QueryEncoding,
    /// Spelling of list members.
    pub list_keys: ListKeys,
    /// Meaning of a lookup's answer without `Resources`.
    pub no_resources: NoResources,
    /// Meaning of 200 without a body to a PUT or a PATCH.
    pub empty_answer: EmptyAnswer,
    /// Meaning of 204 to a PUT, which is not documented; it is noted as a warning.
    pub no_content: EmptyAnswer,
    /// Meaning of 404 to a deactivation.
    pub gone_on_deactivation: GoneOnDeactivation,
    /// What a 429 pauses.
    pub throttled: Throttled,
    /// Meaning of 404 to the lookup of a group.
    pub group_not_found: GroupNotFound,
    /// A group whose name the target has already.
    pub group_found: GroupFound,
    /// Members of a group that is linked.
    pub link_members: LinkMembers,
    /// A full push of many members.
    pub full_push: FullPush,
    /// What an import does with accounts that are gone.
    pub import_removes: ImportRemoves,
    /// Steps of an import.
    pub paging: Paging,
    /// Value of an activation PATCH.
    pub patch_value: PatchValue,
    /// Form of a PATCH that sets a password.
    pub password_patch: PasswordPatch,
    /// Form of a profile PATCH.
    pub profile_patch: ProfilePatch,
    /// Value of a PATCH that names a group.
    pub group_patch_value: GroupPatchValue,
    /// Whether an application that patches reads the resource before. Okta shows no such request,
    /// and no full log of a catalog application is published.
    pub reads_before_patch: bool,
    /// Whether a profile push comes twice in a row, as lab notes often saw it.
    pub pushes_twice: bool,
    /// Whether the PUT of a group comes twice in a row, as lab notes saw it; the first one of a
    /// removal still has the old members.
    pub group_pushes_twice: bool,
    /// Members in the request that creates a group.
    pub new_members: NewMembers,
    /// What members are called.
    pub member_display: MemberDisplay,
    /// Changes of members in one PATCH, from 100 to 1000.
    pub batch: usize,
    /// What deprovisioning does.
    pub deprovisioning: Deprovisioning,
    /// Percentage of users that an import may remove.
    pub safeguard: usize,
    /// The safeguard holds for applications with more users than this.
    pub safeguard_from: usize,
}

impl Settings {
    /// The documented forms, for an application made in the given way.
    pub fn documented(app: App) -> Self {
        Self {
            app,
            label: "scimulate".into(),
            authorization: Authorization::Bearer,
            create_users: true,
            update_users: true,
            deactivate_users: true,
            password_sync: PasswordSync::Off,
            import_groups: false,
            exclude_user_names: false,
            profile_sourcing: false,
            lifecycle_management: true,
            entitlements: false,
            assignment: Assignment::Individual,
            empty: EmptyValue::EmptyText,
            encoding: QueryEncoding::Percent,
            list_keys: ListKeys::AnyCase,
            no_resources: NoResources::Failure,
            empty_answer: EmptyAnswer::Failure,
            no_content: EmptyAnswer::Success,
            gone_on_deactivation: GoneOnDeactivation::Done,
            throttled: Throttled::Task,
            group_not_found: GroupNotFound::Nobody,
            group_found: GroupFound::Failure,
            link_members: LinkMembers::Add,
            full_push: FullPush::Cut,
            import_removes: ImportRemoves::Unassign,
            paging: Paging::ByCount,
            patch_value: PatchValue::Active,
            password_patch: PasswordPatch::Pathless,
            profile_patch: ProfilePatch::Pathless,
            group_patch_value: GroupPatchValue::WithId,
            reads_before_patch: false,
            pushes_twice: false,
            group_pushes_twice: false,
            new_members: NewMembers::Included,
            member_display: MemberDisplay::UserName,
            batch: 100,
            deprovisioning: Deprovisioning::Deactivate,
            safeguard: 20,
            safeguard_from: 100,
        }
    }
}
