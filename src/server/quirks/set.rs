//! A choice of quirks.

use std::fmt;

use similar::TextDiff;

use super::{CATALOGUE, Entry, Quirk};

/// Which quirks the server has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuirkSet(u64);

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
            let entry = CATALOGUE.iter().find(|entry| entry.name == name);
            set = set.with(entry.ok_or_else(|| unknown(name))?.quirk);
        }
        Ok(set)
    }

    /// The set and one more.
    #[must_use]
    pub fn with(self, quirk: Quirk) -> Self {
        Self(self.0 | bit(quirk))
    }

    /// Whether the server has this quirk.
    pub fn has(self, quirk: Quirk) -> bool {
        self.0 & bit(quirk) != 0
    }

    /// The set's entries in the order of the catalogue.
    pub fn entries(self) -> impl Iterator<Item = &'static Entry> {
        CATALOGUE.iter().filter(move |entry| self.has(entry.quirk))
    }

    /// The set as a number, for one atomic cell.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

const fn bit(quirk: Quirk) -> u64 {
    1 << quirk as u64
}

fn unknown(name: &str) -> UnknownQuirk {
    let likeness = |entry: &&Entry| TextDiff::from_chars(name, entry.name).ratio();
    let closest = CATALOGUE
        .iter()
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
        assert_eq!(QuirkSet::from_bits(set.bits()), set);
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
        for (place, entry) in CATALOGUE.iter().enumerate() {
            assert_eq!(entry.quirk as usize, place, "{}", entry.name);
            assert!(!entry.breaks.is_empty() && !entry.hurts.is_empty());
            assert!(!entry.source.is_empty(), "{}", entry.name);
        }
        let names: std::collections::BTreeSet<_> =
            CATALOGUE.iter().map(|entry| entry.name).collect();
        assert_eq!(names.len(), CATALOGUE.len());
    }
}
