//! One story against a target that may misbehave, and how that ends.

use std::time::Duration;

use serde_json::Value;

use super::host::Host;
use super::support::{Done, Place, TOKEN, has_all, with_verdict};

/// A finished run with its report.
pub(crate) struct Played {
    pub(crate) done: Done,
    pub(crate) report: Value,
}

impl Played {
    /// Fails unless the run ended so, in time and with these words for the user.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, words: &[&str]) -> Self {
        let done = self.done.exits(code);
        has_all(&done.stdout, words);
        assert!(done.took < Duration::from_secs(10), "{:?}", done.took);
        assert!(!done.stderr.contains("panicked"), "{}", done.stderr);
        Self { done, ..self }
    }

    /// Fails unless both identity providers have this verdict.
    #[track_caller]
    pub(crate) fn verdict(self, verdict: &str) -> Self {
        let both = ["create-user@entra", "create-user@okta"];
        assert_eq!(with_verdict(&self.report, verdict), both);
        self
    }
}

/// Plays one story as both families, with a limit of a second for each exchange.
pub(crate) fn play(url: &str, more: &[&str]) -> Played {
    play_within("1", url, more)
}

pub(crate) fn play_within(seconds: &str, url: &str, more: &[&str]) -> Played {
    let place = Place::new();
    let mut args = vec!["run", "create-user", "--idp", "entra,okta", "--target", url];
    args.extend(["--timeout", seconds, "--json", "report.json"]);
    args.extend(more);
    let done = place.call(args).env("SCIMULATE_TOKEN", TOKEN).wait();
    let report = serde_json::from_str(&place.read("report.json")).unwrap();
    Played { done, report }
}

pub(crate) fn against(host: &Host) -> Played {
    play(&host.url(), &[])
}
