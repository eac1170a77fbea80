//! What differs between Okta applications, and what published evidence leaves open.

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
        }
    }
}
