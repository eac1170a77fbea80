//! The commands in the documentation do what it says, and every story says where it is from.

use std::path::PathBuf;

use regex::Regex;
use scimulate::scenario::{Library, load, select};

#[test]
fn console_blocks_show_real_output() {
    trycmd::TestCases::new().case("README.md").run();
}

#[test]
fn files_that_the_readme_shows_can_be_read() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let block = Regex::new(r"(?s)```yaml\n(.*?)```").unwrap();
    let blocks: Vec<_> = block.captures_iter(&readme).collect();
    assert_eq!(blocks.len(), 2);
    let library = Library::default();
    for block in blocks {
        let text = &block[1];
        let refused = if text.starts_with("known:") {
            load::known_failures("README.md", text).err()
        } else {
            load::scenario("story", "README.md", text, &library).err()
        };
        assert_eq!(refused, None, "{text}");
    }
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
