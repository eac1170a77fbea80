//! `Replace`, which is five functions in one.

use regex::Captures;

use super::evaluate::{Answer, Call};
use super::pattern::{Fault, Pattern};
use super::value::Value;

/// Places of the parameters.
pub(super) const OLD: usize = 1;
pub(super) const PATTERN: usize = 2;
pub(super) const GROUP: usize = 3;
const NEW: usize = 4;
const ATTRIBUTE: usize = 5;
const TEMPLATE: usize = 6;

/// What `Replace` does, by the parameters that are given (reference, `Replace`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Every `oldValue` in the source by `replacementValue`.
    Text,
    /// Every `oldValue` in `template` by the source.
    Template,
    /// Every match by `replacementValue`, in which `$1` and `${name}` stand for groups.
    Matches,
    /// A group of every match by `replacementValue`.
    Group,
    /// A source without value by a group of the match in another attribute.
    Attribute,
}

impl Mode {
    /// The mode for these parameters: which of the seven are given.
    pub(super) fn of(has: impl Fn(usize) -> bool) -> Result<Self, String> {
        let given: Vec<_> = (OLD..=TEMPLATE).filter(|at| has(*at)).collect();
        match given[..] {
            [OLD, NEW] => Ok(Self::Text),
            [OLD, TEMPLATE] => Ok(Self::Template),
            [PATTERN, NEW] => Ok(Self::Matches),
            [PATTERN, GROUP, NEW] => Ok(Self::Group),
            [PATTERN, GROUP, ATTRIBUTE] => Ok(Self::Attribute),
            _ => Err(
                "`Replace` takes oldValue with replacementValue or template; or \
                      regexPattern with replacementValue, with regexGroupName and \
                      replacementValue, or with regexGroupName and replacementAttributeName"
                    .into(),
            ),
        }
    }
}

/// The group with this name, or why there is none.
pub(super) fn group(pattern: &Pattern, name: &str) -> Result<usize, String> {
    let none = || format!("the regular expression has no group `{name}`");
    pattern.group(name).ok_or_else(none)
}

/// `Replace(source, oldValue, regexPattern, regexGroupName, replacementValue,
/// replacementAttributeName, template)`; case-sensitive.
pub(super) fn replace(call: &Call<'_>) -> Answer {
    let mode = Mode::of(|at| call.has(at)).map_err(|message| call.fails(0, message))?;
    let source = call.text(0)?;
    let text = |at| Ok(call.text(at)?.unwrap_or_default());
    let pattern = || {
        let text = text(PATTERN)?;
        Pattern::new(&text).map_err(|Fault { message, .. }| call.fails(PATTERN, message))
    };
    let grouped = |pattern: &Pattern| {
        group(pattern, &text(GROUP)?).map_err(|message| call.fails(GROUP, message))
    };
    if mode == Mode::Attribute {
        if let Some(source) = source.filter(|source| !source.is_empty()) {
            return Ok(Value::Text(source));
        }
        let (pattern, other) = (pattern()?, text(ATTRIBUTE)?);
        let group = grouped(&pattern)?;
        let captures = pattern.regex.captures(&other);
        let found = captures.and_then(|captures| captures.get(group));
        return Ok(Value::text(found.map(|found| found.as_str().to_owned())));
    }
    let Some(source) = source else {
        return Ok(Value::Null);
    };
    let old = || {
        let old = text(OLD)?;
        let message = "expected a text that is not empty";
        if old.is_empty() {
            Err(call.fails(OLD, message))
        } else {
            Ok(old)
        }
    };
    Ok(Value::Text(match mode {
        Mode::Text => source.replace(&old()?, &text(NEW)?),
        Mode::Template => text(TEMPLATE)?.replace(&old()?, &source),
        Mode::Matches => {
            let (pattern, new) = (pattern()?, text(NEW)?);
            let by = |captures: &Captures<'_>| expand(&new, captures, &pattern, &source);
            pattern.regex.replace_all(&source, by).into_owned()
        }
        Mode::Group | Mode::Attribute => {
            let (pattern, new) = (pattern()?, text(NEW)?);
            let group = grouped(&pattern)?;
            let mut replaced = String::new();
            let mut end = 0;
            for captures in pattern.regex.captures_iter(&source) {
                if let Some(found) = captures.get(group) {
                    replaced.push_str(&source[end..found.start()]);
                    replaced.push_str(&new);
                    end = found.end();
                }
            }
            replaced + &source[end..]
        }
    }))
}

/// Puts groups into a replacement, as .NET: `$1`, `${name}`, `$&`, `` $` ``, `$'`, `$+`, `$_`,
/// `$$`. What names no group stays as it is written.
fn expand(new: &str, captures: &Captures<'_>, pattern: &Pattern, source: &str) -> String {
    let matched = captures.get_match();
    let group = |at: usize| captures.get(at).map_or("", |found| found.as_str());
    let mut out = String::new();
    let mut rest = new;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let numbered = after[..digits].parse().ok();
        let braced = after
            .strip_prefix('{')
            .and_then(|inside| inside.split_once('}'))
            .map(|(name, _)| name);
        let (width, text) = match (after.chars().next(), braced) {
            (Some('$'), _) => (1, Some("$")),
            (Some('&'), _) => (1, Some(matched.as_str())),
            (Some('`'), _) => (1, Some(&source[..matched.start()])),
            (Some('\''), _) => (1, Some(&source[matched.end()..])),
            (Some('_'), _) => (1, Some(source)),
            (Some('+'), _) => (1, Some(group(pattern.last()))),
            (_, Some(name)) => (name.len() + 2, pattern.group(name).map(group)),
            _ => {
                let numbered = numbered.and_then(|number| pattern.numbered(number));
                (digits, numbered.map(group))
            }
        };
        if let Some(text) = text {
            out.push_str(text);
            rest = &after[width..];
        } else {
            out.push('$');
            rest = after;
        }
    }
    out + rest
}
