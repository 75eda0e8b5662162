//! axe-core, which finds what keeps people from using a page. It comes from npm, pinned by `tests/axe`'s lock file, whose
//! checksum npm verifies.

use crate::{process, say, workspace};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::{fs, path::PathBuf};

const FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Where axe-core is installed.
fn folder() -> PathBuf {
    workspace::target().join("axe")
}

/// The script to run in a page.
///
/// # Errors
/// If it has not been installed.
pub fn script() -> Result<String> {
    let path = folder().join("node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path)
        .with_context(|| format!("{} is missing: `cargo xtask test --only browser` installs it", path.display()))
}

/// Installs axe-core if it is not there in the pinned version.
///
/// # Errors
/// If npm is missing or fails.
pub fn ensure() -> Result<()> {
    let wanted = version("tests/axe/package.json".into(), "axe-core")?;
    if version(folder().join("node_modules/axe-core/package.json"), "").is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    say::step(&format!("Fetching axe-core {wanted}"));
    fs::create_dir_all(folder()).with_context(|| format!("cannot create {}", folder().display()))?;
    for name in FILES {
        let from = workspace::root().join("tests/axe").join(name);
        fs::copy(&from, folder().join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    // Windows finds only `npm.cmd`.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut npm = process::command(npm);
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder());
    process::run(&mut npm)
        .context("the accessibility tests need axe-core, which comes from npm: install Node.js with npm")
}

/// The version in a `package.json`: its own, or that of the development dependency `of`.
fn version(path: PathBuf, of: &str) -> Result<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Manifest {
        #[serde(default)]
        version: String,
        #[serde(default)]
        dev_dependencies: std::collections::BTreeMap<String, String>,
    }
    let path = workspace::root().join(path);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(manifest.dev_dependencies.get(of).cloned().unwrap_or(manifest.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifest_and_lock_agree() {
        let wanted = version("tests/axe/package.json".into(), "axe-core").unwrap();
        let lock = fs::read_to_string(workspace::root().join("tests/axe/package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
        let package = &lock["packages"]["node_modules/axe-core"];
        assert_eq!(package["version"], wanted);
        assert!(package["integrity"].as_str().unwrap().starts_with("sha512-"));
    }
}
