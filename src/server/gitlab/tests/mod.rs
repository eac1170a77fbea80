//! The hosts of all profiles, driven through [`handle`](super::handle) and [`perform`](super::perform).

mod acts;
mod addresses;
mod api;
mod coming_back;
mod creating;
mod deviations;
mod existing;
mod groups;
mod instance;
mod lists;
mod logs;
mod patching;
mod reading;
mod removing;
mod support;
mod switches;
mod walk;
mod wire;
