use insta::{Comparator as _, DefaultComparator};

use super::*;

const ONE: &str = "## step 1 · idp #1\nGET /Users\n→ 200 OK\n";
const TWO: &str = "## step 1 · idp #1\nGET /Users\n→ 500 Oops\n";

fn case() -> CaseId {
    CaseId {
        scenario: "re-add".into(),
        idp: "okta-aiw".into(),
        profile: None,
    }
}

fn head() -> Head {
    Head {
        source: "scenarios/re-add.yaml".into(),
        description: "Remove: \"and\" add back".into(),
        info: vec![
            ("idp".into(), "okta-aiw".into()),
            ("target".into(), "ref:strict".into()),
        ],
    }
}

fn store(dir: &tempfile::TempDir) -> Store {
    Store {
        dir: Some(dir.path().join("snapshots")),
        bundled: None,
        write: true,
    }
}

fn file(dir: &tempfile::TempDir, suffix: &str) -> PathBuf {
    dir.path()
        .join(format!("snapshots/re-add@okta-aiw{suffix}"))
}

fn accept(dir: &tempfile::TempDir) {
    fs::rename(file(dir, PENDING_SUFFIX), file(dir, SUFFIX)).unwrap();
}

#[test]
fn a_case_goes_from_new_to_matched_to_changed_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let pending = Some(file(&dir, PENDING_SUFFIX).display().to_string());

    let state = store.compare(&case(), &head(), ONE).unwrap();
    assert_eq!(
        state,
        SnapshotState::New {
            pending: pending.clone()
        }
    );

    accept(&dir);
    assert_eq!(
        store.compare(&case(), &head(), ONE).unwrap(),
        SnapshotState::Matched
    );

    let before = fs::read(file(&dir, SUFFIX)).unwrap();
    match store.compare(&case(), &head(), TWO).unwrap() {
        SnapshotState::Changed {
            diff,
            pending: written,
        } => {
            assert!(diff.contains("-→ 200 OK\n+→ 500 Oops\n"), "{diff}");
            assert_eq!(written, pending);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        fs::read(file(&dir, SUFFIX)).unwrap(),
        before,
        "accepted file untouched"
    );

    assert_eq!(
        store.compare(&case(), &head(), ONE).unwrap(),
        SnapshotState::Matched
    );
    assert!(
        !file(&dir, PENDING_SUFFIX).exists(),
        "stale pending file removed"
    );
    assert_eq!(
        fs::read_dir(dir.path().join("snapshots")).unwrap().count(),
        1,
        "no temporary files"
    );
}

#[test]
fn insta_reads_what_is_written() {
    let dir = tempfile::tempdir().unwrap();
    store(&dir).compare(&case(), &head(), ONE).unwrap();
    let read = |path: &Path| insta::Snapshot::from_file(path).unwrap();
    let pending = read(&file(&dir, PENDING_SUFFIX));
    assert_eq!(pending.metadata().source(), Some("scenarios/re-add.yaml"));
    assert_eq!(
        pending.metadata().description(),
        Some("Remove: \"and\" add back")
    );

    accept(&dir);
    let accepted = read(&file(&dir, SUFFIX));
    assert!(DefaultComparator.matches(&accepted, &pending));
    assert!(DefaultComparator.matches_fully(&accepted, &pending));

    store(&dir).compare(&case(), &head(), TWO).unwrap();
    assert!(!DefaultComparator.matches(&accepted, &read(&file(&dir, PENDING_SUFFIX))));
}

#[test]
fn heads_and_line_ends_take_no_part_in_the_comparison() {
    let dir = tempfile::tempdir().unwrap();
    store(&dir).compare(&case(), &head(), ONE).unwrap();
    accept(&dir);
    let windows = fs::read_to_string(file(&dir, SUFFIX))
        .unwrap()
        .replace('\n', "\r\n");
    fs::write(file(&dir, SUFFIX), windows).unwrap();
    let state = store(&dir).compare(&case(), &Head::default(), ONE).unwrap();
    assert_eq!(state, SnapshotState::Matched);
}

#[test]
fn in_ci_nothing_is_written_or_removed() {
    let dir = tempfile::tempdir().unwrap();
    let ci = Store {
        write: false,
        ..store(&dir)
    };
    let state = ci.compare(&case(), &head(), ONE).unwrap();
    assert_eq!(state, SnapshotState::New { pending: None });
    assert!(!dir.path().join("snapshots").exists());

    store(&dir).compare(&case(), &head(), ONE).unwrap();
    accept(&dir);
    store(&dir).compare(&case(), &head(), TWO).unwrap();
    assert_eq!(
        ci.compare(&case(), &head(), ONE).unwrap(),
        SnapshotState::Matched
    );
    assert!(file(&dir, PENDING_SUFFIX).exists());
}

#[test]
fn files_on_disk_win_over_bundled_ones() {
    let dir = tempfile::tempdir().unwrap();
    let bundled = |name: &str| {
        (name == "re-add@okta-aiw.snap")
            .then_some("---\nsource: a\n---\n## step 1 · idp #1\nGET /Users\n→ 200 OK")
    };
    let store = Store {
        bundled: Some(Box::new(bundled)),
        ..store(&dir)
    };
    assert_eq!(
        store.compare(&case(), &head(), ONE).unwrap(),
        SnapshotState::Matched
    );
    assert!(matches!(
        store.compare(&case(), &head(), TWO).unwrap(),
        SnapshotState::Changed { .. }
    ));
    accept(&dir);
    assert_eq!(
        store.compare(&case(), &head(), TWO).unwrap(),
        SnapshotState::Matched
    );
}

#[test]
fn a_broken_accepted_file_is_an_error_that_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("snapshots")).unwrap();
    fs::write(file(&dir, SUFFIX), "<<<<<<< HEAD\n").unwrap();
    let error = store(&dir)
        .compare(&case(), &head(), ONE)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("re-add@okta-aiw.snap` is not a snapshot: expected `---`"),
        "{error}"
    );
    assert!(error.contains("restore it"), "{error}");
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error_that_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("snapshots"), "a file").unwrap();
    let error = store(&dir)
        .compare(&case(), &head(), ONE)
        .unwrap_err()
        .to_string();
    assert!(error.contains("snapshots/re-add@okta-aiw.snap"), "{error}");
}

#[test]
fn names_stay_inside_the_directory() {
    for (scenario, expected) in [
        ("../../etc/passwd", "-.-..-etc-passwd@entra.snap"),
        ("entra/re-add", "entra-re-add@entra.snap"),
        ("a\\b:c\0", "a-b-c-@entra.snap"),
    ] {
        let case = CaseId {
            scenario: scenario.into(),
            idp: "entra".into(),
            profile: None,
        };
        assert_eq!(file_name(&case), expected);
    }
}
