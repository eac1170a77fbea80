//! Settings of the simulated identity providers, by name.

use super::{Family, okta};

/// Whether the simulators of a family have a setting of that name that can have that value; `Err`
/// says which they have.
pub fn check_setting(family: Family, name: &str, value: &str) -> Result<(), String> {
    match family {
        // Which application it is makes no difference to the names.
        Family::Okta => okta::Settings::documented(okta::App::Catalog).set(name, value),
        Family::Entra => Ok(()),
    }
}
