//! GitLab in its versions, as settings of the switches.

use super::Switches;

/// A version and kind of GitLab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GitLabProfile {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is like.
    pub description: &'static str,
    /// Where it is offered, and with which licence.
    pub offering: &'static str,
    /// The identity providers that GitLab supports there.
    pub providers: &'static [&'static str],
    /// In what it differs from the newest GitLab.com: names of switches and their values.
    pub switches: &'static [(&'static str, &'static str)],
}

const PREMIUM_SAAS: &str = "GitLab.com, Premium and up";
const SELF_MANAGED: &str = "self-managed, Premium and up";

/// All profiles of GitLab.
pub const GITLAB_PROFILES: &[GitLabProfile] = &[
    GitLabProfile {
        name: "gitlab-saas-11.10",
        description: "GitLab.com when SCIM of groups was new: one SAML identity per user, updates \
                      are applied, removing deletes",
        offering: "GitLab.com, Silver and up",
        providers: &["Azure"],
        switches: &[
            ("identity-store", "saml-only"),
            ("existing-email", "reject"),
            ("unlinked-member-text", "user"),
            ("attribute-update", "apply"),
            ("on-remove", "destroy"),
            ("reprovision-by-patch", "off"),
            ("inactive-blocks-membership", "off"),
            ("patch-extern-uid-updates", "saml"),
            ("patch-ops", "exact"),
            ("list-without-filter", "error"),
            ("filter-username", "off"),
            ("resource-shape", "v11"),
            ("remove-non-member", "error"),
            ("instance-check-order", "no-route"),
            ("relink-other-nameid", "refuse"),
            ("relink-enterprise", "off"),
            ("taken-email-text", "email-taken"),
            ("username-suffix", "count"),
            ("enterprise-badge", "off"),
            ("scim-audit-events", "off"),
            ("identities-api", "off"),
            ("feature-category", "authentication_and_authorization"),
        ],
    },
    GitLabProfile {
        name: "gitlab-saas-14",
        description: "GitLab.com 14: removing keeps an inactive SCIM identity and deletes the SAML \
                      identity; who is removed must link by hand",
        offering: PREMIUM_SAAS,
        providers: &["Azure", "Okta"],
        switches: &[
            ("existing-email", "reject"),
            ("unlinked-member-text", "user"),
            ("on-remove", "inactive-unlink-saml"),
            ("reprovision-by-patch", "off"),
            ("inactive-blocks-membership", "off"),
            ("patch-extern-uid-updates", "both"),
            ("instance-check-order", "no-route"),
            ("relink-other-nameid", "refuse"),
            ("relink-enterprise", "off"),
            ("taken-email-text", "email-taken"),
            ("username-suffix", "count"),
            ("scim-audit-events", "off"),
            ("identities-api", "off"),
            ("feature-category", "authentication_and_authorization"),
        ],
    },
    GitLabProfile {
        name: "gitlab-saas-15",
        description: "GitLab.com 15: existing accounts are linked, attributes are no longer updated, \
                      a PATCH brings back",
        offering: PREMIUM_SAAS,
        providers: &["Azure", "Okta"],
        switches: &[
            ("unlinked-member-text", "member"),
            ("on-remove", "inactive-unlink-saml"),
            ("inactive-blocks-membership", "off"),
            ("patch-extern-uid-updates", "both"),
            ("ip-restriction-hits-disable", "on"),
            ("instance-check-order", "token-last"),
            ("relink-other-nameid", "refuse"),
            ("relink-enterprise", "off"),
            ("username-suffix", "count"),
            ("scim-audit-events", "off"),
            ("identities-api", "15.5"),
            ("feature-category", "authentication_and_authorization"),
        ],
    },
    GitLabProfile {
        name: "gitlab-saas-16-flag-off",
        description: "GitLab.com 16 before 11 August 2023, with the flag \
                      `skip_saml_identity_destroy_during_scim_deprovision` off",
        offering: PREMIUM_SAAS,
        providers: &["Azure", "Okta"],
        switches: &[
            ("unlinked-member-text", "member"),
            ("on-remove", "inactive-unlink-saml"),
            ("inactive-blocks-membership", "off"),
            ("patch-extern-uid-updates", "both"),
            ("ip-restriction-hits-disable", "on"),
            ("encoded-dot", "works"),
            ("instance-check-order", "token-last"),
            ("relink-other-nameid", "refuse"),
            ("relink-enterprise", "off"),
            ("username-suffix", "count"),
            ("scim-audit-events", "off"),
            ("identities-api", "16.1"),
        ],
    },
    GitLabProfile {
        name: "gitlab-saas-16.4",
        description: "GitLab.com 16.4: removing keeps the SAML identity, so that who comes back can \
                      sign in",
        offering: PREMIUM_SAAS,
        providers: &["Azure", "Okta"],
        switches: &[
            ("unlinked-member-text", "member-or-inactive"),
            ("patch-extern-uid-updates", "both"),
            ("ip-restriction-hits-disable", "on"),
            ("encoded-dot", "works"),
            ("instance-check-order", "token-last"),
            ("relink-other-nameid", "refuse"),
            ("relink-enterprise", "off"),
            ("username-suffix", "count"),
            ("scim-audit-events", "off"),
            ("identities-api", "16.1"),
        ],
    },
    GitLabProfile {
        name: "gitlab-saas-now",
        description: "GitLab.com of 17 and 18",
        offering: PREMIUM_SAAS,
        providers: &["Microsoft Entra ID", "Okta"],
        switches: &[],
    },
    GitLabProfile {
        name: "gitlab-self-managed-16",
        description: "SCIM of a self-managed instance, 16: removing blocks the account, coming back \
                      unblocks it",
        offering: SELF_MANAGED,
        providers: &["Okta"],
        switches: &[
            ("surface", "instance"),
            ("unlinked-member-text", "none"),
            ("on-remove", "block"),
            ("inactive-blocks-membership", "off"),
            ("instance-check-order", "token-last"),
            ("relink-other-nameid", "refuse"),
            ("username-suffix", "count"),
            ("enterprise-badge", "off"),
            ("scim-audit-events", "off"),
            ("identities-api", "off"),
            ("group-saml", "off"),
        ],
    },
    GitLabProfile {
        name: "gitlab-self-managed-groups",
        description: "SCIM of a self-managed instance, 18, with `/Groups`",
        offering: SELF_MANAGED,
        providers: &["Okta", "Microsoft Entra ID"],
        switches: &[
            ("surface", "instance"),
            ("unlinked-member-text", "none"),
            ("on-remove", "block"),
            ("inactive-blocks-membership", "off"),
            ("groups-endpoint", "on"),
            ("enterprise-badge", "off"),
            ("scim-audit-events", "off"),
            ("identities-api", "off"),
            ("feature-category", "user_management"),
            ("group-saml", "off"),
        ],
    },
];

impl GitLabProfile {
    /// The profile of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        GITLAB_PROFILES.iter().find(|profile| profile.name == name)
    }

    /// Its switches.
    pub fn switches(&self) -> Switches {
        let mut switches = Switches::default();
        for (name, value) in self.switches {
            // A test holds that every profile names switches and values that there are.
            let _ = switches.set(name, value);
        }
        switches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::gitlab::SWITCHES;

    #[test]
    fn profiles_name_only_what_there_is_and_only_differences() {
        for profile in GITLAB_PROFILES {
            let mut switches = Switches::default();
            for (name, value) in profile.switches {
                let before = switches.get(name);
                switches.set(name, value).unwrap();
                assert_ne!(switches.get(name), before, "{}: {name}", profile.name);
            }
            assert_eq!(profile.switches(), switches);
            assert_eq!(GitLabProfile::find(profile.name), Some(profile));
        }
    }

    /// The versions side by side: one row is one switch, one column one profile.
    ///
    /// Shows S3, S7, S11.
    #[test]
    fn the_versions_differ_as_the_documentation_says() {
        let columns = [
            "gitlab-saas-11.10",
            "gitlab-saas-14",
            "gitlab-saas-16-flag-off",
            "gitlab-saas-16.4",
            "gitlab-saas-now",
            "gitlab-self-managed-16",
        ];
        let rows = [
            (
                "surface",
                ["group", "group", "group", "group", "group", "instance"],
            ),
            (
                "identity-store",
                [
                    "saml-only",
                    "scim-table",
                    "scim-table",
                    "scim-table",
                    "scim-table",
                    "scim-table",
                ],
            ),
            (
                "existing-email",
                ["reject", "reject", "link", "link", "link", "link"],
            ),
            (
                "unlinked-member-text",
                [
                    "user",
                    "user",
                    "member",
                    "member-or-inactive",
                    "member-or-inactive-doc",
                    "none",
                ],
            ),
            (
                "attribute-update",
                ["apply", "ignore", "ignore", "ignore", "ignore", "ignore"],
            ),
            (
                "on-remove",
                [
                    "destroy",
                    "inactive-unlink-saml",
                    "inactive-unlink-saml",
                    "inactive-keep-saml",
                    "inactive-keep-saml",
                    "block",
                ],
            ),
            (
                "reprovision-by-patch",
                ["off", "off", "on", "on", "on", "on"],
            ),
            (
                "inactive-blocks-membership",
                ["off", "off", "off", "on", "on", "off"],
            ),
            (
                "patch-extern-uid-updates",
                ["saml", "both", "both", "both", "scim", "scim"],
            ),
            ("patch-ops", ["exact", "any", "any", "any", "any", "any"]),
            (
                "list-without-filter",
                ["error", "all", "all", "all", "all", "all"],
            ),
            ("filter-username", ["off", "on", "on", "on", "on", "on"]),
            (
                "generic-error-status",
                ["412", "412", "412", "412", "412", "412"],
            ),
            (
                "resource-shape",
                ["v11", "code", "code", "code", "code", "code"],
            ),
            ("remove-non-member", ["error", "ok", "ok", "ok", "ok", "ok"]),
            (
                "ip-restriction-hits-disable",
                ["off", "off", "on", "on", "off", "off"],
            ),
            (
                "dot-in-path",
                ["html", "html", "html", "html", "html", "html"],
            ),
            (
                "encoded-dot",
                ["html", "html", "works", "works", "html", "html"],
            ),
            (
                "instance-check-order",
                [
                    "no-route",
                    "no-route",
                    "token-last",
                    "token-last",
                    "token-first",
                    "token-last",
                ],
            ),
            (
                "relink-other-nameid",
                [
                    "refuse",
                    "refuse",
                    "refuse",
                    "refuse",
                    "update-if-email-matches",
                    "refuse",
                ],
            ),
            (
                "groups-endpoint",
                ["html", "html", "html", "html", "html", "html"],
            ),
        ];
        for (name, values) in rows {
            assert!(SWITCHES.iter().any(|switch| switch.name == name), "{name}");
            for (column, value) in columns.iter().zip(values) {
                let switches = GitLabProfile::find(column).unwrap().switches();
                assert_eq!(
                    switches.get(name).as_deref(),
                    Some(value),
                    "{column}: {name}"
                );
            }
        }
    }
}
