//! A browser of one journey's own: nothing remembered, nothing shared.

use crate::{driver::Driver, tasks, window::Window};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};

/// How long a script may take to call back: less than the 120 s after which a driver's answer is no longer waited for.
const SCRIPT: Duration = Duration::from_secs(100);

/// A running browser. Call [`Browser::quit`] at the end; dropping it instead is slower.
pub struct Browser {
    recorded: bool,
    // In this order: the session must end before its driver, and both before the profile's folder.
    session: WebDriver,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts the installed Chromium with an empty profile and opens `window`.
    ///
    /// # Errors
    /// If there is none, or it does not start.
    pub async fn start(window: &Window) -> Result<Browser> {
        let installed = costscape_xtask::browser::Browser::find()?;
        let driver = Driver::start(&installed.driver)?;
        let profile = tempfile::tempdir().context("no room for a browser profile")?;
        let mut options = installed.options(&[format!("--user-data-dir={}", profile.path().display())]);
        let mut logs = json!({ "browser": "ALL" });
        if window.recorded {
            logs["performance"] = "ALL".into();
            options["perfLoggingPrefs"] =
                json!({ "enableNetwork": false, "enablePage": false, "traceCategories": tasks::CATEGORIES });
        }
        let wanted = json!({ "browserName": "chrome", "goog:loggingPrefs": logs, "goog:chromeOptions": options });
        let mut capabilities = Capabilities::new();
        let serde_json::Value::Object(wanted) = wanted else { bail!("capabilities are an object") };
        for (name, value) in wanted {
            capabilities.set(name, value)?;
        }
        let session = WebDriver::new(driver.url(), capabilities).await.context("Chromium did not start")?;
        session.set_script_timeout(SCRIPT).await.context("cannot set the scripts' time limit")?;
        window.apply(&session).await.context("cannot set up the window")?;
        Ok(Browser { recorded: window.recorded, session, _driver: driver, _profile: profile })
    }

    /// The driver's session, for what [`Page`](crate::Page) has no words for.
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Whether it keeps a record of what its threads do.
    pub fn is_recorded(&self) -> bool {
        self.recorded
    }

    /// Closes the browser.
    ///
    /// # Errors
    /// If it does not close.
    pub async fn quit(self) -> Result<()> {
        Ok(self.session.clone().quit().await?)
    }
}
