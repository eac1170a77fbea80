//! A scripted wire for tests of simulators: prepared answers, recorded requests, waits that take no
//! time, and ways to write requests and log entries down so that a person can read them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::LazyLock;
use std::time::Duration;

use indexmap::IndexMap;
use regex::Regex;
use serde_json::{Value, json};

use super::Wire;
use super::directory::{Attributes, Directory};
use super::mapping::{Apply, Expression, Mapping, Row, Scoping, Source, Target};
use super::simulator::Setup;
use crate::scenario::Library;
use crate::transcript::{
    Body, Failure, FailureKind, HeaderValue, LogEntry, Outcome, Request, Response,
};

/// Marker of all names in these tests.
pub(crate) const MARKER: &str = "t";

/// Answers some requests whenever they come.
type Standing = Box<dyn FnMut(&Request) -> Option<Outcome> + Send>;

/// A wire that answers as a test has prepared it. A request for which nothing is prepared ends the
/// test, so that silence is tested by preparing nothing.
pub(crate) struct Script {
    standing: Standing,
    answers: VecDeque<Outcome>,
    /// Requests since they were last taken.
    sent: Vec<Request>,
    /// Seconds of the real waits that were asked for.
    pub(crate) pauses: Vec<u64>,
    /// Whether waits are granted.
    pub(crate) patient: bool,
}

impl Script {
    /// Answers what the closure has an answer for; everything else takes the next answer that is
    /// prepared.
    pub(crate) fn answering(
        standing: impl FnMut(&Request) -> Option<Outcome> + Send + 'static,
    ) -> Self {
        Self {
            standing: Box::new(standing),
            answers: VecDeque::new(),
            sent: Vec::new(),
            pauses: Vec::new(),
            patient: true,
        }
    }

    /// Gives these answers, one after the other.
    pub(crate) fn of(answers: impl IntoIterator<Item = Outcome>) -> Self {
        let mut script = Self::answering(|_| None);
        script.prepare(answers);
        script
    }

    /// Prepares further answers. Those before must have been used up.
    pub(crate) fn prepare(&mut self, answers: impl IntoIterator<Item = Outcome>) {
        assert!(self.answers.is_empty(), "unused: {:?}", self.answers);
        self.answers.extend(answers);
    }

    /// The requests since the last call, each complete.
    pub(crate) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent).iter().map(show).collect()
    }

    /// Targets of the requests since the last call, random values and all.
    pub(crate) fn targets(&mut self) -> Vec<String> {
        let sent = std::mem::take(&mut self.sent);
        sent.into_iter().map(|request| request.target).collect()
    }

    /// The body of the last request since the last call, random values and all.
    pub(crate) fn last_body(&mut self) -> String {
        let last = std::mem::take(&mut self.sent).pop().expect("a request");
        String::from_utf8(last.body.unwrap_or_default().to_vec()).expect("UTF-8")
    }

    /// Method and target of the requests since the last call.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent).iter().map(line).collect()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.answers.is_empty(), "unused: {:?}", self.answers);
        }
    }
}

impl Wire for Script {
    async fn send(&mut self, request: &Request) -> Outcome {
        let outcome = (self.standing)(request).or_else(|| self.answers.pop_front());
        let outcome =
            outcome.unwrap_or_else(|| panic!("nothing is prepared for {}", line(request)));
        self.sent.push(request.clone());
        outcome
    }

    async fn pause(&mut self, wait: Duration) -> bool {
        self.pauses.push(wait.as_secs());
        self.patient
    }
}

/// Method and target with raw query.
fn line(request: &Request) -> String {
    masked(&format!("{} {}", request.method, request.target))
}

/// A request as it goes over the wire, slots in angle brackets.
fn show(request: &Request) -> String {
    let head = request.headers.iter().map(|header| {
        let value = match &header.value {
            HeaderValue::Text(text) => text,
            HeaderValue::Authorization => "<token>",
            HeaderValue::Credentials { prefix } => {
                return format!("{}: {prefix}<raw>", header.name);
            }
            HeaderValue::BasicCredentials => "Basic <base64>",
            HeaderValue::Host => "<host>",
            HeaderValue::ContentLength => "<length>",
        };
        format!("{}: {value}", header.name)
    });
    let mut lines = vec![line(request)];
    lines.extend(head);
    if request.body.is_some() {
        lines.extend([String::new(), body(request)]);
    }
    lines.join("\n")
}

fn body(request: &Request) -> String {
    masked(std::str::from_utf8(request.body.as_deref().unwrap_or_default()).expect("UTF-8"))
}

/// Puts names in the place of random values, each of which must have exactly the documented form.
fn masked(text: &str) -> String {
    static FORMS: LazyLock<[(Regex, &str); 3]> = LazyLock::new(|| {
        let hex = "[0-9a-f]";
        let guid = format!("{hex}{{8}}-{hex}{{4}}-4{hex}{{3}}-[89ab]{hex}{{3}}-{hex}{{12}}");
        [
            (Regex::new(&guid).unwrap(), "<guid>"),
            (
                Regex::new(r#""00u[0-9A-Za-z]{17}""#).unwrap(),
                r#""<okta id>""#,
            ),
            (
                Regex::new(r#""password":"[0-9A-Za-z]{8}""#).unwrap(),
                r#""password":"<8 alphanumerics>""#,
            ),
        ]
    });
    FORMS.iter().fold(text.to_owned(), |text, (form, name)| {
        form.replace_all(&text, *name).into_owned()
    })
}

/// An expected request, written over several lines: indentation is dropped, and so are line ends
/// inside the body, which has none of its own.
pub(crate) fn http(text: &str) -> String {
    let mut lines = text.trim().lines().map(str::trim);
    let head: Vec<_> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    let body: String = lines.collect();
    let head = head.join("\n");
    if body.is_empty() {
        head
    } else {
        format!("{head}\n\n{body}")
    }
}

/// Log entries: status, action, subject, code, message.
pub(crate) fn written(log: &[LogEntry]) -> Vec<String> {
    let write = |entry: &LogEntry| {
        let code = entry.code.as_ref().map(|code| format!("[{code}]"));
        let parts = [
            Some(entry.status.as_str().to_owned()),
            Some(entry.action.clone()),
            entry.subject.clone(),
            code,
            Some(entry.message.clone()),
        ];
        masked(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    log.iter().map(write).collect()
}

/// An answer with a JSON body.
pub(crate) fn answer(status: u16, body: Value) -> Outcome {
    text(status, "application/scim+json", &body.to_string())
}

/// An answer without a body.
pub(crate) fn empty(status: u16) -> Outcome {
    text(status, "", "")
}

/// An answer with any body. The server sends no reason phrase of its own.
pub(crate) fn text(status: u16, media_type: &str, body: &str) -> Outcome {
    let media =
        (!media_type.is_empty()).then(|| ("content-type".into(), media_type.to_owned().into()));
    Outcome::from(Response {
        status,
        reason: "".into(),
        headers: media.into_iter().collect(),
        body: body.into(),
    })
}

/// A 429 with these headers.
pub(crate) fn throttled(retry_after: Option<&str>) -> Outcome {
    let header = retry_after.map(|value| ("retry-after".into(), value.to_owned().into()));
    Outcome::from(Response {
        status: 429,
        reason: "".into(),
        headers: header.into_iter().collect(),
        body: Body::default(),
    })
}

/// An error with a `detail` (RFC 7644 §3.12).
pub(crate) fn refusal(status: u16, detail: &str) -> Outcome {
    let urn = "urn:ietf:params:scim:api:messages:2.0:Error";
    answer(
        status,
        json!({ "schemas": [urn], "status": status.to_string(), "detail": detail }),
    )
}

/// No answer.
pub(crate) fn failure(kind: FailureKind) -> Outcome {
    Outcome::Failure(Failure {
        kind,
        message: "no connection: connection refused".into(),
        partial: None,
    })
}

/// A list of resources.
pub(crate) fn list(resources: &[Value]) -> Outcome {
    answer(
        200,
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": resources.len(),
            "Resources": resources,
            "startIndex": 1,
            "itemsPerPage": resources.len(),
        }),
    )
}

/// A directory of one person with these attributes, a mapping, and the same random values always.
pub(crate) fn setup(person: &str, attributes: &[(&str, &str)], mapping: Mapping) -> Setup {
    let attributes: Attributes = attributes
        .iter()
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect();
    Setup {
        directory: Arc::new(Directory {
            name: "test".into(),
            people: IndexMap::from([(person.to_owned(), attributes.into())]),
            groups: IndexMap::new(),
        }),
        mapping: Arc::new(mapping),
        settings: Vec::new(),
        marker: MARKER.into(),
        seed: 7,
    }
}

/// A bundled mapping.
pub(crate) fn bundled(name: &str) -> Mapping {
    let mapping = Library::default().mapping(name).expect("a bundled mapping");
    mapping.expect("a sound mapping")
}

/// A mapping of these rows: target and source, which is `"constant"`, `=expression` or an
/// attribute. The first row is matched on.
pub(crate) fn mapping(rows: &[(&str, &str)]) -> Mapping {
    let users = rows.iter().enumerate().map(|(at, (target, source))| Row {
        source: match (source.strip_prefix('"'), source.strip_prefix('=')) {
            (Some(constant), _) => Source::Constant(constant.trim_end_matches('"').into()),
            (_, Some(expression)) => Source::Expression(Expression::parse(expression).unwrap()),
            (None, None) => Source::Attribute((*source).into()),
        },
        target: Target::parse(target).unwrap(),
        matching: (at == 0).then_some(1),
        apply: Apply::Always,
        default: None,
    });
    Mapping {
        name: "test".into(),
        idp: "test".into(),
        users: users.collect(),
        groups: Vec::new(),
        scope: Scoping::default(),
        attributes: Vec::new(),
    }
}

/// Changes of attributes; an empty value clears.
pub(crate) fn changes(changes: &[(&str, &str)]) -> Attributes {
    changes
        .iter()
        .map(|(name, value)| {
            let values = [value].into_iter().filter(|value| !value.is_empty());
            let values = values.map(|value| (*value).to_owned()).collect();
            ((*name).to_owned(), values)
        })
        .collect()
}
