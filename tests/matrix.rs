//! Which defect of a server hurts which identity provider in which story.
//!
//! docs/matrix.md has all of it. `cargo matrix` plays every story against every defect, which takes
//! minutes, and writes the page anew where it is stale. Without `--include-ignored` what the page says
//! is checked: all of it for defects that hurt few stories, samples of the rest.

#![expect(clippy::expect_used, reason = "a test says what is wrong by failing")]

mod playing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use scimulate::idp::IdpKind;
use scimulate::runner::CasePlan;
use scimulate::scenario::{Library, select};
use scimulate::server::quirks::{QuirkSet, catalogue};
use scimulate::transcript::{CaseId, Verdict};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Defects that make the client wait until it gives up.
const WAITING: [&str; 4] = ["slow", "no-answer", "body-stalls", "body-endless"];
/// Defects against which the stories tagged `scale` are played: those of long lists and many
/// members. With the others they would take hours and say nothing that smaller stories do not.
const OF_SCALE: [&str; 8] = [
    "first-member-only",
    "many-members-refused",
    "member-list-empties",
    "member-add-replaces",
    "paging-ignored",
    "small-pages",
    "user-name-cut",
    "filter-ignored",
];
/// Defects that are played at once.
const PLAYERS: usize = 4;
/// Cases that are played at once against one defect; all of them where they mostly wait.
const JOBS: usize = 4;
/// Where the page is.
const PAGE: &str = "docs/matrix.md";

/// Verdicts of the identity providers that play a story.
type Verdicts = BTreeMap<String, BTreeMap<CaseId, Verdict>>;

/// Every story about no product, as everybody who plays it.
fn cases() -> Vec<CasePlan> {
    let library = Library::new(vec![env!("CARGO_MANIFEST_DIR").into()]);
    let mut cases = Vec::new();
    for scenario in select::scenarios(&library, &[] as &[&str]).expect("sound scenarios") {
        if scenario.target.is_some() {
            // Quirks are those of the RFC service, not of a product.
            continue;
        }
        let scenario = Arc::new(scenario);
        for idp in &scenario.idps {
            let idp = IdpKind::named(idp).expect("an identity provider");
            cases.push(CasePlan::load(&library, &scenario, idp).expect("a sound case"));
        }
    }
    cases
}

/// Plays cases against the bundled server with this defect; the empty name is the correct server.
async fn play(quirk: String, cases: Vec<CasePlan>) -> Verdicts {
    let waits = WAITING.contains(&quirk.as_str());
    let exchange = Duration::from_secs(if waits { 1 } else { 30 });
    let jobs = if waits { cases.len() } else { JOBS };
    let quirks = QuirkSet::parse(&quirk).expect("a quirk");
    let result = playing::play(cases, quirks, jobs, exchange).await;
    let mut verdicts = Verdicts::new();
    for case in result.cases {
        let story = verdicts.entry(case.id.scenario.clone()).or_default();
        story.insert(case.id, case.verdict);
    }
    verdicts
}

/// What a defect does to a story.
struct Hurt {
    /// Everybody who plays it, or the named. A `?` stands behind those for whom the story could not
    /// be carried out, a `~` behind those for whom it passes with a warning.
    who: String,
    /// For somebody it ends in something else than it should. A set-up that the defect makes
    /// impossible is none of the story's merit, and a warning fails nothing.
    fails: bool,
}

impl Hurt {
    fn of(story: &BTreeMap<CaseId, Verdict>) -> Option<Self> {
        let mut names = Vec::new();
        for idp in IdpKind::ALL {
            let played = story.iter().find(|(id, _)| id.idp == idp.name());
            match played.map(|(_, verdict)| verdict) {
                Some(Verdict::Error) => names.push(format!("{}?", idp.name())),
                Some(Verdict::Warn) => names.push(format!("{}~", idp.name())),
                Some(Verdict::Fail) => names.push(idp.name().to_owned()),
                _ => {}
            }
        }
        let fails = names.iter().any(|name| !name.ends_with(['?', '~']));
        let plain = names.iter().all(|name| !name.ends_with(['?', '~']));
        let who = match names.len() {
            0 => return None,
            all if all == story.len() && plain => "all".to_owned(),
            _ => names.join(" "),
        };
        Some(Self { who, fails })
    }
}

/// Plays each defect with its cases, some at the same time; what came of them in the same order.
async fn play_each(rows: Vec<(String, Vec<CasePlan>)>) -> Vec<Verdicts> {
    let slots = Arc::new(Semaphore::new(PLAYERS));
    let mut playing = JoinSet::new();
    for (index, (quirk, cases)) in rows.into_iter().enumerate() {
        let slots = Arc::clone(&slots);
        playing.spawn(async move {
            let _slot = slots.acquire_owned().await.expect("open");
            (index, play(quirk, cases).await)
        });
    }
    let mut played: BTreeMap<usize, Verdicts> = BTreeMap::new();
    while let Some(row) = playing.join_next().await {
        let (index, verdicts) = row.expect("no panic");
        played.insert(index, verdicts);
    }
    played.into_values().collect()
}

/// Whether a story is played against a defect.
fn is_played(case: &CasePlan, quirk: &str) -> bool {
    OF_SCALE.contains(&quirk) || !case.scenario.tags.iter().any(|tag| tag == "scale")
}

/// Defect → story → who is hurt.
type Matrix = Vec<(String, BTreeMap<String, Hurt>)>;

/// Stories that a defect fails; more than this many, and it says little of any of them.
const WIDE: usize = 50;

async fn matrix() -> Matrix {
    let cases = cases();
    let of = |quirk: &str| {
        cases
            .iter()
            .filter(|case| is_played(case, quirk))
            .cloned()
            .collect()
    };
    let rows = catalogue().map(|entry| (entry.name.to_owned(), of(entry.name)));
    let played = play_each(rows.collect()).await;
    let row = |verdicts: &Verdicts| -> BTreeMap<String, Hurt> {
        let hurt = verdicts.iter();
        hurt.filter_map(|(story, verdicts)| Some((story.clone(), Hurt::of(verdicts)?)))
            .collect()
    };
    catalogue()
        .zip(&played)
        .map(|(entry, verdicts)| (entry.name.to_owned(), row(verdicts)))
        .collect()
}

/// By story the defects that fail it; those that fail the fewest stories come first.
fn by_story<'a>(
    matrix: &'a Matrix,
    stories: &'a BTreeSet<String>,
) -> BTreeMap<&'a str, Vec<(usize, &'a str)>> {
    let mut found: BTreeMap<&str, Vec<(usize, &str)>> = stories
        .iter()
        .map(|story| (story.as_str(), Vec::new()))
        .collect();
    for (quirk, row) in matrix {
        let spread = row.values().filter(|hurt| hurt.fails).count();
        for (story, _) in row.iter().filter(|(_, hurt)| hurt.fails) {
            let quirks = found.get_mut(story.as_str()).expect("a known story");
            quirks.push((spread, quirk));
        }
    }
    for quirks in found.values_mut() {
        quirks.sort_by_key(|(spread, _)| *spread);
    }
    found
}

/// The page: by story the defects that are most its own, then by defect all stories.
fn page(matrix: &Matrix, stories: &BTreeSet<String>) -> String {
    let mut page = String::from(
        "# Which defect hurts whom\n\n\
         Every story of the library is played, as every identity provider that it names, against \
         the bundled server with each of its quirks; stories tagged `scale` only with those of long \
         lists and many members. Against the correct server all of them pass. \
         This page is written by `cargo matrix`.\n\n\
         ## By story\n\n\
         The quirks that fail the fewest other stories come first.\n\n\
         | story | quirks that fail it | the most telling |\n|---|---|---|\n",
    );
    let by_story = by_story(matrix, stories);
    for (story, quirks) in &by_story {
        let telling = quirks.iter().take(3).map(|(_, quirk)| format!("`{quirk}`"));
        let telling = telling.collect::<Vec<_>>().join(", ");
        let _ = writeln!(page, "| {story} | {} | {telling} |", quirks.len());
    }
    let general = by_story.iter().filter(|(_, quirks)| {
        let closest = quirks.first();
        closest.is_none_or(|(spread, _)| *spread > WIDE)
    });
    let general: Vec<&str> = general.map(|(story, _)| *story).collect();
    if !general.is_empty() {
        let _ = writeln!(
            page,
            "\nNo quirk is the own of these stories: each that fails them fails more than {WIDE}. They \
             show what an identity provider does in trouble or by its schedule, and ask of the \
             server what every story asks: {}.",
            general.join(", ")
        );
    }
    page.push_str(
        "\n## By quirk\n\n\
         In brackets: who is hurt, where not everybody who plays the story; `?` where the story \
         could not be carried out, `~` where it passes with a warning.\n\n\
         | quirk | stories |\n|---|---|\n",
    );
    for (quirk, row) in matrix {
        let shown = |(story, hurt): (&String, &Hurt)| match hurt.who.as_str() {
            "all" => story.clone(),
            who => format!("{story} ({who})"),
        };
        let all: Vec<&String> = stories.iter().filter(|s| !row.contains_key(*s)).collect();
        let everywhere = row.values().all(|hurt| hurt.who == "all");
        let text = if row.is_empty() {
            "none".to_owned()
        } else if all.is_empty() && everywhere {
            "every story".to_owned()
        } else if all.len() * 4 < stories.len() && everywhere {
            let but: Vec<&str> = all.iter().map(|story| story.as_str()).collect();
            format!("every story but {}", but.join(", "))
        } else {
            row.iter().map(shown).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(page, "| `{quirk}` | {text} |");
    }
    page
}

fn written() -> String {
    std::fs::read_to_string(PAGE).unwrap_or_default()
}

/// The names of all stories.
fn stories() -> BTreeSet<String> {
    let names = cases().into_iter().map(|case| case.id().scenario);
    names.collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "plays everything against everything"]
async fn the_matrix_is_fresh() {
    let (matrix, stories) = (matrix().await, stories());
    let played = page(&matrix, &stories);
    if played != written() {
        std::fs::write(PAGE, &played).expect("a page that can be written");
        panic!("{PAGE} was stale and is written anew: look at the difference and commit it");
    }
    for story in &stories {
        let fails = |row: &BTreeMap<String, Hurt>| row.get(story).is_some_and(|hurt| hurt.fails);
        let found = matrix.iter().any(|(_, row)| fails(row));
        assert!(found, "no quirk fails {story}");
    }
}

/// What the page says of each defect: which stories are hurt, and who in them.
fn claims(page: &str, stories: &BTreeSet<String>) -> BTreeMap<String, BTreeMap<String, String>> {
    let (_, table) = page.split_once("## By quirk").unwrap_or_default();
    let mut claims = BTreeMap::new();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let (quirk, text) = line
            .trim_matches(['|', ' '])
            .split_once(" | ")
            .expect("two cells");
        let spared = match text {
            "every story" => Some(""),
            text => text.strip_prefix("every story but "),
        };
        let row = match (spared, text) {
            (Some(spared), _) => {
                let spared: Vec<&str> = spared.split(", ").collect();
                let hurt = stories
                    .iter()
                    .filter(|story| !spared.contains(&story.as_str()));
                hurt.map(|story| (story.clone(), "all".to_owned()))
                    .collect()
            }
            (None, "none") => BTreeMap::new(),
            (None, hurt) => {
                let cell = |cell: &str| match cell.split_once(" (") {
                    Some((story, who)) => (story.to_owned(), who.trim_end_matches(')').to_owned()),
                    None => (cell.to_owned(), "all".to_owned()),
                };
                hurt.split(", ").map(cell).collect()
            }
        };
        claims.insert(quirk.trim_matches('`').to_owned(), row);
    }
    claims
}

/// By story the defect that is most its own, as the page says.
fn telling(page: &str) -> BTreeMap<String, String> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, story, count, telling, _] = cells.as_slice() else {
            return None;
        };
        count.parse::<usize>().ok()?;
        let quirk = telling.split(',').next()?.trim().trim_matches('`');
        Some(((*story).to_owned(), quirk.to_owned()))
    };
    page.lines().filter_map(row).collect()
}

/// Stories that a defect hurts and all of which are played to check the page; of more, some.
const FEW: usize = 20;
/// How many are played of more.
const SAMPLE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_says_is_so() {
    let (page, stories) = (written(), stories());
    let (claims, telling) = (claims(&page, &stories), telling(&page));
    let known: Vec<&str> = catalogue().map(|entry| entry.name).collect();
    let named: BTreeSet<&str> = claims.keys().map(String::as_str).collect();
    assert_eq!(named, known.iter().copied().collect(), "quirks of {PAGE}");
    let named: BTreeSet<String> = telling.keys().cloned().collect();
    assert_eq!(named, stories, "stories of {PAGE}");
    let cases = cases();
    let mut rows = Vec::new();
    for (index, quirk) in known.into_iter().enumerate() {
        let hurt = &claims[quirk];
        // Others than for the defect before, so that all have their turn.
        let some = |of: Vec<&String>, most: usize| -> Vec<String> {
            let turned = of
                .iter()
                .cycle()
                .skip(index * most)
                .take(most.min(of.len()));
            turned.map(|story| (*story).clone()).collect()
        };
        let mut chosen = if hurt.len() <= FEW {
            hurt.keys().cloned().collect()
        } else {
            some(hurt.keys().collect(), SAMPLE)
        };
        let spared = |story: &&String| !hurt.contains_key(*story);
        chosen.extend(some(stories.iter().filter(spared).collect(), 1));
        let own = telling.iter().filter(|(_, own)| *own == quirk);
        chosen.extend(own.map(|(story, _)| story.clone()));
        let is_chosen =
            |case: &&CasePlan| chosen.contains(&case.scenario.name) && is_played(case, quirk);
        let chosen = cases.iter().filter(is_chosen).cloned().collect();
        rows.push((quirk.to_owned(), chosen));
    }
    let quirks: Vec<String> = rows.iter().map(|(quirk, _)| quirk.clone()).collect();
    let mut wrong = Vec::new();
    for (quirk, played) in quirks.iter().zip(play_each(rows).await) {
        for (story, verdicts) in played {
            let hurt = Hurt::of(&verdicts);
            let says = claims[quirk].get(&story).map_or("nobody", String::as_str);
            let is = hurt.as_ref().map_or("nobody", |hurt| hurt.who.as_str());
            if says != is {
                wrong.push(format!(
                    "{quirk} hurts {is} in {story}; the page says {says}"
                ));
            }
            if telling[&story] == *quirk && !hurt.is_some_and(|hurt| hurt.fails) {
                wrong.push(format!("{quirk} does not fail {story}"));
            }
        }
    }
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "{PAGE} is stale: `cargo matrix`"
    );
}
