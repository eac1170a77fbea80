//! How literally the protocol is taken.

/// Reading of the RFCs where identity providers and the text part ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// RFC 7643 and RFC 7644 to the letter.
    Strict,
    /// What Microsoft Entra ID and Okta send is understood as they mean it: operations in any case,
    /// booleans as text, values that a typed path creates, members removed by a list of values.
    #[default]
    Lenient,
}

impl Mode {
    /// Whether the deviations of identity providers are understood.
    pub fn is_lenient(self) -> bool {
        self == Self::Lenient
    }

    /// Whether what was sent is the word that the RFC has; its case counts when strict.
    pub(crate) fn reads(self, sent: &str, word: &str) -> bool {
        match self {
            Self::Strict => sent == word,
            Self::Lenient => sent.eq_ignore_ascii_case(word),
        }
    }
}
