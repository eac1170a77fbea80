//! What an expression may look at while it is evaluated.

use std::cell::RefCell;
use std::fmt;

use jiff::Timestamp;

use crate::idp::environment::IdSource;

/// What an expression may look at: the attributes of the person, the time and random values.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The values of a source attribute; none stands for null.
    pub attribute: &'a dyn Fn(&str) -> Vec<String>,
    /// What `Now` answers.
    pub now: Timestamp,
    /// Where `Guid` and `RandomString` draw from.
    pub ids: &'a RefCell<IdSource>,
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
