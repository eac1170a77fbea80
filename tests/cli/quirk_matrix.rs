//! Which defect of a server hurts which identity provider in which story, and whom it spares.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::support::{Place, cases};

/// One letter for each identity provider whose case does not pass: `e` Entra ID, `E` Entra ID with
/// `aadOptscim062020`, `o` an Okta catalog application, `w` one of Okta's App Integration Wizard;
/// `*` is all four and `.` none. `!`: the story cannot begin, for those who are not named.
///
/// Columns: blank-name, create-user, duplicate-email, externalid-drift, late-attributes,
/// remove-and-readd.
const MATRIX: &str = "
                          blank  create  dupl   drift  late   readd
create-without-body       *      *       !      !      *      *
create-without-id         *      *       !      !      *      *
email-hijack              .      .       *      .      .      .
duplicate-email-500       .      .       *      .      .      .
unique-email              .      .       .      .      .      .
password-refused          ow     ow      ow     .      ow     ow
extension-dropped         .      *       .      .      .      .
external-id-immutable     .      .       .      eE     .      .
put-drops-external-id     .      .       .      ow     .      .
family-name-required      *      .       .      .      .      .
string-booleans-refused   .      .       .      .      .      e
external-id-dropped       .      .       .      *      .      .
user-name-cut             .      *       *      *      .      ow
phone-reformatted         .      .       .      .      *      .
profile-dropped           *      *       .      *      *      .
empty-text-refused        ow     .       .      .      .      .
inactive-hidden           .      .       .      .      .      *
new-id-on-reactivate      .      .       .      .      .      *
invited-inactive          *      *       *      .      *      *
deactivation-ignored      .      .       .      .      .      eEo
deactivation-deletes      .      .       .      .      .      *
inactive-without-active   .      .       .      .      .      *
op-case-sensitive         e      .       .      e      e      e
filtered-path-refused     .      .       .      .      eE     .
pathless-patch-refused    E      .       .      E      E      o
patch-unsupported         eE     .       .      eE     eE     eEo
capital-op-ignored        e      .       .      e      e      e
add-refused               .      .       .      eE     eE     .
first-key-only            E      .       .      E      .      .
put-unsupported           ow     .       .      ow     ow     ow
put-read-only-refused     ow     .       .      ow     ow     ow
if-match-required         *      .       .      *      *      *
no-match-404              eE     eE      eE     eE     eE     eE
filter-ignored            *      .       *      .      .      .
filter-case-sensitive     .      .       .      .      .      .
counters-as-strings       *      *       *      *      *      *
filter-user-name-only     eE     eE      eE     eE     eE     eE
plus-not-decoded          eE     eE      eE     eE     eE     eE
start-index-from-zero     .      .       .      ow     .      ow
resources-missing         ow     ow      ow     ow     ow     ow
resources-null            *      *       *      *      *      *
bare-list                 *      *       *      *      *      *
empty-list-in-list        *      .       eE     *      *      .
booleans-as-text          *      *       *      *      *      *
booleans-as-numbers       *      *       *      *      *      *
emails-as-text            eE     *       eE     eE     eE     eE
external-id-hidden        .      .       .      *      .      .
resource-schemas-missing  ow     .       .      ow     ow     ow
scim-body-refused         *      *       !      !      *      *
scim-accept-refused       *      *       ow!    ow!    *      *
groups-missing            eE     eE      eE     eE     eE     eE
html-login                *      *       *      *      *      *
error-500                 *      *       *      *      *      *
https-redirect            *      *       *      *      *      *
rate-limit                eE     eE      eE     eE     eE     eE
rate-limit-bare           eE     eE      eE     eE     eE     eE
unavailable-503           *      *       ow!    ow!    *      *
slow                      *      *       *      *      *      *
no-answer                 *      *       *      *      *      *
connection-dropped        *      *       *      *      *      *
body-truncated            *      *       *      *      *      *
body-stalls               *      *       *      *      *      *
body-endless              *      *       *      *      *      *
byte-order-mark           *      *       *      *      *      *
";

/// Defects that no story meets: identity providers do not send what they concern, or do not look at
/// what they change. Those of one group do not get in each other's way and are played together.
const SPARING: [&[&str]; 7] = [
    &[
        "duplicate-accepted",
        "duplicate-no-scim-type",
        "unknown-names-refused",
        "primary-lost",
        "delete-deactivates",
        "patch-not-atomic",
        "no-change-400",
        "member-filter-ignored",
        "empty-members-refused",
        "group-id-refused",
        "version-as-number",
        "bad-filter-lists-all",
        "filter-quote-refused",
        "paging-number-500",
        "cursor-ignored",
        "nulls-shown",
        "attributes-ignored",
        "times-without-zone",
        "media-type-misspelt",
        "etag-changes",
        "errors-array",
        "scim-type-null-text",
        "conflict-400",
        "config-sparse",
        "schemas-user-only",
        "login-redirect",
        "latin-1",
    ],
    &[
        "duplicate-by-case",
        "unique-external-id",
        "user-name-lower-cased",
        "two-primaries",
        "deleted-name-taken",
        "remove-ignored",
        "patch-empty-200",
        "member-filter-empties",
        "first-member-only",
        "rename-empties-group",
        "bulk-id-unresolved",
        "compound-filter-truncated",
        "filter-words-in-values",
        "overlapping-pages",
        "total-is-page-size",
        "manager-as-text",
        "excluded-attributes-ignored",
        "location-relative",
        "json-body-refused",
        "if-none-match-ignored",
        "error-html",
        "scim-type-on-404",
        "conflict-500",
        "config-denies-patch",
        "discovery-by-id-missing",
        "scheme-case-sensitive",
        "duplicate-members",
    ],
    &[
        "duplicate-answers-201",
        "email-required",
        "user-name-immutable",
        "manager-text-refused",
        "deleted-listed",
        "dotted-keys-ignored",
        "patch-answers-old",
        "member-list-empties",
        "double-members",
        "unique-group-name",
        "bulk-status-object",
        "external-id-filter-refused",
        "query-decoded-twice",
        "small-pages",
        "items-per-page-echo",
        "extension-flattened",
        "attributes-drop-id",
        "location-internal",
        "create-as-200",
        "error-status-as-number",
        "error-empty",
        "detail-missing",
        "refusal-422",
        "resource-types-bare",
        "active-declared-string",
        "token-ignored",
    ],
    &[
        "duplicate-overwrites",
        "user-name-must-be-email",
        "one-email-kept",
        "create-ignores-active",
        "recreate-revives",
        "extension-path-lost",
        "put-merges",
        "member-add-replaces",
        "unknown-member-500",
        "if-match-ignored",
        "search-not-found",
        "value-path-filter-refused",
        "start-index-zero-refused",
        "order-by-last-change",
        "list-schema-missing",
        "undeclared-attributes",
        "meta-missing",
        "location-double-slash",
        "delete-with-body",
        "error-schemas-as-text",
        "error-media-type-json",
        "detail-leaks",
        "config-missing",
        "extensions-as-object",
        "challenge-missing",
        "lookup-before-token",
    ],
    &[
        "duplicate-400",
        "null-refused",
        "display-name-computed",
        "inactive-leaves-groups",
        "delete-unknown-204",
        "unknown-path-ignored",
        "put-self-conflict",
        "member-replace-adds",
        "unknown-member-ignored",
        "if-match-fails",
        "search-ignores-count",
        "filter-attribute-case",
        "paging-ignored",
        "sort-ignored",
        "list-without-members",
        "groups-display-only",
        "resource-type-plural",
        "media-type-json",
        "location-missing",
        "error-wrapped",
        "error-as-200",
        "not-found-401",
        "config-as-list",
        "schemas-missing",
        "wrong-token-403",
        "html-unknown-path",
    ],
    &[
        "duplicate-500",
        "foreign-schema-refused",
        "full-name-split",
        "rename-makes-new-user",
        "delete-unknown-500",
        "complex-replaced-whole",
        "put-members-immutable",
        "members-replace-refused",
        "member-type-required",
        "weak-tag-refused",
        "unsupported-filter-empty",
        "filter-operator-case",
        "count-zero-is-default",
        "sort-refused",
        "password-echoed",
        "external-id-invented",
        "last-modified-frozen",
        "media-type-text",
        "etag-missing",
        "error-message-only",
        "scim-type-missing",
        "foreign-id-500",
        "config-needs-token",
        "schemas-bare",
        "no-token-500",
        "gzip-unasked",
    ],
    &["media-type-missing", "error-plain-text"],
];

/// How many defects are played at once.
const PLAYERS: usize = 4;

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
            "pass" | "error" => {}
            "fail" => letters.push(letter),
            other => letters.push_str(other),
        }
    }
    if verdicts.iter().any(|(_, verdict)| *verdict == "error") {
        letters.push('!');
    }
    letters
}

/// Options for defects that make the client wait: it gives up at once, and all cases wait together.
fn patience(quirk: &str) -> &'static [&'static str] {
    match quirk {
        "slow" | "no-answer" | "body-stalls" | "body-endless" => {
            &["--timeout", "1", "--jobs", "24"]
        }
        "rate-limit" | "rate-limit-bare" => &["--jobs", "24"],
        _ => &[],
    }
}

/// The line of a quirk, or of some at once, played.
fn line(quirk: &str) -> String {
    let place = Place::new();
    let args = ["--quirk", quirk, "--json", "-"].into_iter();
    let args = STORIES
        .into_iter()
        .chain(args)
        .chain(patience(quirk).iter().copied());
    // Answers change with a quirk, which is not the matter here.
    let call = place.call(["run"].into_iter().chain(args)).env("CI", "1");
    let report = call.wait().report();
    let mut line = format!("{quirk:24}");
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
    let spared: Vec<&str> = SPARING.concat();
    let mut quirks = quirks();
    quirks.retain(|quirk| !spared.contains(&quirk.as_str()));
    let lines = Mutex::new(vec![String::new(); quirks.len()]);
    let next = AtomicUsize::new(0);
    // Some wait and some work, so that they are played side by side.
    thread::scope(|scope| {
        for _ in 0..PLAYERS {
            scope.spawn(|| {
                while let Some(quirk) = quirks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let line = line(quirk);
                    let place = quirks.iter().position(|one| one == quirk).unwrap();
                    lines.lock().unwrap()[place] = line;
                }
            });
        }
    });
    let heading = MATRIX.trim_matches('\n').lines().next().unwrap();
    let played = format!("{heading}\n{}", lines.into_inner().unwrap().join("\n"));
    assert_eq!(format!("\n{played}\n"), MATRIX, "played:\n{played}");
}

#[test]
fn what_no_story_meets_hurts_nobody() {
    let known: BTreeSet<String> = quirks().into_iter().collect();
    for group in SPARING {
        for quirk in group {
            assert!(known.contains(*quirk), "`{quirk}` is no quirk");
        }
        let line = line(&group.join(","));
        let cells: Vec<&str> = line.split_whitespace().skip(1).collect();
        assert_eq!(cells, ["."; STORIES.len()], "{line}");
    }
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
