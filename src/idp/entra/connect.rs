//! "Test Connection", and the same credential check at the start of every cycle.

use super::Entra;
use super::object::matching_rows;
use super::reaction::{INCOMPATIBLE, content, status_name, undeserializable};
use super::request;
use crate::idp::Wire;
use crate::idp::answer::{Listing, remark};
use crate::transcript::{LogStatus, ObjectKind, Outcome};

/// Why a credential check failed: error code and text.
pub(super) type Refusal = (&'static str, String);

/// The text for a probe that was answered with 404 (grokability/snipe-it#11913).
const NOT_FOUND: &str = "An HTTP/404 Not Found response was returned rather than the expected \
    HTTP/200 OK response. To address this issue, ensure that the tenant URL is correct. The tenant \
    URL is usually in a format like: https://<>/scim. If this does not resolve the issue, contact \
    the application developer to ensure their SCIM endpoint conforms with the protocol \
    https://tools.ietf.org/html/rfc7644#section-3.4.2";

/// The text for a probe that ended at a sign-in page (docs.gitlab.com, Troubleshooting SCIM).
const INVALID_CREDENTIALS: &str = "You appear to have entered invalid credentials. Please confirm \
    you are using the correct information for an administrative account.";

impl Entra {
    /// "Test Connection": the same queries that open every cycle. Returns whether it succeeded.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        let place = "We received this unexpected response from your application: ";
        let kinds = self.probed();
        let (status, code, text) = match self.probe(kinds, place, wire).await {
            Ok(()) => {
                let text = "The supplied credentials are authorized to enable provisioning";
                (LogStatus::Success, None, text.to_owned())
            }
            Err((code, text)) => (LogStatus::Failure, Some(code), text),
        };
        self.note("Test Connection", status, code, text);
        status == LogStatus::Success
    }

    /// Kinds of objects that a credential check asks for. The documentation has it for users; that
    /// groups are asked for too is second-hand.
    pub(super) fn probed(&self) -> &'static [ObjectKind] {
        if self.settings.probes_groups && !self.mapping.groups.is_empty() {
            &[ObjectKind::User, ObjectKind::Group]
        } else {
            &[ObjectKind::User]
        }
    }

    /// Queries for a random value of the first matching attribute, once for each of the kinds
    /// (tutorial, "Test Connection").
    pub(super) async fn probe<W: Wire>(
        &mut self,
        kinds: &[ObjectKind],
        place: &str,
        wire: &mut W,
    ) -> Result<(), Refusal> {
        for &kind in kinds {
            let usual = match kind {
                ObjectKind::User => "userName",
                ObjectKind::Group => "displayName",
            };
            let guid = self.ids.guid();
            let rows = matching_rows(&self.mapping, kind);
            let attribute = rows.first().map_or(usual, |row| row.target.path.as_str());
            let query = request::find(&self.settings, kind, attribute, &guid);
            judge_probe(place, &query.target, &wire.send(&query).await)?;
        }
        Ok(())
    }
}

/// What a credential check comes to: `Err` holds the error code and what went wrong. The text that
/// the admin sees begins with where it went wrong, which `place` gives.
fn judge_probe(place: &str, target: &str, outcome: &Outcome) -> Result<(), Refusal> {
    const FAILURE: &str = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";
    const UNAVAILABLE: &str =
        "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable";
    let response = match outcome {
        Outcome::Response(response) => response,
        Outcome::Failure(failure) => {
            let text = format!(
                "{place}An error occurred while sending the request{}",
                remark(&failure.message)
            );
            return Err((UNAVAILABLE, text));
        }
    };
    match response.status {
        200..=299 => {
            let why = match response.json() {
                None => "it is not JSON".to_owned(),
                Some(body) => match Listing::read(&body) {
                    Ok(_) => return Ok(()),
                    Err(why) => why,
                },
            };
            let text = format!("{place}{}", undeserializable(response, &why));
            Err((INCOMPATIBLE, text))
        }
        404 => Err((INCOMPATIBLE, NOT_FOUND.to_owned())),
        status => {
            // Printed so in Microsoft's ECMA troubleshooting article: quotes raw, no headers.
            let text = format!(
                "{place}Received response from Web resource. Resource: {} Operation: GET Response \
                 Status Code: {} Response Headers: Response Content: {}",
                target.replace("%22", "\""),
                status_name(status),
                content(response)
            );
            let is_down = (500..=599).contains(&status);
            // Whoever is sent to a sign-in page has no business there.
            let is_sent_away = (300..=399).contains(&status);
            let text = if is_sent_away {
                format!("{INVALID_CREDENTIALS} {text}")
            } else {
                text
            };
            Err((if is_down { UNAVAILABLE } else { FAILURE }, text))
        }
    }
}
