//! The identity providers that can be simulated, as tables: one line per identity provider and one
//! block per family.

use super::directory::Person;

/// Declares an enum together with the table of what is known about its values.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $name:ident: $entry:ident {
            $($(#[$doc:meta])* $variant:ident { $($field:ident: $value:expr),+ $(,)? })+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which reports list them.
            pub const ALL: [Self; [$(stringify!($variant)),+].len()] = [$(Self::$variant),+];

            const fn entry(self) -> $entry {
                match self {
                    $(Self::$variant => $entry { $($field: $value),+ },)+
                }
            }
        }
    };
}

/// What is known about an identity provider.
struct Kind {
    name: &'static str,
    title: &'static str,
    family: Family,
}

table! {
    /// A simulated identity provider.
    IdpKind: Kind {
        /// Entra ID, the PATCH dialect of an application without feature flag.
        Entra {
            name: "entra",
            title: "Microsoft Entra ID, default PATCH dialect",
            family: Family::Entra,
        }
        /// Entra ID with the tenant URL flag `aadOptscim062020`.
        EntraRfc {
            name: "entra-rfc",
            title: "Microsoft Entra ID with aadOptscim062020",
            family: Family::Entra,
        }
        /// Okta, an application of the catalog: PATCH for activation, PUT for the profile.
        Okta {
            name: "okta",
            title: "Okta, catalog application",
            family: Family::Okta,
        }
        /// Okta, an application of the catalog for which PATCH is switched off.
        OktaPut {
            name: "okta-put",
            title: "Okta, catalog application without PATCH",
            family: Family::Okta,
        }
        /// Okta, an application of the App Integration Wizard: PUT for everything.
        OktaAiw {
            name: "okta-aiw",
            title: "Okta, App Integration Wizard application",
            family: Family::Okta,
        }
        /// Okta, an application of the OIN Wizard: PATCH for everything.
        OktaWizard {
            name: "okta-wizard",
            title: "Okta, OIN Wizard application with PATCH",
            family: Family::Okta,
        }
        /// OneLogin, "SCIM Provisioner with SAML (SCIM v2)".
        OneLogin {
            name: "onelogin",
            title: "OneLogin, SCIM Provisioner with SAML (SCIM v2)",
            family: Family::OneLogin,
        }
        /// JumpCloud, custom SCIM identity management.
        JumpCloud {
            name: "jumpcloud",
            title: "JumpCloud, custom SCIM identity management",
            family: Family::JumpCloud,
        }
        /// Google Workspace, auto-provisioning of a catalog application.
        GoogleWorkspace {
            name: "google-workspace",
            title: "Google Workspace auto-provisioning",
            family: Family::GoogleWorkspace,
        }
        /// PingOne and PingFederate.
        PingOne {
            name: "pingone",
            title: "PingOne and PingFederate SCIM provisioner",
            family: Family::PingOne,
        }
        /// authentik's SCIM provider.
        Authentik {
            name: "authentik",
            title: "authentik SCIM provider",
            family: Family::Authentik,
        }
        /// Keycloak with a SCIM plugin.
        Keycloak {
            name: "keycloak",
            title: "Keycloak with the keycloak-scim plugin",
            family: Family::Keycloak,
        }
        /// A client that does what RFC 7644 says and nothing else.
        Generic {
            name: "generic",
            title: "plain RFC 7644 client",
            family: Family::Generic,
        }
    }
}

/// What the identity providers of a family have in common.
struct FamilyEntry {
    name: &'static str,
    title: &'static str,
    default_mapping: &'static str,
    /// Source attributes of people that a mapping may name.
    attributes: fn() -> Vec<&'static str>,
    /// The attribute that is the identity provider's own id of a person.
    own_id: &'static str,
    /// The values of an attribute for a person with this own id, who is assigned and may sign in.
    values: fn(&Person, &str, &str) -> Vec<String>,
    /// Source attributes of groups that a mapping may name.
    group_attributes: &'static [&'static str],
    /// Acts of the admin beyond [`COMMON_ACTS`], by the words of their steps.
    acts: &'static [&'static str],
}

table! {
    /// Which mapping and which vocabulary an identity provider uses.
    Family: FamilyEntry {
        /// Microsoft Entra ID.
        Entra {
            name: "entra",
            title: "Entra ID",
            default_mapping: "entra-default",
            attributes: || super::entra::attribute_names().collect(),
            own_id: "objectId",
            values: super::entra::values_of,
            group_attributes: &super::entra::GROUP_ATTRIBUTES,
            acts: &[
                "soft-delete",
                "restore",
                "provision-on-demand",
                "restart",
                "change-mapping",
                "allow-deletes",
            ],
        }
        /// Okta.
        Okta {
            name: "okta",
            title: "Okta",
            default_mapping: "okta-default",
            attributes: || super::okta::attribute_names().collect(),
            own_id: super::okta::OWN_ID,
            values: super::okta::values_of,
            group_attributes: &["group.name", "group.description"],
            acts: &[
                "suspend",
                "unsuspend",
                "set-password",
                "push-now",
                "pause-push",
                "resume-push",
                "retry",
                "import",
                "change-mapping",
            ],
        }
        /// OneLogin.
        OneLogin {
            name: "onelogin",
            title: "OneLogin",
            default_mapping: "onelogin-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
        /// JumpCloud.
        JumpCloud {
            name: "jumpcloud",
            title: "JumpCloud",
            default_mapping: "jumpcloud-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
        /// Google Workspace.
        GoogleWorkspace {
            name: "google-workspace",
            title: "Google Workspace",
            default_mapping: "google-workspace-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
        /// PingOne.
        PingOne {
            name: "pingone",
            title: "PingOne",
            default_mapping: "pingone-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
        /// authentik.
        Authentik {
            name: "authentik",
            title: "authentik",
            default_mapping: "authentik-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
        /// Keycloak.
        Keycloak {
            name: "keycloak",
            title: "Keycloak",
            default_mapping: "keycloak-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
        /// The plain RFC 7644 client.
        Generic {
            name: "generic",
            title: "generic client",
            default_mapping: "generic-default",
            attributes: super::plain::attribute_names,
            own_id: super::plain::OWN_ID,
            values: super::plain::values_of,
            group_attributes: &super::plain::GROUP_ATTRIBUTES,
            acts: &[],
        }
    }
}

/// Acts that the admin of every identity provider knows, by the words of their steps.
const COMMON_ACTS: [&str; 12] = [
    "assign", "unassign", "update", "disable", "enable", "delete", "join", "leave", "push",
    "unpush", "sync", "wait",
];

impl IdpKind {
    /// The canonical name.
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// One line for a person.
    pub const fn title(self) -> &'static str {
        self.entry().title
    }

    /// Its family.
    pub const fn family(self) -> Family {
        self.entry().family
    }

    /// The identity provider of that name; `azure` means `entra`.
    pub fn named(name: &str) -> Option<Self> {
        if name == "azure" {
            return Some(Self::Entra);
        }
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether its admin can do what a step of this word says. Steps that are no acts of an admin,
    /// as `expect`, are always known.
    pub fn knows(self, step_word: &str) -> bool {
        let acts = |family: Family| family.entry().acts.contains(&step_word);
        COMMON_ACTS.contains(&step_word)
            || acts(self.family())
            || !Family::ALL.into_iter().any(acts)
    }
}

impl Family {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        self.entry().title
    }

    /// The name that mapping files use.
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// Source attributes that a mapping may name.
    pub fn attributes(self) -> Vec<&'static str> {
        (self.entry().attributes)()
    }

    /// The attribute that is the identity provider's own id of a person, whether or not a mapping
    /// may name it.
    pub const fn own_id(self) -> &'static str {
        self.entry().own_id
    }

    /// The values that a source attribute has for a person who is assigned and may sign in. `id` is
    /// the identity provider's own id of the person.
    pub fn values(self, person: &Person, id: &str, name: &str) -> Vec<String> {
        (self.entry().values)(person, id, name)
    }

    /// Source attributes of groups that a mapping may name.
    pub const fn group_attributes(self) -> &'static [&'static str] {
        self.entry().group_attributes
    }

    /// The family of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// The mapping that is used where a scenario names none.
    pub const fn default_mapping(self) -> &'static str {
        self.entry().default_mapping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back() {
        for kind in IdpKind::ALL {
            assert_eq!(IdpKind::named(kind.name()), Some(kind));
        }
        for family in Family::ALL {
            assert_eq!(Family::named(family.name()), Some(family));
        }
        assert_eq!(IdpKind::named("azure"), Some(IdpKind::Entra));
        assert_eq!(IdpKind::named("Okta"), None);
    }

    #[test]
    fn acts_of_others_are_not_known() {
        for (word, known) in [
            ("assign", [true, true, true]),
            ("sync", [true, true, true]),
            ("restart", [true, false, false]),
            ("import", [false, true, false]),
            ("change-mapping", [true, true, false]),
            ("expect", [true, true, true]),
        ] {
            let kinds = [IdpKind::EntraRfc, IdpKind::OktaAiw, IdpKind::Generic];
            let knows = kinds.map(|kind| kind.knows(word));
            assert_eq!(knows, known, "{word}");
        }
    }
}
