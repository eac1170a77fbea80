//! The shape of a request, and why it is sent.

use regex::Regex;

use super::Certainty;
use crate::transcript::Method;

/// One row: requests of this shape are sent for this reason.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The method and the pattern of the target, as the table has it.
    pub request: String,
    /// The pattern of the body, as the table has it; empty for any.
    pub content: String,
    /// Why it is sent, in a sentence.
    pub why: String,
    /// Where that is written.
    pub source: String,
    /// How sure it is.
    pub sure: Certainty,
    method: Method,
    target: Regex,
    body: Option<Regex>,
    /// Identity providers that send it; empty for all of the page.
    idps: Vec<String>,
}

impl Shape {
    /// A shape from the cells of its row; `None` when they make no sense. In patterns `*` stands
    /// for anything, `{id}` for a segment of a path, `{guid}` for a GUID and `{n}` for a number.
    pub(super) fn new(
        request: &str,
        body: &str,
        idps: &str,
        why: &str,
        source: &str,
        sure: Certainty,
    ) -> Option<Self> {
        let request = request.trim_matches('`');
        let (method, target) = request.split_once(' ')?;
        let body = body.trim_matches('`');
        Some(Self {
            request: request.to_owned(),
            content: body.to_owned(),
            why: why.to_owned(),
            source: source.to_owned(),
            sure,
            method: Method::parse(method)?,
            target: pattern(target)?,
            body: match body {
                "" => None,
                body => Some(pattern(body)?),
            },
            idps: idps
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
        })
    }

    /// Whether that identity provider sends it.
    pub fn is_of(&self, idp: &str) -> bool {
        self.idps.is_empty() || self.idps.iter().any(|name| name == idp)
    }

    /// Whether a request has this shape.
    pub(super) fn fits(&self, method: Method, target: &str, body: Option<&str>) -> bool {
        let body_fits = match &self.body {
            None => true,
            Some(pattern) => body.is_some_and(|body| pattern.is_match(body)),
        };
        self.method == method && self.target.is_match(target) && body_fits
    }
}

/// The expression for a pattern of a table.
fn pattern(text: &str) -> Option<Regex> {
    let guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    let escaped = regex::escape(text)
        .replace(r"\*", ".*")
        .replace(r"\{id\}", "[^/?]+")
        .replace(r"\{n\}", "[0-9]+")
        .replace(r"\{guid\}", guid);
    Regex::new(&format!("(?s)^{escaped}$")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(request: &str, body: &str) -> Shape {
        Shape::new(request, body, "", "Because.", "", Certainty::Inferred).unwrap()
    }

    #[test]
    fn a_pattern_fits_the_whole_target() {
        let query = shape("`GET /Users?filter=*+eq+%22{guid}%22`", "");
        let probe = "/Users?filter=userName+eq+%228646d011-1693-4cd3-9ee6-0d7482ca2219%22";
        assert!(query.fits(Method::Get, probe, None));
        assert!(!query.fits(Method::Post, probe, None));
        assert!(!query.fits(Method::Get, "/Users?filter=userName+eq+%22ada%22", None));
        let one = shape("`GET /Users/{id}`", "");
        assert!(one.fits(Method::Get, "/Users/a-1.b", None));
        assert!(!one.fits(Method::Get, "/Users/a/b", None));
        assert!(!one.fits(Method::Get, "/Users/a?b", None));
        let page = shape("`GET /Users?startIndex={n}&count=100`", "");
        assert!(page.fits(Method::Get, "/Users?startIndex=101&count=100", None));
    }

    #[test]
    fn a_body_must_fit_where_one_is_asked_for() {
        let off = shape("`PATCH /Users/{id}`", r#"`*"active":false*`"#);
        assert!(off.fits(
            Method::Patch,
            "/Users/1",
            Some("{\"a\":\n1,\"active\":false}")
        ));
        assert!(!off.fits(Method::Patch, "/Users/1", Some("{\"active\":true}")));
        assert!(!off.fits(Method::Patch, "/Users/1", None));
    }

    #[test]
    fn a_row_that_makes_no_sense_is_none() {
        for request in ["`/Users`", "`FETCH /Users`", "``"] {
            let shape = Shape::new(request, "", "", "", "", Certainty::Inferred);
            assert!(shape.is_none(), "{request}");
        }
    }
}
