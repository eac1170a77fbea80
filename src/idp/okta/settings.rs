//! What differs between Okta applications, and what published evidence leaves open. Where Okta
//! documents a form it is the default; where it does not, the form best observed is.

/// How the application was made; this alone decides between PATCH and PUT. Okta never reads
/// `/ServiceProviderConfig` (FAQ).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    /// From the catalog: activation by PATCH, profile by GET and PUT (SCIM 2.0 reference).
    Catalog,
    /// From the App Integration Wizard: everything by GET and PUT (SCIM 2.0 reference).
    Wizard,
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

/// How blanks in a filter are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryEncoding {
    /// `%20`, as in a raw request line of 2024 in Okta's support forum.
    Percent,
    /// `+`, as in Okta's text of 2018 and 2019.
    Form,
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

/// What the value of a catalog application's activation PATCH holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchValue {
    /// `active` only (SCIM 2.0 reference).
    Active,
    /// `id` and `schemas` too, as one server's code for Okta expects (onyx-dot-app/onyx).
    WithIdentity,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How the application was made.
    pub app: App,
    /// Form of a cleared attribute.
    pub empty: EmptyValue,
    /// Form of blanks in queries.
    pub encoding: QueryEncoding,
    /// Name of the application in log texts.
    pub label: String,
    /// "Import Groups" is ticked, so that saving the provisioning page lists groups too.
    pub import_groups: bool,
    /// How people are assigned.
    pub assignment: Assignment,
    /// Spelling of list members.
    pub list_keys: ListKeys,
    /// Meaning of a lookup's answer without `Resources`.
    pub no_resources: NoResources,
    /// Value of an activation PATCH.
    pub patch_value: PatchValue,
    /// Whether a catalog application reads the user before an activation PATCH. Okta shows no such
    /// request, and no full log of a catalog application is published.
    pub reads_before_patch: bool,
    /// Whether a profile push comes twice in a row, as lab notes often saw it.
    pub pushes_twice: bool,
    /// What deprovisioning does.
    pub deprovisioning: Deprovisioning,
}

impl Settings {
    /// The documented forms, for an application made in the given way.
    pub fn documented(app: App) -> Self {
        Self {
            app,
            empty: EmptyValue::EmptyText,
            encoding: QueryEncoding::Percent,
            label: "scimulate".into(),
            import_groups: false,
            assignment: Assignment::Individual,
            list_keys: ListKeys::AnyCase,
            no_resources: NoResources::Failure,
            patch_value: PatchValue::Active,
            reads_before_patch: false,
            pushes_twice: false,
            deprovisioning: Deprovisioning::Deactivate,
        }
    }
}
