//! All switches in one table.

use super::choices::{
    AttributeUpdate, ExistingEmail, ExternUidUpdates, FeatureCategory, GenericErrorStatus,
    GroupsEndpoint, IdentitiesApi, IdentityStore, InstanceCheckOrder, ListWithoutFilter, OnRemove,
    OverLimit, PatchOps, Reached, RefusedAccount, RelinkOtherNameId, Removed, ResourceShape, Role,
    StartIndexEcho, Surface, TakenEmailText, UnknownMethod, UnlinkedMemberText, UsernameSuffix,
};
use super::setting::{Choice, GroupPath, IpRange, Setting};

/// How sure it is that GitLab does what a switch models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// GitLab's documentation, or an issue or merge request, says so.
    Documented,
    /// It is how GitLab's public source reads; its documentation is silent or says otherwise.
    Source,
    /// It was concluded from the rest.
    Inferred,
}

impl Certainty {
    /// One word for tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Source => "source",
            Self::Inferred => "inferred",
        }
    }
}

/// What a switch is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchKind {
    /// How the product behaves: differs from version to version.
    Behaviour,
    /// What an administrator sets.
    Setting,
}

/// One switch.
#[derive(Debug, Clone, Copy)]
pub struct Switch {
    /// Its name.
    pub name: &'static str,
    /// Behaviour or setting.
    pub kind: SwitchKind,
    /// What it decides.
    pub what: &'static str,
    /// Where that is described in public.
    pub source: &'static str,
    /// How sure it is.
    pub certainty: Certainty,
    /// The values to choose from.
    pub choices: &'static [Choice],
    set: fn(&mut Switches, &str) -> bool,
    get: fn(&Switches) -> String,
}

impl Switch {
    /// The value that it has.
    pub fn value(&self, switches: &Switches) -> String {
        (self.get)(switches)
    }
}

/// Declares the switches: field, type, value of the newest GitLab.com, and what is known of it.
macro_rules! switches {
    ($($field:ident: $type:ty = $default:expr, $name:literal, $kind:ident, $certainty:ident,
        $what:literal, $source:literal;)+) => {
        /// How one GitLab behaves and is set up.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Switches {
            $(pub(in crate::server::gitlab) $field: $type,)+
        }

        impl Default for Switches {
            /// The newest GitLab.com.
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        /// All switches.
        pub const SWITCHES: &[Switch] = &[
            $(Switch {
                name: $name,
                kind: SwitchKind::$kind,
                what: $what,
                source: $source,
                certainty: Certainty::$certainty,
                choices: <$type as Setting>::CHOICES,
                set: |switches, text| match Setting::read(text) {
                    Some(value) => {
                        switches.$field = value;
                        true
                    }
                    None => false,
                },
                get: |switches| switches.$field.show(),
            },)+
        ];
    };
}

switches! {
    surface: Surface = Surface::Group, "surface", Behaviour, Documented,
        "Which SCIM service there is", "docs: Configure SCIM for GitLab.com groups; Configure SCIM for self-managed";
    identity_store: IdentityStore = IdentityStore::ScimTable, "identity-store", Behaviour, Documented,
        "Where SCIM keeps who is who", "MR 31238";
    existing_email: ExistingEmail = ExistingEmail::Link, "existing-email", Behaviour, Documented,
        "What a create does with the e-mail of an account", "docs: SCIM set-up, flow chart of user access; issue 13522";
    unlinked_member_text: UnlinkedMemberText = UnlinkedMemberText::MemberOrInactiveDoc, "unlinked-member-text", Behaviour, Documented,
        "How it is said that single sign-on is enforced and the account is not linked", "docs: Troubleshooting SCIM; issue 422941";
    attribute_update: AttributeUpdate = AttributeUpdate::Ignore, "attribute-update", Behaviour, Documented,
        "What a PATCH of name, username or e-mail does", "issue 363058";
    on_remove: OnRemove = OnRemove::InactiveKeepSaml, "on-remove", Behaviour, Documented,
        "What `active` false and DELETE do", "docs: Troubleshooting SCIM; MR 120049, MR 121226";
    reprovision_by_patch: bool = true, "reprovision-by-patch", Behaviour, Documented,
        "Whether a PATCH brings back a user who was removed", "docs: Troubleshooting SCIM";
    inactive_blocks_membership: bool = true, "inactive-blocks-membership", Behaviour, Documented,
        "Whether an inactive SCIM identity keeps its account out where single sign-on is enforced", "MR 128588, issue 413079";
    patch_extern_uid_updates: ExternUidUpdates = ExternUidUpdates::Scim, "patch-extern-uid-updates", Behaviour, Source,
        "Which identity a PATCH of `id` or `externalId` changes", "docs: Troubleshooting SCIM; issue 34880";
    patch_ops: PatchOps = PatchOps::Any, "patch-ops", Behaviour, Source,
        "How PATCH operations may be written", "epic 1774";
    list_without_filter: ListWithoutFilter = ListWithoutFilter::All, "list-without-filter", Behaviour, Documented,
        "What a list without a filter gives", "docs: SCIM API of 11.10 and of today";
    filter_username: bool = true, "filter-username", Behaviour, Documented,
        "Whether `userName eq` is a filter", "epic 1774, issues 13093 and 13094";
    generic_error_status: GenericErrorStatus = GenericErrorStatus::PreconditionFailed, "generic-error-status", Behaviour, Documented,
        "Status of errors that are no conflict", "docs: Troubleshooting SCIM";
    resource_shape: ResourceShape = ResourceShape::Code, "resource-shape", Behaviour, Source,
        "How a user is shown", "docs: SCIM API";
    remove_non_member: Removed = Removed::Ok, "remove-non-member", Behaviour, Source,
        "What removing a user does who is no member any more", "MR 57178";
    ip_restriction_hits_disable: bool = false, "ip-restriction-hits-disable", Behaviour, Documented,
        "Whether the removal of a project's direct member from an address that the group does not allow is forbidden", "docs: Troubleshooting SCIM; issue 429607";
    dot_in_path: Reached = Reached::Html, "dot-in-path", Behaviour, Documented,
        "What a dot in the group path leads to", "docs: Troubleshooting SCIM";
    encoded_dot: Reached = Reached::Html, "encoded-dot", Behaviour, Documented,
        "What `%2E` in the group path leads to; the documentation and the issue contradict each other", "docs: Troubleshooting SCIM; issue 429500";
    relink_other_nameid: RelinkOtherNameId = RelinkOtherNameId::UpdateIfEmailMatches, "relink-other-nameid", Behaviour, Documented,
        "What a signed-in user with another NameID meets", "docs: Troubleshooting SAML";
    relink_enterprise: bool = true, "relink-enterprise", Behaviour, Source,
        "Whether an account that the group provisioned is linked to whatever NameID comes with its e-mail", "docs: SAML SSO for GitLab.com groups, enterprise users";
    taken_email_text: TakenEmailText = TakenEmailText::Connect, "taken-email-text", Behaviour, Documented,
        "What somebody meets who signs in with the e-mail of an account that is not linked", "docs: Troubleshooting SAML";
    groups_endpoint: GroupsEndpoint = GroupsEndpoint::Html, "groups-endpoint", Behaviour, Source,
        "Whether the instance has `/Groups`", "docs: Configure SCIM for self-managed";
    accept_application_json: bool = true, "accept-application-json", Behaviour, Inferred,
        "Whether a body may be `application/json`", "MR 137440";
    start_index_echo: StartIndexEcho = StartIndexEcho::Number, "start-index-echo", Behaviour, Inferred,
        "What `startIndex` of a list is", "docs: SCIM API";
    unknown_method: UnknownMethod = UnknownMethod::NotAllowed, "unknown-method", Behaviour, Inferred,
        "What PUT and other methods without a route get", "docs: SCIM API, which has no PUT";
    refused_member_keeps_identity: bool = false, "refused-member-keeps-identity", Behaviour, Source,
        "Whether a create whose membership is refused leaves a SCIM identity, as in 13.x", "MR 57178";
    refused_account: RefusedAccount = RefusedAccount::Kept, "refused-account", Behaviour, Source,
        "What happens to a new account whose e-mail domain is not allowed", "docs: Troubleshooting SCIM";
    instance_check_order: InstanceCheckOrder = InstanceCheckOrder::TokenFirst, "instance-check-order", Behaviour, Source,
        "When SCIM of the instance, which came with 15.8, looks at the token", "docs: Internal API, instance SCIM";
    username_suffix: UsernameSuffix = UsernameSuffix::CountThenRandom, "username-suffix", Behaviour, Documented,
        "How a username that is taken is made unique", "docs: SCIM set-up, user access";
    enterprise_badge: bool = true, "enterprise-badge", Behaviour, Documented,
        "Whether accounts that the group provisioned carry the badge", "docs: SCIM set-up, user access";
    scim_audit_events: bool = true, "scim-audit-events", Behaviour, Documented,
        "Whether SCIM writes audit events of its own", "MR 174040, MR 173879";
    identities_api: IdentitiesApi = IdentitiesApi::V165, "identities-api", Behaviour, Documented,
        "Which identities the API beside SCIM gives", "docs: SCIM API, SAML API";
    feature_category: FeatureCategory = FeatureCategory::SystemAccess, "feature-category", Behaviour, Source,
        "How the log calls what SCIM belongs to", "docs: Log system";
    over_limit: OverLimit = OverLimit::Refuse, "over-limit", Behaviour, Source,
        "What a member above the limit gets", "docs: Restricted access";
    group: GroupPath = GroupPath("my-group".to_owned()), "group", Setting, Documented,
        "Path of the group that SCIM is for", "docs: SCIM set-up";
    sso_enforced: bool = false, "sso-enforced", Setting, Documented,
        "Whether members must come by single sign-on", "docs: SAML SSO for GitLab.com groups";
    allowed_email_domains: Vec<String> = Vec::new(), "allowed-email-domains", Setting, Documented,
        "E-mail domains that members may have; nothing for any", "docs: Restrict group access by domain";
    allowed_ips: Vec<IpRange> = Vec::new(), "allowed-ips", Setting, Documented,
        "Addresses from which the group may be used; nothing for any", "docs: Restrict group access by IP address";
    default_role: Role = Role::Guest, "default-role", Setting, Documented,
        "Role of new members", "docs: SAML SSO for GitLab.com groups";
    verified_domains: Vec<String> = Vec::new(), "verified-domains", Setting, Documented,
        "E-mail domains that the group has verified: new accounts need not confirm theirs", "docs: Verified domains";
    saml_configured: bool = true, "saml-configured", Setting, Documented,
        "Whether the group has a SAML provider", "docs: SAML SSO for GitLab.com groups";
    saml_enabled: bool = true, "saml-enabled", Setting, Documented,
        "Whether the SAML provider of the group is enabled", "docs: SAML SSO for GitLab.com groups";
    group_saml: bool = true, "group-saml", Setting, Documented,
        "Whether groups can have SAML at all", "docs: SAML SSO for self-managed, group SAML";
    instance_saml: bool = true, "instance-saml", Setting, Documented,
        "Whether the instance has SAML; matters self-managed", "docs: SAML SSO for self-managed";
    saml_auto_link: bool = true, "saml-auto-link", Setting, Documented,
        "Whether who signs in to the instance is linked to the account with the same e-mail; matters self-managed", "docs: SAML SSO for self-managed, omniauth_auto_link_saml_user";
    saml_sign_up: bool = true, "saml-sign-up", Setting, Documented,
        "Whether who signs in to the instance without an account gets one; matters self-managed", "docs: SAML SSO for self-managed, omniauth_allow_single_sign_on";
    licensed: bool = true, "licensed", Setting, Documented,
        "Whether the instance has a licence for SCIM; matters self-managed", "docs: Configure SCIM for self-managed";
    member_limit: Option<usize> = None, "member-limit", Setting, Documented,
        "How many members the group may have", "docs: Free user limit, Restricted access";
    user_cap: Option<usize> = None, "user-cap", Setting, Documented,
        "How many users the instance has before new ones wait for approval; matters self-managed", "docs: User cap";
}

impl Switches {
    /// Sets a switch. Names and values may have underscores in place of hyphens.
    ///
    /// # Errors
    ///
    /// A sentence that says which names or values there are.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let wanted = name.trim().replace('_', "-");
        let Some(switch) = SWITCHES.iter().find(|switch| switch.name == wanted) else {
            let names: Vec<&str> = SWITCHES.iter().map(|switch| switch.name).collect();
            return Err(format!(
                "there is no switch `{name}`; there are: {}",
                names.join(", ")
            ));
        };
        let value = value.trim();
        if (switch.set)(self, value) || (switch.set)(self, &value.replace('_', "-")) {
            return Ok(());
        }
        let names: Vec<&str> = switch.choices.iter().map(|choice| choice.name).collect();
        Err(format!(
            "`{}` cannot be `{value}`; it can be: {}",
            switch.name,
            names.join(", ")
        ))
    }

    /// The value of a switch by its name.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut found = SWITCHES.iter().filter(|switch| switch.name == name);
        found.next().map(|switch| switch.value(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_takes_each_of_its_choices_and_changes_nothing_else() {
        for switch in SWITCHES {
            for choice in switch.choices {
                let is_example = choice.name.chars().any(|c| c.is_ascii_uppercase());
                let mut switches = Switches::default();
                if is_example {
                    continue;
                }
                switches.set(switch.name, choice.name).unwrap();
                assert_eq!(switch.value(&switches), choice.name, "{}", switch.name);
                for other in SWITCHES.iter().filter(|other| other.name != switch.name) {
                    assert_eq!(
                        other.value(&switches),
                        other.value(&Switches::default()),
                        "{} changes {}",
                        switch.name,
                        other.name
                    );
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_kebab_case() {
        for (index, switch) in SWITCHES.iter().enumerate() {
            let is_kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(switch.name.bytes().all(is_kebab), "{}", switch.name);
            let mut before = SWITCHES.iter().take(index);
            assert!(!before.any(|other| other.name == switch.name));
        }
    }

    #[test]
    fn underscores_are_understood() {
        let mut switches = Switches::default();
        switches.set("sso_enforced", "true").unwrap();
        switches.set("on_remove", "inactive_unlink_saml").unwrap();
        switches.set("group", "my_group").unwrap();
        assert!(switches.sso_enforced);
        assert_eq!(switches.on_remove, OnRemove::InactiveUnlinkSaml);
        assert_eq!(switches.get("group").unwrap(), "my_group");
    }

    #[test]
    fn a_wrong_name_or_value_is_told_what_there_is() {
        let mut switches = Switches::default();
        let error = switches.set("existing-mail", "link").unwrap_err();
        assert!(
            error.contains("there is no switch `existing-mail`"),
            "{error}"
        );
        assert!(
            error.contains("existing-email, unlinked-member-text"),
            "{error}"
        );
        let error = switches.set("existing-email", "ignore").unwrap_err();
        assert_eq!(
            error,
            "`existing-email` cannot be `ignore`; it can be: reject, link"
        );
        assert_eq!(switches, Switches::default());
    }
}
