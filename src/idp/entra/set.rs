//! Settings by name, as scenarios write them.

use super::{
    Additions, BooleanForm, EmptyOnCreate, EnterpriseSchema, FilterBrackets, ManagerForm,
    ManagerRemoval, MemberBatch, MemberForm, MissingElement, MissingOnDelete, OnDemandKinds,
    PatchOrder, Primary, Retries, RoleName, Settings, SyncScope,
};
use crate::idp::settings::{Named, Place, Word, limit, number, optional_text, word};

impl Word for BooleanForm {
    const WORDS: &'static [(&'static str, Self)] =
        &[("boolean", Self::Boolean), ("text", Self::Text)];
}

impl Word for EmptyOnCreate {
    const WORDS: &'static [(&'static str, Self)] =
        &[("left-out", Self::LeftOut), ("null", Self::Null)];
}

impl Word for EnterpriseSchema {
    const WORDS: &'static [(&'static str, Self)] =
        &[("always", Self::Always), ("when-used", Self::WhenUsed)];
}

impl Word for Primary {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("work-mail", Self::WorkMail),
        ("every-work", Self::EveryWork),
    ];
}

impl Word for PatchOrder {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("schemas-first", Self::SchemasFirst),
        ("operations-first", Self::OperationsFirst),
    ];
}

impl Word for Additions {
    const WORDS: &'static [(&'static str, Self)] =
        &[("separate", Self::Separate), ("folded", Self::Folded)];
}

impl Word for MissingElement {
    const WORDS: &'static [(&'static str, Self)] =
        &[("add", Self::Add), ("replace", Self::Replace)];
}

impl Word for FilterBrackets {
    const WORDS: &'static [(&'static str, Self)] =
        &[("encoded", Self::Encoded), ("raw", Self::Raw)];
}

impl Word for MissingOnDelete {
    const WORDS: &'static [(&'static str, Self)] =
        &[("gone", Self::Gone), ("failure", Self::Failure)];
}

impl Word for Retries {
    const WORDS: &'static [(&'static str, Self)] =
        &[("escrow", Self::Escrow), ("every-cycle", Self::EveryCycle)];
}

impl Word for MemberForm {
    const WORDS: &'static [(&'static str, Self)] =
        &[("value", Self::Value), ("ref-null", Self::RefNull)];
}

impl Word for MemberBatch {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("one-each", Self::OneEach),
        ("one-operation", Self::OneOperation),
        ("many-operations", Self::ManyOperations),
    ];
}

impl Word for OnDemandKinds {
    const WORDS: &'static [(&'static str, Self)] = &[("own", Self::Own), ("all", Self::All)];
}

impl Word for ManagerForm {
    const WORDS: &'static [(&'static str, Self)] =
        &[("text", Self::Text), ("elements", Self::Elements)];
}

impl Word for Option<ManagerRemoval> {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("nothing", None),
        ("filtered-remove", Some(ManagerRemoval::FilteredRemove)),
        ("empty-text", Some(ManagerRemoval::EmptyText)),
        ("empty-object", Some(ManagerRemoval::EmptyObject)),
    ];
}

impl Word for RoleName {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("displayName", Self::DisplayName),
        ("display", Self::Display),
    ];
}

impl Word for SyncScope {
    const WORDS: &'static [(&'static str, Self)] =
        &[("assigned", Self::Assigned), ("everyone", Self::Everyone)];
}

/// Every setting but the dialect, which is the choice between two identity providers.
impl Named for Settings {
    const ALL: &'static [(&'static str, Place<Self>)] = &[
        ("accept", |s| word(&mut s.transport.accept)),
        ("accidental-deletions", |s| {
            limit(&mut s.accidental_deletions)
        }),
        ("active-on-create", |s| word(&mut s.active_on_create)),
        ("active-on-patch", |s| word(&mut s.active_on_patch)),
        ("additions", |s| word(&mut s.additions)),
        ("charset", |s| word(&mut s.transport.charset)),
        ("create-groups", |s| word(&mut s.group_actions.create)),
        ("create-users", |s| word(&mut s.user_actions.create)),
        ("delete-groups", |s| word(&mut s.group_actions.delete)),
        ("delete-users", |s| word(&mut s.user_actions.delete)),
        ("deletes-instead-of-disabling", |s| {
            word(&mut s.deletes_instead_of_disabling)
        }),
        ("empty-members", |s| word(&mut s.empty_members)),
        ("empty-on-create", |s| word(&mut s.empty_on_create)),
        ("empty-roles", |s| word(&mut s.empty_roles)),
        ("enterprise-schema", |s| word(&mut s.enterprise_schema)),
        ("escrow-base", |s| {
            number(&mut s.thresholds.escrow_base, 0..=1_000_000)
        }),
        ("escrow-minimum", |s| {
            number(&mut s.thresholds.escrow_minimum, 0..=1_000_000)
        }),
        ("escrow-proportion", |s| {
            number(&mut s.thresholds.escrow_proportion, 0..=100)
        }),
        ("escrow-total", |s| {
            number(&mut s.thresholds.escrow_total, 0..=1_000_000)
        }),
        ("filter-brackets", |s| word(&mut s.filter_brackets)),
        ("flag-in-query", |s| word(&mut s.transport.flag_in_query)),
        ("honours-retry-after", |s| word(&mut s.honours_retry_after)),
        ("manager-form", |s| word(&mut s.manager_form)),
        ("manager-removal", |s| word(&mut s.manager_removal)),
        ("matches-after-conflict", |s| {
            word(&mut s.matches_after_conflict)
        }),
        ("member-batch", |s| word(&mut s.member_batch)),
        ("member-form", |s| word(&mut s.member_form)),
        ("missing-element", |s| word(&mut s.missing_element)),
        ("missing-on-delete", |s| word(&mut s.missing_on_delete)),
        ("notification-mail", |s| {
            optional_text(&mut s.notification_mail)
        }),
        ("older-group-schema", |s| word(&mut s.older_group_schema)),
        ("on-demand-kinds", |s| word(&mut s.on_demand_kinds)),
        ("on-demand-probes", |s| {
            number(&mut s.on_demand_probes, 1..=9)
        }),
        ("patch-order", |s| word(&mut s.patch_order)),
        ("primary", |s| word(&mut s.primary)),
        ("primary-role", |s| word(&mut s.primary_role)),
        ("probes-groups", |s| word(&mut s.probes_groups)),
        ("provisioning-on", |s| word(&mut s.provisioning_on)),
        ("reads-after-match", |s| word(&mut s.reads_after_match)),
        ("refuses-members", |s| word(&mut s.refuses_members)),
        ("restart-forgets-links", |s| {
            word(&mut s.restart_forgets_links)
        }),
        ("retries", |s| word(&mut s.retries)),
        ("role-name", |s| word(&mut s.role_name)),
        ("scope", |s| word(&mut s.scope)),
        ("skip-out-of-scope-deletions", |s| {
            word(&mut s.skip_out_of_scope_deletions)
        }),
        ("update-groups", |s| word(&mut s.group_actions.update)),
        ("update-users", |s| word(&mut s.user_actions.update)),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::entra::{Dialect, Entra};
    use crate::idp::testing;

    const PLAIN: Settings = Settings::documented(Dialect::Legacy);

    #[test]
    fn a_setup_brings_its_settings() {
        let mut setup = testing::setup("ada", &[], testing::bundled("entra-default"));
        setup.settings = vec![("member-batch".into(), "one-operation".into())];
        let job = Entra::new(PLAIN, setup);
        assert_eq!(job.settings.member_batch, MemberBatch::OneOperation);
    }
}
