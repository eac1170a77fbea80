//! What differs between Entra applications, and what published evidence leaves open. Where
//! Microsoft documents a form it is the default; where it does not, the form best observed is.

/// How PATCH requests are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Without feature flag: `Add`/`Replace`/`Remove`, one operation per attribute, booleans as
    /// text (documented in Microsoft's compatibility article).
    Legacy,
    /// With `aadOptscim062020`: lower-case operations, one operation without path for the plain
    /// replacements, real booleans (same article).
    Rfc,
}

/// How a boolean is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BooleanForm {
    /// `true`.
    Boolean,
    /// The text that the mapping gives, `"True"` by default.
    Text,
}

/// What a create request says of attributes that are mapped but have no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyOnCreate {
    /// Nothing: null attributes cannot be provisioned (known issues).
    LeftOut,
    /// `null` at the root of the resource, as in the older of the SCIM tutorial's two examples
    /// (its section on sample code).
    Null,
}

/// When the URN of the Enterprise extension stands in `schemas` of a create request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnterpriseSchema {
    /// Always: the tutorial's request has it without any attribute of the extension.
    Always,
    /// When an attribute of the extension has a value.
    WhenUsed,
}

/// Which elements of a create request say `"primary":true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Primary {
    /// The work mail, as in the tutorial.
    WorkMail,
    /// Every element of type `work`, as Microsoft's SCIM validator sends them.
    EveryWork,
}

/// Which member of a PATCH body comes first; Microsoft prints both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchOrder {
    /// `schemas`, as in the compatibility article.
    SchemasFirst,
    /// `Operations`, as in the tutorial's "Disable user".
    OperationsFirst,
}

/// How the flag dialect adds several plain attributes at once; the documentation adds one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Additions {
    /// One `add` with path for each.
    Separate,
    /// One `add` without path for all, like replacements.
    Folded,
}

/// The operation on a path that selects an element which the target does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingElement {
    /// `Add`, as for every value that is missing (compatibility article).
    Add,
    /// `Replace`, as implementers report it of people who get a telephone number later
    /// (better-auth/better-auth#10682).
    Replace,
}

/// How the brackets of a path such as `emails[type eq "work"].value` are written in a query. No
/// published capture has such a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterBrackets {
    /// Percent-encoded, as the other special characters of a filter are.
    Encoded,
    /// As they are, as the tutorial prints them.
    Raw,
}

/// What 404 to a DELETE is taken for; nothing is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingOnDelete {
    /// What was wanted: the account or group is gone.
    Gone,
    /// A failure, as 404 is to every other call by id.
    Failure,
}

/// When an object is tried again whose failure nobody but an admin can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retries {
    /// 6, 12 and 24 hours after the first failure, then daily, for 28 days ("Application
    /// provisioning in quarantine status", retry duration).
    Escrow,
    /// In the next cycle ("How application provisioning works", errors and retries).
    EveryCycle,
}

/// What the credential check asks for when an object is provisioned on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDemandKinds {
    /// Objects of the same kind: a log of somebody who was provisioned shows users only
    /// (OneUptime/oneuptime#2134).
    Own,
    /// All kinds that are provisioned, as before a cycle.
    All,
}

/// How the elements of a legacy membership change are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberForm {
    /// `{"value":"…"}`, as in the compatibility article.
    Value,
    /// `{"$ref":null,"value":"…"}`, as in the tutorial and in captures of 2019 and 2020
    /// (Azure/AzureAD-BYOA-Provisioning-Samples#24).
    RefNull,
}

/// How several changed members of one group are sent; the documentation leaves it to the target to
/// take them in any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberBatch {
    /// One PATCH for each member, as two implementers see it (grokability/snipe-it#19115).
    OneEach,
    /// One operation with all members as its value.
    OneOperation,
    /// One operation for each member, all in one PATCH.
    ManyOperations,
}

/// How a manager is set in the legacy dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManagerForm {
    /// The bare id of the manager (Captain-P-Goldfish/SCIM-SDK#541 and #686, Microsoft Q&A 188003).
    Text,
    /// A list of one object, under the name `manager` without URN, as older documentation has it.
    Elements,
}

/// How a manager is taken away, where that is done at all. Microsoft documents none of the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManagerRemoval {
    /// `remove` of `manager[value eq "…"]`, without URN: the only form that was captured
    /// (thomaspoignant/scim-patch#453, with the flag).
    FilteredRemove,
    /// `replace` with an empty text, as in Microsoft's test workflow for gallery applications.
    EmptyText,
    /// `replace` with `{"value":""}`, as Microsoft's SCIM validator sends it.
    EmptyObject,
}

/// The name of the member of a role that people read; Microsoft prints both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleName {
    /// `displayName`, as for `AppRoleAssignmentsComplex`.
    DisplayName,
    /// `display`, as RFC 7643 §2.4 has it.
    Display,
}

/// What a job may do to one kind of object: the boxes under "Target object actions". All are
/// ticked in a new application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actions {
    /// Objects that are not found are created.
    pub create: bool,
    /// Objects that differ are written, which includes disabling.
    pub update: bool,
    /// Objects that are gone for good are deleted.
    pub delete: bool,
}

impl Actions {
    /// All boxes ticked.
    pub const ALL: Self = Self {
        create: true,
        update: true,
        delete: true,
    };
}

/// Who is provisioned at all: the choice under "Scope" of the provisioning settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncScope {
    /// "Sync only assigned users and groups".
    Assigned,
    /// "Sync all users and groups".
    Everyone,
}

/// From when on failures of objects put the whole job into quarantine ("Application provisioning
/// in quarantine status").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Below so many failures nothing is evaluated.
    pub escrow_minimum: usize,
    /// Percentage of failed objects that is too high.
    pub escrow_proportion: usize,
    /// Number of failures, those of references left out, that is too high.
    pub escrow_base: usize,
    /// Number of all failures that is too high.
    pub escrow_total: usize,
}

/// Settings of the HTTP level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transport {
    /// Whether there is an `Accept` header. No published capture shows one.
    pub accept: bool,
    /// Whether the media type of a body carries `; charset=utf-8`. The tutorial prints it without;
    /// Microsoft's validator sends it (Captain-P-Goldfish/SCIM-SDK#416).
    pub charset: bool,
    /// Whether the flag stands in the query of every request, as it does in the tenant URL. No
    /// published capture shows it.
    pub flag_in_query: bool,
}

/// Settings of one provisioning job.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a habit of its own that is there or not"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// PATCH dialect.
    pub dialect: Dialect,
    /// Whether the tenant URL carries the flag. It does so even while provisioning on demand ignores
    /// the dialect that it asks for.
    pub has_flag: bool,
    /// HTTP level.
    pub transport: Transport,
    /// Brackets of the matching query.
    pub filter_brackets: FilterBrackets,
    /// Form of `active` on creation: the tutorial has a boolean; a Microsoft engineer described a
    /// text in 2020 (AzureAD/SCIMReferenceCode#21), and Microsoft's Postman collection sends one.
    pub active_on_create: BooleanForm,
    /// Form of booleans in legacy PATCH requests: the compatibility article has a text, the
    /// tutorial's "Disable user" a boolean.
    pub active_on_patch: BooleanForm,
    /// Attributes without value on creation.
    pub empty_on_create: EmptyOnCreate,
    /// `schemas` on creation.
    pub enterprise_schema: EnterpriseSchema,
    /// Whether a create request carries `"roles":[]` although no role is mapped, as the tutorial's
    /// example does.
    pub empty_roles: bool,
    /// Primary elements on creation.
    pub primary: Primary,
    /// Members of a PATCH body.
    pub patch_order: PatchOrder,
    /// Additions in the flag dialect.
    pub additions: Additions,
    /// Paths that select an element which is not there.
    pub missing_element: MissingElement,
    /// Whether a matched user is read by id before the differences are sent. Server logs show the
    /// PATCH right after the matching query (OneUptime/oneuptime#2134).
    pub reads_after_match: bool,
    /// 404 to a DELETE.
    pub missing_on_delete: MissingOnDelete,
    /// Whether a PATCH that is answered with 409 is followed by a matching query for whoever is in
    /// the way. The name of the error code that was seen then suggests it
    /// (Microsoft Q&A 1185756); no capture shows it.
    pub matches_after_conflict: bool,
    /// Whether a 429 with `Retry-After` is waited for and the call repeated. Statements conflict:
    /// a Microsoft moderator said so in 2025 (Microsoft Q&A 2284725), earlier users saw 429 answers
    /// end in quarantine (Microsoft Q&A 1922038).
    pub honours_retry_after: bool,
    /// Whether a restart forgets links too, as one through Microsoft Graph does that resets the whole
    /// scope; the portal's keeps them ("How application provisioning works").
    pub restart_forgets_links: bool,
    /// When failed objects are tried again.
    pub retries: Retries,
    /// Whether a request that creates a group carries `"members":[]`: a capture of 2021 does
    /// (Microsoft Q&A 637791), the tutorial's example does not.
    pub empty_members: bool,
    /// Whether a request that creates a group names a second schema, Microsoft's own of 2006: the
    /// tutorial's example does, the compatibility article lists it as mended in 2018, and a capture of
    /// 2021 is without (Microsoft Q&A 637791).
    pub older_group_schema: bool,
    /// Elements of legacy membership changes.
    pub member_form: MemberForm,
    /// Several members of one group.
    pub member_batch: MemberBatch,
    /// Whether a group that is answered with its members, although they were excluded, is an error.
    /// The list of error codes says so; how strictly the client holds to it is not published.
    pub refuses_members: bool,
    /// How a manager is set.
    pub manager_form: ManagerForm,
    /// How a manager is taken away; `None` when nothing is sent. Known issues has it that a cleared
    /// attribute is not cleared at the target; the one capture of a removal is of a job with the
    /// flag.
    pub manager_removal: Option<ManagerRemoval>,
    /// How the name of a role is called in `AppRoleAssignmentsComplex`.
    pub role_name: RoleName,
    /// Form of `primary` in a role on creation: Microsoft documents a boolean, its validator sends
    /// a text.
    pub primary_role: BooleanForm,
    /// What may be done to users.
    pub user_actions: Actions,
    /// What may be done to groups.
    pub group_actions: Actions,
    /// `SkipOutOfScopeDeletions`: who leaves the scope is left as they are.
    pub skip_out_of_scope_deletions: bool,
    /// Whether users are deleted where they would be disabled, as gallery applications have it
    /// whose users cannot be disabled.
    pub deletes_instead_of_disabling: bool,
    /// Accidental deletion prevention: more disables and deletes in one cycle are held back.
    pub accidental_deletions: Option<usize>,
    /// "Provisioning Status": while it is off no cycle runs.
    pub provisioning_on: bool,
    /// "Scope".
    pub scope: SyncScope,
    /// "Notification Email", ticked: who gets a mail about a cycle with failures.
    pub notification_mail: Option<String>,
    /// When failures put the job into quarantine.
    pub thresholds: Thresholds,
    /// Whether a credential check asks for groups too, where groups are mapped. Vendors say so
    /// (pranems/SCIMServer); the documentation speaks of a user.
    pub probes_groups: bool,
    /// How often the credential check comes when an object is provisioned on demand: once in a log
    /// of 2025 (OneUptime/oneuptime#2134), three times according to an implementer in 2021
    /// (AzureAD/SCIMReferenceCode#63).
    pub on_demand_probes: usize,
    /// What it asks for then.
    pub on_demand_kinds: OnDemandKinds,
}

impl Settings {
    /// The documented forms, in the given dialect.
    pub const fn documented(dialect: Dialect) -> Self {
        Self {
            dialect,
            has_flag: matches!(dialect, Dialect::Rfc),
            transport: Transport {
                accept: false,
                charset: false,
                flag_in_query: false,
            },
            filter_brackets: FilterBrackets::Encoded,
            active_on_create: BooleanForm::Boolean,
            active_on_patch: BooleanForm::Text,
            empty_on_create: EmptyOnCreate::LeftOut,
            enterprise_schema: EnterpriseSchema::Always,
            empty_roles: true,
            primary: Primary::WorkMail,
            patch_order: PatchOrder::SchemasFirst,
            additions: Additions::Separate,
            missing_element: MissingElement::Add,
            reads_after_match: false,
            missing_on_delete: MissingOnDelete::Gone,
            matches_after_conflict: false,
            honours_retry_after: true,
            restart_forgets_links: false,
            retries: Retries::Escrow,
            empty_members: true,
            older_group_schema: false,
            member_form: MemberForm::Value,
            member_batch: MemberBatch::OneEach,
            refuses_members: true,
            manager_form: ManagerForm::Text,
            manager_removal: match dialect {
                Dialect::Legacy => None,
                Dialect::Rfc => Some(ManagerRemoval::FilteredRemove),
            },
            role_name: RoleName::DisplayName,
            primary_role: BooleanForm::Boolean,
            user_actions: Actions::ALL,
            group_actions: Actions::ALL,
            skip_out_of_scope_deletions: false,
            deletes_instead_of_disabling: false,
            accidental_deletions: None,
            provisioning_on: true,
            scope: SyncScope::Assigned,
            notification_mail: None,
            thresholds: Thresholds {
                escrow_minimum: 5_000,
                escrow_proportion: 40,
                escrow_base: 40_000,
                escrow_total: 60_000,
            },
            probes_groups: true,
            on_demand_probes: 1,
            on_demand_kinds: OnDemandKinds::Own,
        }
    }
}
