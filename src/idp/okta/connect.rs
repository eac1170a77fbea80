//! "Test API Credentials", and the queries that saving the configuration sends.

use super::about::About;
use super::answer::{has_resources, resources, success};
use super::application::CALL;
use super::listing::PageError;
use super::message::{code, why};
use super::{App, Okta, Settings, group_request, request};
use crate::idp::Wire;
use crate::idp::answer::remark;
use crate::transcript::{LogStatus, Outcome};

/// Code of the failure where the organisation has no Lifecycle Management; Okta only does not show
/// the page then.
const NOT_LICENSED: &str = "NotLicensed";

impl Okta {
    /// "Test API Credentials", saving the connection and saving the "To App" page. Each sends the
    /// same query; the first failure is where an admin stops. Nothing of this is a task that a 429
    /// could pause. Returns whether all succeeded.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        if !self.settings.lifecycle_management {
            let text = "Provisioning needs Okta Lifecycle Management";
            return self.not_connected((NOT_LICENSED.to_owned(), text.to_owned()));
        }
        for _ in ["test", "connection", "To App"] {
            let outcome = self.call(request::probe(), wire).await;
            if let Err(trouble) = judge(&self.settings, &outcome) {
                return self.not_connected(trouble);
            }
        }
        if self.settings.import_groups {
            match self.pages(group_request::GROUPS, wire).await {
                Ok(groups) => self.remember_groups(&groups),
                Err(error) => return self.not_connected(unreadable(&error)),
            }
        }
        if self.settings.entitlements
            && let Err(error) = self.discover(wire).await
        {
            return self.not_connected(unreadable(&error));
        }
        let text = match self.settings.app {
            App::Catalog | App::CatalogPut | App::OinWizard => {
                format!("{} was verified successfully!", self.settings.label)
            }
            App::Aiw => "Connector configured successfully".into(),
        };
        self.note_success(CALL, About::Application, &text);
        true
    }

    /// Notes code and text of the failure.
    fn not_connected(&mut self, (code, text): (String, String)) -> bool {
        let status = LogStatus::Failure;
        self.note(CALL, About::Application, status, Some(code), text);
        false
    }
}

/// What the connection test shows: nothing, or code and text of the error.
fn judge(settings: &Settings, outcome: &Outcome) -> Result<(), (String, String)> {
    let Some(response) = success(outcome) else {
        return Err(refusal(outcome));
    };
    let body = response.json().unwrap_or_default();
    if !has_resources(settings, &body) {
        return Err((code(outcome), "No results for users returned".into()));
    }
    resources(settings, &body)
        .map(|_| ())
        .map_err(|why| unusable(&why))
}

fn refusal(outcome: &Outcome) -> (String, String) {
    let text = format!("Error authenticating: {}", why(outcome));
    (code(outcome), text)
}

/// A list that could not be read.
fn unreadable(error: &PageError) -> (String, String) {
    match error {
        PageError::Refused(outcome) => refusal(outcome),
        PageError::Unusable(what) => unusable(what),
    }
}

/// What Okta shows for a list with counters as text is not published; a lookup ends without a
/// reason then.
fn unusable(why: &str) -> (String, String) {
    let text = format!("Error authenticating: null{}", remark(why));
    ("null".to_owned(), text)
}
