//! Where the parts of a mapping stand in its file, for whoever has something to say about them.

use std::ops::Range;
use std::sync::Arc;

use super::mapping::RawMapping;
use super::node::At;
use super::problems::Problems;
use crate::scenario::diagnostic::Diagnostic;

/// Byte ranges of the parts of a mapping, and the text that they are about.
#[derive(Debug, Clone)]
pub struct MappingPlaces {
    file: String,
    source: Arc<str>,
    /// The rows for users, in the order of the mapping.
    pub users: Vec<RowPlaces>,
    /// The rows for groups as a whole.
    pub groups: Option<Range<usize>>,
    /// The application's list of attributes, line by line.
    pub attributes: Vec<Range<usize>>,
    /// All rows for users.
    pub all_users: Range<usize>,
}

/// Byte ranges of the parts of a row.
#[derive(Debug, Clone)]
pub struct RowPlaces {
    /// The attribute, constant or expression.
    pub source: Range<usize>,
    /// The target path.
    pub target: Range<usize>,
    /// The matching precedence.
    pub matching: Option<Range<usize>>,
}

impl MappingPlaces {
    pub(super) fn of(raw: &RawMapping, problems: &Problems) -> Self {
        let row = |row: &At<super::mapping::RawRow>| {
            let raw = &row.value;
            let sources = [&raw.source, &raw.constant, &raw.expression, &raw.reference];
            let source = sources.into_iter().flatten().next();
            RowPlaces {
                source: source.map_or_else(|| row.span.clone(), |source| source.span.clone()),
                target: raw.target.span.clone(),
                matching: raw.matching.as_ref().map(|matching| matching.span.clone()),
            }
        };
        let listed = raw.attributes.iter().flat_map(|listed| &listed.value);
        Self {
            file: problems.file().to_owned(),
            source: Arc::from(problems.source()),
            users: raw.users.value.iter().map(row).collect(),
            groups: raw.groups.as_ref().map(|groups| groups.span.clone()),
            attributes: listed.map(|line| line.span.clone()).collect(),
            all_users: raw.users.span.clone(),
        }
    }

    /// A message about a part of the mapping.
    pub(crate) fn diagnostic(&self, span: Range<usize>, message: &str, label: &str) -> Diagnostic {
        Diagnostic::at(&self.file, &self.source, span, message, label)
    }
}
