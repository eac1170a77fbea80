//! Files that live in the binary, so that an installed binary needs no checkout: scenarios,
//! fixtures and snapshots. Files on disk win; who reads them sees to that.

// `static FILES: &[(&str, &str)]`, paths below the repository with `/`, sorted.
include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

/// Files below a folder: path from the root of the repository (for example
/// `fixtures/mappings/entra-default.yaml`) and text, sorted by path.
pub fn files(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let prefix = format!("{}/", folder.trim_end_matches('/'));
    FILES
        .iter()
        .copied()
        .filter(move |(path, _)| path.starts_with(&prefix))
}

/// Text of one file by its path from the root of the repository.
pub fn file(path: &str) -> Option<&'static str> {
    FILES
        .binary_search_by(|(known, _)| (*known).cmp(path))
        .ok()
        .map(|index| FILES[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_found_by_path_and_folder() {
        assert!(FILES.is_sorted_by(|one, next| one.0 < next.0));
        let mappings: Vec<_> = files("fixtures/mappings").collect();
        assert!(mappings.len() >= 2);
        for (path, text) in mappings {
            assert_eq!(file(path), Some(text));
        }
        assert_eq!(files("fixtures/mapp").count(), 0);
        assert_eq!(file("fixtures/mappings"), None);
    }
}
