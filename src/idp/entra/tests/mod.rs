//! What Entra puts on the wire, byte by byte, and how it takes each answer. The table in
//! `docs/wire/entra.md` says which public source each test holds it against.

mod create;
mod cycles;
mod deletions;
mod demand;
mod gitlab;
mod group_reactions;
mod groups;
mod lifecycle;
mod log;
mod manager;
mod mappings;
mod matching;
mod members;
mod patch;
mod patch_flag;
mod probe;
mod quarantine;
mod reactions;
mod retries;
mod roles;
mod scope;
mod support;
