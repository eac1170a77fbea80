//! Functions over dates. Between functions a date is a text in the form that the reference gives,
//! always in UTC.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::Offset;

use super::datetime::{Format, Interval, Moment, Zone};
use super::evaluate::{Answer, Call, EvaluationError};
use super::pattern::Fault;
use super::value::Value;
use crate::idp::mapping::Scope;

/// The form of dates that functions give.
const FORM: &str = "M/d/yyyy h:mm:ss tt";
/// The forms in which `CDate` reads a day, a time and a zone. .NET takes more than these.
const DAYS: [&str; 2] = ["yyyy-M-d", "M/d/yyyy"];
const TIMES: [&str; 7] = [
    "",
    "'T'HH:mm",
    "'T'HH:mm:ss.FFFFFFF",
    " H:mm",
    " H:mm:ss.FFFFFFF",
    " h:mm tt",
    " h:mm:ss tt",
];
const ZONES: [&str; 2] = ["K", " zzz"];

/// Active Directory counts from here, in tenths of a microsecond.
const EPOCH: DateTime = date(1601, 1, 1).at(0, 0, 0, 0);
const TICKS: i64 = 10_000_000;

/// Writes a date in the form that functions give.
fn written(utc: DateTime) -> String {
    let zone = Zone::Universal;
    Format::parse(FORM)
        .map(|format| format.write(Moment { utc, zone }))
        .unwrap_or_default()
}

/// Reads a date as `CDate` does.
fn read(text: &str) -> Result<DateTime, String> {
    let text = text.trim();
    let forms = DAYS.iter().flat_map(|day| {
        let times = TIMES.iter();
        times.flat_map(move |time| ZONES.iter().map(move |zone| format!("{day}{time}{zone}")))
    });
    forms
        .filter_map(|form| Format::parse(&form).ok())
        .find_map(|format| format.read(text, Date::ZERO))
        .map(|moment| moment.utc)
        .ok_or_else(|| format!("`{text}` is not a date that can be read"))
}

/// An argument as a date; `None` is null or empty.
fn argument(call: &Call<'_>, at: usize) -> Result<Option<DateTime>, EvaluationError> {
    let text = call.text(at)?.filter(|text| !text.is_empty());
    text.map(|text| read(&text))
        .transpose()
        .map_err(|message| call.fails(at, message))
}

fn interval(call: &Call<'_>) -> Result<Interval, EvaluationError> {
    let name = call.text(0)?.unwrap_or_default();
    Interval::named(&name).map_err(|message| call.fails(0, message))
}

/// `Now()`.
pub(super) fn now(scope: &Scope<'_>) -> String {
    written(Offset::UTC.to_datetime(scope.now))
}

/// `CDate(expression)`.
pub(super) fn parse(call: &Call<'_>) -> Answer {
    Ok(Value::text(argument(call, 0)?.map(written)))
}

/// `DateAdd(interval, value, dateTime)`.
pub(super) fn add(call: &Call<'_>) -> Answer {
    let interval = interval(call)?;
    let (Some(count), Some(date)) = (call.number(1)?, argument(call, 2)?) else {
        return Ok(Value::Null);
    };
    let later = interval.add(count, date);
    let later = later.ok_or_else(|| call.fails(1, "the date is outside the calendar"))?;
    Ok(Value::Text(written(later)))
}

/// `DateDiff(interval, date1, date2)`.
pub(super) fn difference(call: &Call<'_>) -> Answer {
    let interval = interval(call)?;
    Ok(match (argument(call, 1)?, argument(call, 2)?) {
        (Some(from), Some(to)) => Value::Number(interval.between(from, to)),
        _ => Value::Null,
    })
}

/// `DateFromNum(value)`.
pub(super) fn from_number(call: &Call<'_>) -> Answer {
    let Some(ticks) = call.number(0)? else {
        return Ok(Value::Null);
    };
    // Less than ten million tenths of a microsecond are less than a second.
    let nanoseconds = i32::try_from(ticks % TICKS * 100).unwrap_or(0);
    let since = SignedDuration::new(ticks / TICKS, nanoseconds);
    let date = EPOCH.checked_add(since).ok().filter(|_| ticks >= 0);
    let date = date.ok_or_else(|| call.fails(0, "the date is outside the calendar"))?;
    Ok(Value::Text(written(date)))
}

/// `NumFromDate(value)`.
pub(super) fn to_number(call: &Call<'_>) -> Answer {
    let Some(date) = argument(call, 0)? else {
        return Ok(Value::Null);
    };
    let since = date.duration_since(EPOCH);
    if since.is_negative() {
        return Err(call.fails(0, "Active Directory has no dates before 1601"));
    }
    let ticks = since.as_secs() * TICKS + i64::from(since.subsec_nanos()) / 100;
    Ok(Value::Number(ticks))
}

/// How `FormatDateTime` reads, by the names of .NET's `DateTimeStyles`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Styles {
    leading: bool,
    trailing: bool,
    no_current_date: bool,
}

impl Styles {
    /// The styles of a list with commas. The server's zone is UTC, so that what says which zone is
    /// meant changes nothing.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self {
                leading: true,
                trailing: true,
                no_current_date: false,
            });
        }
        let mut styles = Self {
            leading: false,
            trailing: false,
            no_current_date: false,
        };
        for style in text.split(',').map(str::trim) {
            match style.strip_prefix("DateTimeStyles.").unwrap_or(style) {
                "None" | "AdjustToUniversal" | "AssumeLocal" | "AssumeUniversal"
                | "RoundtripKind" => {}
                "AllowLeadingWhite" => styles.leading = true,
                "AllowTrailingWhite" => styles.trailing = true,
                "NoCurrentDateDefault" => styles.no_current_date = true,
                known @ ("AllowInnerWhite" | "AllowWhiteSpaces") => {
                    return Err(format!("the style `{known}` is not supported"));
                }
                unknown => return Err(format!("`{unknown}` is not one of .NET's DateTimeStyles")),
            }
        }
        Ok(styles)
    }

    fn trim(self, mut text: &str) -> &str {
        if self.leading {
            text = text.trim_start();
        }
        if self.trailing {
            text = text.trim_end();
        }
        text
    }
}

/// `FormatDateTime(source, dateTimeStyles, inputFormat, outputFormat)`.
pub(super) fn reformat(call: &Call<'_>) -> Answer {
    let format = |at| {
        let text = call.text(at)?.unwrap_or_default();
        Format::parse(&text).map_err(|Fault { message, .. }| call.fails(at, message))
    };
    let styles = call.text(1)?.unwrap_or_default();
    let styles = Styles::parse(&styles).map_err(|message| call.fails(1, message))?;
    let (input, output) = (format(2)?, format(3)?);
    let Some(source) = call.text(0)?.filter(|source| !source.is_empty()) else {
        return Ok(Value::Null);
    };
    let missing = if styles.no_current_date {
        date(1, 1, 1)
    } else {
        Offset::UTC.to_datetime(call.scope.now).date()
    };
    let moment = input.read(styles.trim(&source), missing).ok_or_else(|| {
        let format = call.text(2).ok().flatten().unwrap_or_default();
        call.fails(
            0,
            format!("`{source}` is not a date of the form `{format}`"),
        )
    })?;
    Ok(Value::Text(output.write(moment)))
}
