//! Switches with values of their own.

use super::setting::{Choice, Setting};

/// Declares a switch's values: variant, how it is written, what the server then does.
macro_rules! choices {
    ($($(#[doc = $doc:literal])+ $name:ident {
        $($variant:ident = $text:literal: $what:literal,)+
    })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(in crate::server::gitlab) enum $name {
            $(#[doc = $what] $variant,)+
        }

        impl Setting for $name {
            const CHOICES: &'static [Choice] = &[
                $(Choice { name: $text, what: $what },)+
            ];

            fn read(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }

            fn show(&self) -> String {
                match self {
                    $(Self::$variant => $text,)+
                }
                .to_owned()
            }
        }
    )+};
}

choices! {
    /// Which SCIM service there is.
    Surface {
        Group = "group": "SCIM of a group, as on GitLab.com",
        Instance = "instance": "SCIM of the whole instance, self-managed",
    }
    /// Where SCIM keeps who is who.
    IdentityStore {
        SamlOnly = "saml-only": "the SAML identity is all there is",
        ScimTable = "scim-table": "a SCIM identity, active or not, beside the SAML identity",
    }
    /// A create with the e-mail of an account.
    ExistingEmail {
        Reject = "reject": "409 `Email has already been taken`, unless the account is linked to SAML already",
        Link = "link": "the account is made a member and linked",
    }
    /// How it is said that an account may not be a member without a SAML identity.
    UnlinkedMemberText {
        User = "user": "User is not linked to a SAML account",
        Member = "member": "The member's email address is not linked to a SAML account",
        MemberOrInactive = "member-or-inactive": "the same and: or has an inactive SCIM identity",
        MemberOrInactiveDoc = "member-or-inactive-doc": "the same and where to read about it",
        None = "none": "there is no such condition",
    }
    /// A PATCH of names and e-mails.
    AttributeUpdate {
        Apply = "apply": "the account is changed",
        Ignore = "ignore": "204, and nothing is changed",
    }
    /// What removing a user does.
    OnRemove {
        Destroy = "destroy": "identities are deleted, membership ends",
        InactiveUnlinkSaml = "inactive-unlink-saml": "the SCIM identity is inactive, the SAML identity deleted, membership ends",
        InactiveKeepSaml = "inactive-keep-saml": "the SCIM identity is inactive, the SAML identity stays, membership ends",
        Block = "block": "the SCIM identity is inactive and the account blocked",
    }
    /// What a PATCH of `id` or `externalId` changes.
    ExternUidUpdates {
        Saml = "saml": "the SAML identity",
        Both = "both": "the SCIM identity and the SAML identity",
        Scim = "scim": "the SCIM identity",
    }
    /// How PATCH operations are written.
    PatchOps {
        Exact = "exact": "`Replace` and `Add`, spelled so and with a path",
        Any = "any": "`replace` and `add` in any case; without a path the first member of the value counts",
    }
    /// A list without a filter.
    ListWithoutFilter {
        Error = "error": "is refused",
        All = "all": "lists everybody",
    }
    /// Status of errors that are no conflict.
    GenericErrorStatus {
        Conflict = "409": "409 Conflict",
        PreconditionFailed = "412": "412 Precondition Failed",
    }
    /// How a user is shown.
    ResourceShape {
        V11 = "v11": "`name.formatted` as one member, no `userName`, always active",
        Code = "code": "a `name` object, `meta` and `userName`",
        Docs = "docs": "as the examples of the documentation: `name.formatted` as one member, with `userName` and `meta`",
    }
    /// Something that either works or ends at the sign-in page.
    Reached {
        Html = "html": "leads to the sign-in page",
        Works = "works": "is understood",
    }
    /// A signed-in user who comes with another name.
    RelinkOtherNameId {
        Refuse = "refuse": "is refused",
        UpdateIfEmailMatches = "update-if-email-matches": "is linked anew if the e-mail is theirs",
    }
    /// How it is said that the e-mail of who signs in is that of an account.
    TakenEmailText {
        EmailTaken = "email-taken": "SAML authentication failed: Email has already been taken",
        Connect = "connect": "There is already a GitLab account associated with this email address, and how to connect it",
    }
    /// `/Groups` of the instance.
    GroupsEndpoint {
        Html = "html": "there is none; the sign-in page answers",
        On = "on": "attaches SCIM groups to SAML group links",
    }
    /// `startIndex` of a list.
    StartIndexEcho {
        Number = "number": "is a number",
        String = "string": "is a string when the request named it",
    }
    /// A method that a SCIM path does not have, such as PUT.
    UnknownMethod {
        NotAllowed = "not-allowed": "405",
        Html = "html": "the sign-in page",
    }
    /// When the instance looks at the token.
    InstanceCheckOrder {
        TokenLast = "token-last": "after everything else",
        TokenFirst = "token-first": "before everything else",
        NoRoute = "no-route": "there is no SCIM of the instance yet: its paths lead to the sign-in page",
    }
    /// An account that was made for a create whose e-mail domain is not allowed.
    RefusedAccount {
        Kept = "kept": "stays, without membership",
        Dropped = "dropped": "is not made",
    }
    /// How a username that is taken is made unique.
    UsernameSuffix {
        Count = "count": "by the next free number",
        CountThenRandom = "count-then-random": "by a number, and by random characters after four tries",
    }
    /// The identities in the API beside SCIM.
    IdentitiesApi {
        Off = "off": "there are none",
        V155 = "15.5": "list and change",
        V161 = "16.1": "list, change and read one",
        V165 = "16.5": "list, change, read one and delete",
    }
    /// A member above the limit.
    OverLimit {
        Refuse = "refuse": "is refused",
        MinimalAccess = "minimal-access": "gets Minimal Access",
    }
    /// How the log calls what SCIM belongs to.
    FeatureCategory {
        Authentication = "authentication_and_authorization": "until 15",
        SystemAccess = "system_access": "from 16",
        UserManagement = "user_management": "SCIM of the newest instances",
    }
    /// Removing a user who is no member any more.
    Removed {
        Error = "error": "412 `User is not a group member.`",
        Ok = "ok": "204",
    }
    /// A role in a group; each may do more than those before it.
    Role {
        MinimalAccess = "minimal-access": "Minimal Access",
        Guest = "guest": "Guest",
        Reporter = "reporter": "Reporter",
        Developer = "developer": "Developer",
        Maintainer = "maintainer": "Maintainer",
        Owner = "owner": "Owner",
    }
}

impl Role {
    /// The role as the product shows it.
    pub(in crate::server::gitlab) const fn title(self) -> &'static str {
        match self {
            Self::MinimalAccess => "Minimal Access",
            Self::Guest => "Guest",
            Self::Reporter => "Reporter",
            Self::Developer => "Developer",
            Self::Maintainer => "Maintainer",
            Self::Owner => "Owner",
        }
    }

    /// The role by the name that it has on the wire.
    pub(in crate::server::gitlab) fn named(name: &str) -> Option<Self> {
        Setting::read(&name.replace('_', "-"))
    }

    /// The name on the wire.
    pub(in crate::server::gitlab) fn name(self) -> String {
        self.show()
    }

    /// The names of all roles.
    pub(in crate::server::gitlab) fn names() -> String {
        let names: Vec<&str> = Self::CHOICES.iter().map(|choice| choice.name).collect();
        names.join(", ")
    }
}
