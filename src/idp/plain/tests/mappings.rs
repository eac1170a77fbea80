//! The mappings that are bundled.

use super::support::{CLIENTS, default_mapping};
use crate::idp::plain::Client;

#[test]
fn every_client_has_a_sound_mapping() {
    for client in CLIENTS {
        let mapping = default_mapping(client);
        assert!(mapping.users.iter().any(|row| row.matching == Some(1)));
        assert_eq!(mapping.groups.is_empty(), client == Client::GoogleWorkspace);
    }
}
