//! What GitLab needs, version by version (docs.gitlab.com: "SCIM provisioning using SAML SSO for
//! groups" of 11.10 and 14, "Configure SCIM for GitLab.com groups", "Configure SCIM for GitLab Self-Managed",
//! "Troubleshooting SCIM").

use super::Field::{
    DisplayName, ExternalId, FamilyName, FormattedName, GivenName, Id, Mail, UserName,
};
use super::needs::{Listed, Needs, Offering};
use crate::idp::Family;

const GUIDE_11: &str = "docs.gitlab.com 11.10, SCIM provisioning using SAML SSO for groups";
const GUIDE_14: &str = "docs.gitlab.com 14, SCIM provisioning using SAML SSO for groups";
const GUIDE_GROUPS: &str = "docs.gitlab.com, Configure SCIM for GitLab.com groups";
const GUIDE_INSTANCE: &str = "docs.gitlab.com, Configure SCIM for GitLab Self-Managed";

const GITLAB: &str = "GitLab";
const AZURE_ONLY: &[(Family, &str)] = &[(Family::Entra, GITLAB)];
/// OneLogin makes its application for GitLab.com itself and supports it.
const WITH_ONELOGIN: &[(Family, &str)] = &[
    (Family::Entra, GITLAB),
    (Family::Okta, GITLAB),
    (Family::OneLogin, "OneLogin"),
];
/// The first guide for instances knows Okta only.
const OKTA_ONLY: &[(Family, &str)] = &[(Family::Okta, GITLAB)];
const AZURE_AND_OKTA: &[(Family, &str)] = &[(Family::Entra, GITLAB), (Family::Okta, GITLAB)];

/// Required of a new user: an identifier, a user name, a mail address, and something for a name.
const REQUIRED: &[&[super::Field]] = &[
    &[ExternalId, Id],
    &[UserName],
    &[Mail],
    &[FormattedName, DisplayName, GivenName, FamilyName],
];

const LIST_11: &[Listed] = &[
    Listed {
        field: Id,
        primary: true,
        required: true,
    },
    Listed {
        field: ExternalId,
        primary: false,
        required: false,
    },
    Listed {
        field: UserName,
        primary: false,
        required: false,
    },
];

const LIST_14: &[Listed] = &[
    Listed {
        field: Id,
        primary: true,
        required: true,
    },
    Listed {
        field: ExternalId,
        primary: false,
        required: true,
    },
    Listed {
        field: UserName,
        primary: false,
        required: false,
    },
];

const SAAS_11: Needs = Needs {
    name: "gitlab-saas-11.10",
    title: "SCIM of GitLab.com groups, 11.10",
    offering: Offering::Saas,
    providers: AZURE_ONLY,
    filters: &[Id, ExternalId],
    first: Id,
    unmatchable: &[UserName],
    identifiers: &[Id, ExternalId],
    required: REQUIRED,
    list: LIST_11,
    groups: false,
    source: GUIDE_11,
};

const SAAS_14: Needs = Needs {
    name: "gitlab-saas-14",
    title: "SCIM of GitLab.com groups, 14",
    providers: WITH_ONELOGIN,
    filters: &[Id, ExternalId, UserName],
    first: ExternalId,
    list: LIST_14,
    source: GUIDE_14,
    ..SAAS_11
};

const SAAS_16: Needs = Needs {
    name: "gitlab-saas-16.4",
    title: "SCIM of GitLab.com groups, 16.4",
    unmatchable: &[],
    list: &[],
    source: GUIDE_GROUPS,
    ..SAAS_14
};

const SELF_MANAGED: Needs = Needs {
    name: "gitlab-self-managed-16",
    title: "SCIM of a self-managed GitLab, 16",
    offering: Offering::SelfManaged,
    providers: OKTA_ONLY,
    identifiers: &[ExternalId],
    source: GUIDE_INSTANCE,
    ..SAAS_16
};

/// Every profile of GitLab.
pub(super) const ALL: &[Needs] = &[
    SAAS_11,
    SAAS_14,
    Needs {
        name: "gitlab-saas-15",
        title: "SCIM of GitLab.com groups, 15",
        ..SAAS_14
    },
    Needs {
        name: "gitlab-saas-16-flag-off",
        title: "SCIM of GitLab.com groups, 16.0 to 16.3, before 11 August 2023",
        ..SAAS_16
    },
    SAAS_16,
    Needs {
        name: "gitlab-saas-now",
        title: "SCIM of GitLab.com groups, today",
        ..SAAS_16
    },
    SELF_MANAGED,
    Needs {
        name: "gitlab-self-managed-groups",
        title: "SCIM of a self-managed GitLab with groups, 18",
        providers: AZURE_AND_OKTA,
        groups: true,
        ..SELF_MANAGED
    },
];
