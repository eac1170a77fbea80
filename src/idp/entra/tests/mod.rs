//! What Entra puts on the wire, byte by byte, and how it takes each answer. The table in
//! `docs/wire/entra.md` says which public source each test holds it against.

mod create;
mod lifecycle;
mod matching;
mod patch;
mod patch_flag;
mod probe;
mod reactions;
mod retries;
mod support;
