//! Bulk requests.

use crate::server::quirks::{Quirk, QuirkSet};

/// Whether `bulkId:` references stay as they are.
pub(crate) fn ignores_references(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::BulkIdUnresolved)
}
