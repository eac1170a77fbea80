//! Short runs of ordinary requests, each on a server of its own. They touch what quirks trip on;
//! which requests are sent does not depend on the answers.

mod all;
mod attributes;
mod lifecycle;
mod lists;
mod patch;
mod people;

pub(super) use all::all;
