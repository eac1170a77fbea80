//! Quirks. `differences` compares the wire of each with that of the correct server, request by
//! request; `on_a_socket` looks closer at what shows on a connection only, or when quirks go.

mod differences;
mod on_a_socket;
mod probes;
mod wire;
