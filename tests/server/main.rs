//! The reference server, driven through its router and, where it matters, through a socket.

#[cfg(test)]
mod bulk;
#[cfg(test)]
mod control;
#[cfg(test)]
mod creating;
#[cfg(test)]
mod cursors;
#[cfg(test)]
mod custom;
#[cfg(test)]
mod data_types;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod delete;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod etags;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod gitlab;
#[cfg(test)]
mod gitlab_acts;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod http;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod internationalisation;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod patch;
#[cfg(test)]
mod patch_matrix;
#[cfg(test)]
mod patch_rules;
#[cfg(test)]
mod projection;
#[cfg(test)]
mod quirks;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod replace;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod running;
#[cfg(test)]
mod search;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod socket;
#[cfg(test)]
mod sort;
#[cfg(test)]
mod statuses;
#[cfg(test)]
mod support;
#[cfg(test)]
mod users;
