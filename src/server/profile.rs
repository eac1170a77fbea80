//! Ready-made ways to be a server.

use crate::scim::mode::Mode;

/// A way to be a server, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Name on the command line.
    pub name: &'static str,
    /// What the server is like.
    pub description: &'static str,
    /// How literally requests are read.
    pub mode: Mode,
}

/// All profiles; the first is the default.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "rfc",
        description: "RFC 7643, 7644 and 9865, and what Entra ID and Okta send is understood",
        mode: Mode::Lenient,
    },
    Profile {
        name: "strict",
        description: "RFC 7643, 7644 and 9865 to the letter; deviations are refused",
        mode: Mode::Strict,
    },
];

impl Profile {
    /// The profile of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.name == name)
    }
}
