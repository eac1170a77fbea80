//! A story, told step by step with the requests that it leads to.

use std::sync::LazyLock;

use indexmap::IndexMap;
use regex::Regex;

use super::page::{BOLD, CYAN, DIM, Paper};
use crate::idp::IdpKind;
use crate::idp::facts::{Page, Shape};
use crate::scenario::{Scenario, Step, StepKind};
use crate::transcript::{CaseResult, Exchange, Origin, Outcome, RunResult, Verdict};

/// Requests of one shape that are shown of a step; further ones are counted.
const ALIKE: usize = 2;
/// Lines of a body that are shown.
const BODY_LINES: usize = 12;

/// Where the bundled server lives.
#[expect(clippy::expect_used, reason = "the pattern is constant and tested")]
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"http://127\.0\.0\.1:\d+/t/\w+(/v2)?").expect("constant pattern"));

/// Renders a story that was played: `text` is its file.
pub fn story(scenario: &Scenario, text: &str, result: &RunResult, width: usize) -> String {
    let mut paper = Paper::new(width);
    paper.heading(&format!("{}: {}", scenario.name, scenario.title));
    for paragraph in scenario.description.split("\n\n") {
        paper.gap();
        paper.prose(2, anstyle::Style::new(), paragraph);
    }
    let mut cited: Vec<(&'static Page, String)> = Vec::new();
    for case in &result.cases {
        let Some(idp) = IdpKind::named(&case.id.idp) else {
            continue;
        };
        let page = Page::of(idp);
        let place = case.id.profile.as_ref();
        let place = place
            .map(|profile| format!(", on {profile}"))
            .unwrap_or_default();
        paper.heading(&format!("As {}: {}{place}", idp.name(), idp.title()));
        let sources = Telling {
            paper: &mut paper,
            page,
            case,
        }
        .tell(scenario, text);
        match cited
            .iter_mut()
            .find(|(known, _)| std::ptr::eq(*known, page))
        {
            Some((_, all)) => all.push_str(&sources),
            None => cited.push((page, sources)),
        }
    }
    paper.sources(&cited);
    paper.finish()
}

/// One case while it is told.
struct Telling<'a> {
    paper: &'a mut Paper,
    page: &'static Page,
    case: &'a CaseResult,
}

impl Telling<'_> {
    /// Tells all steps; gives the sources that were named.
    fn tell(mut self, scenario: &Scenario, text: &str) -> String {
        let mut cited = String::new();
        let is_tested =
            |exchange: &Exchange| exchange.step.is_none() && matches!(exchange.origin, Origin::Idp);
        // A story may have steps of its own for it.
        if self.case.exchanges.iter().any(is_tested) {
            self.paper.gap();
            let text = "the admin enters address and token, and has them tested";
            self.paper.line(2, CYAN, text);
            self.requests(None, &mut cited);
        }
        for (index, step) in scenario.steps.iter().enumerate() {
            let next = scenario.steps.get(index + 1);
            self.paper.gap();
            for (number, line) in lines_of(text, step, next).iter().enumerate() {
                let mark = match number {
                    0 => format!("{}. ", index + 1),
                    _ => "   ".to_owned(),
                };
                self.paper.verbatim(2, CYAN, &format!("{mark}{line}"), 3);
            }
            let is_silent = matches!(
                step.kind,
                StepKind::Expect(_) | StepKind::Control(_) | StepKind::SignIn(_)
            );
            if !self.requests(Some(index), &mut cited) && !is_silent {
                self.paper.prose(5, DIM, "Nothing is sent.");
            }
            for sign_in in self.case.sign_ins.iter().filter(|one| one.step == index) {
                self.paper.prose(5, DIM, &sign_in.in_words());
            }
        }
        if self.case.verdict != Verdict::Pass {
            self.paper.gap();
            for finding in &self.case.findings {
                let text = format!("{}: {}", self.case.verdict.as_str(), finding.message);
                self.paper.prose(2, BOLD, &text);
            }
        }
        cited
    }

    /// The requests of a step; whether there are any.
    fn requests(&mut self, step: Option<usize>, cited: &mut String) -> bool {
        let case = self.case;
        let of_step = case.exchanges.iter().filter(|exchange| {
            exchange.step == step && matches!(exchange.origin, Origin::Idp | Origin::Setup)
        });
        let mut shown: IndexMap<String, usize> = IndexMap::new();
        let mut more = 0;
        for exchange in of_step {
            let shape = self.shape(exchange);
            let request = &exchange.request;
            let alike = shape.map_or_else(
                || format!("{} {}", request.method, request.target),
                |shape| format!("{} {}", shape.request, shape.why),
            );
            let times = shown.entry(alike).or_default();
            *times += 1;
            if *times > ALIKE {
                more += 1;
                continue;
            }
            self.request(exchange, shape, *times == 1);
            if let Some(shape) = shape {
                cited.push_str(&shape.source);
            }
        }
        if more > 0 {
            let requests = if more == 1 { "request" } else { "requests" };
            let text = format!("… and {more} more {requests} like these");
            self.paper.line(5, DIM, &text);
        }
        !shown.is_empty()
    }

    fn request(&mut self, exchange: &Exchange, shape: Option<&Shape>, first: bool) {
        let request = &exchange.request;
        let line = format!("{} {}", request.method, request.target);
        self.paper.verbatim(5, BOLD, &line, BODY_LINES);
        if let Some(body) = &request.body {
            let body = String::from_utf8_lossy(body);
            // The bundled server has another port every time, which says nothing.
            let body = ADDRESS.replace_all(&body, "https://app.example.com/scim/v2");
            self.paper
                .verbatim(7, anstyle::Style::new(), &body, BODY_LINES);
        }
        let answer = match &exchange.outcome {
            Outcome::Response(answer) => {
                let text = format!("answered {} {}", answer.status, answer.reason);
                text.trim_end().to_owned()
            }
            Outcome::Failure(failure) => format!("no answer: {}", failure.message),
        };
        self.paper.prose(7, DIM, &answer);
        match shape {
            Some(shape) if first => {
                self.paper.prose(7, anstyle::Style::new(), &shape.why);
                self.paper.evidence(7, shape.sure, &shape.source);
            }
            _ if exchange.origin == Origin::Setup => {
                let text = "Sent by the story itself, not by the identity provider.";
                self.paper.prose(7, anstyle::Style::new(), text);
            }
            _ => {}
        }
    }

    /// Why the identity provider sent this.
    fn shape(&self, exchange: &Exchange) -> Option<&'static Shape> {
        if exchange.origin != Origin::Idp {
            return None;
        }
        let request = &exchange.request;
        let body = request.body.as_deref().map(String::from_utf8_lossy);
        let idp = &self.case.id.idp;
        self.page
            .explain(idp, request.method, &request.target, body.as_deref())
    }
}

/// A step as it stands in the file, its indentation taken away.
fn lines_of<'a>(text: &'a str, step: &Step, next: Option<&Step>) -> Vec<&'a str> {
    let first = step.at.line.saturating_sub(1);
    let lines = text.lines().skip(first);
    let mut lines: Vec<&str> = match next {
        Some(next) => lines
            .take(next.at.line.saturating_sub(step.at.line))
            .collect(),
        None => lines
            .enumerate()
            .take_while(|(index, line)| {
                *index == 0 || line.starts_with([' ', '#']) || line.is_empty()
            })
            .map(|(_, line)| line)
            .collect(),
    };
    // A comment at the end belongs to the step that follows.
    while lines.last().is_some_and(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#')
    }) {
        lines.pop();
    }
    let dash = lines.first().and_then(|line| line.find("- "));
    let indent = dash.map_or(0, |dash| dash + 2);
    lines
        .into_iter()
        .map(|line| {
            let blanks = line.len() - line.trim_start_matches([' ', '-']).len();
            &line[indent.min(blanks)..]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Position, StepKind};

    fn at(line: usize) -> Step {
        Step {
            at: Position { line, column: 5 },
            idps: Vec::new(),
            targets: Vec::new(),
            kind: StepKind::Sync(1),
        }
    }

    #[test]
    fn a_step_is_shown_as_it_stands_in_the_file() {
        let text = "name: x\nsteps:\n  - assign: alice\n  # then\n\n  - expect:\n      alice: { active: true }\n  - sync\n\nidps: [okta]\n";
        assert_eq!(lines_of(text, &at(3), Some(&at(6))), ["assign: alice"]);
        assert_eq!(
            lines_of(text, &at(6), Some(&at(8))),
            ["expect:", "  alice: { active: true }"]
        );
        assert_eq!(lines_of(text, &at(8), None), ["sync"]);
        assert!(lines_of("", &at(8), None).is_empty());
    }
}
