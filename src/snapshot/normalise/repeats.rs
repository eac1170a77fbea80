//! What comes again and again for one person after the other is shown three times and once more at
//! the end. Everything has been written, and placeholders numbered, before anything is left out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Rounds at the beginning that are always shown; after what is left out comes one more.
const SHOWN: usize = 3;

/// Longest pattern that is looked for: requests that an identity provider sends for one person.
const LONGEST_ROUND: usize = 8;

/// Numbered placeholders, how much an array leaves out, and digits.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\[[A-Za-z][A-Za-z0-9_-]*-)([0-9]+)\]|… ([0-9]+) alike …|[0-9]+")
        .expect("constant pattern")
});

/// The number of a person in their user name, which carries the marker.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static BEFORE_MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([0-9]+)[._ +-]?\[run\]").expect("constant pattern"));

/// A number at the end of a word or after one: `Member Number 7`.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static AFTER_WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z][ ._-]?([0-9]+)").expect("constant pattern"));

/// Whose number is not to be looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'s> {
    /// Of those whose names with the marker are in the text.
    Marked,
    /// Of this person or group too, by the key in the directory.
    Subject(&'s str),
    /// Of whatever has a name with a number.
    Anybody,
}

/// A number in a text.
#[derive(Debug)]
enum Number {
    /// Of a placeholder. The same placeholder is the same one of those in the text.
    Placeholder(usize),
    /// Of elements that an array leaves out: a group that grows by a member with each request.
    LeftOut,
    /// Any other; which of the persons in the text has it, if one does.
    Plain(String, Option<usize>),
}

/// A text without the numbers that tell people apart.
#[derive(Debug)]
pub(super) struct Shape {
    /// The text with a control character, which no shown text has, for each number.
    words: String,
    numbers: Vec<Number>,
}

impl Shape {
    /// The shape of a finished text.
    pub(super) fn of<'t>(text: &'t str, whose: Whose<'t>) -> Self {
        let mut own: Vec<&str> = Vec::new();
        let mut learn = |pattern: &Regex, text: &'t str| {
            for captures in pattern.captures_iter(text) {
                if let Some(number) = captures.get(1)
                    && !own.contains(&number.as_str())
                {
                    own.push(number.as_str());
                }
            }
        };
        learn(&BEFORE_MARKER, text);
        match whose {
            Whose::Marked => {}
            Whose::Subject(subject) => learn(&AFTER_WORD, subject),
            // Placeholders have numbers too, but not those of people.
            Whose::Anybody => text.split('[').for_each(|piece| {
                let outside = piece.split_once(']').map_or(piece, |(_, outside)| outside);
                learn(&AFTER_WORD, outside);
            }),
        }
        let mut placeholders: BTreeMap<&str, usize> = BTreeMap::new();
        let mut words = String::with_capacity(text.len());
        let mut numbers = Vec::new();
        let mut copied = 0;
        for captures in NUMBERS.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let digits = captures.get(2).or(captures.get(3)).unwrap_or(whole);
            words.push_str(text.get(copied..digits.start()).unwrap_or_default());
            words.push('\0');
            copied = digits.end();
            numbers.push(if captures.get(1).is_some() {
                let next = placeholders.len();
                Number::Placeholder(*placeholders.entry(whole.as_str()).or_insert(next))
            } else if captures.get(3).is_some() {
                Number::LeftOut
            } else {
                let person = own.iter().position(|own| *own == whole.as_str());
                Number::Plain(whole.as_str().to_owned(), person)
            });
        }
        words.push_str(text.get(copied..).unwrap_or_default());
        Self { words, numbers }
    }

    /// Whether two texts say the same of different people.
    fn is_like(&self, other: &Self) -> bool {
        let same = |pair: (&Number, &Number)| match pair {
            (Number::Placeholder(one), Number::Placeholder(other)) => one == other,
            (Number::Plain(one, of_one), Number::Plain(other, of_other)) => {
                one == other || (of_one.is_some() && of_one == of_other)
            }
            (Number::LeftOut, Number::LeftOut) => true,
            _ => false,
        };
        self.words == other.words
            && self.numbers.len() == other.numbers.len()
            && self.numbers.iter().zip(&other.numbers).all(same)
    }
}

/// What is to be done with a text, or with several.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    Show(usize),
    LeaveOut(Range<usize>),
}

/// Leaves out what comes again and again, more than `most` times in a row: texts that are alike, or
/// rounds of a few. All are compared with the first that is shown, so that nothing drifts.
pub(super) fn abbreviate(shapes: impl ExactSizeIterator<Item = Shape>, most: usize) -> Vec<Part> {
    if shapes.len() <= most {
        return (0..shapes.len()).map(Part::Show).collect();
    }
    let shapes: Vec<Shape> = shapes.collect();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < shapes.len() {
        let Some((round, rounds)) = repetition(shapes.get(at..).unwrap_or_default(), most) else {
            parts.push(Part::Show(at));
            at += 1;
            continue;
        };
        let from = at + SHOWN * round;
        let to = at + (rounds - 1) * round;
        parts.extend((at..from).map(Part::Show));
        parts.push(Part::LeaveOut(from..to));
        at += rounds * round;
        parts.extend((to..at).map(Part::Show));
    }
    parts
}

/// Length of the shortest round that the shapes begin with and that comes more than `most` times in
/// a row, and how often it comes.
fn repetition(shapes: &[Shape], most: usize) -> Option<(usize, usize)> {
    (1..=LONGEST_ROUND).find_map(|round| {
        let alike = shapes
            .iter()
            .zip(shapes.iter().take(round).cycle())
            .take_while(|(shape, first)| shape.is_like(first))
            .count();
        (alike / round > most).then_some((round, alike / round))
    })
}

/// How often each thing comes, in the order in which they come first: `3 × this, 2 × that`.
pub(super) fn counts(things: impl Iterator<Item = String>) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for thing in things {
        match counted.iter_mut().find(|(known, _)| *known == thing) {
            Some((_, count)) => *count += 1,
            None => counted.push((thing, 1)),
        }
    }
    let counted = counted
        .iter()
        .map(|(thing, count)| format!("{count} × {thing}"));
    counted.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str, whose: Whose<'_>) -> bool {
        Shape::of(one, whose).is_like(&Shape::of(other, whose))
    }

    #[test]
    fn numbers_of_people_and_placeholders_do_not_count() {
        for (one, other) in [
            ("/Users/[user-1]", "/Users/[user-22]"),
            ("m-2.[run]@x 2.0", "m-3.[run]@x 2.0"),
            ("m-200.[run]@x\n→ 200 OK", "m-7.[run]@x\n→ 200 OK"),
            ("m-2.[run] Worker 2", "m-13.[run] Worker 13"),
            ("m-1.[run] Level 3", "m-3.[run] Level 3"),
            ("… 17 alike …,", "… 18 alike …,"),
        ] {
            assert!(alike(one, other, Whose::Marked), "{one} {other}");
            assert!(alike(other, one, Whose::Marked), "{one} {other}");
        }
    }

    #[test]
    fn everything_else_counts() {
        for (one, other) in [
            ("/Users/[user-1]", "/Users/[group-1]"),
            ("[user-1] [user-1]", "[user-2] [user-3]"),
            ("m-2.[run]@x\n→ 200 OK", "m-3.[run]@x\n→ 201 OK"),
            ("m-2.[run] Worker 2", "m-13.[run] Worker 14"),
            ("m-2.[run] total 0", "m-3.[run] total 1"),
            ("limit 10", "limit 20"),
            ("[user-1]", "7"),
        ] {
            assert!(!alike(one, other, Whose::Marked), "{one} {other}");
        }
    }

    #[test]
    fn a_number_may_be_the_subjects_or_anybodys() {
        assert!(alike("Worker 2", "Worker 3", Whose::Anybody));
        assert!(alike(
            "[user-2] Worker 2",
            "[user-9] Worker 3",
            Whose::Anybody
        ));
        assert!(!alike("2", "3", Whose::Anybody));
        let entry = |key| Shape::of("Worker 12", Whose::Subject(key));
        let other = Shape::of("Worker 13", Whose::Subject("member-13"));
        assert!(entry("member-12").is_like(&other));
        assert!(!entry("alice").is_like(&other));
    }

    fn parts(texts: &str, most: usize) -> Vec<Part> {
        let texts: Vec<&str> = texts.split(' ').collect();
        let shapes = texts.iter().map(|text| Shape::of(text, Whose::Marked));
        abbreviate(shapes, most)
    }

    #[test]
    fn what_comes_often_enough_in_a_row_is_left_out() {
        use Part::{LeaveOut, Show};
        assert_eq!(parts("a a a a a", 5).len(), 5);
        assert_eq!(
            parts("x a a a a a a y", 5),
            [
                Show(0),
                Show(1),
                Show(2),
                Show(3),
                LeaveOut(4..6),
                Show(6),
                Show(7)
            ]
        );
        let expected = (0..6)
            .map(Show)
            .chain([LeaveOut(6..10)])
            .chain((10..13).map(Show));
        assert!(
            parts("a b a b a b a b a b a b a", 5)
                .into_iter()
                .eq(expected)
        );
        assert_eq!(parts("a a a b a a a a", 5).len(), 8);
    }

    #[test]
    fn things_are_counted_in_their_order() {
        let things = ["b", "a", "b"].map(str::to_owned);
        assert_eq!(counts(things.into_iter()), "2 × b, 1 × a");
    }
}
