//! An identity provider's habits, and the list of what can be explained.

use anstyle::Style;

use super::page::{BOLD, DIM, Paper};
use crate::idp::facts::Page;
use crate::idp::{IdpKind, Setting, settings_of};

/// Renders what is known of an identity provider.
pub fn habits(idp: IdpKind, width: usize) -> String {
    let page = Page::of(idp);
    let mut settings = settings_of(idp);
    let mut paper = Paper::new(width);
    let mut cited = String::new();
    paper.heading(&format!("{}: {}", idp.name(), idp.title()));
    paper.heading("What it sends, and why");
    let legend = "`*` stands for anything, `{id}` for an id, `{guid}` for a random one, `{n}` for a \
                  number. Where two lines fit a request, the first is meant.";
    paper.prose(2, DIM, legend);
    for shape in page.shapes.iter().filter(|shape| shape.is_of(idp.name())) {
        paper.gap();
        paper.verbatim(2, BOLD, &shape.request, 3);
        if !shape.content.is_empty() {
            paper.verbatim(4, BOLD, &shape.content, 3);
        }
        paper.prose(4, Style::new(), &shape.why);
        paper.evidence(4, shape.sure, &shape.source);
        cited.push_str(&shape.source);
    }
    paper.heading("What it does, and how sure that is");
    let family = idp.family().name();
    let legend = format!(
        "Settings are shown with what they can be and what they are here. A story changes them: \
         `settings: {{ {family}: {{ name: value }} }}`."
    );
    paper.prose(2, DIM, &legend);
    for (title, facts) in page.sections_of(idp) {
        paper.heading(title);
        for fact in facts {
            paper.gap();
            paper.prose(2, Style::new(), &fact.what);
            paper.evidence(4, fact.sure, &fact.source);
            cited.push_str(&fact.source);
            let (of_fact, others) = settings
                .into_iter()
                .partition(|it: &Setting| fact.settings.iter().any(|name| name == it.name));
            settings = others;
            list_settings(&mut paper, 4, of_fact);
        }
    }
    if !settings.is_empty() {
        paper.heading("Other settings");
        list_settings(&mut paper, 2, settings);
    }
    if !page.left_out.is_empty() {
        paper.heading("What is left out, and why");
        for row in &page.left_out {
            paper.gap();
            paper.prose(2, Style::new(), &row.what);
            paper.prose(4, DIM, &row.why);
            cited.push_str(&row.what);
            cited.push_str(&row.why);
        }
    }
    paper.sources(&[(page, cited)]);
    paper.finish()
}

/// Settings with what they can be, and what each is from the start.
fn list_settings(paper: &mut Paper, indent: usize, settings: Vec<Setting>) {
    for Setting {
        name,
        takes,
        default,
    } in settings
    {
        let default = match default.as_str() {
            "" => "empty".to_owned(),
            default => format!("`{default}`"),
        };
        let text = format!("setting {name}: {takes}; here {default}");
        paper.prose(indent, DIM, &text);
    }
}

/// Renders the names of what can be explained: stories with their titles, identity providers.
pub fn list(stories: &[(String, String)], width: usize) -> String {
    let mut paper = Paper::new(width);
    paper.heading("Stories");
    for (name, title) in stories {
        paper.line(2, BOLD, name);
        paper.prose(4, Style::new(), title);
    }
    paper.heading("Identity providers");
    for idp in IdpKind::ALL {
        paper.line(2, BOLD, idp.name());
        paper.prose(4, Style::new(), idp.title());
    }
    paper.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identity_provider_has_habits_that_fit_the_terminal() {
        for idp in IdpKind::ALL {
            let text = console::strip_ansi_codes(&habits(idp, 60)).into_owned();
            assert!(text.starts_with(&format!("{}: ", idp.name())));
            let page = Page::of(idp);
            let (cited, sources) = text.split_once("\nSources\n").unwrap_or((&text, ""));
            for (key, address) in &page.links {
                let is_cited = cited.contains(&format!("[{key}]"));
                let source = format!("[{key}] {address}");
                assert_eq!(sources.contains(&source), is_cited, "{source}");
            }
            let is_word = |line: &str| line.trim().split(' ').count() == 1;
            let wide = text.lines().take_while(|line| *line != "Sources");
            for line in wide.filter(|line| !is_word(line)) {
                assert!(line.chars().count() <= 60, "{line}");
            }
        }
    }

    #[test]
    fn settings_are_named_as_they_are_set() {
        let text = habits(IdpKind::Okta, 100);
        let line = "setting empty: `empty-text`, `null` or `left-out`; here `empty-text`";
        assert!(text.contains(line), "{text}");
        let line = "setting delete-groups: `true` or `false`; here `true`";
        assert!(habits(IdpKind::Entra, 100).contains(line));
        // Those that no fact about it names are there too, and each is there once.
        for idp in IdpKind::ALL {
            let text = habits(idp, 100);
            for setting in settings_of(idp) {
                let start = format!("setting {}: ", setting.name);
                assert_eq!(text.matches(&start).count(), 1, "{idp:?} {start}");
            }
        }
    }

    #[test]
    fn a_list_names_everything() {
        let stories = [("join".to_owned(), "Somebody joins".to_owned())];
        let text = console::strip_ansi_codes(&list(&stories, 80)).into_owned();
        for name in ["join", "Somebody joins", "entra-rfc", "okta-aiw"] {
            assert!(text.contains(name), "{name}");
        }
    }
}
