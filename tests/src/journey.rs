//! From an empty tab to a clean end, or a picture of what went wrong.

use crate::{browser::Browser, copies::light_site, page::Page, window::Window};
use anyhow::{Context, Result};
use costscape_xtask::{
    site::{Options, Site},
    workspace,
};
use futures_util::FutureExt;
use std::{
    io,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tokio::runtime::{Builder, Runtime};

/// One for all journeys, for connections to a browser that is kept outlive a journey.
static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build());

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

/// As [`journey`], with the first 2,000 of MNIST's images to learn from only: a page with them is there, and a map of
/// theirs measured, in a fraction of the time. For what is about neither time, nor a slice on its way, nor the numbers of
/// all of MNIST.
///
/// # Errors
/// As [`journey`].
///
/// # Panics
/// As [`journey`].
pub fn light_journey(name: &str, window: &Window, steps: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    match light_site()? {
        Some(site) => journey_in(site.path(), name, window, steps),
        None => journey(name, window, steps),
    }
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
    let runtime = RUNTIME.as_ref().context("cannot start a runtime")?;
    let site = Site::serve(root, &Options { first_script: Some(TAP), record: true, ..Options::default() })?;
    runtime.block_on(async {
        let page = Page::new(Browser::take(window).await?, site);
        let outcome = AssertUnwindSafe(travel(&page, steps)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            // The first failure counts, not what the picture of it runs into.
            let _ = page.screenshot(&format!("{name}-failed")).await;
        }
        let browser = page.into_browser();
        match outcome {
            Ok(Ok(())) => return browser.leave().await,
            // Whatever is wrong with it, the next journey has another.
            _ => browser.quit().await.ok(),
        };
        match outcome {
            Ok(outcome) => outcome.with_context(|| format!("journey {name}")),
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
