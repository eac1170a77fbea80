use serde_json::json;

use super::*;
use crate::scim::schema::{ResourceType, Uniqueness};
use crate::server::store::Store;

fn types() -> Vec<ResourceType> {
    vec![ResourceType::user(), ResourceType::group()]
}

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
    let store = Store::in_memory(&types()).unwrap();
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
    let store = Store::in_memory(&types()).unwrap();
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
    assert!(matches!(error, StoreError::Taken { path } if path == "userName"));
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
    let store = Store::in_memory(&types()).unwrap();
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
    let store = Store::in_memory(&types()).unwrap();
    let refused: Result<(), StoreError> = store.write("", |transaction| {
        transaction.insert("User", &resource("1", json!({ "userName": "ada" })))?;
        Err(StoreError::Damaged { id: "1".to_owned() })
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
        let store = Store::open(&path, &types()).unwrap();
        add(
            &store,
            "",
            "User",
            &resource("1", json!({ "userName": "ada" })),
        )
        .unwrap();
    }
    let store = Store::open(&path, &types()).unwrap();
    assert_eq!(found(&store, IndexedPath::UserName, "ada"), ["1"]);
    drop(store);
    let stranger = folder.path().join("stranger.sqlite");
    let connection = rusqlite::Connection::open(&stranger).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = Store::open(&stranger, &types()).unwrap_err();
    assert!(matches!(error, StoreError::Layout { found: 0, .. }));
}

#[test]
fn a_file_is_indexed_anew_when_the_schemas_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = Store::open(&path, &types()).unwrap();
    for (id, title) in [("1", "a"), ("2", "B")] {
        let body = json!({ "userName": id, "title": title });
        add(&store, "", "User", &resource(id, body)).unwrap();
    }
    let is_indexed = |store: &Store| {
        store.read("", |transaction| {
            Ok::<_, StoreError>(transaction.is_indexed("User", "title"))
        })
    };
    assert!(!is_indexed(&store).unwrap());
    drop(store);
    let mut changed = types();
    let attributes = &mut changed[0].schema.attributes;
    let title = attributes.iter_mut().find(|one| one.name == "title");
    title.unwrap().uniqueness = Uniqueness::Server;
    let store = Store::open(&path, &changed).unwrap();
    assert!(is_indexed(&store).unwrap());
    let mut ids = Vec::new();
    let find = |transaction: &Transaction<'_>| {
        transaction.find::<StoreError>("User", "title", "b", |stored| {
            ids.push(stored.id);
            Ok(())
        })
    };
    store.read("", find).unwrap();
    assert_eq!(ids, ["2"]);
    let third = resource("3", json!({ "userName": "3", "title": "b" }));
    let error = add(&store, "", "User", &third).unwrap_err();
    assert!(matches!(error, StoreError::Taken { path } if path == "title"));
    drop(store);
    // Without the rule the third one fits; with it the file does not any more.
    let store = Store::open(&path, &types()).unwrap();
    add(&store, "", "User", &third).unwrap();
    drop(store);
    let error = Store::open(&path, &changed).unwrap_err();
    assert!(matches!(error, StoreError::Repeated { path } if path == "title"));
}
