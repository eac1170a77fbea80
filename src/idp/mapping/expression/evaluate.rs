//! Evaluates an expression for a person.

use std::ops::Range;

use super::function::Function;
use super::syntax::{Expression, Node};
use super::value::{Evaluated, Value};
use super::{conversion, dates, lists, logic, random, replace, roles, text};
use crate::idp::mapping::Scope;

/// Why an expression has no value for a person, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EvaluationError {
    /// Byte range in the expression.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

impl Expression {
    /// Evaluates the expression.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Evaluated, EvaluationError> {
        let value = self.value(scope)?;
        // Inside other functions a single role is a plain text.
        if let (Node::Call(Function::SingleAppRoleAssignment, _), Value::Text(role)) =
            (&self.node, &value)
        {
            return Ok(Evaluated::Roles(roles::single(role)));
        }
        Ok(value.into())
    }

    pub(super) fn value(&self, scope: &Scope<'_>) -> Result<Value, EvaluationError> {
        match &self.node {
            Node::Attribute(name, _) => Ok(Value::of((scope.attribute)(name))),
            Node::Literal(text) => Ok(Value::Text(text.clone())),
            Node::Number(number) => Ok(Value::Number(*number)),
            Node::CompareType(text) => Ok(Value::Boolean(*text)),
            Node::Empty => Ok(Value::Null),
            Node::Comparison(left, operator, right) => {
                logic::compare(left, *operator, right, scope).map(Value::Boolean)
            }
            Node::Call(function, arguments) => call(&Call {
                function: *function,
                arguments,
                scope,
            }),
        }
    }

    /// An error at this part of the expression.
    pub(super) fn fails(&self, message: impl Into<String>) -> EvaluationError {
        EvaluationError {
            span: self.span.clone(),
            message: message.into(),
        }
    }
}

/// A call that is being evaluated. Arguments are evaluated when they are asked for.
pub(super) struct Call<'a> {
    pub(super) function: Function,
    pub(super) arguments: &'a [Expression],
    pub(super) scope: &'a Scope<'a>,
}

/// What a function gives.
pub(super) type Answer = Result<Value, EvaluationError>;

impl Call<'_> {
    /// Whether an argument is there and not left empty.
    pub(super) fn has(&self, at: usize) -> bool {
        let argument = self.arguments.get(at);
        argument.is_some_and(|argument| argument.node != Node::Empty)
    }

    /// An argument; null where there is none.
    pub(super) fn value(&self, at: usize) -> Answer {
        let argument = self.arguments.get(at);
        argument.map_or(Ok(Value::Null), |argument| argument.value(self.scope))
    }

    /// All values of an argument.
    pub(super) fn texts(&self, at: usize) -> Result<Vec<String>, EvaluationError> {
        Ok(self.value(at)?.into_texts())
    }

    /// An argument as one text; `None` is null.
    pub(super) fn text(&self, at: usize) -> Result<Option<String>, EvaluationError> {
        let mut texts = self.texts(at)?;
        if texts.len() > 1 {
            let message = format!(
                "`{}` takes one value, not {}; use `Item` or `Join`",
                self.function.name(),
                texts.len()
            );
            return Err(self.fails(at, message));
        }
        Ok(texts.pop())
    }

    /// An argument as a number; `None` is null or empty.
    pub(super) fn number(&self, at: usize) -> Result<Option<i64>, EvaluationError> {
        if let Value::Number(number) = self.value(at)? {
            return Ok(Some(number));
        }
        match self.text(at)? {
            Some(text) if !text.is_empty() => number(&text)
                .map(Some)
                .map_err(|message| self.fails(at, message)),
            _ => Ok(None),
        }
    }

    /// An error at an argument.
    pub(super) fn fails(&self, at: usize, message: impl Into<String>) -> EvaluationError {
        let message = message.into();
        match self.arguments.get(at) {
            Some(argument) => argument.fails(message),
            None => EvaluationError {
                span: 0..0,
                message,
            },
        }
    }

    /// Changes the first argument, a text; null stays null.
    fn change(&self, change: impl FnOnce(&str) -> String) -> Answer {
        Ok(Value::text(self.text(0)?.as_deref().map(change)))
    }
}

/// Reads a whole number.
pub(super) fn number(text: &str) -> Result<i64, String> {
    text.trim()
        .parse()
        .map_err(|_| format!("`{text}` is not a whole number"))
}

fn call(call: &Call<'_>) -> Answer {
    match call.function {
        Function::Append => text::append(call),
        Function::AppRoleAssignmentsComplex | Function::AssertiveAppRoleAssignmentsComplex => {
            roles::all(call)
        }
        Function::BitAnd => conversion::bit_and(call),
        Function::CBool => conversion::boolean(call),
        Function::CDate => dates::parse(call),
        Function::Coalesce => logic::coalesce(call),
        Function::ConvertToBase64 => call.change(conversion::base64),
        Function::ConvertToUTF8Hex => call.change(conversion::hex),
        Function::Count => lists::count(call),
        Function::CStr => call.change(str::to_owned),
        Function::DateAdd => dates::add(call),
        Function::DateDiff => dates::difference(call),
        Function::DateFromNum => dates::from_number(call),
        Function::DefaultDomain => Ok(text::default_domain(call.scope)),
        Function::FormatDateTime => dates::reformat(call),
        Function::Guid => Ok(Value::Text(call.scope.ids.borrow_mut().guid())),
        Function::IgnoreFlowIfNullOrEmpty => logic::ignore_flow(call),
        Function::IIF => logic::iif(call),
        Function::InStr => text::position(call),
        Function::IsNull => Ok(Value::Boolean(call.value(0)?.is_null())),
        Function::IsNullOrEmpty => Ok(Value::Boolean(call.value(0)?.is_empty())),
        Function::IsPresent => Ok(Value::Boolean(!call.value(0)?.is_empty())),
        Function::IsString => Ok(Value::Boolean(matches!(call.value(0)?, Value::Text(_)))),
        Function::Item => lists::item(call),
        Function::Join => lists::join(call),
        Function::Left => text::left(call),
        Function::Len => text::length(call),
        Function::Mid => text::middle(call),
        Function::NormalizeDiacritics => call.change(super::diacritics::normalize),
        Function::Not => logic::not(call),
        Function::Now => Ok(Value::Text(dates::now(call.scope))),
        Function::NumFromDate => dates::to_number(call),
        Function::PCase => text::proper_case(call),
        Function::RandomString => random::text(call),
        // Only the log differs: `Expression::is_redacted`.
        Function::Redact => call.value(0),
        Function::RemoveDuplicates => lists::remove_duplicates(call),
        Function::Replace => replace::replace(call),
        // Refused when the expression is parsed.
        Function::SelectUniqueValue => Ok(Value::Null),
        Function::SingleAppRoleAssignment => Ok(Value::text(call.texts(0)?.into_iter().next())),
        Function::Split => lists::split(call),
        Function::StripSpaces => call.change(|text| text.replace(' ', "")),
        Function::Switch => logic::switch(call),
        Function::ToLower | Function::ToUpper => text::change_case(call),
        Function::Word => text::word(call),
    }
}
