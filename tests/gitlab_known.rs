//! What stories about RFC servers meet at GitLab is recorded, with reasons; nothing else fails there.

#![expect(clippy::expect_used, reason = "a test says what is wrong by failing")]

mod playing;

use std::sync::Arc;
use std::time::Duration;

use scimulate::idp::IdpKind;
use scimulate::runner::{CasePlan, known};
use scimulate::scenario::{Folder, Library, load, select};
use scimulate::server::gitlab::GITLAB_PROFILES;
use scimulate::server::quirks::QuirkSet;
use scimulate::transcript::{CaseResult, Verdict};

/// Every story that is about no product, set up as the guide of a profile has it.
fn cases(library: &Library, profile: &str) -> Vec<CasePlan> {
    let mut cases = Vec::new();
    for scenario in select::scenarios::<&str>(library, &[]).expect("sound scenarios") {
        // Stories of hundreds say of GitLab what small ones say.
        let is_small = !scenario.tags.iter().any(|tag| tag == "scale");
        if scenario.target.is_some() || !is_small {
            continue;
        }
        let scenario = Arc::new(scenario);
        for idp in &scenario.idps {
            let idp = IdpKind::named(idp).expect("an identity provider");
            let case = CasePlan::load(library, &scenario, idp).expect("a sound case");
            cases.push(case.set_up_on(library, profile).expect("a sound preset"));
        }
    }
    cases
}

/// Shows S2: the deviations from RFC 7643 and 7644 are expected, each with a reason.
#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_recorded_and_nothing_else() {
    let library = Library::new(vec![env!("CARGO_MANIFEST_DIR").into()]);
    let found = library.find(Folder::Known, "gitlab").expect("a list");
    let text = found.text().expect("a text");
    let list = load::known_failures(&found.file, &text).expect("a sound list");
    let vague = list.entries.iter().filter(|one| one.findings.is_empty());
    let vague: Vec<&str> = vague.map(|one| one.reason.as_str()).collect();
    assert_eq!(vague, Vec::<&str>::new(), "entries that say not what fails");
    let mut used = vec![false; list.entries.len()];
    for profile in GITLAB_PROFILES {
        let cases = cases(&library, profile.name);
        let limit = Duration::from_secs(30);
        let mut result = playing::play(cases, QuirkSet::default(), 4, limit).await;
        known::apply(&mut result, &list);
        let is_new = |case: &&CaseResult| matches!(case.verdict, Verdict::Fail | Verdict::Error);
        let new: Vec<String> = result
            .cases
            .iter()
            .filter(is_new)
            .map(|case| case.id.to_string())
            .collect();
        assert_eq!(new, Vec::<String>::new(), "not recorded");
        let passing = result
            .cases
            .iter()
            .filter(|case| case.verdict == Verdict::Pass);
        assert!(passing.count() > 5, "{}", profile.name);
        for case in &result.cases {
            let line = case.known.as_ref().map(|known| known.line);
            let entry = list
                .entries
                .iter()
                .position(|entry| Some(entry.at.line) == line);
            if let Some(at) = entry {
                used[at] = true;
            }
        }
    }
    let idle = list.entries.iter().zip(used).filter(|(_, used)| !used);
    let idle: Vec<&str> = idle.map(|(entry, _)| entry.reason.as_str()).collect();
    assert_eq!(idle, Vec::<&str>::new(), "entries that nothing needs");
}
