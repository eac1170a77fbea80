use std::fs;
use std::path::PathBuf;

use super::super::{accept, reject, review_all};
use super::*;
use crate::snapshot::format::{self, Head};

struct Script(Vec<io::Result<Key>>);

impl Keys for Script {
    fn next(&mut self) -> io::Result<Key> {
        if self.0.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.0.remove(0)
    }
}

fn typed(keys: &str) -> Script {
    Script(keys.chars().map(|ch| Ok(Key::Char(ch))).collect())
}

/// A tree with pending `a` (changed), `b` (new) and `sub/c` (new), and places not to look into.
fn tree() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let head = |title: &str| Head {
        description: title.into(),
        info: vec![("idp".into(), "okta".into())],
        ..Head::default()
    };
    for (path, title, text) in [
        (
            "a@okta.snap",
            "A story",
            "## step 1 · idp #1\nGET /Users\n→ 200 OK",
        ),
        (
            "a@okta.snap.new",
            "A story",
            "## step 1 · idp #1\nGET /Users\n→ 500 Oops",
        ),
        ("b@okta.snap.new", "B story", "body of b"),
        ("sub/c@okta.snap.new", "C story", "body of c"),
        (".git/x@okta.snap.new", "hidden", "x"),
        ("target/x@okta.snap.new", "built", "x"),
        ("d@okta.snap", "D story", "done"),
    ] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format::write(&head(title), text)).unwrap();
    }
    dir
}

fn names(dir: &tempfile::TempDir, paths: &[PathBuf]) -> Vec<String> {
    let below = |path: &PathBuf| path.strip_prefix(dir.path()).unwrap().display().to_string();
    paths.iter().map(below).collect()
}

fn play(dir: &tempfile::TempDir, mut keys: Script) -> (Outcome, String) {
    let mut out = Vec::new();
    let outcome = interactive(dir.path(), None, &mut keys, &mut out, false).unwrap();
    let text = String::from_utf8(out)
        .unwrap()
        .replace(&dir.path().display().to_string(), "DIR");
    (outcome, text)
}

#[test]
fn one_by_one() {
    let dir = tree();
    let (outcome, text) = play(&dir, typed("xars"));
    assert_eq!(names(&dir, &outcome.accepted), ["a@okta.snap.new"]);
    assert_eq!(names(&dir, &outcome.rejected), ["b@okta.snap.new"]);
    assert_eq!(names(&dir, &outcome.skipped), ["sub/c@okta.snap.new"]);
    assert!(
        fs::read_to_string(dir.path().join("a@okta.snap"))
            .unwrap()
            .contains("500 Oops")
    );
    assert_eq!(
        names(&dir, &find(dir.path()).unwrap()),
        ["sub/c@okta.snap.new"]
    );
    insta::assert_snapshot!(text);
}

#[test]
fn enter_escape_and_space_do_the_same() {
    let dir = tree();
    let keys = Script(vec![
        Ok(Key::Enter),
        Ok(Key::Escape),
        Ok(Key::Other),
        Ok(Key::Char(' ')),
    ]);
    let (outcome, _) = play(&dir, keys);
    let counts = [&outcome.accepted, &outcome.rejected, &outcome.skipped].map(Vec::len);
    assert_eq!(counts, [1, 1, 1]);
}

#[test]
fn capitals_decide_about_the_rest() {
    for (keys, expected) in [
        ("sA", [2, 0, 1]),
        ("R", [0, 3, 0]),
        ("aS", [1, 0, 2]),
        ("aq", [1, 0, 2]),
    ] {
        let dir = tree();
        let (outcome, _) = play(&dir, typed(keys));
        let counts = [&outcome.accepted, &outcome.rejected, &outcome.skipped].map(Vec::len);
        assert_eq!(counts, expected, "{keys}");
    }
}

#[test]
fn an_interruption_keeps_what_was_decided() {
    let dir = tree();
    let keys = Script(vec![
        Ok(Key::Char('a')),
        Err(io::ErrorKind::Interrupted.into()),
    ]);
    let (outcome, text) = play(&dir, keys);
    assert_eq!(names(&dir, &outcome.accepted), ["a@okta.snap.new"]);
    assert_eq!(outcome.skipped.len(), 2);
    assert!(
        text.ends_with("skipped:\n  DIR/b@okta.snap.new\n  DIR/sub/c@okta.snap.new\n"),
        "{text}"
    );
}

#[test]
fn the_diff_can_be_hidden() {
    let dir = tree();
    let (_, text) = play(&dir, typed("dq"));
    assert_eq!(text.matches("+→ 500 Oops").count(), 1, "{text}");
    assert!(text.contains("d show diff"), "{text}");
}

#[test]
fn a_bundled_snapshot_is_what_a_pending_one_changes() {
    let dir = tree();
    let folder = dir.path().file_name().unwrap().to_str().unwrap();
    let file = format!("{folder}/b@okta.snap");
    let lookup = move |name: &str| (name == file).then_some("---\n---\nbody of old b\n");
    let pending = load(&dir.path().join("b@okta.snap.new"), Some(&lookup)).unwrap();
    assert_eq!(pending.old.as_deref(), Some("body of old b\n"));
}

#[test]
fn a_broken_file_is_shown_as_such_and_can_be_rejected() {
    let dir = tree();
    fs::write(dir.path().join("a@okta.snap.new"), "half a fi").unwrap();
    let (outcome, text) = play(&dir, typed("rq"));
    assert!(
        text.contains("a@okta.snap.new` is not a snapshot"),
        "{text}"
    );
    assert_eq!(names(&dir, &outcome.rejected), ["a@okta.snap.new"]);
}

#[test]
fn a_broken_file_is_never_accepted_but_may_be_replaced() {
    let dir = tree();
    fs::write(dir.path().join("a@okta.snap"), "<<<<<<< HEAD").unwrap();
    fs::write(dir.path().join("b@okta.snap.new"), "half a fi").unwrap();
    let (outcome, text) = play(&dir, typed("A"));
    assert_eq!(
        names(&dir, &outcome.accepted),
        ["a@okta.snap.new", "sub/c@okta.snap.new"]
    );
    assert_eq!(names(&dir, &outcome.skipped), ["b@okta.snap.new"]);
    assert!(
        text.contains("error: `DIR/b@okta.snap.new` is not a snapshot"),
        "{text}"
    );
    assert!(!dir.path().join("b@okta.snap").exists());
}

#[test]
fn all_at_once() {
    let dir = tree();
    let (outcome, errors) = review_all(dir.path(), Decision::Accept).unwrap();
    assert_eq!((outcome.accepted.len(), errors.len()), (3, 0));
    assert_eq!(find(dir.path()).unwrap(), Vec::<PathBuf>::new());
    let (_, text) = play(&dir, typed(""));
    assert_eq!(text, "no pending snapshots in `DIR`\n");
}

#[test]
fn one_broken_file_does_not_keep_the_others_waiting() {
    let dir = tree();
    fs::write(dir.path().join("a@okta.snap.new"), "half a fi").unwrap();
    let (outcome, errors) = review_all(dir.path(), Decision::Accept).unwrap();
    assert_eq!(
        names(&dir, &outcome.accepted),
        ["b@okta.snap.new", "sub/c@okta.snap.new"]
    );
    assert_eq!(names(&dir, &outcome.skipped), ["a@okta.snap.new"]);
    assert_eq!(errors.len(), 1);
    let told = errors[0].to_string();
    assert!(
        told.contains("a@okta.snap.new` is not a snapshot"),
        "{told}"
    );
}

#[test]
fn only_pending_files_are_touched() {
    let dir = tree();
    let accepted = dir.path().join("d@okta.snap");
    for error in [accept(&accepted), reject(&accepted)] {
        assert!(matches!(error, Err(StoreError::NotPending { .. })));
    }
    assert!(accepted.exists());
    let missing = accept(&dir.path().join("z@okta.snap.new"))
        .unwrap_err()
        .to_string();
    assert!(missing.contains("z@okta.snap.new"), "{missing}");
    assert!(matches!(
        find(&dir.path().join("nowhere")),
        Err(StoreError::Read { .. })
    ));
}
