//! Every way in which the files can be wrong, with the exact message.
//!
//! `tests/definition_errors/NAME.schema.json` and `NAME.type.json`, of which one may be missing, are
//! refused with the text of `NAME.txt`. After a change of words,
//! `cargo test --lib definitions -- --ignored` rewrites the texts; read them before you commit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

const FOLDER: &str = "tests/definition_errors";

fn corpus() -> BTreeSet<String> {
    let entries = fs::read_dir(FOLDER).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .map(|name| name.split('.').next().unwrap().to_owned())
        .collect()
}

fn refused(case: &str) -> String {
    let read = |(kind, ending)| {
        let name = format!("{case}.{ending}.json");
        let text = fs::read_to_string(Path::new(FOLDER).join(&name)).ok()?;
        Some(File {
            kind,
            name,
            text: text.into(),
        })
    };
    let files: Vec<File> = [
        (DefinitionKind::Schema, "schema"),
        (DefinitionKind::ResourceType, "type"),
    ]
    .into_iter()
    .filter_map(read)
    .collect();
    assert!(!files.is_empty(), "`{case}` has a text and no file");
    let error = load(&files).expect_err(case);
    error.render(false) + "\n"
}

fn text(case: &str) -> std::path::PathBuf {
    Path::new(FOLDER).join(format!("{case}.txt"))
}

#[test]
fn every_wrong_file_is_refused_with_its_message() {
    let corpus = corpus();
    assert!(corpus.len() > 50, "the corpus is gone");
    let mut wrong = Vec::new();
    for case in corpus {
        let message = refused(&case);
        if message != fs::read_to_string(text(&case)).unwrap_or_default() {
            wrong.push(format!("{case}:\n{message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "rewrites the expected texts"]
fn accept() {
    for case in corpus() {
        fs::write(text(&case), refused(&case)).unwrap();
    }
}
