//! Filters in all their forms, and lists page by page.

use serde_json::json;

use super::people::path_of;
use crate::quirks::wire::Wire;
use crate::support::{GROUP, user, user_with};

/// Each in the form encoding, as Entra ID writes it.
const FILTERS: [&str; 12] = [
    "externalId+eq+%22E1%22",
    "emails%5Btype+eq+%22work%22%5D.value+eq+%22a%2Bb%40x.test%22",
    "userName+sw+%22ada%22",
    "username+eq+%22ada%22",
    "userName+Eq+%22ada%22",
    "userName+eq+%22ada%22+and+title+eq+%22none%22",
    "userName+eq+%22a%2Bb%22",
    "userName+eq+%22O'Malley%22",
    "title+eq+%22R+and+D%22",
    "userName%20eq%20ada",
    "userName+eq+%22ada%22+and+externalId+eq+%22E1%22",
    "Title+eq+%22Sir%22",
];

pub(super) async fn filters(wire: &mut Wire) {
    let emails =
        json!({ "externalId": "E1", "emails": [{ "value": "a+b@x.test", "type": "work" }] });
    wire.post("/v2/Users", &user_with("ada", emails)).await;
    for (name, title) in [("a+b", "R and D"), ("O'Malley", "Sir")] {
        let user = user_with(name, json!({ "title": title }));
        wire.post("/v2/Users", &user).await;
    }
    for filter in FILTERS {
        wire.get(&format!("/v2/Users?filter={filter}&attributes=userName"))
            .await;
    }
}

pub(super) async fn pages(wire: &mut Wire) {
    let path = path_of(&wire.post("/v2/Users", &user("cy")).await);
    for name in ["bea", "al"] {
        wire.post("/v2/Users", &user(name)).await;
    }
    wire.put(&path, &user_with("cy", json!({ "title": "Dr." })))
        .await;
    for query in [
        "startIndex=1&count=2",
        "startIndex=3&count=2",
        "startIndex=0&count=1",
        "count=0",
        "count=-1",
        "startIndex=abc",
        "sortBy=userName",
        "cursor=nonsense",
    ] {
        wire.get(&format!("/v2/Users?{query}&attributes=userName"))
            .await;
    }
}

pub(super) async fn group_lists(wire: &mut Wire) {
    wire.get("/v2/Groups").await;
    let ada = wire.post("/v2/Users", &user("ada")).await;
    let path = path_of(&ada);
    let id = path.rsplit('/').next().unwrap();
    let group = json!({ "schemas": [GROUP], "displayName": "T", "members": [{ "value": id }] });
    wire.post("/v2/Groups", &group).await;
    wire.get("/v2/Groups").await;
    wire.get("/v2/Groups?excludedAttributes=members").await;
    wire.get(&format!("{path}?attributes=groups")).await;
}
