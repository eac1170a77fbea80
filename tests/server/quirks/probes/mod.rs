//! Short runs of ordinary requests, each on a server of its own. They touch what quirks trip on;
//! which requests are sent does not depend on the answers.

mod accounts;
mod all;
mod answers;
mod attributes;
mod bulk;
mod departures;
mod groups;
mod lifecycle;
mod lists;
mod operations;
mod patch;
mod people;
mod profiles;
mod queries;
mod service;
mod shapes;
mod versions;

pub(super) use all::all;
