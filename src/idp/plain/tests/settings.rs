//! Settings by name.

use super::support::{CLIENTS, default_mapping};
use crate::idp::plain::{Client, Settings, Write};
use crate::idp::settings::Named;

#[test]
fn every_client_has_a_sound_mapping() {
    for client in CLIENTS {
        let mapping = default_mapping(client);
        assert!(mapping.users.iter().any(|row| row.matching == Some(1)));
        assert_eq!(mapping.groups.is_empty(), client == Client::GoogleWorkspace);
    }
}

#[test]
fn settings_change_by_name() {
    let mut settings = Settings::documented(Client::Generic);
    for (name, value) in [("update", "put"), ("user-agent", "none"), ("attempts", "3")] {
        assert_eq!(settings.change(name, value), Ok(()));
    }
    let wanted = Settings {
        update: Write::Put,
        user_agent: None,
        attempts: 3,
        ..Settings::documented(Client::Generic)
    };
    assert_eq!(settings, wanted);
}
