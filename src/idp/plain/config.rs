//! `/ServiceProviderConfig`, and what follows from it for a client that acts upon it.

use jiff::SignedDuration;
use serde_json::Value;

use super::call::{Failed, body};
use super::flow::Plain;
use super::log::About;
use super::settings::{ConfigReading, Write};
use crate::idp::Wire;
use crate::transcript::{LogStatus, Outcome};

/// What the target says it can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Config {
    /// The document was sound; otherwise nothing counts as supported.
    is_read: bool,
    /// `patch.supported`.
    pub(super) patch: bool,
    /// `filter.supported`.
    pub(super) filter: bool,
    /// `bulk.maxOperations`, which authentik takes as the limit for operations of a PATCH; 0 for
    /// no limit.
    pub(super) operations: usize,
}

impl Config {
    /// Reads the document. authentik demands every member that RFC 7643 §5 requires and that its
    /// model has.
    fn of(document: &Value) -> Option<Self> {
        let supported = |name: &str| document.get(name)?.get("supported")?.as_bool();
        for name in ["bulk", "changePassword", "sort"] {
            supported(name)?;
        }
        document.get("authenticationSchemes")?.as_array()?;
        let operations = document.get("bulk")?.get("maxOperations")?.as_u64()?;
        Some(Self {
            is_read: true,
            patch: supported("patch")?,
            filter: supported("filter")?,
            operations: usize::try_from(operations).ok()?,
        })
    }
}

impl Plain {
    /// Reads the configuration, if the client does so now. Without a sound document it takes that
    /// nothing is supported.
    pub(super) async fn know_config<W: Wire>(&mut self, wire: &mut W) {
        if self.settings.config == ConfigReading::Hourly
            && self
                .config_until
                .is_some_and(|until| until <= self.clock.now())
        {
            self.config = None;
        }
        if self.config.is_some() || self.settings.config == ConfigReading::Never {
            return;
        }
        let request = self.settings.get("/ServiceProviderConfig");
        let outcome = self.send(request, wire).await;
        let config = read(&outcome);
        self.config_until = self
            .clock
            .now()
            .checked_add(SignedDuration::from_hours(1))
            .ok();
        if let Err(failed) = &config {
            let text = format!(
                "ServiceProviderConfig cannot be used, so that nothing counts as supported: {}",
                failed.text
            );
            let code = Some(failed.code.clone());
            self.note(
                "read configuration",
                About::Job,
                LogStatus::Warning,
                code,
                text,
            );
        }
        self.config = Some(config.unwrap_or_default());
    }

    /// A task begins.
    pub(super) fn begin_task(&mut self) {
        let is_kept = match self.settings.config {
            ConfigReading::EveryTask => false,
            // authentik keeps only what it could read.
            ConfigReading::Hourly => self.config.is_some_and(|config| config.is_read),
            ConfigReading::Never | ConfigReading::Once => true,
        };
        if !is_kept {
            self.config = None;
        }
    }

    /// How groups are updated. The configuration must have been read.
    pub(super) fn group_update(&self) -> Write {
        match self.config {
            Some(config) if config.patch => Write::Patch,
            Some(_) => Write::Put,
            None => self.settings.group_update,
        }
    }

    /// Whether the target may be asked with a filter after a conflict.
    pub(super) fn may_filter(&self) -> bool {
        self.config.is_none_or(|config| config.filter)
    }
}

fn read(outcome: &Outcome) -> Result<Config, Failed> {
    let document = body(outcome)?;
    let invalid = || Failed::unusable("invalid", "required members are missing");
    Config::of(&document).ok_or_else(invalid)
}
