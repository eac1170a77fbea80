//! Settings by name.

use super::support::{CLIENTS, default_mapping};
use crate::idp::plain::{Client, Settings};

#[test]
fn every_client_has_a_sound_mapping() {
    for client in CLIENTS {
        let mapping = default_mapping(client);
        assert!(mapping.users.iter().any(|row| row.matching == Some(1)));
        assert_eq!(mapping.groups.is_empty(), client == Client::GoogleWorkspace);
    }
}

#[test]
fn a_setting_takes_its_words_only() {
    let mut settings = Settings::documented(Client::Generic);
    for (name, value, error) in [
        ("update", "put", None),
        ("user-agent", "none", None),
        ("attempts", "3", None),
        ("probes", "users,groups", None),
        ("probes", "", None),
        (
            "update",
            "post",
            Some("`update` must be `put` or `patch`, not `post`"),
        ),
        (
            "dangling",
            "yes",
            Some("`dangling` must be `true` or `false`, not `yes`"),
        ),
        (
            "attempts",
            "0",
            Some("`attempts` must be a number from 1 to 100, not `0`"),
        ),
    ] {
        let result = settings.set(name, value);
        assert_eq!(result.err().as_deref(), error, "{name}: {value}");
    }
    assert_eq!(settings.user_agent, None);
    assert!(settings.probes.is_empty());
    let unknown = settings.set("updates", "put").unwrap_err();
    assert!(unknown.starts_with("unknown setting `updates`, expected `user-agent`"));
}
