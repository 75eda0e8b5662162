//! Where things are, and which versions the lock file holds.

use crate::process;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    crates.and_then(Path::parent).unwrap_or(Path::new("."))
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    // A relative CARGO_TARGET_DIR is relative to where cargo runs, and everything here runs in the root.
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Where the built site is.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where tools are installed that no other place has in the right version.
pub fn tools() -> PathBuf {
    root().join(".tools")
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// The packages in `Cargo.lock`.
pub struct Lock(Vec<Package>);

impl Lock {
    /// Reads the lock file, and makes sure that it fits every `Cargo.toml`: Trunk would rewrite it silently.
    ///
    /// # Errors
    /// If it does not fit, or cargo cannot read it.
    pub fn read() -> Result<Lock> {
        let mut cargo = process::cargo(&["metadata", "--locked", "--format-version", "1"]);
        cargo.args(["--filter-platform", "wasm32-unknown-unknown"]);
        let json = process::output(&mut cargo)
            .context("Cargo.lock must fit the Cargo.toml files; `cargo metadata` mends it, then commit it")?;
        let metadata: Metadata = serde_json::from_str(&json).context("cannot read cargo's metadata")?;
        Ok(Lock(metadata.packages))
    }

    /// The version of `name`.
    ///
    /// # Errors
    /// If the lock file does not hold it.
    pub fn version(&self, name: &str) -> Result<&str> {
        let package = self.0.iter().find(|package| package.name == name);
        package.map(|package| package.version.as_str()).with_context(|| format!("Cargo.lock has no package {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_holds_the_workspace() {
        assert!(std::fs::read_to_string(root().join("Cargo.toml")).unwrap().contains("[workspace]"));
    }
}
