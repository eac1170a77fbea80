//! What the rows of a mapping make of an object.

use std::cell::RefCell;

use super::Entra;
use super::object::{Object, rows};
use super::reaction::Trouble;
use super::resource::is_active;
use crate::idp::mapping::{
    Apply, Evaluated, EvaluationError, Mapping, REDACTED, Row, Scope, Source,
};
use crate::transcript::ModifiedProperty;

/// A mapped row with what it makes of an object. Null is never sent (known issues: null attributes
/// cannot be provisioned).
pub(super) struct Mapped<'a> {
    /// The row.
    pub(super) row: &'a Row,
    /// The value.
    pub(super) value: Evaluated,
}

impl Mapped<'_> {
    /// Whether the row can disable somebody.
    pub(super) fn can_disable(&self) -> bool {
        is_active(&self.row.target) && self.row.apply == Apply::Always
    }

    /// What the log shows of writing the value.
    pub(super) fn modified(&self, old: Option<String>, new: &str) -> ModifiedProperty {
        let is_redacted = self.row.source.is_redacted();
        let shown = |value: String| {
            if is_redacted {
                REDACTED.to_owned()
            } else {
                value
            }
        };
        ModifiedProperty {
            name: self.row.target.path.clone(),
            old: old.map(shown),
            new: Some(shown(new.to_owned())),
        }
    }
}

impl Entra {
    /// Evaluates all rows for an object. An expression that fails leaves the object as it is.
    pub(super) fn evaluate<'a>(
        &mut self,
        mapping: &'a Mapping,
        object: &Object,
    ) -> Result<Vec<Mapped<'a>>, Trouble> {
        self.scoped(object, |scope| {
            let mapped = |row: &'a Row| {
                let value = row.source.evaluate(scope)?;
                Ok(Mapped { row, value })
            };
            rows(mapping, object.kind()).iter().map(mapped).collect()
        })
    }

    /// The one text that a source has for an object.
    pub(super) fn text_of(
        &mut self,
        source: &Source,
        object: &Object,
    ) -> Result<Option<String>, Trouble> {
        self.scoped(object, |scope| {
            Ok(source.evaluate(scope)?.text().map(str::to_owned))
        })
    }

    fn scoped<T>(
        &mut self,
        object: &Object,
        evaluate: impl FnOnce(&Scope<'_>) -> Result<T, EvaluationError>,
    ) -> Result<T, Trouble> {
        let ids = RefCell::new(self.ids.clone());
        let value = evaluate(&Scope {
            attribute: &|name| object.values(name),
            now: self.clock.now(),
            ids: &ids,
        });
        self.ids = ids.into_inner();
        // Which code the log has then is not documented; this is the one for a fault within the
        // service.
        value.map_err(|error| {
            let text = format!("The expression of a mapping cannot be evaluated: {error}");
            Trouble::new("InternalError", text)
        })
    }
}
