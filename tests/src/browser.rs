//! A browser for one journey at a time, which finds nothing in it of what was before.
//!
//! Starting one takes as long as many a journey. So while someone [keeps](keep) them, a journey that went well leaves its browser
//! to the next one, tidied up and with a new tab.

use crate::{driver::Driver, record::Recorder, window::Window};
use anyhow::{Context, Result, bail, ensure};
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
        // A session that is dropped closes its browser.
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
    /// If none starts, or if others may go on beside one that is recorded, which measures.
    pub(crate) async fn take(window: &Window) -> Result<Browser> {
        let kept = with_kept(|kept| {
            ensure!(kept.is_none() || !window.recorded, "a journey that is recorded has to be alone");
            Ok(kept.as_mut().and_then(Vec::pop))
        })?;
        match kept {
            // One that has died since is replaced.
            Some(browser) if window.apply(&browser.session).await.is_ok() => Ok(browser),
            _ => Browser::start(window).await,
        }
    }

    /// Leaves it to the next journey, or closes it if nobody keeps it or if that does not work.
    ///
    /// # Errors
    /// If it does not close.
    pub(crate) async fn leave(self) -> Result<()> {
        if with_kept(|kept| kept.is_none()) || self.tidy_up().await.is_err() {
            return self.quit().await;
        }
        with_kept(|kept| kept.as_mut().map(|kept| kept.push(self)));
        Ok(())
    }

    /// Closes the site in favour of a new tab, and forgets all that it may have left.
    async fn tidy_up(&self) -> Result<()> {
        let origin = self.session.execute("return location.origin", Vec::new()).await?;
        let (old, new) = (self.session.window().await?, self.session.new_tab().await?);
        self.session.switch_to_window(old).await?;
        self.session.close_window().await?;
        self.session.switch_to_window(new).await?;
        // Another site may come to have the same port, and with it the same origin.
        let all = json!({ "origin": origin.json(), "storageTypes": "all" });
        self.session.cdp().send_raw("Storage.clearDataForOrigin", all).await?;
        self.session.cdp().send_raw("Network.clearBrowserCache", json!({})).await?;
        // The last words of the old tab are no complaints of the next journey.
        self.session.browser_log().await?;
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
