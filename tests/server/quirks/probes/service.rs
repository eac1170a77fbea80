//! What the server says of itself.

use axum::body::Body;

use crate::quirks::wire::Wire;
use crate::support::{GROUP, USER};

pub(super) async fn discovery(wire: &mut Wire) {
    wire.get("/v2/ServiceProviderConfig").await;
    let none = ("authorization", "");
    wire.send("GET", "/v2/ServiceProviderConfig", &[none], Body::empty())
        .await;
    wire.get("/v2/ResourceTypes").await;
    wire.get("/v2/ResourceTypes/User").await;
    wire.get("/v2/Schemas").await;
    wire.get(&format!("/v2/Schemas/{USER}")).await;
    wire.get(&format!("/v2/Schemas/{GROUP}")).await;
}
