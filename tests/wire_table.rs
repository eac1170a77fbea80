//! `docs/wire.md` speaks of tests, settings and sources; all of them must be there.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    const FAMILIES: [&str; 2] = ["entra", "okta"];

    fn read(path: impl AsRef<Path>) -> String {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
    }

    /// Rows of the tables of facts, with the family that they are about.
    fn rows() -> Vec<(String, Vec<String>)> {
        let mut family = String::new();
        let mut rows = Vec::new();
        for line in read("docs/wire.md").lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                family = heading.split(' ').next().unwrap().to_lowercase();
            }
            let Some(row) = line
                .strip_prefix("| ")
                .and_then(|row| row.strip_suffix('|'))
            else {
                continue;
            };
            let cells: Vec<_> = row.split('|').map(|cell| cell.trim().to_owned()).collect();
            if FAMILIES.contains(&family.as_str()) && cells[0] != "What" {
                rows.push((family.clone(), cells));
            }
        }
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
        for family in FAMILIES {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("src/idp")
                .join(family)
                .join("tests");
            for file in fs::read_dir(folder).unwrap() {
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
    fn every_row_is_complete() {
        for (_, cells) in rows() {
            let what = &cells[0];
            assert_eq!(cells.len(), 5, "{what}");
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
        for family in FAMILIES {
            let named: BTreeSet<String> = rows()
                .iter()
                .filter(|(of, _)| of == family)
                .flat_map(|(_, cells)| quoted(&cells[3]))
                .map(str::to_owned)
                .collect();
            let settings = read(format!("src/idp/{family}/settings.rs"));
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

    #[test]
    fn every_source_is_defined_and_used() {
        let text = read("docs/wire.md");
        let (tables, links) = text.split_at(text.find("\n[tutorial]: ").unwrap());
        let keys = |text: &str| -> BTreeSet<String> {
            let brackets = text.split('[').skip(1);
            let inside = brackets.filter_map(|rest| rest.split_once(']'));
            inside
                .map(|(key, _)| key.to_owned())
                .filter(|key| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
                .collect()
        };
        let mut used = keys(tables);
        for lab_notes in ["1", "2"] {
            assert!(used.remove(lab_notes));
        }
        let defined: BTreeSet<String> = links
            .lines()
            .filter_map(|line| line.strip_prefix('[')?.split_once("]: https://"))
            .map(|(key, _)| key.to_owned())
            .collect();
        assert_eq!(used, defined);
    }
}
