//! What is shown while a run is going on; nothing when standard error is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::runner::Event;

/// Consumes events until the run is over.
pub(super) async fn show(mut events: UnboundedReceiver<Event>, cases: usize, quiet: bool) {
    let bar = ProgressBar::with_draw_target(
        Some(cases as u64),
        if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        },
    );
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} cases  {wide_msg}") {
        bar.set_style(style);
    }
    let mut requests = 0_u64;
    while let Some(event) = events.recv().await {
        match event {
            Event::CaseStarted(id) => bar.set_message(id.to_string()),
            Event::Exchange(id) => {
                requests += 1;
                bar.set_message(format!("{requests} requests  {id}"));
            }
            Event::CaseFinished(_) => bar.inc(1),
        }
    }
    bar.finish_and_clear();
}
