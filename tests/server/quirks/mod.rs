//! Quirks. `differences` compares the wire of each with that of the correct server, request by
//! request; `by_hand` looks closer at some, `on_a_socket` at those of the transport.

mod by_hand;
mod differences;
mod on_a_socket;
mod probes;
mod wire;
