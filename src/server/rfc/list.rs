//! Lists (RFC 7644 §3.4.2): filter, order, page.

use serde_json::Value;

use super::Answer;
use super::discovery::MAX_RESULTS;
use super::filter::Matcher;
use super::service::Context;
use crate::scim::error::ScimError;
use crate::scim::list::{Page, list_response};
use crate::scim::sort::Sort;
use crate::server::quirks::hooks;
use crate::server::store::{Stored, Transaction};

/// Resources on a page when the client names no count.
pub(super) const DEFAULT_RESULTS: u64 = 100;

/// The resources that a query finds, type after type. Unsorted, the order is that of creation, so
/// that a walk sees each resource once.
pub(super) fn list(
    contexts: &[Context<'_>],
    transaction: &Transaction<'_>,
) -> Result<Answer, ScimError> {
    let Some(query) = contexts.first().map(|context| &context.call.query) else {
        return Err(ScimError::status(404, "no such resource type"));
    };
    let page = Page::parse(query.start_index.as_deref(), query.count.as_deref())?;
    let parts: Vec<Part<'_>> = contexts.iter().map(Part::new).collect::<Result<_, _>>()?;
    let mut window = Window {
        offset: page.offset(),
        limit: page.limit(DEFAULT_RESULTS, MAX_RESULTS),
        total: 0,
        resources: Vec::new(),
    };
    if parts.iter().any(|part| part.sort.is_some()) {
        fill_sorted(&parts, transaction, &mut window)?;
    } else {
        for part in &parts {
            part.fill(transaction, &mut window)?;
        }
    }
    let body = list_response(window.resources, window.total, page.start_index);
    Ok(Answer::message(200, body))
}

/// The page of a result while the result goes by.
struct Window {
    offset: u64,
    limit: u64,
    /// Resources that went by.
    total: u64,
    resources: Vec<Value>,
}

impl Window {
    /// Whether the next resource is on the page.
    fn is_open(&self) -> bool {
        self.total >= self.offset && (self.resources.len() as u64) < self.limit
    }

    /// Lets `count` resources go by at once: how many of them come before the page, and how many
    /// are on it at most.
    fn pass(&mut self, count: u64) -> (u64, u64) {
        let skipped = self.offset.saturating_sub(self.total);
        self.total += count;
        (skipped, self.limit - self.resources.len() as u64)
    }
}

/// The query as it applies to one resource type.
struct Part<'a> {
    context: &'a Context<'a>,
    matcher: Option<Matcher>,
    sort: Option<Sort>,
}

impl<'a> Part<'a> {
    fn new(context: &'a Context<'a>) -> Result<Self, ScimError> {
        let (query, quirks) = (&context.call.query, context.call.quirks);
        let mode = context.service.mode;
        let matcher = query
            .filter
            .as_deref()
            .filter(|_| !hooks::ignores_filter(quirks))
            .map(|text| {
                let resource_type = hooks::filter_type(quirks, context.queried_type);
                Matcher::new(text, &resource_type, mode)
            });
        Ok(Self {
            context,
            matcher: matcher.transpose()?,
            sort: Sort::parse(
                query.sort_by.as_deref(),
                query.sort_order.as_deref(),
                context.queried_type,
                mode,
            )?,
        })
    }

    /// Lets all that is found go by the window, in the order of creation.
    fn fill(&self, transaction: &Transaction<'_>, window: &mut Window) -> Result<(), ScimError> {
        let (context, kind) = (self.context, self.context.kind());
        if self.matcher.is_none() && !hooks::hides(context.call.quirks) {
            let (skipped, limit) = window.pass(transaction.count(kind)?);
            return transaction.scan(kind, skipped, limit, |stored| {
                window.resources.push(context.shown(transaction, stored)?);
                Ok(())
            });
        }
        let asks = self.asks_for_groups();
        self.each_candidate(transaction, |stored| {
            let on_page = window.is_open();
            let with_groups = asks || (on_page && context.shows_groups());
            let resource = context.whole(transaction, stored, with_groups)?;
            if self.matches(&resource) {
                if on_page {
                    window.resources.push(context.project(&resource));
                }
                window.total += 1;
            }
            Ok(())
        })
    }

    /// Whether more than the stored form is needed to tell if, and where, a resource is listed.
    fn asks_for_groups(&self) -> bool {
        self.matcher.as_ref().is_some_and(Matcher::asks_for_groups)
            || self
                .sort
                .as_ref()
                .is_some_and(|sort| sort.attribute() == "groups")
    }

    fn matches(&self, resource: &Value) -> bool {
        self.matcher
            .as_ref()
            .is_none_or(|one| one.matches(resource))
    }

    /// Calls `visit` with all that may be listed.
    fn each_candidate(
        &self,
        transaction: &Transaction<'_>,
        mut visit: impl FnMut(Stored) -> Result<(), ScimError>,
    ) -> Result<(), ScimError> {
        let (kind, quirks) = (self.context.kind(), self.context.call.quirks);
        let visible = |stored: Stored| {
            if hooks::is_hidden(quirks, &stored) {
                return Ok(());
            }
            visit(stored)
        };
        match &self.matcher {
            Some(matcher) => matcher.candidates(transaction, kind, visible),
            None => transaction.scan(kind, 0, u64::MAX, visible),
        }
    }
}

/// Sorts before paging (RFC 7644 §3.4.2.4). Only keys are held; the page is read again.
fn fill_sorted(
    parts: &[Part<'_>],
    transaction: &Transaction<'_>,
    window: &mut Window,
) -> Result<(), ScimError> {
    let mut found = Vec::new();
    for part in parts {
        let Some(sort) = &part.sort else { continue };
        part.each_candidate(transaction, |stored| {
            let id = stored.id.clone();
            let resource = part
                .context
                .whole(transaction, stored, part.asks_for_groups())?;
            if part.matches(&resource) {
                found.push((sort.key(&resource), part, id));
            }
            Ok(())
        })?;
    }
    if let Some(sort) = parts.iter().find_map(|part| part.sort.as_ref()) {
        found.sort_by(|(one, ..), (other, ..)| sort.compare(one, other));
    }
    for (_, part, id) in found {
        if window.is_open()
            && let Some(stored) = transaction.get(part.context.kind(), &id)?
        {
            window
                .resources
                .push(part.context.shown(transaction, stored)?);
        }
        window.total += 1;
    }
    Ok(())
}
