//! The functions by name, with their parameters.

/// Declares the functions with the parameters that the reference gives them. A plain name must be
/// given; `name?` may be left empty, but its comma stays; `[name]` may be left out; `…` says that
/// any number may follow.
macro_rules! functions {
    ($($function:ident [$($parameter:literal),*])*) => {
        /// A function of the reference.
        #[expect(clippy::upper_case_acronyms, reason = "the reference writes `IIF`")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Function { $($function),* }

        impl Function {
            /// Every function: name, function, parameters.
            pub(super) const ALL: &'static [(&'static str, Self, &'static [&'static str])] =
                &[$((stringify!($function), Self::$function, &[$($parameter),*])),*];
        }
    };
}

functions! {
    Append ["source", "suffix"]
    AppRoleAssignmentsComplex ["appRoleAssignments"]
    AssertiveAppRoleAssignmentsComplex ["appRoleAssignments"]
    BitAnd ["value1", "value2"]
    CBool ["expression"]
    CDate ["expression"]
    Coalesce ["source?", "…"]
    ConvertToBase64 ["source"]
    ConvertToUTF8Hex ["source"]
    Count ["attribute"]
    CStr ["value"]
    DateAdd ["interval", "value", "dateTime"]
    DateDiff ["interval", "date1", "date2"]
    DateFromNum ["value"]
    DefaultDomain []
    FormatDateTime ["source", "dateTimeStyles?", "inputFormat", "outputFormat"]
    Guid []
    IgnoreFlowIfNullOrEmpty ["expression"]
    IIF ["condition", "valueIfTrue", "valueIfFalse"]
    InStr ["value1", "value2", "[start]", "[compareType]"]
    IsNull ["expression"]
    IsNullOrEmpty ["expression"]
    IsPresent ["expression"]
    IsString ["expression"]
    Item ["attribute", "index"]
    Join ["separator?", "source?", "…"]
    Left ["string", "numChars"]
    Len ["source"]
    Mid ["source", "start", "length"]
    NormalizeDiacritics ["source"]
    Not ["source"]
    Now []
    NumFromDate ["value"]
    PCase ["source", "[wordSeparators]"]
    RandomString [
        "length", "minimumNumbers", "minimumSpecialCharacters", "minimumCapital",
        "minimumLowerCase", "[charactersToAvoid]"
    ]
    Redact ["value"]
    RemoveDuplicates ["attribute"]
    Replace [
        "source", "oldValue?", "regexPattern?", "regexGroupName?", "replacementValue?",
        "replacementAttributeName?", "template?"
    ]
    SelectUniqueValue ["uniqueValueRule", "uniqueValueRule", "…"]
    SingleAppRoleAssignment ["appRoleAssignments"]
    Split ["source", "delimiter"]
    StripSpaces ["source"]
    Switch ["source", "defaultValue?", "key?", "value?", "…"]
    ToLower ["source", "[culture]"]
    ToUpper ["source", "[culture]"]
    Word ["string", "wordNumber", "delimiters"]
}

impl Function {
    /// The function of that name, or why there is none.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let mut all = Self::ALL.iter();
        if let Some((_, function, _)) = all.find(|(known, ..)| *known == name) {
            return Ok(*function);
        }
        let near = Self::ALL
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(name));
        Err(near.map_or_else(
            || format!("unknown function `{name}`"),
            |(known, ..)| format!("unknown function `{name}`; did you mean `{known}`?"),
        ))
    }

    fn declaration(self) -> (&'static str, &'static [&'static str]) {
        let mut all = Self::ALL.iter();
        all.find(|(_, function, _)| *function == self)
            .map_or(("", &[]), |(name, _, parameters)| (name, parameters))
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.declaration().0
    }

    /// The parameter at that place, if an argument must be given for it.
    pub(super) fn required(self, at: usize) -> Option<&'static str> {
        let parameter = self.declaration().1.get(at).copied()?;
        let optional = parameter.ends_with('?') || parameter.starts_with(['[', '…']);
        (!optional).then_some(parameter)
    }

    /// Whether it takes that many arguments; if not, how many it takes.
    pub(super) fn takes(self, given: usize) -> Result<(), String> {
        let (name, parameters) = self.declaration();
        let endless = parameters.last() == Some(&"…");
        let most = parameters.len() - usize::from(endless);
        let fewest = parameters[..most]
            .iter()
            .filter(|parameter| !parameter.starts_with('['))
            .count();
        if given >= fewest && (endless || given <= most) {
            return Ok(());
        }
        let count = match (fewest, most) {
            (0, 0) => "no arguments".into(),
            (_, _) if endless => format!("at least {}", arguments(fewest)),
            (_, _) if fewest < most => format!("{fewest} to {}", arguments(most)),
            (_, _) => arguments(fewest),
        };
        Err(format!("`{name}` takes {count}, not {given}"))
    }

    /// Whether the function gives what no other function can take.
    pub(super) const fn stands_alone(self) -> bool {
        matches!(
            self,
            Self::AppRoleAssignmentsComplex | Self::AssertiveAppRoleAssignmentsComplex
        )
    }
}

fn arguments(count: usize) -> String {
    format!("{count} argument{}", if count == 1 { "" } else { "s" })
}
