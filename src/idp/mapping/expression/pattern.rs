//! .NET regular expressions, as far as they can be had: translated for `regex`, which knows no
//! look-around and no back-references. What it cannot do is refused, never read as something else.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use regex::Regex;

/// Why a text inside a literal was refused, and where in the text; everywhere if `None`.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Option<Range<usize>>,
    pub(super) message: String,
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self { at: None, message }
    }
}

/// A regular expression with the group numbers of .NET.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) regex: Regex,
    /// .NET numbers groups without a name first; these are their places among all groups.
    groups: Vec<usize>,
}

impl Pattern {
    /// Translates and compiles.
    pub(super) fn new(text: &str) -> Result<Self, Fault> {
        let translated = Translator::new(text).translate()?;
        let regex = Regex::new(&translated.out).map_err(|error| {
            let error = error.to_string();
            let why = error.lines().last().unwrap_or_default();
            let why = why.trim_start_matches("error: ");
            Fault::from(format!("not a regular expression that can be used: {why}"))
        })?;
        let named = |named: bool| {
            let names = regex.capture_names().enumerate().skip(1);
            names.filter_map(move |(at, name)| (name.is_some() == named).then_some(at))
        };
        let groups = [0]
            .into_iter()
            .chain(named(false))
            .chain(named(true))
            .collect();
        Ok(Self { regex, groups })
    }

    /// The group that .NET gives this number.
    pub(super) fn numbered(&self, number: usize) -> Option<usize> {
        self.groups.get(number).copied()
    }

    /// The group with this name, which may be a number.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        let mut names = self.regex.capture_names();
        names
            .position(|known| known == Some(name))
            .or_else(|| self.numbered(name.parse().ok()?))
    }

    /// The last group in .NET's order.
    pub(super) fn last(&self) -> usize {
        self.groups.last().copied().unwrap_or(0)
    }
}

struct Translator<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
    out: String,
    /// What came last was a quantifier, after which only `?` may follow.
    quantified: bool,
}

impl<'a> Translator<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            rest: text.char_indices().peekable(),
            out: String::with_capacity(text.len()),
            quantified: false,
        }
    }

    fn translate(mut self) -> Result<Self, Fault> {
        while let Some((at, character)) = self.rest.next() {
            let after_quantifier = std::mem::take(&mut self.quantified);
            match character {
                '\\' => self.escape(at)?,
                '[' => self.class(at)?,
                '(' => self.group(at)?,
                '{' if quantifier(&self.text[at..]).is_none() => self.out.push_str("\\{"),
                '*' | '+' | '?' | '{' => {
                    if after_quantifier {
                        return Err(self.fault(at, 1, "a quantifier follows a quantifier"));
                    }
                    let width = quantifier(&self.text[at..]).unwrap_or(1);
                    self.copy(at, width);
                    if self.rest.next_if(|(_, next)| *next == '?').is_some() {
                        self.out.push('?');
                    }
                    self.quantified = true;
                }
                other => self.out.push(other),
            }
        }
        Ok(self)
    }

    /// Copies that many bytes, of which the first character has been read.
    fn copy(&mut self, at: usize, width: usize) {
        self.out.push_str(&self.text[at..at + width]);
        self.skip_to(at + width);
    }

    fn skip_to(&mut self, end: usize) {
        while self.rest.next_if(|(at, _)| *at < end).is_some() {}
    }

    fn fault(&self, at: usize, width: usize, message: &str) -> Fault {
        Fault {
            at: Some(at..(at + width).min(self.text.len())),
            message: format!("{message} in the regular expression"),
        }
    }

    /// After a backslash, outside a class.
    fn escape(&mut self, at: usize) -> Result<(), Fault> {
        match self.rest.next() {
            // `\<` is the start of a word for `regex` and a plain `<` for .NET.
            Some((_, literal @ ('<' | '>'))) => self.out.push(literal),
            Some((_, '0'..='9' | 'k')) => {
                return Err(self.fault(at, 2, "back-references are not supported"));
            }
            Some((_, other)) => {
                if matches!(other, 'Z' | 'G' | 'c' | 'e') {
                    let message = format!("`\\{other}` is not supported");
                    return Err(self.fault(at, 2, &message));
                }
                self.out.extend(['\\', other]);
            }
            None => return Err(self.fault(at, 1, "nothing follows the last `\\`")),
        }
        Ok(())
    }

    /// A class: `regex` knows operators in it that .NET takes as characters, and the other way
    /// round.
    fn class(&mut self, start: usize) -> Result<(), Fault> {
        self.out.push('[');
        if self.rest.next_if(|(_, next)| *next == '^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        let mut before = ' ';
        while let Some((at, character)) = self.rest.next() {
            match character {
                ']' if first => self.out.push_str("\\]"),
                ']' => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' if before == '-' => {
                    return Err(self.fault(at - 1, 2, "subtraction of classes is not supported"));
                }
                '[' | '&' | '~' => self.out.extend(['\\', character]),
                '-' if before == '-' => self.out.push_str("\\-"),
                '\\' => match self.rest.next() {
                    Some((_, literal @ ('<' | '>'))) => self.out.push(literal),
                    Some((_, escaped @ ('0'..='9' | 'b' | 'c' | 'e'))) => {
                        let message = format!("`\\{escaped}` in a class is not supported");
                        return Err(self.fault(at, 2, &message));
                    }
                    Some((_, escaped)) => self.out.extend(['\\', escaped]),
                    None => break,
                },
                other => self.out.push(other),
            }
            (first, before) = (false, if character == '\\' { ' ' } else { character });
        }
        Err(self.fault(start, 1, "`[` is not closed"))
    }

    /// After an opening parenthesis.
    fn group(&mut self, at: usize) -> Result<(), Fault> {
        let text = self.text;
        let inside = &text[at + 1..];
        let Some(kind) = inside.strip_prefix('?') else {
            self.out.push('(');
            return Ok(());
        };
        if kind.starts_with(['=', '!']) || kind.starts_with("<=") || kind.starts_with("<!") {
            return Err(self.fault(at, 3, "look-around is not supported"));
        }
        if kind.starts_with('#') {
            let Some(end) = inside.find(')') else {
                return Err(self.fault(at, 3, "the comment is not closed"));
            };
            self.skip_to(at + 1 + end + 1);
            return Ok(());
        }
        let quotes = [('<', '>'), ('\'', '\'')];
        let named = quotes.iter().find(|(open, _)| kind.starts_with(*open));
        if let Some((_, close)) = named {
            let name = kind[1..].split_once(*close).map(|(name, _)| name);
            let name = name.filter(|name| {
                !name.starts_with(|first: char| first.is_ascii_digit())
                    && !name.is_empty()
                    && name.chars().all(|c| c.is_alphanumeric() || c == '_')
            });
            let Some(name) = name else {
                let message = "expected the name of a group (numbers and pairs are not supported)";
                return Err(self.fault(at, 3, message));
            };
            self.out.push_str("(?<");
            self.out.push_str(name);
            self.out.push('>');
            self.skip_to(at + 3 + name.len() + 1);
            return Ok(());
        }
        let flags = kind.find(|c: char| !matches!(c, 'i' | 'm' | 's' | 'x' | '-'));
        match flags.map(|end| (end, kind[end..].chars().next())) {
            Some((end, Some(':' | ')'))) => {
                self.copy(at, 2 + end + 1);
                Ok(())
            }
            _ => Err(self.fault(at, 3, "this kind of group is not supported")),
        }
    }
}

/// How long the quantifier is that the text begins with.
fn quantifier(text: &str) -> Option<usize> {
    let Some(inside) = text.strip_prefix('{') else {
        return text.starts_with(['*', '+', '?']).then_some(1);
    };
    let (inside, _) = inside.split_once('}')?;
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!least.is_empty() && digits(least) && digits(most)).then_some(inside.len() + 2)
}
