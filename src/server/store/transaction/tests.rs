use serde_json::json;

use super::*;
use crate::server::store::Store;

fn resource(id: &str, body: Value) -> Stored {
    let created = Timestamp::from_millisecond(1_000).unwrap();
    Stored {
        id: id.to_owned(),
        seq: 1,
        body,
        created,
        modified: created,
        version: 1,
    }
}

fn add(store: &Store, tenant: &str, kind: &str, new: &Stored) -> Result<(), StoreError> {
    store.write(tenant, |transaction| {
        transaction.insert(kind, new).map(|_| ())
    })
}

fn found(store: &Store, path: IndexedPath, value: &str) -> Vec<String> {
    let mut ids = Vec::new();
    store
        .read("", |transaction| {
            transaction.find::<StoreError>("User", path, value, |stored| {
                ids.push(stored.id);
                Ok(())
            })
        })
        .unwrap();
    ids
}

#[test]
fn what_was_inserted_is_read_back() {
    let store = Store::in_memory().unwrap();
    let ada = resource("1", json!({ "userName": "Ada" }));
    add(&store, "", "User", &ada).unwrap();
    let read = |tenant, kind, id| {
        store
            .read(tenant, |transaction| transaction.get(kind, id))
            .unwrap()
    };
    assert_eq!(read("", "User", "1"), Some(ada));
    assert_eq!(read("", "Group", "1"), None);
    assert_eq!(read("other", "User", "1"), None);
}

#[test]
fn user_names_are_unique_per_tenant_in_any_case() {
    let store = Store::in_memory().unwrap();
    add(
        &store,
        "",
        "User",
        &resource("1", json!({ "userName": "ÄDA" })),
    )
    .unwrap();
    let error = add(
        &store,
        "",
        "User",
        &resource("2", json!({ "userName": "äda" })),
    )
    .unwrap_err();
    assert!(matches!(error, StoreError::Taken { path: "userName" }));
    add(
        &store,
        "b",
        "User",
        &resource("2", json!({ "userName": "äda" })),
    )
    .unwrap();
    // The refused insert left nothing behind.
    let count = store.read("", |transaction| transaction.count("User"));
    assert_eq!(count.unwrap(), 1);
}

#[test]
fn the_index_follows_updates_and_deletes() {
    let store = Store::in_memory().unwrap();
    let old = resource(
        "1",
        json!({ "emails": [{ "value": "A@x" }, { "value": "b@x" }] }),
    );
    add(&store, "", "User", &old).unwrap();
    assert_eq!(found(&store, IndexedPath::EmailValue, "a@X"), ["1"]);
    let new = resource(
        "1",
        json!({ "emails": [{ "value": "b@x" }, { "value": "c@x" }] }),
    );
    store
        .write("", |transaction| transaction.update("User", &old, &new))
        .unwrap();
    assert!(found(&store, IndexedPath::EmailValue, "a@x").is_empty());
    assert_eq!(found(&store, IndexedPath::EmailValue, "b@x"), ["1"]);
    assert_eq!(found(&store, IndexedPath::EmailValue, "c@x"), ["1"]);
    let gone = store.write("", |transaction| transaction.delete("User", "1"));
    assert!(gone.unwrap());
    assert!(found(&store, IndexedPath::EmailValue, "b@x").is_empty());
}

#[test]
fn an_error_undoes_the_transaction() {
    let store = Store::in_memory().unwrap();
    let refused: Result<(), StoreError> = store.write("", |transaction| {
        transaction.insert("User", &resource("1", json!({ "userName": "ada" })))?;
        Err(StoreError::Taken { path: "test" })
    });
    refused.unwrap_err();
    let count = store.read("", |transaction| transaction.count("User"));
    assert_eq!(count.unwrap(), 0);
}

#[test]
fn a_file_keeps_what_was_written_and_refuses_strangers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.sqlite");
    {
        let store = Store::open(&path).unwrap();
        add(
            &store,
            "",
            "User",
            &resource("1", json!({ "userName": "ada" })),
        )
        .unwrap();
    }
    let store = Store::open(&path).unwrap();
    assert_eq!(found(&store, IndexedPath::UserName, "ada"), ["1"]);
    drop(store);
    let stranger = folder.path().join("stranger.sqlite");
    let connection = rusqlite::Connection::open(&stranger).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = Store::open(&stranger).unwrap_err();
    assert!(matches!(error, StoreError::Layout { found: 0, .. }));
}
