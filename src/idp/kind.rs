//! The identity providers that can be simulated.

/// A simulated identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdpKind {
    /// Entra ID, the PATCH dialect of an application without feature flag.
    Entra,
    /// Entra ID with the tenant URL flag `aadOptscim062020`.
    EntraRfc,
    /// Okta, an application of the catalog: PATCH for activation, PUT for the profile.
    Okta,
    /// Okta, an application of the App Integration Wizard: PUT for everything.
    OktaAiw,
}

/// Which mapping and which vocabulary an identity provider uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Microsoft Entra ID.
    Entra,
    /// Okta.
    Okta,
}

impl IdpKind {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Self; 4] = [Self::Entra, Self::EntraRfc, Self::Okta, Self::OktaAiw];

    /// The canonical name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::EntraRfc => "entra-rfc",
            Self::Okta => "okta",
            Self::OktaAiw => "okta-aiw",
        }
    }

    /// One line for a person.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Entra => "Microsoft Entra ID, default PATCH dialect",
            Self::EntraRfc => "Microsoft Entra ID with aadOptscim062020",
            Self::Okta => "Okta, catalog application",
            Self::OktaAiw => "Okta, App Integration Wizard application",
        }
    }

    /// The identity provider of that name; `azure` means `entra`.
    pub fn named(name: &str) -> Option<Self> {
        if name == "azure" {
            return Some(Self::Entra);
        }
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its family.
    pub const fn family(self) -> Family {
        match self {
            Self::Entra | Self::EntraRfc => Family::Entra,
            Self::Okta | Self::OktaAiw => Family::Okta,
        }
    }
}

impl Family {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Entra => "Entra ID",
            Self::Okta => "Okta",
        }
    }

    /// The name that mapping files use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::Okta => "okta",
        }
    }

    /// Source attributes that a mapping may name.
    pub fn attributes(self) -> Vec<&'static str> {
        match self {
            Self::Entra => super::entra::attribute_names().collect(),
            Self::Okta => super::okta::attribute_names().collect(),
        }
    }

    /// Source attributes of groups that a mapping may name.
    pub const fn group_attributes(self) -> &'static [&'static str] {
        match self {
            Self::Entra => &["displayName", "description", "objectId", "mailNickname"],
            Self::Okta => &["group.name", "group.description"],
        }
    }

    /// The family of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Entra, Self::Okta]
            .into_iter()
            .find(|family| family.name() == name)
    }

    /// The mapping that is used where a scenario names none.
    pub const fn default_mapping(self) -> &'static str {
        match self {
            Self::Entra => "entra-default",
            Self::Okta => "okta-default",
        }
    }
}
