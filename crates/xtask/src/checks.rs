//! Format, lints and documentation: everything denied that the compiler or clippy warns of.

use crate::{process, tools::WASM};
use anyhow::{Context, Result};

/// Packages that never run in a browser.
const NATIVE_ONLY: [&str; 4] = ["--exclude", "costscape-xtask", "--exclude", "costscape-tests"];

/// Every file is formatted.
///
/// # Errors
/// If one is not.
pub fn format() -> Result<()> {
    process::run(&mut process::cargo(&["fmt", "--all", "--check"])).context("`cargo fmt` mends the format")
}

/// No lint warns of any target, natively.
///
/// # Errors
/// If one does.
pub fn clippy_native() -> Result<()> {
    process::run(&mut process::cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// No lint warns of what runs in the browser, compiled for it.
///
/// # Errors
/// If one does.
pub fn clippy_wasm() -> Result<()> {
    let mut cargo = process::cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--target", WASM]);
    process::run(cargo.args(NATIVE_ONLY).args(["--", "-D", "warnings"]))
}

/// The documentation builds, private items included, since most of an application is private, and no link is broken.
///
/// # Errors
/// If not.
pub fn docs() -> Result<()> {
    let mut cargo = process::cargo(&["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"]);
    process::run(cargo.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links"))
}
