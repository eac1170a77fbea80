//! The text of a snapshot.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use memchr::{memchr_iter, memchr2};
use percent_encoding::percent_decode_str;
use regex::Regex;

use super::content::{Content, Seen};
use super::json;
use super::names::Names;
use super::ownership::Ownership;
use super::repeats::{Part, Shape, Whose, abbreviate, counts};
use super::scan::Scanner;
use crate::report::diff::HEADING;
use crate::report::escape::{visible, visible_line};
use crate::transcript::{
    CaseId, Exchange, HeaderLine, LogEntry, Masker, Origin, Outcome, Response,
};

/// What a run makes up, to be replaced.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Base URL of the target, shown as `[base]`; its authority alone as `[host]`.
    pub base_url: String,
    /// Run-unique marker inside user names, e-mail addresses and display names, lower-case
    /// alphanumeric, shown as `[run]`. A resource that carries it is the case's own.
    pub marker: String,
    /// What must not be shown.
    pub secrets: Masker,
    /// Further values with the placeholder to show for each, for example the ids that an identity
    /// provider gives to its own people.
    pub fixed: Vec<(String, String)>,
}

/// Request headers that are shown. Others are the client's business (`Host`, `Content-Length`,
/// `Connection`) or secret.
const REQUEST_HEADERS: [&str; 5] = [
    "accept",
    "content-type",
    "if-match",
    "if-none-match",
    "user-agent",
];

/// Response headers that are shown.
const RESPONSE_HEADERS: [&str; 5] = [
    "content-type",
    "etag",
    "location",
    "retry-after",
    "www-authenticate",
];

/// Longest text shown in one piece, in characters; longest JSON body, in lines.
const LONGEST_TEXT: usize = 4096;
const LONGEST_BODY: usize = 1000;

/// Stands for the rest of what is too long.
const CUT: &str = "[… cut]";

/// Most exchanges, or rounds of a few, that are alike and all shown; most such log entries.
const MOST_ALIKE: usize = 12;

/// Room for what an exchange has beside its bodies, in bytes.
const HEAD: usize = 512;

/// Layers of percent-encoding under which secrets are looked for.
const ENCODINGS: usize = 3;

/// Text of a case's snapshot: for each exchange but those of the clean-up a heading, the request as
/// it was sent and the answer; then the provisioning log, one entry a line. Of what comes again and
/// again for one person after the other, most is left out and counted.
///
/// The same story gives the same text whatever ids, times, ports and marker the run had.
pub fn render(
    case: &CaseId,
    title: &str,
    exchanges: &[Exchange],
    log: &[LogEntry],
    context: &Context,
) -> String {
    let seen: Vec<Seen<'_>> = exchanges
        .iter()
        .filter(|exchange| exchange.origin != Origin::Cleanup)
        .map(|exchange| Seen::read(exchange, &context.secrets))
        .collect();
    let mut own = Ownership::learn(&seen, &context.marker, &context.fixed);
    let names = std::mem::take(&mut own.names);
    let scanner = Scanner::new(&context.base_url, &context.marker, &context.fixed, &names);
    let mut pen = Pen {
        secrets: &context.secrets,
        scanner: &scanner,
        own: &own,
        names,
    };

    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        out,
        "{} ({})",
        visible_line(title),
        visible_line(&case.to_string())
    );
    // Numbers restart with each step, so that one request more changes few headings.
    for of_step in seen.chunk_by(|one, other| one.exchange.step == other.exchange.step) {
        pen.step(&mut out, of_step);
    }
    if !log.is_empty() {
        let _ = writeln!(out, "\n{HEADING}provisioning log");
        pen.log(&mut out, log);
    }
    if !context.secrets.has_secret(out.as_bytes()) && !out.contains("\"*") {
        return out;
    }
    out.lines()
        .map(|line| seal(&context.secrets, line))
        .collect()
}

/// Writes text with placeholders.
pub(super) struct Pen<'a> {
    secrets: &'a Masker,
    scanner: &'a Scanner,
    pub(super) own: &'a Ownership,
    pub(super) names: Names,
}

impl Pen<'_> {
    /// Text without secrets, volatile values replaced, cut where it is too long. `hint` is the kind
    /// of resource it is about.
    pub(super) fn clean<'t>(&mut self, raw: &'t str, hint: Option<&str>) -> Cow<'t, str> {
        match self.mask(raw) {
            Cow::Borrowed(text) => cut(self.scanner.substitute(&mut self.names, text, hint)),
            Cow::Owned(text) => {
                let clean = cut(self.scanner.substitute(&mut self.names, &text, hint));
                Cow::Owned(clean.into_owned())
            }
        }
    }

    /// The same for text out of a body, which was masked when it was read. Only what is encoded
    /// needs another look.
    pub(super) fn clean_read<'t>(&mut self, text: &'t str, hint: Option<&str>) -> Cow<'t, str> {
        if memchr2(b'%', b'\\', text.as_bytes()).is_some() {
            return self.clean(text, hint);
        }
        cut(self.scanner.substitute(&mut self.names, text, hint))
    }

    /// A resource version or `ETag` (RFC 7644 §3.14), whether it is weak and quoted still visible.
    pub(super) fn etag(&mut self, raw: &str) -> String {
        let (weak, rest) = raw
            .strip_prefix("W/")
            .map_or(("", raw), |rest| ("W/", rest));
        let inner = rest
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        match inner.unwrap_or(rest) {
            "" | "*" => raw.to_owned(),
            opaque => {
                let name = self.names.name("etag", opaque);
                let quote = if inner.is_some() { "\"" } else { "" };
                format!("{weak}{quote}{name}{quote}")
            }
        }
    }

    /// Masks secrets, looking under percent-encoding too: what hides one is shown decoded.
    fn mask<'t>(&self, raw: &'t str) -> Cow<'t, str> {
        let masked = self.secrets.mask_text(raw);
        if !masked.contains('%') {
            return masked;
        }
        let mut layer = masked.to_string();
        for _ in 0..ENCODINGS {
            if !layer.contains('%') {
                break;
            }
            let decoded = percent_decode_str(&layer).decode_utf8_lossy().into_owned();
            if let Cow::Owned(clean) = self.secrets.mask_text(&decoded) {
                return Cow::Owned(clean);
            }
            layer = decoded;
        }
        masked
    }

    /// The exchanges of a step.
    fn step(&mut self, out: &mut String, seen: &[Seen<'_>]) {
        let texts: Vec<String> = seen.iter().map(|seen| self.exchange(seen)).collect();
        let shapes = seen.iter().zip(&texts).map(|(seen, text)| {
            // Only of one origin, which the heading names, can exchanges be alike.
            let text = format!("{}\n{text}", seen.exchange.origin.as_str());
            Shape::of(&text, Whose::Marked)
        });
        let parts = abbreviate(shapes, MOST_ALIKE);
        out.reserve(texts.iter().map(|text| HEAD + text.len()).sum());
        for part in parts {
            match part {
                Part::Show(at) => {
                    if let (Some(seen), Some(text)) = (seen.get(at), texts.get(at)) {
                        let _ = write!(out, "\n{} #{}\n{text}", heading(seen), at + 1);
                    }
                }
                Part::LeaveOut(range) => {
                    let (from, to, count) = (range.start + 1, range.end, range.len());
                    let left_out = seen.get(range).unwrap_or_default();
                    let answers = counts(left_out.iter().map(answered));
                    if let Some(first) = left_out.first() {
                        let _ = writeln!(
                            out,
                            "\n{} #{from} to #{to}\n[{count} alike requests left out: {answers}]",
                            heading(first)
                        );
                    }
                }
            }
        }
    }

    /// An exchange without its heading.
    fn exchange(&mut self, seen: &Seen<'_>) -> String {
        let exchange = seen.exchange;
        let answer = exchange.response().map(|response| &response.body);
        let bodies = exchange.request.body.iter().chain(answer);
        // Indented, a body takes up to twice its room.
        let room = HEAD + 2 * bodies.map(|body| body.len()).sum::<usize>();
        let mut text = String::with_capacity(room.min(LONGEST_TEXT * 4));
        let out = &mut text;
        let target = self.clean(&exchange.request.target, Some(&seen.kind));
        let method = exchange.request.method.as_str();
        out.extend([method, " ", &visible_line(&target), "\n"]);
        // How scimulate itself is called changes with every release and says nothing of the target.
        let shown = match exchange.origin {
            Origin::Idp => &REQUEST_HEADERS[..],
            _ => &REQUEST_HEADERS[..REQUEST_HEADERS.len() - 1],
        };
        self.headers(out, seen, &exchange.request.headers, shown);
        match &seen.sent {
            Content::Json(value) => {
                write_lines(out, |out| json::request(out, self, seen, value));
            }
            other => self.other_body(out, seen, other),
        }
        if let Some(trouble) = &exchange.trouble {
            let _ = writeln!(out, "\n[not from the target: {}]", visible_line(trouble));
        }
        match &exchange.outcome {
            Outcome::Response(response) => {
                self.status(out, seen, "→", response);
                self.headers(out, seen, &response.headers, &RESPONSE_HEADERS);
                match &seen.received {
                    Content::Json(value) => {
                        write_lines(out, |out| json::answer(out, self, seen, value));
                    }
                    Content::Text(text) if !self.own.may_show(text, seen) => {
                        write_body(out, "[malformed JSON, not shown: it may be about others]");
                    }
                    other => self.other_body(out, seen, other),
                }
            }
            Outcome::Failure(failure) => {
                let message = self.clean(&failure.message, Some(&seen.kind));
                let kind = failure.kind.as_str();
                let _ = writeln!(out, "\n→ no answer: {kind} ({})", visible_line(&message));
                if let Some(partial) = &failure.partial {
                    // How much of the body came is chance, and whom it is about cannot be told.
                    self.status(out, seen, "→ incomplete:", partial);
                }
            }
        }
        text
    }

    fn status(&mut self, out: &mut String, seen: &Seen<'_>, arrow: &str, response: &Response) {
        let reason = self.clean(&response.reason, Some(&seen.kind));
        let line = format!("{arrow} {} {}", response.status, visible_line(&reason));
        out.extend(["\n", line.trim_end(), "\n"]);
    }

    fn headers(
        &mut self,
        out: &mut String,
        seen: &Seen<'_>,
        headers: &[HeaderLine],
        shown: &[&str],
    ) {
        for (name, value) in headers {
            let known = shown.iter().find(|shown| name.eq_ignore_ascii_case(shown));
            let value = match known {
                None => continue,
                Some(&("etag" | "if-match" | "if-none-match")) => {
                    let masked = self.mask(value);
                    Cow::Owned(self.etag(&masked))
                }
                Some(&"retry-after") if HTTP_DATE.is_match(value) => Cow::Borrowed("[time]"),
                Some(_) => self.clean(value, Some(&seen.kind)),
            };
            out.extend([name, ": ", &*visible_line(&value), "\n"]);
        }
    }

    fn other_body(&mut self, out: &mut String, seen: &Seen<'_>, content: &Content) {
        match content {
            Content::Empty | Content::Json(_) => {}
            Content::Text(text) => {
                let text = self.clean(text, Some(&seen.kind));
                write_body(out, &visible(&text.replace("\r\n", "\n")));
            }
            Content::Binary(length) => write_body(out, &format!("[binary, {length} bytes]")),
        }
    }

    /// The provisioning log, one entry a line.
    fn log(&mut self, out: &mut String, log: &[LogEntry]) {
        let lines: Vec<String> = log
            .iter()
            .map(|entry| visible_line(&self.log_line(entry)).into_owned())
            .collect();
        let shapes = log.iter().zip(&lines).map(|(entry, line)| {
            let subject = entry.subject.as_deref().unwrap_or_default();
            Shape::of(line, Whose::Subject(subject))
        });
        for part in abbreviate(shapes, MOST_ALIKE) {
            let _ = match part {
                Part::Show(at) => writeln!(out, "{}", lines.get(at).map_or("", String::as_str)),
                Part::LeaveOut(range) => {
                    let count = range.len();
                    let left_out = log.get(range).unwrap_or_default().iter();
                    let ends = counts(left_out.map(|entry| entry.status.as_str().to_owned()));
                    writeln!(out, "[{count} alike entries left out: {ends}]")
                }
            };
        }
    }

    fn log_line(&mut self, entry: &LogEntry) -> String {
        let mut line = format!("{} {}", entry.status.as_str(), entry.action);
        if let Some(subject) = &entry.subject {
            let _ = write!(line, " {subject}");
        }
        if let Some(code) = &entry.code {
            let _ = write!(line, " [{code}]");
        }
        if !entry.message.is_empty() {
            let _ = write!(line, " {}", entry.message);
        }
        self.clean(&line, None).into_owned()
    }
}

/// What the heading of an exchange begins with.
fn heading(seen: &Seen<'_>) -> String {
    let step = seen.exchange.step;
    let step = step.map_or_else(String::new, |step| format!("step {} · ", step + 1));
    format!("{HEADING}{step}{}", seen.exchange.origin.as_str())
}

/// An exchange in a word: what was asked and how it was answered.
fn answered(seen: &Seen<'_>) -> String {
    let method = seen.exchange.request.method;
    match &seen.exchange.outcome {
        Outcome::Response(response) => format!("{method} → {}", response.status),
        Outcome::Failure(failure) => format!("{method} → {}", failure.kind.as_str()),
    }
}

/// A date as HTTP writes it (RFC 9110 §5.6.7).
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static HTTP_DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Z][a-z]+, .*\d\d:\d\d:\d\d").expect("constant pattern"));

/// A masked password, in JSON or in JSON inside a string.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static MASKED_PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(\\?"password\\?"\s*:\s*\\?")\*+(\\?")"#).expect("constant pattern")
});

/// Masks a finished line once more, whatever way a secret may have come into it, and hides the
/// length of passwords. By lines, so that an unclosed quote cannot blot out what follows.
fn seal(secrets: &Masker, line: &str) -> String {
    let masked = secrets.mask_text(line);
    let hidden = MASKED_PASSWORD.replace_all(&masked, "${1}[password]${2}");
    format!("{hidden}\n")
}

/// Writes a JSON string for display.
pub(super) fn quote(out: &mut String, text: &str) {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if text.bytes().all(is_plain) {
        out.extend(["\"", text, "\""]);
    } else {
        out.push_str(&visible_line(&serde_json::Value::from(text).to_string()));
    }
}

fn write_body(out: &mut String, body: &str) {
    let _ = writeln!(out, "\n{}", body.trim_end_matches('\n'));
}

/// Writes a body of many lines, cut where they are too many.
fn write_lines(out: &mut String, write: impl FnOnce(&mut String)) {
    out.push('\n');
    let start = out.len();
    write(out);
    let end = memchr_iter(b'\n', &out.as_bytes()[start..]).nth(LONGEST_BODY - 1);
    if let Some(end) = end {
        out.truncate(start + end + 1);
        out.push_str(CUT);
    }
    out.push('\n');
}

fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((at, _)) => Cow::Owned(text.get(..at).unwrap_or_default().to_owned() + CUT),
        None => text,
    }
}
