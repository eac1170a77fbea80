//! From text to expression.

use super::check::check;
use super::function::Function;
use super::syntax::{Expression, ExpressionError, Node, Operator};

/// Longest expression that Entra accepts, in characters (Microsoft's list of known issues).
const LONGEST: usize = 10_000;
/// Deepest nesting of calls, so that a hostile file cannot exhaust the stack.
pub(super) const DEEPEST: usize = 64;

/// Operators, the longer ones first.
const OPERATORS: [(&str, Operator); 6] = [
    ("<>", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

/// Parses a whole expression.
pub(super) fn parse(text: &str) -> Result<Expression, ExpressionError> {
    if text.chars().count() > LONGEST {
        return Err(ExpressionError {
            span: 0..text.len(),
            message: format!("expression is longer than {LONGEST} characters"),
        });
    }
    let mut parser = Parser { text, at: 0 };
    parser.skip_blanks();
    let expression = parser.operand(0)?;
    parser.skip_blanks();
    if parser.at < text.len() {
        return Err(parser.error("expected the end of the expression"));
    }
    Ok(expression)
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

    /// An error at the character that comes next.
    fn error(&self, message: impl Into<String>) -> ExpressionError {
        self.error_over(self.peek().map_or(0, char::len_utf8), message)
    }

    /// An error at the bytes that come next.
    fn error_over(&self, width: usize, message: impl Into<String>) -> ExpressionError {
        ExpressionError {
            span: self.at..self.at + width,
            message: message.into(),
        }
    }

    /// How many bytes come next that are part of a name.
    fn name_width(&self) -> usize {
        let rest = self.rest();
        rest.find(|character: char| !character.is_ascii_alphanumeric())
            .unwrap_or(rest.len())
    }

    fn operand(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        if depth > DEEPEST {
            return Err(self.error(format!("functions are nested deeper than {DEEPEST}")));
        }
        let start = self.at;
        let node = match self.peek() {
            Some('[') => self.attribute(),
            Some('"') => self.literal(),
            Some('-' | '&' | '0'..='9') => self.number(),
            Some(letter) if letter.is_ascii_alphabetic() => self.call(depth),
            _ => Err(self.error("expected `[attribute]`, `\"literal\"` or a function")),
        }?;
        Ok(Expression {
            node,
            span: start..self.at,
        })
    }

    fn attribute(&mut self) -> Result<Node, ExpressionError> {
        let Some(end) = self.rest().find(']') else {
            return Err(self.error_over(self.rest().len(), "`[` is not closed"));
        };
        let inside = &self.rest()[1..end];
        let name = inside.trim().to_owned();
        if name.is_empty() {
            return Err(self.error_over(end + 1, "attribute name is empty"));
        }
        let begins = self.at + 1 + (inside.len() - inside.trim_start().len());
        self.at += end + 1;
        Ok(Node::Attribute(name, begins))
    }

    fn literal(&mut self) -> Result<Node, ExpressionError> {
        let start = self.at;
        let mut value = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    self.at = start + offset + 1;
                    return Ok(Node::Literal(value));
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('\\' | '"'))) => value.push(escaped),
                    Some((_, other)) => {
                        let begins = start + offset;
                        return Err(ExpressionError {
                            span: begins..begins + 1 + other.len_utf8(),
                            message: format!(
                                "`\\{other}` is not an escape; write `\\\\` for a backslash"
                            ),
                        });
                    }
                    None => break,
                },
                other => value.push(other),
            }
        }
        Err(self.error_over(self.rest().len(), "`\"` is not closed"))
    }

    fn number(&mut self) -> Result<Node, ExpressionError> {
        let rest = self.rest();
        let (prefix, radix) = if rest.starts_with("&H") {
            ("&H", 16)
        } else {
            ("", 10)
        };
        let digits = &rest[prefix.len()..];
        let sign = usize::from(radix == 10 && digits.starts_with('-'));
        let width = digits[sign..]
            .find(|character: char| !character.is_ascii_alphanumeric())
            .map_or(digits.len(), |end| end + sign);
        let whole = prefix.len() + width;
        let number = i64::from_str_radix(&digits[..width], radix).map_err(|_| {
            let message = "expected a whole number such as `7`, `-10` or `&HF7`";
            self.error_over(whole, message)
        })?;
        self.at += whole;
        Ok(Node::Number(number))
    }

    fn call(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let width = self.name_width();
        let name = self.rest()[..width].to_owned();
        let compare_types = [("vbBinaryCompare", false), ("vbTextCompare", true)];
        if let Some((_, text)) = compare_types.iter().find(|(known, _)| *known == name) {
            self.at += width;
            return Ok(Node::CompareType(*text));
        }
        let span = self.at..self.at + width;
        let refuse = |message| ExpressionError {
            span: span.clone(),
            message,
        };
        let function = Function::named(&name).map_err(refuse)?;
        if function.stands_alone() && depth > 0 {
            let message = format!("`{name}` gives objects and cannot be an argument");
            return Err(refuse(message));
        }
        self.at += width;
        self.skip_blanks();
        if self.peek() != Some('(') {
            return Err(self.error(format!("expected `(` after `{name}`")));
        }
        self.at += 1;
        let arguments = self.arguments(function, depth)?;
        function.takes(arguments.len()).map_err(refuse)?;
        check(function, &arguments, span.clone(), self.text)?;
        Ok(Node::Call(function, arguments))
    }

    fn arguments(
        &mut self,
        function: Function,
        depth: usize,
    ) -> Result<Vec<Expression>, ExpressionError> {
        let mut arguments = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(')') {
            self.at += 1;
            return Ok(arguments);
        }
        loop {
            self.skip_blanks();
            // The reference knows comparisons as the condition of `IIF` and in `CBool`.
            let condition =
                arguments.is_empty() && matches!(function, Function::IIF | Function::CBool);
            arguments.push(match self.peek() {
                Some(',' | ')') => Expression {
                    node: Node::Empty,
                    span: self.at..self.at,
                },
                _ if condition => self.condition(depth + 1)?,
                _ => self.operand(depth + 1)?,
            });
            self.skip_blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(arguments);
                }
                _ => return Err(self.unexpected(condition)),
            }
        }
    }

    /// An operand, or two with an operator between them.
    fn condition(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        let left = self.operand(depth)?;
        self.skip_blanks();
        let Some(operator) = self.operator() else {
            return Ok(left);
        };
        self.skip_blanks();
        let right = self.operand(depth)?;
        Ok(Expression {
            span: left.span.start..right.span.end,
            node: Node::Comparison(Box::new(left), operator, Box::new(right)),
        })
    }

    fn operator(&mut self) -> Option<Operator> {
        let rest = self.rest();
        let (sign, operator) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        self.at += sign.len();
        Some(*operator)
    }

    /// Why an argument cannot go on like this.
    fn unexpected(&self, condition: bool) -> ExpressionError {
        let width = self.name_width();
        let word = self.rest()[..width].to_ascii_uppercase();
        if condition && ["AND", "OR"].contains(&word.as_str()) {
            let place = if word == "AND" {
                "valueIfTrue"
            } else {
                "valueIfFalse"
            };
            let message = format!("`{word}` is not supported; nest a second `IIF` as `{place}`");
            return self.error_over(width, message);
        }
        match OPERATORS
            .iter()
            .find(|(sign, _)| self.rest().starts_with(sign))
        {
            Some((sign, _)) if !condition => {
                let message = "a comparison can only be the condition of `IIF` or stand in `CBool`";
                self.error_over(sign.len(), message)
            }
            _ => self.error("expected `,` or `)`"),
        }
    }
}
