//! Every way in which a file can be wrong, with the exact message.
//!
//! `tests/scenario_errors/NAME.yaml` is refused with the text of `NAME.txt`. Files that start with
//! `directory-` or `mapping-` are such files, all others are scenarios. After a change of words,
//! `cargo test --test scenario_errors -- --ignored` rewrites the texts; read them before you commit.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use scimulate::scenario::{Library, LoadError, load};

    fn corpus() -> Vec<PathBuf> {
        let folder = Path::new("tests/scenario_errors");
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
            .collect();
        files.sort();
        files
    }

    fn library() -> Library {
        Library::new(vec!["tests/scenario_errors/library".into()])
    }

    fn refused(path: &Path) -> LoadError {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let file = format!("{name}.yaml");
        let text = fs::read_to_string(path).unwrap();
        let error = if name.starts_with("directory-") {
            load::directory(name, &file, &text).err()
        } else if name.starts_with("mapping-") && name != "mapping-of-another-idp" {
            load::mapping(name, &file, &text).err()
        } else {
            load::scenario(name, &file, &text, &library()).err()
        };
        error.unwrap_or_else(|| panic!("`{file}` is not refused"))
    }

    #[test]
    fn every_wrong_file_is_refused_with_its_message() {
        let mut wrong = Vec::new();
        let files = corpus();
        assert!(files.len() > 80, "the corpus is gone");
        for path in files {
            let message = refused(&path).render(false) + "\n";
            let expected = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
            if message != expected {
                wrong.push(format!("{}:\n{message}", path.display()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_text_has_its_file() {
        for entry in fs::read_dir("tests/scenario_errors").unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "txt") {
                assert!(path.with_extension("yaml").exists(), "{}", path.display());
            }
        }
    }

    #[test]
    #[ignore = "rewrites the expected texts"]
    fn accept() {
        for path in corpus() {
            let message = refused(&path).render(false) + "\n";
            fs::write(path.with_extension("txt"), message).unwrap();
        }
    }
}
