//! The site: `dist/`, complete and ready to be put on any static host.

use crate::{fingerprint, mnist, process, say, tools::Tools, workspace};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// What to build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// A folder with MNIST's four files, if one was named.
    pub mnist: Option<PathBuf>,
    /// Compile quickly rather than well.
    pub debug: bool,
}

/// Builds the site and its data into `dist/`.
///
/// # Errors
/// If a tool, the data that was asked for, or the build fails.
pub fn build(plan: &Plan) -> Result<()> {
    let tools = Tools::ensure()?;
    let data = mnist::obtain(plan.mnist.as_deref())?;
    say::step("Building the site");
    let mut trunk = process::command(tools.trunk());
    trunk.args(["build", &format!("--release={}", !plan.debug), "--log=warn"]);
    trunk.env("PATH", process::path_with(&tools.folders())?);
    // Trunk takes NO_COLOR for a switch with a value, and stops at the usual `NO_COLOR=1`.
    trunk.env_remove("NO_COLOR");
    process::run(&mut trunk).context("the site does not build")?;
    let dist = workspace::dist();
    fingerprint::fingerprint(&dist)?;
    mnist::publish(&data, &dist.join("mnist"))?;
    mnist::announce(&data);
    Ok(())
}
