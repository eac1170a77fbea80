//! Quirks. `differences` compares the wire of each with that of the correct server, request by
//! request; `by_hand` looks closer at some.

mod by_hand;
mod differences;
mod probes;
mod wire;
