//! Queries that the service takes for others than were sent.

use crate::scim::error::{ScimError, ScimType};
use crate::scim::filter::Filter;
use crate::scim::mode::Mode;
use crate::scim::schema::{ResourceType, common_attributes};
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::Query;

/// Changes or refuses a query on these types.
///
/// # Errors
///
/// When it refuses what a correct server takes.
pub(super) fn query(
    quirks: QuirkSet,
    types: &[ResourceType],
    query: &mut Query,
) -> Result<(), ScimError> {
    if let Some(text) = query.filter.take() {
        query.filter = filter(quirks, types, text)?;
    }
    page(quirks, query)?;
    order(quirks, query)?;
    if quirks.has(Quirk::AttributesIgnored) {
        query.attributes = None;
    }
    if quirks.has(Quirk::ExcludedAttributesIgnored) {
        query.excluded_attributes = None;
    }
    Ok(())
}

/// Operators, as a server that regards case knows them.
const OPERATORS: [&str; 13] = [
    "eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not",
];

/// Whether a word of a filter is the name of an attribute, but for its case.
fn differs_in_case(types: &[ResourceType], word: &str) -> bool {
    // A name may be qualified with the URN of its schema.
    let name = word.rsplit(':').next().unwrap_or(word);
    let schemas = types.iter().flat_map(ResourceType::schemas);
    let own = schemas.flat_map(|schema| &schema.attributes);
    let attributes = own
        .chain(common_attributes())
        .flat_map(|one| std::iter::once(one).chain(&one.sub_attributes));
    let mut alike = attributes
        .map(|one| one.name.as_str())
        .filter(|known| known.eq_ignore_ascii_case(name))
        .peekable();
    alike.peek().is_some() && alike.all(|known| known != name)
}

fn filter(
    quirks: QuirkSet,
    types: &[ResourceType],
    text: String,
) -> Result<Option<String>, ScimError> {
    let refused = |detail| Err(ScimError::new(ScimType::InvalidFilter, detail));
    let (words, values) = words(&text);
    let first = words.first().copied().unwrap_or_default();
    let is_equality = values.len() == 1
        && matches!(words[..], [_, operator] if operator.eq_ignore_ascii_case("eq"));
    if quirks.has(Quirk::FilterUserNameOnly)
        && !(is_equality && first.eq_ignore_ascii_case("userName"))
    {
        return refused("only `userName eq` is supported");
    }
    let is_external_id = |word: &&str| {
        let name = word.rsplit(':').next();
        name.is_some_and(|name| name.eq_ignore_ascii_case("externalId"))
    };
    if quirks.has(Quirk::ExternalIdFilterRefused) && words.iter().any(is_external_id) {
        return refused("`externalId` cannot be filtered by");
    }
    if quirks.has(Quirk::ValuePathFilterRefused) && outside_quotes(&text).contains('[') {
        return refused("unexpected `[`");
    }
    if quirks.has(Quirk::FilterAttributeCase)
        && words.iter().any(|word| differs_in_case(types, word))
    {
        return refused("no such attribute");
    }
    let is_odd_operator = |word: &&str| {
        !OPERATORS.contains(word) && OPERATORS.iter().any(|one| one.eq_ignore_ascii_case(word))
    };
    if quirks.has(Quirk::FilterOperatorCase) && words.iter().any(is_odd_operator) {
        return refused("no such operator");
    }
    let has_quote = |value: &&str| value.contains('\'') || value.contains("\\\"");
    if quirks.has(Quirk::FilterQuoteRefused) && values.iter().any(has_quote) {
        return refused("unexpected quote");
    }
    let has_word = |value: &&str| value.contains(" and ") || value.contains(" or ");
    if quirks.has(Quirk::FilterWordsInValues) && values.iter().any(has_word) {
        return refused("unexpected end of a condition");
    }
    if quirks.has(Quirk::UnsupportedFilterEmpty) && !is_equality {
        return Ok(Some("id eq \"\"".to_owned()));
    }
    if quirks.has(Quirk::BadFilterListsAll) && Filter::parse(&text, Mode::Lenient).is_err() {
        return Ok(None);
    }
    if quirks.has(Quirk::CompoundFilterTruncated)
        && let Some(end) = outside_quotes(&text).find(" and ")
    {
        return Ok(text.get(..end).map(str::to_owned));
    }
    Ok(Some(text))
}

/// The text with what is in quotes blotted out, byte for byte.
fn outside_quotes(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let blot = |byte: u8| {
        let was = quoted;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        if was || quoted { '"' } else { char::from(byte) }
    };
    text.bytes().map(blot).collect()
}

/// Words outside of quotes, and what is in quotes.
fn words(text: &str) -> (Vec<&str>, Vec<&str>) {
    let blotted = outside_quotes(text);
    // Outside of quotes there may be other characters than ASCII; such a filter is no filter.
    if blotted.len() != text.len() {
        return (Vec::new(), Vec::new());
    }
    let (mut words, mut values, mut start) = (Vec::new(), Vec::new(), 0);
    for run in blotted.split_inclusive([' ', '[', ']', '(', ')', '.']) {
        let end = start + run.len();
        let piece = text.get(start..end).unwrap_or_default();
        let piece = piece.trim_end_matches([' ', '[', ']', '(', ')', '.']);
        match piece.strip_prefix('"') {
            Some(value) => values.push(value.trim_end_matches('"')),
            None if piece.is_empty() => {}
            None => words.push(piece),
        }
        start = end;
    }
    (words, values)
}

fn page(quirks: QuirkSet, query: &mut Query) -> Result<(), ScimError> {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i64>().ok());
    let (start, count) = (number(&query.start_index), number(&query.count));
    let is_odd = (query.start_index.is_some() && start.is_none())
        || (query.count.is_some() && count.is_none_or(i64::is_negative));
    if quirks.has(Quirk::PagingNumber500) && is_odd {
        return Err(ScimError::status(500, "internal server error"));
    }
    if quirks.has(Quirk::StartIndexZeroRefused) && start.is_some_and(|start| start < 1) {
        let detail = "`startIndex` must be 1 or more";
        return Err(ScimError::new(ScimType::InvalidValue, detail));
    }
    if quirks.has(Quirk::StartIndexFromZero)
        && let Some(start) = start
    {
        query.start_index = Some(start.saturating_add(1).to_string());
    }
    if quirks.has(Quirk::OverlappingPages)
        && let Some(start) = start.filter(|start| *start > 1)
    {
        query.start_index = Some((start - 1).to_string());
    }
    if quirks.has(Quirk::CountZeroIsDefault) && count == Some(0) {
        query.count = None;
    }
    if quirks.has(Quirk::SmallPages) && count.is_none_or(i64::is_positive) {
        query.count = Some("1".to_owned());
    }
    if quirks.has(Quirk::PagingIgnored) {
        (query.start_index, query.count) = (None, None);
    }
    if quirks.has(Quirk::CursorIgnored) {
        query.cursor = None;
    }
    Ok(())
}

fn order(quirks: QuirkSet, query: &mut Query) -> Result<(), ScimError> {
    if quirks.has(Quirk::SortRefused) && query.sort_by.is_some() {
        return Err(ScimError::status(501, "sorting is not supported"));
    }
    if quirks.has(Quirk::SortIgnored) {
        (query.sort_by, query.sort_order) = (None, None);
    }
    if quirks.has(Quirk::OrderByLastChange) && query.sort_by.is_none() {
        query.sort_by = Some("meta.lastModified".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_taken_apart() {
        for (text, expected_words, expected_values) in [
            ("userName eq \"a b\"", vec!["userName", "eq"], vec!["a b"]),
            (
                "emails[type eq \"work\"].value eq \"x\"",
                vec!["emails", "type", "eq", "value", "eq"],
                vec!["work", "x"],
            ),
            ("a eq \"é [\\\"] \"", vec!["a", "eq"], vec!["é [\\\"] "]),
            ("not (a pr)", vec!["not", "a", "pr"], vec![]),
            ("ä pr", vec![], vec![]),
        ] {
            assert_eq!(words(text), (expected_words, expected_values), "{text}");
        }
    }
}
