//! "Test Connection", and the same credential check at the start of every cycle.

use super::Entra;
use super::reaction::judge_probe;
use super::request;
use crate::idp::Wire;
use crate::transcript::{LogStatus, Request};

impl Entra {
    /// "Test Connection": the same queries that open every cycle. Returns whether it succeeded.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        let place = "We received this unexpected response from your application: ";
        let (status, code, text) = match self.probe(place, wire).await {
            Ok(()) => {
                let text = "The supplied credentials are authorized to enable provisioning";
                (LogStatus::Success, None, text.to_owned())
            }
            Err((code, text)) => (LogStatus::Failure, Some(code), text),
        };
        self.note("Test Connection", None, status, code, text);
        status == LogStatus::Success
    }

    /// Queries for a random value of the first matching attribute, once for each provisioned kind
    /// of object (documented under "Test Connection" for users; that groups are probed too is
    /// inferred).
    pub(super) async fn probe<W: Wire>(
        &mut self,
        place: &str,
        wire: &mut W,
    ) -> Result<(), (&'static str, String)> {
        let rows = self.matching_rows();
        let attribute = rows.first().map_or("userName", |(target, _)| target);
        let guid = self.ids.guid();
        let mut queries = vec![request::match_users(&self.settings, attribute, &guid)];
        if !self.mapping.groups.is_empty() {
            let guid = self.ids.guid();
            queries.push(request::match_groups(&self.settings, &guid));
        }
        for query in queries {
            let Request { target, .. } = &query;
            let target = target.clone();
            judge_probe(place, &target, &wire.send(query).await)?;
        }
        Ok(())
    }
}
