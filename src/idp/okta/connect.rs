//! "Test API Credentials", and the queries that saving the configuration sends.

use super::answer::{has_resources, resources, success};
use super::flow::CALL;
use super::message::{code, why};
use super::{App, Okta, Settings, request};
use crate::idp::Wire;
use crate::idp::answer::remark;
use crate::transcript::{LogStatus, Outcome};

impl Okta {
    /// "Test API Credentials", saving the connection and saving the "To App" page. Each sends the
    /// same query; the first failure is where an admin stops. Returns whether all succeeded.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        let mut requests = vec![request::probe(), request::probe(), request::probe()];
        if self.settings.import_groups {
            requests.push(request::list_groups());
        }
        for request in requests {
            let outcome = self.call(request, wire).await;
            if let Err((code, text)) = judge(&self.settings, &outcome) {
                self.note(CALL, None, LogStatus::Failure, Some(code), text);
                return false;
            }
        }
        let text = match self.settings.app {
            App::Catalog => format!("{} was verified successfully!", self.settings.label),
            App::Wizard => "Connector configured successfully".into(),
        };
        self.note(CALL, None, LogStatus::Success, None, text);
        true
    }
}

/// What the connection test shows: nothing, or code and text of the error.
fn judge(settings: &Settings, outcome: &Outcome) -> Result<(), (String, String)> {
    let Some(response) = success(outcome) else {
        let text = format!("Error authenticating: {}", why(outcome));
        return Err((code(outcome), text));
    };
    let body = response.json().unwrap_or_default();
    if !has_resources(settings, &body) {
        return Err((code(outcome), "No results for users returned".into()));
    }
    // What Okta shows for a list with counters as text is not published; a lookup ends without a
    // reason then.
    resources(settings, &body).map(|_| ()).map_err(|why| {
        let text = format!("Error authenticating: null{}", remark(&why));
        ("null".to_owned(), text)
    })
}
