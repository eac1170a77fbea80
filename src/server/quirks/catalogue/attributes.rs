//! Attributes: what becomes of the data.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const ATTRIBUTES: &[Entry] = &[
    Entry {
        quirk: Quirk::ExtensionDropped,
        name: "extension-dropped",
        breaks: "accepts extension data (Enterprise User) and silently loses it",
        hurts: "Entra ID sends the same PATCH each cycle; departments and managers are missing",
        source: "grokability/laravel-scim-server#4",
    },
    Entry {
        quirk: Quirk::ExternalIdImmutable,
        name: "external-id-immutable",
        breaks: "refuses another `externalId` with 400 `mutability`",
        hurts: "every user, once an admin corrects the mapping of `externalId`",
        source: "kirodotdev/Kiro#9582; RFC 7643 §3.1 (readWrite)",
    },
    Entry {
        quirk: Quirk::PutDropsExternalId,
        name: "put-drops-external-id",
        breaks: "wipes `externalId` on every PUT",
        hurts: "Okta updates by PUT: the next match by `externalId` finds nobody",
        source: "croffasia/itsaplan#250",
    },
    Entry {
        quirk: Quirk::FamilyNameRequired,
        name: "family-name-required",
        breaks: "refuses a user without `name.familyName` with 400 `invalidValue`",
        hurts: "people with one name, and directories that leave the surname blank",
        source: "PostHog/posthog#42205",
    },
    Entry {
        quirk: Quirk::StringBooleansRefused,
        name: "string-booleans-refused",
        breaks: "refuses `\"True\"` and `\"False\"` with 400 `invalidValue`",
        hurts: "Entra ID without the flag: leavers stay active",
        source: "bytebase/bytebase#19073; AzureAD/SCIMReferenceCode#21",
    },
    Entry {
        quirk: Quirk::ExternalIdDropped,
        name: "external-id-dropped",
        breaks: "accepts `externalId` and never shows it again",
        hurts: "Entra ID writes it anew each cycle; who is matched by it is not found, and \
                 created again",
        source: "GitLab documentation, SCIM API (no `externalId` in answers); RFC 7643 §3.1",
    },
    Entry {
        quirk: Quirk::UserNameLowerCased,
        name: "user-name-lower-cased",
        breaks: "stores `userName` in lower case; legitimate, since its case does not count",
        hurts: "Okta and Entra ID compare with what they sent, and find another user name",
        source: "langfuse/langfuse#13528 (lower case throughout); RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::UserNameCut,
        name: "user-name-cut",
        breaks: "keeps of a `userName` only what stands before the `@`",
        hurts: "whoever has the same name in another domain meets a 409; the next match finds \
                 nobody",
        source: "gitlab-org/gitlab (user names hold only what a path may)",
    },
    Entry {
        quirk: Quirk::UserNameImmutable,
        name: "user-name-immutable",
        breaks: "refuses another `userName` with 400 `mutability`",
        hurts: "people who change their name: none of their updates goes through",
        source: "wso2-extensions/identity-inbound-provisioning-scim2#260; wso2/product-is#5118; \
                 rancher/rancher#55220",
    },
    Entry {
        quirk: Quirk::OneEmailKept,
        name: "one-email-kept",
        breaks: "keeps one e-mail address, the primary or else the first",
        hurts: "Entra ID sends the others again each cycle; mail to them is lost",
        source: "GitLab documentation, SCIM API (one address in answers)",
    },
    Entry {
        quirk: Quirk::PhoneReformatted,
        name: "phone-reformatted",
        breaks: "stores phone numbers without blanks and punctuation",
        hurts: "Entra ID compares with what it sent and writes the number again each cycle; Okta \
                 shows another than the directory",
        source: "Microsoft Learn, SCIM endpoint tutorial (store values as sent); Unleash, SCIM \
                 for Entra ID",
    },
    Entry {
        quirk: Quirk::DisplayNameComputed,
        name: "display-name-computed",
        breaks: "overwrites `displayName` with the parts of `name`",
        hurts: "people who go by another name; Entra ID corrects it each cycle in vain",
        source: "gitlab-org/gitlab (group SCIM: one name for each user)",
    },
    Entry {
        quirk: Quirk::FullNameSplit,
        name: "full-name-split",
        breaks: "keeps one name and splits it at the first blank into given and family name",
        hurts: "people with two given names: the second moves to the family name",
        source: "gitlab-org/gitlab (group SCIM: one name for each user)",
    },
    Entry {
        quirk: Quirk::ProfileDropped,
        name: "profile-dropped",
        breaks: "accepts titles, phone numbers, addresses and the like and silently loses them",
        hurts: "Entra ID sends the same PATCH each cycle; profiles stay empty",
        source: "Unleash, SCIM for Entra ID (map only what is kept)",
    },
    Entry {
        quirk: Quirk::PrimaryLost,
        name: "primary-lost",
        breaks: "loses `primary` of all values",
        hurts: "Okta and others take the first address for the main one",
        source: "wso2/product-is#7304; RFC 7643 §2.4",
    },
    Entry {
        quirk: Quirk::TwoPrimaries,
        name: "two-primaries",
        breaks: "leaves the old value `primary` when a PATCH makes another one so",
        hurts: "whoever reads the main address: it may be the old one",
        source: "wso2/product-is#3866; sourcegraph/sourcegraph#49210; RFC 7644 §3.5.2",
    },
    Entry {
        quirk: Quirk::EmptyTextRefused,
        name: "empty-text-refused",
        breaks: "refuses a request with a blank text in it with 400 `invalidValue`",
        hurts: "Okta clears an attribute by an empty text: the update fails",
        source: "onyx-dot-app/onyx#8959; Okta, OIN test plan: push empty values",
    },
    Entry {
        quirk: Quirk::ManagerTextRefused,
        name: "manager-text-refused",
        breaks: "refuses a `manager` that is a text in the place of an object with 400 \
                 `invalidValue`",
        hurts: "Entra ID writes the manager's id as a bare text",
        source: "apache/directory-scimple#1242; Captain-P-Goldfish/SCIM-SDK#541",
    },
    Entry {
        quirk: Quirk::ManagerDropped,
        name: "manager-dropped",
        breaks: "accepts the manager of a user and silently loses it",
        hurts: "Entra ID writes it anew each cycle; nobody has a manager",
        source: "MicrosoftDocs/azure-docs#11784; RFC 7643 §4.3",
    },
    Entry {
        quirk: Quirk::ManagerUnknown400,
        name: "manager-unknown-400",
        breaks: "refuses a `manager` whose `value` is the id of no user with 400 `invalidValue`",
        hurts: "whoever has a manager that the service does not know: the whole request fails",
        source: "grokability/snipe-it#19005",
    },
    Entry {
        quirk: Quirk::RolesDropped,
        name: "roles-dropped",
        breaks: "accepts the roles of a user and silently loses them",
        hurts: "Entra ID writes them anew each cycle; people lack the rights of their role",
        source: "AWS IAM Identity Center, SCIM limitations; RFC 7643 §4.1.2",
    },
    Entry {
        quirk: Quirk::EmailImmutable,
        name: "email-immutable",
        breaks: "refuses other e-mail addresses of a user who has some with 400 `mutability`",
        hurts: "people whose address changes: none of their updates goes through",
        source: "vouch-sh/vouch#1415",
    },
    Entry {
        quirk: Quirk::UnnamedExtensionDropped,
        name: "unnamed-extension-dropped",
        breaks: "loses the data of an extension that `schemas` does not name",
        hurts: "Entra ID leaves custom extensions out of `schemas`: their data never arrives",
        source: "Microsoft Learn, customise attribute mappings; RFC 7643 §3",
    },
];
