//! The quirks there are.

/// One defect or product habit; the catalogue says what each does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the catalogue describes each quirk, once")]
pub enum Quirk {
    // Creating
    CreateWithoutBody,
    CreateWithoutId,
    EmailHijack,
    DuplicateEmail500,
    UniqueEmail,
    // Attributes
    ExtensionDropped,
    ExternalIdImmutable,
    PutDropsExternalId,
    FamilyNameRequired,
    StringBooleansRefused,
    // Life cycle
    InactiveHidden,
    NewIdOnReactivate,
    // PATCH
    OpCaseSensitive,
    FilteredPathRefused,
    PathlessPatchRefused,
    // Lists
    NoMatch404,
    FilterIgnored,
    FilterCaseSensitive,
    CountersAsStrings,
    // Transport
    HtmlLogin,
    Error500,
}
