//! Hosts for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use uuid::Uuid;

use super::model::{AccountId, NewAccount, World};
use super::{GitLabProfile, Switches};
use crate::transcript::Secret;

/// The newest GitLab.com with settings.
pub(super) fn world(settings: &[(&str, &str)]) -> World {
    host(Switches::default(), settings)
}

/// A version with settings.
pub(super) fn version(profile: &str, settings: &[(&str, &str)]) -> World {
    host(GitLabProfile::find(profile).unwrap().switches(), settings)
}

fn host(mut switches: Switches, settings: &[(&str, &str)]) -> World {
    for (name, value) in settings {
        switches.set(name, value).unwrap();
    }
    let next = AtomicU64::new(0xA11CE);
    World::new(
        switches,
        "https://gitlab.test".to_owned(),
        Secret::new("t0ken"),
        Arc::new(|| Timestamp::UNIX_EPOCH),
        Arc::new(move || Uuid::from_u128(next.fetch_add(1, Ordering::Relaxed).into())),
    )
}

/// An account of that username, with an address at `example.com`.
pub(super) fn account(world: &mut World, name: &str) -> AccountId {
    let username = world.free_username(name);
    world.insert_account(NewAccount {
        username,
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        is_confirmed: true,
        ..NewAccount::default()
    })
}
