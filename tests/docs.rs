//! The commands in the documentation do what it says, and every story says where it is from.

use std::path::PathBuf;

use regex::Regex;
use scimulate::scenario::{Library, select};

#[test]
fn console_blocks_show_real_output() {
    trycmd::TestCases::new().case("README.md").run();
}

#[test]
fn every_story_names_a_public_source() {
    // An issue, a file of a repository, or a page by its host.
    let source = Regex::new(
        r"(?x)
        [\w.-]+/[\w.-]+ \#\d+
        | [\w-]+/[\w.-]+ , \s [\w./-]+ \. [a-z]{2,4} \b
        | \b [a-z][a-z-]* (\.[a-z-]+)* \. (com|org|net|io) \b",
    );
    let source = source.unwrap();
    let library = Library::new(vec![PathBuf::from(".")]);
    let stories = select::scenarios::<&str>(&library, &[]).unwrap();
    assert!(stories.len() > 100);
    let without: Vec<&str> = stories
        .iter()
        .filter(|story| !source.is_match(&story.description))
        .map(|story| story.name.as_str())
        .collect();
    assert_eq!(without, Vec::<&str>::new());
}
