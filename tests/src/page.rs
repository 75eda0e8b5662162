//! The page, read as a person reads it: by what stands in it, waiting as long as it takes.

use crate::{browser::Browser, window::Window};
use anyhow::{Context, Result, bail};
use costscape_xtask::site::Site;
use serde_json::{Value, json};
use std::{
    fs,
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant},
};
use thirtyfour::{By, WebDriver, WebElement};

/// How long to wait for something, unless told otherwise: longer than any busy machine takes for it. A journey that measures a
/// time says so itself.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// How often to look while waiting: looking costs the page some of the time that it is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// An open page and the site it comes from.
pub struct Page {
    pub(crate) browser: Browser,
    pub(crate) site: Site,
    /// Complaints that are part of the journey: any that contains one of these is no failure.
    pub(crate) expected: Mutex<Vec<String>>,
    /// What was complained of until it was last asked for.
    pub(crate) complaints: Mutex<Vec<String>>,
}

impl Page {
    pub(crate) fn new(browser: Browser, site: Site) -> Page {
        Page { browser, site, expected: Mutex::default(), complaints: Mutex::default() }
    }

    pub(crate) fn into_browser(self) -> Browser {
        self.browser
    }

    /// The driver's session, for what there are no words for here.
    pub fn session(&self) -> &WebDriver {
        self.browser.session()
    }

    /// Shows the page in another window from now on, and lets it settle there.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn show_in(&self, window: &Window) -> Result<()> {
        window.apply(self.session()).await.context("cannot set up the window")?;
        self.settle().await
    }

    /// Waits for the frames in which the page draws what has just changed: not all pictures come in the same one.
    ///
    /// # Errors
    /// If they do not come.
    pub async fn settle(&self) -> Result<()> {
        let body = "const done = arguments[arguments.length - 1];
            let left = 8;
            const frame = () => (left-- ? requestAnimationFrame(frame) : done());
            frame();";
        self.script_with_callback(body, &[]).await?;
        Ok(())
    }

    /// The site's address, which ends in a slash.
    pub fn url(&self) -> String {
        self.site.url()
    }

    /// Opens the address `path` of the site and waits until its document is there.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn open(&self, path: &str) -> Result<()> {
        // The page that is left takes its complaints with it.
        self.complaints().await?;
        let address = format!("{}{path}", self.url());
        self.script("self.isLeft = true", &[]).await?;
        self.session().goto(&address).await.with_context(|| format!("cannot open {address}"))?;
        // The driver may take an empty document on the way, or the one that is left, for this one.
        let body = "return [document.URL, self.isLeft ? 'the one that is left' : document.readyState]";
        self.wait_for(PATIENCE, &address, async || {
            let (url, state): (String, String) = self.read(body).await?;
            let there = url.starts_with(&self.url()) && state == "complete";
            Ok(if there { Ok(()) } else { Err(format!("{url} is {state}")) })
        })
        .await
    }

    /// Runs the body of a function in the page and returns what it returns.
    ///
    /// # Errors
    /// If it throws, or the browser cannot run it.
    pub async fn script(&self, body: &str, arguments: &[Value]) -> Result<Value> {
        let returned = self.session().execute(body, arguments.to_vec()).await;
        Ok(returned.with_context(|| format!("in the script `{body}`"))?.json().clone())
    }

    /// As [`Page::script`], for a body that calls its last argument with the result.
    ///
    /// # Errors
    /// As [`Page::script`], or if the call does not come.
    pub async fn script_with_callback(&self, body: &str, arguments: &[Value]) -> Result<Value> {
        let returned = self.session().execute_async(body, arguments.to_vec()).await;
        Ok(returned.with_context(|| format!("in the script `{body}`"))?.json().clone())
    }

    /// The element with this id.
    ///
    /// # Errors
    /// If there is none.
    pub async fn element(&self, id: &str) -> Result<WebElement> {
        self.session().find(By::Id(id)).await.with_context(|| format!("#{id}"))
    }

    /// The text of the element with this id, as it is seen.
    ///
    /// # Errors
    /// If there is none.
    pub async fn text(&self, id: &str) -> Result<String> {
        Ok(self.element(id).await?.text().await?)
    }

    /// An attribute of the element with this id, empty if it has none.
    ///
    /// # Errors
    /// If there is no such element.
    pub async fn attribute(&self, id: &str, name: &str) -> Result<String> {
        Ok(self.element(id).await?.attr(name).await?.unwrap_or_default())
    }

    /// The number in `<data id="…" value="…">`, in full precision.
    ///
    /// # Errors
    /// If there is no such element, or its value is no finite number.
    pub async fn readout(&self, id: &str) -> Result<f64> {
        let value = self.attribute(id, "value").await?;
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => bail!("#{id} reads {value:?}, which is no finite number"),
        }
    }

    /// Waits until `condition`, an expression in JavaScript, is true of the page.
    ///
    /// # Errors
    /// If it throws, or does not become true soon.
    pub async fn wait_until(&self, condition: &str) -> Result<()> {
        self.wait_until_within(PATIENCE, condition).await
    }

    /// As [`Page::wait_until`], with another patience.
    ///
    /// # Errors
    /// As [`Page::wait_until`].
    pub async fn wait_until_within(&self, patience: Duration, condition: &str) -> Result<()> {
        let body = format!("return Boolean({condition})");
        self.wait_for(patience, condition, async || {
            let holds = self.script(&body, &[]).await?;
            Ok(if holds == true { Ok(()) } else { Err("it does not".to_owned()) })
        })
        .await
    }

    /// Waits until the readout `id` is a number that `fits`, and returns it.
    ///
    /// # Errors
    /// If none does soon: the last one.
    pub async fn wait_for_readout(&self, id: &str, fits: impl Fn(f64) -> bool) -> Result<f64> {
        self.wait_for_readout_within(PATIENCE, id, fits).await
    }

    /// As [`Page::wait_for_readout`], with another patience.
    ///
    /// # Errors
    /// As [`Page::wait_for_readout`].
    pub async fn wait_for_readout_within(
        &self,
        patience: Duration,
        id: &str,
        fits: impl Fn(f64) -> bool,
    ) -> Result<f64> {
        self.wait_for(patience, &format!("#{id} to fit"), async || {
            let value = self.attribute(id, "value").await?;
            let number = value.parse::<f64>().ok().filter(|&number| fits(number));
            Ok(number.ok_or_else(|| format!("it reads {value:?}")))
        })
        .await
    }

    /// Waits until `look` finds what it looks for; while it does not, it says what it sees instead.
    ///
    /// # Errors
    /// If `look` fails, or has not found it when patience runs out: what it saw last, and the page's status.
    pub async fn wait_for<T>(
        &self,
        patience: Duration,
        what: &str,
        look: impl AsyncFn() -> Result<Result<T, String>>,
    ) -> Result<T> {
        let start = Instant::now();
        loop {
            let seen = match look().await? {
                Ok(found) => return Ok(found),
                Err(seen) => seen,
            };
            if start.elapsed() > patience {
                let status = self.text("status").await.unwrap_or_default();
                bail!("waited {} s for {what}: {seen}; the status is {status:?}", patience.as_secs_f64());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Saves a picture of what is seen as `<name>.png` among the [`screenshots`](crate::screenshots).
    ///
    /// # Errors
    /// If it cannot be taken or saved.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let png = self.session().screenshot_as_png().await?;
        save(name, &png)
    }

    /// As [`Page::screenshot`], of the page's whole length.
    ///
    /// # Errors
    /// As [`Page::screenshot`].
    pub async fn screenshot_of_all(&self, name: &str) -> Result<PathBuf> {
        let size = "const e = document.documentElement; return [e.clientWidth, e.scrollHeight]";
        let size = self.script(size, &[]).await?;
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 });
        let parameters = json!({ "clip": clip, "captureBeyondViewport": true });
        let taken = self.session().cdp().send_raw("Page.captureScreenshot", parameters).await?;
        let base64 = taken["data"].as_str().context("no picture was taken")?;
        save(name, &decoded(base64).context("the picture cannot be read")?)
    }
}

fn save(name: &str, png: &[u8]) -> Result<PathBuf> {
    let folder = crate::screenshots();
    let path = folder.join(format!("{name}.png"));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, png));
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// Bytes from base 64, as the driver sends pictures; a dependency less.
fn decoded(base64: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(base64.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for digit in base64.bytes().take_while(|&digit| digit != b'=') {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_read() {
        // RFC 4648, section 10.
        assert_eq!(decoded("Zm9vYmFy").unwrap(), b"foobar");
        assert_eq!(decoded("Zm9vYg==").unwrap(), b"foob");
        assert_eq!(decoded("Zm9vYmE=").unwrap(), b"fooba");
        assert_eq!(decoded("a b"), None);
    }
}
