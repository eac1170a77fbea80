//! What the RFCs demand of a server, and the test that holds it.
//!
//! `tests/server/requirements/TOPIC.yaml` lists the demands. A test says which of them it holds in a
//! line right above its attribute: `// holds: RFC7644-4-01, RFC7643-5-02`. Each demand has a test or
//! a reason why it has none, and `docs/requirements.md` shows which. After a change,
//! `cargo test --test requirements -- --ignored` writes that page anew.

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fmt::Write as _;
    use std::fs;
    use std::path::{Path, PathBuf};

    use regex::Regex;
    use serde::Deserialize;

    const PAGE: &str = "docs/requirements.md";

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        id: String,
        level: Level,
        requirement: String,
        /// Why no test holds it.
        untested: Option<String>,
    }

    #[derive(Deserialize, Clone, Copy)]
    enum Level {
        #[serde(rename = "MUST")]
        Must,
        /// Stated as a plain fact in a normative section.
        #[serde(rename = "MUST*")]
        Fact,
        #[serde(rename = "MUST NOT")]
        MustNot,
    }

    impl Level {
        fn name(self) -> &'static str {
            match self {
                Self::Must => "MUST",
                Self::Fact => "MUST*",
                Self::MustNot => "MUST NOT",
            }
        }
    }

    /// The demands that belong together, from one file.
    struct Topic {
        name: String,
        rows: Vec<Row>,
    }

    #[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
    struct Test {
        file: String,
        name: String,
    }

    /// By id of the demand.
    type Tests = BTreeMap<String, BTreeSet<Test>>;

    fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files(&path, ending));
            } else if path
                .extension()
                .is_some_and(|extension| extension == ending)
            {
                found.push(path);
            }
        }
        found.sort();
        found
    }

    fn topics() -> Vec<Topic> {
        files(Path::new("tests/server/requirements"), "yaml")
            .into_iter()
            .map(|path| {
                let text = fs::read_to_string(&path).unwrap();
                let rows = serde_saphyr::from_str(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let stem = path.file_stem().unwrap().to_str().unwrap();
                let (first, rest) = stem.split_at(1);
                let name = format!("{}{}", first.to_uppercase(), rest.replace('-', " "));
                Topic { name, rows }
            })
            .collect()
    }

    /// The ids in the text of one source file, each with the test that follows.
    fn held(file: &str, text: &str) -> Result<Vec<(String, Test)>, String> {
        let function = Regex::new(r"^(?:async )?fn (\w+)\(").unwrap();
        let mut held = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        let mut is_test = false;
        for (line, number) in text.lines().map(str::trim).zip(1..) {
            if let Some(list) = line.strip_prefix("// holds:") {
                ids.extend(list.split(',').map(|id| id.trim().to_owned()));
            } else if ids.is_empty() {
            } else if let Some(found) = function.captures(line).filter(|_| is_test) {
                let (file, name) = (file.to_owned(), found[1].to_owned());
                let test = Test { file, name };
                held.extend(ids.drain(..).map(|id| (id, test.clone())));
                is_test = false;
            } else if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                is_test = true;
            } else if !is_test || !line.starts_with("#[expect(") {
                return Err(format!(
                    "{file}:{number}: expected a test after `// holds:`"
                ));
            }
        }
        if ids.is_empty() {
            Ok(held)
        } else {
            Err(format!("{file}: `// holds:` at the end"))
        }
    }

    fn tests() -> Tests {
        let mut tests = Tests::new();
        for path in [Path::new("src"), Path::new("tests")]
            .into_iter()
            .flat_map(|folder| files(folder, "rs"))
            .filter(|path| path != Path::new(file!()))
        {
            let text = fs::read_to_string(&path).unwrap();
            if !text.contains("// holds:") {
                continue;
            }
            let file = path.to_str().unwrap().replace('\\', "/");
            for (id, test) in held(&file, &text).unwrap_or_else(|error| panic!("{error}")) {
                assert!(
                    tests.entry(id.clone()).or_default().insert(test),
                    "{id} twice at one test in {file}"
                );
            }
        }
        tests
    }

    fn problems(topics: &[Topic], tests: &Tests) -> Vec<String> {
        let form = Regex::new(r"^RFC\d{4}-[0-9.]+-\d\d$").unwrap();
        let mut problems = Vec::new();
        let mut known = BTreeSet::new();
        for row in topics.iter().flat_map(|topic| &topic.rows) {
            let id = row.id.as_str();
            if !form.is_match(id) {
                problems.push(format!("{id}: no id of a section"));
            }
            if !known.insert(id) {
                problems.push(format!("{id}: listed twice"));
            }
            if row.requirement.trim().is_empty() {
                problems.push(format!("{id}: says nothing"));
            }
            match (tests.contains_key(id), row.untested.as_deref()) {
                (true, Some(_)) => {
                    problems.push(format!("{id}: has a test and says that it has none"));
                }
                (false, None) => problems.push(format!("{id}: no test and no reason")),
                (false, Some(reason)) if reason.trim().is_empty() => {
                    problems.push(format!("{id}: empty reason"));
                }
                _ => {}
            }
        }
        for (id, holders) in tests {
            for test in holders.iter().filter(|_| !known.contains(id.as_str())) {
                problems.push(format!(
                    "{id}: unknown, but held in {}: {}",
                    test.file, test.name
                ));
            }
        }
        problems
    }

    /// `RFC7644-3.4.2-03` with a link to the section.
    fn linked(id: &str) -> String {
        let mut parts = id.splitn(3, '-');
        let rfc = parts.next().unwrap().trim_start_matches("RFC");
        let section = parts.next().unwrap();
        format!(
            "{id}<br>[RFC {rfc} §{section}](https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section})"
        )
    }

    fn page(topics: &[Topic], tests: &Tests) -> String {
        let rows = || topics.iter().flat_map(|topic| &topic.rows);
        let (all, untested) = (
            rows().count(),
            rows().filter(|row| row.untested.is_some()).count(),
        );
        let tested = all - untested;
        let mut page = format!(
            "# Requirements of a SCIM server

<!-- Generated by `cargo test --test requirements -- --ignored` from tests/server/requirements. -->

What RFC 7643, RFC 7644 and the RFCs beside them demand of a server, as far as it can be seen from
outside, in our own words, and the tests that hold the bundled server to it. MUST* marks behaviour
that a normative section states as a plain fact, without the capital keyword. Where there is no
test, the reason stands instead.

{all} requirements: {tested} tested, {untested} not tested.
"
        );
        for topic in topics {
            let name = &topic.name;
            write!(
                page,
                "\n## {name}\n\n| id | level | requirement | tests |\n|---|---|---|---|\n"
            )
            .unwrap();
            for row in &topic.rows {
                let proof = match &row.untested {
                    Some(reason) => format!("not tested: {reason}"),
                    None => tests[&row.id]
                        .iter()
                        .map(|test| format!("[{}](../{})", test.name, test.file))
                        .collect::<Vec<_>>()
                        .join("<br>"),
                };
                let cells = [&linked(&row.id), row.level.name(), &row.requirement, &proof]
                    .map(|cell| cell.trim().replace('|', "\\|").replace('\n', " "));
                writeln!(page, "| {} |", cells.join(" | ")).unwrap();
            }
        }
        page
    }

    #[test]
    fn every_requirement_has_a_test_or_a_reason() {
        let problems = problems(&topics(), &tests());
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }

    #[test]
    fn the_page_is_fresh() {
        let (topics, tests) = (topics(), tests());
        assert!(problems(&topics, &tests).is_empty(), "see the other test");
        assert!(
            fs::read_to_string(PAGE).unwrap_or_default() == page(&topics, &tests),
            "{PAGE} is stale: run `cargo test --test requirements -- --ignored`"
        );
    }

    #[test]
    fn holders_are_tests() {
        let found = held(
            "f.rs",
            "  // holds: A, B\n// holds: C\n#[tokio::test]\nasync fn name() {}",
        );
        let ids: Vec<_> = found
            .unwrap()
            .into_iter()
            .map(|(id, test)| (id, test.name))
            .collect();
        let name = || "name".to_owned();
        assert_eq!(
            ids,
            [
                ("A".into(), name()),
                ("B".into(), name()),
                ("C".into(), name())
            ]
        );
        for text in [
            "// holds: A\nfn name() {}",
            "// holds: A\n\n#[test]\nfn name() {}",
            "// holds: A\n#[test]\n#[ignore]\nfn name() {}",
            "// holds: A",
        ] {
            assert!(held("f.rs", text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_found() {
        let row = |id: &str, untested: Option<&str>| Row {
            id: id.into(),
            level: Level::Must,
            requirement: "It works.".into(),
            untested: untested.map(str::to_owned),
        };
        let rows = vec![
            row("RFC1-1-01", Some("why")),
            row("RFC7644-1-01", None),
            row("RFC7644-1-02", Some("why")),
            row("RFC7644-1-02", Some("why")),
            row("RFC7644-1-03", Some(" ")),
            row("RFC7644-1-04", None),
        ];
        let name = "Topic".to_owned();
        let test = Test {
            file: "f.rs".into(),
            name: "holder".into(),
        };
        let tests = ["RFC7644-1-02", "RFC7644-1-04", "RFC7644-9-01"]
            .map(|id| (id.to_owned(), BTreeSet::from([test.clone()])))
            .into();
        assert_eq!(
            problems(&[Topic { name, rows }], &tests),
            [
                "RFC1-1-01: no id of a section",
                "RFC7644-1-01: no test and no reason",
                "RFC7644-1-02: has a test and says that it has none",
                "RFC7644-1-02: listed twice",
                "RFC7644-1-02: has a test and says that it has none",
                "RFC7644-1-03: empty reason",
                "RFC7644-9-01: unknown, but held in f.rs: holder",
            ]
        );
    }

    #[test]
    #[ignore = "writes the page"]
    fn write_the_page() {
        fs::write(PAGE, page(&topics(), &tests())).unwrap();
    }
}
