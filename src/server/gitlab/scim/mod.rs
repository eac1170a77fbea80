//! SCIM as GitLab speaks it: of a group, and of the instance.

mod create;
mod filter;
mod groups;
mod list;
mod parameters;
mod patch;
mod problem;
mod remove;
mod resource;
mod route;
mod ruby;
mod service;
mod update;

pub(super) use ruby::{filtered, is_secret};
pub(super) use service::answer;
