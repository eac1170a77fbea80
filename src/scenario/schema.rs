//! JSON Schemas of the file formats, for editors: made from the types that read the files.

use serde_json::Value;

use super::load;

/// Where the schemas are checked in, from the root of the repository.
const FILES: [&str; 4] = [
    "docs/schemas/scenario.schema.json",
    "docs/schemas/directory.schema.json",
    "docs/schemas/mapping.schema.json",
    "docs/schemas/known-failures.schema.json",
];

/// JSON Schema (2020-12) of a scenario file.
pub fn scenario() -> Value {
    let [scenario, ..] = load::schemas();
    scenario.to_value()
}

/// JSON Schema (2020-12) of a directory file.
pub fn directory() -> Value {
    let [_, directory, ..] = load::schemas();
    directory.to_value()
}

/// JSON Schema (2020-12) of a mapping file.
pub fn mapping() -> Value {
    let [_, _, mapping, _] = load::schemas();
    mapping.to_value()
}

/// JSON Schema (2020-12) of a list of known failures.
pub fn known_failures() -> Value {
    let [.., known] = load::schemas();
    known.to_value()
}

/// Files that are generated and checked in: path from the root of the repository, and text.
pub fn generated_files() -> Vec<(&'static str, String)> {
    FILES
        .into_iter()
        .zip(load::schemas())
        .map(|(path, schema)| (path, format!("{:#}\n", schema.to_value())))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use jsonschema::Validator;

    use super::*;
    use crate::bundled;

    fn validators() -> [(&'static str, Validator); 4] {
        [
            ("scenarios", jsonschema::validator_for(&scenario()).unwrap()),
            (
                "fixtures/directories",
                jsonschema::validator_for(&directory()).unwrap(),
            ),
            (
                "fixtures/mappings",
                jsonschema::validator_for(&mapping()).unwrap(),
            ),
            (
                "fixtures/known",
                jsonschema::validator_for(&known_failures()).unwrap(),
            ),
        ]
    }

    #[test]
    fn the_files_that_are_checked_in_are_fresh() {
        for (path, text) in generated_files() {
            let checked_in = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
            assert!(
                checked_in.is_ok_and(|old| old == text),
                "`{path}` is stale: run `cargo run -- generate`"
            );
        }
    }

    #[test]
    fn every_bundled_file_passes() {
        for (folder, validator) in validators() {
            for (path, text) in bundled::files(folder).filter(|(path, _)| path.ends_with("yaml")) {
                let value = load::plain(text);
                let errors: Vec<_> = validator
                    .iter_errors(&value)
                    .map(|error| format!("{path}{}: {error}", error.instance_path()))
                    .collect();
                assert!(errors.is_empty(), "{errors:?}");
            }
        }
    }

    #[test]
    fn what_the_reader_refuses_for_its_shape_the_schema_refuses_too() {
        let [scenario, directory, mapping, _] = validators().map(|(_, validator)| validator);
        for name in [
            "any-with-one-outcome",
            "any-without-because",
            "bad-path",
            "bad-status",
            "connect-wrong",
            "control-unknown-act",
            "empty-idps",
            "empty-steps",
            "expect-of-wrong-type",
            "expect-unknown-field",
            "log-status",
            "missing-fields",
            "request-unknown-field",
            "sign-in-wrong",
            "step-with-two-keys",
            "step-without-value",
            "target-empty",
            "target-unknown-field",
            "targets-of-wrong-type",
            "unknown-field",
            "unknown-idp",
            "unknown-method",
            "unknown-step",
            "wrong-types",
            "directory-missing-user-name",
            "directory-unknown-attribute",
            "directory-wrong-types",
            "mapping-apply",
            "mapping-empty-users",
            "mapping-unknown-field",
        ] {
            let path = format!(
                "{}/tests/scenario_errors/{name}.yaml",
                env!("CARGO_MANIFEST_DIR")
            );
            let value = load::plain(&fs::read_to_string(path).unwrap());
            let validator = match name.split('-').next() {
                Some("directory") => &directory,
                Some("mapping") => &mapping,
                _ => &scenario,
            };
            assert!(!validator.is_valid(&value), "{name} passes");
        }
    }

    #[test]
    fn a_scenario_with_every_step_passes() {
        let [(_, scenario), ..] = validators();
        for text in [
            load::tests::EVERYTHING,
            load::tests::EVERY_ACT,
            load::tests::EVERY_TARGET,
        ] {
            let value = load::plain(text);
            let errors: Vec<_> = scenario
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{errors:?}");
        }
    }
}
