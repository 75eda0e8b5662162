//! From an empty browser to a clean end, or a picture of what went wrong.

use crate::{browser::Browser, page::Page, window::Window};
use anyhow::{Context, Result};
use costscape_xtask::{
    site::{Options, Site},
    workspace,
};
use futures_util::FutureExt;
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
};
use tokio::sync::Semaphore;

/// How many journeys may go on side by side.
const PLACES: u32 = 2;

/// The machine's places; who needs the whole machine takes all of them.
static MACHINE: Semaphore = Semaphore::const_new(PLACES as usize);

const TAP: &str = include_str!("tap.js");

/// Where pictures go.
pub fn screenshots() -> PathBuf {
    workspace::root().join("tests/screenshots")
}

/// Opens the built site in `window`, takes the steps, and makes sure that nothing went wrong meanwhile.
///
/// # Errors
/// If a step fails, or the console is not clean at the end. A picture `<name>-failed.png` is then among the
/// [`screenshots`].
///
/// # Panics
/// If a step does.
pub fn journey(name: &str, window: &Window, steps: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    journey_in(&workspace::dist(), name, window, steps)
}

/// As [`journey`], through the site in the folder `root`.
///
/// # Errors
/// As [`journey`].
///
/// # Panics
/// As [`journey`].
pub fn journey_in(
    root: &Path,
    name: &str,
    window: &Window,
    steps: impl AsyncFnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _places = runtime.block_on(MACHINE.acquire_many(if window.alone { PLACES } else { 1 }))?;
    let site = Site::serve(root, &Options { first_script: Some(TAP), record: true, ..Options::default() })?;
    runtime.block_on(async {
        let page = Page::new(Browser::start(window).await?, site);
        let outcome = AssertUnwindSafe(travel(&page, steps)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            // The first failure counts, not what the picture of it runs into.
            let _ = page.screenshot(&format!("{name}-failed")).await;
        }
        let closed = page.quit().await;
        match outcome {
            Ok(Ok(())) => closed,
            Ok(Err(error)) => Err(error).with_context(|| format!("journey {name}")),
            Err(panic) => resume_unwind(panic),
        }
    })
}

async fn travel(page: &Page, steps: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    page.open("").await?;
    let outcome = steps(page).await;
    // What the console says often tells why a step failed.
    match (outcome, page.check_clean().await) {
        (Ok(()), health) => health,
        (Err(error), Err(complaints)) => Err(error.context(complaints.to_string())),
        (Err(error), Ok(())) => Err(error),
    }
}
