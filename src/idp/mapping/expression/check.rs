//! What can be known of a call before a person is looked at: the literals that a function reads.

use std::ops::Range;

use super::dates::Styles;
use super::datetime::{Format, Interval};
use super::evaluate::number;
use super::function::Function;
use super::lists::{at_least, not_empty};
use super::pattern::{Fault, Pattern};
use super::random::Rules;
use super::replace::{GROUP, Mode, OLD, PATTERN, group};
use super::roles;
use super::syntax::{Expression, ExpressionError, Node};
use super::text::culture;

type Checked = Result<(), ExpressionError>;

/// Checks the arguments of a call, whose name is at `span` in `source`.
pub(super) fn check(
    function: Function,
    arguments: &[Expression],
    span: Range<usize>,
    source: &str,
) -> Checked {
    let refuse = |message| {
        Err(ExpressionError {
            span: span.clone(),
            message,
        })
    };
    let name = function.name();
    for (at, argument) in arguments.iter().enumerate() {
        if let (Node::Empty, Some(parameter)) = (&argument.node, function.required(at)) {
            return argument.refuse(format!("`{name}` needs `{parameter}`"));
        }
        if matches!(argument.node, Node::CompareType(_)) && (function, at) != (Function::InStr, 3) {
            return argument.refuse("a compare type is the last argument of `InStr`".into());
        }
    }
    let literals = Literals { arguments, source };
    match function {
        Function::AppRoleAssignmentsComplex
        | Function::AssertiveAppRoleAssignmentsComplex
        | Function::SingleAppRoleAssignment => match &arguments[0].node {
            Node::Attribute(attribute, _) if attribute == roles::ATTRIBUTE => Ok(()),
            _ => arguments[0].refuse(format!("`{name}` takes `[{}]`", roles::ATTRIBUTE)),
        },
        Function::BitAnd => literals
            .number(0, i64::MIN)
            .and_then(|()| literals.number(1, i64::MIN)),
        Function::DateAdd => {
            literals.text(0, |text| Ok(Interval::named(text).map(drop)?))?;
            literals.number(1, i64::MIN)
        }
        Function::DateDiff => literals.text(0, |text| Ok(Interval::named(text).map(drop)?)),
        Function::DateFromNum => literals.number(0, 0),
        Function::FormatDateTime => {
            literals.text(1, |text| Ok(Styles::parse(text).map(drop)?))?;
            literals.text(2, |text| Format::parse(text).map(drop))?;
            literals.text(3, |text| Format::parse(text).map(drop))
        }
        Function::InStr => {
            literals.number(2, 1)?;
            match arguments.get(3).map(|argument| (argument, &argument.node)) {
                None | Some((_, Node::Empty | Node::CompareType(_))) => Ok(()),
                Some((argument, _)) => {
                    argument.refuse("expected `vbTextCompare` or `vbBinaryCompare`".into())
                }
            }
        }
        Function::Item => literals.number(1, 1),
        Function::Left | Function::Word => literals.number(1, i64::MIN),
        Function::Mid => literals.number(1, 1).and_then(|()| literals.number(2, 0)),
        Function::RandomString => literals.random(),
        Function::Replace => match Mode::of(|at| arguments[at].node != Node::Empty) {
            Ok(_) => literals.replace(),
            Err(message) => refuse(message),
        },
        Function::SelectUniqueValue => refuse(
            "`SelectUniqueValue` works only when an HR system provisions Active Directory, not \
             with SCIM"
                .into(),
        ),
        Function::Split => literals.text(1, |text| Ok(not_empty(text).map(drop)?)),
        Function::Switch if !arguments.len().is_multiple_of(2) => {
            refuse("`Switch` takes its keys and values in pairs".into())
        }
        Function::ToLower | Function::ToUpper => {
            literals.text(1, |text| Ok(culture(text).map(drop)?))
        }
        _ => Ok(()),
    }
}

impl Expression {
    fn refuse(&self, message: String) -> Checked {
        Err(ExpressionError {
            span: self.span.clone(),
            message,
        })
    }
}

/// The arguments of a call, of which the literals can be read already.
struct Literals<'a> {
    arguments: &'a [Expression],
    source: &'a str,
}

impl Literals<'_> {
    fn literal(&self, at: usize) -> Option<&str> {
        match &self.arguments.get(at)?.node {
            Node::Literal(text) => Some(text),
            _ => None,
        }
    }

    /// Checks a literal text; what is not a literal is looked at when it has a value.
    fn text(&self, at: usize, check: impl FnOnce(&str) -> Result<(), Fault>) -> Checked {
        let fault = self.literal(at).map(check).and_then(Result::err);
        fault.map_or(Ok(()), |fault| self.refuse(at, &fault))
    }

    fn refuse(&self, at: usize, fault: &Fault) -> Checked {
        let whole = self.arguments[at].span.clone();
        let inside = fault.at.clone().map(|inside| self.inside(&whole, &inside));
        Err(ExpressionError {
            span: inside.unwrap_or(whole),
            message: fault.message.clone(),
        })
    }

    /// Where a part of a literal's text is written, between the quotation marks and with escapes.
    fn inside(&self, literal: &Range<usize>, part: &Range<usize>) -> Range<usize> {
        let written = &self.source[literal.start + 1..literal.end - 1];
        let mut places = Vec::with_capacity(written.len());
        let mut characters = written.char_indices();
        while let Some((at, character)) = characters.next() {
            let read = if character == '\\' {
                characters.next().map_or(character, |(_, escaped)| escaped)
            } else {
                character
            };
            places.extend(std::iter::repeat_n(literal.start + 1 + at, read.len_utf8()));
        }
        let place = |at: usize| places.get(at).copied().unwrap_or(literal.end - 1);
        place(part.start)..place(part.end)
    }

    /// Checks a literal number, which must not be smaller than `least`.
    fn number(&self, at: usize, least: i64) -> Checked {
        let Some(argument) = self.arguments.get(at) else {
            return Ok(());
        };
        let number = match &argument.node {
            Node::Number(given) => Ok(*given),
            Node::Literal(text) => number(text),
            _ => return Ok(()),
        };
        let large_enough = |number| {
            if least == i64::MIN {
                Ok(0)
            } else {
                at_least(least, number)
            }
        };
        match number.and_then(large_enough) {
            Ok(_) => Ok(()),
            Err(message) => argument.refuse(message),
        }
    }

    /// Checks the conditions of a random text, if all are literals.
    fn random(&self) -> Checked {
        let mut numbers = [0; 5];
        for (at, place) in numbers.iter_mut().enumerate() {
            self.number(at, 0)?;
            *place = match &self.arguments[at].node {
                Node::Number(number) => *number,
                Node::Literal(text) => number(text).unwrap_or(0),
                _ => return Ok(()),
            };
        }
        let avoid = match self.arguments.get(5).map(|argument| &argument.node) {
            None | Some(Node::Empty) => "",
            Some(Node::Literal(avoid)) => avoid,
            Some(_) => return Ok(()),
        };
        match Rules::new(numbers, avoid) {
            Ok(_) => Ok(()),
            Err((at, message)) => self.arguments[at].refuse(message),
        }
    }

    fn replace(&self) -> Checked {
        self.text(OLD, |text| Ok(not_empty(text).map(drop)?))?;
        let Some(pattern) = self.literal(PATTERN) else {
            return Ok(());
        };
        match Pattern::new(pattern) {
            Ok(pattern) => self.text(GROUP, |name| Ok(group(&pattern, name).map(drop)?)),
            Err(fault) => self.refuse(PATTERN, &fault),
        }
    }
}
