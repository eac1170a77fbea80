//! Tokens → tree, by recursive descent: `or` binds loosest, then `and`, then `not` (RFC 7644
//! §3.4.2.2). Errata 4690, 7319 and 7322 apply: any logic inside brackets but no value path in a
//! value path, and a blank may stand between `not` and `(`.

use std::ops::Range;

use super::ast::{CompareOp, Filter, Literal, Test};
use super::lexer::{Token, TokenKind, tokens};
use super::{MAX_DEPTH, MAX_TERMS};
use crate::scim::mode::Mode;
use crate::scim::path::{AttrPath, ParseError, PatchPath, is_name};

/// Reads a whole filter.
pub(super) fn filter(text: &str, mode: Mode) -> Result<Filter, ParseError> {
    let mut parser = Parser::new(text, mode)?;
    let filter = parser.or()?;
    parser.end()?;
    Ok(filter)
}

/// Reads a whole PATCH path.
pub(in crate::scim) fn path(text: &str, mode: Mode) -> Result<PatchPath, ParseError> {
    let mut parser = Parser::new(text, mode)?;
    let path = parser.path()?;
    parser.end()?;
    Ok(path)
}

struct Parser<'a> {
    text: &'a str,
    mode: Mode,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    terms: usize,
    in_value_path: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, mode: Mode) -> Result<Self, ParseError> {
        Ok(Self {
            text,
            mode,
            tokens: tokens(text)?,
            next: 0,
            depth: 0,
            terms: 0,
            in_value_path: false,
        })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn slice(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    /// The next token, if it is a word.
    fn word(&self) -> Option<(&'a str, Range<usize>)> {
        let token = self.peek()?;
        (token.kind == TokenKind::Word)
            .then(|| (self.slice(token.span.clone()), token.span.clone()))
    }

    fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.next += usize::from(found);
        found
    }

    /// Whether nothing stands between the next token and the one before.
    fn touches(&self) -> bool {
        let before = self.next.checked_sub(1).and_then(|i| self.tokens.get(i));
        matches!((before, self.peek()), (Some(a), Some(b)) if a.span.end == b.span.start)
    }

    fn expected<T>(&self, what: &str) -> Result<T, ParseError> {
        let (span, got) = match self.peek() {
            Some(token) => (
                token.span.clone(),
                format!("`{}`", self.slice(token.span.clone())),
            ),
            None => (
                self.text.len()..self.text.len(),
                "the end of the text".to_owned(),
            ),
        };
        Err(ParseError::new(span, format!("expected {what}, got {got}")))
    }

    fn expect(&mut self, kind: &TokenKind, what: &str) -> Result<(), ParseError> {
        if self.eat(kind) {
            Ok(())
        } else {
            self.expected(what)
        }
    }

    fn end(&self) -> Result<(), ParseError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.expected("the end of the text, or `and` or `or` between conditions"),
        }
    }

    fn or(&mut self) -> Result<Filter, ParseError> {
        self.chain("or", Self::and, Filter::Or)
    }

    fn and(&mut self) -> Result<Filter, ParseError> {
        self.chain("and", Self::unary, Filter::And)
    }

    /// `part (operator part)*`
    fn chain(
        &mut self,
        operator: &str,
        part: fn(&mut Self) -> Result<Filter, ParseError>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, ParseError> {
        let first = part(self)?;
        let mut parts = vec![first];
        while let Some((word, _)) = self.word()
            && word.eq_ignore_ascii_case(operator)
        {
            if self.touches() {
                return self.expected(&format!("a blank before `{operator}`"));
            }
            self.next += 1;
            if self.touches() {
                return self.expected(&format!("a blank after `{operator}`"));
            }
            parts.push(part(self)?);
        }
        Ok(match parts.len() {
            1 => parts.remove(0),
            _ => join(parts),
        })
    }

    fn unary(&mut self) -> Result<Filter, ParseError> {
        if let Some((word, _)) = self.word()
            && word.eq_ignore_ascii_case("not")
        {
            self.next += 1;
            let inner = self.group("`(` after `not`")?;
            return Ok(Filter::Not(Box::new(inner)));
        }
        if self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Open)
        {
            return self.group("`(`");
        }
        self.condition()
    }

    /// `( filter )`
    fn group(&mut self, what: &str) -> Result<Filter, ParseError> {
        if self.depth == MAX_DEPTH {
            return self.expected(&format!("at most {MAX_DEPTH} levels of brackets"));
        }
        self.expect(&TokenKind::Open, what)?;
        self.depth += 1;
        let inner = self.or()?;
        self.depth -= 1;
        self.expect(&TokenKind::Close, "`)`")?;
        Ok(inner)
    }

    fn condition(&mut self) -> Result<Filter, ParseError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return self.expected(&format!("at most {MAX_TERMS} conditions"));
        }
        let start = self.next;
        let path = self.path()?;
        let PatchPath {
            path: attribute,
            filter: Some(filter),
        } = path
        else {
            let test = self.test()?;
            return Ok(Filter::Condition { path, test });
        };
        if attribute.sub.is_none() {
            return Ok(Filter::ValuePath {
                path: attribute,
                filter,
            });
        }
        if !self.mode.is_lenient() {
            let from = self.tokens.get(start).map_or(0, |token| token.span.start);
            let to = self.next.checked_sub(1).and_then(|i| self.tokens.get(i));
            return Err(ParseError::new(
                from..to.map_or(from, |token| token.span.end),
                "expected a condition, got a value path with a sub-attribute, \
                 which only a PATCH path may have",
            ));
        }
        let path = PatchPath {
            path: attribute,
            filter: Some(filter),
        };
        let test = self.test()?;
        Ok(Filter::Condition { path, test })
    }

    /// `attribute`, `attribute[filter]` or `attribute[filter].sub`
    fn path(&mut self) -> Result<PatchPath, ParseError> {
        let Some((text, span)) = self.word() else {
            return self.expected("an attribute path");
        };
        let mut path = AttrPath::at(text, span.start)?;
        self.next += 1;
        let opens = self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::OpenBracket);
        if !opens || !self.touches() {
            return Ok(PatchPath { path, filter: None });
        }
        if self.in_value_path {
            return self.expected("no value path inside a value path");
        }
        if path.sub.is_some() || path.name.is_empty() {
            return Err(ParseError::new(
                span,
                format!("expected an attribute before `[`, got `{text}`"),
            ));
        }
        self.next += 1;
        self.in_value_path = true;
        let filter = self.or()?;
        self.in_value_path = false;
        self.expect(&TokenKind::CloseBracket, "`]`")?;
        if let Some((text, span)) = self.word()
            && self.touches()
        {
            let Some(name) = text.strip_prefix('.').filter(|name| is_name(name)) else {
                return Err(ParseError::new(
                    span,
                    format!("expected `.` and a sub-attribute after `]`, got `{text}`"),
                ));
            };
            path.sub = Some(name.to_owned());
            self.next += 1;
        }
        Ok(PatchPath {
            path,
            filter: Some(Box::new(filter)),
        })
    }

    fn test(&mut self) -> Result<Test, ParseError> {
        const OPERATORS: &str = "an operator (eq, ne, co, sw, ew, pr, gt, ge, lt, le)";
        let Some((word, _)) = self.word() else {
            return self.expected(OPERATORS);
        };
        if word.eq_ignore_ascii_case("pr") {
            self.next += 1;
            return Ok(Test::Present);
        }
        let Some(operator) = CompareOp::from_name(word) else {
            return self.expected(OPERATORS);
        };
        self.next += 1;
        if self.touches() {
            return self.expected(&format!("a blank after `{operator}`"));
        }
        let literal = self.literal(operator)?;
        Ok(Test::Compare(operator, literal))
    }

    fn literal(&mut self, operator: CompareOp) -> Result<Literal, ParseError> {
        let literal = match self.peek() {
            Some(Token {
                kind: TokenKind::String(text),
                ..
            }) => Some(Literal::String(text.clone())),
            Some(Token {
                kind: TokenKind::Word,
                span,
            }) => self.bare_literal(self.slice(span.clone())),
            _ => None,
        };
        let Some(literal) = literal else {
            return self.expected(&format!(
                "a JSON value after `{operator}` (text stands in double quotes)"
            ));
        };
        self.next += 1;
        Ok(literal)
    }

    /// A number, `true`, `false` or `null`; the words in any case when lenient.
    fn bare_literal(&self, word: &str) -> Option<Literal> {
        let lower = word.to_ascii_lowercase();
        let name = if self.mode.is_lenient() {
            lower.as_str()
        } else {
            word
        };
        match name {
            "true" => Some(Literal::Boolean(true)),
            "false" => Some(Literal::Boolean(false)),
            "null" => Some(Literal::Null),
            // The JSON reader would skip white space that is none in a filter.
            _ if word.contains(|c: char| c.is_ascii_whitespace()) => None,
            _ => serde_json::from_str(word).ok().map(Literal::Number),
        }
    }
}
