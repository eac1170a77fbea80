//! Expressions of Entra mappings: functions over source attributes.
//!
//! Syntax and functions follow Microsoft's reference for writing expressions in attribute
//! mappings: case-sensitive function names, `[attribute]`, `"literal"` with `\` escapes, and
//! arguments that may be left empty.

use std::ops::Range;

/// A parsed expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `[attribute]`.
    Attribute(String),
    /// `"literal"`.
    Literal(String),
    /// An argument left empty.
    Empty,
    /// `Function(argument, …)`.
    Call(Function, Vec<Expression>),
}

/// Functions that this version evaluates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `Append(source, suffix)`.
    Append,
    /// `Coalesce(source, …)`: the first that has a value.
    Coalesce,
    /// `Join(separator, source, …)`: leaves out empty parts.
    Join,
    /// `Not(source)`: turns a boolean round.
    Not,
    /// `Switch(source, default, key, value, …)`.
    Switch,
    /// `ToLower(source)`.
    ToLower,
    /// `ToUpper(source)`.
    ToUpper,
}

impl Function {
    const ALL: [(&'static str, Self); 7] = [
        ("Append", Self::Append),
        ("Coalesce", Self::Coalesce),
        ("Join", Self::Join),
        ("Not", Self::Not),
        ("Switch", Self::Switch),
        ("ToLower", Self::ToLower),
        ("ToUpper", Self::ToUpper),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, function)| function)
    }

    /// Fewest and most arguments.
    const fn arity(self) -> (usize, usize) {
        match self {
            Self::Append => (2, 2),
            Self::Coalesce => (1, usize::MAX),
            Self::Join => (2, usize::MAX),
            Self::Not | Self::ToLower => (1, 1),
            Self::Switch => (4, usize::MAX),
            Self::ToUpper => (1, 2),
        }
    }
}

/// Why an expression was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// Byte range in the expression.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// Longest expression that Entra accepts, in characters (Microsoft's list of known issues).
const LONGEST: usize = 10_000;
/// Deepest nesting of calls, so that a hostile file cannot exhaust the stack.
const DEEPEST: usize = 64;

impl Expression {
    /// Parses an expression.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if text.chars().count() > LONGEST {
            return Err(ExpressionError {
                span: 0..text.len(),
                message: format!("expression is longer than {LONGEST} characters"),
            });
        }
        let mut parser = Parser { text, at: 0 };
        parser.skip_blanks();
        let expression = parser.expression(0)?;
        parser.skip_blanks();
        if parser.at < text.len() {
            return Err(parser.error("expected the end of the expression"));
        }
        Ok(expression)
    }

    /// Names of the source attributes in the expression, from left to right.
    pub fn attributes(&self) -> Vec<&str> {
        match self {
            Self::Attribute(name) => vec![name],
            Self::Literal(_) | Self::Empty => Vec::new(),
            Self::Call(_, arguments) => arguments.iter().flat_map(Self::attributes).collect(),
        }
    }

    /// Evaluates the expression; `None` is Entra's null. `attribute` gives the value of a source
    /// attribute.
    pub fn evaluate(&self, attribute: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        match self {
            Self::Attribute(name) => attribute(name),
            Self::Literal(text) => Some(text.clone()),
            Self::Empty => None,
            Self::Call(function, arguments) => {
                let mut values = arguments
                    .iter()
                    .map(|argument| argument.evaluate(attribute));
                let mut next = || values.next().flatten();
                match function {
                    Function::Append => {
                        let source = next()?;
                        Some(source + &next().unwrap_or_default())
                    }
                    Function::Coalesce => values.flatten().find(|value| !value.is_empty()),
                    Function::Join => {
                        let separator = next().unwrap_or_default();
                        let parts: Vec<_> =
                            values.flatten().filter(|part| !part.is_empty()).collect();
                        (!parts.is_empty()).then(|| parts.join(&separator))
                    }
                    Function::Not => {
                        let source = next()?;
                        Some(
                            if source.eq_ignore_ascii_case("true") {
                                "False"
                            } else {
                                "True"
                            }
                            .into(),
                        )
                    }
                    Function::Switch => {
                        let source = next();
                        let default = next();
                        let rest: Vec<_> = values.collect();
                        rest.chunks_exact(2)
                            .find(|pair| pair[0].is_some() && pair[0] == source)
                            .map_or(default, |pair| pair[1].clone())
                    }
                    Function::ToLower => next().map(|source| source.to_lowercase()),
                    Function::ToUpper => next().map(|source| source.to_uppercase()),
                }
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn error(&self, message: impl Into<String>) -> ExpressionError {
        let width = self.peek().map_or(0, char::len_utf8);
        ExpressionError {
            span: self.at..self.at + width,
            message: message.into(),
        }
    }

    fn expression(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        if depth > DEEPEST {
            return Err(self.error(format!("functions are nested deeper than {DEEPEST}")));
        }
        match self.peek() {
            Some('[') => self.attribute(),
            Some('"') => self.literal(),
            Some(letter) if letter.is_ascii_alphabetic() => self.call(depth),
            _ => Err(self.error("expected `[attribute]`, `\"literal\"` or a function")),
        }
    }

    fn attribute(&mut self) -> Result<Expression, ExpressionError> {
        let start = self.at;
        match self.rest().find(']') {
            Some(end) if end > 1 => {
                let name = self.rest()[1..end].trim().to_owned();
                self.at += end + 1;
                Ok(Expression::Attribute(name))
            }
            Some(end) => Err(ExpressionError {
                span: start..start + end + 1,
                message: "attribute name is empty".into(),
            }),
            None => Err(ExpressionError {
                span: start..self.text.len(),
                message: "`[` is not closed".into(),
            }),
        }
    }

    fn literal(&mut self) -> Result<Expression, ExpressionError> {
        let start = self.at;
        let mut value = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    self.at = start + offset + 1;
                    return Ok(Expression::Literal(value));
                }
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                other => value.push(other),
            }
        }
        Err(ExpressionError {
            span: start..self.text.len(),
            message: "`\"` is not closed".into(),
        })
    }

    fn call(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        let start = self.at;
        let length = self
            .rest()
            .find(|character: char| !character.is_ascii_alphanumeric())
            .unwrap_or(self.rest().len());
        let name = self.rest()[..length].to_owned();
        let span = start..start + length;
        self.at += length;
        let function = Function::named(&name).ok_or_else(|| {
            let near = Function::ALL
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(&name));
            let message = near.map_or_else(
                || format!("unknown function `{name}`"),
                |(known, _)| format!("unknown function `{name}`; did you mean `{known}`?"),
            );
            ExpressionError {
                span: span.clone(),
                message,
            }
        })?;
        self.skip_blanks();
        if self.peek() != Some('(') {
            return Err(self.error(format!("expected `(` after `{name}`")));
        }
        self.at += 1;
        let arguments = self.arguments(depth)?;
        let (fewest, most) = function.arity();
        if arguments.len() < fewest || arguments.len() > most {
            let message = format!(
                "`{name}` takes {}{fewest} arguments, not {}",
                if most == fewest { "" } else { "at least " },
                arguments.len()
            );
            return Err(ExpressionError { span, message });
        }
        if function == Function::Switch && arguments.len() % 2 != 0 {
            let message = "`Switch` takes its keys and values in pairs".into();
            return Err(ExpressionError { span, message });
        }
        Ok(Expression::Call(function, arguments))
    }

    fn arguments(&mut self, depth: usize) -> Result<Vec<Expression>, ExpressionError> {
        let mut arguments = Vec::new();
        loop {
            self.skip_blanks();
            arguments.push(match self.peek() {
                Some(',' | ')') => Expression::Empty,
                _ => self.expression(depth + 1)?,
            });
            self.skip_blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(arguments);
                }
                _ => return Err(self.error("expected `,` or `)`")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluate(text: &str) -> Option<String> {
        Expression::parse(text)
            .unwrap()
            .evaluate(&|name| match name {
                "givenName" => Some("John".into()),
                "surname" => Some("Doe".into()),
                "IsSoftDeleted" => Some("False".into()),
                _ => None,
            })
    }

    #[test]
    fn functions_evaluate_as_documented() {
        let switch = r#"Switch([IsSoftDeleted], , "False", "True", "True", "False")"#;
        assert_eq!(evaluate(switch).as_deref(), Some("True"));
        assert_eq!(
            evaluate(r#"Join(" ", [givenName], [surname])"#).as_deref(),
            Some("John Doe")
        );
        // The reference's own example: an empty middle part leaves no separator behind.
        assert_eq!(
            evaluate(r#"Join(", ", "", [surname], [givenName])"#).as_deref(),
            Some("Doe, John")
        );
        assert_eq!(
            evaluate(r#"Join(" ", [missing], [surname])"#).as_deref(),
            Some("Doe")
        );
        assert_eq!(evaluate(r#"Join(" ", [missing], [gone])"#), None);
        assert_eq!(evaluate("Not([IsSoftDeleted])").as_deref(), Some("True"));
        assert_eq!(
            evaluate("Coalesce([missing], [surname])").as_deref(),
            Some("Doe")
        );
        assert_eq!(
            evaluate(r#"Append([surname], "\"!")"#).as_deref(),
            Some("Doe\"!")
        );
        assert_eq!(evaluate("ToLower([surname])").as_deref(), Some("doe"));
        assert_eq!(
            evaluate(r#"Switch([missing], "none", "a", "b")"#).as_deref(),
            Some("none")
        );
    }

    #[test]
    fn attributes_are_found_at_any_depth() {
        let expression = r#"Switch([a], , "k", Join(" ", [b], Not([a])), "[c]", "x")"#;
        let expression = Expression::parse(expression).unwrap();
        assert_eq!(expression.attributes(), ["a", "b", "a"]);
    }

    #[test]
    fn errors_point_into_the_expression() {
        for (text, span, message) in [
            (
                "join([a])",
                0..4,
                "unknown function `join`; did you mean `Join`?",
            ),
            ("Not([a]", 7..7, "expected `,` or `)`"),
            ("Not([a)", 4..7, "`[` is not closed"),
            ("Not(\"a)", 4..7, "`\"` is not closed"),
            ("Not([a]) x", 9..10, "expected the end of the expression"),
            (
                "Switch([a], , \"k\")",
                0..6,
                "`Switch` takes at least 4 arguments, not 3",
            ),
            ("Append([a])", 0..6, "`Append` takes 2 arguments, not 1"),
            (
                "",
                0..0,
                "expected `[attribute]`, `\"literal\"` or a function",
            ),
            ("Not []", 4..5, "expected `(` after `Not`"),
            ("[]", 0..2, "attribute name is empty"),
        ] {
            let error = Expression::parse(text).unwrap_err();
            assert_eq!(
                (error.span, error.message.as_str()),
                (span, message),
                "{text}"
            );
        }
        let deep = "Not(".repeat(DEEPEST + 2);
        assert!(
            Expression::parse(&deep)
                .unwrap_err()
                .message
                .contains("nested deeper")
        );
    }
}
