//! Each quirk against the correct server: all that differs is in `differences/NAME.snap`.
//!
//! After a change: `INSTA_UPDATE=always cargo test --test server quirks::differences`, then read
//! what it wrote.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;
use scimulate::server::quirks::catalogue;
use similar::{DiffTag, TextDiff};

use super::probes;
use super::wire::Exchange;

const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/server/quirks/differences"
);

/// The lines that a quirk changes, under the requests whose answers they are in. Requests whose
/// answers change alike stand together.
fn differences(correct: &[Exchange], quirky: &[Exchange]) -> String {
    let mut found: IndexMap<String, Vec<&str>> = IndexMap::new();
    assert_eq!(
        correct.len(),
        quirky.len(),
        "a probe depends on its answers"
    );
    for (right, wrong) in correct.iter().zip(quirky) {
        if right == wrong {
            continue;
        }
        let mut text = String::new();
        if right.status != wrong.status {
            let _ = writeln!(text, "  -{}\n  +{}", right.status, wrong.status);
        }
        let is_other = right.status != wrong.status || wrong.body().is_empty();
        if !is_other || right.body() == wrong.body() {
            changes(&right.answer, &wrong.answer, &mut text);
        } else {
            // Nothing is left of the right answer.
            text.extend(wrong.answer.lines().map(|line| format!("  +{line}\n")));
            if wrong.body().is_empty() && !right.body().is_empty() {
                text.push_str("  -(the JSON)\n");
            }
        }
        found.entry(text).or_default().push(&wrong.request);
    }
    let entry =
        |(text, requests): (String, Vec<&str>)| format!("{}\n{text}\n", requests.join("\n"));
    found.into_iter().map(entry).collect()
}

/// How many lines that are gone are written down one by one.
const GONE: usize = 40;

/// Lines that differ by more than their indentation. Of a long run that is gone the beginning will do:
/// the whole is what the correct server says.
fn changes(right: &str, wrong: &str, text: &mut String) {
    let (right, wrong): (Vec<_>, Vec<_>) = (right.lines().collect(), wrong.lines().collect());
    let trimmed_right: Vec<_> = right.iter().map(|line| line.trim()).collect();
    let trimmed_wrong: Vec<_> = wrong.iter().map(|line| line.trim()).collect();
    let diff = TextDiff::from_slices(&trimmed_right, &trimmed_wrong);
    for operation in diff.ops() {
        if operation.tag() == DiffTag::Equal {
            continue;
        }
        let gone = &right[operation.old_range()];
        for line in gone.iter().take(GONE) {
            let _ = writeln!(text, "  -{line}");
        }
        if gone.len() > GONE {
            let _ = writeln!(text, "  -({} lines more)", gone.len() - GONE);
        }
        for line in &wrong[operation.new_range()] {
            let _ = writeln!(text, "  +{line}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_probes_have_no_noise() {
    assert_eq!(probes::all("").await, probes::all("").await);
}

/// How many tests share the catalogue, because they run side by side.
const SHARES: usize = 4;

macro_rules! shares {
    ($($name:ident: $share:literal,)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            each_quirk_differs_in_just_its_way($share).await;
        }
    )*};
}

shares! {
    each_quirk_of_the_first_share_differs_in_just_its_way: 0,
    each_quirk_of_the_second_share_differs_in_just_its_way: 1,
    each_quirk_of_the_third_share_differs_in_just_its_way: 2,
    each_quirk_of_the_fourth_share_differs_in_just_its_way: 3,
}

async fn each_quirk_differs_in_just_its_way(share: usize) {
    let correct = probes::all("").await;
    let mut unseen = Vec::new();
    for entry in catalogue().skip(share).step_by(SHARES) {
        let text = differences(&correct, &probes::all(entry.name).await);
        if text.is_empty() {
            unseen.push(entry.name);
            continue;
        }
        insta::with_settings!({
            snapshot_path => FOLDER,
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => entry.breaks,
        }, {
            insta::assert_snapshot!(entry.name, text);
        });
    }
    assert_eq!(unseen, [""; 0], "no probe shows these");
}

#[test]
fn no_difference_is_left_of_a_quirk_that_is_gone() {
    let known: BTreeSet<String> = catalogue()
        .map(|entry| format!("{}.snap", entry.name))
        .collect();
    let files: BTreeSet<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, known);
}
