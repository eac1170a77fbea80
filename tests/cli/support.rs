//! Runs the binary in a folder of its own, with an empty environment and a limit of time.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The longest that a call may take, on a busy machine.
const LIMIT: Duration = Duration::from_mins(3);

/// Token of all targets in these tests.
pub(crate) const TOKEN: &str = "t0ken/with+odd=signs";

/// A folder from which the binary is called.
pub(crate) struct Place {
    path: PathBuf,
    /// Removes the folder; a folder in another one goes with that.
    _folder: Option<TempDir>,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            path: folder.path().to_owned(),
            _folder: Some(folder),
        }
    }

    /// A new folder in this one.
    pub(crate) fn inner(&self, name: &str) -> Self {
        let path = self.path.join(name);
        fs::create_dir(&path).unwrap();
        Self {
            path,
            _folder: None,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Every file below the folder with its content, sorted.
    pub(crate) fn tree(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.path(), &mut files);
        files.sort();
        files
    }

    /// A call of the binary from this folder.
    pub(crate) fn call<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Call {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scimulate"));
        command
            .args(args)
            .env_clear()
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Call { command }
    }

    /// Calls the binary and waits for its end.
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Done {
        self.call(args).wait()
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
}

/// A call about to be made.
pub(crate) struct Call {
    command: Command,
}

impl Call {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The same call as `nohup` makes it.
    pub(crate) fn nohup(self) -> Self {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "trap '' HUP; exec \"$0\" \"$@\""])
            .arg(self.command.get_program())
            .args(self.command.get_args())
            .env_clear()
            .envs(
                self.command
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .current_dir(self.command.get_current_dir().unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self { command }
    }

    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.spawn().unwrap();
        let (stdout, out) = drain(child.stdout.take().unwrap());
        let (stderr, err) = drain(child.stderr.take().unwrap());
        Running {
            stdout,
            stderr,
            readers: vec![out, err],
            child,
            began: Instant::now(),
        }
    }

    pub(crate) fn wait(self) -> Done {
        self.start().wait()
    }
}

/// Reads a stream to its end on a thread of its own, and shows what came so far.
fn drain(mut stream: impl Read + Send + 'static) -> (Arc<Mutex<Vec<u8>>>, JoinHandle<()>) {
    let text = Arc::<Mutex<Vec<u8>>>::default();
    let all = Arc::clone(&text);
    let reader = thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            all.lock().unwrap().extend_from_slice(&buffer[..length]);
        }
    });
    (text, reader)
}

/// A call that is being made; killed when nobody waits for it.
pub(crate) struct Running {
    child: Child,
    stdout: Arc<Mutex<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
    began: Instant,
}

impl Running {
    /// What Ctrl-C does.
    pub(crate) fn interrupt(&self) {
        self.signal("INT");
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.child.id());
        let sent = Command::new("/bin/sh").args(["-c", &line]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until standard output or standard error has a line with this text, and gives it.
    pub(crate) fn wait_for_line(&self, text: &str) -> String {
        loop {
            let printed = so_far(&self.stdout) + &so_far(&self.stderr);
            let mut whole = printed
                .split_inclusive('\n')
                .filter(|line| line.ends_with('\n'));
            if let Some(line) = whole.find(|line| line.contains(text)) {
                return line.trim_end().to_owned();
            }
            assert!(self.began.elapsed() < LIMIT, "no `{text}` in:\n{printed}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    pub(crate) fn wait(mut self) -> Done {
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            let took = self.began.elapsed();
            assert!(took < LIMIT, "still running after {took:?}");
            thread::sleep(Duration::from_millis(5));
        };
        let took = self.began.elapsed();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        Done {
            code: status.code(),
            stdout: so_far(&self.stdout),
            stderr: so_far(&self.stderr),
            took,
        }
    }
}

fn so_far(text: &Mutex<Vec<u8>>) -> String {
    String::from_utf8(text.lock().unwrap().clone()).unwrap()
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing to do about a process that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A call that is over.
#[derive(Debug)]
pub(crate) struct Done {
    /// `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Done {
    /// Fails with everything that was printed unless the exit code is as expected.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless standard output has each of the texts.
    #[track_caller]
    pub(crate) fn prints(self, texts: &[&str]) -> Self {
        has_all(&self.stdout, texts);
        self
    }

    /// Fails unless standard error has each of the texts.
    #[track_caller]
    pub(crate) fn complains(self, texts: &[&str]) -> Self {
        has_all(&self.stderr, texts);
        self
    }

    /// Standard output as the JSON report.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// Fails unless `text` has each of the parts.
#[track_caller]
pub(crate) fn has_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

/// The cases of a report that have this verdict, by id.
pub(crate) fn with_verdict(report: &Value, verdict: &str) -> Vec<String> {
    cases(report)
        .iter()
        .filter(|case| case["verdict"] == verdict)
        .map(|case| case["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The cases of a report.
pub(crate) fn cases(report: &Value) -> &[Value] {
    report["cases"].as_array().unwrap()
}

/// Four identity providers that play the first stories: two dialects each of two families.
pub(crate) const FOUR: &str = "entra,entra-rfc,okta,okta-aiw";
