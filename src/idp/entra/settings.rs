//! What differs between Entra applications, and what published evidence leaves open.

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

/// How `active` is written in a create request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveOnCreate {
    /// `true`, as in Microsoft's tutorial.
    Boolean,
    /// `"True"`, as a Microsoft engineer described in 2020 (AzureAD/SCIMReferenceCode#21) and as
    /// Microsoft's Postman collection sends it.
    Text,
}

/// Settings of one provisioning job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// PATCH dialect.
    pub dialect: Dialect,
    /// Form of `active` on creation; documented form by default.
    pub active_on_create: ActiveOnCreate,
    /// Whether a create request carries `"roles":[]` although no role is mapped, as the tutorial's
    /// example does.
    pub empty_roles: bool,
    /// Whether the media type of a body carries `; charset=utf-8`. The tutorial prints it without;
    /// observed traffic of Microsoft's client has it (Captain-P-Goldfish/SCIM-SDK#416).
    pub charset: bool,
    /// Whether a 429 with `Retry-After` is waited for and the call repeated. Statements conflict:
    /// a Microsoft moderator said so in 2025 (Microsoft Q&A 2284725), earlier users saw 429 answers
    /// end in quarantine (Microsoft Q&A 1922038).
    pub honours_retry_after: bool,
}

impl Settings {
    /// The documented forms, in the given dialect.
    pub const fn documented(dialect: Dialect) -> Self {
        Self {
            dialect,
            active_on_create: ActiveOnCreate::Boolean,
            empty_roles: true,
            charset: true,
            honours_retry_after: true,
        }
    }
}
