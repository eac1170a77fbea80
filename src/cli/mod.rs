//! The command line: what may be typed, what it comes to, and one file per command.

mod args;
mod definitions;
mod dispatch;
mod environment;
mod exit;
mod explain;
mod generate;
mod idp_log;
mod interrupt;
mod json_places;
mod known;
mod lint;
mod options;
mod output;
mod problem;
mod profiles;
mod progress;
mod review;
mod run;
mod seed;
mod serve;
mod snapshots;
mod target;
mod token;

pub use args::Args;
pub use dispatch::dispatch;
pub use environment::Environment;
pub use exit::Exit;
