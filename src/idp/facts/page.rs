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
            if let Some(title) = line
                .strip_prefix("## ")
                .or_else(|| line.strip_prefix("### "))
            {
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

    /// What a request is for. Settings can make an identity provider send what others send by
    /// themselves: their reason then.
    pub fn explain(
        &self,
        idp: &str,
        method: Method,
        target: &str,
        body: Option<&str>,
    ) -> Option<&Shape> {
        let fitting = |shape: &&Shape| shape.fits(method, target, body);
        let mut own = self.shapes.iter().filter(|shape| shape.is_of(idp));
        own.find(fitting)
            .or_else(|| self.shapes.iter().find(fitting))
    }

    /// The facts about one of the identity providers of the page, by section. Where several
    /// families share the page, a fact about some of them names them before a colon.
    pub fn sections_of(&self, idp: IdpKind) -> impl Iterator<Item = (&str, Vec<&Fact>)> {
        let sections = self.sections.iter().map(move |section| {
            let facts = section
                .facts
                .iter()
                .filter(|fact| is_about(&fact.what, idp));
            (section.title.as_str(), facts.collect::<Vec<_>>())
        });
        sections.filter(|(_, facts)| !facts.is_empty())
    }

    /// Sources that a text names by their keys: key and address.
    pub fn sources_in(&self, text: &str) -> impl Iterator<Item = &(String, String)> {
        let links = self.links.iter();
        links.filter(move |(key, _)| text.contains(&format!("[{key}]")))
    }
}

/// Whether what is said before a colon names that identity provider, or none of another family.
fn is_about(what: &str, idp: IdpKind) -> bool {
    let Some((whom, _)) = what.split_once(':') else {
        return true;
    };
    let whom = plain(whom);
    let is_named = |kind: IdpKind| whom.contains(&plain(kind.name()));
    let is_other = |kind: &IdpKind| {
        !has_own_page(*kind) && !has_own_page(idp) && kind.family() != idp.family()
    };
    is_named(idp)
        || !IdpKind::ALL
            .iter()
            .filter(|kind| is_other(kind))
            .any(|kind| is_named(*kind))
}

/// Whether it is of a family with a page of its own.
fn has_own_page(idp: IdpKind) -> bool {
    matches!(idp.family(), Family::Entra | Family::Okta)
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
        assert!(
            explain("entra").is_some(),
            "better another's reason than none"
        );
        assert!(!page.shapes[0].is_of("entra"));
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
    fn facts_about_others_are_left_out() {
        let row = |what: &str| format!("| {what} | a | observed | | `f` |\n");
        let head = "| What | Source | Sure | Setting | Tests |\n|---|---|---|---|---|\n";
        let page = Page::parse(&format!(
            "## One\n\n{head}{}{}\n### Two\n\n{head}{}",
            row("OneLogin: it goes"),
            row("Google Workspace and PingOne: it stays"),
            row("Okta or not: it waits"),
        ));
        let facts = |idp| -> Vec<&str> {
            let facts = page.sections_of(idp).flat_map(|(_, facts)| facts);
            facts
                .map(|fact| fact.what.rsplit(' ').next().unwrap())
                .collect()
        };
        assert_eq!(facts(IdpKind::OneLogin), ["goes", "waits"]);
        assert_eq!(facts(IdpKind::PingOne), ["stays", "waits"]);
        assert_eq!(facts(IdpKind::Generic), ["waits"]);
        // Pages of one family are about all of it.
        assert_eq!(facts(IdpKind::OktaAiw), ["goes", "stays", "waits"]);
        let titles = page.sections_of(IdpKind::PingOne).map(|(title, _)| title);
        assert_eq!(titles.collect::<Vec<_>>(), ["One", "Two"]);
    }
}
