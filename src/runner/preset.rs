//! How the guides of a product have the identity providers set up: what a story of any SCIM server is
//! played with on a profile of it.

use crate::idp::Family;

/// The application at an identity provider as a guide has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Preset {
    /// Profiles that it is for: those whose names begin so.
    profiles: &'static str,
    family: Family,
    /// Name of the mapping.
    pub(super) mapping: &'static str,
    /// Settings of the simulator.
    pub(super) settings: &'static [(&'static str, &'static str)],
}

/// The first that fits is taken. Source: docs.gitlab.com, Configure SCIM for GitLab.com groups and
/// for GitLab Self-Managed, in the editions of those versions.
const PRESETS: &[Preset] = &[
    Preset {
        profiles: "gitlab-saas-11.10",
        family: Family::Entra,
        mapping: "entra-gitlab-11.10",
        settings: &[],
    },
    Preset {
        profiles: "gitlab-saas-14",
        family: Family::Entra,
        mapping: "entra-gitlab-14",
        settings: &[],
    },
    Preset {
        profiles: "gitlab-saas-15",
        family: Family::Entra,
        mapping: "entra-gitlab-14",
        settings: &[],
    },
    Preset {
        profiles: "gitlab-",
        family: Family::Entra,
        mapping: "entra-gitlab-now",
        settings: &[],
    },
    Preset {
        profiles: "gitlab-",
        family: Family::Okta,
        mapping: "okta-gitlab",
        // "Create Users" and "Deactivate Users" are enabled, nothing else.
        settings: &[("update-users", "false")],
    },
    Preset {
        profiles: "gitlab-",
        family: Family::OneLogin,
        mapping: "onelogin-gitlab",
        settings: &[("probes", "users")],
    },
];

/// The preset of a profile for a family; `None` where no guide says anything.
pub(super) fn of(profile: &str, family: Family) -> Option<&'static Preset> {
    let mut fitting = PRESETS.iter().filter(|preset| preset.family == family);
    fitting.find(|preset| profile.starts_with(preset.profiles))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::check_setting;
    use crate::scenario::Library;
    use crate::server::gitlab::GITLAB_PROFILES;

    #[test]
    fn presets_name_mappings_and_settings_that_there_are() {
        for preset in PRESETS {
            let mapping = Library::default().mapping(preset.mapping).unwrap().unwrap();
            assert_eq!(mapping.idp, preset.family.name(), "{}", preset.mapping);
            for (name, value) in preset.settings {
                check_setting(preset.family, name, value).unwrap();
            }
            let mut profiles = GITLAB_PROFILES.iter();
            let is_meant = profiles.any(|one| of(one.name, preset.family) == Some(preset));
            assert!(is_meant, "no profile is set up by {preset:?}");
        }
    }

    #[test]
    fn each_version_has_the_mapping_of_its_guide() {
        let mapping = |profile| of(profile, Family::Entra).map(|preset| preset.mapping);
        assert_eq!(mapping("gitlab-saas-14"), Some("entra-gitlab-14"));
        assert_eq!(mapping("gitlab-saas-16.4"), Some("entra-gitlab-now"));
        assert_eq!(mapping("strict"), None);
        assert_eq!(of("gitlab-saas-now", Family::Keycloak), None);
    }
}
