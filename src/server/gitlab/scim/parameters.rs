//! The parameters of a request: query, body and path in one.

use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::problem::{Problem, SCIM_JSON};
use super::route::Route;
use crate::server::gitlab::switch::Switches;
use crate::server::gitlab::wire::Incoming;

/// Parameters by name: those of the query first, then those of the body, then those of the path.
#[derive(Debug, Clone, Default)]
pub(super) struct Parameters(pub(super) Map<String, Value>);

impl Parameters {
    /// Reads them. The framework refuses media types that the API does not declare, and broken JSON,
    /// before anybody looks at the request.
    pub(super) fn read(
        incoming: &Incoming<'_>,
        route: &Route,
        switches: &Switches,
    ) -> Result<Self, Problem> {
        let mut all = Map::new();
        for (name, value) in url::form_urlencoded::parse(incoming.query.as_bytes()) {
            all.insert(name.into_owned(), value.into_owned().into());
        }
        if !incoming.body.is_empty() && incoming.method != http::Method::GET {
            all.extend(body(incoming, switches)?);
        }
        for (name, value) in route.parameters() {
            all.insert(name.to_owned(), value.into());
        }
        Ok(Self(all))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A parameter as a number, the way Ruby reads one: as far as there are digits, else 0.
    pub(super) fn number(&self, name: &str) -> i64 {
        match self.0.get(name) {
            Some(Value::Number(number)) => number.as_i64().unwrap_or_default(),
            Some(Value::String(text)) => leading_number(text),
            _ => 0,
        }
    }
}

fn leading_number(text: &str) -> i64 {
    let text = text.trim_start();
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let digits = digits.get(..end).unwrap_or_default();
    // Whatever is too large is beyond every page.
    let number = if digits.is_empty() {
        0
    } else {
        digits.parse().unwrap_or(i64::MAX)
    };
    if is_negative { -number } else { number }
}

fn body(incoming: &Incoming<'_>, switches: &Switches) -> Result<Map<String, Value>, Problem> {
    if let Some(media) = incoming.header(CONTENT_TYPE) {
        let essence = media.split(';').next().unwrap_or_default().trim();
        let is_scim = essence.eq_ignore_ascii_case(SCIM_JSON);
        let is_json = essence.eq_ignore_ascii_case("application/json");
        if !(is_scim || is_json && switches.accept_application_json) {
            let error = format!("The provided content-type '{essence}' is not supported.");
            return Err(Problem::Framework(415, error));
        }
    }
    match serde_json::from_slice(incoming.body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Ok(Map::new()),
        Err(_) => Err(Problem::Framework(
            400,
            "message body does not match declared format".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_digits_do() {
        for (text, number) in [
            ("5", 5),
            ("5x", 5),
            ("-3", -3),
            ("+7", 7),
            ("", 0),
            ("x", 0),
            ("99999999999999999999", i64::MAX),
        ] {
            assert_eq!(leading_number(text), number, "{text}");
        }
    }
}
