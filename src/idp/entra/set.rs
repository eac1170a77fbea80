//! Settings by name, as scenarios write them.

use super::{
    Actions, Additions, BooleanForm, Dialect, EmptyOnCreate, EnterpriseSchema, ManagerForm,
    ManagerRemoval, MemberBatch, MemberForm, PatchOrder, Primary, Retries, RoleName, Settings,
};

/// A setting with a few possible values, each of which has a name.
trait Choice: Copy + 'static {
    const VALUES: &'static [(&'static str, Self)];
}

impl Choice for bool {
    const VALUES: &'static [(&'static str, Self)] = &[("true", true), ("false", false)];
}

impl Choice for Dialect {
    const VALUES: &'static [(&'static str, Self)] = &[("legacy", Self::Legacy), ("rfc", Self::Rfc)];
}

impl Choice for BooleanForm {
    const VALUES: &'static [(&'static str, Self)] =
        &[("boolean", Self::Boolean), ("text", Self::Text)];
}

impl Choice for EmptyOnCreate {
    const VALUES: &'static [(&'static str, Self)] =
        &[("left-out", Self::LeftOut), ("null", Self::Null)];
}

impl Choice for EnterpriseSchema {
    const VALUES: &'static [(&'static str, Self)] =
        &[("always", Self::Always), ("when-used", Self::WhenUsed)];
}

impl Choice for Primary {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("work-mail", Self::WorkMail),
        ("every-work", Self::EveryWork),
    ];
}

impl Choice for PatchOrder {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("schemas-first", Self::SchemasFirst),
        ("operations-first", Self::OperationsFirst),
    ];
}

impl Choice for Additions {
    const VALUES: &'static [(&'static str, Self)] =
        &[("separate", Self::Separate), ("folded", Self::Folded)];
}

impl Choice for Retries {
    const VALUES: &'static [(&'static str, Self)] =
        &[("escrow", Self::Escrow), ("every-cycle", Self::EveryCycle)];
}

impl Choice for MemberForm {
    const VALUES: &'static [(&'static str, Self)] =
        &[("value", Self::Value), ("ref-null", Self::RefNull)];
}

impl Choice for MemberBatch {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("one-each", Self::OneEach),
        ("one-operation", Self::OneOperation),
        ("many-operations", Self::ManyOperations),
    ];
}

impl Choice for ManagerForm {
    const VALUES: &'static [(&'static str, Self)] =
        &[("text", Self::Text), ("elements", Self::Elements)];
}

impl Choice for ManagerRemoval {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("filtered-remove", Self::FilteredRemove),
        ("empty-text", Self::EmptyText),
        ("empty-object", Self::EmptyObject),
    ];
}

impl Choice for RoleName {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("displayName", Self::DisplayName),
        ("display", Self::Display),
    ];
}

/// The value of that name; `Err` says which there are.
fn choice<T: Choice>(value: &str) -> Result<T, String> {
    let found = T::VALUES.iter().find(|(name, _)| *name == value);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<_> = T::VALUES
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        format!("expected {}, not `{value}`", names.join(" or "))
    })
}

fn number(value: &str) -> Result<usize, String> {
    value
        .parse()
        .map_err(|_| format!("expected a whole number, not `{value}`"))
}

/// Settings by which the boxes of one kind of object are ticked.
fn action<'a>(actions: &'a mut Actions, name: &str) -> &'a mut bool {
    match name {
        "create" => &mut actions.create,
        "update" => &mut actions.update,
        _ => &mut actions.delete,
    }
}

impl Settings {
    /// Names of all settings.
    pub const NAMES: [&'static str; 37] = [
        "accept",
        "accidental-deletions",
        "active-on-create",
        "active-on-patch",
        "additions",
        "charset",
        "create-groups",
        "create-users",
        "delete-groups",
        "delete-users",
        "deletes-instead-of-disabling",
        "dialect",
        "empty-members",
        "empty-on-create",
        "empty-roles",
        "enterprise-schema",
        "escrow-base",
        "escrow-minimum",
        "escrow-proportion",
        "escrow-total",
        "flag-in-query",
        "honours-retry-after",
        "manager-form",
        "manager-removal",
        "member-batch",
        "member-form",
        "on-demand-probes",
        "patch-order",
        "primary",
        "primary-role",
        "reads-after-match",
        "refuses-members",
        "retries",
        "role-name",
        "skip-out-of-scope-deletions",
        "update-groups",
        "update-users",
    ];

    /// Changes one setting. `Err` says which names, or which values, there are.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let known = match name {
            "accept" => choice(value).map(|value| self.transport.accept = value),
            "accidental-deletions" => match value {
                "off" => Ok(None),
                number_of => number(number_of).map(Some),
            }
            .map(|value| self.accidental_deletions = value)
            .map_err(|error| format!("{error}; `off` switches it off")),
            "active-on-create" => choice(value).map(|value| self.active_on_create = value),
            "active-on-patch" => choice(value).map(|value| self.active_on_patch = value),
            "additions" => choice(value).map(|value| self.additions = value),
            "charset" => choice(value).map(|value| self.transport.charset = value),
            "create-users" | "update-users" | "delete-users" => {
                choice(value).map(|value| *action(&mut self.user_actions, &name[..6]) = value)
            }
            "create-groups" | "update-groups" | "delete-groups" => {
                choice(value).map(|value| *action(&mut self.group_actions, &name[..6]) = value)
            }
            "deletes-instead-of-disabling" => {
                choice(value).map(|value| self.deletes_instead_of_disabling = value)
            }
            "dialect" => choice(value).map(|value| self.dialect = value),
            "empty-members" => choice(value).map(|value| self.empty_members = value),
            "empty-on-create" => choice(value).map(|value| self.empty_on_create = value),
            "empty-roles" => choice(value).map(|value| self.empty_roles = value),
            "enterprise-schema" => choice(value).map(|value| self.enterprise_schema = value),
            "escrow-base" => number(value).map(|value| self.thresholds.escrow_base = value),
            "escrow-minimum" => number(value).map(|value| self.thresholds.escrow_minimum = value),
            "escrow-proportion" => {
                number(value).map(|value| self.thresholds.escrow_proportion = value)
            }
            "escrow-total" => number(value).map(|value| self.thresholds.escrow_total = value),
            "flag-in-query" => choice(value).map(|value| self.transport.flag_in_query = value),
            "honours-retry-after" => choice(value).map(|value| self.honours_retry_after = value),
            "manager-form" => choice(value).map(|value| self.manager_form = value),
            "manager-removal" => choice(value).map(|value| self.manager_removal = value),
            "member-batch" => choice(value).map(|value| self.member_batch = value),
            "member-form" => choice(value).map(|value| self.member_form = value),
            "on-demand-probes" => number(value).map(|value| self.on_demand_probes = value),
            "patch-order" => choice(value).map(|value| self.patch_order = value),
            "primary" => choice(value).map(|value| self.primary = value),
            "primary-role" => choice(value).map(|value| self.primary_role = value),
            "reads-after-match" => choice(value).map(|value| self.reads_after_match = value),
            "refuses-members" => choice(value).map(|value| self.refuses_members = value),
            "retries" => choice(value).map(|value| self.retries = value),
            "role-name" => choice(value).map(|value| self.role_name = value),
            "skip-out-of-scope-deletions" => {
                choice(value).map(|value| self.skip_out_of_scope_deletions = value)
            }
            _ => {
                let names = Self::NAMES.join("`, `");
                return Err(format!(
                    "Entra ID has no setting `{name}`; it has `{names}`"
                ));
            }
        };
        known.map_err(|error| format!("`{name}`: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::entra::Entra;
    use crate::idp::testing;

    const PLAIN: Settings = Settings::documented(Dialect::Legacy);

    #[test]
    fn every_setting_can_be_changed_from_its_default() {
        let values = [
            "true",
            "false",
            "17",
            "text",
            "boolean",
            "null",
            "when-used",
            "every-work",
            "operations-first",
            "folded",
            "every-cycle",
            "ref-null",
            "one-operation",
            "elements",
            "empty-text",
            "display",
            "rfc",
        ];
        for name in Settings::NAMES {
            let changed = values.iter().any(|value| {
                let mut settings = PLAIN;
                settings.set(name, value).is_ok() && settings != PLAIN
            });
            assert!(changed, "{name}");
        }
        assert!(Settings::NAMES.is_sorted());
    }

    #[test]
    fn a_setup_brings_its_settings() {
        let mut setup = testing::setup("ada", &[], testing::bundled("entra-default"));
        setup.settings = vec![("member-batch".into(), "one-operation".into())];
        let job = Entra::new(PLAIN, setup);
        assert_eq!(job.settings.member_batch, MemberBatch::OneOperation);
    }

    #[test]
    fn errors_say_what_there_is() {
        let refused = |name, value| PLAIN.clone().set(name, value).unwrap_err();
        assert_eq!(
            refused("member-batch", "all"),
            "`member-batch`: expected `one-each` or `one-operation` or `many-operations`, not `all`"
        );
        assert_eq!(
            refused("escrow-base", "-1"),
            "`escrow-base`: expected a whole number, not `-1`"
        );
        assert_eq!(
            refused("accidental-deletions", "few"),
            "`accidental-deletions`: expected a whole number, not `few`; `off` switches it off"
        );
        let unknown = refused("colour", "red");
        assert!(
            unknown.starts_with("Entra ID has no setting `colour`; it has `accept`, `acc"),
            "{unknown}"
        );
    }
}
