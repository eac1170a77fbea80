//! The settings of an identity provider, as far as their own answers tell: which values each takes,
//! and which one it has when nobody sets it.

use crate::idp::plain::{self, Client};
use crate::idp::{IdpKind, entra, okta};

/// What may be said of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it takes: words, or a phrase such as `a number from 0 to 100`.
    pub takes: String,
    /// The word that it has from the start, where it takes words.
    pub default: Option<String>,
}

/// Settings that can be changed by name.
trait Adjustable: Clone + PartialEq {
    fn adjust(&mut self, name: &str, value: &str) -> Result<(), String>;
}

impl Adjustable for entra::Settings {
    fn adjust(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.set(name, value)
    }
}

impl Adjustable for okta::Settings {
    fn adjust(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.set(name, value)
    }
}

impl Adjustable for plain::Settings {
    fn adjust(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.set(name, value)
    }
}

/// What a setting of that name takes; `None` where there is none of that name.
pub fn setting(idp: IdpKind, name: &str) -> Option<Setting> {
    let entra = |dialect| describe(&entra::Settings::documented(dialect), name);
    let okta = |app| describe(&okta::Settings::documented(app), name);
    let plain = |client| describe(&plain::Settings::documented(client), name);
    match idp {
        IdpKind::Entra => entra(entra::Dialect::Legacy),
        IdpKind::EntraRfc => entra(entra::Dialect::Rfc),
        IdpKind::Okta => okta(okta::App::Catalog),
        IdpKind::OktaPut => okta(okta::App::CatalogPut),
        IdpKind::OktaWizard => okta(okta::App::OinWizard),
        IdpKind::OktaAiw => okta(okta::App::Aiw),
        IdpKind::OneLogin => plain(Client::OneLogin),
        IdpKind::JumpCloud => plain(Client::JumpCloud),
        IdpKind::GoogleWorkspace => plain(Client::GoogleWorkspace),
        IdpKind::PingOne => plain(Client::PingOne),
        IdpKind::Authentik => plain(Client::Authentik),
        IdpKind::Keycloak => plain(Client::Keycloak),
        IdpKind::Generic => plain(Client::Generic),
    }
}

/// A value that no setting but one of free text takes.
const NONSENSE: &str = "\u{0}";

fn describe(settings: &impl Adjustable, name: &str) -> Option<Setting> {
    let name = name.to_owned();
    let Err(refusal) = settings.clone().adjust(&name, NONSENSE) else {
        let takes = "any text".into();
        return Some(Setting {
            name,
            takes,
            default: None,
        });
    };
    // The refusal of a value repeats it; that of a name does not.
    let (wanted, _) = refusal.split_once(&format!(", not `{NONSENSE}`"))?;
    let takes = wanted
        .trim_start_matches(&format!("`{name}` is "))
        .trim_start_matches(&format!("`{name}` must be "))
        .trim_start_matches("expected ")
        .to_owned();
    let mut words = takes.split('`').skip(1).step_by(2);
    let default = words.find(|word| {
        let mut changed = settings.clone();
        changed.adjust(&name, word).is_ok() && changed == *settings
    });
    let default = default.map(str::to_owned);
    Some(Setting {
        name,
        takes,
        default,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_says_what_it_takes() {
        let empty = setting(IdpKind::Okta, "empty").unwrap();
        assert_eq!(empty.takes, "`empty-text`, `null` or `left-out`");
        assert_eq!(empty.default.as_deref(), Some("empty-text"));
        let batch = setting(IdpKind::OktaAiw, "batch").unwrap();
        assert_eq!(batch.takes, "a number from 100 to 1000");
        assert_eq!(batch.default, None);
        assert_eq!(setting(IdpKind::Okta, "label").unwrap().takes, "any text");
        assert_eq!(setting(IdpKind::Okta, "colour"), None);
        let update = setting(IdpKind::OneLogin, "update").unwrap();
        let word = update.default.unwrap();
        assert!(
            update.takes.contains(&format!("`{word}`")),
            "{}",
            update.takes
        );
    }
}
