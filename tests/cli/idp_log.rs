//! What an admin would read, as files.

use serde_json::Value;

use super::support::Place;

fn read(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(&format!("logs/{name}"))).unwrap()
}

#[test]
fn every_case_has_its_log_in_the_form_of_its_identity_provider() {
    let place = Place::new();
    let args = ["run", "create-user", "--idp-log", "logs"];
    place.run(args).exits(0);
    let rows = read(&place, "create-user@entra.json");
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["provisioningAction"] == "create")
        .unwrap();
    assert_eq!(row["provisioningStatusInfo"]["status"], "success");
    assert_eq!(row["targetSystem"]["displayName"], "customappsso");
    let events = read(&place, "create-user@okta-aiw.json");
    let types: Vec<_> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["eventType"].as_str().unwrap())
        .collect();
    assert!(
        types.contains(&"application.provision.user.push"),
        "{types:?}"
    );
    let task = place.path().join("logs/create-user@okta-aiw.tasks.json");
    assert!(!task.exists());
}

#[test]
fn the_same_run_writes_the_same_files_and_what_was_done_is_no_task_any_more() {
    let place = Place::new();
    // Cases one after the other get the same ids from the server every time.
    let args = ["run", "create-user", "--idp-log", "logs", "--jobs", "1"];
    let broken = args
        .iter()
        .copied()
        .chain(["--quirk", "create-without-body"]);
    place.run(broken).exits(1);
    let task = "create-user@okta.tasks.json";
    assert!(place.path().join("logs").join(task).exists());
    place.run(args).exits(0);
    assert!(!place.path().join("logs").join(task).exists());
    let first = place.read("logs/create-user@entra.json");
    place.run(args).exits(0);
    assert_eq!(place.read("logs/create-user@entra.json"), first);
}

#[test]
fn a_folder_that_cannot_be_made_is_said_before_anything_is_played() {
    let place = Place::new();
    place.write("taken", "a file");
    let args = ["run", "create-user", "--idp-log", "taken"];
    let done = place.run(args).exits(3);
    assert_eq!(done.stdout, "");
    done.complains(&["`taken` cannot be made"]);
}
