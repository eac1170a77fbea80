//! Where files are looked for: folders on disk first, then the files in the binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::diagnostic::LoadError;
use super::load;
use crate::bundled;
use crate::idp::directory::Directory;
use crate::idp::mapping::Mapping;

/// Deepest folder below `scenarios` that is looked into.
const DEEPEST: usize = 16;

/// A kind of files, each in a folder of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// `fixtures/directories`.
    Directories,
    /// `fixtures/mappings`.
    Mappings,
    /// `fixtures/known`: lists of known failures.
    Known,
    /// `scenarios`, folders in it included.
    Scenarios,
}

impl Folder {
    /// Path from a root, with `/`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Directories => "fixtures/directories",
            Self::Mappings => "fixtures/mappings",
            Self::Known => "fixtures/known",
            Self::Scenarios => "scenarios",
        }
    }
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// File name without `.yaml`.
    pub name: String,
    /// The file as the user knows it: a path on disk, or from the root of the bundled files.
    pub file: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Disk(PathBuf),
    Bundled(&'static str),
}

impl Found {
    /// A file on disk.
    pub fn on_disk(path: &Path) -> Self {
        Self {
            name: stem(&path.to_string_lossy()).to_owned(),
            file: shown(path),
            place: Place::Disk(path.to_owned()),
        }
    }

    /// Whether it lies on disk.
    pub const fn is_on_disk(&self) -> bool {
        matches!(self.place, Place::Disk(_))
    }

    /// Its text.
    pub fn text(&self) -> Result<String, LoadError> {
        match &self.place {
            Place::Disk(path) => load::text(path, &self.file),
            Place::Bundled(text) => Ok((*text).to_owned()),
        }
    }
}

/// Directories, mappings and scenarios by name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    roots: Vec<PathBuf>,
}

impl Library {
    /// A library that looks into these folders, in this order, and then into the binary. Each may
    /// hold `fixtures/directories`, `fixtures/mappings` and `scenarios`.
    pub const fn new(roots: Vec<PathBuf>) -> Self {
        Self { roots }
    }

    /// Names of the directories or mappings, sorted.
    pub fn names(&self, folder: Folder) -> Vec<String> {
        self.fixtures(folder).into_keys().collect()
    }

    /// The file of a directory or mapping by name; `None` when there is no such file.
    pub fn find(&self, folder: Folder, name: &str) -> Option<Found> {
        // Only listed files count, so that no name leads out of the folder.
        self.fixtures(folder).remove(name)
    }

    /// A directory by name; `None` when there is no such file.
    pub fn directory(&self, name: &str) -> Option<Result<Directory, LoadError>> {
        self.fixture(Folder::Directories, name, load::directory)
    }

    /// A mapping by name; `None` when there is no such file.
    pub fn mapping(&self, name: &str) -> Option<Result<Mapping, LoadError>> {
        self.fixture(Folder::Mappings, name, load::mapping)
    }

    /// All scenarios: those of each root, sorted by file, then the bundled ones; those whose name an
    /// earlier place has are left out. In one place two files may have one name, which is for others
    /// to refuse.
    pub fn scenarios(&self) -> Vec<Found> {
        let on_disk = self.roots.iter();
        let on_disk = on_disk.map(|root| yaml_files(&root.join(Folder::Scenarios.path())));
        let mut all: Vec<Found> = Vec::new();
        for mut files in on_disk.chain([bundled_files(Folder::Scenarios).collect()]) {
            files.retain(|file| !all.iter().any(|known| known.name == file.name));
            all.append(&mut files);
        }
        all
    }

    fn fixture<T>(
        &self,
        folder: Folder,
        name: &str,
        read: fn(&str, &str, &str) -> Result<T, LoadError>,
    ) -> Option<Result<T, LoadError>> {
        let found = self.find(folder, name)?;
        Some(
            found
                .text()
                .and_then(|text| read(&found.name, &found.file, &text)),
        )
    }

    fn fixtures(&self, folder: Folder) -> BTreeMap<String, Found> {
        let mut fixtures = BTreeMap::new();
        let on_disk = self
            .roots
            .iter()
            .flat_map(|root| yaml_files(&root.join(folder.path())));
        for found in on_disk.chain(bundled_files(folder)) {
            fixtures.entry(found.name.clone()).or_insert(found);
        }
        fixtures
    }
}

fn bundled_files(folder: Folder) -> impl Iterator<Item = Found> {
    bundled::files(folder.path())
        .filter(|(path, _)| is_yaml(path))
        .map(|(path, text)| Found {
            name: stem(path).to_owned(),
            file: path.to_owned(),
            place: Place::Bundled(text),
        })
}

/// `.yaml` files below a folder on disk, sorted by path; nothing when there is no such folder.
pub(super) fn yaml_files(folder: &Path) -> Vec<Found> {
    let mut files = Vec::new();
    collect(folder, DEEPEST, &mut files);
    files.sort();
    files.iter().map(|path| Found::on_disk(path)).collect()
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    // A folder that cannot be read has no files that could be named.
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        // Links to folders may lead in circles.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            if depth > 0 {
                collect(&path, depth - 1, files);
            }
        } else if is_yaml(&path) {
            files.push(path);
        }
    }
}

/// Whether a path ends in `.yaml`.
pub(super) fn is_yaml(path: impl AsRef<Path>) -> bool {
    path.as_ref()
        .extension()
        .is_some_and(|ending| ending == "yaml")
}

/// File name without folder and `.yaml`.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.strip_suffix(".yaml").unwrap_or(name)
}

/// A path as people write it.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string()
}
