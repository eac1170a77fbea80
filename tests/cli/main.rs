//! The binary as a person or a CI job meets it: arguments in, text, reports and exit code out.

#[cfg(test)]
mod cleanup;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod every_step;
#[cfg(test)]
mod exit_codes;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod host;
#[cfg(test)]
mod idp_log;
#[cfg(test)]
mod known;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod output;
#[cfg(test)]
mod played;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod steering;
#[cfg(test)]
mod support;
#[cfg(test)]
mod targets;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod trouble;
