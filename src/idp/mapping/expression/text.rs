//! Functions over texts. Lengths and positions count UTF-16 units, as .NET does; half of a
//! surrogate pair becomes U+FFFD, as when .NET writes it out.

use std::sync::LazyLock;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use super::evaluate::{Answer, Call, EvaluationError};
use super::function::Function;
use super::lists::at_least;
use super::value::Value;
use crate::idp::mapping::Scope;

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// As `Number`, where a length is asked for.
fn counted(count: usize) -> Value {
    Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// An argument that is a number of at least `least`; `None` is null.
fn count(call: &Call<'_>, at: usize, least: i64) -> Result<Option<usize>, EvaluationError> {
    let number = call.number(at)?;
    number
        .map(|number| at_least(least, number))
        .transpose()
        .map_err(|message| call.fails(at, message))
}

/// `Append(source, suffix)`.
pub(super) fn append(call: &Call<'_>) -> Answer {
    let Some(source) = call.text(0)? else {
        return Ok(Value::Null);
    };
    let suffix = call.text(1)?.unwrap_or_default();
    Ok(Value::Text(source + &suffix))
}

/// `DefaultDomain()`: of a tenant. A directory has none of its own here, so it is that of the
/// person's user principal name.
pub(super) fn default_domain(scope: &Scope<'_>) -> Value {
    let names = (scope.attribute)("userPrincipalName");
    let domain = names.first().and_then(|name| name.rsplit_once('@'));
    Value::text(domain.map(|(_, domain)| domain.to_owned()))
}

/// `InStr(value1, value2, start, compareType)`: place of the second in the first, from 1; 0 where
/// it is not. Compares by code points unless told otherwise, as Visual Basic.
pub(super) fn position(call: &Call<'_>) -> Answer {
    let (Some(text), Some(part)) = (call.text(0)?, call.text(1)?) else {
        return Ok(Value::Null);
    };
    let start = count(call, 2, 1)?.unwrap_or(1);
    let ignores_case = call.value(3)? == Value::Boolean(true);
    let fold = |text: &str| {
        if ignores_case {
            units(&map_case(text, false, false))
        } else {
            units(text)
        }
    };
    let (text, part) = (fold(&text), fold(&part));
    let found = (start - 1..text.len()).find(|at| text[*at..].starts_with(&part));
    Ok(counted(found.map_or(0, |at| at + 1)))
}

/// `Left(string, numChars)`: nothing of null, everything where the number is negative.
pub(super) fn left(call: &Call<'_>) -> Answer {
    let text = call.text(0)?.unwrap_or_default();
    let Some(count) = call.number(1)? else {
        return Ok(Value::Null);
    };
    let Ok(count) = usize::try_from(count) else {
        return Ok(Value::Text(text));
    };
    let units = units(&text);
    let end = count.min(units.len());
    Ok(Value::Text(String::from_utf16_lossy(&units[..end])))
}

/// `Len(source)`.
pub(super) fn length(call: &Call<'_>) -> Answer {
    let text = call.text(0)?.unwrap_or_default();
    Ok(counted(units(&text).len()))
}

/// `Mid(source, start, length)`: from 1, to the end where the length is too much.
pub(super) fn middle(call: &Call<'_>) -> Answer {
    let (Some(start), Some(length)) = (count(call, 1, 1)?, count(call, 2, 0)?) else {
        return Ok(Value::Null);
    };
    let Some(text) = call.text(0)? else {
        return Ok(Value::Null);
    };
    let units = units(&text);
    let start = (start - 1).min(units.len());
    let end = start.saturating_add(length).min(units.len());
    Ok(Value::Text(String::from_utf16_lossy(&units[start..end])))
}

/// Whether a word goes on over this character when .NET makes title case: letters, marks, digits
/// and the apostrophe; punctuation, symbols and blanks end it.
fn continues_word(character: char) -> bool {
    static CLASSES: LazyLock<CanonicalCombiningClassMapBorrowed<'static>> =
        LazyLock::new(CanonicalCombiningClassMapBorrowed::new);
    character.is_alphanumeric() || character == '\'' || CLASSES.get_u8(character) != 0
}

/// `PCase(source, wordSeparators)`.
pub(super) fn proper_case(call: &Call<'_>) -> Answer {
    let (text, separators) = (call.text(0)?, call.text(1)?);
    let Some(text) = text else {
        return Ok(Value::Null);
    };
    let mut inside = false;
    let lower = map_case(&text, false, false);
    let proper = lower.chars().map(|character| {
        let begins = !inside && character.is_alphabetic();
        inside = match &separators {
            Some(separators) => !separators.contains(character),
            None => continues_word(character) && (inside || begins),
        };
        if begins {
            simple(character, true)
        } else {
            character
        }
    });
    Ok(Value::Text(proper.collect()))
}

/// The other case of one character, where that is one character too: .NET maps no `ß` to `SS`.
fn simple(character: char, upper: bool) -> char {
    let mut mapped: Vec<char> = if upper {
        character.to_uppercase().collect()
    } else {
        character.to_lowercase().collect()
    };
    match (mapped.pop(), mapped.is_empty()) {
        (Some(only), true) => only,
        _ => character,
    }
}

fn map_case(text: &str, upper: bool, turkic: bool) -> String {
    text.chars()
        .map(|character| match character {
            'i' if upper && turkic => 'İ',
            'I' if !upper && turkic => 'ı',
            'İ' if !upper && turkic => 'i',
            other => simple(other, upper),
        })
        .collect()
}

/// A culture such as `en-US`: whether it tells dotted and dotless i apart.
pub(super) fn culture(name: &str) -> Result<bool, String> {
    let mut tags = name.split('-');
    let language = tags.next().unwrap_or_default();
    let is_tag = |tag: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if name.is_empty() || is_tag(language, 2..=3) && tags.all(|tag| is_tag(tag, 2..=8)) {
        Ok(["tr", "az"]
            .iter()
            .any(|turkic| language.eq_ignore_ascii_case(turkic)))
    } else {
        Err(format!("`{name}` is not a culture such as `en-US`"))
    }
}

/// `ToLower(source, culture)` and `ToUpper(source, culture)`.
pub(super) fn change_case(call: &Call<'_>) -> Answer {
    let upper = call.function == Function::ToUpper;
    let name = call.text(1)?.unwrap_or_default();
    let turkic = culture(&name).map_err(|message| call.fails(1, message))?;
    Ok(Value::text(
        call.text(0)?.map(|text| map_case(&text, upper, turkic)),
    ))
}

/// `Word(string, wordNumber, delimiters)`: nothing where there is no such word.
pub(super) fn word(call: &Call<'_>) -> Answer {
    let text = call.text(0)?.unwrap_or_default();
    let delimiters = call.text(2)?.unwrap_or_default();
    let number = call.number(1)?.unwrap_or(0);
    let mut words = text
        .split(|character| delimiters.contains(character))
        .filter(|word| !word.is_empty());
    let word = usize::try_from(number)
        .ok()
        .and_then(|number| number.checked_sub(1))
        .and_then(|at| words.nth(at));
    Ok(Value::Text(word.unwrap_or_default().to_owned()))
}
