//! Ids that an identity provider gives to things that no request speaks of.

use crate::idp::IdSource;
use crate::transcript::CaseId;

/// Makes ids by name: the same name gives the same id within a run's case.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    seed: u64,
}

impl Ids {
    /// Ids of things that all cases of a run share.
    pub(super) const fn of_run(seed: u64) -> Self {
        Self { seed }
    }

    /// Ids of things that belong to one case.
    pub(super) fn of_case(seed: u64, case: &CaseId) -> Self {
        Self {
            seed: mix(seed, &case.to_string()),
        }
    }

    /// A GUID.
    pub(super) fn guid(&self, name: &str) -> String {
        IdSource::seeded(mix(self.seed, name)).guid()
    }

    /// An id in Okta's form: a prefix that says of what, and 17 alphanumerics.
    pub(super) fn okta(&self, prefix: &str, name: &str) -> String {
        let mut ids = IdSource::seeded(mix(self.seed, &format!("{prefix} {name}")));
        format!("{prefix}{}", ids.alphanumeric(17))
    }
}

/// FNV-1a, begun with the seed: what matters is that it stays the same from release to release.
fn mix(seed: u64, text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    text.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
