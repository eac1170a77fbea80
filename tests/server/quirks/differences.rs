//! Each quirk against the correct server: all that differs is in `differences/NAME.snap`.
//!
//! After a change: `INSTA_UPDATE=always cargo test --test server quirks::differences`, then read
//! what it wrote.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use scimulate::server::quirks::catalogue;
use similar::TextDiff;

use super::probes;
use super::wire::Exchange;

const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/server/quirks/differences"
);

/// The lines that a quirk changes, under the requests whose answers they are in.
fn differences(correct: &[Exchange], quirky: &[Exchange]) -> String {
    let mut text = String::new();
    assert_eq!(
        correct.len(),
        quirky.len(),
        "a probe depends on its answers"
    );
    for (right, wrong) in correct.iter().zip(quirky) {
        if right == wrong {
            continue;
        }
        let _ = writeln!(text, "{}", wrong.request);
        if right.status == wrong.status {
            let diff = TextDiff::from_lines(&right.answer, &wrong.answer);
            let hunks = diff.unified_diff().context_radius(0).to_string();
            let changes = hunks.lines().filter(|line| !line.starts_with("@@"));
            text.extend(changes.map(|line| format!("  {line}\n")));
        } else {
            // Nothing is left of the right answer.
            let _ = writeln!(text, "  -{}\n  +{}", right.status, wrong.status);
            text.extend(wrong.answer.lines().map(|line| format!("  +{line}\n")));
        }
        text.push('\n');
    }
    text
}

#[tokio::test]
async fn the_probes_have_no_noise() {
    assert_eq!(probes::all("").await, probes::all("").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_quirk_differs_in_just_its_way() {
    let correct = probes::all("").await;
    let played: Vec<_> = catalogue()
        .map(|entry| tokio::spawn(probes::all(entry.name)))
        .collect();
    for (entry, quirky) in catalogue().zip(played) {
        let text = differences(&correct, &quirky.await.unwrap());
        assert!(!text.is_empty(), "no probe shows `{}`", entry.name);
        insta::with_settings!({
            snapshot_path => FOLDER,
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => entry.breaks,
        }, {
            insta::assert_snapshot!(entry.name, text);
        });
    }
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
