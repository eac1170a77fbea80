//! The quirks there are.

/// One defect or product habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirk {
    /// 201 with an empty body.
    CreateWithoutBody,
    /// 201 whose body lacks `id`.
    CreateWithoutId,
    /// Extension data is lost on write.
    ExtensionDropped,
    /// A known e-mail address hands out the existing account.
    EmailHijack,
    /// A known e-mail address ends in a server error.
    DuplicateEmail500,
    /// An e-mail address belongs to one user only.
    UniqueEmail,
    /// Inactive users cannot be read.
    InactiveHidden,
    /// Reactivation changes the id.
    NewIdOnReactivate,
    /// `externalId` cannot be changed.
    ExternalIdImmutable,
    /// PUT wipes `externalId`.
    PutDropsExternalId,
    /// `name.familyName` is required.
    FamilyNameRequired,
    /// `op` regards case.
    OpCaseSensitive,
    /// Booleans as text are refused.
    StringBooleansRefused,
    /// A PATCH path whose filter selects nothing is refused for `add` too.
    FilteredPathRefused,
    /// PATCH operations need a path.
    PathlessPatchRefused,
    /// A filter without hit is a 404.
    NoMatch404,
    /// Filters are not applied.
    FilterIgnored,
    /// Filters on `userName` regard case.
    FilterCaseSensitive,
    /// Counters of a list are text.
    CountersAsStrings,
    /// A login page answers everything.
    HtmlLogin,
    /// A server error answers everything.
    Error500,
}

/// What is known of a quirk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The quirk.
    pub quirk: Quirk,
    /// Its name on the command line.
    pub name: &'static str,
    /// What the server does.
    pub breaks: &'static str,
    /// Who is hurt, and how.
    pub hurts: &'static str,
    /// Where it is described in public.
    pub source: &'static str,
}

/// All quirks, in the order of [`Quirk`].
pub const CATALOGUE: &[Entry] = &[
    Entry {
        quirk: Quirk::CreateWithoutBody,
        name: "create-without-body",
        breaks: "answers a create with 201 and no body",
        hurts: "Okta: `Create new user returned empty user`, the assignment fails",
        source: "Okta, SCIM 2.0 reference: create users; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::CreateWithoutId,
        name: "create-without-id",
        breaks: "leaves `id` out of the answer to a create",
        hurts: "Entra ID and Okta cannot link the account they have just made",
        source: "Microsoft Learn, SCIM endpoint tutorial; RFC 7643 §3.1",
    },
    Entry {
        quirk: Quirk::ExtensionDropped,
        name: "extension-dropped",
        breaks: "accepts extension data (Enterprise User) and silently loses it",
        hurts: "Entra ID sends the same PATCH each cycle; departments and managers are missing",
        source: "grokability/laravel-scim-server#4",
    },
    Entry {
        quirk: Quirk::EmailHijack,
        name: "email-hijack",
        breaks: "answers a create whose e-mail is known with 201 and the existing account, \
                 overwritten",
        hurts: "the account's owner: another person now signs in as them",
        source: "kortix-ai/suna#4244 (the first e-mail hit wins)",
    },
    Entry {
        quirk: Quirk::DuplicateEmail500,
        name: "duplicate-email-500",
        breaks: "fails with 500 when another user has the e-mail",
        hurts: "Entra ID retries for ever instead of reporting a conflict; Okta shows no cause",
        source: "sourcegraph/sourcegraph#48353 (500 on a duplicate); RFC 7644 §3.12",
    },
    Entry {
        quirk: Quirk::UniqueEmail,
        name: "unique-email",
        breaks: "answers 409 `uniqueness` when another user has the e-mail; legitimate, but no \
                 schema says so",
        hurts: "people who share a mailbox, or return under a new user name",
        source: "lightdash/lightdash#22402",
    },
    Entry {
        quirk: Quirk::InactiveHidden,
        name: "inactive-hidden",
        breaks: "leaves inactive users out of reads, lists and filters",
        hurts: "Entra ID and Okta find nobody to reactivate, create again and meet a 409",
        source: "growthbook/growthbook#1680; Microsoft Learn, SCIM endpoint tutorial",
    },
    Entry {
        quirk: Quirk::NewIdOnReactivate,
        name: "new-id-on-reactivate",
        breaks: "gives a user a new `id` when `active` becomes true again",
        hurts: "the link of the identity provider points nowhere, group memberships are lost",
        source: "Budibase/budibase#17628; RFC 7643 §3.1",
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
        quirk: Quirk::OpCaseSensitive,
        name: "op-case-sensitive",
        breaks: "refuses `Add`, `Replace` and `Remove` with 400 `invalidSyntax`",
        hurts: "Entra ID without the flag `aadOptscim062020`: no update goes through",
        source: "Microsoft Learn, known issues of SCIM 2.0 compliance",
    },
    Entry {
        quirk: Quirk::StringBooleansRefused,
        name: "string-booleans-refused",
        breaks: "refuses `\"True\"` and `\"False\"` with 400 `invalidValue`",
        hurts: "Entra ID without the flag: leavers stay active",
        source: "bytebase/bytebase#19073; AzureAD/SCIMReferenceCode#21",
    },
    Entry {
        quirk: Quirk::FilteredPathRefused,
        name: "filtered-path-refused",
        breaks: "refuses `add` and `replace` with 400 `noTarget` where the filter in the path \
            selects no value yet",
        hurts: "Entra ID: whoever gets a phone number or address later is never updated again",
        source: "better-auth/better-auth#10682; sourcegraph/sourcegraph#49200; wireapp/wire-server#5419",
    },
    Entry {
        quirk: Quirk::PathlessPatchRefused,
        name: "pathless-patch-refused",
        breaks: "refuses a PATCH operation without `path` with 400",
        hurts: "Okta deactivates and renames groups this way",
        source: "Metatavu/keycloak-scim-server#113",
    },
    Entry {
        quirk: Quirk::NoMatch404,
        name: "no-match-404",
        breaks: "answers a filter without hit with 404",
        hurts: "Entra ID: the test of the connection fails and nobody is created",
        source: "Microsoft Learn, SCIM endpoint tutorial; RFC 7644 §3.4.2",
    },
    Entry {
        quirk: Quirk::FilterIgnored,
        name: "filter-ignored",
        breaks: "answers a filter with the whole list",
        hurts: "whoever is first in the list is taken for everybody",
        source: "RFC 7644 §3.4.2.2",
    },
    Entry {
        quirk: Quirk::FilterCaseSensitive,
        name: "filter-case-sensitive",
        breaks: "regards case in filters on `userName`",
        hurts: "people whose user name changes case: not found, then a 409",
        source: "Microsoft SCIM Validator, filter with another case; RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::CountersAsStrings,
        name: "counters-as-strings",
        breaks: "gives `totalResults`, `startIndex` and `itemsPerPage` as text",
        hurts: "Okta: the look-up fails without a reason and nobody is created",
        source: "Okta Support, question 0D54z0000A4i091CQA; RFC 7644 §3.4.2",
    },
    Entry {
        quirk: Quirk::HtmlLogin,
        name: "html-login",
        breaks: "answers everything with 200 and the HTML of a login page",
        hurts: "Okta: `No results for users returned`; Entra ID cannot read the answer",
        source: "Okta Support, `No results for users returned` when testing the connection",
    },
    Entry {
        quirk: Quirk::Error500,
        name: "error-500",
        breaks: "answers everything with 500",
        hurts: "everybody: Entra ID puts the job into quarantine",
        source: "keycloak/keycloak#49973; Microsoft Learn, quarantine",
    },
];
