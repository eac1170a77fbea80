//! Scoping filters: which objects of the directory are provisioned at all.
//!
//! Clauses of one filter must all hold, and one filter of several must; comparison is
//! case-sensitive, and an attribute without value fulfils no clause but `IS NULL` ("Scoping users or
//! groups to be provisioned with scoping filters").

use regex::Regex;

/// Filters for users and for groups.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scoping {
    /// Filters for users.
    pub users: ScopingFilters,
    /// Filters for groups.
    pub groups: ScopingFilters,
}

/// Filters of which one must hold; without any, everything is let through.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScopingFilters(pub Vec<Vec<Clause>>);

/// One condition on one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Name of the source attribute.
    pub attribute: String,
    /// What is asked of it.
    pub condition: Condition,
}

/// What is asked of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// `EQUALS`.
    Equals(String),
    /// `NOT EQUALS`.
    NotEquals(String),
    /// `IS TRUE`.
    IsTrue,
    /// `IS FALSE`.
    IsFalse,
    /// `IS NULL`.
    IsNull,
    /// `IS NOT NULL`.
    IsNotNull,
    /// `REGEX MATCH`.
    Matches(Pattern),
    /// `NOT REGEX MATCH`.
    DoesNotMatch(Pattern),
    /// `Greater_Than`.
    GreaterThan(i64),
    /// `Greater_Than_OR_EQUALS`.
    GreaterThanOrEquals(i64),
    /// `Includes`.
    Includes(String),
    /// `ENDS_WITH`.
    EndsWith(String),
    /// `&`: a bit of the value is set in the attribute. What it does is not documented.
    Bits(i64),
    /// `!&`: no bit of the value is set in the attribute.
    NoBits(i64),
}

/// A regular expression; equal when written alike.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Parses a pattern. `Err` says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let last_line = |error: regex::Error| {
            let text = error.to_string();
            let line = text.lines().last().unwrap_or_default();
            line.trim_start_matches("error: ").to_owned()
        };
        Regex::new(text).map(Self).map_err(last_line)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// Operators as the portal names them.
pub(crate) const OPERATORS: [&str; 14] = [
    "EQUALS",
    "NOT EQUALS",
    "IS TRUE",
    "IS FALSE",
    "IS NULL",
    "IS NOT NULL",
    "REGEX MATCH",
    "NOT REGEX MATCH",
    "Greater_Than",
    "Greater_Than_OR_EQUALS",
    "Includes",
    "ENDS_WITH",
    "&",
    "!&",
];

/// What is wrong with the operator or the value of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClauseError {
    /// There is no such operator.
    Operator,
    /// The operator needs a value.
    NoValue,
    /// The operator takes no value.
    Value,
    /// The value is not what the operator takes; says what is.
    Wrong(String),
}

impl Condition {
    /// The condition with the portal's name of its operator.
    pub(crate) fn parse(operator: &str, value: Option<&str>) -> Result<Self, ClauseError> {
        let text = || value.map(str::to_owned).ok_or(ClauseError::NoValue);
        let number = || {
            let wrong = |_| ClauseError::Wrong("expected a whole number".into());
            text().and_then(|text| text.trim().parse().map_err(wrong))
        };
        let pattern = || {
            let wrong = |why| ClauseError::Wrong(format!("not a regular expression: {why}"));
            text().and_then(|text| Pattern::parse(&text).map_err(wrong))
        };
        let alone = |condition| match value {
            None => Ok(condition),
            Some(_) => Err(ClauseError::Value),
        };
        match operator {
            "EQUALS" => text().map(Self::Equals),
            "NOT EQUALS" => text().map(Self::NotEquals),
            "IS TRUE" => alone(Self::IsTrue),
            "IS FALSE" => alone(Self::IsFalse),
            "IS NULL" => alone(Self::IsNull),
            "IS NOT NULL" => alone(Self::IsNotNull),
            "REGEX MATCH" => pattern().map(Self::Matches),
            "NOT REGEX MATCH" => pattern().map(Self::DoesNotMatch),
            "Greater_Than" => number().map(Self::GreaterThan),
            "Greater_Than_OR_EQUALS" => number().map(Self::GreaterThanOrEquals),
            "Includes" => text().map(Self::Includes),
            "ENDS_WITH" => text().map(Self::EndsWith),
            "&" => number().map(Self::Bits),
            "!&" => number().map(Self::NoBits),
            _ => Err(ClauseError::Operator),
        }
    }

    /// Whether a value, or none, fulfils the condition.
    fn holds(&self, value: Option<&str>) -> bool {
        let Some(value) = value else {
            return *self == Self::IsNull;
        };
        let number = |test: &dyn Fn(i64) -> bool| value.trim().parse().is_ok_and(test);
        match self {
            Self::Equals(wanted) => value == wanted,
            Self::NotEquals(wanted) => value != wanted,
            Self::IsTrue => value.eq_ignore_ascii_case("true"),
            Self::IsFalse => value.eq_ignore_ascii_case("false"),
            Self::IsNull => false,
            Self::IsNotNull => true,
            Self::Matches(pattern) => pattern.0.is_match(value),
            Self::DoesNotMatch(pattern) => !pattern.0.is_match(value),
            Self::GreaterThan(least) => number(&|value| value > *least),
            Self::GreaterThanOrEquals(least) => number(&|value| value >= *least),
            Self::Includes(part) => value.contains(part.as_str()),
            Self::EndsWith(end) => value.ends_with(end.as_str()),
            Self::Bits(mask) => number(&|value| value & mask != 0),
            Self::NoBits(mask) => number(&|value| value & mask == 0),
        }
    }
}

impl ScopingFilters {
    /// Whether an object is let through. `attribute` gives the values of a source attribute.
    pub(crate) fn lets_through(&self, attribute: &dyn Fn(&str) -> Vec<String>) -> bool {
        let holds = |clause: &Clause| {
            let values = attribute(&clause.attribute);
            let value = values.first().filter(|value| !value.is_empty());
            clause.condition.holds(value.map(String::as_str))
        };
        self.0.is_empty() || self.0.iter().any(|clauses| clauses.iter().all(holds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str) -> Vec<String> {
        let value = match name {
            "department" => "Sales",
            "level" => "12",
            "accountEnabled" => "True",
            "empty" => "",
            _ => return Vec::new(),
        };
        vec![value.to_owned()]
    }

    fn holds(attribute_name: &str, operator: &str, value: Option<&str>) -> bool {
        let clause = Clause {
            attribute: attribute_name.to_owned(),
            condition: Condition::parse(operator, value).unwrap(),
        };
        ScopingFilters(vec![vec![clause]]).lets_through(&attribute)
    }

    #[test]
    fn each_operator_has_its_table() {
        let table: [(&str, &str, Option<&str>, bool); 36] = [
            ("department", "EQUALS", Some("Sales"), true),
            ("department", "EQUALS", Some("sales"), false),
            ("none", "EQUALS", Some("Sales"), false),
            ("department", "NOT EQUALS", Some("sales"), true),
            ("department", "NOT EQUALS", Some("Sales"), false),
            ("none", "NOT EQUALS", Some("Sales"), false),
            ("accountEnabled", "IS TRUE", None, true),
            ("accountEnabled", "IS FALSE", None, false),
            ("none", "IS TRUE", None, false),
            ("none", "IS FALSE", None, false),
            ("none", "IS NULL", None, true),
            ("empty", "IS NULL", None, true),
            ("department", "IS NULL", None, false),
            ("department", "IS NOT NULL", None, true),
            ("empty", "IS NOT NULL", None, false),
            ("department", "REGEX MATCH", Some("^S.l"), true),
            ("department", "REGEX MATCH", Some("^s"), false),
            ("none", "REGEX MATCH", Some(".*"), false),
            ("department", "NOT REGEX MATCH", Some("^s"), true),
            ("department", "NOT REGEX MATCH", Some("^S"), false),
            ("none", "NOT REGEX MATCH", Some("^S"), false),
            ("level", "Greater_Than", Some("11"), true),
            ("level", "Greater_Than", Some("12"), false),
            ("department", "Greater_Than", Some("1"), false),
            ("level", "Greater_Than_OR_EQUALS", Some("12"), true),
            ("level", "Greater_Than_OR_EQUALS", Some("13"), false),
            ("none", "Greater_Than_OR_EQUALS", Some("0"), false),
            ("department", "Includes", Some("ale"), true),
            ("department", "Includes", Some("ALE"), false),
            ("department", "ENDS_WITH", Some("les"), true),
            ("department", "ENDS_WITH", Some("Les"), false),
            ("level", "&", Some("4"), true),
            ("level", "&", Some("3"), false),
            ("level", "!&", Some("3"), true),
            ("level", "!&", Some("4"), false),
            ("none", "!&", Some("4"), false),
        ];
        for (name, operator, value, expected) in table {
            assert_eq!(
                holds(name, operator, value),
                expected,
                "{name} {operator} {value:?}"
            );
        }
    }

    #[test]
    fn clauses_are_joined_by_and_filters_by_or() {
        let clause = |value: &str| Clause {
            attribute: "department".into(),
            condition: Condition::Includes(value.into()),
        };
        let lets = |filters: Vec<Vec<Clause>>| ScopingFilters(filters).lets_through(&attribute);
        assert!(lets(vec![]));
        assert!(lets(vec![vec![clause("S"), clause("a")]]));
        assert!(!lets(vec![vec![clause("S"), clause("x")]]));
        assert!(lets(vec![vec![clause("x")], vec![clause("S")]]));
        assert!(!lets(vec![vec![clause("x")], vec![clause("y")]]));
    }

    #[test]
    fn every_operator_says_what_value_it_takes() {
        for operator in OPERATORS {
            let alone = operator.starts_with("IS");
            let without = Condition::parse(operator, None);
            assert_eq!(without.is_ok(), alone, "{operator}");
            assert_eq!(Condition::parse(operator, Some("1")).is_ok(), !alone);
        }
        assert_eq!(Condition::parse("LIKE", None), Err(ClauseError::Operator));
        assert_eq!(
            Condition::parse("REGEX MATCH", Some("(a")),
            Err(ClauseError::Wrong(
                "not a regular expression: unclosed group".into()
            ))
        );
    }
}
