//! What a rule has to say about a mapping.

use crate::scenario::Severity;

/// One thing that is wrong, or hardly right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// A few words for the place itself.
    pub label: String,
    /// What follows, and what to do.
    pub hint: String,
}

/// A part of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// All rows for users.
    Users,
    /// A row for users, by its number from 0.
    Row(usize, Part),
    /// The rows for groups.
    Groups,
    /// A line of the application's list of attributes, by its number from 0.
    Listed(usize),
}

/// A part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Where the value comes from.
    Source,
    /// Where the value goes.
    Target,
    /// Matching precedence; the target where there is none.
    Match,
}
