//! A choice of quirks.

use std::fmt;

use similar::TextDiff;

use super::{Entry, Quirk, catalogue};

/// Which quirks the server has: a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuirkSet([u64; WORDS]);

/// Words of 64 bits, with room for all quirks.
const WORDS: usize = Quirk::COUNT.div_ceil(64);

/// A name that no quirk has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown quirk `{name}`; did you mean `{closest}`?")]
pub struct UnknownQuirk {
    /// As it was written.
    pub name: String,
    /// The quirk whose name is most like it.
    pub closest: &'static str,
}

impl QuirkSet {
    /// Reads names separated by commas; blanks around them and empty names do not matter.
    ///
    /// # Errors
    ///
    /// When a name is not in the catalogue.
    pub fn parse(names: &str) -> Result<Self, UnknownQuirk> {
        let mut set = Self::default();
        for name in names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let entry = catalogue().find(|entry| entry.name == name);
            set = set.with(entry.ok_or_else(|| unknown(name))?.quirk);
        }
        Ok(set)
    }

    /// The set and one more.
    #[must_use]
    pub fn with(mut self, quirk: Quirk) -> Self {
        let (word, bit) = place(quirk);
        self.0[word] |= bit;
        self
    }

    /// The set without this one.
    #[must_use]
    pub fn without(mut self, quirk: Quirk) -> Self {
        let (word, bit) = place(quirk);
        self.0[word] &= !bit;
        self
    }

    /// Whether the server has this quirk.
    pub fn has(self, quirk: Quirk) -> bool {
        let (word, bit) = place(quirk);
        self.0[word] & bit != 0
    }

    /// Whether the server is correct.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The set's entries in the order of the catalogue.
    pub fn entries(self) -> impl Iterator<Item = &'static Entry> {
        catalogue().filter(move |entry| self.has(entry.quirk))
    }
}

/// The word of a quirk's bit, and the bit in it.
const fn place(quirk: Quirk) -> (usize, u64) {
    let index = quirk as usize;
    (index / 64, 1 << (index % 64))
}

fn unknown(name: &str) -> UnknownQuirk {
    let likeness = |entry: &&Entry| TextDiff::from_chars(name, entry.name).ratio();
    let closest = catalogue()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
        .map_or("", |entry| entry.name);
    UnknownQuirk {
        name: name.to_owned(),
        closest,
    }
}

impl fmt::Display for QuirkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, entry) in self.entries().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(entry.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parse_and_print() {
        let set = QuirkSet::parse(" error-500,, filter-ignored ").unwrap();
        assert!(set.has(Quirk::FilterIgnored) && !set.has(Quirk::HtmlLogin));
        assert_eq!(set.to_string(), "filter-ignored,error-500");
        assert_eq!(set.without(Quirk::Error500).to_string(), "filter-ignored");
        assert!(!set.is_empty());
        assert_eq!(QuirkSet::parse("").unwrap(), QuirkSet::default());
    }

    #[test]
    fn a_misspelt_name_gets_a_hint() {
        let error = QuirkSet::parse("error-500,filter-ignore").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown quirk `filter-ignore`; did you mean `filter-ignored`?"
        );
    }

    #[test]
    fn each_quirk_is_in_the_catalogue_once_in_order() {
        for (place, entry) in catalogue().enumerate() {
            assert_eq!(entry.quirk as usize, place, "{}", entry.name);
            assert!(!entry.breaks.is_empty() && !entry.hurts.is_empty());
            assert!(!entry.source.is_empty(), "{}", entry.name);
        }
        let names: std::collections::BTreeSet<_> = catalogue().map(|entry| entry.name).collect();
        assert_eq!(names.len(), Quirk::COUNT);
    }
}
