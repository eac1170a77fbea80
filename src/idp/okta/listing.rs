//! Lists that are read to their end.

use serde_json::Value;

use super::answer::{extent, resources, success};
use super::request::{PAGE, page};
use super::{Okta, Paging};
use crate::idp::Wire;
use crate::transcript::Outcome;

/// Pages that are read at most, so that a target that promises without end gets an end.
const MOST_PAGES: usize = 1_000;

/// Why a list could not be read.
pub(super) enum PageError {
    /// The target refused, or did not answer.
    Refused(Outcome),
    /// The answer cannot be used.
    Unusable(String),
}

impl Okta {
    /// Everything that an endpoint has, page by page.
    pub(super) async fn pages<W: Wire>(
        &mut self,
        endpoint: &str,
        wire: &mut W,
    ) -> Result<Vec<Value>, PageError> {
        let mut all = Vec::new();
        let mut start = 1;
        for _ in 0..MOST_PAGES {
            let outcome = self.call(page(endpoint, start), wire).await;
            let Some(response) = success(&outcome) else {
                return Err(PageError::Refused(outcome));
            };
            let body = response.json().unwrap_or_default();
            let found = resources(&self.settings, &body).map_err(PageError::Unusable)?;
            let (total, items) = extent(&self.settings, &body);
            let is_empty = found.is_empty();
            let held = u64::try_from(found.len()).unwrap_or(PAGE);
            all.extend(found);
            let step = match self.settings.paging {
                Paging::ByCount => PAGE,
                Paging::ByItems => items.filter(|items| *items > 0).unwrap_or(held),
            };
            start = step.saturating_add(start);
            if is_empty || total.is_none_or(|total| start > total) {
                break;
            }
        }
        Ok(all)
    }
}
