//! What the server acknowledged is there, whatever happens to the process; and what is unique stays
//! so, however many write at once.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use scimulate::server::Server;
use serde_json::{Value, json};

use crate::socket::Socket;
use crate::support::{PATCH, TOKEN, clock, config, ids, user};

/// The real program with a data file.
struct Program {
    child: Child,
    host: String,
    token: String,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scimulate"))
            .arg("serve")
            .arg("--data")
            .arg(data)
            .env_remove("SCIMULATE_TOKEN")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            let value = line.strip_prefix(name);
            value.unwrap_or_else(|| panic!("{line}")).trim().to_owned()
        };
        let url = value("base URL");
        let host = url
            .trim_start_matches("http://")
            .trim_end_matches("/v2")
            .to_owned();
        let token = value("token");
        Self { child, host, token }
    }

    fn socket(&self) -> Socket {
        Socket::open(&self.host, &self.token).unwrap()
    }

    /// `kill -9`: no chance to tidy up.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _already_gone = self.child.wait();
    }
}

/// What a writer was told.
#[derive(Default)]
struct Acknowledged {
    names: Vec<String>,
    /// Id of the user whose title counts, and the last title.
    counter: Option<(String, usize)>,
}

/// Writes as fast as it can until the server is gone.
fn write(mut socket: Socket, prefix: &str, count: &AtomicUsize) -> Acknowledged {
    let mut told = Acknowledged::default();
    for number in 0.. {
        let name = format!("{prefix}-{number}");
        let Ok((status, made)) = socket.send("POST", "/v2/Users", &user(&name)) else {
            break;
        };
        assert_eq!(status, 201, "{made}");
        told.names.push(name);
        count.fetch_add(1, Ordering::Relaxed);
        let id = match &told.counter {
            Some((id, _)) => id.clone(),
            None => made["id"].as_str().unwrap().to_owned(),
        };
        let title = json!({ "op": "replace", "path": "title", "value": number.to_string() });
        let body = json!({ "schemas": [PATCH], "Operations": [title] });
        let Ok((status, patched)) = socket.send("PATCH", &format!("/v2/Users/{id}"), &body) else {
            break;
        };
        assert_eq!(status, 200, "{patched}");
        told.counter = Some((id, number));
    }
    told
}

fn all_names(socket: &mut Socket) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        let path = format!("/v2/Users?startIndex={}&count=1000", names.len() + 1);
        let (status, page) = socket.send("GET", &path, &Value::Null).unwrap();
        assert_eq!(status, 200, "{page}");
        let resources = page["Resources"].as_array().unwrap();
        if resources.is_empty() {
            assert_eq!(page["totalResults"], names.len());
            return names;
        }
        names.extend(
            resources
                .iter()
                .map(|one| one["userName"].as_str().unwrap().to_owned()),
        );
    }
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    const WRITERS: usize = 4;
    const ENOUGH: usize = 150;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data.sqlite");
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..3 {
        let program = Program::start(&data);
        let count = AtomicUsize::new(0);
        let sockets: Vec<Socket> = (0..WRITERS).map(|_| program.socket()).collect();
        let told: Vec<Acknowledged> = thread::scope(|scope| {
            let count = &count;
            let writers: Vec<_> = sockets
                .into_iter()
                .enumerate()
                .map(|(writer, socket)| {
                    scope.spawn(move || write(socket, &format!("r{round}w{writer}"), count))
                })
                .collect();
            // In the middle of the writing.
            while count.load(Ordering::Relaxed) < ENOUGH
                && !writers.iter().all(thread::ScopedJoinHandle::is_finished)
            {
                thread::yield_now();
            }
            program.kill();
            writers
                .into_iter()
                .map(|writer| writer.join().unwrap())
                .collect()
        });
        acknowledged.extend(told.iter().flat_map(|one| one.names.clone()));
        assert!(acknowledged.len() >= ENOUGH * (round + 1));

        let program = Program::start(&data);
        let mut socket = program.socket();
        let stored = all_names(&mut socket);
        let once: BTreeSet<&String> = stored.iter().collect();
        assert_eq!(once.len(), stored.len(), "a name is there twice");
        let lost: Vec<_> = acknowledged
            .iter()
            .filter(|name| !once.contains(name))
            .collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        // At most the request that each writer had under way is there without an answer.
        assert!(stored.len() <= acknowledged.len() + WRITERS * (round + 1));
        for (id, last) in told.iter().filter_map(|one| one.counter.as_ref()) {
            let (_, shown) = socket
                .send("GET", &format!("/v2/Users/{id}"), &Value::Null)
                .unwrap();
            let title: usize = shown["title"].as_str().unwrap().parse().unwrap();
            assert!(title == *last || title == last + 1, "{title} after {last}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixty_four_who_want_a_name_one_gets_it() {
    const WRITERS: usize = 64;
    const NAMES: usize = 8;
    let server = Server::start(config(), clock(), ids(1)).await.unwrap();
    let host = server.local_addr().to_string();
    let statuses = tokio::task::spawn_blocking(move || {
        let barrier = Barrier::new(WRITERS);
        thread::scope(|scope| {
            let (barrier, host) = (&barrier, &host);
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    scope.spawn(move || {
                        let mut socket = Socket::open(host, TOKEN).unwrap();
                        let names = (0..NAMES).map(|name| match writer % 2 {
                            0 => format!("wanted-{name}"),
                            _ => format!("WANTED-{name}"),
                        });
                        let outcomes = names.map(|name| {
                            barrier.wait();
                            let reply = socket.send("POST", "/v2/Users", &user(&name)).unwrap();
                            (reply.0, reply.1["scimType"].as_str().map(str::to_owned))
                        });
                        outcomes.collect::<Vec<_>>()
                    })
                })
                .collect();
            let outcomes = writers.into_iter().map(|writer| writer.join().unwrap());
            outcomes.collect::<Vec<_>>()
        })
    })
    .await
    .unwrap();
    for name in 0..NAMES {
        let made = statuses
            .iter()
            .filter(|one| one[name] == (201, None))
            .count();
        let conflict = (409, Some("uniqueness".to_owned()));
        let refused = statuses.iter().filter(|one| one[name] == conflict).count();
        assert_eq!((made, refused), (1, WRITERS - 1), "{name}");
    }
    let host = server.local_addr().to_string();
    let stored =
        tokio::task::spawn_blocking(move || all_names(&mut Socket::open(&host, TOKEN).unwrap()));
    assert_eq!(stored.await.unwrap().len(), NAMES);
    server.shutdown().await;
}
