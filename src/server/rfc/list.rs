//! Lists (RFC 7644 §3.4.2): filter, order, page.

use std::cmp::Ordering;

use serde_json::Value;

use super::Answer;
use super::filter::{Matcher, Needs};
use super::service::Context;
use super::window::{Start, Window};
use crate::scim::error::ScimError;
use crate::scim::sort::Sort;
use crate::server::quirks::hooks;
use crate::server::store::{Stored, Transaction};

/// The resources that a query finds, type after type. Unsorted, the order is that of creation, so
/// that a walk sees each resource once.
pub(super) fn list(
    contexts: &[Context<'_>],
    transaction: &Transaction<'_>,
) -> Result<Answer, ScimError> {
    let Some(first) = contexts.first() else {
        return Err(ScimError::status(404, "no such resource type"));
    };
    let mut window = Window::of(first)?;
    let parts = (0..).zip(contexts).map(Part::new);
    let parts: Vec<Part<'_>> = parts.collect::<Result<_, _>>()?;
    if parts.iter().any(|part| part.sort.is_some()) {
        fill_sorted(&parts, transaction, &mut window)?;
    } else {
        for part in &parts {
            part.fill(transaction, &mut window)?;
        }
    }
    Ok(Answer::message(200, window.response(first)))
}

/// The query as it applies to one resource type.
struct Part<'a> {
    /// Place among the types of the query.
    place: u64,
    context: &'a Context<'a>,
    matcher: Option<Matcher>,
    sort: Option<Sort>,
}

impl<'a> Part<'a> {
    fn new((place, context): (u64, &'a Context<'a>)) -> Result<Self, ScimError> {
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
            place,
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
            let count = transaction.count(kind)?;
            let skipped = self.skipped(transaction, window, count)?;
            let limit = window.room();
            window.pass(count);
            window.more(count > skipped.saturating_add(limit));
            return transaction.scan(kind, skipped, limit, |stored| {
                let place = (self.place, stored.seq);
                window.push(place, context.shown(transaction, stored)?);
                Ok(())
            });
        }
        let needs = self.needs();
        self.each_candidate(transaction, |stored| {
            let place = (self.place, stored.seq);
            let on_page = window.is_open(place);
            let needs = if on_page {
                needs.and(context.needs())
            } else {
                needs
            };
            let resource = context.whole(transaction, stored, needs)?;
            if self.matches(&resource) {
                if on_page {
                    window.push(place, context.project(&resource));
                } else {
                    window.leave_out(place);
                }
                window.pass(1);
            }
            Ok(())
        })
    }

    /// How many of all `count` resources of the type come before the page.
    fn skipped(
        &self,
        transaction: &Transaction<'_>,
        window: &Window,
        count: u64,
    ) -> Result<u64, ScimError> {
        Ok(match window.start {
            Start::Offset(offset) => offset.saturating_sub(window.total()),
            Start::After { last, .. } => match self.place.cmp(&last.0) {
                Ordering::Less => count,
                Ordering::Equal => transaction.count_up_to(self.context.kind(), last.1)?,
                Ordering::Greater => 0,
            },
        })
    }

    /// What it takes to tell if, and where, a resource is listed.
    fn needs(&self) -> Needs {
        let order = self.context.call.query.sort_by.as_deref();
        let filter = self.matcher.as_ref().map(Matcher::needs);
        filter
            .unwrap_or_default()
            .and(order.map(Needs::of_text).unwrap_or_default())
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
            Some(matcher) if !hooks::misses(quirks) => {
                matcher.candidates(transaction, kind, visible)
            }
            _ => match hooks::listed_beside(quirks, kind) {
                Some(other) => both(transaction, [kind, other], visible),
                None => transaction.scan(kind, 0, u64::MAX, visible),
            },
        }
    }
}

/// Calls `visit` with the resources of two types as if they were of one.
fn both(
    transaction: &Transaction<'_>,
    kinds: [&str; 2],
    visit: impl FnMut(Stored) -> Result<(), ScimError>,
) -> Result<(), ScimError> {
    let mut found = Vec::new();
    for kind in kinds {
        transaction.scan(kind, 0, u64::MAX, |stored| {
            found.push(stored);
            Ok::<_, ScimError>(())
        })?;
    }
    found.sort_by_key(|stored| stored.seq);
    found.into_iter().try_for_each(visit)
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
            let (id, seq) = (stored.id.clone(), stored.seq);
            let resource = part.context.whole(transaction, stored, part.needs())?;
            if part.matches(&resource) {
                found.push((sort.key(&resource), part, seq, id));
            }
            Ok(())
        })?;
    }
    if let Some(sort) = parts.iter().find_map(|part| part.sort.as_ref()) {
        found.sort_by(|(one, ..), (other, ..)| sort.compare(one, other));
    }
    let start = match window.start {
        Start::Offset(offset) => offset,
        // The last one may be gone, or have gone elsewhere; then the number of those shown decides.
        Start::After { last, shown } => (1..)
            .zip(&found)
            .find(|(_, (_, part, seq, _))| (part.place, *seq) == last)
            .map_or(shown, |(after, _)| after),
    };
    let count = found.len() as u64;
    window.pass(count);
    window.more(count > start.saturating_add(window.room()));
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    for (_, part, seq, id) in found.into_iter().skip(start) {
        if window.room() == 0 {
            break;
        }
        let kind = part.context.kind();
        let stored = match transaction.get(kind, &id)? {
            None => match hooks::listed_beside(part.context.call.quirks, kind) {
                Some(other) => transaction.get(other, &id)?,
                None => None,
            },
            found => found,
        };
        if let Some(stored) = stored {
            let resource = part.context.shown(transaction, stored)?;
            window.push((part.place, seq), resource);
        }
    }
    Ok(())
}
