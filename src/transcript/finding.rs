//! What the judge found in a case.

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Cannot happen at this target, which does nothing wrong.
    Skip,
    /// A SHOULD or a risk; the case still passes, with a warning.
    Warn,
    /// An expectation does not hold.
    Fail,
    /// The case could not be carried out.
    Error,
}

impl Level {
    /// Name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Error => "error",
        }
    }
}

/// A place in a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// File name as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub level: Level,
    /// Index of the step, if it belongs to one.
    pub step: Option<usize>,
    /// Where the violated expectation stands.
    pub place: Option<Place>,
    /// One sentence: what is wrong.
    pub message: String,
    /// What was expected, if it can be put in few words.
    pub expected: Option<String>,
    /// What was there instead.
    pub got: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Index of the exchange that shows it best.
    pub exchange: Option<usize>,
}
