//! `RandomString`.

use super::evaluate::{Answer, Call};
use super::lists::at_least;
use super::value::Value;
use crate::idp::environment::IdSource;

/// Longest text that the function makes.
const LONGEST: usize = 256;

/// Digits, special characters (of Windows' rule for complex passwords), capitals, small letters:
/// the order of the parameters.
const CLASSES: [&str; 4] = [
    "0123456789",
    "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
];

/// What a random text must be like.
pub(super) struct Rules {
    length: usize,
    /// A class and how many of it there must be at least.
    classes: [(Vec<char>, usize); 4],
}

impl Rules {
    /// Length and least numbers of digits, special characters, capitals and small letters; and
    /// what must not occur. An error says at which argument it is.
    pub(super) fn new(numbers: [i64; 5], avoid: &str) -> Result<Self, (usize, String)> {
        let mut counts = [0; 5];
        for (at, (count, number)) in counts.iter_mut().zip(numbers).enumerate() {
            *count = at_least(0, number).map_err(|message| (at, message))?;
            if *count > LONGEST {
                return Err((at, format!("expected {LONGEST} at most, not {number}")));
            }
        }
        let [length, least @ ..] = counts;
        let sum: usize = least.iter().sum();
        if sum > length {
            let message = format!("the least numbers add up to {sum}, more than {length}");
            return Err((0, message));
        }
        let allowed =
            |class: &str| -> Vec<char> { class.chars().filter(|c| !avoid.contains(*c)).collect() };
        let mut classes = CLASSES.map(|class| (allowed(class), 0));
        for (at, (class, count)) in classes.iter_mut().zip(least).enumerate() {
            class.1 = count;
            if class.0.is_empty() && count > 0 {
                let message = "every character of this kind is to be avoided".into();
                return Err((at + 1, message));
            }
        }
        if length > 0 && classes.iter().all(|(class, _)| class.is_empty()) {
            return Err((5, "every character is to be avoided".into()));
        }
        Ok(Self { length, classes })
    }

    fn draw(&self, ids: &mut IdSource) -> String {
        let mut drawn = Vec::new();
        for (class, least) in &self.classes {
            drawn.extend((0..*least).map(|_| class[ids.below(class.len())]));
        }
        let all: Vec<char> = self
            .classes
            .iter()
            .flat_map(|(class, _)| class)
            .copied()
            .collect();
        while drawn.len() < self.length {
            drawn.push(all[ids.below(all.len())]);
        }
        for last in (1..drawn.len()).rev() {
            drawn.swap(last, ids.below(last + 1));
        }
        drawn.into_iter().collect()
    }
}

/// `RandomString(length, minimumNumbers, minimumSpecialCharacters, minimumCapital,
/// minimumLowerCase, charactersToAvoid)`.
pub(super) fn text(call: &Call<'_>) -> Answer {
    let mut numbers = [0; 5];
    for (at, number) in numbers.iter_mut().enumerate() {
        *number = call.number(at)?.unwrap_or(0);
    }
    let avoid = call.text(5)?.unwrap_or_default();
    let rules = Rules::new(numbers, &avoid).map_err(|(at, message)| call.fails(at, message))?;
    let text = rules.draw(&mut call.scope.ids.borrow_mut());
    Ok(Value::Text(text))
}
