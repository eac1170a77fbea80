//! `docs/wire` speaks of tests, settings and sources; all of them must be there.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Each has a page in `docs/wire` and a folder in `src/idp`.
    const FAMILIES: [(&str, &str); 3] = [("entra", "entra"), ("okta", "okta"), ("others", "plain")];

    fn below_root(path: impl AsRef<Path>) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    fn page(name: &str) -> String {
        fs::read_to_string(below_root(format!("docs/wire/{name}.md"))).unwrap()
    }

    /// Rows of the tables with that many columns, the headings left out.
    fn table_rows(page: &str, columns: usize) -> Vec<Vec<String>> {
        page.lines()
            .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'))
            .map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect())
            .filter(|cells: &Vec<String>| cells[0] != "What" && cells.len() == columns)
            .collect()
    }

    /// Rows of the tables of facts, with the folder of the family that they are about.
    fn rows() -> Vec<(&'static str, Vec<String>)> {
        let of = |(name, family)| {
            table_rows(&page(name), 5)
                .into_iter()
                .map(move |row| (family, row))
        };
        let rows: Vec<_> = FAMILIES.into_iter().flat_map(of).collect();
        assert!(rows.len() > 80, "{}", rows.len());
        rows
    }

    /// What stands in backticks.
    fn quoted(cell: &str) -> impl Iterator<Item = &str> {
        cell.split('`').skip(1).step_by(2)
    }

    /// Tests of requests and reactions: `family::file::name`.
    fn tests() -> BTreeSet<String> {
        let mut tests = BTreeSet::new();
        for (_, family) in FAMILIES {
            let Ok(files) = fs::read_dir(below_root(format!("src/idp/{family}/tests"))) else {
                assert_eq!(family, "plain", "no tests");
                continue;
            };
            for file in files {
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
    fn every_row_has_its_columns() {
        for (name, _) in FAMILIES {
            let page = page(name);
            let lines = page.lines().filter(|line| line.starts_with("| ")).count();
            let headings = page.matches("\n|---").count();
            let (facts, left_out) = (table_rows(&page, 5).len(), table_rows(&page, 2).len());
            assert_eq!(facts + left_out, lines - headings, "docs/wire/{name}.md");
        }
    }

    #[test]
    fn what_is_left_out_has_a_reason() {
        for row in FAMILIES
            .into_iter()
            .flat_map(|(name, _)| table_rows(&page(name), 2))
        {
            assert!(!row[1].is_empty(), "{}", row[0]);
        }
    }

    #[test]
    fn every_row_is_complete() {
        for (_, cells) in rows() {
            let what = &cells[0];
            let sure = cells[2].as_str();
            assert!(
                ["documented", "observed", "inferred"].contains(&sure),
                "{what}: {sure}"
            );
            assert!(
                sure == "inferred" || !cells[1].is_empty(),
                "{what} has no source"
            );
            assert!(quoted(&cells[4]).next().is_some(), "{what} has no test");
        }
    }

    #[test]
    fn the_tests_of_the_table_are_those_that_there_are() {
        let named: BTreeSet<String> = rows()
            .iter()
            .flat_map(|(_, cells)| quoted(&cells[4]))
            .map(str::to_owned)
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

    #[test]
    fn the_settings_of_the_table_are_those_that_there_are() {
        for (_, family) in FAMILIES {
            let Ok(settings) =
                fs::read_to_string(below_root(format!("src/idp/{family}/settings.rs")))
            else {
                assert_eq!(family, "plain", "no settings");
                continue;
            };
            let named: BTreeSet<String> = rows()
                .iter()
                .filter(|(of, _)| *of == family)
                .flat_map(|(_, cells)| quoted(&cells[3]))
                .map(str::to_owned)
                .collect();
            let there: BTreeSet<String> = settings
                .lines()
                .filter_map(|line| line.trim().strip_prefix("pub "))
                .filter_map(|field| field.split_once(": "))
                .map(|(name, _)| name.to_owned())
                .filter(|name| !name.contains(' '))
                // The dialect is the choice between two identity providers; the others are groups.
                .filter(|name| !["dialect", "transport"].contains(&name.as_str()))
                .collect();
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
