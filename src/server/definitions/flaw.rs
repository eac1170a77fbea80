//! What is wrong with a definition.

use serde_json::Value;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Where it is.
    pub place: Place,
    /// What was expected, and what was got.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// A wrong name, and those that may have been meant.
    pub meant: Option<(String, Vec<String>)>,
}

/// A place in the definitions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which of the definitions.
    pub definition: usize,
    /// JSON Pointer (RFC 6901).
    pub pointer: String,
    /// Whether it is the name of the member, not its value.
    pub is_name: bool,
}

impl Flaw {
    pub(super) fn at(place: &Place, message: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            message: message.into(),
            hint: None,
            meant: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With the names one of which may have been meant.
    pub(super) fn meant<'a>(
        mut self,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known = known.into_iter().map(str::to_owned).collect();
        self.meant = Some((wrong.to_owned(), known));
        self
    }
}

impl Place {
    pub(super) fn member(&self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self {
            pointer: format!("{}/{name}", self.pointer),
            ..self.clone()
        }
    }

    pub(super) fn name(self) -> Self {
        Self {
            is_name: true,
            ..self
        }
    }
}

/// A value as a message shows it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => format!("`{scalar}`"),
    }
}

/// Words as a message lists them.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words
        .into_iter()
        .map(|word| format!("`\"{word}\"`"))
        .collect();
    words.join(", ")
}
