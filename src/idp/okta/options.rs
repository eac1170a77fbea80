//! Settings by name, as scenarios spell them.

use super::settings::{
    Assignment, Authorization, Deprovisioning, EmptyAnswer, EmptyValue, FullPush,
    GoneOnDeactivation, GroupFound, GroupNotFound, GroupPatchValue, ImportRemoves, LinkMembers,
    ListKeys, MemberDisplay, NewMembers, NoResources, Paging, PasswordPatch, PasswordSync,
    PatchValue, ProfilePatch, Settings, Throttled,
};
use crate::idp::settings::{Named, Place, Word, number, text, word};

macro_rules! words {
    ($($kind:ident { $($word:literal => $value:expr),+ $(,)? })+) => {
        $(impl Word for $kind {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $value)),+];
        })+
    };
}

words! {
    Authorization {
        "bearer" => Self::Bearer,
        "raw" => Self::Raw,
        "basic" => Self::Basic,
        "doubled" => Self::Doubled,
    }
    PasswordSync { "off" => Self::Off, "okta" => Self::Okta, "random" => Self::Random }
    Assignment { "individual" => Self::Individual, "by-group" => Self::ByGroup }
    EmptyValue { "empty-text" => Self::EmptyText, "null" => Self::Null, "left-out" => Self::LeftOut }
    ListKeys { "any-case" => Self::AnyCase, "as-specified" => Self::AsSpecified }
    NoResources { "failure" => Self::Failure, "nobody" => Self::Nobody }
    EmptyAnswer { "failure" => Self::Failure, "success" => Self::Success }
    GoneOnDeactivation { "done" => Self::Done, "task" => Self::Task }
    Throttled { "task" => Self::Task, "request" => Self::Request }
    GroupNotFound { "nobody" => Self::Nobody, "failure" => Self::Failure }
    GroupFound { "failure" => Self::Failure, "linked" => Self::Linked }
    LinkMembers { "add" => Self::Add, "replace" => Self::Replace }
    FullPush {
        "cut" => Self::Cut,
        "cut-from-creation" => Self::CutFromCreation,
        "whole" => Self::Whole,
    }
    ImportRemoves { "unassign" => Self::Unassign, "count-only" => Self::CountOnly }
    Paging { "by-count" => Self::ByCount, "by-items" => Self::ByItems }
    PatchValue { "active" => Self::Active, "with-identity" => Self::WithIdentity }
    PasswordPatch { "pathless" => Self::Pathless, "pathed" => Self::Pathed }
    ProfilePatch { "pathless" => Self::Pathless, "pathed" => Self::Pathed }
    GroupPatchValue { "with-id" => Self::WithId, "name-only" => Self::NameOnly }
    NewMembers { "included" => Self::Included, "afterwards" => Self::Afterwards }
    MemberDisplay { "user-name" => Self::UserName, "null" => Self::Null }
    Deprovisioning { "deactivate" => Self::Deactivate, "delete" => Self::Delete }
}

/// Every setting but how the application was made, which is the choice of an identity provider.
impl Named for Settings {
    const ALL: &'static [(&'static str, Place<Self>)] = &[
        ("label", |all| text(&mut all.label)),
        ("authorization", |all| word(&mut all.authorization)),
        ("create-users", |all| word(&mut all.create_users)),
        ("update-users", |all| word(&mut all.update_users)),
        ("deactivate-users", |all| word(&mut all.deactivate_users)),
        ("password-sync", |all| word(&mut all.password_sync)),
        ("import-groups", |all| word(&mut all.import_groups)),
        ("exclude-user-names", |all| {
            word(&mut all.exclude_user_names)
        }),
        ("profile-sourcing", |all| word(&mut all.profile_sourcing)),
        ("lifecycle-management", |all| {
            word(&mut all.lifecycle_management)
        }),
        ("entitlements", |all| word(&mut all.entitlements)),
        ("assignment", |all| word(&mut all.assignment)),
        ("empty", |all| word(&mut all.empty)),
        ("encoding", |all| word(&mut all.encoding)),
        ("list-keys", |all| word(&mut all.list_keys)),
        ("no-resources", |all| word(&mut all.no_resources)),
        ("empty-answer", |all| word(&mut all.empty_answer)),
        ("no-content", |all| word(&mut all.no_content)),
        ("gone-on-deactivation", |all| {
            word(&mut all.gone_on_deactivation)
        }),
        ("throttled", |all| word(&mut all.throttled)),
        ("group-not-found", |all| word(&mut all.group_not_found)),
        ("group-found", |all| word(&mut all.group_found)),
        ("link-members", |all| word(&mut all.link_members)),
        ("full-push", |all| word(&mut all.full_push)),
        ("import-removes", |all| word(&mut all.import_removes)),
        ("paging", |all| word(&mut all.paging)),
        ("patch-value", |all| word(&mut all.patch_value)),
        ("password-patch", |all| word(&mut all.password_patch)),
        ("profile-patch", |all| word(&mut all.profile_patch)),
        ("group-patch-value", |all| word(&mut all.group_patch_value)),
        ("reads-before-patch", |all| {
            word(&mut all.reads_before_patch)
        }),
        ("pushes-twice", |all| word(&mut all.pushes_twice)),
        ("group-pushes-twice", |all| {
            word(&mut all.group_pushes_twice)
        }),
        ("new-members", |all| word(&mut all.new_members)),
        ("member-display", |all| word(&mut all.member_display)),
        ("batch", |all| number(&mut all.batch, 100..=1000)),
        ("deprovisioning", |all| word(&mut all.deprovisioning)),
        ("safeguard", |all| number(&mut all.safeguard, 0..=100)),
        ("safeguard-from", |all| {
            number(&mut all.safeguard_from, 0..=1_000_000)
        }),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the fields, as a scenario spells them.
    fn fields() -> Vec<String> {
        include_str!("settings.rs")
            .split("pub struct Settings {")
            .nth(1)
            .unwrap()
            .split("\n}")
            .next()
            .unwrap()
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub "))
            .map(|field| field.split(':').next().unwrap().replace('_', "-"))
            .filter(|name| name != "app")
            .collect()
    }

    #[test]
    fn every_field_has_a_name() {
        let names: Vec<_> = Settings::ALL
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(names, fields());
    }
}
