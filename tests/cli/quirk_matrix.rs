//! Which defect of a server hurts which identity provider in which story, and whom it spares.

use std::fmt::Write as _;
use std::thread;

use super::support::{Place, cases};

/// One letter for each identity provider whose case does not pass: `e` Entra ID, `E` Entra ID with
/// `aadOptscim062020`, `o` an Okta catalog application, `w` one of Okta's App Integration Wizard;
/// `*` is all four and `.` none. `!`: the story cannot begin, whoever is to play it.
///
/// Columns: blank-name, create-user, duplicate-email, externalid-drift, late-attributes,
/// remove-and-readd.
const MATRIX: &str = "
                         blank  create  dupl   drift  late   readd
create-without-body      *      *       !      !      *      *
create-without-id        *      *       !      !      *      *
email-hijack             .      .       *      .      .      .
duplicate-email-500      .      .       *      .      .      .
unique-email             .      .       .      .      .      .
duplicate-accepted       .      .       .      .      .      .
duplicate-by-case        .      .       .      .      .      .
duplicate-answers-201    .      .       .      .      .      .
duplicate-overwrites     .      .       .      .      .      .
duplicate-400            .      .       .      .      .      .
duplicate-500            .      .       .      .      .      .
duplicate-no-scim-type   .      .       .      .      .      .
unique-external-id       .      .       .      .      .      .
email-required           .      .       .      .      .      .
user-name-must-be-email  .      .       .      .      .      .
null-refused             .      .       .      .      .      .
password-refused         ow     ow      ow     .      ow     ow
foreign-schema-refused   .      .       .      .      .      .
unknown-names-refused    .      .       .      .      .      .
extension-dropped        .      *       .      .      .      .
external-id-immutable    .      .       .      eE     .      .
put-drops-external-id    .      .       .      ow     .      .
family-name-required     *      .       .      .      .      .
string-booleans-refused  .      .       .      .      .      e
external-id-dropped      .      .       .      *      .      .
user-name-lower-cased    .      .       .      .      .      .
user-name-cut            .      *       *      *      .      ow
user-name-immutable      .      .       .      .      .      .
one-email-kept           .      .       .      .      .      .
phone-reformatted        .      .       .      .      *      .
display-name-computed    .      .       .      .      .      .
full-name-split          .      .       .      .      .      .
profile-dropped          *      *       .      *      *      .
primary-lost             .      .       .      .      .      .
two-primaries            .      .       .      .      .      .
empty-text-refused       ow     .       .      .      .      .
manager-text-refused     .      .       .      .      .      .
inactive-hidden          .      .       .      .      .      *
new-id-on-reactivate     .      .       .      .      .      *
create-ignores-active    .      .       .      .      .      .
invited-inactive         *      *       *      .      *      *
deactivation-ignored     .      .       .      .      .      eEo
deactivation-deletes     .      .       .      .      .      *
inactive-leaves-groups   .      .       .      .      .      .
inactive-without-active  .      .       .      .      .      *
rename-makes-new-user    .      .       .      .      .      .
delete-deactivates       .      .       .      .      .      .
deleted-name-taken       .      .       .      .      .      .
deleted-listed           .      .       .      .      .      .
recreate-revives         .      .       .      .      .      .
delete-unknown-204       .      .       .      .      .      .
delete-unknown-500       .      .       .      .      .      .
op-case-sensitive        e      .       .      e      e      e
filtered-path-refused    .      .       .      .      eE     .
pathless-patch-refused   E      .       .      E      E      o
patch-unsupported        eE     .       .      eE     eE     eEo
patch-not-atomic         .      .       .      .      .      .
capital-op-ignored       e      .       .      e      e      e
add-refused              .      .       .      eE     eE     .
remove-ignored           .      .       .      .      .      .
dotted-keys-ignored      .      .       .      .      .      .
first-key-only           E      .       .      E      .      .
extension-path-lost      .      .       .      .      .      .
unknown-path-ignored     .      .       .      .      .      .
complex-replaced-whole   .      .       .      .      .      .
no-change-400            .      .       .      .      .      .
patch-empty-200          .      .       .      .      .      .
patch-answers-old        .      .       .      .      .      .
put-unsupported          ow     .       .      ow     ow     ow
put-merges               .      .       .      .      .      .
put-read-only-refused    ow     .       .      ow     ow     ow
put-self-conflict        .      .       .      .      .      .
put-members-immutable    .      .       .      .      .      .
member-filter-ignored    .      .       .      .      .      .
member-filter-empties    .      .       .      .      .      .
member-list-empties      .      .       .      .      .      .
member-add-replaces      .      .       .      .      .      .
member-replace-adds      .      .       .      .      .      .
members-replace-refused  .      .       .      .      .      .
empty-members-refused    .      .       .      .      .      .
first-member-only        .      .       .      .      .      .
double-members           .      .       .      .      .      .
unknown-member-500       .      .       .      .      .      .
unknown-member-ignored   .      .       .      .      .      .
member-type-required     .      .       .      .      .      .
group-id-refused         .      .       .      .      .      .
rename-empties-group     .      .       .      .      .      .
unique-group-name        .      .       .      .      .      .
if-match-ignored         .      .       .      .      .      .
if-match-required        *      .       .      *      *      *
if-match-fails           .      .       .      .      .      .
weak-tag-refused         .      .       .      .      .      .
version-as-number        .      .       .      .      .      .
bulk-id-unresolved       .      .       .      .      .      .
bulk-status-object       .      .       .      .      .      .
search-not-found         .      .       .      .      .      .
search-ignores-count     .      .       .      .      .      .
no-match-404             eE     eE      eE     eE     eE     eE
filter-ignored           *      .       *      .      .      .
filter-case-sensitive    .      .       .      .      .      .
counters-as-strings      *      *       *      *      *      *
html-login               *      *       *      *      *      *
error-500                *      *       *      *      *      *
";

/// How many quirks are played at a time.
const AT_ONCE: usize = 4;

const STORIES: [&str; 6] = [
    "blank-name",
    "create-user",
    "duplicate-email",
    "externalid-drift",
    "late-attributes",
    "remove-and-readd",
];

const IDPS: [(&str, char); 4] = [
    ("entra", 'e'),
    ("entra-rfc", 'E'),
    ("okta", 'o'),
    ("okta-aiw", 'w'),
];

/// The cell of the table that verdicts come to.
fn cell(verdicts: &[(&str, &str)]) -> String {
    let all = |wanted: &str| verdicts.iter().all(|(_, verdict)| *verdict == wanted);
    if all("pass") {
        return ".".into();
    }
    if all("fail") {
        return "*".into();
    }
    if all("error") {
        return "!".into();
    }
    let mut letters = String::new();
    for (idp, verdict) in verdicts {
        let letter = IDPS.iter().find(|(name, _)| name == idp).unwrap().1;
        match *verdict {
            "pass" => {}
            "fail" => letters.push(letter),
            other => letters.push_str(other),
        }
    }
    letters
}

/// The line of a quirk, played.
fn line(quirk: &str) -> String {
    let place = Place::new();
    let args = ["--quirk", quirk, "--json", "-"];
    // Answers change with a quirk, which is not the matter here.
    let call = place
        .call(["run"].into_iter().chain(STORIES).chain(args))
        .env("CI", "1");
    let report = call.wait().report();
    let mut line = format!("{quirk:23}");
    for (story, width) in STORIES.into_iter().zip([5, 6, 5, 5, 5, 0]) {
        let verdicts: Vec<_> = cases(&report)
            .iter()
            .filter(|case| case["scenario"] == story)
            .map(|case| {
                (
                    case["idp"].as_str().unwrap(),
                    case["verdict"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(verdicts.len(), IDPS.len(), "{story}");
        let _ = write!(line, "  {:width$}", cell(&verdicts));
    }
    line.trim_end().to_owned()
}

fn quirks() -> Vec<String> {
    let listed = Place::new().run(["serve", "--list-quirks"]).exits(0).stdout;
    let indented = listed.lines().filter_map(|line| line.strip_prefix("  "));
    let names = indented.filter(|line| !line.starts_with(' '));
    names.map(str::to_owned).collect()
}

#[test]
fn every_defect_hurts_those_and_only_those_whom_it_should() {
    let mut lines = MATRIX.trim_matches('\n').lines();
    let mut played = vec![lines.next().unwrap().to_owned()];
    for some in quirks().chunks(AT_ONCE) {
        thread::scope(|scope| {
            let lines = some.iter().map(|quirk| scope.spawn(|| line(quirk)));
            let lines: Vec<_> = lines.collect();
            played.extend(lines.into_iter().map(|line| line.join().unwrap()));
        });
    }
    let played = played.join("\n");
    assert_eq!(format!("\n{played}\n"), MATRIX, "played:\n{played}");
}

#[test]
fn every_story_finds_a_defect_and_is_indifferent_to_another() {
    let rows: Vec<Vec<&str>> = MATRIX
        .lines()
        .skip(2)
        .map(|line| line.split_whitespace().skip(1).collect())
        .collect();
    for (column, story) in STORIES.iter().enumerate() {
        // Defects that break everything prove nothing of the story.
        let own = rows.iter().filter(|row| row.contains(&"."));
        let cells: Vec<&str> = own.map(|row| row[column]).collect();
        assert!(
            cells.iter().any(|cell| *cell != "."),
            "{story} finds nothing"
        );
        assert!(cells.contains(&"."), "{story} fails whatever is wrong");
    }
}
