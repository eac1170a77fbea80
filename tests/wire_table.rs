//! `docs/wire` speaks of tests, settings and sources; all of them must be there.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::fs;
    use std::path::{Path, PathBuf};

    use scimulate::idp::facts::{Certainty, Fact, Page};
    use scimulate::idp::{IdpKind, settings_of};

    /// Each has a page in `docs/wire` and a folder in `src/idp`.
    const FAMILIES: [(&str, &str); 3] = [("entra", "entra"), ("okta", "okta"), ("others", "plain")];

    fn below_root(path: impl AsRef<Path>) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    fn page(name: &str) -> String {
        fs::read_to_string(below_root(format!("docs/wire/{name}.md"))).unwrap()
    }

    /// Facts, with the folder of the family that they are about.
    fn facts() -> Vec<(&'static str, Fact)> {
        let of = |(name, family)| {
            let sections = Page::parse(&page(name)).sections.into_iter();
            sections
                .flat_map(move |section| section.facts.into_iter().map(move |fact| (family, fact)))
        };
        let facts: Vec<_> = FAMILIES.into_iter().flat_map(of).collect();
        assert!(facts.len() > 80, "{}", facts.len());
        facts
    }

    /// Tests of requests and reactions: `family::file::name`.
    fn tests() -> BTreeSet<String> {
        let mut tests = BTreeSet::new();
        for (_, family) in FAMILIES {
            let files = fs::read_dir(below_root(format!("src/idp/{family}/tests")));
            for file in files.unwrap() {
                let path = file.unwrap().path();
                let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let after_attribute = |attribute| text.split(attribute).skip(1);
                for test in after_attribute("#[tokio::test]\n").chain(after_attribute("#[test]\n"))
                {
                    let name = test.split("fn ").nth(1).unwrap().split('(').next().unwrap();
                    tests.insert(format!("{family}::{file}::{name}"));
                }
            }
        }
        tests
    }

    #[test]
    fn every_line_is_a_row_of_a_table() {
        for (name, _) in FAMILIES {
            let page = Page::parse(&page(name));
            assert_eq!(page.wrong, Vec::<String>::new(), "docs/wire/{name}.md");
        }
    }

    #[test]
    fn what_is_left_out_has_a_reason() {
        for row in FAMILIES
            .into_iter()
            .flat_map(|(name, _)| Page::parse(&page(name)).left_out)
        {
            assert!(!row.why.is_empty(), "{}", row.what);
        }
    }

    #[test]
    fn every_fact_has_a_source_and_a_test() {
        for (_, fact) in facts() {
            let what = &fact.what;
            assert!(
                fact.sure == Certainty::Inferred || !fact.source.is_empty(),
                "{what} has no source"
            );
            assert!(!fact.tests.is_empty(), "{what} has no test");
        }
    }

    #[test]
    fn the_tests_of_the_table_are_those_that_there_are() {
        let named: BTreeSet<String> = facts()
            .into_iter()
            .flat_map(|(_, fact)| fact.tests)
            .collect();
        let there = tests();
        let missing: Vec<_> = named.difference(&there).collect();
        assert!(
            missing.is_empty(),
            "the table names no such test: {missing:?}"
        );
        let silent: Vec<_> = there.difference(&named).collect();
        assert!(silent.is_empty(), "the table does not name {silent:?}");
    }

    /// Each fact with the files that hold its tests, and what is left out with the reasons.
    fn fact_to_test() -> String {
        let mut text = String::from(
            "# Fact by fact: which test holds it\n\n\
             Generated from the tables by `cargo test --test wire_table`, which writes this page anew \
             where it is stale, and fails then. Sources and settings are in the tables.\n",
        );
        for (name, family) in FAMILIES {
            let page = Page::parse(&page(name));
            let facts = page.sections.iter().map(|section| section.facts.len());
            let _ = write!(
                text,
                "\n## [{name}]({name}.md)\n\n{} facts, {} left out with a reason.\n\n\
                 | Fact | Sure | Tests |\n|---|---|---|\n",
                facts.sum::<usize>(),
                page.left_out.len()
            );
            for fact in page.sections.iter().flat_map(|section| &section.facts) {
                let tests = fact.tests.iter().map(|test| {
                    let file = test.split("::").nth(1).unwrap();
                    let name = test.rsplit("::").next().unwrap();
                    format!("[{file}::{name}](../../src/idp/{family}/tests/{file}.rs)")
                });
                let tests: Vec<String> = tests.collect();
                let (what, sure) = (&fact.what, fact.sure.as_str());
                let _ = writeln!(text, "| {what} | {sure} | {} |", tests.join(", "));
            }
            for row in &page.left_out {
                let _ = writeln!(text, "| {} | left out | {} |", row.what, row.why);
            }
        }
        text
    }

    #[test]
    fn the_page_from_fact_to_test_is_fresh() {
        let path = below_root("docs/wire/tests.md");
        let (there, wanted) = (fs::read_to_string(&path), fact_to_test());
        if there.ok().as_ref() != Some(&wanted) {
            fs::write(&path, wanted).unwrap();
            panic!("docs/wire/tests.md was stale and has been written anew");
        }
    }

    #[test]
    fn the_settings_of_the_table_are_those_that_there_are() {
        for (family, idp) in [
            ("entra", IdpKind::Entra),
            ("okta", IdpKind::Okta),
            ("plain", IdpKind::Generic),
        ] {
            let named: BTreeSet<String> = facts()
                .into_iter()
                .filter(|(of, _)| *of == family)
                .flat_map(|(_, fact)| fact.settings)
                .collect();
            let settings = settings_of(idp).into_iter();
            let there: BTreeSet<String> = settings.map(|it| it.name.to_owned()).collect();
            assert_eq!(named, there, "{family}");
        }
    }

    /// Keys of links; the lab notes of the page about Okta have numbers.
    fn keys(text: &str) -> BTreeSet<String> {
        let brackets = text.split('[').skip(1);
        let inside = brackets.filter_map(|rest| rest.split_once(']'));
        inside
            .filter(|(_, rest)| !rest.starts_with('('))
            .map(|(key, _)| key.to_owned())
            .filter(|key| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            .filter(|key| key.parse::<u8>().is_err())
            .collect()
    }

    #[test]
    fn every_source_is_defined_and_used() {
        for (name, _) in FAMILIES {
            let page = page(name);
            let (links, text): (Vec<_>, Vec<_>) = page
                .lines()
                .partition(|line| line.starts_with('[') && line.contains("]: "));
            let defined: BTreeSet<String> = links
                .iter()
                .filter_map(|line| line.strip_prefix('[')?.split_once("]: https://"))
                .map(|(key, _)| key.to_owned())
                .collect();
            assert_eq!(keys(&text.join("\n")), defined, "docs/wire/{name}.md");
            assert_eq!(links.len(), defined.len(), "docs/wire/{name}.md");
        }
    }
}
