//! Settings of the simulated identity providers, by name.

use super::plain::{self, Client};
use super::{Family, entra, okta};

/// Whether the simulators of a family have a setting of that name that can have that value; `Err`
/// says which they have.
pub fn check_setting(family: Family, name: &str, value: &str) -> Result<(), String> {
    match family {
        // Which application it is makes no difference to the names.
        Family::Okta => okta::Settings::documented(okta::App::Catalog).set(name, value),
        Family::Entra => entra::Settings::documented(entra::Dialect::Legacy).set(name, value),
        Family::OneLogin => plain(Client::OneLogin, name, value),
        Family::JumpCloud => plain(Client::JumpCloud, name, value),
        Family::GoogleWorkspace => plain(Client::GoogleWorkspace, name, value),
        Family::PingOne => plain(Client::PingOne, name, value),
        Family::Authentik => plain(Client::Authentik, name, value),
        Family::Keycloak => plain(Client::Keycloak, name, value),
        Family::Generic => plain(Client::Generic, name, value),
    }
}

fn plain(client: Client, name: &str, value: &str) -> Result<(), String> {
    plain::Settings::documented(client).set(name, value)
}
