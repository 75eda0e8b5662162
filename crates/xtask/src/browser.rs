//! Chromium and its driver: found, or on Debian installed.

use crate::{process, say};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// How Chromium is started for tests: without a display, a sandbox it cannot have as root, or requests of its own.
pub const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const ELSEWHERE: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/// A browser and the driver that fits it.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium, Chrome or the like.
    pub binary: PathBuf,
    /// Its chromedriver.
    pub driver: PathBuf,
}

impl Browser {
    /// The installed browser and driver. `CHROME` and `CHROMEDRIVER` name others than those on PATH.
    ///
    /// # Errors
    /// If one is missing: what to install.
    pub fn find() -> Result<Browser> {
        let advice = "install Chromium or Chrome and its chromedriver, or name them in CHROME and CHROMEDRIVER";
        let elsewhere = || ELSEWHERE.iter().map(PathBuf::from).find(|path| path.is_file());
        let binary = named("CHROME").or_else(|| BROWSERS.iter().find_map(|name| process::on_path(name).next()));
        let driver = named("CHROMEDRIVER").or_else(|| process::on_path("chromedriver").next()).or_else(beside_driver);
        match (binary.or_else(elsewhere), driver) {
            (Some(binary), Some(driver)) => Ok(Browser { binary, driver }),
            (Some(binary), None) => bail!("found {}, but no chromedriver: {advice}", binary.display()),
            (None, _) => bail!("found no browser for the tests: {advice}"),
        }
    }

    /// As [`Browser::find`], after installing what is missing on Debian as root.
    ///
    /// # Errors
    /// As [`Browser::find`], or if browser and driver are of different versions.
    pub fn find_or_install() -> Result<Browser> {
        let browser = match Browser::find() {
            Err(_) if is_debian() && is_root() => {
                install()?;
                Browser::find()
            }
            found => found,
        }?;
        browser.check_versions()?;
        Ok(browser)
    }

    /// A driver refuses a browser of another major version, in words that do not help.
    fn check_versions(&self) -> Result<()> {
        let (Some(browser), Some(driver)) = (major_version(&self.binary), major_version(&self.driver)) else {
            return Ok(());
        };
        if browser != driver {
            let (binary, path) = (self.binary.display(), self.driver.display());
            bail!(
                "{binary} has version {browser}, {path} version {driver}: install a chromedriver of version {browser}"
            );
        }
        Ok(())
    }

    /// Chromium's options, as a driver takes them, with `more` flags.
    pub fn options(&self, more: &[String]) -> Value {
        let flags: Vec<&str> = FLAGS.into_iter().chain(more.iter().map(String::as_str)).collect();
        json!({ "binary": self.binary, "args": flags })
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

/// Hosted build machines name the driver's folder.
fn beside_driver() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("CHROMEWEBDRIVER")?);
    Some(folder.join(format!("chromedriver{}", std::env::consts::EXE_SUFFIX))).filter(|path| path.is_file())
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").is_file() && process::on_path("apt-get").next().is_some()
}

fn is_root() -> bool {
    process::output(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn install() -> Result<()> {
    say::step("Installing chromium and chromium-driver");
    let apt = |arguments: &[&str]| {
        let mut command = process::command("apt-get");
        process::run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let packages = ["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"];
    // A fresh image has no lists of packages, or old ones.
    apt(&packages).or_else(|_| apt(&["update"]).and_then(|()| apt(&packages))).context("the tests need a browser")
}

/// The first number in what `--version` prints: `Chromium 148.0.7778.167 built on …`.
fn major_version(program: &Path) -> Option<u32> {
    let text = process::output(process::command(program).arg("--version")).ok()?;
    first_number(&text)
}

fn first_number(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(first_number("Chromium 148.0.7778.167 built on Debian GNU/Linux 12"), Some(148));
        assert_eq!(first_number("ChromeDriver 149.0.1 (65db666a)"), Some(149));
        assert_eq!(first_number("none"), None);
    }

    #[test]
    fn options_hold_every_flag() {
        let browser = Browser { binary: "/a/chrome".into(), driver: "/a/chromedriver".into() };
        let options = browser.options(&["--lang=en".into()]);
        assert_eq!(options["binary"], "/a/chrome");
        assert_eq!(options["args"].as_array().unwrap().len(), FLAGS.len() + 1);
    }
}
