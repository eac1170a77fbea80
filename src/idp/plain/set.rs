//! Settings by name, as scenarios write them.

use super::settings::{Probe, Settings, Word};

type Setter = fn(&mut Settings, &str) -> Result<(), String>;

/// Every setting: its name, and how its value is read.
const SETTERS: [(&str, Setter); 35] = [
    ("user-agent", user_agent),
    ("media-type", |s, value| text(&mut s.media_type, value)),
    ("json", |s, value| word(&mut s.json, value)),
    ("probes", probes),
    ("config", |s, value| word(&mut s.config, value)),
    ("user-lookup", |s, value| word(&mut s.user_lookup, value)),
    ("filter", |s, value| text(&mut s.filter, value)),
    ("encoding", |s, value| word(&mut s.encoding, value)),
    ("paging", |s, value| text(&mut s.paging, value)),
    ("dangling", |s, value| word(&mut s.dangling, value)),
    ("update", |s, value| word(&mut s.update, value)),
    ("activation", |s, value| word(&mut s.activation, value)),
    ("patch-form", |s, value| word(&mut s.patch_form, value)),
    ("active-value", |s, value| word(&mut s.active_value, value)),
    ("on-unassign", |s, value| word(&mut s.on_unassign, value)),
    ("on-delete", |s, value| word(&mut s.on_delete, value)),
    ("recreates", |s, value| word(&mut s.recreates, value)),
    ("full-sync", |s, value| word(&mut s.full_sync, value)),
    ("attempts", attempts),
    ("honours-retry-after", |s, value| {
        word(&mut s.honours_retry_after, value)
    }),
    ("key-order", |s, value| word(&mut s.key_order, value)),
    ("schemas", |s, value| word(&mut s.schemas, value)),
    ("enterprise-on-create", |s, value| {
        word(&mut s.enterprise_on_create, value)
    }),
    ("id-in-put", |s, value| word(&mut s.id_in_put, value)),
    ("mails", |s, value| word(&mut s.mails, value)),
    ("phones", |s, value| word(&mut s.phones, value)),
    ("absent-lists", |s, value| word(&mut s.absent_lists, value)),
    ("group-lookup", |s, value| word(&mut s.group_lookup, value)),
    ("members-on-create", |s, value| {
        word(&mut s.members_on_create, value)
    }),
    ("group-update", |s, value| word(&mut s.group_update, value)),
    ("group-rename", |s, value| word(&mut s.group_rename, value)),
    ("member-form", |s, value| word(&mut s.member_form, value)),
    ("member-operations", |s, value| {
        word(&mut s.member_operations, value)
    }),
    ("member-removal", |s, value| {
        word(&mut s.member_removal, value)
    }),
    ("compares-members", |s, value| {
        word(&mut s.compares_members, value)
    }),
];

impl Settings {
    /// Changes a setting.
    ///
    /// # Errors
    ///
    /// Says which settings, or which values of it, there are.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let setter = SETTERS.iter().find(|(known, _)| *known == name);
        let Some((_, set)) = setter else {
            let known = SETTERS.iter().map(|(name, _)| *name);
            return Err(format!(
                "unknown setting `{name}`, expected {}",
                listed(known)
            ));
        };
        set(self, value).map_err(|expected| format!("`{name}` must be {expected}, not `{value}`"))
    }
}

/// `none` for no header, nothing for a header without value.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a setter, of which others can fail"
)]
fn user_agent(settings: &mut Settings, value: &str) -> Result<(), String> {
    settings.user_agent = (value != "none").then(|| value.to_owned());
    Ok(())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a setter, of which others can fail"
)]
fn text(setting: &mut String, value: &str) -> Result<(), String> {
    value.clone_into(setting);
    Ok(())
}

fn word<T: Word>(setting: &mut T, value: &str) -> Result<(), String> {
    *setting = parsed(value)?;
    Ok(())
}

fn parsed<T: Word>(value: &str) -> Result<T, String> {
    let found = T::WORDS.iter().find(|(word, _)| *word == value);
    let words = || listed(T::WORDS.iter().map(|(word, _)| *word));
    found.map(|(_, value)| *value).ok_or_else(words)
}

/// Words with commas between them; nothing for no test at all.
fn probes(settings: &mut Settings, value: &str) -> Result<(), String> {
    let words = value.split(',').map(str::trim);
    let words = words.filter(|word| !word.is_empty());
    settings.probes = words.map(parsed::<Probe>).collect::<Result<_, _>>()?;
    Ok(())
}

fn attempts(settings: &mut Settings, value: &str) -> Result<(), String> {
    let number = value.parse().ok();
    let number = number.filter(|number| (1..=100).contains(number));
    settings.attempts = number.ok_or("a number from 1 to 100")?;
    Ok(())
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    words.join(" or ")
}
