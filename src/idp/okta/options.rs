//! Settings by name, as scenarios spell them.

use super::settings::{
    Assignment, Authorization, Deprovisioning, EmptyValue, GroupFound, GroupNotFound,
    GroupPatchValue, ListKeys, MemberDisplay, NewMembers, NoResources, Paging, PasswordSync,
    PatchValue, ProfilePatch, QueryEncoding, Settings,
};

/// A setting with a few values, each with a name.
trait Words: Copy + 'static {
    const WORDS: &'static [(&'static str, Self)];
}

macro_rules! words {
    ($($kind:ident { $($word:literal => $value:expr),+ $(,)? })+) => {
        $(impl Words for $kind {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $value)),+];
        })+
    };
}

words! {
    bool { "true" => true, "false" => false }
    Authorization {
        "bearer" => Self::Bearer,
        "raw" => Self::Raw,
        "basic" => Self::Basic,
        "doubled" => Self::Doubled,
    }
    PasswordSync { "none" => Self::Off, "okta" => Self::Okta, "random" => Self::Random }
    Assignment { "individual" => Self::Individual, "by-group" => Self::ByGroup }
    EmptyValue { "empty-text" => Self::EmptyText, "null" => Self::Null, "left-out" => Self::LeftOut }
    QueryEncoding { "percent" => Self::Percent, "form" => Self::Form }
    ListKeys { "any-case" => Self::AnyCase, "as-specified" => Self::AsSpecified }
    NoResources { "failure" => Self::Failure, "nobody" => Self::Nobody }
    GroupNotFound { "nobody" => Self::Nobody, "failure" => Self::Failure }
    GroupFound { "failure" => Self::Failure, "linked" => Self::Linked }
    Paging { "by-count" => Self::ByCount, "by-items" => Self::ByItems }
    PatchValue { "active" => Self::Active, "with-identity" => Self::WithIdentity }
    ProfilePatch { "pathless" => Self::Pathless, "pathed" => Self::Pathed }
    GroupPatchValue { "with-id" => Self::WithId, "name-only" => Self::NameOnly }
    NewMembers { "included" => Self::Included, "afterwards" => Self::Afterwards }
    MemberDisplay { "user-name" => Self::UserName, "null" => Self::Null }
    Deprovisioning { "deactivate" => Self::Deactivate, "delete" => Self::Delete }
}

/// Sets one setting; `Err` says what it may be.
type Setter = fn(&mut Settings, &str) -> Result<(), String>;

/// Every setting but how the application was made, which is the choice of an identity provider.
const ALL: &[(&str, Setter)] = &[
    ("label", |all, value| {
        value.clone_into(&mut all.label);
        Ok(())
    }),
    ("authorization", |all, word| {
        choose(&mut all.authorization, word)
    }),
    ("create-users", |all, word| {
        choose(&mut all.create_users, word)
    }),
    ("update-users", |all, word| {
        choose(&mut all.update_users, word)
    }),
    ("deactivate-users", |all, word| {
        choose(&mut all.deactivate_users, word)
    }),
    ("password-sync", |all, word| {
        choose(&mut all.password_sync, word)
    }),
    ("import-groups", |all, word| {
        choose(&mut all.import_groups, word)
    }),
    ("exclude-user-names", |all, word| {
        choose(&mut all.exclude_user_names, word)
    }),
    ("profile-sourcing", |all, word| {
        choose(&mut all.profile_sourcing, word)
    }),
    ("entitlements", |all, word| {
        choose(&mut all.entitlements, word)
    }),
    ("assignment", |all, word| choose(&mut all.assignment, word)),
    ("empty", |all, word| choose(&mut all.empty, word)),
    ("encoding", |all, word| choose(&mut all.encoding, word)),
    ("list-keys", |all, word| choose(&mut all.list_keys, word)),
    ("no-resources", |all, word| {
        choose(&mut all.no_resources, word)
    }),
    ("group-not-found", |all, word| {
        choose(&mut all.group_not_found, word)
    }),
    ("group-found", |all, word| {
        choose(&mut all.group_found, word)
    }),
    ("paging", |all, word| choose(&mut all.paging, word)),
    ("patch-value", |all, word| {
        choose(&mut all.patch_value, word)
    }),
    ("profile-patch", |all, word| {
        choose(&mut all.profile_patch, word)
    }),
    ("group-patch-value", |all, word| {
        choose(&mut all.group_patch_value, word)
    }),
    ("reads-before-patch", |all, word| {
        choose(&mut all.reads_before_patch, word)
    }),
    ("pushes-twice", |all, word| {
        choose(&mut all.pushes_twice, word)
    }),
    ("group-pushes-twice", |all, word| {
        choose(&mut all.group_pushes_twice, word)
    }),
    ("new-members", |all, word| {
        choose(&mut all.new_members, word)
    }),
    ("member-display", |all, word| {
        choose(&mut all.member_display, word)
    }),
    ("batch", |all, text| number(&mut all.batch, text, 100, 1000)),
    ("deprovisioning", |all, word| {
        choose(&mut all.deprovisioning, word)
    }),
    ("safeguard", |all, text| {
        number(&mut all.safeguard, text, 0, 100)
    }),
    ("safeguard-from", |all, text| {
        number(&mut all.safeguard_from, text, 0, 1_000_000)
    }),
];

fn choose<T: Words>(place: &mut T, word: &str) -> Result<(), String> {
    match T::WORDS.iter().find(|(known, _)| *known == word) {
        Some((_, value)) => {
            *place = *value;
            Ok(())
        }
        None => Err(either(T::WORDS.iter().map(|(word, _)| *word))),
    }
}

fn number(place: &mut u32, text: &str, least: u32, most: u32) -> Result<(), String> {
    let number = text.parse().ok();
    match number.filter(|number| (least..=most).contains(number)) {
        Some(number) => {
            *place = number;
            Ok(())
        }
        None => Err(format!("a number from {least} to {most}")),
    }
}

/// `` `a`, `b` or `c` ``.
fn either(words: impl Iterator<Item = &'static str>) -> String {
    let mut words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        last
    } else {
        format!("{} or {last}", words.join(", "))
    }
}

impl Settings {
    /// Sets what goes by this name. `Err` says which names, or which values, there are.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Some((_, setter)) = ALL.iter().find(|(known, _)| *known == name) else {
            let names = either(ALL.iter().map(|(name, _)| *name));
            return Err(format!(
                "Okta has no setting `{name}`: it is one of {names}"
            ));
        };
        setter(self, value).map_err(|wanted| format!("`{name}` is {wanted}, not `{value}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::okta::App;

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
        let names: Vec<_> = ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names, fields());
    }

    #[test]
    fn values_are_set_and_others_are_refused() {
        let mut settings = Settings::documented(App::Catalog);
        for (name, value) in [
            ("label", "Bakery"),
            ("authorization", "raw"),
            ("import-groups", "true"),
            ("batch", "1000"),
            ("empty", "null"),
        ] {
            assert_eq!(settings.set(name, value), Ok(()));
        }
        let wanted = Settings {
            label: "Bakery".into(),
            authorization: Authorization::Raw,
            import_groups: true,
            batch: 1000,
            empty: EmptyValue::Null,
            ..Settings::documented(App::Catalog)
        };
        assert_eq!(settings, wanted);
        for (name, value, wrong) in [
            (
                "empty",
                "nil",
                "`empty` is `empty-text`, `null` or `left-out`, not `nil`",
            ),
            (
                "batch",
                "99",
                "`batch` is a number from 100 to 1000, not `99`",
            ),
            (
                "import-groups",
                "yes",
                "`import-groups` is `true` or `false`, not `yes`",
            ),
        ] {
            assert_eq!(settings.set(name, value), Err(wrong.into()));
        }
        let unknown = settings.set("colour", "red").unwrap_err();
        assert!(
            unknown.starts_with("Okta has no setting `colour`: it is one of `label`, "),
            "{unknown}"
        );
        assert_eq!(settings, wanted, "a refusal changes nothing");
    }
}
