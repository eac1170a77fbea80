//! A page of `docs/wire`: sections with tables, and the addresses of the sources.

use std::sync::LazyLock;

use super::Shape;
use crate::idp::{Family, IdpKind};
use crate::transcript::Method;

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The vendor says so in its own documentation.
    Documented,
    /// Somebody published a capture, a server log or a log line that shows it.
    Observed,
    /// It follows from other facts, or something had to be decided.
    Inferred,
}

impl Certainty {
    /// The word of the tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Documented, Self::Observed, Self::Inferred]
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

/// One row: what an identity provider does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it does.
    pub what: String,
    /// Where that is written; empty for what is inferred from nothing in particular.
    pub source: String,
    /// How sure it is.
    pub sure: Certainty,
    /// Settings by which it can be otherwise.
    pub settings: Vec<String>,
    /// Tests that hold it: `family::file::name`.
    pub tests: Vec<String>,
}

/// One row: what is not simulated, or not tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Facts under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// Its facts.
    pub facts: Vec<Fact>,
}

/// What is known of a family.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Facts by section, in order.
    pub sections: Vec<Section>,
    /// Requests, each with its reason; the first that fits is meant.
    pub shapes: Vec<Shape>,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
    /// Sources: the key in brackets, and the address.
    pub links: Vec<(String, String)>,
    /// Lines of tables that could not be understood.
    pub wrong: Vec<String>,
}

const FACTS: [&str; 5] = ["What", "Source", "Sure", "Setting", "Tests"];
const SHAPES: [&str; 6] = ["Request", "Body", "As", "Why", "Source", "Sure"];
const LEFT_OUT: [&str; 2] = ["What", "Why"];

static ENTRA: LazyLock<Page> =
    LazyLock::new(|| Page::parse(include_str!("../../../docs/wire/entra.md")));
static OKTA: LazyLock<Page> =
    LazyLock::new(|| Page::parse(include_str!("../../../docs/wire/okta.md")));
static OTHERS: LazyLock<Page> =
    LazyLock::new(|| Page::parse(include_str!("../../../docs/wire/others.md")));

impl Page {
    /// The page about an identity provider.
    pub fn of(idp: IdpKind) -> &'static Self {
        let family = idp.family();
        if family == Family::Entra {
            &ENTRA
        } else if family == Family::Okta {
            &OKTA
        } else {
            &OTHERS
        }
    }

    /// Reads a page.
    pub fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut section = "";
        let mut header: Vec<&str> = Vec::new();
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("## ") {
                section = title;
            } else if let Some(link) = link(line) {
                page.links.push(link);
            }
            let Some(cells) = cells(line) else {
                header.clear();
                continue;
            };
            if header.is_empty() {
                header = cells;
            } else if !line.starts_with("|-") && !page.row(section, &header, &cells) {
                page.wrong.push(line.to_owned());
            }
        }
        page
    }

    /// Takes a row of a table; whether it could be understood.
    fn row(&mut self, section: &str, header: &[&str], cells: &[&str]) -> bool {
        if header == FACTS
            && let [what, source, sure, settings, tests] = cells
            && let Some(sure) = Certainty::parse(sure)
        {
            let fact = Fact {
                what: (*what).to_owned(),
                source: (*source).to_owned(),
                sure,
                settings: quoted(settings),
                tests: quoted(tests),
            };
            match self
                .sections
                .last_mut()
                .filter(|last| last.title == section)
            {
                Some(last) => last.facts.push(fact),
                None => self.sections.push(Section {
                    title: section.to_owned(),
                    facts: vec![fact],
                }),
            }
            true
        } else if header == SHAPES
            && let [request, body, idps, why, source, sure] = cells
        {
            let sure = Certainty::parse(sure);
            let shape = sure.and_then(|sure| Shape::new(request, body, idps, why, source, sure));
            let known = shape.is_some();
            self.shapes.extend(shape);
            known
        } else if header == LEFT_OUT
            && let [what, why] = cells
        {
            self.left_out.push(LeftOut {
                what: (*what).to_owned(),
                why: (*why).to_owned(),
            });
            true
        } else {
            false
        }
    }

    /// What a request is for.
    pub fn explain(
        &self,
        idp: &str,
        method: Method,
        target: &str,
        body: Option<&str>,
    ) -> Option<&Shape> {
        let mut shapes = self.shapes.iter();
        shapes.find(|shape| shape.is_of(idp) && shape.fits(method, target, body))
    }

    /// The sections about one of the identity providers of the page: those whose headings name it,
    /// and those whose headings name none.
    pub fn sections_of(&self, idp: IdpKind) -> impl Iterator<Item = &Section> {
        let names = |title: &str, kind: IdpKind| plain(title).contains(&plain(kind.name()));
        self.sections.iter().filter(move |section| {
            let title = &section.title;
            names(title, idp) || !IdpKind::ALL.into_iter().any(|kind| names(title, kind))
        })
    }

    /// Sources that a text names by their keys: key and address.
    pub fn sources_in(&self, text: &str) -> impl Iterator<Item = &(String, String)> {
        let links = self.links.iter();
        links.filter(move |(key, _)| text.contains(&format!("[{key}]")))
    }
}

/// A heading or a name, so that `Google Workspace` and `google-workspace` are the same.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// The cells of a table's line.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inside = line.strip_prefix('|')?.trim_end().strip_suffix('|')?;
    Some(inside.split('|').map(str::trim).collect())
}

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<String> {
    let quoted = cell.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// `[key]: https://…`
fn link(line: &str) -> Option<(String, String)> {
    let (key, address) = line.strip_prefix('[')?.split_once("]: ")?;
    Some((key.to_owned(), address.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_pages_is_understood() {
        for idp in IdpKind::ALL {
            let page = Page::of(idp);
            assert_eq!(page.wrong, Vec::<String>::new());
            assert!(!page.shapes.is_empty());
        }
        assert_eq!(Page::of(IdpKind::Entra).sections[0].title, "Requests");
    }

    #[test]
    fn a_page_is_read() {
        let page = Page::parse(
            "## One\n\n\
             | What | Source | Sure | Setting | Tests |\n|---|---|---|---|---|\n\
             | It goes. | [a], b | observed | `x`, `y` | `f::g::h` |\n\n\
             ## Two\n\n\
             | What | Why |\n|---|---|\n| This | It is rare |\n\n\
             | Request | Body | As | Why | Source | Sure |\n|---|---|---|---|---|---|\n\
             | `GET /Users/{id}` | | okta | To see it. | [a] | inferred |\n\n\
             [a]: https://example.com\n[b]: https://example.org\n",
        );
        assert_eq!(page.wrong, Vec::<String>::new());
        let fact = &page.sections[0].facts[0];
        assert_eq!((fact.settings.len(), fact.tests.len()), (2, 1));
        assert_eq!(fact.sure, Certainty::Observed);
        assert_eq!(page.left_out[0].why, "It is rare");
        let sources: Vec<_> = page.sources_in(&fact.source).collect();
        assert_eq!(
            sources,
            [&("a".to_owned(), "https://example.com".to_owned())]
        );
        let explain = |idp| page.explain(idp, Method::Get, "/Users/42", None);
        assert_eq!(
            explain("okta").map(|shape| shape.why.as_str()),
            Some("To see it.")
        );
        assert!(explain("entra").is_none());
    }

    #[test]
    fn what_cannot_be_read_is_kept() {
        let table = |row: &str| {
            let head = "| What | Source | Sure | Setting | Tests |\n|---|---|---|---|---|\n";
            Page::parse(&format!("## One\n\n{head}{row}\n")).wrong.len()
        };
        assert_eq!(table("| It goes. | a | observed | | `f` |"), 0);
        assert_eq!(table("| It goes. | a | maybe | | `f` |"), 1);
        assert_eq!(table("| It goes. | a | observed | `f` |"), 1);
    }

    #[test]
    fn sections_of_others_are_left_out() {
        let row = "| What | Source | Sure | Setting | Tests |\n|---|---|---|---|---|\n\
                   | It goes. | a | observed | | `f` |\n";
        let page = Page::parse(&format!(
            "## Okta AIW\n\n{row}\n## Entra\n\n{row}\n## All\n\n{row}"
        ));
        let titles = |idp| -> Vec<&str> {
            let sections = page.sections_of(idp);
            sections.map(|section| section.title.as_str()).collect()
        };
        assert_eq!(titles(IdpKind::OktaAiw), ["Okta AIW", "All"]);
        assert_eq!(titles(IdpKind::Entra), ["Entra", "All"]);
    }
}
