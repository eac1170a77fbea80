//! Which switch of a GitLab profile decides which story.
//!
//! docs/gitlab-matrix.md has all of it. `cargo matrix` turns every switch of every profile to every other value, plays the stories of
//! that profile, and writes the page anew where it is stale; without `--include-ignored` each story is
//! played as it stands, and with the switch that is most its own turned.

#![expect(clippy::expect_used, reason = "a test says what is wrong by failing")]

mod playing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use scimulate::idp::IdpKind;
use scimulate::runner::CasePlan;
use scimulate::scenario::{Library, select};
use scimulate::server::gitlab::{GitLabProfile, SWITCHES};
use scimulate::server::quirks::QuirkSet;
use scimulate::transcript::Verdict;

/// Where the page is.
const PAGE: &str = "docs/gitlab-matrix.md";
/// Cases that are played at once.
const JOBS: usize = 4;
/// The longest that an exchange may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A switch and one of its values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    switch: String,
    value: String,
}

/// Profile → story → identity providers as which it fails.
type Failed = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;
/// Profile → turn → stories that fail, with the identity providers.
type Table = BTreeMap<String, BTreeMap<Turn, BTreeMap<String, BTreeSet<String>>>>;

/// Every story about GitLab, as every identity provider, on every profile that it names.
fn cases() -> Vec<CasePlan> {
    let library = Library::new(vec![env!("CARGO_MANIFEST_DIR").into()]);
    let mut cases = Vec::new();
    for scenario in select::scenarios(&library, &["gitlab"]).expect("sound scenarios") {
        let scenario = Arc::new(scenario);
        let profiles = scenario.target.iter().flat_map(|target| &target.profiles);
        for profile in profiles {
            for idp in &scenario.idps {
                let idp = IdpKind::named(idp).expect("an identity provider");
                let case = CasePlan::load(&library, &scenario, idp).expect("a sound case");
                cases.push(case.on(profile));
            }
        }
    }
    cases
}

/// The value that a switch has when a case begins.
fn value(case: &CasePlan, switch: &str) -> String {
    let target = case.scenario.target.as_ref().expect("a target");
    let own = target.settings.iter();
    let mut own = own.filter(|(name, _)| name.replace('_', "-") == switch);
    own.next().map_or_else(
        || {
            let profile = case.profile.as_deref().and_then(GitLabProfile::find);
            let switches = profile.expect("a profile").switches();
            switches.get(switch).expect("a switch")
        },
        |(_, value)| value.clone(),
    )
}

/// The case with a switch turned; `None` where it has that value anyway.
fn turned(case: &CasePlan, turn: &Turn) -> Option<CasePlan> {
    if value(case, &turn.switch) == turn.value {
        return None;
    }
    let mut scenario = case.scenario.as_ref().clone();
    let settings = &mut scenario.target.as_mut().expect("a target").settings;
    settings.retain(|name, _| name.replace('_', "-") != turn.switch);
    settings.insert(turn.switch.clone(), turn.value.clone());
    let mut case = case.clone();
    case.scenario = Arc::new(scenario);
    Some(case)
}

/// Every value that a switch can be turned to. Settings that take any text have no such values.
fn turns() -> Vec<Turn> {
    let turns = SWITCHES.iter().flat_map(|switch| {
        let values = switch.choices.iter().map(|choice| choice.name);
        // An example, such as `DOMAIN`, stands for any text.
        let values = values.filter(|name| !name.chars().any(|letter| letter.is_ascii_uppercase()));
        values.map(|value| Turn {
            switch: switch.name.to_owned(),
            value: value.to_owned(),
        })
    });
    turns.collect()
}

/// Plays cases; says which fail.
async fn play(cases: Vec<CasePlan>) -> Failed {
    let result = playing::play(cases, QuirkSet::default(), JOBS, LIMIT).await;
    let mut failed = Failed::new();
    for case in result.cases {
        if !matches!(
            case.verdict,
            Verdict::Pass | Verdict::Warn | Verdict::Skipped
        ) {
            let profile = failed
                .entry(case.id.profile.clone().unwrap_or_default())
                .or_default();
            let story = profile.entry(case.id.scenario.clone()).or_default();
            story.insert(case.id.idp.clone());
        }
    }
    failed
}

async fn table() -> Table {
    let cases = cases();
    let mut table = Table::new();
    for turn in turns() {
        let turned: Vec<_> = cases
            .iter()
            .filter_map(|case| turned(case, &turn))
            .collect();
        for (profile, stories) in play(turned).await {
            table
                .entry(profile)
                .or_default()
                .insert(turn.clone(), stories);
        }
    }
    table
}

/// The stories of every profile with those who play them.
fn stories() -> Failed {
    let mut stories = Failed::new();
    for case in cases() {
        let profile = stories
            .entry(case.profile.clone().expect("a profile"))
            .or_default();
        let story = profile.entry(case.scenario.name.clone()).or_default();
        story.insert(case.idp.name().to_owned());
    }
    stories
}

/// Names of stories; in brackets who is hurt, where not everybody who plays one.
fn listed(
    failed: &BTreeMap<String, BTreeSet<String>>,
    all: &BTreeMap<String, BTreeSet<String>>,
) -> String {
    if failed.len() > all.len() * 3 / 4 {
        let spared: Vec<&str> = all
            .keys()
            .filter(|story| !failed.contains_key(*story))
            .map(String::as_str)
            .collect();
        return match spared.as_slice() {
            [] => "every story".to_owned(),
            spared => format!("every story but {}", spared.join(", ")),
        };
    }
    let shown = |(story, idps): (&String, &BTreeSet<String>)| {
        if all.get(story) == Some(idps) {
            return story.clone();
        }
        let idps: Vec<&str> = idps.iter().map(String::as_str).collect();
        format!("{story} ({})", idps.join(" "))
    };
    failed.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// For every story the profile and the turn that the fewest other stories notice.
fn telling(table: &Table) -> BTreeMap<String, (usize, String, Turn)> {
    let mut telling: BTreeMap<String, (usize, String, Turn)> = BTreeMap::new();
    for (profile, turns) in table {
        for (turn, failed) in turns {
            for story in failed.keys() {
                let candidate = (failed.len(), profile.clone(), turn.clone());
                let best = telling
                    .entry(story.clone())
                    .or_insert_with(|| candidate.clone());
                if candidate < *best {
                    *best = candidate;
                }
            }
        }
    }
    telling
}

fn page(table: &Table) -> String {
    let all = stories();
    let mut page = String::from(
        "# Which switch decides which story\n\n\
         Every switch of every GitLab profile is turned to each of its other values, and the stories of that \
         profile are played. As the profiles stand all of them pass; turns that no story notices are not \
         listed. This page is written by \
         `cargo matrix`.\n\n\
         ## By story\n\nThe turn that the fewest other stories notice.\n\n\
         | story | profile | turn |\n|---|---|---|\n",
    );
    for (story, (_, profile, turn)) in telling(table) {
        let _ = writeln!(
            page,
            "| {story} | {profile} | `{}={}` |",
            turn.switch, turn.value
        );
    }
    for (profile, turns) in table {
        let stories = &all[profile];
        let _ = write!(
            page,
            "\n## {profile}\n\n{} stories. In brackets: who is hurt, where not everybody who plays the \
             story.\n\n| turn | stories that fail |\n|---|---|\n",
            stories.len()
        );
        for (turn, failed) in turns {
            let text = listed(failed, stories);
            let _ = writeln!(page, "| `{}={}` | {text} |", turn.switch, turn.value);
        }
    }
    page
}

/// The rows of the first table of the page: story, profile, turn.
fn rows(page: &str) -> Vec<(String, String, Turn)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, story, profile, turn, _] = cells.as_slice() else {
            return None;
        };
        let (switch, value) = turn.trim_matches('`').split_once('=')?;
        let turn = Turn {
            switch: switch.to_owned(),
            value: value.to_owned(),
        };
        Some(((*story).to_owned(), (*profile).to_owned(), turn))
    };
    page.lines().filter_map(row).collect()
}

fn written() -> String {
    std::fs::read_to_string(PAGE).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_passes_on_every_profile_that_it_names() {
    assert_eq!(play(cases()).await, Failed::new());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "turns every switch of every profile"]
async fn the_page_is_fresh() {
    let table = table().await;
    let played = page(&table);
    if played != written() {
        std::fs::write(PAGE, &played).expect("a page that can be written");
        panic!("{PAGE} was stale and is written anew: look at the difference and commit it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_story_is_failed_by_the_switch_that_is_most_its_own() {
    let rows = rows(&written());
    let named: BTreeSet<&String> = rows.iter().map(|(story, _, _)| story).collect();
    let all = stories();
    let all: BTreeSet<&String> = all.values().flat_map(BTreeMap::keys).collect();
    assert_eq!(named, all, "{PAGE} does not name every story");
    let mut missed = Vec::new();
    let cases = cases();
    for (story, profile, turn) in &rows {
        let own = cases
            .iter()
            .filter(|case| case.scenario.name == *story && case.profile.as_ref() == Some(profile));
        let turned = own.filter_map(|case| turned(case, turn)).collect();
        if play(turned).await.is_empty() {
            missed.push(format!("{story} passes on {profile} with {turn:?}"));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}
