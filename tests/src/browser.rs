//! A browser of one journey's own: nothing remembered, nothing shared.
//!
//! Starting one takes as long as many a journey. So while someone [keeps](keep) them, a journey that went well leaves its browser
//! to the next one, with a new tab: what a site leaves behind belongs to its origin, and each journey's site has one of its own.

use crate::{driver::Driver, record::Recorder, window::Window};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};

/// How long a script may take to call back: less than the 120 s after which a driver's answer is no longer waited for.
const SCRIPT: Duration = Duration::from_secs(100);

/// Those that wait for the next journey; none where nobody keeps them.
static KEPT: Mutex<Option<Vec<Browser>>> = Mutex::new(None);

/// Runs `body` on what is kept.
fn with_kept<T>(body: impl FnOnce(&mut Option<Vec<Browser>>) -> T) -> T {
    body(&mut KEPT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Keeps browsers until it is dropped; then they are closed.
pub(crate) struct Keeper(());

/// Lets journeys leave their browsers to each other.
pub(crate) fn keep() -> Keeper {
    with_kept(|kept| *kept = Some(Vec::new()));
    Keeper(())
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // One that does not close is stopped with its driver.
        drop(with_kept(Option::take));
    }
}

/// A running browser. Call [`Browser::quit`] at the end; dropping it instead is slower.
pub struct Browser {
    recorder: Option<tokio::sync::Mutex<Recorder>>,
    // In this order: the session must end before its driver, and both before the profile's folder.
    session: WebDriver,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// One that was kept, or a new one, with `window` open.
    ///
    /// # Errors
    /// If none starts.
    pub(crate) async fn take(window: &Window) -> Result<Browser> {
        // What is recorded is measured, in a browser that has done nothing before.
        let kept = if window.recorded { None } else { with_kept(|kept| kept.as_mut()?.pop()) };
        let Some(browser) = kept else { return Browser::start(window).await };
        window.apply(&browser.session).await.context("cannot set up the window")?;
        Ok(browser)
    }

    /// Leaves it to the next journey, or closes it if nobody keeps it.
    ///
    /// # Errors
    /// If it neither opens a new tab nor closes.
    pub(crate) async fn leave(self) -> Result<()> {
        if self.recorder.is_some() || with_kept(|kept| kept.is_none()) {
            return self.quit().await;
        }
        let (old, new) = (self.session.window().await?, self.session.new_tab().await?);
        self.session.switch_to_window(old).await?;
        self.session.close_window().await?;
        self.session.switch_to_window(new).await?;
        // The last words of the old tab are no complaints of the next journey.
        self.session.browser_log().await?;
        with_kept(|kept| kept.get_or_insert_default().push(self));
        Ok(())
    }

    /// Starts the installed Chromium with an empty profile and opens `window`.
    ///
    /// # Errors
    /// If there is none, or it does not start.
    pub async fn start(window: &Window) -> Result<Browser> {
        let installed = costscape_xtask::browser::Browser::find()?;
        let driver = Driver::start(&installed.driver)?;
        let profile = tempfile::tempdir().context("no room for a browser profile")?;
        let options = installed.options(&[format!("--user-data-dir={}", profile.path().display())]);
        let logs = json!({ "browser": "ALL" });
        let wanted = json!({ "browserName": "chrome", "goog:loggingPrefs": logs, "goog:chromeOptions": options });
        let mut capabilities = Capabilities::new();
        let serde_json::Value::Object(wanted) = wanted else { bail!("capabilities are an object") };
        for (name, value) in wanted {
            capabilities.set(name, value)?;
        }
        let session = WebDriver::new(driver.url(), capabilities).await.context("Chromium did not start")?;
        session.set_script_timeout(SCRIPT).await.context("cannot set the scripts' time limit")?;
        window.apply(&session).await.context("cannot set up the window")?;
        let recorder = if window.recorded { Some(Recorder::connect(profile.path()).await?.into()) } else { None };
        Ok(Browser { recorder, session, _driver: driver, _profile: profile })
    }

    /// The driver's session, for what [`Page`](crate::Page) has no words for.
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Its record, if it keeps one.
    pub(crate) fn recorder(&self) -> Option<&tokio::sync::Mutex<Recorder>> {
        self.recorder.as_ref()
    }

    /// Closes the browser.
    ///
    /// # Errors
    /// If it does not close.
    pub async fn quit(self) -> Result<()> {
        Ok(self.session.clone().quit().await?)
    }
}
