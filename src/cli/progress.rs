//! What is shown while a run is going on; nothing when standard error is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio_util::sync::CancellationToken;

use crate::runner::Event;

/// Time between two looks at the events.
const GLANCE: Duration = Duration::from_millis(50);

/// Consumes events until the run is over.
pub(super) async fn show(
    mut events: UnboundedReceiver<Event>,
    cases: usize,
    quiet: bool,
    done: CancellationToken,
) {
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
    loop {
        match events.try_recv() {
            Ok(Event::CaseStarted(id)) => bar.set_message(id.to_string()),
            Ok(Event::Exchange(id)) => {
                requests += 1;
                bar.set_message(format!("{requests} requests  {id}"));
            }
            Ok(Event::CaseFinished(..)) => bar.inc(1),
            // Looking now and then costs the run less than being woken by every exchange.
            Err(TryRecvError::Empty) => {
                let _ = tokio::time::timeout(GLANCE, done.cancelled()).await;
            }
            Err(TryRecvError::Disconnected) => break,
        }
    }
    bar.finish_and_clear();
}
