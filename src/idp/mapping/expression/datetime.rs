//! .NET's custom date formats in the invariant culture.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{SignedDuration, Span};

use super::pattern::Fault;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// What .NET knows of the zone of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Nothing: `K` is empty.
    Unspecified,
    /// `Z`: universal time.
    Universal,
    /// An offset, from which the date was moved to the server's zone. That is UTC here.
    Local,
}

/// A date and time in UTC, as .NET keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) utc: DateTime,
    pub(super) zone: Zone,
}

/// A custom date format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Format(Vec<Piece>);

/// A format specifier with the number of its letters, or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(char),
    Specifier(char, usize),
    /// `.FFF`: without a fraction the point goes too.
    PointAndFraction(usize),
}

impl Format {
    /// Reads a format.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let fault = |at: Range<usize>, message: String| Fault {
            at: Some(at),
            message,
        };
        if text.is_empty() {
            return Err(Fault::from("expected a date format".to_owned()));
        }
        if text.chars().count() == 1 {
            let message = "a format of one letter is a .NET standard format, which is not \
                           supported; write the custom format"
                .to_owned();
            return Err(fault(0..text.len(), message));
        }
        let mut pieces = Vec::new();
        let mut rest = text.char_indices().peekable();
        while let Some((at, letter)) = rest.next() {
            match letter {
                '\\' => match rest.next() {
                    Some((_, escaped)) => pieces.push(Piece::Literal(escaped)),
                    None => {
                        return Err(fault(at..at + 1, "nothing follows the last `\\`".into()));
                    }
                },
                '\'' | '"' => loop {
                    match rest.next() {
                        Some((_, end)) if end == letter => break,
                        Some((_, inside)) => pieces.push(Piece::Literal(inside)),
                        None => {
                            let message = format!("`{letter}` is not closed in the date format");
                            return Err(fault(at..text.len(), message));
                        }
                    }
                },
                // `%d` is the specifier `d` and not the standard format of that name.
                '%' if rest.peek().is_some() => {}
                letter if "dfFghHKmMstyz".contains(letter) => {
                    let mut count = 1;
                    while rest.next_if(|(_, next)| *next == letter).is_some() {
                        count += 1;
                    }
                    let most = match letter {
                        'd' | 'M' => 4,
                        'f' | 'F' => 7,
                        'y' => 5,
                        'z' => 3,
                        'K' => 1,
                        'g' => 0,
                        _ => 2,
                    };
                    if count > most {
                        let run = &text[at..at + count];
                        let message = format!("`{run}` in a date format is not supported");
                        return Err(fault(at..at + count, message));
                    }
                    if letter == 'F' && pieces.last() == Some(&Piece::Literal('.')) {
                        pieces.pop();
                        pieces.push(Piece::PointAndFraction(count));
                    } else {
                        pieces.push(Piece::Specifier(letter, count));
                    }
                }
                other => pieces.push(Piece::Literal(other)),
            }
        }
        Ok(Self(pieces))
    }

    /// Writes a date.
    pub(super) fn write(&self, moment: Moment) -> String {
        let utc = moment.utc;
        let mut out = String::new();
        for piece in &self.0 {
            match *piece {
                Piece::Literal(letter) => out.push(letter),
                Piece::PointAndFraction(count) => {
                    let digits = fraction(utc, count);
                    let digits = digits.trim_end_matches('0');
                    if !digits.is_empty() {
                        out.push('.');
                        out.push_str(digits);
                    }
                }
                Piece::Specifier(letter, count) => {
                    out.push_str(&specified(letter, count, moment));
                }
            }
        }
        out
    }

    /// Reads a date that is written exactly like this; `None` if it is not. What the format does
    /// not have comes from `missing`, the first of a month or year and midnight.
    pub(super) fn read(&self, text: &str, missing: Date) -> Option<Moment> {
        let mut reader = Reader {
            rest: text,
            ..Reader::default()
        };
        for piece in &self.0 {
            reader.take(*piece)?;
        }
        reader.rest.is_empty().then_some(())?;
        reader.moment(missing)
    }
}

/// The first digits of the fraction of a second.
fn fraction(utc: DateTime, count: usize) -> String {
    let mut digits = format!("{:09}", utc.subsec_nanosecond());
    digits.truncate(count);
    digits
}

fn name(names: &'static [&'static str], from_zero: i8, count: usize) -> &'static str {
    let name = usize::try_from(from_zero).ok().and_then(|at| names.get(at));
    let name = name.copied().unwrap_or_default();
    if count == 3 { &name[..3] } else { name }
}

fn specified(letter: char, count: usize, Moment { utc, zone }: Moment) -> String {
    let padded = |number: i64| format!("{number:0count$}");
    let weekday = utc.weekday().to_sunday_zero_offset();
    match (letter, count) {
        ('d', 3..) => name(&DAYS, weekday, count).into(),
        ('d', _) => padded(utc.day().into()),
        ('f', _) => fraction(utc, count),
        ('F', _) => fraction(utc, count).trim_end_matches('0').into(),
        ('h', _) => padded((i64::from(utc.hour()) + 11) % 12 + 1),
        ('H', _) => padded(utc.hour().into()),
        ('m', _) => padded(utc.minute().into()),
        ('M', 3..) => name(&MONTHS, utc.month() - 1, count).into(),
        ('M', _) => padded(utc.month().into()),
        ('s', _) => padded(utc.second().into()),
        ('t', _) => {
            let half = if utc.hour() < 12 { "AM" } else { "PM" };
            half[..count].into()
        }
        ('y', 1 | 2) => padded(i64::from(utc.year()) % 100),
        ('y', _) => padded(utc.year().into()),
        ('z', 1) => "+0".into(),
        ('z', 2) => "+00".into(),
        ('K', _) if zone == Zone::Universal => "Z".into(),
        ('K', _) if zone == Zone::Unspecified => String::new(),
        _ => "+00:00".into(),
    }
}

/// What has been read of a date.
#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    weekday: Option<i8>,
    hour: Option<i64>,
    /// The hour is one of twelve.
    half: bool,
    afternoon: bool,
    minute: Option<i64>,
    second: Option<i64>,
    nanosecond: Option<i64>,
    offset: Option<i64>,
    universal: bool,
}

/// Notes a part; a part that is there twice must be the same.
fn note(part: &mut Option<i64>, number: i64) -> Option<()> {
    (part.replace(number).unwrap_or(number) == number).then_some(())
}

impl Reader<'_> {
    fn take(&mut self, piece: Piece) -> Option<()> {
        match piece {
            Piece::Literal(letter) => self.skip(letter),
            Piece::PointAndFraction(count) => match self.skip('.') {
                Some(()) => self.fraction(1, count),
                None => Some(()),
            },
            Piece::Specifier(letter, count) => self.specifier(letter, count),
        }
    }

    fn skip(&mut self, letter: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(letter)?;
        Some(())
    }

    /// That many digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<&str> {
        let count = self.rest.bytes().take(most).take_while(u8::is_ascii_digit);
        let count = count.count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        (count >= least).then_some(digits)
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        self.digits(least, most)?.parse().ok()
    }

    fn fraction(&mut self, least: usize, most: usize) -> Option<()> {
        let digits = self.digits(least, most)?;
        let nanosecond = format!("{digits:0<9}").parse().ok()?;
        note(&mut self.nanosecond, nanosecond)
    }

    /// One of these names, in any case: which.
    fn name(&mut self, names: &[&str], count: usize) -> Option<i8> {
        let at = names.iter().position(|name| {
            let name = if count == 3 { &name[..3] } else { name };
            let begin = self.rest.get(..name.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
        })?;
        let width = if count == 3 { 3 } else { names[at].len() };
        self.rest = &self.rest[width..];
        i8::try_from(at).ok()
    }

    fn specifier(&mut self, letter: char, count: usize) -> Option<()> {
        let least = count.min(2);
        match (letter, count) {
            ('d', 3..) => {
                self.weekday = Some(self.name(&DAYS, count)?);
                Some(())
            }
            ('f', _) => self.fraction(count, count),
            ('F', _) => self.fraction(0, count),
            ('M', 3..) => {
                let month = self.name(&MONTHS, count)? + 1;
                note(&mut self.month, month.into())
            }
            ('t', _) => {
                let halves: [&str; 2] = if count == 1 { ["A", "P"] } else { ["AM", "PM"] };
                self.afternoon = self.name(&halves, count)? == 1;
                Some(())
            }
            ('y', 1 | 2) => {
                // Two digits reach to 2049 (.NET 8).
                let year = self.number(count, 2)?;
                note(
                    &mut self.year,
                    if year < 50 { 2000 + year } else { 1900 + year },
                )
            }
            ('y', _) => {
                let year = self.number(count, count.max(4))?;
                note(&mut self.year, year)
            }
            ('z', _) => self.offset(count),
            ('K', _) => {
                if self.rest.starts_with(['+', '-']) {
                    return self.offset(3);
                }
                self.universal = self.skip('Z').is_some();
                Some(())
            }
            _ => {
                let number = self.number(least, 2)?;
                let part = match letter {
                    'd' => &mut self.day,
                    'M' => &mut self.month,
                    'm' => &mut self.minute,
                    's' => &mut self.second,
                    _ => {
                        self.half |= letter == 'h';
                        &mut self.hour
                    }
                };
                note(part, number)
            }
        }
    }

    /// `+2`, `+02` or `+02:00`, by the number of letters; the last one as `Z` too.
    fn offset(&mut self, count: usize) -> Option<()> {
        if count == 3 && self.skip('Z').is_some() {
            return note(&mut self.offset, 0);
        }
        let sign = if self.skip('-').is_some() {
            -1
        } else {
            self.skip('+').map(|()| 1)?
        };
        let hours = self.number(count.min(2), 2).filter(|hours| *hours <= 14)?;
        let mut minutes = 0;
        if count == 3 {
            // .NET takes the colon as optional.
            let _ = self.skip(':');
            minutes = self.number(2, 2).filter(|minutes| *minutes < 60)?;
        }
        note(&mut self.offset, sign * (hours * 60 + minutes))
    }

    fn moment(self, missing: Date) -> Option<Moment> {
        let hour = match self.hour {
            Some(hour) if self.half => {
                let of_twelve = (hour <= 12).then_some(hour % 12)?;
                of_twelve + if self.afternoon { 12 } else { 0 }
            }
            hour => hour.unwrap_or(0),
        };
        let dated = self.year.or(self.month).or(self.day).is_some();
        let part = |part: Option<i64>, today: i8| {
            i8::try_from(part.unwrap_or(if dated { 1 } else { today.into() })).ok()
        };
        let date = Date::new(
            i16::try_from(self.year.unwrap_or(missing.year().into())).ok()?,
            part(self.month, missing.month())?,
            part(self.day, missing.day())?,
        )
        .ok()?;
        let time = Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(self.minute.unwrap_or(0)).ok()?,
            i8::try_from(self.second.unwrap_or(0)).ok()?,
            i32::try_from(self.nanosecond.unwrap_or(0)).ok()?,
        )
        .ok()?;
        let weekday = |day: i8| Weekday::from_sunday_zero_offset(day).ok();
        if self
            .weekday
            .is_some_and(|day| weekday(day) != Some(date.weekday()))
        {
            return None;
        }
        let offset = SignedDuration::from_mins(self.offset.unwrap_or(0));
        Some(Moment {
            utc: date.to_datetime(time).checked_sub(offset).ok()?,
            zone: match self.offset {
                Some(_) => Zone::Local,
                None if self.universal => Zone::Universal,
                None => Zone::Unspecified,
            },
        })
    }
}

/// A length of time that date functions count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interval {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

/// Their names (reference, `DateAdd`).
const INTERVALS: [(&str, Interval); 7] = [
    ("yyyy", Interval::Year),
    ("m", Interval::Month),
    ("d", Interval::Day),
    ("ww", Interval::Week),
    ("h", Interval::Hour),
    ("n", Interval::Minute),
    ("s", Interval::Second),
];

impl Interval {
    /// The interval with this name, or why there is none.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let mut all = INTERVALS.iter();
        let found = all.find(|(known, _)| *known == name).map(|(_, one)| *one);
        found.ok_or_else(|| {
            format!("`{name}` is not an interval; expected `yyyy`, `m`, `d`, `ww`, `h`, `n` or `s`")
        })
    }

    /// A date so much later; the last day of a month where it has no such day.
    pub(super) fn add(self, count: i64, date: DateTime) -> Option<DateTime> {
        let span = Span::new();
        let span = match self {
            Self::Year => span.try_years(count),
            Self::Month => span.try_months(count),
            Self::Week => span.try_weeks(count),
            Self::Day => span.try_days(count),
            Self::Hour => span.try_hours(count),
            Self::Minute => span.try_minutes(count),
            Self::Second => span.try_seconds(count),
        };
        date.checked_add(span.ok()?)
            .ok()
            .filter(|date| date.year() >= 1)
    }

    /// From one date to another, as Visual Basic counts: years and months by their numbers, weeks
    /// by their Sundays, the rest in whole units of the time between.
    pub(super) fn between(self, from: DateTime, to: DateTime) -> i64 {
        let seconds = |from: DateTime, to: DateTime| to.duration_since(from).as_secs();
        let years = i64::from(to.year()) - i64::from(from.year());
        match self {
            Self::Year => years,
            Self::Month => years * 12 + i64::from(to.month()) - i64::from(from.month()),
            Self::Week => {
                let weekday = |date: DateTime| i64::from(date.weekday().to_sunday_zero_offset());
                (seconds(from, to) + (weekday(from) - weekday(to)) * 86_400) / 86_400 / 7
            }
            Self::Day => seconds(from, to) / 86_400,
            Self::Hour => seconds(from, to) / 3_600,
            Self::Minute => seconds(from, to) / 60,
            Self::Second => seconds(from, to),
        }
    }
}
