//! Relational placeholders: the same value is the same name throughout a case, another value another.

use std::collections::BTreeMap;

/// The ids a case knows and the placeholders given so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Id → kinds of resource that have it. More than one where a server counts each type from 1.
    kinds: BTreeMap<String, Vec<String>>,
    /// Kind → value → placeholder.
    given: BTreeMap<String, BTreeMap<String, String>>,
}

impl Names {
    /// Notes that a resource of this kind has this id.
    pub(super) fn learn(&mut self, kind: &str, id: &str) {
        let kinds = self.kinds.entry(id.to_owned()).or_default();
        if !kinds.iter().any(|known| known == kind) {
            kinds.push(kind.to_owned());
        }
    }

    /// All known ids.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// Whether any resource has this id.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.kinds.contains_key(id)
    }

    /// Placeholder of an id, of the kind the place suggests when there are several.
    pub(super) fn id(&mut self, id: &str, hint: Option<&str>) -> Option<String> {
        let kinds = self.kinds.get(id)?;
        let kind = kinds
            .iter()
            .find(|kind| Some(kind.as_str()) == hint)
            .or_else(|| kinds.first())?
            .clone();
        Some(self.name(&kind, id))
    }

    /// Placeholder of a value: `[kind-1]` for the first of its kind to appear, and so on.
    pub(super) fn name(&mut self, kind: &str, value: &str) -> String {
        if let Some(name) = self.given.get(kind).and_then(|given| given.get(value)) {
            return name.clone();
        }
        let given = self.given.entry(kind.to_owned()).or_default();
        let name = format!("[{kind}-{}]", given.len() + 1);
        given.insert(value.to_owned(), name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_by_appearance_and_keep_identity() {
        let mut names = Names::default();
        assert_eq!(names.name("user", "b"), "[user-1]");
        assert_eq!(names.name("user", "a"), "[user-2]");
        assert_eq!(names.name("group", "a"), "[group-1]");
        assert_eq!(names.name("user", "b"), "[user-1]");
    }

    #[test]
    fn an_id_that_two_kinds_share_follows_the_hint() {
        let mut names = Names::default();
        names.learn("user", "1");
        names.learn("group", "1");
        assert_eq!(names.id("1", Some("group")).unwrap(), "[group-1]");
        assert_eq!(names.id("1", None).unwrap(), "[user-1]");
        assert_eq!(names.id("2", None), None);
    }
}
