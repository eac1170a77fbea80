//! Lists the files that live in the binary: scenarios, fixtures and snapshots.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders whose files are bundled, and the endings that count.
const FOLDERS: [&str; 3] = ["fixtures", "scenarios", "snapshots"];
const ENDINGS: [&str; 2] = ["yaml", "snap"];

fn main() -> io::Result<()> {
    // A build script has nothing but the environment to learn its folders from.
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);

    let mut paths = Vec::new();
    for folder in FOLDERS {
        tell_cargo(&format!("rerun-if-changed={folder}"));
        walk(&root, &root.join(folder), &mut paths)?;
    }
    paths.sort();

    let mut table = String::from("static FILES: &[(&str, &str)] = &[\n");
    for path in paths {
        let file = root.join(&path);
        let _ = writeln!(
            table,
            "    ({path:?}, include_str!({:?})),",
            file.display().to_string()
        );
    }
    table.push_str("];\n");
    fs::write(out.join("bundled.rs"), table)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build script is told its folders so"
)]
fn variable(name: &str) -> io::Result<std::ffi::OsString> {
    env::var_os(name).ok_or_else(|| io::Error::other(format!("{name} is not set")))
}

fn tell_cargo(instruction: &str) {
    println!("cargo::{instruction}");
}

/// Collects the files below `folder` that are bundled, as paths below `root` with `/`.
fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, paths)?;
            continue;
        }
        let bundled = path
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
        if let (true, Ok(below)) = (bundled, path.strip_prefix(root)) {
            let parts: Vec<_> = below
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            paths.push(parts.join("/"));
        }
    }
    Ok(())
}
