//! Which scenarios are meant: names, patterns, tags, files and folders.

use std::path::Path;

use globset::{Glob, GlobMatcher};
use indexmap::IndexMap;

use super::diagnostic::LoadError;
use super::library::{Found, Library, is_yaml, yaml_files};
use super::load;
use super::model::Scenario;
use super::names::{self, canonical_idp, did_you_mean, listed};

/// Why a selection is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// A selector finds nothing.
    #[error("no scenario matches `{selector}`{}", with_hint(hint.as_deref()))]
    NoMatch {
        /// As the user wrote it.
        selector: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// A pattern cannot be read.
    #[error("`{selector}` is not a pattern: {reason}")]
    Pattern {
        /// As the user wrote it.
        selector: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Results and snapshots go by the name, so that two files must not share one.
    #[error("two scenarios are called `{name}`: `{first}` and `{second}`; rename one of the files")]
    SameName {
        /// The name.
        name: String,
        /// One file.
        first: String,
        /// The other.
        second: String,
    },
    /// There is no such identity provider.
    #[error("unknown identity provider `{name}`, expected {}{}", idp_names(), with_hint(hint.as_deref()))]
    UnknownIdp {
        /// As the user wrote it.
        name: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// A selected file is wrong.
    #[error(transparent)]
    Load(#[from] LoadError),
}

fn with_hint(hint: Option<&str>) -> String {
    hint.map(|hint| format!("; {hint}")).unwrap_or_default()
}

fn idp_names() -> String {
    listed(names::idps(), "or")
}

/// Canonical names of identity providers that a user wrote, each once; `azure` is taken for
/// `entra`.
pub fn idps<S: AsRef<str>>(names: &[S]) -> Result<Vec<&'static str>, SelectError> {
    let mut idps = Vec::new();
    for name in names {
        let name = name.as_ref();
        let idp = canonical_idp(name).ok_or_else(|| SelectError::UnknownIdp {
            name: name.to_owned(),
            hint: did_you_mean(name, names::idps()),
        })?;
        if !idps.contains(&idp) {
            idps.push(idp);
        }
    }
    Ok(idps)
}

/// The scenarios that selectors mean, each once; no selectors mean all scenarios on disk, and where there
/// are none, all bundled ones.
///
/// A selector is the name of a scenario, a pattern over names (`*update*`), `tag:WORD`, a tag that
/// is no name, or the path of a `.yaml` file or a folder of such files. Every selector must find
/// something, and the selected files must be right and have different names; where several files
/// are wrong, the error has what is wrong with all of them.
pub fn scenarios<S: AsRef<str>>(
    library: &Library,
    selectors: &[S],
) -> Result<Vec<Scenario>, SelectError> {
    let mut selection = Selection {
        library,
        known: library.scenarios(),
        loaded: IndexMap::new(),
        chosen: Vec::new(),
    };
    if selectors.is_empty() {
        let all = selection.known.iter().cloned();
        let (own, bundled): (Vec<_>, Vec<_>) = all.partition(Found::is_on_disk);
        selection.chosen = if own.is_empty() { bundled } else { own };
    }
    for selector in selectors {
        selection.add(selector.as_ref())?;
    }
    selection.finish()
}

struct Selection<'a> {
    library: &'a Library,
    /// Scenarios that names, patterns and tags are about.
    known: Vec<Found>,
    /// Files that were read already.
    loaded: IndexMap<String, Result<Scenario, LoadError>>,
    chosen: Vec<Found>,
}

impl Selection<'_> {
    fn add(&mut self, selector: &str) -> Result<(), SelectError> {
        let found = if let Some(tag) = selector.strip_prefix("tag:") {
            self.tagged(tag)?
        } else if let Some(files) = files(selector) {
            files
        } else if selector.contains(['*', '?', '[', '{']) {
            let glob = pattern(selector)?;
            self.named(|name| glob.is_match(name))
        } else {
            let named = self.named(|name| name == selector);
            if named.is_empty() {
                self.tagged(selector)?
            } else {
                named
            }
        };
        if found.is_empty() {
            return Err(SelectError::NoMatch {
                selector: selector.to_owned(),
                hint: self.guess(selector),
            });
        }
        for found in found {
            if !self.chosen.iter().any(|chosen| chosen.file == found.file) {
                self.chosen.push(found);
            }
        }
        Ok(())
    }

    fn named(&self, matches: impl Fn(&str) -> bool) -> Vec<Found> {
        let mut found = self.known.clone();
        found.retain(|scenario| matches(&scenario.name));
        found
    }

    /// Scenarios with a tag. All files are read for it, and a wrong one ends the search: whether it
    /// has the tag cannot be known.
    fn tagged(&mut self, tag: &str) -> Result<Vec<Found>, SelectError> {
        let mut tagged = Vec::new();
        for found in self.known.clone() {
            let scenario = self.load(&found).as_ref().map_err(Clone::clone)?;
            if scenario.tags.iter().any(|known| known == tag) {
                tagged.push(found);
            }
        }
        Ok(tagged)
    }

    fn load(&mut self, found: &Found) -> &Result<Scenario, LoadError> {
        let library = self.library;
        self.loaded.entry(found.file.clone()).or_insert_with(|| {
            let text = found.text()?;
            load::scenario(&found.name, &found.file, &text, library)
        })
    }

    /// What a selector that finds nothing may have meant.
    fn guess(&self, selector: &str) -> Option<String> {
        if is_folder(selector) {
            return Some("no file in that folder ends in `.yaml`".into());
        }
        if is_yaml(selector) || selector.contains('/') {
            return Some("there is no such file or folder".into());
        }
        if let Some(tag) = selector.strip_prefix("tag:") {
            return did_you_mean(tag, self.tags())
                .or_else(|| Some(format!("there are the tags {}", listed(self.tags(), "and"))))
                .filter(|_| self.tags().next().is_some());
        }
        let names = self.known.iter().map(|found| found.name.as_str());
        did_you_mean(selector, names.chain(self.tags()))
    }

    /// Tags of all scenarios that were read, each once.
    fn tags(&self) -> impl Iterator<Item = &str> {
        let tags: std::collections::BTreeSet<_> = self
            .loaded
            .values()
            .flatten()
            .flat_map(|scenario| &scenario.tags)
            .map(String::as_str)
            .collect();
        tags.into_iter()
    }

    fn finish(mut self) -> Result<Vec<Scenario>, SelectError> {
        let mut scenarios: IndexMap<String, Scenario> = IndexMap::new();
        let mut diagnostics = Vec::new();
        for found in std::mem::take(&mut self.chosen) {
            match self.load(&found) {
                Err(error) => diagnostics.extend(error.diagnostics.iter().cloned()),
                Ok(scenario) => {
                    if let Some(first) = scenarios.get(&found.name) {
                        return Err(SelectError::SameName {
                            name: found.name,
                            first: first.file.clone(),
                            second: found.file,
                        });
                    }
                    scenarios.insert(found.name, scenario.clone());
                }
            }
        }
        if diagnostics.is_empty() {
            Ok(scenarios.into_values().collect())
        } else {
            // A directory that several scenarios use is wrong only once.
            let mut once = Vec::new();
            for diagnostic in diagnostics {
                if !once.contains(&diagnostic) {
                    once.push(diagnostic);
                }
            }
            Err(LoadError { diagnostics: once }.into())
        }
    }
}

/// Whether a selector means a folder that there is.
fn is_folder(selector: &str) -> bool {
    let is_path = selector.contains(['/', '\\']) || selector.starts_with('.');
    is_path && Path::new(selector).is_dir()
}

/// Files that a path on disk means; `None` when the selector is not a path.
fn files(selector: &str) -> Option<Vec<Found>> {
    let path = Path::new(selector);
    if is_folder(selector) {
        Some(yaml_files(path))
    } else if is_yaml(selector) {
        Some(
            path.exists()
                .then(|| Found::on_disk(path))
                .into_iter()
                .collect(),
        )
    } else {
        None
    }
}

fn pattern(selector: &str) -> Result<GlobMatcher, SelectError> {
    Glob::new(selector)
        .map(|glob| glob.compile_matcher())
        .map_err(|error| SelectError::Pattern {
            selector: selector.to_owned(),
            reason: error.kind().to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECT: &str = "steps: [expect: { alice: { active: true } }]";

    /// A folder with scenarios, and a library that looks into it.
    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Library) {
        let folder = tempfile::tempdir().unwrap();
        for (path, header) in files {
            let path = folder.path().join("scenarios").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, format!("name: A\n{header}\n{EXPECT}\n")).unwrap();
        }
        let library = Library::new(vec![folder.path().to_owned()]);
        (folder, library)
    }

    fn usual() -> (tempfile::TempDir, Library) {
        folder(&[
            ("entra/create-user.yaml", "idps: [entra]\ntags: [create]"),
            (
                "entra/update-user.yaml",
                "idps: [entra]\ntags: [update, patch]",
            ),
            ("okta/update-login.yaml", "idps: [okta]\ntags: [update]"),
        ])
    }

    /// The selected scenarios on disk.
    fn names(library: &Library, selectors: &[&str]) -> Vec<String> {
        scenarios(library, selectors)
            .unwrap_or_else(|error| panic!("{error}"))
            .into_iter()
            .filter(|scenario| !scenario.file.starts_with("scenarios"))
            .map(|scenario| scenario.name)
            .collect()
    }

    fn refused(library: &Library, selector: &str) -> String {
        scenarios(library, &[selector]).unwrap_err().to_string()
    }

    #[test]
    fn names_patterns_and_tags_select() {
        let (_folder, library) = usual();
        assert_eq!(
            names(&library, &[]),
            ["create-user", "update-user", "update-login"]
        );
        assert_eq!(names(&library, &["create-user"]), ["create-user"]);
        assert_eq!(names(&library, &["*-user"]), ["create-user", "update-user"]);
        assert_eq!(
            names(&library, &["tag:update"]),
            ["update-user", "update-login"]
        );
        assert_eq!(names(&library, &["patch"]), ["update-user"]);
        assert_eq!(
            names(&library, &["update-login", "*", "create-user"]),
            ["update-login", "create-user", "update-user"]
        );
    }

    #[test]
    fn files_and_folders_select() {
        let (folder, library) = usual();
        let path = |below: &str| folder.path().join(below).display().to_string();
        assert_eq!(
            names(&library, &[&path("scenarios/okta/update-login.yaml")]),
            ["update-login"]
        );
        assert_eq!(
            names(&library, &[&path("scenarios/entra")]),
            ["create-user", "update-user"]
        );
        assert_eq!(
            refused(&library, "nowhere/x.yaml"),
            "no scenario matches `nowhere/x.yaml`; there is no such file or folder"
        );
        let empty = path("empty");
        std::fs::create_dir(&empty).unwrap();
        assert_eq!(
            refused(&library, &empty),
            format!("no scenario matches `{empty}`; no file in that folder ends in `.yaml`")
        );
    }

    #[test]
    fn a_selector_that_finds_nothing_is_an_error() {
        let (_folder, library) = usual();
        assert_eq!(
            refused(&library, "create-usr"),
            "no scenario matches `create-usr`; did you mean `create-user`?"
        );
        assert_eq!(
            refused(&library, "tag:updat"),
            "no scenario matches `tag:updat`; did you mean `update`?"
        );
        let tags = "no scenario matches `tag:zzz`; there are the tags `";
        assert!(refused(&library, "tag:zzz").starts_with(tags));
        assert_eq!(refused(&library, "zzz*"), "no scenario matches `zzz*`");
        assert!(refused(&library, "[a").starts_with("`[a` is not a pattern: "));
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        let (_folder, library) =
            folder(&[("a/x.yaml", "idps: [okta]"), ("b/x.yaml", "idps: [okta]")]);
        let message = scenarios::<&str>(&library, &[]).unwrap_err().to_string();
        assert!(
            message.starts_with("two scenarios are called `x`"),
            "{message}"
        );
    }

    #[test]
    fn all_that_is_wrong_with_selected_files_is_reported() {
        let (_folder, library) = folder(&[
            ("a.yaml", "idps: [okto]"),
            ("b.yaml", "idps: [entro]"),
            ("c.yaml", "idps: [okta]"),
        ]);
        let Err(SelectError::Load(error)) = scenarios::<&str>(&library, &[]) else {
            panic!("not refused");
        };
        assert_eq!(error.diagnostics.len(), 2);
        // A wrong file that is not selected is nobody's business.
        assert_eq!(names(&library, &["c"]), ["c"]);
    }

    #[test]
    fn identity_providers_are_checked() {
        assert_eq!(
            idps(&["azure", "okta", "entra"]).unwrap(),
            ["entra", "okta"]
        );
        assert_eq!(
            idps(&["okta-aw"]).unwrap_err().to_string(),
            "unknown identity provider `okta-aw`, expected `entra`, `entra-rfc`, `okta`, \
             `okta-put`, `okta-aiw`, `okta-wizard`, `onelogin`, `jumpcloud`, `google-workspace`, \
             `pingone`, `authentik`, `keycloak` or `generic`; did you mean `okta-aiw`?"
        );
    }

    #[test]
    fn a_file_on_disk_wins_over_the_bundled_one_of_its_name_only() {
        let bundled = Library::default().scenarios();
        let files = crate::bundled::files("scenarios").filter(|(path, _)| is_yaml(path));
        assert_eq!(bundled.len(), files.count());

        let (_folder, library) = folder(&[
            ("mine.yaml", "idps: [okta]"),
            ("deep/create-user.yaml", "idps: [okta]"),
        ]);
        let both = library.scenarios();
        assert_eq!(both.len(), bundled.len() + 1);
        let own = scenarios::<&str>(&library, &[]).unwrap();
        assert_eq!(own.len(), 2);
        assert_eq!(names(&library, &["*"]), ["create-user", "mine"]);
        assert_eq!(scenarios(&library, &["rename-user"]).unwrap().len(), 1);
        let mut named = both.iter().filter(|found| found.name == "create-user");
        assert!(
            named
                .next()
                .unwrap()
                .file
                .ends_with("deep/create-user.yaml")
        );
        assert_eq!(named.next(), None);
    }
}
