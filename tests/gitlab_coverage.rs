//! Which story or test shows which statement of GitLab's guides.
//!
//! docs/gitlab-coverage.md has all of it. The statements stand in `tests/gitlab_coverage/rows.yaml`.
//! A story shows those that it has among its tags (`s52`, `a5`), a test those that its doc comment
//! names: `/// Shows S52, A5.` Where the page is stale it is written anew and the test fails.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write as _;
    use std::fs;
    use std::path::{Path, PathBuf};

    use scimulate::scenario::{Library, select};
    use serde::Deserialize;

    const PAGE: &str = "docs/gitlab-coverage.md";
    const ROWS: &str = "tests/gitlab_coverage/rows.yaml";

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Part {
        title: String,
        rows: Vec<Row>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Row {
        id: String,
        what: String,
        only_documented: Option<String>,
    }

    fn below_root(path: impl AsRef<Path>) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    fn parts() -> Vec<Part> {
        let text = fs::read_to_string(below_root(ROWS)).unwrap();
        serde_saphyr::from_str(&text).unwrap()
    }

    /// The id of a statement: a letter and a number.
    fn id(word: &str) -> Option<String> {
        let word = word.to_uppercase();
        let number = word.strip_prefix(['S', 'A'])?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(word)
    }

    /// Statement → the stories that show it.
    fn stories() -> BTreeMap<String, Vec<String>> {
        let library = Library::new(vec![env!("CARGO_MANIFEST_DIR").into()]);
        let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for story in select::scenarios(&library, &["gitlab"]).unwrap() {
            for id in story.tags.iter().filter_map(|tag| id(tag)) {
                shown.entry(id).or_default().push(story.name.clone());
            }
        }
        shown
    }

    /// Statement → the tests that show it, as `file::test`.
    fn tests() -> BTreeMap<String, Vec<String>> {
        let mut files = Vec::new();
        for folder in ["src", "tests"] {
            sources(&below_root(folder), &mut files);
        }
        files.sort();
        let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            let mut ids: Vec<String> = Vec::new();
            for line in text.lines().map(str::trim) {
                if let Some(comment) = line.strip_prefix("///") {
                    let list = comment.trim().strip_prefix("Shows ").unwrap_or_default();
                    let words = list.trim_end_matches('.').split(", ");
                    let found: Vec<Option<String>> = words.map(id).collect();
                    // Everything else that begins so is prose.
                    if found.iter().any(Option::is_some) {
                        assert!(
                            found.iter().all(Option::is_some),
                            "{}: {line}",
                            name.display()
                        );
                        ids.extend(found.into_iter().flatten());
                    }
                } else if let Some(rest) = line.split("fn ").nth(1).filter(|_| !ids.is_empty()) {
                    let test = rest.split('(').next().unwrap();
                    for id in ids.drain(..) {
                        let test = format!("{}::{test}", name.display());
                        shown.entry(id).or_default().push(test);
                    }
                }
            }
        }
        shown
    }

    fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && !path.ends_with("tests/gitlab_coverage.rs")
            {
                files.push(path);
            }
        }
    }

    fn page(parts: &[Part]) -> String {
        let (stories, tests) = (stories(), tests());
        let mut page = String::from(
            "# What of GitLab's guides is shown where\n\n\
             Every statement of GitLab's guides to SCIM (of 11.10, of 14, for self-managed instances, and \
             for troubleshooting) and every outcome of a sign-in, with the stories and tests that show it. \
             `scimulate run STORY` plays a story; a test is named by its file. \
             [docs/gitlab.md](gitlab.md) says what is modelled. \
             This page is written by `cargo test --test gitlab_coverage`.\n",
        );
        for part in parts {
            let _ = write!(
                page,
                "\n## {}\n\n| | statement | stories | tests |\n|---|---|---|---|\n",
                part.title
            );
            for row in &part.rows {
                let listed = |shown: &BTreeMap<String, Vec<String>>, mark: &str| {
                    let shown = shown.get(&row.id).into_iter().flatten();
                    let shown = shown.map(|one| format!("{mark}{one}{mark}"));
                    shown.collect::<Vec<_>>().join(", ")
                };
                let (played, tested) = (listed(&stories, ""), listed(&tests, "`"));
                let _ = match &row.only_documented {
                    Some(why) => writeln!(
                        page,
                        "| {} | {} | only documented: {why} | |",
                        row.id, row.what
                    ),
                    None => writeln!(page, "| {} | {} | {played} | {tested} |", row.id, row.what),
                };
            }
        }
        page
    }

    #[test]
    fn the_statements_are_numbered_without_a_gap() {
        let parts = parts();
        let ids = parts
            .iter()
            .flat_map(|part| &part.rows)
            .map(|row| row.id.clone());
        let wanted = (1..=116).map(|at| format!("S{at}"));
        let wanted = wanted.chain((1..=18).map(|at| format!("A{at}")));
        assert_eq!(ids.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    }

    #[test]
    fn every_statement_is_shown_or_says_why_not() {
        let (stories, tests) = (stories(), tests());
        let mut known = Vec::new();
        let mut missing = Vec::new();
        for row in parts().into_iter().flat_map(|part| part.rows) {
            let is_shown = stories.contains_key(&row.id) || tests.contains_key(&row.id);
            match &row.only_documented {
                Some(why) => assert!(!is_shown && !why.is_empty(), "{} is shown", row.id),
                None if !is_shown => missing.push(row.id.clone()),
                None => {}
            }
            known.push(row.id);
        }
        assert_eq!(missing, Vec::<String>::new(), "nothing shows them");
        let shown = stories.keys().chain(tests.keys());
        let unknown: Vec<_> = shown.filter(|id| !known.contains(id)).collect();
        assert!(
            unknown.is_empty(),
            "there are no such statements: {unknown:?}"
        );
    }

    #[test]
    fn the_page_is_fresh() {
        let page = page(&parts());
        let path = below_root(PAGE);
        if page != fs::read_to_string(&path).unwrap_or_default() {
            fs::write(&path, &page).unwrap();
            panic!("{PAGE} was stale and is written anew: look at the difference and commit it");
        }
    }
}
