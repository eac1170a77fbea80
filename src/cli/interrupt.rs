//! Ctrl-C.

use std::io;

/// Presses of Ctrl-C from now on, none of them missed.
pub(super) struct Interrupts(Source);

#[cfg(unix)]
type Source = tokio::signal::unix::Signal;
#[cfg(windows)]
type Source = tokio::signal::windows::CtrlC;

impl Interrupts {
    /// Begins to listen; from here on Ctrl-C no longer ends the process by itself.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        let source = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        #[cfg(windows)]
        let source = tokio::signal::windows::ctrl_c();
        source.map(Self)
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            // The source has ended, and so nothing will come any more.
            std::future::pending::<()>().await;
        }
    }
}
