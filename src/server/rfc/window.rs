//! The page of a result while the result goes by.

use serde_json::Value;

use super::cursor::{Cursor, fingerprint};
use super::service::Context;
use crate::scim::error::{ScimError, ScimType};
use crate::scim::list::{Page, cursor_response, list_response};

/// Resources on a page when the client names no count.
pub(crate) const DEFAULT_RESULTS: u64 = 100;

/// Most resources on one page of a list.
pub(super) const MAX_RESULTS: u64 = 1_000;

/// Where a resource stands: place of its type, then its place among all resources.
pub(super) type Place = (u64, i64);

/// Before all resources.
const BEGINNING: Place = (0, 0);

/// Where the page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// After so many resources.
    Offset(u64),
    /// After this resource, the `shown`-th of the walk.
    After { last: Place, shown: u64 },
}

pub(super) struct Window {
    pub(super) start: Start,
    start_index: u64,
    limit: u64,
    /// Resources that went by.
    total: u64,
    resources: Vec<Value>,
    last: Option<Place>,
    /// Whether there are resources after the page.
    more: bool,
}

impl Window {
    /// The page that a query asks for, by index or by cursor (RFC 9865 §2).
    ///
    /// # Errors
    ///
    /// `invalidValue` for parameters that are no numbers and for index and cursor at once;
    /// `invalidCursor`, `expiredCursor`, and `invalidCount` when the count is not that of the page
    /// before.
    pub(super) fn of(context: &Context<'_>) -> Result<Self, ScimError> {
        let query = &context.call.query;
        let page = Page::parse(query.start_index.as_deref(), query.count.as_deref())?;
        let mut limit = page.limit(DEFAULT_RESULTS, MAX_RESULTS);
        let start = match query.cursor.as_deref() {
            None => Start::Offset(page.offset()),
            Some(_) if query.start_index.is_some() => {
                return Err(ScimError::new(
                    ScimType::InvalidValue,
                    "`startIndex` and `cursor` exclude each other; send one of them",
                ));
            }
            Some("") => Start::After {
                last: BEGINNING,
                shown: 0,
            },
            Some(text) => {
                let service = context.service;
                let cursor = Cursor::decode(
                    text,
                    service.cursor_key(),
                    fingerprint(context.call),
                    (service.clock)(),
                    service.limits.cursor_timeout,
                )?;
                if query.count.is_some() && limit != cursor.count {
                    return Err(ScimError::new(
                        ScimType::InvalidCount,
                        "`count` must stay the same from page to page",
                    ));
                }
                limit = cursor.count;
                Start::After {
                    last: cursor.last,
                    shown: cursor.shown,
                }
            }
        };
        Ok(Self {
            start,
            start_index: page.start_index,
            limit,
            total: 0,
            resources: Vec::new(),
            last: None,
            more: false,
        })
    }

    /// Whether the next resource, which stands at `place`, is on the page.
    pub(super) fn is_open(&self, place: Place) -> bool {
        self.has_begun(place) && self.room() > 0
    }

    fn has_begun(&self, place: Place) -> bool {
        match self.start {
            Start::Offset(offset) => self.total >= offset,
            Start::After { last, .. } => place > last,
        }
    }

    pub(super) fn room(&self) -> u64 {
        self.limit.saturating_sub(self.resources.len() as u64)
    }

    pub(super) fn push(&mut self, place: Place, resource: Value) {
        self.resources.push(resource);
        self.last = Some(place);
    }

    /// Lets a resource go by that is not on the page.
    pub(super) fn leave_out(&mut self, place: Place) {
        self.more |= self.has_begun(place);
    }

    /// Counts resources that went by.
    pub(super) fn pass(&mut self, count: u64) {
        self.total += count;
    }

    /// Resources that went by.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Says that there are resources after the page.
    pub(super) fn more(&mut self, more: bool) {
        self.more |= more;
    }

    pub(super) fn response(self, context: &Context<'_>) -> Value {
        let Start::After { last, shown } = self.start else {
            return list_response(self.resources, self.total, self.start_index);
        };
        let next = self.more.then(|| {
            let cursor = Cursor {
                issued: (context.service.clock)().as_millisecond(),
                query: fingerprint(context.call),
                count: self.limit,
                last: self.last.unwrap_or(last),
                shown: shown + self.resources.len() as u64,
            };
            cursor.encode(context.service.cursor_key())
        });
        cursor_response(self.resources, self.total, next)
    }
}
