//! What a `sign-in` step may say.

use schemars::JsonSchema;

use super::super::node::{At, Node};
use super::super::problems::Problems;
use super::super::read::{Read, record};
use super::word;

record! {
    /// A person signs in at the target through the identity provider, by SAML.
    #[schemars(rename = "signIn", deny_unknown_fields)]
    RawSignIn as "`sign-in`" {
        /// The person.
        "person" person: At<String>,
        /// Name identifier of the assertion, `none` for no such; what the person's account gets as
        /// `externalId` if absent.
        "name-id" name_id: Option<At<String>>,
        /// E-mail address of the assertion, `none` for no such; the person's own if absent.
        "email" email: Option<At<String>>,
        /// Where it starts: at the `target`, if absent, or on the dashboard of the `idp`.
        "start" start: Option<RawStart>,
        /// Account that the browser is signed in with before: user name, e-mail address or id.
        "signed-in-as" signed_in_as: Option<At<String>>,
        /// Whether the person is assigned to the application for signing in; as for provisioning if
        /// absent.
        "assigned" assigned: Option<bool>,
        /// How it must end; `signed-in` if absent.
        "outcome" outcome: Option<At<RawOutcomeOfSignIn>>,
        /// Text that the person must see; a refusal needs one.
        "message" message: Option<At<String>>,
        /// Account that the person must be signed in with: user name, e-mail address or id.
        "account" account: Option<At<String>>,
        /// Whether that account must be a member of the group.
        "member" member: Option<At<bool>>,
    }
}

/// Where a sign-in starts.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(rename = "start", rename_all = "lowercase")]
pub(in crate::scenario::load) enum RawStart {
    /// At the target.
    Target,
    /// On the dashboard of the identity provider.
    Idp,
}

impl Read for RawStart {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let words = [("target", Self::Target), ("idp", Self::Idp)];
        word(node, what, &words, problems)
    }
}

/// How a sign-in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename = "signInOutcome", rename_all = "kebab-case")]
pub(in crate::scenario::load) enum RawOutcomeOfSignIn {
    /// The person is in.
    SignedIn,
    /// The person is not.
    Refused,
}

impl Read for RawOutcomeOfSignIn {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let words = [("signed-in", Self::SignedIn), ("refused", Self::Refused)];
        word(node, what, &words, problems)
    }
}
