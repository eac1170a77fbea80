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

/// When an object is tried again whose failure nobody but an admin can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retries {
    /// 6, 12 and 24 hours after the first failure, then daily, for 28 days ("Application
    /// provisioning in quarantine status", retry duration).
    Escrow,
    /// In the next cycle ("How application provisioning works", errors and retries).
    EveryCycle,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// PATCH dialect.
    pub dialect: Dialect,
    /// HTTP level.
    pub transport: Transport,
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
    /// Whether a matched user is read by id before the differences are sent. Server logs show the
    /// PATCH right after the matching query (OneUptime/oneuptime#2134).
    pub reads_after_match: bool,
    /// Whether a 429 with `Retry-After` is waited for and the call repeated. Statements conflict:
    /// a Microsoft moderator said so in 2025 (Microsoft Q&A 2284725), earlier users saw 429 answers
    /// end in quarantine (Microsoft Q&A 1922038).
    pub honours_retry_after: bool,
    /// When failed objects are tried again.
    pub retries: Retries,
}

impl Settings {
    /// The documented forms, in the given dialect.
    pub const fn documented(dialect: Dialect) -> Self {
        Self {
            dialect,
            transport: Transport {
                accept: false,
                charset: false,
                flag_in_query: false,
            },
            active_on_create: BooleanForm::Boolean,
            active_on_patch: BooleanForm::Text,
            empty_on_create: EmptyOnCreate::LeftOut,
            enterprise_schema: EnterpriseSchema::Always,
            empty_roles: true,
            primary: Primary::WorkMail,
            patch_order: PatchOrder::SchemasFirst,
            additions: Additions::Separate,
            reads_after_match: false,
            honours_retry_after: true,
            retries: Retries::Escrow,
        }
    }
}
