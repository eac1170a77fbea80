//! JSON Schemas of the file formats, for editors: made from the types that read the files.

use serde_json::Value;

use super::load;

/// Where the schemas are checked in, from the root of the repository.
const FILES: [&str; 3] = [
    "docs/schemas/scenario.schema.json",
    "docs/schemas/directory.schema.json",
    "docs/schemas/mapping.schema.json",
];

/// JSON Schema (2020-12) of a scenario file.
pub fn scenario() -> Value {
    let [scenario, _, _] = load::schemas();
    scenario.to_value()
}

/// JSON Schema (2020-12) of a directory file.
pub fn directory() -> Value {
    let [_, directory, _] = load::schemas();
    directory.to_value()
}

/// JSON Schema (2020-12) of a mapping file.
pub fn mapping() -> Value {
    let [_, _, mapping] = load::schemas();
    mapping.to_value()
}

/// Files that are generated and checked in: path from the root of the repository, and text.
pub fn generated_files() -> Vec<(&'static str, String)> {
    FILES
        .into_iter()
        .zip(load::schemas())
        .map(|(path, schema)| (path, format!("{:#}\n", schema.to_value())))
        .collect()
}
