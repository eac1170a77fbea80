//! Ctrl-C, and what else asks a process to end.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

/// Wishes of the user or the system from now on that the process end, none of them missed.
pub(super) struct Interrupts(Vec<Source>);

#[cfg(unix)]
type Source = tokio::signal::unix::Signal;
#[cfg(windows)]
type Source = tokio::signal::windows::CtrlC;

impl Interrupts {
    /// Begins to listen; from here on none of them ends the process by itself.
    pub(super) fn listen() -> io::Result<Self> {
        sources().map(Self)
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        poll_fn(|context| {
            let mut sources = self.0.iter_mut();
            // A source that has ended gives nothing any more.
            if sources.any(|source| source.poll_recv(context) == Poll::Ready(Some(()))) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

/// Ctrl-C; `kill`, a service manager or a CI that cancels a job; the end of the terminal.
#[cfg(unix)]
fn sources() -> io::Result<Vec<Source>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
    if !outlives_terminal() {
        kinds.push(SignalKind::hangup());
    }
    kinds.into_iter().map(signal).collect()
}

/// Whether the process was started with SIGHUP ignored, as by `nohup`; only Linux tells.
#[cfg(unix)]
fn outlives_terminal() -> bool {
    const SIGHUP: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|signals| u64::from_str_radix(signals.trim(), 16).ok());
    ignored.is_some_and(|signals| signals & (1 << (SIGHUP - 1)) != 0)
}

#[cfg(windows)]
fn sources() -> io::Result<Vec<Source>> {
    Ok(vec![tokio::signal::windows::ctrl_c()?])
}
