//! The reference server as it is started and stopped.

use super::support::{Place, TOKEN};

#[test]
fn other_machines_need_a_token_of_the_users_choice() {
    let place = Place::new();
    place.write("token", TOKEN);
    for address in ["0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"] {
        let done = place.run(["serve", "--bind", address]).exits(2);
        done.complains(&[
            &format!("`--bind {address}` lets other machines in"),
            "hint: put a token into the environment variable SCIMULATE_TOKEN",
            "`--token-file FILE`",
        ]);
    }
    // An empty variable is none.
    place
        .call(["serve", "--bind", "0.0.0.0"])
        .env("SCIMULATE_TOKEN", "")
        .wait()
        .exits(2);
    place
        .run(["serve", "--bind", "localhost"])
        .exits(2)
        .complains(&["invalid value 'localhost' for '--bind <ADDRESS>'"]);

    let given = [
        place.call(["serve", "--bind", "0.0.0.0", "--token-file", "token"]),
        place
            .call(["serve", "--bind", "0.0.0.0"])
            .env("SCIMULATE_TOKEN", TOKEN),
        place.call(["serve", "--bind", "127.0.0.1"]),
    ];
    for call in given {
        let server = call.start();
        server.wait_for_line("base URL  http://");
        server.interrupt();
        let done = server.wait().exits(0);
        assert!(!done.stdout.contains(TOKEN), "{}", done.stdout);
    }
}
